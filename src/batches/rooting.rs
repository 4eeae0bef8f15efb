//! A statement on one stretch of rows.

use diesel::backend::Backend;
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;

use super::key::walk_name;
use super::level::Level;
use crate::cascade::{Acting, Bound, CascadingFragment, Fate, Verb, condition_value};
use crate::declare::{CascadeBackend, MarkerText, Moment, TableInfo};
use crate::scope::walk_all_of;
use crate::statement::{Action, TargetClause};

/// A statement on the rows that are due at the last of these levels, as far as they are in
/// the stretch that is under way there.
///
/// The time of the statement is that of all stretches, and not taken anew.
pub(crate) struct Rooting<A> {
    pub(super) action: A,
    /// From the table of the target down. There is one at least, and more in a purge only.
    pub(super) levels: Vec<Level>,
    /// How much is done at once.
    pub(super) bound: Bound,
}

impl<A> Rooting<A> {
    /// Where the rows are that go next.
    pub(super) fn at(&self) -> usize {
        self.levels.len().saturating_sub(1)
    }
}

/// A statement that knows what the age of its rows is counted from.
pub trait Ages {
    /// The column that holds since when a row is deleted, if it is asked for.
    fn aged_by(&self) -> Option<&'static str> {
        None
    }
}

impl<A: Action> Action for Rooting<A> {
    type Table = A::Table;
}

impl<A: Acting> Acting for Rooting<A> {
    const VERB: Verb = A::VERB;
    const MARKER: MarkerText = A::MARKER;
    const EXPRESSION: bool = A::EXPRESSION;
    /// The next run comes to them. What is soft-deleted or restored is waited for.
    const PASSES_LOCKED: bool = matches!(A::VERB, Verb::Purge);

    fn bound(&self) -> Bound {
        self.bound
    }

    fn root(&self) -> TableInfo {
        match self.levels.last() {
            Some(level) => level.table,
            None => self.action.root(),
        }
    }

    fn fate(&self) -> Fate {
        self.levels.last().map_or(Fate::Purged, |level| level.fate)
    }
}

impl<A: Acting> Rooting<A> {
    /// The conditions of the rows of a level, each followed by `AND`.
    pub(super) fn walk_rows<'b, DB, W>(
        &'b self,
        at: usize,
        target: &'b W,
        mut out: AstPass<'_, 'b, DB>,
    ) -> QueryResult<()>
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
        W: TargetClause<DB>,
    {
        let Some(level) = self.levels.get(at) else {
            return Ok(());
        };
        let above = at.checked_sub(1).and_then(|at| self.levels.get(at));
        match (level.edge, above) {
            (Some(edge), Some(above)) => {
                out.push_sql(" WHERE ");
                walk_columns(&level.table, edge.key, out.reborrow())?;
                out.push_sql(" IN (SELECT ");
                for (n, column) in edge.refers.iter().enumerate() {
                    out.push_sql(if n > 0 { ", " } else { "" });
                    walk_name(&above.table, column, out.reborrow())?;
                }
                out.push_sql(" FROM ");
                out.push_sql(&(above.table.text)(DB::DIALECT)?);
                self.walk_rows(at - 1, target, out.reborrow())?;
                self.walk_due(at - 1, out.reborrow())?;
                out.push_sql(") AND ");
                for condition in edge.conditions {
                    walk_name(&level.table, condition.column, out.reborrow())?;
                    out.push_sql(" = ");
                    out.push_sql(&condition_value(condition.literal));
                    out.push_sql(" AND ");
                }
            }
            _ => target.walk_where(out.reborrow())?,
        }
        level.walk_stretch(out)
    }

    /// What makes a row of a level one that goes.
    pub(super) fn walk_due<'b, DB>(
        &'b self,
        at: usize,
        mut out: AstPass<'_, 'b, DB>,
    ) -> QueryResult<()>
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
    {
        let level = self.levels.get(at).filter(|level| level.edge.is_some());
        let Some(level) = level else {
            // Rows of the target that are held are passed over.
            return self.action.walk_own_guard(out);
        };
        let markers = level.table.markers;
        if markers.is_empty() {
            return walk_all_of(&[level.table.name], out);
        }
        out.push_sql("(");
        for (n, marker) in markers.iter().enumerate() {
            out.push_sql(if n > 0 { " OR " } else { "" });
            walk_name(&level.table, marker.column, out.reborrow())?;
            out.push_sql(" ");
            out.push_sql(marker.deleted);
        }
        out.push_sql(")");
        Ok(())
    }
}

/// One column, or several in parentheses.
fn walk_columns<DB: CascadeBackend>(
    table: &TableInfo,
    columns: &[&str],
    mut out: AstPass<'_, '_, DB>,
) -> QueryResult<()> {
    let several = columns.len() > 1;
    out.push_sql(if several { "(" } else { "" });
    for (n, column) in columns.iter().enumerate() {
        out.push_sql(if n > 0 { ", " } else { "" });
        walk_name(table, column, out.reborrow())?;
    }
    out.push_sql(if several { ")" } else { "" });
    Ok(())
}

impl<DB: CascadeBackend, A: CascadingFragment<DB>> CascadingFragment<DB> for Rooting<A> {
    fn walk_target<'b, W: TargetClause<DB>>(
        &'b self,
        target: &'b W,
        out: AstPass<'_, 'b, DB>,
    ) -> QueryResult<()> {
        self.walk_rows(self.at(), target, out)
    }

    fn walk_root_guard<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.walk_due(self.at(), out)
    }

    fn moment(&self) -> Moment {
        self.action.moment()
    }

    fn changes_roots(&self, backend: &DB) -> QueryResult<bool> {
        self.action.changes_roots(backend)
    }

    fn changes_column(&self, column: &'static str, backend: &DB) -> QueryResult<bool> {
        self.action.changes_column(column, backend)
    }

    fn walk_stamp<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.action.walk_stamp(out)
    }

    fn walk_root_changes<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.action.walk_root_changes(out)
    }
}

/// The conditions of a whole table: none.
#[derive(Debug, Clone, Copy)]
pub struct Everything;

impl<DB: Backend> TargetClause<DB> for Everything {
    fn walk_where<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(" WHERE ");
        Ok(())
    }
}
