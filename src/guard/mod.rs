//! Finds the queries that look past the soft-delete markers: for tests, behind the feature
//! `guard`.
//!
//! ```toml
//! [dev-dependencies]
//! diesel-scopes = { version = "0.2", features = ["guard"] }
//! ```
//!
//! A guard reads the SQL that is sent, whatever wrote it: Diesel's query builder, `sql_query`,
//! `batch_execute`, on connections of Diesel and of diesel-async, pooled or not. It changes
//! nothing and fails no query.
//!
//! ```
//! # include!("../doctest_schema.rs");
//! # #[cfg(feature = "sqlite")] fn main() {
//! use diesel_scopes::guard::{self, Reason};
//!
//! let guard = guard::install(users::table); // before the connections are established
//! let conn = &mut SqliteConnection::establish(":memory:").unwrap();
//! # for table in ["users", "posts"] {
//! #     diesel::sql_query(format!("CREATE TABLE {table} (id INTEGER PRIMARY KEY, author_id INTEGER, \
//! #         title TEXT, deleted_at TIMESTAMP)")).execute(conn).unwrap();
//! # }
//!
//! // `posts` is filtered, `users` is not.
//! let titles: Vec<String> = posts::table
//!     .active()
//!     .inner_join(users::table)
//!     .select(posts::title)
//!     .load(conn)
//!     .unwrap();
//!
//! let findings = guard.findings();
//! assert_eq!(findings.len(), 1);
//! assert_eq!(findings[0].table(), Some("users"));
//! assert_eq!(findings[0].reason(), Reason::Reads);
//!
//! // At the end of a test: panics, and prints them.
//! // guard.assert_clean();
//! # }
//! # #[cfg(not(feature = "sqlite"))] fn main() {}
//! ```
//!
//! # What is asked of a query
//!
//! In every query block (subqueries, common table expressions, each side of a `UNION`) each
//! declared table needs its active or its deleted predicate, of the very name under which it
//! stands there, among the conditions that `AND` holds together: in the `WHERE` of that block, or
//! in the `ON` of a join. Under `OR` and `NOT` it does not count, nor in `HAVING`. The `ON` of an
//! outer join counts for the side whose rows it may leave out, and not for the side that is kept.
//! The table that may not be there can be filtered in `WHERE` as well: what is deleted is not
//! shown then, although rows of the other side may vanish with it.
//!
//! The predicates are those of the declaration, a [`Marker`](crate::Marker)'s own texts too,
//! compared as parsed expressions; `deleted = $1`, `NOT deleted` and `deleted_at < $1` count for
//! what they are. Of several markers all have to be looked at, or one that says that the row is
//! deleted.
//!
//! [`all_rows()`](crate::prelude::ScopeDsl::all_rows), and `Scope::All`, say that all rows are meant.
//! With this feature the SQL says so, too, by a condition of which the database's plan takes no
//! notice: `WHERE ('all rows of posts' = 'all rows of posts')`, with the alias where there is one.
//! Raw SQL can say it in the same words.
//!
//! | [`Reason`] | what else is found |
//! | --- | --- |
//! | `Updates` | an `UPDATE` of a declared table whose conditions let deleted rows pass |
//! | `Stamps` | one that marks rows, and may mark those again that are marked |
//! | `Deletes` | a `DELETE` (or `TRUNCATE`) that can remove rows which are not deleted, or which are held |
//! | `Upserts` | `DO UPDATE`, `ON DUPLICATE KEY UPDATE`, `REPLACE` that can write into a deleted row |
//! | `Unreadable` | SQL that the parser does not know; what it defines (`CREATE`, `ALTER`, …) only if it names a declared table |
//!
//! An upsert whose target is an index of active rows, that sets
//! [`restored()`](crate::RestoredDsl::restored), or that says otherwise what becomes of a marker, is
//! none. MySQL does not tell which index is meant: allow what has only indexes of active rows.
//! The `WHERE` of a conflict's target is taken for that of an index of active rows, whatever it says.
//! A table that is declared without a schema is meant in every schema. What MySQL executes in a
//! comment for its version, `/*!80001 … */`, is read, for any version.
//!
//! What this crate sends is never found. A subquery in the target of a cascade is part of what it
//! sends; so put such a query into a test of its own.
//!
//! # What is meant
//!
//! `guard.allow(…)` takes a closure; [`on`], [`sql`] and [`fingerprint`] make some. A guard watches
//! until it is dropped. Several can be installed, one for each declaration, say. All hear every
//! connection of the process, so that tests which run in it at the same time share one in a
//! `LazyLock`, or have [one each](of) for the connections that they give it.
//!
//! # Places
//!
//! With the environment variable `DIESEL_SCOPES_GUARD_PLACES=1` a finding names the function that
//! has sent it. It costs a backtrace for each statement that is found. SQLite behind
//! diesel-async runs on a thread where there is no such function.
//!
//! # What it costs
//!
//! A text that is known, some microseconds at most, and what Diesel takes to render it; a new one is parsed
//! once. Without optimisation that is less than a tenth of a millisecond for a short query, and two tenths
//! for one of three joined tables, of which the parser itself takes more than half. Binds are never
//! looked at. Texts are known by their hashes, and findings hold neither literals nor comments.

mod allow;
mod block;
mod finding;
mod install;
mod judge;
mod ledger;
mod place;
mod print;
mod read;
mod tables;
mod walk;
mod watch;
mod wording;
mod write;

pub use self::allow::{fingerprint, on, sql};
pub use self::finding::{Finding, Reason};
pub use self::install::{Guard, beside, install, install_on_all, of};
pub use self::watch::Watching;

#[cfg(all(test, feature = "postgres", feature = "mysql", feature = "sqlite"))]
mod fuzz;
#[cfg(all(test, feature = "postgres", feature = "mysql", feature = "sqlite"))]
mod leaks;
#[cfg(all(test, feature = "postgres", feature = "mysql", feature = "sqlite"))]
mod tests;
