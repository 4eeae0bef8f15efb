//! Diesel's query methods, directly behind a scope: each makes the scope a query
//! first, then goes on as Diesel does.

use diesel::backend::Backend;
use diesel::dsl;
use diesel::expression::Expression;
use diesel::query_builder::{AsQuery, Query};
use diesel::query_dsl::CombineDsl;
use diesel::query_dsl::methods::{
    BoxedDsl, DistinctDsl, FilterDsl, FindDsl, GroupByDsl, HavingDsl, LimitDsl, LockingDsl,
    OffsetDsl, OrderDsl, SelectDsl, SelectNullableDsl, ThenOrderDsl,
};

use super::scoped::{Narrow, Scoped};

type QueryOf<S, P> = <P as Narrow<S>>::Query;

/// Forwards the methods of one shape: one generic argument or none.
macro_rules! forward {
    ($($dsl:ident $(<$arg:ident $(: $bound:path)?>)? :: $method:ident ($($value:ident : $ty:ty)?);)+) => {$(
        impl<S, P, $($arg)?> $dsl $(<$arg>)? for Scoped<S, P>
        where
            $($($arg: $bound,)?)?
            P: Narrow<S>,
            QueryOf<S, P>: $dsl $(<$arg>)?,
        {
            type Output = <QueryOf<S, P> as $dsl $(<$arg>)?>::Output;
            fn $method(self $(, $value: $ty)?) -> Self::Output {
                $dsl::$method(self.as_query() $(, $value)?)
            }
        }
    )+};
}

forward! {
    FilterDsl<Pred>::filter(predicate: Pred);
    SelectDsl<Sel: Expression>::select(selection: Sel);
    OrderDsl<Expr: Expression>::order(expr: Expr);
    ThenOrderDsl<Expr>::then_order_by(expr: Expr);
    GroupByDsl<Expr: Expression>::group_by(expr: Expr);
    HavingDsl<Pred>::having(predicate: Pred);
    LockingDsl<Lock>::with_lock(lock: Lock);
    LimitDsl::limit(limit: i64);
    OffsetDsl::offset(offset: i64);
    DistinctDsl::distinct();
    SelectNullableDsl::nullable();
}

#[cfg(feature = "postgres")]
forward! {
    DistinctOnDsl<Sel>::distinct_on(selection: Sel);
}
#[cfg(feature = "postgres")]
use diesel::query_dsl::methods::DistinctOnDsl;

impl<'a, S, P, DB> BoxedDsl<'a, DB> for Scoped<S, P>
where
    DB: Backend,
    P: Narrow<S>,
    QueryOf<S, P>: BoxedDsl<'a, DB>,
{
    type Output = dsl::IntoBoxed<'a, QueryOf<S, P>, DB>;
    fn internal_into_boxed(self) -> Self::Output {
        self.as_query().internal_into_boxed()
    }
}

/// By the source's own `find`, since Diesel has none for filtered aliases.
impl<S, P, PK> FindDsl<PK> for Scoped<S, P>
where
    S: FindDsl<PK>,
    P: Narrow<dsl::Find<S, PK>>,
{
    type Output = QueryOf<dsl::Find<S, PK>, P>;
    fn find(self, id: PK) -> Self::Output {
        self.predicate.narrow(FindDsl::find(self.source, id))
    }
}

/// Says, in words, why there is no `or_filter` directly behind a scope.
#[diagnostic::on_unimplemented(
    message = "`or_filter` directly after a scope would let rows past the scope",
    label = "rows outside of the scope would match",
    note = "`active().or_filter(a)` reads `WHERE active OR a`; write \
            `my_table::table.filter(a).or_filter(b).filter(my_table::table.is_active())`, with the \
            scope's predicate last, or `active().filter(a.or(b))`"
)]
pub trait OrFilterStaysInScope {}

impl<S, P> Scoped<S, P> {
    /// Goes before the method of `QueryDsl`, whose bounds fail without these words.
    #[doc(hidden)]
    pub fn or_filter<Pred>(self, _predicate: Pred) -> Self
    where
        Self: OrFilterStaysInScope,
    {
        self
    }
}

macro_rules! combine {
    ($($method:ident -> $helper:ident;)+) => {
        impl<S, P> CombineDsl for Scoped<S, P>
        where
            P: Narrow<S>,
            QueryOf<S, P>: CombineDsl<Query = QueryOf<S, P>>,
        {
            type Query = QueryOf<S, P>;
            $(
                fn $method<Rhs>(self, rhs: Rhs) -> dsl::$helper<Self, Rhs>
                where
                    Rhs: AsQuery<SqlType = <Self::Query as Query>::SqlType>,
                {
                    self.as_query().$method(rhs)
                }
            )+
        }
    };
}

combine! {
    union -> Union;
    union_all -> UnionAll;
    intersect -> Intersect;
    intersect_all -> IntersectAll;
    except -> Except;
    except_all -> ExceptAll;
}
