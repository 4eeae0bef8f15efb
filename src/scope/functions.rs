//! Scopes and predicates as functions: what Diesel's macros can name the type of.

use diesel::query_builder::AsQuery;

use super::joint::PredicateSource;
use super::methods::ScopeDsl;
use super::name::Scope;
use super::predicate::InScope;
use super::source::ScopeSource;
use super::types;

/// The rows of a table that are not deleted, as a query of Diesel.
///
/// What [`table.active()`](ScopeDsl::active) becomes once it is a query. Diesel's
/// macros find its type by themselves:
///
/// ```
/// # include!("../doctest_schema.rs");
/// # #[cfg(feature = "sqlite")] fn main() {
/// #[derive(diesel::HasQuery)]
/// #[diesel(table_name = posts)]
/// #[diesel(base_query = diesel_scopes::dsl::active(posts::table))]
/// struct Post {
///     id: i32,
///     title: String,
/// }
///
/// #[diesel::dsl::auto_type]
/// fn published() -> _ {
///     diesel_scopes::dsl::active(posts::table).filter(posts::published.eq(true))
/// }
///
/// # assert_sqlite!(Post::query(),
/// // PostgreSQL: SELECT "posts"."id", "posts"."title" FROM "posts" WHERE "posts"."deleted_at" IS NULL
/// // MySQL, SQLite:
/// "SELECT `posts`.`id`, `posts`.`title` FROM `posts` WHERE `posts`.`deleted_at` IS NULL"
/// # );
/// # assert_sqlite!(published().count(),
/// # "SELECT COUNT(*) FROM `posts` WHERE (`posts`.`deleted_at` IS NULL AND (`posts`.`published` = ?))"
/// # );
/// # }
/// ```
///
/// As the right side of a join the method is meant: it adds its predicate to `ON`.
pub fn active<T>(table: T) -> <types::Active<T> as AsQuery>::Query
where
    T: ScopeSource + AsQuery,
    types::Active<T>: AsQuery,
{
    table.active().as_query()
}

/// The rows of a table that are deleted, as a query of Diesel.
///
/// ```
/// # include!("../doctest_schema.rs");
/// # #[cfg(feature = "sqlite")] fn main() {
/// let query = diesel_scopes::dsl::deleted(posts::table).select(posts::title);
/// # assert_sqlite!(query,
/// // PostgreSQL: SELECT "posts"."title" FROM "posts" WHERE "posts"."deleted_at" IS NOT NULL
/// // MySQL, SQLite:
/// "SELECT `posts`.`title` FROM `posts` WHERE `posts`.`deleted_at` IS NOT NULL"
/// # );
/// # }
/// ```
pub fn deleted<T>(table: T) -> <types::Deleted<T> as AsQuery>::Query
where
    T: ScopeSource + AsQuery,
    types::Deleted<T>: AsQuery,
{
    table.deleted().as_query()
}

/// All rows of a table, deleted or not, as a query of Diesel.
///
/// ```
/// # include!("../doctest_schema.rs");
/// # #[cfg(feature = "sqlite")] fn main() {
/// let query = diesel_scopes::dsl::all_rows(posts::table).select(posts::title);
/// # #[cfg(not(feature = "guard"))]
/// # assert_sqlite!(query,
/// // PostgreSQL: SELECT "posts"."title" FROM "posts"
/// // MySQL, SQLite:
/// "SELECT `posts`.`title` FROM `posts`"
/// # );
/// # }
/// ```
pub fn all_rows<T>(table: T) -> <types::AllRows<T> as AsQuery>::Query
where
    T: ScopeSource + AsQuery,
    types::AllRows<T>: AsQuery,
{
    table.all_rows().as_query()
}

/// The rows of a scope that is chosen at run time, as a query of Diesel.
///
/// ```
/// # include!("../doctest_schema.rs");
/// # #[cfg(feature = "sqlite")] fn main() {
/// use diesel_scopes::{Scope, dsl};
///
/// let query = dsl::in_scope(posts::table, Scope::Deleted).select(posts::title);
/// # assert_sqlite!(query,
/// // PostgreSQL: SELECT "posts"."title" FROM "posts" WHERE "posts"."deleted_at" IS NOT NULL
/// // MySQL, SQLite:
/// "SELECT `posts`.`title` FROM `posts` WHERE `posts`.`deleted_at` IS NOT NULL"
/// # );
/// # }
/// ```
pub fn in_scope<T>(table: T, scope: Scope) -> <types::InScope<T> as AsQuery>::Query
where
    T: ScopeSource + AsQuery,
    types::InScope<T>: AsQuery,
{
    table.in_scope(scope).as_query()
}

/// Whether the row of a table, or each row of a tuple of tables, is not deleted.
///
/// The same as [`table.is_active()`](ScopeDsl::is_active), for macros that name the
/// type of a call like the function:
///
/// ```
/// # include!("../doctest_schema.rs");
/// # #[cfg(feature = "sqlite")] fn main() {
/// #[derive(Queryable, Selectable)]
/// #[diesel(table_name = posts)]
/// struct Post {
///     id: i32,
///     #[diesel(select_expression = diesel_scopes::dsl::is_deleted(posts::table))]
///     is_deleted: bool,
/// }
///
/// let query = posts::table
///     .filter(diesel_scopes::dsl::is_active(posts::table))
///     .select(Post::as_select());
/// # assert_sqlite!(query,
/// // PostgreSQL: SELECT "posts"."id", ("posts"."deleted_at" IS NOT NULL) FROM "posts"
/// //             WHERE ("posts"."deleted_at" IS NULL)
/// // MySQL, SQLite:
/// "SELECT `posts`.`id`, (`posts`.`deleted_at` IS NOT NULL) FROM `posts` \
///  WHERE (`posts`.`deleted_at` IS NULL)"
/// # );
/// # }
/// ```
pub fn is_active<T: PredicateSource>(tables: T) -> types::IsActive<T> {
    tables.active_of()
}

/// Whether the row of a table, or each row of a tuple of tables, is deleted:
/// [`table.is_deleted()`](ScopeDsl::is_deleted). See [`is_active`] for an example.
///
/// ```text
/// ("posts"."deleted_at" IS NOT NULL)
/// ```
pub fn is_deleted<T: PredicateSource>(tables: T) -> types::IsDeleted<T> {
    tables.deleted_of()
}

/// Whether the row of a table, or each row of a tuple of tables, is not deleted or not
/// there: [`table.is_not_deleted()`](ScopeDsl::is_not_deleted). See [`is_active`] for
/// an example.
///
/// ```text
/// ("posts"."deleted_at" IS NULL)
/// (("communities"."deleted" = TRUE) IS NOT TRUE AND ("communities"."removed" = TRUE) IS NOT TRUE)
/// ```
pub fn is_not_deleted<T: PredicateSource>(tables: T) -> types::IsNotDeleted<T> {
    tables.not_deleted_of()
}

/// Whether the row of a table, or each row of a tuple of tables, is in a scope that is
/// chosen at run time: [`table.is_in(scope)`](ScopeDsl::is_in). See [`is_active`] for
/// an example.
///
/// ```text
/// ("posts"."deleted_at" IS NULL)
/// ("posts"."deleted_at" IS NOT NULL)
/// TRUE
/// ```
pub fn is_in<T: PredicateSource + Copy>(tables: T, scope: Scope) -> types::IsIn<T> {
    InScope::new(tables.active_of(), tables.deleted_of(), scope)
}
