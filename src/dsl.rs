//! The types that the methods return, named like the methods, as Diesel's own
//! [`diesel::dsl`] has them.
//!
//! Everything of `diesel::dsl` is here too, so that Diesel's `auto_type` knows
//! both vocabularies:
//!
//! ```
//! # include!("doctest_schema.rs");
//! use diesel::dsl::auto_type;
//!
//! #[auto_type(no_type_alias, dsl_path = "diesel_scopes::dsl")]
//! fn published() -> _ {
//!     posts::table.active().filter(posts::published.eq(true))
//! }
//! # #[cfg(feature = "sqlite")]
//! # fn main() {
//! # assert_sqlite!(published().count(),
//! # "SELECT COUNT(*) FROM `posts` WHERE (`posts`.`deleted_at` IS NULL AND (`posts`.`published` = ?))"
//! # );
//! # }
//! ```
//!
//! Functions of this crate can be imported from here or from the root of the crate:
//!
//! ```
//! # include!("doctest_schema.rs");
//! use diesel::dsl::auto_type;
//! use diesel_scopes::{restore, unmarked};
//!
//! #[auto_type(no_type_alias, dsl_path = "diesel_scopes::dsl")]
//! fn not_removed() -> _ {
//!     communities::table.filter(unmarked(communities::removed))
//! }
//!
//! #[auto_type(no_type_alias, dsl_path = "diesel_scopes::dsl")]
//! fn restore_all() -> _ {
//!     restore(communities::table)
//! }
//! # mod from_the_root {
//! #     use diesel_scopes::{marked, purge, soft_delete};
//! #     use super::*;
//! #     #[auto_type(no_type_alias, dsl_path = "diesel_scopes::dsl")]
//! #     pub fn removed() -> _ { communities::table.filter(marked(communities::removed)) }
//! #     #[auto_type(no_type_alias, dsl_path = "diesel_scopes::dsl")]
//! #     pub fn delete_all() -> _ { soft_delete(communities::table) }
//! #     #[auto_type(no_type_alias, dsl_path = "diesel_scopes::dsl")]
//! #     pub fn purge_all() -> _ { purge(communities::table) }
//! # }
//! # mod from_dsl {
//! #     use diesel_scopes::dsl::{marked, purge, restore, soft_delete, unmarked};
//! #     use super::{auto_type, communities, QueryDsl};
//! #     #[auto_type(no_type_alias, dsl_path = "diesel_scopes::dsl")]
//! #     pub fn removed() -> _ { communities::table.filter(marked(communities::removed)) }
//! #     #[auto_type(no_type_alias, dsl_path = "diesel_scopes::dsl")]
//! #     pub fn not_removed() -> _ { communities::table.filter(unmarked(communities::removed)) }
//! #     #[auto_type(no_type_alias, dsl_path = "diesel_scopes::dsl")]
//! #     pub fn delete_all() -> _ { soft_delete(communities::table) }
//! #     #[auto_type(no_type_alias, dsl_path = "diesel_scopes::dsl")]
//! #     pub fn restore_all() -> _ { restore(communities::table) }
//! #     #[auto_type(no_type_alias, dsl_path = "diesel_scopes::dsl")]
//! #     pub fn purge_all() -> _ { purge(communities::table) }
//! # }
//! # #[cfg(feature = "sqlite")]
//! # fn main() {
//! # assert_sqlite!(not_removed().count(),
//! # "SELECT COUNT(*) FROM `communities` WHERE (`communities`.`removed` = FALSE)"
//! # );
//! # }
//! ```
//!
//! Without `dsl_path` the compiler looks for the types in `diesel::dsl`, and says that it
//! "cannot find type `Active` in module `diesel::dsl`".
//!
//! # The query of a model
//!
//! In `#[derive(HasQuery)]` a scope is made a query, and its type is named, since Diesel
//! would look for it in `diesel::dsl`. A predicate does as well:
//!
//! ```
//! # include!("doctest_schema.rs");
//! use diesel::query_builder::AsQuery;
//! use diesel_scopes::dsl;
//!
//! #[derive(HasQuery)]
//! #[diesel(table_name = posts)]
//! #[diesel(base_query = posts::table.active().as_query())]
//! #[diesel(base_query_type = <dsl::Active<posts::table> as AsQuery>::Query)]
//! struct ActivePost {
//!     id: i32,
//! }
//!
//! #[derive(HasQuery)]
//! #[diesel(table_name = posts)]
//! #[diesel(base_query = posts::table.filter(posts::table.is_deleted()))]
//! #[diesel(base_query_type = dsl::Filter<posts::table, dsl::IsDeleted<posts::table>>)]
//! struct DeletedPost {
//!     id: i32,
//! }
//! # #[cfg(feature = "sqlite")]
//! # fn main() {
//! # assert_sqlite!(ActivePost::query(),
//! # "SELECT `posts`.`id` FROM `posts` WHERE `posts`.`deleted_at` IS NULL"
//! # );
//! # assert_sqlite!(DeletedPost::query(),
//! # "SELECT `posts`.`id` FROM `posts` WHERE (`posts`.`deleted_at` IS NOT NULL)"
//! # );
//! # }
//! ```

