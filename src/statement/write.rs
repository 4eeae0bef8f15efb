//! A statement on the rows of one table, and what can be added to it.
//!
//! All of it here: of methods that stand in another module than their type an error says
//! `purge::<impl Write<…>>::older_than`, in place of `Write::<…>::older_than`.

// The types spell out the statement; users name them through `dsl`.
#![allow(clippy::type_complexity)]

use chrono::TimeDelta;
use diesel::backend::Backend;
use diesel::dsl;
use diesel::expression::{AppearsOnTable, Expression, NonAggregate, SelectableExpression};
use diesel::query_builder::{AsQuery, AstPass, Query, QueryFragment, QueryId};
use diesel::query_dsl::methods::{BoxedDsl, FilterDsl};
use diesel::result::QueryResult;
use diesel::sql_types::BoolOrNullableBool;
use diesel::{RunQueryDsl, Table};

use super::action::{Action, ActionFragment};
use super::changes::{Changes, ChangesOf, NoChanges};
use super::purge::{AnyAge, OlderThan, Purging};
use super::restore::Restoring;
use super::returning::{Returning, ReturningFragment};
use super::soft_delete::SoftDeleting;
use super::stamp::{At, DefaultStamp, Now, StampExpression, StampValue};
use super::target::{BoxedWhere, FilterTarget, TargetClause};
use crate::declare::{ChosenReach, NoReturning, Shallow};
use crate::declare::{MarkerOf, SoftDeletable, TimeMarker};
use crate::scope::Marked;

/// A statement from [`soft_delete`](crate::soft_delete),
/// [`restore`](crate::restore) or [`purge`](crate::purge).
///
/// It is a Diesel query fragment: `execute`, and behind
/// [`returning`](Write::returning) also `load`, `get_result` and the like, run it
/// through `diesel_async::RunQueryDsl` or through Diesel's own `RunQueryDsl`.
///
/// `A` is what is done ([`SoftDeleting`], [`Restoring`], [`Purging`]), `W` the
/// target, `R` what comes back, and `H` how far it reaches. To name the type of a
/// statement use [`dsl::SoftDelete`](crate::dsl::SoftDelete), [`dsl::Restore`](crate::dsl::Restore) and
/// [`dsl::Purge`](crate::dsl::Purge).
///
/// # Prepared statements
///
/// A statement has a static query id, and so is prepared once on a connection,
/// if its target has one and neither [`set`](Write::set) nor
/// [`into_boxed`](Write::into_boxed) was called. Otherwise its prepared statement
/// is looked up by text.
///
/// # Errors
///
/// What the database says comes back as Diesel's own error, with nothing half
/// done. A statement that would be wrong is refused before anything is sent, with
/// a [`StatementError`](crate::StatementError).
///
/// One of these is a condition that is not closed in itself: Diesel does not put
/// `sql("a OR b")` in parentheses, and `a OR b AND active` would reach every row
/// with `a`.
#[derive(Debug, Clone, Copy, QueryId)]
#[must_use = "a statement does nothing until it is executed"]
pub struct Write<A, W, R = NoReturning, H = Shallow> {
    pub(crate) action: A,
    pub(crate) target: W,
    pub(crate) returning: R,
    reach: H,
}

impl<A, W, R, H: Default> Write<A, W, R, H> {
    pub(crate) fn new(action: A, target: W, returning: R) -> Self {
        Write {
            action,
            target,
            returning,
            reach: H::default(),
        }
    }
}

#[cfg(feature = "journal")]
impl<A, W, R, H> Write<A, W, R, H> {
    pub(crate) fn map_ending<Q>(self, change: impl FnOnce(R) -> Q) -> Write<A, W, Q, H> {
        Write {
            action: self.action,
            target: self.target,
            returning: change(self.returning),
            reach: self.reach,
        }
    }
}

impl<A, W, R, H> Write<A, W, R, H> {
    pub(crate) fn map_target<V>(self, change: impl FnOnce(W) -> V) -> Write<A, V, R, H> {
        Write {
            action: self.action,
            target: change(self.target),
            returning: self.returning,
            reach: self.reach,
        }
    }

    /// With another action on the rows of the target alone.
    pub(crate) fn map_action<B>(self, change: impl FnOnce(A) -> B) -> Write<B, W, R, Shallow> {
        Write {
            action: change(self.action),
            target: self.target,
            returning: self.returning,
            reach: Shallow,
        }
    }

