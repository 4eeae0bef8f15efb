//! Scopes in joins. On the left the scope's predicate waits until the joins are
//! done and then goes to `WHERE`; on the right it goes to `ON`.

use diesel::BoolExpressionMethods;
use diesel::dsl;
use diesel::expression::Expression;
use diesel::query_dsl::{InternalJoinDsl, JoinOnDsl};
use diesel::query_source::{Alias, JoinTo};
use diesel::sql_types::{Bool, BoolOrNullableBool, SqlType};

use super::scoped::{AnyRow, Scoped};

/// Adds a scope's predicate to an `ON` clause.
#[doc(hidden)]
pub trait NarrowOn<On> {
    type Output;
    fn narrow_on(self, on: On) -> Self::Output;
}

impl<On> NarrowOn<On> for AnyRow {
    type Output = On;
    fn narrow_on(self, on: On) -> On {
        on
    }
}

impl<On, P> NarrowOn<On> for P
where
    P: Expression<SqlType = Bool>,
    On: Expression,
    On::SqlType: SqlType + BoolOrNullableBool,
    dsl::And<On, P, Bool>: Expression,
{
    type Output = dsl::And<On, P, Bool>;
    fn narrow_on(self, on: On) -> Self::Output {
        on.and(self)
    }
}

impl<S, P> Scoped<S, P> {
    /// Specifies the `ON` clause of a join with this scope, which adds its own
    /// predicate to it.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] {
    /// let query = users::table
    ///     .left_join(posts::table.active().on(posts::author_id.eq(users::id)))
    ///     .count();
    /// # assert_sqlite!(query,
    /// // SQL, on all three backends but for the quotes:
    /// "SELECT COUNT(*) FROM (`users` LEFT OUTER JOIN `posts` ON \
    ///  ((`posts`.`author_id` = `users`.`id`) AND `posts`.`deleted_at` IS NULL))"
    /// # );
    /// # }
    /// ```
    pub fn on<On>(self, on: On) -> dsl::On<S, <P as NarrowOn<On>>::Output>
    where
        S: JoinOnDsl,
        P: NarrowOn<On>,
    {
        JoinOnDsl::on(self.source, self.predicate.narrow_on(on))
    }
}

/// A scope as the left side: the tables are joined, the scope is kept for later.
impl<S, P, Rhs, Kind, On> InternalJoinDsl<Rhs, Kind, On> for Scoped<S, P>
where
    S: InternalJoinDsl<Rhs, Kind, On>,
{
    type Output = Scoped<S::Output, P>;
    fn join(self, rhs: Rhs, kind: Kind, on: On) -> Self::Output {
        Scoped::new(self.source.join(rhs, kind, on), self.predicate)
    }
}

impl<S, P, Rhs> JoinTo<Rhs> for Scoped<S, P>
where
    S: JoinTo<Rhs>,
{
    type FromClause = S::FromClause;
    type OnClause = S::OnClause;
    fn join_target(rhs: Rhs) -> (Self::FromClause, Self::OnClause) {
        S::join_target(rhs)
    }
}

/// A scope as the right side of a join that starts at an alias. For joins that
/// start at a table the macro writes the same, since only there the table is known.
impl<A, S, P> JoinTo<Scoped<S, P>> for Alias<A>
where
    Alias<A>: JoinTo<S>,
    P: NarrowOn<<Alias<A> as JoinTo<S>>::OnClause>,
{
    type FromClause = <Alias<A> as JoinTo<S>>::FromClause;
    type OnClause = P::Output;
    fn join_target(rhs: Scoped<S, P>) -> (Self::FromClause, Self::OnClause) {
        scoped_join_target::<Alias<A>, S, P>(rhs)
    }
}

/// What `JoinTo<Scoped<…>>` does for every left side.
#[doc(hidden)]
pub fn scoped_join_target<L, S, P>(rhs: Scoped<S, P>) -> (L::FromClause, P::Output)
where
    L: JoinTo<S>,
    P: NarrowOn<L::OnClause>,
{
    let (from, on) = L::join_target(rhs.source);
    (from, rhs.predicate.narrow_on(on))
}
