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

pub(crate) mod called;

// `auto_type` names the type of a call like the function: these names are those of types, too.
#[doc(hidden)]
pub use self::called::*;
pub use crate::retention::{Expire, expire};
pub use crate::scope::functions::{
    active, all_rows, deleted, in_scope, is_active, is_deleted, is_in, is_not_deleted,
};
pub use crate::scope::types::{
    Active, AllRows, Deleted, InScope, IsActive, IsDeleted, IsIn, IsNotDeleted, Marked, Unmarked,
};
pub use crate::scope::{marked, unmarked};
pub use crate::statement::functions::{mark, purge, restore, soft_delete, unmark};
pub use crate::statement::mark_as;
pub use crate::statement::types::{Mark, MarkAs, Purge, Restore, Restored, SoftDelete, Unmark};