    fn map<B>(self, change: impl FnOnce(A) -> B) -> Write<B, W, R, H> {
        Write {
            action: change(self.action),
            target: self.target,
            returning: self.returning,
            reach: self.reach,
        }
    }
}

impl<A: Action, W, R, H> Write<A, W, R, H> {
    /// Adds a condition to the target.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel_scopes::purge;
    ///
    /// let statement = purge(comments::table).shallow().filter(comments::body.eq("spam"));
    /// # assert_sqlite!(statement,
    /// // PostgreSQL: DELETE FROM "comments" WHERE ("comments"."body" = $1) AND "comments"."deleted_at" IS NOT NULL
    /// // MySQL, SQLite:
    /// "DELETE FROM `comments` WHERE (`comments`.`body` = ?) AND `comments`.`deleted_at` IS NOT NULL"
    /// # );
    /// # }
    /// ```
    pub fn filter<P>(self, predicate: P) -> dsl::Filter<Self, P>
    where
        Self: FilterDsl<P>,
    {
        FilterDsl::filter(self, predicate)
    }

    /// Boxes the target, so that conditions can be added at run time without
    /// changing the statement's type.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel_scopes::purge;
    ///
    /// # let author = Some(7);
    /// let mut statement = purge(posts::table).shallow().into_boxed();
    /// if let Some(author) = author {
    ///     statement = statement.filter(posts::author_id.eq(author));
    /// }
    /// # assert_sqlite!(statement,
    /// // PostgreSQL: DELETE FROM "posts" WHERE ("posts"."author_id" = $1) AND "posts"."deleted_at" IS NOT NULL
    /// // MySQL, SQLite:
    /// "DELETE FROM `posts` WHERE (`posts`.`author_id` = ?) AND `posts`.`deleted_at` IS NOT NULL"
    /// # );
    /// # }
    /// ```
    pub fn into_boxed<'a, DB>(self) -> Write<A, BoxedWhere<'a, DB>, R, H>
    where
        DB: Backend,
        W: TargetClause<DB> + Send + 'a,
    {
        self.map_target(BoxedWhere::new)
    }

    /// Writes the rows of the target and nothing else, whatever dependents the
    /// table's declaration lists.
    pub fn shallow(self) -> Write<A, W, R, Shallow> {
        Write {
            action: self.action,
            target: self.target,
            returning: self.returning,
            reach: Shallow,
        }
    }
}

