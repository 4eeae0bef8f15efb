//! The types of methods and functions, under the names of these.

use diesel::query_builder::AsQuery;

use super::any_row::AnyRow;
use super::joint::PredicateSource;
use super::name::Scope;
use super::predicate::{self, ChosenScope, Group};
use super::scoped::Scoped;
use super::source::{MarkerField, ScopeSource};

/// The type of [`table.active()`](crate::prelude::ScopeDsl::active).
pub type Active<T> = Scoped<T, <T as ScopeSource>::Active>;

/// The type of [`table.deleted()`](crate::prelude::ScopeDsl::deleted).
pub type Deleted<T> = Scoped<T, <T as ScopeSource>::Deleted>;

/// The type of [`table.all_rows()`](crate::prelude::ScopeDsl::all_rows).
pub type AllRows<T> = Scoped<T, AnyRow<<T as ScopeSource>::Active>>;

/// The type of [`table.in_scope(…)`](crate::prelude::ScopeDsl::in_scope).
pub type InScope<T, S = Scope> =
    Scoped<T, <S as ChosenScope>::Of<<T as ScopeSource>::Active, <T as ScopeSource>::Deleted>>;

/// The type of `table.is_active()`, and of `(table, …).is_active()`.
pub type IsActive<T> = <T as PredicateSource>::IsActive;

/// The type of `table.is_deleted()`, and of `(table, …).is_deleted()`.
pub type IsDeleted<T> = <T as PredicateSource>::IsDeleted;

/// The type of `table.is_not_deleted()`, and of `(table, …).is_not_deleted()`.
pub type IsNotDeleted<T> = <T as PredicateSource>::IsNotDeleted;

/// The type of `table.is_in(…)`, and of `(table, …).is_in(…)`.
pub type IsIn<T, S = Scope> =
    <S as ChosenScope>::Of<<T as PredicateSource>::IsActive, <T as PredicateSource>::IsDeleted>;

/// The type of [`marked(column)`](crate::marked).
pub type Marked<C> = Group<predicate::Marked<C, <C as MarkerField>::Marker>>;

/// The type of [`unmarked(column)`](crate::unmarked).
pub type Unmarked<C> = Group<predicate::Unmarked<C, <C as MarkerField>::Marker>>;

/// The type of `active(table)`, as `auto_type` names it.
#[doc(hidden)]
#[allow(non_camel_case_types)]
pub type active<T> = <Active<T> as AsQuery>::Query;

/// The type of `deleted(table)`, as `auto_type` names it.
#[doc(hidden)]
#[allow(non_camel_case_types)]
pub type deleted<T> = <Deleted<T> as AsQuery>::Query;

/// The type of `all_rows(table)`, as `auto_type` names it.
#[doc(hidden)]
#[allow(non_camel_case_types)]
pub type all_rows<T> = <AllRows<T> as AsQuery>::Query;

/// The type of `in_scope(table, scope)`, as `auto_type` names it.
#[doc(hidden)]
#[allow(non_camel_case_types)]
pub type in_scope<T, S = Scope> = <InScope<T, S> as AsQuery>::Query;

/// The type of `is_active(tables)`, as `auto_type` names it.
#[doc(hidden)]
#[allow(non_camel_case_types)]
pub type is_active<T> = IsActive<T>;

/// The type of `is_deleted(tables)`, as `auto_type` names it.
#[doc(hidden)]
#[allow(non_camel_case_types)]
pub type is_deleted<T> = IsDeleted<T>;

/// The type of `is_not_deleted(tables)`, as `auto_type` names it.
#[doc(hidden)]
#[allow(non_camel_case_types)]
pub type is_not_deleted<T> = IsNotDeleted<T>;

/// The type of `is_in(tables, scope)`, as `auto_type` names it.
#[doc(hidden)]
#[allow(non_camel_case_types)]
pub type is_in<T, S = Scope> = IsIn<T, S>;
