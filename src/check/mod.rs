//! Looks whether a database says what a declaration says, behind the feature `check`: at the
//! start of a program, in a test of the migrations, or by the tool `diesel-scopes check`.
//!
//! ```toml
//! [dependencies]
//! diesel-scopes = { version = "0.2", features = ["check"] }
//! ```
//!
//! ```
//! # include!("../doctest_schema.rs");
//! # #[cfg(feature = "sqlite")] fn main() {
//! use diesel::connection::SimpleConnection;
//! use diesel_scopes::check::{self, Reason, check};
//!
//! let conn = &mut SqliteConnection::establish(":memory:").unwrap();
//! # let (time, key) = ("TIMESTAMP", "INTEGER PRIMARY KEY");
//! # conn.batch_execute(&format!(
//! #     "CREATE TABLE users (id {key}, name TEXT NOT NULL UNIQUE, deleted_at {time});
//! #      CREATE TABLE comments (id {key}, post_id INTEGER, author_id INTEGER, parent_id INTEGER, deleted_at {time});
//! #      CREATE INDEX a ON comments (post_id); CREATE INDEX b ON comments (author_id);
//! #      CREATE INDEX c ON comments (parent_id);
//! #      CREATE TABLE invoices (id {key}, customer_id INTEGER, voided BOOLEAN NOT NULL);
//! #      CREATE INDEX d ON invoices (customer_id);
//! #      CREATE TABLE attachments (id {key}, owner_id INTEGER, deleted_at {time});
//! #      CREATE INDEX e ON attachments (owner_id);
//! #      CREATE TABLE communities (id {key}, deleted BOOLEAN NOT NULL, removed BOOLEAN NOT NULL);"
//! # )).unwrap();
//! conn.batch_execute(
//!     "CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL REFERENCES users,
//!          slug TEXT NOT NULL, deleted_at TIMESTAMP, delete_reason TEXT, deleted_by INTEGER);
//!      CREATE UNIQUE INDEX posts_slug ON posts (slug);",
//! )
//! .unwrap();
//!
//! let report = check(users::table)
//!     .ignore(check::on(users::table)) // what is meant
//!     .execute(conn) // `.await` on a connection of diesel-async
//!     .unwrap();
//!
//! let reasons: Vec<Reason> = report.findings().iter().map(|finding| finding.reason()).collect();
//! assert_eq!(reasons, [Reason::HoldsDeleted, Reason::NoIndex]);
//! assert_eq!(
//!     report.findings()[0].to_string(),
//!     "error: the unique index `posts_slug` holds rows of `posts` that are deleted by `deleted_at`: \
//!      what they have in `slug` stays taken
//!   --> posts.slug, index posts_slug
//!    |
//!    | CREATE UNIQUE INDEX `posts_slug_active` ON `posts` (`slug`) WHERE `deleted_at` IS NULL;
//!    | DROP INDEX `posts_slug`;
//!    |
//!    = help: only active rows are unique then; an upsert has to name the index by its condition, \
//!      `.filter_target(table.is_active())`
//! ",
//! );
//!
//! // Mended: each finding has the SQL that does it.
//! for sql in report.sql() {
//!     conn.batch_execute(sql).unwrap();
//! }
//! let report = check(users::table).ignore(check::on(users::table)).execute(conn).unwrap();
//! assert!(report.is_clean(), "{report}");
//! # }
//! # #[cfg(not(feature = "sqlite"))] fn main() {}
//! ```
//!
//! A [`Report`] is a value; it prints all findings, and with the feature `serde` it is JSON. Its
//! SQL is for the eyes of a person and for a migration: nothing is run by itself.
//!
//! # What is looked for
//!
//! All tables of one [`soft_deletable!`](crate::soft_deletable), and those to which its edges lead.
//!
//! | [`Reason`] | what is wrong |
//! | --- | --- |
//! | `NoTable`, `NoColumn` | what the declaration names is not there |
//! | `OtherType` | a marker, or a column under `flag`, `touch` or `hold`, has another type |
//! | `CanBeNull` | a marker that is not `Nullable<…>` can be NULL, and such a row is neither active nor deleted |
//! | `CannotBeNull` | a marker that is `Nullable<…>`, a column under `clear`, or a key that `nullify` clears, is `NOT NULL` |
//! | `BornDeleted` | the default of a marker marks new rows |
//! | `Coarse` | a marker keeps less than microseconds: `timestamp(0)`, `DATETIME` without `(6)` |
//! | `StampsDiffer` | the markers on both sides of a `cascade` edge keep their times with different precision |
//! | `HoldsDeleted` | a unique index holds deleted rows, so that their values stay taken, or no two can be deleted |
//! | `NotUnique` | `unique (…)` is declared, or meant by an index with a marker in it, and two active rows can have the same |
//! | `NoEdge` | a foreign key between declared tables is none of the edges |
//! | `NoIndex` | an edge, or a foreign key, whose columns no index finds |
//! | `OnDelete` | `CASCADE`, `SET NULL` or `SET DEFAULT` of a foreign key, which a purge would set off against rows that it leaves alone |
//! | `Unmatched` | a partial index whose condition follows from none that a scope writes |
//! | `Unreadable` | SQL of an index that the parser does not know |
//!
//! * Conditions and generated columns are parsed, and worked out for active rows and for rows that
//!   are deleted by each combination of the markers. So `WHERE deleted_at IS NULL`, a generated
//!   column that is NULL in deleted rows, and `COALESCE(deleted_at, 'infinity')` in a unique index are
//!   understood alike. A unique index that a foreign key refers to, that has the primary key in
//!   it, or that is about deleted rows alone, is left as it is.
//! * A unique index `(name, deleted_at)` refuses no active row, since one NULL is not like another.
//! * `ON DELETE CASCADE` onto a table with a marker is a finding under a `cascade` edge, too: a purge by
//!   cascade stops at an active dependent, and one with `.shallow()`, or a `DELETE` by hand, would take it
//!   along. Under `remove`, and on tables without a marker that go along anyway, it is none; nor is
//!   `SET NULL` under `nullify`.
//! * Whether a scope can use a partial index is decided as the databases decide it. PostgreSQL takes
//!   `deleted = FALSE`, `NOT deleted` and `deleted <> TRUE` for the same, and `IS NOT TRUE` for another.
//!   SQLite compares word by word: `= FALSE`, as scopes write it, is neither `= false` nor `= 0`.
//!   `is_not_deleted`, which is for the far side of outer joins, is not counted as a scope.
//!
//! # What mends it
//!
//! * MySQL and MariaDB have no partial indexes: there a generated column, NULL in deleted rows, stands
//!   behind the columns of a unique index.
//! * SQLite alters no columns: a new one takes the place of the old, at the end of the table. What it has
//!   in the definition of a table only (foreign keys, `UNIQUE`), it cannot change; then there is no SQL,
//!   and the help says so.
//! * `NoEdge` is mended by [a line in the declaration](Finding::declaration), and `NoTable` by your migrations.
//!
//! # Without Rust
//!
//! [`compare`] takes a [`Declaration`](declared::Declaration) and a
//! [`Catalogue`](catalogue::Catalogue), which are plain values.

pub mod catalogue;
mod compare;
pub mod declared;
mod execute;
mod finding;
mod ignore;
mod report;
mod rows;
mod rules;
mod sql;

pub use self::compare::{compare, unique_among_active};
pub use self::execute::{Check, check};
pub use self::finding::{Finding, Reason};
pub use self::ignore::{at, named, of, on};
pub use self::report::Report;
