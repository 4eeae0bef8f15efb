//! `UPDATE … SET marker = stamp WHERE (target) AND active`.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::query_source::Column;
use diesel::result::QueryResult;

use super::action::{Action, ActionFragment};
use super::changes::ChangesFragment;
use crate::declare::{ColumnNames, Marker, MarkerColumn, MarkerOf, SoftDeletable};

/// The soft delete of rows of the table `T`, in the marker column `M`, with the
/// stamp `S` and the further changes `C`.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct SoftDeleting<T, M, S, C> {
    pub(crate) table: T,
    pub(crate) marker: M,
    pub(crate) stamp: S,
    pub(crate) changes: C,
}

impl<T: SoftDeletable, M, S, C> Action for SoftDeleting<T, M, S, C> {
    type Table = T;
}

impl<DB, T, M, S, C> ActionFragment<DB> for SoftDeleting<T, M, S, C>
where
    DB: Backend,
    T: SoftDeletable + QueryFragment<DB>,
    M: MarkerOf<T> + QueryFragment<DB>,
    S: QueryFragment<DB>,
    C: ChangesFragment<DB>,
{
    fn walk_head<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("UPDATE ");
        self.table.walk_ast(out.reborrow())?;
        out.push_sql(" SET ");
        out.push_identifier(<M as Column>::NAME)?;
        out.push_sql(" = ");
        self.stamp.walk_ast(out.reborrow())?;
        self.changes.walk_changes(&[], T::Markers::NAMES, out)
    }

    fn walk_guard<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.marker.walk_ast(out.reborrow())?;
        out.push_sql(" ");
        out.push_sql(<M as MarkerColumn>::Marker::ACTIVE);
        Ok(())
    }
}
