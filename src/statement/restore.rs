//! `UPDATE … SET marker = NULL WHERE (target) AND deleted`.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::query_source::Column;
use diesel::result::QueryResult;

use super::action::{Action, ActionFragment, is_first, touched, walk_flags};
use super::changes::{Changes, ChangesFragment, ChangesOf, NoChanges};
use super::touch::TouchFragment;
use super::write::Write;
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

impl<T, M, C, W, R, H> Write<Restoring<T, M, C>, W, R, H>
where
    T: SoftDeletable,
    M: MarkerOf<T>,
{
    /// Names the marker to take back, where the table has several. The first of
    /// the declaration is the default.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel_scopes::restore;
    ///
    /// let statement = restore(communities::table.find(9)).shallow().marking(communities::removed);
    /// # assert_sqlite!(statement,
    /// // PostgreSQL: UPDATE "communities" SET "removed" = FALSE WHERE ("communities"."id" = $1) AND "communities"."removed" = TRUE
    /// // MySQL, SQLite:
    /// "UPDATE `communities` SET `removed` = FALSE WHERE (`communities`.`id` = ?) AND `communities`.`removed` = TRUE"
    /// # );
    /// # }
    /// ```
    pub fn marking<N: MarkerOf<T>>(self, marker: N) -> Write<Restoring<T, N, C>, W, R, H> {
        self.map(|action| Restoring {
            table: action.table,
            marker,
            changes: action.changes,
            moment: action.moment,
        })
    }
}

impl<T, M, W, R, H> Write<Restoring<T, M, NoChanges>, W, R, H> {
    /// Writes further columns of the same rows in the same statement, as it does
    /// for a soft delete.
    ///
    /// # Errors
    ///
    /// A changeset that assigns a marker of the table, or a column under `clear`,
    /// `flag` or `touch`, is refused when the statement runs, before anything is sent.
    pub fn set<C>(self, changes: C) -> Write<Restoring<T, M, Changes<C::Changeset>>, W, R, H>
    where
        C: ChangesOf<T>,
    {
        self.map(|action| Restoring {
            table: action.table,
            marker: action.marker,
            changes: Changes(changes.as_changeset()),
            moment: action.moment,
        })
    }
}
