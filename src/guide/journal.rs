//! Who deleted what, when and why; and undoing it. For the feature `journal`.
//!
//! A declaration that begins with `journal;` has every statement of this crate on its tables
//! recorded: an operation, and an entry for each row, with what it was.
//!
//! ```
//! # #[cfg(not(all(feature = "journal", feature = "sqlite")))]
//! # fn main() {}
//! # #[cfg(all(feature = "journal", feature = "sqlite"))]
//! # mod shown {
//! use diesel::prelude::*;
//! use diesel_migrations::MigrationHarness;
//! use diesel_scopes::journal::{self, Entry, Operation};
//! use diesel_scopes::{soft_delete, undo};
//!
//! diesel::table! { users (id) { id -> Integer, name -> Text, deleted -> Bool } }
//! diesel::table! { posts (id) { id -> Integer, author_id -> Integer, deleted -> Bool } }
//!
//! diesel_scopes::soft_deletable! {
//!     journal; // or `journal (actor);`: then nothing compiles without `.by(…)`
//!     users (deleted) { cascade posts (author_id) }
//!     posts (deleted)
//! }
//!
//! pub fn spam(conn: &mut SqliteConnection) -> Result<(), Box<dyn std::error::Error>> {
//!     let report = soft_delete(users::table.find(1))
//!         .cascade()
//!         .by("user:7")
//!         .because("spam")
//!         .execute(conn)?;
//!     assert_eq!(report, [("users", 1), ("posts", 2)]);
//!
//!     // A `Bool` has no stamp that a restore could go by; an operation knows its rows.
//!     let operation = report.operation().ok_or("nothing was changed")?;
//!     let undone = undo(operation).by("user:8").execute(conn)?;
//!     assert_eq!(undone.to_string(), "users: 1, posts: 2");
//!
//!     let history: Vec<(Entry, Operation)> = journal::history(posts::table, 7)
//!         .order(journal::entries::id)
//!         .load(conn)?;
//!     let happened: Vec<_> = history
//!         .iter()
//!         .map(|(entry, operation)| (entry.what.as_str(), operation.actor.as_deref()))
//!         .collect();
//!     assert_eq!(happened, [("deleted", Some("user:7")), ("undone", Some("user:8"))]);
//!     Ok(())
//! }
//! # pub fn run() -> Result<(), Box<dyn std::error::Error>> {
//! #     use diesel::connection::SimpleConnection;
//! #     let conn = &mut SqliteConnection::establish(":memory:")?;
//! #     conn.run_pending_migrations(journal::migrations()).map_err(|error| error.to_string())?;
//! #     conn.batch_execute(
//! #         "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, deleted BOOLEAN NOT NULL);
//! #          CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL, deleted BOOLEAN NOT NULL);
//! #          INSERT INTO users VALUES (1, 'Mallory', FALSE);
//! #          INSERT INTO posts VALUES (7, 1, FALSE), (8, 1, FALSE);",
//! #     )?;
//! #     spam(conn)
//! # }
//! # }
//! # #[cfg(all(feature = "journal", feature = "sqlite"))]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! #     shown::run()
//! # }
//! ```
//!
//! * One operation a statement or cascade, and an entry for each row: in the same statement on
//!   PostgreSQL, in the same transaction elsewhere. What changes nothing is not recorded, and what is
//!   not recorded is not done. An entry has the key of the row and, as JSON, the columns that were
//!   written, as they were; of a row that goes for good, all of them.
//! * [`undo(operation)`](crate::undo) makes what the operation wrote what it was, by keys and not by
//!   stamps: `Bool` markers and keys that `nullify` took away come back too. Rows that another
//!   operation has changed since are left, and counted. It is an operation itself. A purge cannot be
//!   undone: [`UndoError::Gone`](crate::journal::UndoError). Of an operation that is known by its number,
//!   as in a request, it is `undo(journal::operation(posts::table, 7))`.
//! * `execute` of a single statement returns a report too, as a cascade's. `returning`, `mark_as` and
//!   `restored()` of such tables do not compile, as they could not be recorded; Diesel's own `update`
//!   and `delete` are not recorded.
//! * The two tables, `journal::operations` and `journal::entries`, come as migrations for all
//!   databases: `harness.run_pending_migrations(journal::migrations().and(MIGRATIONS))`, where the
//!   harness of an asynchronous connection is diesel-async's `AsyncMigrationHarness::new(conn)`.
//! * Actor and reason are texts of any length on PostgreSQL and SQLite, and of 64 KiB on MySQL and
//!   MariaDB: what is longer is the database's error, and nothing is written then. A key can be of any
//!   type; on SQLite a `REAL` like 1e300 may not be found again, as SQLite itself does not read all of
//!   its own digits back exactly.
//!
//! [`journal`](crate::journal) has what is recorded of each kind of statement, and how.
//!
//! # What it grows to
//!
//! An entry for each row that is written, in the transaction that writes it: a delete of a user with
//! 2,000 comments is 2,000 entries. A purge writes the whole row. Personal data that a purge was to
//! remove is in the journal from then on:
//! [`journal::forget_before(time)`](crate::journal::forget_before) removes what is old, in batches,
//! and belongs on the schedule that purges.
//!
//! For who and why of single rows two columns on the table do: `.set((deleted_by.eq(4),
//! delete_reason.eq("spam")))`, with `clear (deleted_by, delete_reason)` in the declaration.
