//! The SQL of a scope: `"posts"."deleted_at" IS NULL` and what is made of it.

use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::Bool;

use super::name::Scope;
use super::said::{NamesRows, walk_all};
use crate::declare::Marker;

/// Implements what Diesel asks of a Boolean expression, apart from its SQL, by
/// asking the same of its parts.
macro_rules! boolean_expression {
    ($name:ident<$($part:ident),+ $(; $phantom:ident)?>) => {
        impl<$($part: Expression,)+ $($phantom)?> Expression for $name<$($part,)+ $($phantom)?> {
            type SqlType = Bool;
        }

        impl<QS, $($part: AppearsOnTable<QS>,)+ $($phantom)?> AppearsOnTable<QS>
            for $name<$($part,)+ $($phantom)?>
        {
        }

        impl<QS, $($part: SelectableExpression<QS>,)+ $($phantom)?> SelectableExpression<QS>
            for $name<$($part,)+ $($phantom)?>
        {
        }
    };
}

#[cfg(feature = "guard")]
pub(super) use boolean_expression;

/// `column IS NULL`, or `column = FALSE`: the row is not marked in this column.
///
/// Made by [`unmarked`](crate::unmarked).
pub struct Unmarked<F, M> {
    field: F,
    marker: PhantomData<M>,
}

/// `column IS NOT NULL`, or `column = TRUE`: the row is marked in this column.
///
/// Made by [`marked`](crate::marked).
pub struct Marked<F, M> {
    field: F,
    marker: PhantomData<M>,
}

/// `column IS NULL`, or `(column = TRUE) IS NOT TRUE`: the row is not marked in this
/// column, or there is no row, as behind an outer join.
///
/// Made by [`is_not_deleted`](crate::prelude::ScopeDsl::is_not_deleted).
pub struct NotMarked<F, M> {
    field: F,
    marker: PhantomData<M>,
}

macro_rules! marker_predicate {
    ($name:ident) => {
        impl<F, M> $name<F, M> {
            pub(crate) fn new(field: F) -> Self {
                $name { field, marker: PhantomData }
            }
        }

        // By hand, since a derive would ask that the marker be `Copy` too.
        impl<F: Copy, M> Copy for $name<F, M> {}
        impl<F: Clone, M> Clone for $name<F, M> {
            fn clone(&self) -> Self {
                $name::new(self.field.clone())
            }
        }
        impl<F: std::fmt::Debug, M> std::fmt::Debug for $name<F, M> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.field).finish()
            }
        }

        impl<GB, F: ValidGrouping<GB>, M> ValidGrouping<GB> for $name<F, M> {
            type IsAggregate = F::IsAggregate;
        }

        impl<F: QueryId, M: 'static> QueryId for $name<F, M> {
            type QueryId = $name<F::QueryId, M>;
            const HAS_STATIC_QUERY_ID: bool = F::HAS_STATIC_QUERY_ID;
        }
    };
    ($name:ident, $sql:ident) => {
        marker_predicate!($name);

        boolean_expression!($name<F; M>);

        impl<DB: Backend, F: QueryFragment<DB>, M: Marker> QueryFragment<DB> for $name<F, M> {
            fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
                self.field.walk_ast(out.reborrow())?;
                out.push_sql(" ");
                out.push_sql(M::$sql);
                Ok(())
            }
        }
    };
}

marker_predicate!(Unmarked, ACTIVE);
marker_predicate!(Marked, DELETED);
marker_predicate!(NotMarked);

impl<F: Expression, M> Expression for NotMarked<F, M> {
    type SqlType = Bool;
}

impl<QS, F: AppearsOnTable<QS>, M> AppearsOnTable<QS> for NotMarked<F, M> {}

/// Also of the right side of an outer join: it is never NULL.
impl<QS, F: AppearsOnTable<QS>, M> SelectableExpression<QS> for NotMarked<F, M> {}

impl<DB: Backend, F: QueryFragment<DB>, M: Marker> QueryFragment<DB> for NotMarked<F, M> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        // What is not there is NULL, too.
        let null_is_active = M::ACTIVE == "IS NULL";
        if !null_is_active {
            out.push_sql("(");
        }
        self.field.walk_ast(out.reborrow())?;
        out.push_sql(" ");
        if null_is_active {
            out.push_sql(M::ACTIVE);
        } else {
            out.push_sql(M::DELETED);
            out.push_sql(") IS NOT TRUE");
        }
        Ok(())
    }
}

/// `left AND right`.
#[derive(Debug, Clone, Copy, QueryId, ValidGrouping)]
pub struct Both<L, R> {
    left: L,
    right: R,
}

/// `left OR right`.
#[derive(Debug, Clone, Copy, QueryId, ValidGrouping)]
pub struct Either<L, R> {
    left: L,
    right: R,
}

macro_rules! infix_predicate {
    ($name:ident, $sql:literal) => {
        impl<L, R> $name<L, R> {
            pub(crate) fn new(left: L, right: R) -> Self {
                $name { left, right }
            }
        }

        boolean_expression!($name<L, R>);

        impl<DB: Backend, L: QueryFragment<DB>, R: QueryFragment<DB>> QueryFragment<DB>
            for $name<L, R>
        {
            fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
                self.left.walk_ast(out.reborrow())?;
                out.push_sql($sql);
                self.right.walk_ast(out.reborrow())
            }
        }
    };
}

infix_predicate!(Both, " AND ");
infix_predicate!(Either, " OR ");

/// `(predicate)`.
#[derive(Debug, Clone, Copy, QueryId, ValidGrouping)]
pub struct Group<P> {
    predicate: P,
}

impl<P> Group<P> {
    pub(crate) fn new(predicate: P) -> Self {
        Group { predicate }
    }
}

boolean_expression!(Group<P>);

impl<DB: Backend, P: QueryFragment<DB>> QueryFragment<DB> for Group<P> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("(");
        self.predicate.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}

/// The predicate of a [`Scope`] that is chosen at run time.
#[derive(Debug, Clone, Copy)]
pub struct InScope<A, D> {
    active: A,
    deleted: D,
    scope: Scope,
}

impl<A, D> InScope<A, D> {
    pub(crate) fn new(active: A, deleted: D, scope: Scope) -> Self {
        InScope {
            active,
            deleted,
            scope,
        }
    }
}

boolean_expression!(InScope<A, D>);

/// The type of a scope that is chosen at run time: `auto_type` names it beside that of
/// the table.
pub trait ChosenScope {
    type Of<A, D>;
}

impl ChosenScope for Scope {
    type Of<A, D> = InScope<A, D>;
}

/// Both predicates are of the same columns.
impl<GB, A: ValidGrouping<GB>, D> ValidGrouping<GB> for InScope<A, D> {
    type IsAggregate = A::IsAggregate;
}

/// The text depends on a value, so the type cannot stand for it in the cache of
/// prepared statements; Diesel then looks statements up by their text.
impl<A, D> QueryId for InScope<A, D> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB, A, D> QueryFragment<DB> for InScope<A, D>
where
    DB: Backend,
    A: QueryFragment<DB> + NamesRows,
    D: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        match self.scope {
            Scope::Active => self.active.walk_ast(out),
            Scope::Deleted => self.deleted.walk_ast(out),
            Scope::All => walk_all::<A, DB>(out),
        }
    }
}
