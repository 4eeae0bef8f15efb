//! What a cascade is asked for, as its plan takes it from a statement.

use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;

use super::graph::Keyed;
use super::plan::{Fate, Verb};
use super::script::Extent;
use super::verb::{Bound, CascadingFragment};
use crate::declare::{CascadeBackend, Dialect, MarkerText, TableInfo};
use crate::statement::{Ending, Shallow, TargetClause, Write, text_of};

/// What a cascade is asked for.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) verb: Verb,
    pub(super) fate: Fate,
    /// The marker of the root table that the statement names.
    pub(super) marker: MarkerText,
    pub(super) with_parents: bool,
    /// Whether the stamp is an expression, for the database to compute once.
    pub(super) expression: bool,
    /// Whether the statement has further columns for the root rows.
    pub(super) changes: bool,
    /// The columns of the root table that these are, as far as they are keys or unique.
    pub(super) assigned: Vec<&'static str>,
    pub(super) keyed: Keyed,
    /// Whether the journal is told.
    pub(super) recorded: bool,
    /// Whether it is about the rows of the target alone.
    pub(super) shallow: bool,
    /// Whether rows of the target that others have locked are passed over.
    pub(super) passes_locked: bool,
    /// Whether only so many rows may go.
    pub(super) bounded: bool,
    /// Whether it is only looked what stands against it.
    pub(super) looked: bool,
}

/// The order that a statement gives.
pub(super) fn order<DB, A, W, R>(
    write: &Write<A, W, R, Shallow>,
    root: TableInfo,
    extent: Extent,
) -> QueryResult<Order>
where
    DB: CascadeBackend,
    A: CascadingFragment<DB>,
    W: TargetClause<DB>,
    R: Ending,
{
    let backend = DB::default();
    let recorded = write.returning.said().is_some();
    let changes = write.action.changes_roots(&backend)?;
    let mut assigned = Vec::new();
    if changes {
        // What is wrong with them is said before anything is sent.
        text_of(&ChangesText(&write.action), &backend)?;
        let columns = if recorded {
            (root.columns)().iter().map(|it| it.name).collect()
        } else {
            looked_at(root)
        };
        for column in columns {
            if write.action.changes_column(column, &backend)? {
                assigned.push(column);
            }
        }
    }
    Ok(Order {
        verb: A::VERB,
        fate: write.action.fate(),
        marker: A::MARKER,
        with_parents: extent == Extent::Parents,
        expression: A::EXPRESSION,
        changes,
        assigned,
        keyed: match DB::DIALECT {
            Dialect::Sqlite => Keyed::RowId,
            _ => Keyed::Primary,
        },
        recorded,
        shallow: extent == Extent::Itself,
        passes_locked: A::PASSES_LOCKED,
        bounded: write.action.bound().rows().is_some(),
        looked: write.action.bound() == Bound::Looked,
    })
}

/// The columns of a table by which its rows depend on others, or which are unique.
fn looked_at(table: TableInfo) -> Vec<&'static str> {
    let mut columns = table.unique.concat();
    for parent in (table.schema)() {
        for edge in (parent.edges)() {
            if edge.child.id == table.id {
                columns.extend(edge.key);
            }
        }
    }
    columns.sort_unstable();
    columns.dedup();
    columns
}

struct ChangesText<'a, A>(&'a A);

impl<DB: CascadeBackend, A: CascadingFragment<DB>> QueryFragment<DB> for ChangesText<'_, A> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_root_changes(out)
    }
}
