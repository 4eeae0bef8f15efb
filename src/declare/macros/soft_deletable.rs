//! What a declaration is, as users write it.

/// Declares how the rows of tables are soft-deleted.
///
/// Stands beside the schema, like `diesel::joinable!`; `schema.rs` stays what
/// `diesel print-schema` generates. A table is named as it can be reached from
/// the place of the call (`users`, `crate::schema::users`), and behind it, in
/// parentheses, the column that marks a row as deleted:
///
/// ```
/// mod schema {
///     diesel::table! {
///         posts (id) {
///             id -> Integer,
///             title -> Text,
///             deleted_at -> Nullable<Timestamp>,
///             delete_reason -> Nullable<Text>,
///         }
///     }
///     diesel::table! {
///         communities (id) { id -> Integer, deleted -> Bool, removed -> Bool }
///     }
/// }
///
/// diesel_scopes::soft_deletable! {
///     schema::posts (deleted_at, clear (delete_reason))
///     schema::communities (deleted or removed)
/// }
/// ```
///
/// # Markers
///
/// * `posts (deleted_at)`: one marker. Its type is `Nullable<Timestamp>`,
///   `Nullable<Timestamptz>`, `Nullable<Datetime>`,
///   `Nullable<TimestamptzSqlite>` or `Bool`, or one of your own, see
///   [`Marker`](crate::Marker).
/// * `communities (deleted or removed)`: several. A row is active if none is set
///   and deleted if any is. A write sets the first unless
///   [`marking`](crate::Write::marking) names another one.
/// * `sessions (ended_at as UnixSeconds)`: a column whose meaning the struct
///   `UnixSeconds` tells.
///
/// # Options
///
/// Behind the markers, separated by commas, in any order, each once (but `also` and
/// `unique`). The SQL is the same on PostgreSQL, MySQL, MariaDB and SQLite but for
/// quotes and binds:
///
/// | option | columns | in SQL |
/// | --- | --- | --- |
/// | `clear (delete_reason, deleted_by)` | `Nullable<…>` | restore: `SET …, "delete_reason" = NULL, "deleted_by" = NULL` |
/// | `also local_removed`, `also muted as Kind` | a marker | a marker that `active`, `deleted` and the default of a write do not look at; `.marking(…)`, `marked` and `unmarked` take it |
/// | `flag (is_deleted)` | `Bool`, nullable or not | companions of the first marker. Soft delete: `SET …, "is_deleted" = TRUE`; restore: `= FALSE` |
/// | `touch (updated_at)` | `Timestamp`, `Timestamptz`, `Datetime`, `TimestamptzSqlite`, nullable or not | soft delete and restore: `SET …, "updated_at" = $1`, the time of the statement |
/// | `hold (legal_hold)` | one `Bool`, nullable or not | purge: `WHERE … AND "users"."legal_hold" IS NOT TRUE` |
/// | `keep 30 days` (`hours`, `weeks`) | – | none: how long a deleted row is kept |
/// | `unique (name)`, `unique (tenant_id, name)` | any | what is unique among active rows. A cascade's restore looks, before it writes, for active rows with the values of those that come back: `JOIN "users" ON "users"."name" = …name WHERE "users"."deleted_at" IS NULL`; any is [`CascadeError::Taken`](crate::CascadeError::Taken) |
///
/// ```
/// use diesel::prelude::*;
/// use diesel_scopes::{purge, restore, soft_delete};
///
/// diesel::table! {
///     users (id) {
///         id -> Integer,
///         name -> Text,
///         updated_at -> Timestamp,
///         deleted_at -> Nullable<Timestamp>,
///         is_deleted -> Bool,
///         delete_reason -> Nullable<Text>,
///         banned -> Bool,
///         legal_hold -> Nullable<Bool>,
///     }
/// }
///
/// diesel_scopes::soft_deletable! {
///     users (
///         deleted_at,
///         clear (delete_reason), also banned, flag (is_deleted), touch (updated_at),
///         hold (legal_hold), keep 30 days, unique (name),
///     )
/// }
///
/// # #[cfg(feature = "sqlite")] fn main() {
/// # fn sql(statement: &impl diesel::query_builder::QueryFragment<diesel::sqlite::Sqlite>) -> String {
/// #     let text = diesel::debug_query(statement).to_string();
/// #     text.split(" -- binds").next().unwrap().to_owned()
/// # }
/// let one = || users::table.find(1);
/// assert_eq!(sql(&soft_delete(one()).set(users::delete_reason.eq("spam"))),
///     "UPDATE `users` SET `delete_reason` = ?, `deleted_at` = ?, `is_deleted` = TRUE, `updated_at` = ? \
///      WHERE (`users`.`id` = ?) AND `users`.`deleted_at` IS NULL");
/// assert_eq!(sql(&restore(one())),
///     "UPDATE `users` SET `deleted_at` = NULL, `delete_reason` = NULL, `is_deleted` = FALSE, \
///      `updated_at` = ? WHERE (`users`.`id` = ?) AND `users`.`deleted_at` IS NOT NULL");
/// assert_eq!(sql(&soft_delete(one()).marking(users::banned)),
///     "UPDATE `users` SET `banned` = TRUE, `updated_at` = ? \
///      WHERE (`users`.`id` = ?) AND `users`.`banned` = FALSE");
/// assert_eq!(sql(&purge(users::table)),
///     "DELETE FROM `users` WHERE `users`.`deleted_at` IS NOT NULL \
///      AND `users`.`legal_hold` IS NOT TRUE");
/// # }
/// # #[cfg(not(feature = "sqlite"))] fn main() {}
/// ```
///
/// # Dependents
///
/// Braces behind the parentheses list what becomes of the rows of other tables
/// that refer to a row, once a statement says
/// [`.cascade()`](crate::Write::cascade):
///
/// | edge | soft delete | restore | purge |
/// | --- | --- | --- | --- |
/// | `cascade` onto a table with a marker | dependents get the same stamp | those with the same stamp come back | they go first |
/// | `cascade` onto a table without one | nothing is written there, the cascade goes on to what depends on it | likewise | its rows go first |
/// | `restrict` | an active dependent anywhere below refuses the whole | – | a dependent, active or not, refuses |
/// | `nullify` | dependents lose the key, or the columns under `only` | – | likewise |
/// | `remove` | dependents are removed for good at once | they do not come back | they go first |
///
/// Behind the kind stand the table of the dependents, the columns of the key, and what
/// else has to be so:
///
/// | written | the key in SQL |
/// | --- | --- |
/// | `cascade posts (author_id)` | `posts.author_id = users.id`: onto the primary key |
/// | `cascade lines (tenant, number)` | both columns, in the order of the primary key |
/// | `cascade orders (account_no -> account_no)` | `orders.account_no = users.account_no`: onto other columns of the parent |
/// | `cascade comments (target_id) where (target_type = "User", rank = 2, hidden = false)` | `… AND comments.target_type = 'User' AND comments.rank = 2 AND comments.hidden = FALSE`; texts, integers and Bools, as literals |
/// | `nullify drafts (tenant_id, owner_id) only (owner_id)` | `SET owner_id = NULL`, and the tenant stays |
///
/// ```
/// # diesel::table! {
/// #     users (id) { id -> Integer, account_no -> Text, deleted_at -> Nullable<Timestamp> }
/// # }
/// # diesel::table! {
/// #     posts (id) { id -> Integer, author_id -> Integer, deleted_at -> Nullable<Timestamp> }
/// # }
/// # diesel::table! { post_tags (id) { id -> Integer, post_id -> Integer } }
/// # diesel::table! {
/// #     comments (id) {
/// #         id -> Integer,
/// #         target_type -> Text,
/// #         target_id -> BigInt,
/// #         parent_id -> Nullable<Integer>,
/// #         deleted_at -> Nullable<Timestamp>,
/// #     }
/// # }
/// # diesel::table! { invoices (id) { id -> Integer, customer_id -> Integer } }
/// # diesel::table! { attachments (id) { id -> Integer, owner_id -> Nullable<Integer> } }
/// # diesel::table! { sessions (id) { id -> Integer, user_id -> Integer } }
/// # diesel::table! {
/// #     orders (id) { id -> Integer, account_no -> Nullable<Text>, deleted_at -> Nullable<Timestamp> }
/// # }
/// diesel_scopes::soft_deletable! {
///     users (deleted_at) {
///         cascade  posts (author_id),          // are soft-deleted with the user
///         cascade  comments (target_id) where (target_type = "User"),
///         cascade  orders (account_no -> account_no),
///         restrict invoices (customer_id),     // keep the user from being deleted
///         nullify  attachments (owner_id),     // lose their owner
///         remove   sessions (user_id),         // are removed for good, at once
///     }
///     posts (deleted_at) {
///         cascade comments (target_id) where (target_type = "Post"),
///         cascade post_tags (post_id),
///     }
///     comments (deleted_at) { cascade comments (parent_id) }
///     orders (deleted_at)
///     post_tags ()                             // without a marker: goes with the purge of a post
/// }
/// ```
///
/// * A key and what it refers to may differ in width (`SmallInt`, `Integer`, `BigInt`)
///   and in `Nullable<…>`. What `nullify` sets to NULL has to be `Nullable<…>`.
/// * The table behind `cascade` has to be declared, there or elsewhere, with a marker
///   or without: `post_tags ()`. A table without a marker has no scopes and no soft
///   delete of its own; it joins scopes, stands in the middle of a cascade, and has
///   dependents like any other. The tables behind `restrict`, `nullify` and `remove`
///   need not be declared: then every row counts as active.
/// * A table may depend on itself. Several tables may not depend on each other in
///   a circle of `cascade` and `remove`: the compiler says `E0391`, "cycle detected",
///   with a name that ends in `UNLESS_IN_A_CIRCLE`, and points to the declarations on
///   the way. Break the circle at one table, with `nullify` or `restrict`.
///
///   ```compile_fail,E0391
///   # diesel::table! {
///   #     users (id) {
///   #         id -> Integer, pinned_post -> Nullable<Integer>, deleted_at -> Nullable<Timestamp>
///   #     }
///   # }
///   # diesel::table! {
///   #     posts (id) { id -> Integer, author_id -> Integer, deleted_at -> Nullable<Timestamp> }
///   # }
///   diesel_scopes::soft_deletable! {
///       users (deleted_at) { cascade posts (author_id) }
///       posts (deleted_at) { cascade users (pinned_post) } // `nullify` is meant
///   }
///   ```
/// * Declare tables that depend on each other in one call: a cascade's restore
///   looks for deleted parents among the tables of the call. Parents come first: a way
///   of more than a hundred tables, written from its end, takes a `recursion_limit`,
///   as the compiler then says.
///
/// A table with dependents makes its statements ask for `.cascade()` or
/// [`.shallow()`](crate::Write::shallow). A `restore` asks in every table of a call
/// that has edges, since a row without dependents may have a deleted parent.
///
/// # The journal
///
/// With the feature `journal`, `journal;` in front of the tables has every statement of this
/// crate on them recorded, with who and why (`.by(…)`, `.because(…)`). `journal (actor);`
/// makes `.by(…)` something that a statement does not compile without. See the module
/// `journal`.
///
/// ```
/// # #[cfg(feature = "journal")] mod journaled {
/// # diesel::table! { posts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> } }
/// diesel_scopes::soft_deletable! {
///     journal (actor);
///     posts (deleted_at)
/// }
/// # }
/// ```
///
/// # Where it stands
///
/// In the crate of the schema, since it implements traits for the tables: elsewhere the
/// compiler says `E0117`, "only traits defined in the current crate can be implemented
/// for types defined outside of the crate".
#[macro_export]
macro_rules! soft_deletable {
    (journal; $($tables:tt)*) => {
        $crate::__journaled! { Anybody $($tables)* }
    };
    (journal (actor); $($tables:tt)*) => {
        $crate::__journaled! { Nobody $($tables)* }
    };
    ($($($table:ident)::+ ($($head:tt)*) $({ $($edges:tt)* })? $(,)?)+) => {
        $crate::__soft_deletable! {
            @call
            [$crate::__private::NoReturning]
            [$([$($table)::+])+]
            [$($($($edges)*)?)+]
            $({ [$($table)::+] ($($head)*) [$($($edges)*)?] })+
        }
    };
    () => {};
    ($($other:tt)*) => {
        $crate::__soft_deletable_unread! { $($other)* }
    };
}
