//! `UPDATE … SET marker = NULL WHERE (target) AND deleted`.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::query_source::Column;
use diesel::result::QueryResult;

use super::action::{Action, ActionFragment, is_first, touched, walk_flags};
use super::changes::ChangesFragment;
use super::touch::TouchFragment;
use crate::declare::{Marker, MarkerColumn, MarkerOf, MarkerTexts, Moment, SoftDeletable};

/// The restore of rows of the table `T`, in the marker column `M`, with the
/// further changes `C`.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct Restoring<T, M, C> {
    pub(crate) table: T,
    pub(crate) marker: M,
    pub(crate) changes: C,
    pub(crate) moment: Moment,
}

impl<T: SoftDeletable, M, C> Action for Restoring<T, M, C> {
    type Table = T;
}

impl<DB, T, M, C> ActionFragment<DB> for Restoring<T, M, C>
where
    DB: Backend,
    T: SoftDeletable<Touched: TouchFragment<DB>> + QueryFragment<DB>,
    M: MarkerOf<T> + QueryFragment<DB>,
    C: ChangesFragment<DB>,
{
    fn walk_head<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("UPDATE ");
        self.table.walk_ast(out.reborrow())?;
        out.push_sql(" SET ");
        self.changes.refuse(
            &[T::CLEAR, T::FLAGS, &touched::<T>()],
            &[T::Markers::TEXTS, T::ALSO],
            out.backend(),
        )?;
        self.changes.walk_first(out.reborrow())?;
        out.push_identifier(<M as Column>::NAME)?;
        out.push_sql(" = ");
        out.push_sql(<M as MarkerColumn>::Marker::RESTORED);
        for column in T::CLEAR {
            out.push_sql(", ");
            out.push_identifier(column)?;
            out.push_sql(" = NULL");
        }
        if is_first::<T, M>() {
            walk_flags::<T, DB>("FALSE", out.reborrow())?;
        }
        T::Touched::walk_touch(&self.moment, out)
    }

    fn walk_guard<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.marker.walk_ast(out.reborrow())?;
        out.push_sql(" ");
        out.push_sql(<M as MarkerColumn>::Marker::DELETED);
        Ok(())
    }
}