pub use diesel::dsl::*;

use crate::scope::{self, ChosenScope, MarkerField, PredicateSource, Scope, ScopeSource, Scoped};
use diesel::query_builder::{AsQuery, IntoUpdateTarget};

use crate::declare::{Declared, SoftDeletable};
use crate::statement::{self, TargetTable, Write};

/// The type of [`table.active()`](crate::prelude::ScopeDsl::active).
pub type Active<T> = Scoped<T, <T as ScopeSource>::Active>;

/// The type of [`table.deleted()`](crate::prelude::ScopeDsl::deleted).
pub type Deleted<T> = Scoped<T, <T as ScopeSource>::Deleted>;

/// The type of [`table.all_rows()`](crate::prelude::ScopeDsl::all_rows).
pub type AllRows<T> = Scoped<T, scope::AnyRow<<T as ScopeSource>::Active>>;

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
pub type Marked<C> = scope::Group<scope::Marked<C, <C as MarkerField>::Marker>>;

/// The type of [`unmarked(column)`](crate::unmarked).
pub type Unmarked<C> = scope::Group<scope::Unmarked<C, <C as MarkerField>::Marker>>;

/// The type of [`soft_delete(target)`](crate::soft_delete).
pub type SoftDelete<Target> = Write<
    statement::SoftDeleting<
        TargetTable<Target>,
        MarkerIn<Target>,
        statement::DefaultStamp<MarkerIn<Target>>,
        statement::NoChanges,
    >,
    statement::Where<<Target as IntoUpdateTarget>::WhereClause>,
    <TargetTable<Target> as Declared>::Journal,
    <TargetTable<Target> as SoftDeletable>::Reach,
>;

/// The type of [`restore(target)`](crate::restore).
pub type Restore<Target> = Write<
    statement::Restoring<TargetTable<Target>, MarkerIn<Target>, statement::NoChanges>,
    statement::Where<<Target as IntoUpdateTarget>::WhereClause>,
    <TargetTable<Target> as Declared>::Journal,
    <TargetTable<Target> as SoftDeletable>::RestoreReach,
>;

/// The type of [`purge(target)`](crate::purge).
pub type Purge<Target> = Write<
    statement::Purging<
        TargetTable<Target>,
        MarkerIn<Target>,
        <TargetTable<Target> as ScopeSource>::Deleted,
        statement::AnyAge,
    >,
    statement::Where<<Target as IntoUpdateTarget>::WhereClause>,
    <TargetTable<Target> as Declared>::Journal,
    <TargetTable<Target> as SoftDeletable>::Reach,
>;

/// The type of [`mark(column, target)`](crate::mark).
pub type Mark<C, Target> = Write<
    statement::SoftDeleting<
        TargetTable<Target>,
        C,
        statement::DefaultStamp<C>,
        statement::NoChanges,
    >,
    statement::Where<<Target as IntoUpdateTarget>::WhereClause>,
    <TargetTable<Target> as Declared>::Journal,
    <TargetTable<Target> as SoftDeletable>::Reach,
>;

/// The type of [`unmark(column, target)`](crate::unmark).
pub type Unmark<C, Target> = Write<
    statement::Restoring<TargetTable<Target>, C, statement::NoChanges>,
    statement::Where<<Target as IntoUpdateTarget>::WhereClause>,
    <TargetTable<Target> as Declared>::Journal,
    <TargetTable<Target> as SoftDeletable>::RestoreReach,
>;

/// The type of [`mark_as(column, flag)`](crate::mark_as).
pub type MarkAs<C> = statement::MarkAs<C, statement::DefaultStamp<C>>;

/// The type of [`table.restored()`](crate::prelude::RestoredDsl::restored).
pub type Restored<T> = statement::Restored<T>;

type MarkerIn<Target> = <TargetTable<Target> as SoftDeletable>::Marker;

// `auto_type` names the type of a function call like the function: these names are those
// of functions and of types.
pub use crate::retention::{Expire, expire};
pub use crate::scope::{
    active, all_rows, deleted, in_scope, is_active, is_deleted, is_in, is_not_deleted, marked,
    unmarked,
};
pub use crate::statement::functions::{mark, purge, restore, soft_delete, unmark};
pub use crate::statement::mark_as;

/// The type of `mark(column, target)`, as `auto_type` names it.
#[doc(hidden)]
#[allow(non_camel_case_types)]
pub type mark<C, Target> = Mark<C, Target>;
/// The type of `unmark(column, target)`, as `auto_type` names it.
#[doc(hidden)]
#[allow(non_camel_case_types)]
pub type unmark<C, Target> = Unmark<C, Target>;
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
/// The type of `expire(table)`, as `auto_type` names it.
#[doc(hidden)]
#[allow(non_camel_case_types)]
pub type expire<T> = Expire<T>;