impl<A: Action, W, H> Write<A, W, NoReturning, H> {
    /// Returns the rows that were written, as PostgreSQL and SQLite can.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel_scopes::soft_delete;
    ///
    /// let statement = soft_delete(posts::table.find(1)).shallow().returning(posts::id);
    /// # assert_sqlite!(statement,
    /// // PostgreSQL: UPDATE "posts" SET "deleted_at" = $1 WHERE ("posts"."id" = $2) AND "posts"."deleted_at" IS NULL
    /// //             RETURNING "posts"."id"
    /// // SQLite (MySQL has no RETURNING, which is a compile error):
    /// "UPDATE `posts` SET `deleted_at` = ? WHERE (`posts`.`id` = ?) AND `posts`.`deleted_at` IS NULL \
    ///  RETURNING `posts`.`id`"
    /// # );
    /// # }
    /// ```
    pub fn returning<E>(self, selection: E) -> Write<A, W, Returning<E>, H>
    where
        E: SelectableExpression<A::Table> + NonAggregate,
    {
        Write {
            action: self.action,
            target: self.target,
            returning: Returning(selection),
            reach: self.reach,
        }
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

impl<T, M, G, W, R, H> Write<Purging<T, M, G, AnyAge>, W, R, H>
where
    T: SoftDeletable,
    M: MarkerOf<T>,
{
    /// Only the rows that are marked in this column, where the table has
    /// several.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel_scopes::purge;
    ///
    /// let statement = purge(communities::table);
    /// # assert_sqlite!(statement,
    /// // PostgreSQL: DELETE FROM "communities" WHERE ("communities"."deleted" = TRUE OR "communities"."removed" = TRUE)
    /// // MySQL, SQLite:
    /// "DELETE FROM `communities` WHERE (`communities`.`deleted` = TRUE OR `communities`.`removed` = TRUE)"
    /// # );
    /// let statement = purge(communities::table).marking(communities::removed);
    /// # assert_sqlite!(statement,
    /// "DELETE FROM `communities` WHERE `communities`.`removed` = TRUE"
    /// # );
    /// # }
    /// ```
    ///
    /// Comes before [`older_than`](Write::older_than), which then looks at this
    /// marker.
    pub fn marking<N: MarkerOf<T>>(
        self,
        marker: N,
    ) -> Write<Purging<T, N, Marked<N, N::Marker>, AnyAge>, W, R, H> {
        self.map(|action| Purging {
            table: action.table,
            marker,
            guard: Marked::new(marker),
            age: AnyAge,
        })
    }

    /// Only the rows that were deleted longer ago than this.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use chrono::TimeDelta;
    /// use diesel_scopes::purge;
    ///
    /// let statement = purge(posts::table).shallow().older_than(TimeDelta::days(30));
    /// # assert_sqlite!(statement,
    /// // PostgreSQL: DELETE FROM "posts" WHERE "posts"."deleted_at" IS NOT NULL AND "posts"."deleted_at" < $1
    /// // MySQL, SQLite:
    /// "DELETE FROM `posts` WHERE `posts`.`deleted_at` IS NOT NULL AND `posts`.`deleted_at` < ?"
    /// # );
    /// # }
    /// ```
    ///
    /// The time is that of this process, in UTC, as it is in the stamps.
    ///
    /// # Errors
    ///
    /// A negative duration is refused with
    /// [`StatementError::NegativeAge`](crate::StatementError::NegativeAge) when
    /// the statement runs, before anything is sent; so is one that reaches back to
    /// before the year 1000, which not every database can store, with
    /// [`StatementError::AgeOutOfRange`](crate::StatementError::AgeOutOfRange).
    pub fn older_than(
        self,
        age: TimeDelta,
    ) -> Write<Purging<T, M, G, OlderThan<StampExpression<M::Marker>>>, W, R, H>
    where
        M::Marker: TimeMarker,
    {
        self.map(|action| Purging {
            table: action.table,
            marker: action.marker,
            guard: action.guard,
            age: OlderThan::of::<M::Marker>(age),
        })
    }
}

impl<A, W, R, H, DB> QueryFragment<DB> for Write<A, W, R, H>
where
    DB: Backend,
    A: ActionFragment<DB>,
    W: TargetClause<DB>,
    R: ReturningFragment<DB>,
    H: ChosenReach,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.action.walk_head(out.reborrow())?;
        self.target.walk_where(out.reborrow())?;
        self.action.walk_guard(out.reborrow())?;
        self.returning.walk_returning(out)
    }
}

impl<A, W, E, H> Query for Write<A, W, Returning<E>, H>
where
    A: Action,
    E: SelectableExpression<A::Table> + NonAggregate,
{
    type SqlType = E::SqlType;
}

/// Without a `returning` of its own, a statement that is loaded returns all
/// columns, as Diesel's do.
impl<A, W, H> AsQuery for Write<A, W, NoReturning, H>
where
    A: Action,
    Write<A, W, Returning<<A::Table as Table>::AllColumns>, H>: Query,
    <A::Table as Table>::AllColumns: NonAggregate,
{
    type SqlType = <Self::Query as Query>::SqlType;
    type Query = Write<A, W, Returning<<A::Table as Table>::AllColumns>, H>;

    fn as_query(self) -> Self::Query {
        self.returning(<A::Table as Table>::all_columns())
    }
}

impl<A, W, R, H, Conn> RunQueryDsl<Conn> for Write<A, W, R, H> {}

impl<A, W, R, H, P> FilterDsl<P> for Write<A, W, R, H>
where
    A: Action,
    P: Expression<SqlType: BoolOrNullableBool> + AppearsOnTable<A::Table> + NonAggregate,
    W: FilterTarget<P>,
{
    type Output = Write<A, W::Output, R, H>;

    fn filter(self, predicate: P) -> Self::Output {
        self.map_target(|target| target.filter_target(predicate))
    }
}

impl<'a, A, W, R, H, DB> BoxedDsl<'a, DB> for Write<A, W, R, H>
where
    A: Action,
    DB: Backend,
    W: TargetClause<DB> + Send + 'a,
{
    type Output = Write<A, BoxedWhere<'a, DB>, R, H>;

    fn internal_into_boxed(self) -> Self::Output {
        self.into_boxed()
    }
}
