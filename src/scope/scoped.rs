//! A scope: a query, and the target of a join. No predicate: that is `is_active()`.

use diesel::associations::HasTable;
use diesel::backend::Backend;
use diesel::dsl::Filter;
use diesel::expression::Expression;
use diesel::query_builder::{
    AsQuery, AstPass, IntoUpdateTarget, Query, QueryFragment, UpdateTarget,
};
use diesel::query_dsl::methods::FilterDsl;
use diesel::result::QueryResult;
use diesel::{Insertable, QueryDsl, RunQueryDsl};

/// The rows of a table, an alias or a join that a scope lets through.
///
/// Made by [`active`](crate::prelude::ScopeDsl::active),
/// [`deleted`](crate::prelude::ScopeDsl::deleted),
/// [`all_rows`](crate::prelude::ScopeDsl::all_rows) and
/// [`in_scope`](crate::prelude::ScopeDsl::in_scope). Every method of Diesel's
/// [`QueryDsl`] follows a scope as it follows a table, except `or_filter`, which
/// would let rows past the scope. As an argument of a join the scope's predicate
/// goes to the `ON` clause.
///
/// By itself it is no SQL yet. What takes a finished query, as `diesel::debug_query` does,
/// takes it with `.as_query()`:
///
/// ```
/// # include!("../doctest_schema.rs");
/// # #[cfg(feature = "sqlite")] fn main() {
/// use diesel::query_builder::AsQuery;
/// use diesel::sqlite::Sqlite;
///
/// let query = communities::table.active().as_query();
/// assert_eq!(
///     diesel::debug_query::<Sqlite, _>(&query).to_string(),
///     "SELECT `communities`.`id`, `communities`.`name`, `communities`.`deleted`, `communities`.`removed` \
///      FROM `communities` WHERE (`communities`.`deleted` = FALSE AND `communities`.`removed` = FALSE) \
///      -- binds: []",
/// );
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
#[must_use = "Queries are only executed when calling `load`, `get_result` or similar."]
pub struct Scoped<S, P> {
    pub(super) source: S,
    pub(super) predicate: P,
}

impl<S, P> Scoped<S, P> {
    pub(super) fn new(source: S, predicate: P) -> Self {
        Scoped { source, predicate }
    }
}

/// Narrows a query to the rows of a scope.
pub trait Narrow<S> {
    type Query: Query;
    fn narrow(self, source: S) -> Self::Query;
}

impl<S, P> Narrow<S> for P
where
    P: Expression,
    S: FilterDsl<P>,
    Filter<S, P>: Query,
{
    type Query = Filter<S, P>;
    fn narrow(self, source: S) -> Filter<S, P> {
        FilterDsl::filter(source, self)
    }
}

impl<S, P: Narrow<S>> AsQuery for Scoped<S, P> {
    type SqlType = <P::Query as Query>::SqlType;
    type Query = P::Query;
    fn as_query(self) -> P::Query {
        self.predicate.narrow(self.source)
    }
}

impl<S, P> QueryDsl for Scoped<S, P> {}

impl<S, P, Conn> RunQueryDsl<Conn> for Scoped<S, P> {}

/// Says, in words, what `debug_query` takes.
#[diagnostic::on_unimplemented(
    message = "a scope is no SQL by itself: it is a query, or the target of a join",
    label = "write `.as_query()` behind the scope, with `use diesel::query_builder::AsQuery;`",
    note = "`diesel::debug_query(&my_table::table.active().as_query())`, or a query that has begun: \
            `diesel::debug_query(&my_table::table.active().select(my_table::id))`"
)]
pub trait IsSql {}

/// Never so: the `where` has the words.
impl<S, P, DB: Backend> QueryFragment<DB> for Scoped<S, P>
where
    Self: IsSql,
{
    fn walk_ast<'b>(&'b self, _: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        Ok(())
    }
}

impl<S: HasTable, P> HasTable for Scoped<S, P> {
    type Table = S::Table;
    fn table() -> S::Table {
        S::table()
    }
}

impl<S, P, W> IntoUpdateTarget for Scoped<S, P>
where
    S: HasTable,
    P: Narrow<S>,
    P::Query: IntoUpdateTarget<Table = S::Table, WhereClause = W>,
{
    type WhereClause = W;
    fn into_update_target(self) -> UpdateTarget<S::Table, W> {
        self.as_query().into_update_target()
    }
}

impl<S, P, T> Insertable<T> for Scoped<S, P>
where
    P: Narrow<S>,
    P::Query: Insertable<T>,
{
    type Values = <P::Query as Insertable<T>>::Values;
    fn values(self) -> Self::Values {
        self.as_query().values()
    }
}
