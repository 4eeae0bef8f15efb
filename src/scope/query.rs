//! Why a query has no scopes, in words.

// The methods do not compile: there is nothing to say of what they do.
#![allow(missing_docs)]

use diesel::query_builder::Query;

use super::name::Scope;
use super::scoped::Scoped;

/// What no query is.
#[diagnostic::on_unimplemented(
    message = "a scope is taken of a table or of an alias, and this is a query",
    label = "write `.filter(my_table::table.is_active())` here, or `is_deleted()`",
    note = "or begin with the scope: `my_table::table.active().filter(…)`, `my_table::table.active().into_boxed()`"
)]
pub trait TakesScopes {}

/// The methods of scopes, for queries, where they do not compile.
// They are called as those of tables are.
#[allow(clippy::wrong_self_convention)]
pub trait QueryScopeDsl: Sized {
    fn active(self) -> Self
    where
        Self: TakesScopes,
    {
        self
    }

    fn deleted(self) -> Self
    where
        Self: TakesScopes,
    {
        self
    }

    fn all_rows(self) -> Self
    where
        Self: TakesScopes,
    {
        self
    }

    fn in_scope(self, _: Scope) -> Self
    where
        Self: TakesScopes,
    {
        self
    }

    fn is_active(self) -> Self
    where
        Self: TakesScopes,
    {
        self
    }

    fn is_deleted(self) -> Self
    where
        Self: TakesScopes,
    {
        self
    }

    fn is_not_deleted(self) -> Self
    where
        Self: TakesScopes,
    {
        self
    }

    fn is_in(self, _: Scope) -> Self
    where
        Self: TakesScopes,
    {
        self
    }
}

impl<Q: Query> QueryScopeDsl for Q {}

impl<S, P> QueryScopeDsl for Scoped<S, P> {}
