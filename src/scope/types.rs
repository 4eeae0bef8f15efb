//! The types of methods and functions, under the names of these.

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
