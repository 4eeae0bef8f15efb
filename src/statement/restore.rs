//! `UPDATE … SET marker = NULL WHERE (target) AND deleted`.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::query_source::Column;
use diesel::result::QueryResult;

use super::action::{Action, ActionFragment};
use super::changes::ChangesFragment;
use crate::declare::{ColumnNames, Marker, MarkerColumn, MarkerOf, SoftDeletable};

/// The restore of rows of the table `T`, in the marker column `M`, with the
/// further changes `C`.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct Restoring<T, M, C> {
    pub(crate) table: T,
    pub(crate) marker: M,
    pub(crate) changes: C,
}

impl<T: SoftDeletable, M, C> Action for Restoring<T, M, C> {
    type Table = T;
}

impl<DB, T, M, C> ActionFragment<DB> for Restoring<T, M, C>
where
    DB: Backend,
    T: SoftDeletable + QueryFragment<DB>,
    M: MarkerOf<T> + QueryFragment<DB>,
    C: ChangesFragment<DB>,
{
    fn walk_head<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("UPDATE ");
        self.table.walk_ast(out.reborrow())?;
        out.push_sql(" SET ");
        out.push_identifier(<M as Column>::NAME)?;
        out.push_sql(" = ");
        out.push_sql(<M as MarkerColumn>::Marker::RESTORED);
        for column in T::CLEAR {
            out.push_sql(", ");
            out.push_identifier(column)?;
            out.push_sql(" = NULL");
        }
        self.changes.walk_changes(T::CLEAR, T::Markers::NAMES, out)
    }

    fn walk_guard<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.marker.walk_ast(out.reborrow())?;
        out.push_sql(" ");
        out.push_sql(<M as MarkerColumn>::Marker::DELETED);
        Ok(())
    }
}
