//! A statement on the rows of one table, and what can be added to any. What is of one action
//! stands beside it: `soft_delete`, `restore`, `purge`.

// The types spell out the statement; users name them through `dsl`.
#![allow(clippy::type_complexity)]

use diesel::backend::Backend;
use diesel::dsl;
use diesel::expression::{AppearsOnTable, Expression, NonAggregate, SelectableExpression};
use diesel::query_builder::{AsQuery, AstPass, Query, QueryFragment, QueryId};
use diesel::query_dsl::methods::{BoxedDsl, FilterDsl};
use diesel::result::QueryResult;
use diesel::sql_types::BoolOrNullableBool;
use diesel::{RunQueryDsl, Table};

use super::action::{Action, ActionFragment};
use super::returning::{Returning, ReturningFragment};
use super::target::{BoxedWhere, FilterTarget, TargetClause};
use crate::declare::{ChosenReach, NoReturning, Shallow};

/// A statement from [`soft_delete`](crate::soft_delete),
/// [`restore`](crate::restore) or [`purge`](crate::purge).
///
/// It is a Diesel query fragment: `execute`, and behind
/// [`returning`](Write::returning) also `load`, `get_result` and the like, run it
/// through `diesel_async::RunQueryDsl` or through Diesel's own `RunQueryDsl`.
///
/// `A` is what is done ([`SoftDeleting`](crate::fragments::SoftDeleting),
/// [`Restoring`](crate::fragments::Restoring), [`Purging`](crate::fragments::Purging)), `W` the
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

    pub(super) fn map<B>(self, change: impl FnOnce(A) -> B) -> Write<B, W, R, H> {
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
