//! Scopes: which rows a query sees.
//!
//! Nothing is filtered behind your back. `posts::table` selects all rows, as it always did, and
//! `posts::table.active()` says that the active ones are meant. The tables are those of
//! [declaring](super::declaring).
//!
//! A scope is a query, and the target of a join. It is taken of a table or of an alias, and every
//! method of Diesel's `QueryDsl` can follow. A condition is what `is_active()` gives. `in_scope`
//! takes a value of [`Scope`](crate::Scope), which parses from `active`, `deleted` and `all`.
//!
//! Here and on the other pages, a line of Rust is followed by the SQL that it prints on PostgreSQL.
//! On MySQL and SQLite names are in backticks, binds are `?`, and `= ANY($1)` is `IN (?, ?, …)`.
//!
//! ```sql
//! -- posts::table.active().select(posts::title)
//! SELECT "posts"."title" FROM "posts" WHERE "posts"."deleted_at" IS NULL
//!
//! -- posts::table.deleted().select(posts::title)
//! SELECT "posts"."title" FROM "posts" WHERE "posts"."deleted_at" IS NOT NULL
//!
//! -- posts::table.all_rows().select(posts::title)
//! SELECT "posts"."title" FROM "posts"
//!
//! -- posts::table.in_scope(Scope::Deleted).select(posts::title)
//! SELECT "posts"."title" FROM "posts" WHERE "posts"."deleted_at" IS NOT NULL
//!
//! -- communities::table.active().select(communities::name)
//! SELECT "communities"."name" FROM "communities"
//! WHERE ("communities"."deleted" = FALSE AND "communities"."removed" = FALSE)
//!
//! -- communities::table.filter(marked(communities::removed)).select(communities::name)
//! SELECT "communities"."name" FROM "communities" WHERE ("communities"."removed" = TRUE)
//!
//! -- posts::table
//! --     .filter(posts::title.eq("a"))
//! --     .or_filter(posts::title.eq("b"))
//! --     .filter(posts::table.is_active())
//! --     .select(posts::id)
//! SELECT "posts"."id" FROM "posts"
//! WHERE ((("posts"."title" = $1) OR ("posts"."title" = $2)) AND ("posts"."deleted_at" IS NULL))
//!
//! -- users::table
//! --     .filter(users::id.eq_any(posts::table.active().select(posts::author_id)))
//! --     .select(users::name)
//! SELECT "users"."name" FROM "users"
//! WHERE ("users"."id" = ANY(SELECT "posts"."author_id" FROM "posts" WHERE "posts"."deleted_at" IS NULL))
//! ```
//!
//! `is_in(scope)` takes a `Scope`, and `marked` and `unmarked` look at one marker column. Scopes and
//! predicates are functions as well, `diesel_scopes::active(posts::table)`, of which Diesel's macros
//! find the types. A predicate is closed in itself, so that `and`, `or` and `not` mean what they say.
//! Its text is a literal and never a bind, since `deleted = $1` cannot use a partial index under a
//! generic plan.
//!
//! # Joins
//!
//! On the right of a join a scope adds its predicate to `ON`, so an outer join keeps the rows of the
//! left side. On the left it goes to `WHERE`. A tuple of tables is active where all of them are. The
//! table on the left of a scope has to be declared too, if only without a marker: `likes ()`.
//!
//! ```sql
//! -- users::table.active().left_join(posts::table.active()).select(users::name)
//! SELECT "users"."name"
//! FROM ("users" LEFT OUTER JOIN "posts"
//!       ON (("posts"."author_id" = "users"."id") AND "posts"."deleted_at" IS NULL))
//! WHERE "users"."deleted_at" IS NULL
//!
//! -- users::table
//! --     .left_join(posts::table.active().on(posts::deleted_by.eq(users::id.nullable())))
//! --     .select(users::name)
//! SELECT "users"."name"
//! FROM ("users" LEFT OUTER JOIN "posts"
//!       ON (("posts"."deleted_by" = "users"."id") AND "posts"."deleted_at" IS NULL))
//!
//! -- users::table
//! --     .inner_join(posts::table)
//! --     .filter((users::table, posts::table).is_active())
//! --     .select(posts::title)
//! SELECT "posts"."title"
//! FROM ("users" INNER JOIN "posts" ON ("posts"."author_id" = "users"."id"))
//! WHERE ("users"."deleted_at" IS NULL AND "posts"."deleted_at" IS NULL)
//!
//! -- posts::table
//! --     .active()
//! --     .inner_join(authors.active().on(authors.field(users::id).eq(posts::author_id)))
//! --     .select(posts::title)
//! SELECT "posts"."title"
//! FROM ("posts" INNER JOIN "users" AS "authors"
//!       ON (("authors"."id" = "posts"."author_id") AND "authors"."deleted_at" IS NULL))
//! WHERE "posts"."deleted_at" IS NULL
//! ```
//!
//! In the last one, `let authors = diesel::alias!(users as authors)`.
//!
//! ## Flags behind an outer join
//!
//! In `WHERE` a predicate is asked of what the join has found, and where it has found nothing all
//! columns are NULL. NULL is what an active row has in a time, so `posts::table.is_active()` is true
//! there. A flag that is NULL is neither TRUE nor FALSE: `communities::table.is_active()` is NULL,
//! which `WHERE` takes for false, and the row of the left side goes too. Selected, it does not load
//! as a `bool`. [`is_not_deleted()`](crate::ScopeDsl::is_not_deleted) is true of such a row and never
//! NULL:
//!
//! ```
//! # include!("../doctest_schema.rs");
//! # diesel::allow_tables_to_appear_in_same_query!(users, communities);
//! # #[cfg(feature = "sqlite")] fn main() {
//! let query = users::table
//!     .left_join(communities::table.on(communities::id.eq(users::id)))
//!     .filter(communities::table.is_not_deleted())
//!     .select(users::id);
//! # assert_sqlite!(query,
//! // … WHERE ((`communities`.`deleted` = TRUE) IS NOT TRUE AND (`communities`.`removed` = TRUE) IS NOT TRUE)
//! # "SELECT `users`.`id` FROM (`users` LEFT OUTER JOIN `communities` ON (`communities`.`id` = `users`.`id`)) \
//! #  WHERE ((`communities`.`deleted` = TRUE) IS NOT TRUE AND (`communities`.`removed` = TRUE) IS NOT TRUE)"
//! # );
//! # }
//! ```
//!
//! # Models
//!
//! What is a query already has no scopes; the predicate says the same. What a macro has to name the
//! type of is written with the functions.
//!
//! ```
//! # include!("../doctest_schema.rs");
//! # #[cfg(feature = "sqlite")]
//! # include!("../doctest_rows.rs");
//! use diesel::dsl::auto_type;
//! use diesel_scopes::dsl;
//!
//! #[derive(Queryable, Selectable, Identifiable)]
//! #[diesel(table_name = users)]
//! struct User {
//!     id: i32,
//! }
//!
//! // The query of a model.
//! #[derive(HasQuery, Identifiable, Associations)]
//! #[diesel(table_name = posts, belongs_to(User, foreign_key = author_id))]
//! #[diesel(base_query = dsl::active(posts::table))]
//! struct Post {
//!     id: i32,
//!     author_id: i32,
//!     title: String,
//!     // What is selected besides columns.
//!     #[diesel(select_expression = dsl::is_deleted(posts::table))]
//!     is_deleted: bool,
//! }
//!
//! // What a function returns.
//! #[auto_type]
//! fn published() -> _ {
//!     diesel_scopes::active(posts::table).filter(posts::published.eq(true))
//! }
//!
//! # #[cfg(feature = "sqlite")]
//! # fn main() -> Result<(), diesel::result::Error> {
//! # let conn = &mut connection();
//! let all: Vec<Post> = Post::query().order(posts::id).load(conn)?;
//! assert_eq!(all.len(), 3);
//!
//! // The children of a row.
//! let user: User = users::table.active().find(1).select(User::as_select()).first(conn)?;
//! let written: Vec<Post> = Post::belonging_to(&user)
//!     .filter(posts::table.is_active())
//!     .select(Post::as_select())
//!     .load(conn)?;
//! assert_eq!(written.len(), 2);
//! # assert!(!written[0].is_deleted && written[0].title == "Notes" && written[0].author_id == 1);
//!
//! assert_eq!(published().count().get_result(conn), Ok(3));
//! # Ok(())
//! # }
//! ```
//!
//! With the methods in place of the functions, `auto_type` takes `#[auto_type(dsl_path =
//! "diesel_scopes::dsl")]`: see [`dsl`](crate::dsl), which also has the types for signatures.
//!
//! # What slips past
//!
//! | | what happens | do this |
//! | --- | --- | --- |
//! | `sql_query("SELECT …")` | sees all rows | write the condition into the text; the [guard](super::finding) finds those without |
//! | `active().filter(a).or_filter(b)` | reads `(active AND a) OR b`, so deleted rows slip past | `filter(a).or_filter(b).filter(posts::table.is_active())`, or `active().filter(a.or(b))`. `active().or_filter(a)` does not compile |
//! | `exists(posts::table.active())` | does not compile | `exists(posts::table.active().select(posts::id))` |
//! | `debug_query(&posts::table.active())` | does not compile: a scope is no SQL by itself | `debug_query(&posts::table.active().as_query())` |
//! | `diesel::delete(posts::table.active())` | removes the rows for good, as it says | `soft_delete(posts::table)` |
//!
//! ```sql
//! -- diesel::delete(posts::table.active())
//! DELETE FROM "posts" WHERE "posts"."deleted_at" IS NULL
//! ```
//!
//! # Indexes
//!
//! A read by key needs none. A page needs one when most rows are deleted, since it passes over them
//! then: index what it is sorted or filtered by, of active rows only.
//!
//! ```sql
//! -- PostgreSQL and SQLite
//! CREATE INDEX posts_active ON posts (id) WHERE deleted_at IS NULL;
//! ```
//!
//! MySQL and MariaDB have no partial indexes, and an index that begins with the marker makes a page
//! slower, by far, while many rows are active: MariaDB looks up the marker alone and passes over
//! every active row behind the page's key. Where nearly all rows are deleted it helps. [What it
//! costs](super::costs) has the figures.
