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
//!
//! A text is parsed when it is sent for the first time, which takes the longer the more there is in it: in
//! a test build 0.05 to 0.2 ms. After that it is known by its hash, in 1 or 2 µs, so that it does not
//! matter how often a test sends it.
//!
//! # The database: the check
//!
//! The feature `check` reads the catalogue of the database, in a few queries however many tables
//! there are, and compares. No rows of the tables are read, and nothing is written.
//! `check(users::table).execute(conn)` takes all tables of the declaration, and returns a report: in
//! a test after the migrations, or when the program starts.
//!
//! | what is found | why it matters |
//! | --- | --- |
//! | a table or a column that is missing, or of another type; a flag that can be NULL | queries fail, or a row is neither active nor deleted |
//! | a marker with a default by which new rows are deleted | they are never seen |
//! | times that are too coarse, or differ in precision along an edge | a restore brings back too much, or nothing |
//! | a unique index that holds deleted rows | their names stay taken |
//! | `unique (…)` in the declaration, and nothing in the database | two active rows can have the same |
//! | a foreign key between declared tables without an edge | children stay active below a deleted parent |
//! | a foreign key without an index | each cascade reads the whole table |
//! | an `ON DELETE` action | a purge takes active rows along, or keys away |
//! | a partial index that no scope matches | it is maintained, and never used |
//!
//! Each finding says what to do, with the SQL that does it where SQL can. What is meant is ignored by
//! a closure. See [`check`](mod@crate::check).
//!
//! # Without Rust: the tool
//!
//! `diesel-scopes`, the package `cli/` of the repository, needs a database and no project:
//!
//! ```sh
//! diesel-scopes declare --database-url postgres://localhost/blog >> src/schema.rs   # the declaration, to be read first
//! diesel-scopes check --declaration src/schema.rs                                   # in CI: 1 if there are findings
//! diesel-scopes migration users --marker deleted_at                                 # up.sql and down.sql
//! ```
