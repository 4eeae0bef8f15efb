//! `UPDATE … SET marker = stamp WHERE (target) AND active`.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::query_source::Column;
use diesel::result::QueryResult;

use super::action::{Action, ActionFragment, is_first, touched, walk_flags};
use super::changes::{Changes, ChangesFragment, ChangesOf, NoChanges};
use super::stamp::{At, DefaultStamp, Now, StampValue};
use super::touch::TouchFragment;
use super::unread::is_constant;
use super::write::Write;
use crate::declare::{
    Marker, MarkerColumn, MarkerOf, MarkerTexts, Moment, SoftDeletable, TimeMarker,
};

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

impl<T, M, S, C, W, R, H> Write<SoftDeleting<T, M, Now<S>, C>, W, R, H> {
    /// Names the marker to set, where the table has several. The first of the
    /// declaration is the default.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel_scopes::soft_delete;
    ///
    /// let statement = soft_delete(communities::table.find(9)).marking(communities::removed);
    /// # assert_sqlite!(statement,
    /// // PostgreSQL: UPDATE "communities" SET "removed" = TRUE WHERE ("communities"."id" = $1) AND "communities"."removed" = FALSE
    /// // MySQL, SQLite:
    /// "UPDATE `communities` SET `removed` = TRUE WHERE (`communities`.`id` = ?) AND `communities`.`removed` = FALSE"
    /// # );
    /// # }
    /// ```
    ///
    /// Comes before [`at`](Write::at), whose value is of the marker's type.
    pub fn marking<N: MarkerOf<T>>(
        self,
        marker: N,
    ) -> Write<SoftDeleting<T, N, DefaultStamp<N>, C>, W, R, H> {
        self.map(|action| SoftDeleting {
            table: action.table,
            marker,
            stamp: Now::at::<N>(action.moment.into()),
            changes: action.changes,
            moment: action.moment,
        })
    }
}

impl<T, M, S, C, W, R, H> Write<SoftDeleting<T, M, S, C>, W, R, H>
where
    T: SoftDeletable,
    M: MarkerOf<T>,
{
    /// Stamps the rows with this value in place of the present time:
    /// `.at(when)`, or `.at(diesel::dsl::now)` for the database's clock.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel_scopes::soft_delete;
    ///
    /// let statement = soft_delete(posts::table.find(1)).shallow().at(diesel::dsl::now);
    /// # assert_sqlite!(statement,
    /// // PostgreSQL: UPDATE "posts" SET "deleted_at" = CURRENT_TIMESTAMP WHERE ("posts"."id" = $1) AND "posts"."deleted_at" IS NULL
    /// // MySQL, SQLite:
    /// "UPDATE `posts` SET `deleted_at` = CURRENT_TIMESTAMP WHERE (`posts`.`id` = ?) AND `posts`.`deleted_at` IS NULL"
    /// # );
    /// # }
    /// ```
    ///
    /// Any expression of the marker's type will do: a subquery completes an old deletion
    /// with the stamp that it had, as [the guide](crate::guide::writing#the-stamp) shows. Two
    /// cascades with the same value restore each other's rows where they meet.
    ///
    /// The database keeps as much of the value as the column does: MySQL rounds
    /// to whole seconds in a `DATETIME`, MariaDB truncates, and `DATETIME(6)`
    /// keeps the microseconds; PostgreSQL rounds in a `timestamp(0)`, and otherwise Diesel
    /// cuts to microseconds; SQLite keeps what Diesel writes.
    ///
    /// All other stamps are UTC. The database's clock is in the time zone of the
    /// session where the column has none, on PostgreSQL and MySQL: set that to
    /// UTC, or [`older_than`](Write::older_than) misjudges the rows. It has whole
    /// seconds on MySQL and SQLite, and is not available for a `Datetime` column,
    /// since Diesel has it for `Timestamp` only.
    pub fn at<V>(self, value: V) -> Write<SoftDeleting<T, M, At<V::Expression>, C>, W, R, H>
    where
        M::Marker: TimeMarker,
        V: StampValue<T, M::Marker>,
    {
        self.map(|action| SoftDeleting {
            table: action.table,
            marker: action.marker,
            stamp: At(value.into_stamp()),
            changes: action.changes,
            moment: action.moment,
        })
    }
}

impl<T, M, S, W, R, H> Write<SoftDeleting<T, M, S, NoChanges>, W, R, H> {
    /// Writes further columns of the same rows in the same statement: who
    /// deleted them, and why.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel_scopes::soft_delete;
    ///
    /// let statement = soft_delete(posts::table.find(1))
    ///     .shallow()
    ///     .set((posts::delete_reason.eq("spam"), posts::deleted_by.eq(4)));
    /// # assert_sqlite!(statement,
    /// // PostgreSQL: UPDATE "posts" SET "delete_reason" = $1, "deleted_by" = $2, "deleted_at" = $3
    /// //             WHERE ("posts"."id" = $4) AND "posts"."deleted_at" IS NULL
    /// // MySQL, SQLite:
    /// "UPDATE `posts` SET `delete_reason` = ?, `deleted_by` = ?, `deleted_at` = ? \
    ///  WHERE (`posts`.`id` = ?) AND `posts`.`deleted_at` IS NULL"
    /// # );
    /// # }
    /// ```
    ///
    /// They come before the marker, so that a value that is made of it is made of what
    /// it was before, also on MySQL and MariaDB, which assign from left to right:
    /// `.set(status_before.eq(status))`.
    ///
    /// # Errors
    ///
    /// A changeset that assigns a marker of the table, or a column under `flag` or
    /// `touch`, is refused when the statement runs, before anything is sent.
    pub fn set<C>(self, changes: C) -> Write<SoftDeleting<T, M, S, Changes<C::Changeset>>, W, R, H>
    where
        C: ChangesOf<T>,
    {
        self.map(|action| SoftDeleting {
            table: action.table,
            marker: action.marker,
            stamp: action.stamp,
            changes: Changes(changes.as_changeset()),
            moment: action.moment,
        })
    }
}
