//! Scopes in joins. On the left the scope's predicate waits until the joins are
//! done and then goes to `WHERE`; on the right it goes to `ON`.

use diesel::dsl;
use diesel::expression::Expression;
use diesel::query_dsl::{InternalJoinDsl, JoinOnDsl};
use diesel::query_source::{Alias, JoinTo};

use super::predicate::{Both, Group};
use super::scoped::Scoped;

/// Adds a scope's predicate to an `ON` clause.
///
/// Generic in the method and not in the trait: where the compiler does not know
/// the joined table yet, a bound that names its `ON` clause sends it in circles.
pub trait NarrowOn: Sized {
    /// The clause with the predicate.
    type Output<On>;
    /// Adds the predicate.
    fn narrow_on<On>(self, on: On) -> Self::Output<On>;
}

impl<P: Expression> NarrowOn for P {
    type Output<On> = Group<Both<On, P>>;
    fn narrow_on<On>(self, on: On) -> Self::Output<On> {
        Group::new(Both::new(on, self))
    }
}

impl<S, P> Scoped<S, P> {
    /// Specifies the `ON` clause of a join with this scope, which adds its own
    /// predicate to it.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
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
    pub fn on<On>(self, on: On) -> dsl::On<S, P::Output<On>>
    where
        S: JoinOnDsl,
        P: NarrowOn,
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
    P: NarrowOn,
{
    type FromClause = <Alias<A> as JoinTo<S>>::FromClause;
    type OnClause = P::Output<<Alias<A> as JoinTo<S>>::OnClause>;
    fn join_target(rhs: Scoped<S, P>) -> (Self::FromClause, Self::OnClause) {
        scoped_join_target::<Alias<A>, S, P>(rhs)
    }
}

/// What `JoinTo<Scoped<…>>` does for every left side.
pub fn scoped_join_target<L, S, P>(rhs: Scoped<S, P>) -> (L::FromClause, P::Output<L::OnClause>)
where
    L: JoinTo<S>,
    P: NarrowOn,
{
    let (from, on) = L::join_target(rhs.source);
    (from, rhs.predicate.narrow_on(on))
}
