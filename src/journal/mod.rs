//! The journal: who deleted what, when, why, and with what.
//!
//! Of tables whose declaration begins with `journal;` every statement of this crate is
//! recorded: an operation, and an entry for each row that it changed. Nothing is done
//! that is not recorded, and nothing is recorded that is not done: on PostgreSQL it is
//! the same statement, elsewhere the same transaction. A call that changes nothing
//! records nothing.
//!
//! ```
//! # diesel::table! { posts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> } }
//! diesel_scopes::soft_deletable! {
//!     journal;
//!     posts (deleted_at)
//! }
//! ```
//!
//! # What is recorded
//!
//! `soft_delete`, `restore`, `purge`, `mark` and `unmark`, single, by filter, `by_ids` and by
//! cascade, with the rows of all tables that they change, those without a declaration
//! too. What cannot be recorded does not compile: `returning`, and the changesets
//! `mark_as` and `restored()`. Diesel's own statements are not recorded.
//!
//! | what | the row | `was` |
//! | --- | --- | --- |
//! | `deleted`, `restored` | was marked, or the mark taken back | the marker, and what stands under `flag` and `clear`, as far as it was written; what `.set(…)` wrote |
//! | `handed_over` | got the stamp of another parent | its marker |
//! | `nullified` | lost a key | the key |
//! | `purged`, `removed` | is gone | all columns |
//! | `undone`, `redone` | was undone, or its undo was | what the undo wrote |
//!
//! # How
//!
//! A statement on a table with a journal is a cascade without edges: it finds its rows
//! once, and what is written comes from these. On PostgreSQL the changes return their rows,
//! and those are inserted, in one statement with the operation:
//!
//! ```text
//! … "diesel_scopes.operation" AS (INSERT INTO diesel_scopes_operations (…) SELECT 'delete', 'posts', …
//!       FROM (SELECT COUNT(*) AS n FROM "diesel_scopes.recorded") AS … WHERE n > 0 RETURNING id),
//!   "diesel_scopes.entries" AS (INSERT INTO diesel_scopes_entries (…) SELECT … FROM "diesel_scopes.operation"
//!       CROSS JOIN "diesel_scopes.recorded") …
//! ```
//!
//! On MySQL, MariaDB and SQLite an `INSERT … SELECT` for each table comes before the
//! changes, in their transaction. Keys and columns of bytes are written in hexadecimal; on
//! SQLite an undo by such keys takes its version 3.41, which has `unhex`.
//!
//! That no entry is without its operation needs no foreign key, which would be looked at for
//! each of them. An `undo` adds entries as well, and changes none.
//!
//! A key can be of any type that Diesel has, and of several columns, but no list on
//! PostgreSQL. A `timestamptz` in it is written in UTC; a `TIMESTAMP` of MySQL and MariaDB
//! in the zone of the session, which has to be the same in all of them.

mod by_ids;
mod forget;
mod history;
mod migrations;
mod operation;
mod refused;
mod tables;
mod undo;
mod write;

pub use self::forget::{Forget, Forgotten, forget_before};
pub use self::history::{History, RowKey, TableTitle, history};
pub use self::migrations::{JournalMigrations, WithMigrations, migrations};
pub use self::operation::{OperationId, operation};
pub use self::tables::{Entry, Operation, entries, operations};
pub use self::undo::{Undo, UndoError, UndoReport, UndoneTable, undo};
