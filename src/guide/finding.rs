//! Finding what is wrong: queries that look past the markers, and a database that says something
//! else.
//!
//! The compiler checks what is said in Rust. Two things it cannot see: SQL that was written by hand
//! or without a scope, and what the database says.
//!
//! # Queries: the guard
//!
//! The feature `guard`, for tests, reads what is sent on every connection of the process and finds
//! the queries that look past the markers:
//!
//! ```toml
//! [dev-dependencies]
//! diesel-scopes = { version = "0.2", features = ["guard"] }
//! ```
//!
//! ```
//! # include!("../doctest_schema.rs");
//! # #[cfg(not(all(feature = "guard", feature = "sqlite")))]
//! # fn main() {}
//! # #[cfg(all(feature = "guard", feature = "sqlite"))]
//! # fn run_the_application() {
//! #     use diesel::connection::SimpleConnection;
//! #     let conn = &mut SqliteConnection::establish(":memory:").unwrap();
//! #     conn.batch_execute("CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT, deleted_at TIMESTAMP)").unwrap();
//! #     posts::table.active().select(posts::title).load::<String>(conn).unwrap();
//! # }
//! # #[cfg(all(feature = "guard", feature = "sqlite"))]
//! # fn main() { no_query_looks_past_the_markers() }
//! # #[cfg(all(feature = "guard", feature = "sqlite"))]
//! fn no_query_looks_past_the_markers() {
//!     // All tables of the declaration, on all connections from here on.
//!     let guard = diesel_scopes::guard::install(users::table);
//!     run_the_application();
//!     guard.assert_clean();
//! }
//! ```
//!
//! ```text
//! error: rows of `posts` are read, deleted or not
//!    |
//!    | SELECT title FROM posts WHERE id = ?
//!    |                   ^^^^^
//!    |
//!    = help: take `.active()` or `.deleted()` of `posts::table` or filter by `.is_active()` of it; …
//!    = note: sent once, fingerprint 0x…
//! ```
//!
//! It parses what is sent, and asks of every query block that each declared table is filtered by its
//! markers, under the name that it has there, with no `OR` around. It also finds deletes and updates
//! by hand that reach the wrong rows, and upserts that write into deleted ones. `guard.allow(…)`
//! takes what is meant. With the feature, `all_rows()` says so in SQL, `'all rows of posts' = 'all
//! rows of posts'`, of which the database's plan takes no notice; a program that is built without it
//! sends nothing. See [`guard`](crate::guard).
