//! `UPDATE … SET marker = stamp WHERE (target) AND active`.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::query_source::Column;
use diesel::result::QueryResult;

use super::action::{Action, ActionFragment, is_first, touched, walk_flags};
use super::changes::ChangesFragment;
use super::touch::TouchFragment;
use super::unread::is_constant;
use crate::declare::{Marker, MarkerColumn, MarkerOf, MarkerTexts, Moment, SoftDeletable};

/// The soft delete of rows of the table `T`, in the marker column `M`, with the
/// stamp `S` and the further changes `C`.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct SoftDeleting<T, M, S, C> {
    pub(crate) table: T,
    pub(crate) marker: M,
    pub(crate) stamp: S,
    pub(crate) changes: C,
    pub(crate) moment: Moment,
}

impl<T: SoftDeletable, M, S, C> Action for SoftDeleting<T, M, S, C> {
    type Table = T;
}

impl<DB, T, M, S, C> ActionFragment<DB> for SoftDeleting<T, M, S, C>
where
    DB: Backend,
    T: SoftDeletable<Touched: TouchFragment<DB>> + QueryFragment<DB>,
    M: MarkerOf<T> + QueryFragment<DB>,
    S: QueryFragment<DB>,
    C: ChangesFragment<DB>,
{
    fn walk_head<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("UPDATE ");
        self.table.walk_ast(out.reborrow())?;
        out.push_sql(" SET ");
        self.changes.refuse(
            &[T::FLAGS, &touched::<T>()],
            &[T::Markers::TEXTS, T::ALSO],
            out.backend(),
        )?;
        self.changes.walk_first(out.reborrow())?;
        out.push_identifier(<M as Column>::NAME)?;
        out.push_sql(" = ");
        self.stamp.walk_ast(out.reborrow())?;
        if is_first::<T, M>() {
            walk_flags::<T, DB>("TRUE", out.reborrow())?;
        }
        T::Touched::walk_touch(&self.moment, out)
    }

    fn walk_value<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.stamp.walk_ast(out)
    }

    fn value_is_constant(&self) -> bool {
        is_constant(std::any::type_name::<S>())
    }

    fn walk_guard<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.marker.walk_ast(out.reborrow())?;
        out.push_sql(" ");
        out.push_sql(<M as MarkerColumn>::Marker::ACTIVE);
        Ok(())
    }
}
