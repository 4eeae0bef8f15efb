//! Soft deletion for [Diesel](https://diesel.rs), on PostgreSQL, MySQL, MariaDB and SQLite.
//!
//! A table declares once how a deleted row is marked. From then on scopes, writes and cascades are
//! ordinary Diesel queries and statements that the compiler checks, and the SQL is what one would write
//! by hand. They run through diesel-async and through Diesel's own connections.
//!
//! ```
//! # #[cfg(not(feature = "sqlite"))]
//! # fn main() {}
//! # #[cfg(feature = "sqlite")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use diesel::prelude::*;
//! use diesel_scopes::prelude::*;
//! use diesel_scopes::{Outcome, restore, soft_delete};
//!
//! diesel::table! {
//!     posts (id) { id -> Integer, title -> Text, deleted_at -> Nullable<Timestamp> }
//! }
//!
//! diesel_scopes::soft_deletable! {
//!     posts (deleted_at)
//! }
//!
//! let conn = &mut SqliteConnection::establish(":memory:")?;
//! # diesel::connection::SimpleConnection::batch_execute(
//! #     conn,
//! #     "CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT NOT NULL, deleted_at TIMESTAMP);
//! #      INSERT INTO posts (title) VALUES ('Hello'), ('Buy watches here')",
//! # )?;
//! assert_eq!(soft_delete(posts::table.find(2)).outcome(conn)?, Outcome::Changed(1));
//! assert_eq!(soft_delete(posts::table.find(2)).outcome(conn)?, Outcome::Unchanged);
//!
//! let titles: Vec<String> = posts::table.active().select(posts::title).load(conn)?;
//! assert_eq!(titles, ["Hello"]);
//!
//! restore(posts::table.find(2)).execute(conn)?;
//! # Ok(())
//! # }
//! ```
//!
//! On a connection of diesel-async the same calls are followed by `.await?`.
//!
//! # Where to find things
//!
//! ## Declaring
//!
//! * [`soft_deletable!`], beside the schema: markers, options, dependents; [`table!`](macro@table) around one
//!   table.
//! * [`Marker`], for a marker of your own, with [`TimeMarker`], [`CascadeMarker`], [`FlagMarker`].
//!
//! ## Reading
//!
//! * [`ScopeDsl`], on tables and aliases: `active`, `deleted`, `all_rows`, `in_scope`, and the predicates
//!   `is_active`, `is_deleted`, `is_not_deleted`, `is_in`. [`JointScopeDsl`], on tuples of these.
//! * [`marked`] and [`unmarked`], of one marker column.
//! * [`Scope`], as a value: `?scope=deleted`.
//! * [`dsl`]: the types of all these, for signatures and for Diesel's macros.
//!
//! ## Writing
//!
//! * [`soft_delete`](fn@soft_delete), [`restore`](fn@restore), [`purge`](fn@purge); [`mark`](fn@mark) and
//!   [`unmark`](fn@unmark) for one marker of several. What can follow is at [`Write`].
//! * [`Outcome`]: changed, so already, or not there.
//! * [`mark_as`] and [`restored`](RestoredDsl::restored), changesets without a guard.
//! * [`Write::by_ids`], for any number of ids.
//!
//! ## Cascades
//!
//! * [`Cascade`]: what a statement does to dependents, and how. [`CascadeReport`], [`CascadeError`].
//!
//! ## Retention
//!
//! * [`Write::in_batches`] of a purge, [`expire`](fn@expire), and [`PurgeRun`], which is what came of it.
//!
//! ## Who and why, and what is wrong
//!
//! * [`journal`] and [`undo`], with the feature `journal`.
//! * [`guard`], with the feature `guard`: queries that look past the markers, in tests.
//! * [`check`](mod@check), with the feature `check`: what the database says against the declaration.
//!
//! # Guide
//!
//! [`guide`] has a page for each of these, and others:
//! [porting a code base](guide::porting) · [databases and their differences](guide::databases) ·
//! [errors and what to do](guide::errors) · [whether to soft-delete at all](guide::whether) ·
//! [design](guide::design) · [what it costs](guide::costs).
//!
//! # How to read the compiler's errors
//!
//! What is wrong with a declaration is said where it stands, in words. Elsewhere the first error names
//! what is missing and its notes say what to write; what follows it is mostly the same mistake again.
//! The types in it are long since they spell out the query: read the message, and skip the types.
//! [`guide::errors`] lists the usual ones.
//!
//! # Features
//!
//! None is on by default, and any number can be on together.
//!
//! | feature | brings |
//! | --- | --- |
//! | `postgres` | PostgreSQL, and `Nullable<Timestamptz>` as a marker |
//! | `mysql` | MySQL and MariaDB, and `Nullable<Datetime>` as a marker |
//! | `sqlite` | SQLite, and `Nullable<TimestamptzSqlite>` as a marker |
//! | `serde` | `Scope` can be serialized and deserialized, reports can be serialized |
//! | `journal` | who deleted what, when and why, and `undo` |
//! | `guard` | for tests: finds the queries that look past the markers |
//! | `check` | looks whether the database says what the declaration says |
//!
//! Any feature that is not listed is no public API, and neither is what is hidden in this documentation: it
//! is there for the macros, and for the command line tool and the tests of this crate.
//!
//! # Versions
//!
//! Diesel 2.3 and diesel-async 0.9; with 0.8 all that is followed by a method of its `RunQueryDsl`. The
//! minimum Rust version is 1.86, as that of Diesel 2.3.
#![cfg_attr(docsrs, feature(doc_cfg))]
// Pages link to modules that are behind features: where all are on, these links are checked.
#![cfg_attr(
    not(all(feature = "check", feature = "guard", feature = "journal")),
    allow(rustdoc::broken_intra_doc_links)
)]
// Tables have up to 128 columns.
#![cfg_attr(feature = "journal", recursion_limit = "256")]
#![forbid(unsafe_code)]
#![warn(missing_docs, unreachable_pub)]

/// The examples of the front page compile and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod batches;
mod cascade;
#[cfg(feature = "check")]
#[cfg_attr(docsrs, doc(cfg(feature = "check")))]
pub mod check;
mod declare;
pub mod dsl;
mod execute;
#[cfg(feature = "guard")]
#[cfg_attr(docsrs, doc(cfg(feature = "guard")))]
pub mod guard;
pub mod guide;
#[cfg(feature = "journal")]
pub mod journal;
#[cfg(not(feature = "journal"))]
mod no_journal;
#[cfg(any(feature = "guard", feature = "check"))]
mod parsed;
pub mod prelude;
mod retention;
mod scope;
mod statement;

pub use crate::batches::{Batch, BatchRun, InBatches, PassedOver, PurgeRun, Stopped};
pub use crate::cascade::{Cascade, CascadeError, CascadeReport, Dependents, TableReport};
#[cfg(feature = "check")]
pub use crate::check::check;
pub use crate::declare::{
    CascadeBackend, CascadeMarker, FlagMarker, Marker, MarkerColumn, MarkerOf, SoftDeletable,
    TimeMarker,
};
pub use crate::execute::{Asynchronous, ByIds, Outcome, OutcomeDsl, Runs, Sends, Synchronous};
#[cfg(feature = "journal")]
pub use crate::journal::undo;
pub use crate::retention::Expire;
pub use crate::scope::{
    JointScopeDsl, MarkerField, Scope, ScopeDsl, ScopeSource, Scoped, UnknownScope,
};
pub use crate::statement::{RestoredDsl, StatementError, SupportsReturning, Write};

// The functions, and their types under the names that `auto_type` gives these.
#[doc(hidden)]
pub use crate::dsl::called::*;
pub use crate::dsl::{
    Active, AllRows, Deleted, InScope, IsActive, IsDeleted, IsIn, IsNotDeleted, Mark, MarkAs,
    Marked, Purge, Restore, Restored, SoftDelete, Unmark, Unmarked,
};
pub use crate::retention::expire;
pub use crate::scope::functions::{
    active, all_rows, deleted, in_scope, is_active, is_deleted, is_in, is_not_deleted,
};
pub use crate::scope::{marked, unmarked};
pub use crate::statement::functions::{mark, purge, restore, soft_delete, unmark};
pub use crate::statement::mark_as;

/// The query fragments that scopes and statements are made of.
///
/// To name them in code, the aliases of [`dsl`] are shorter and stay the same.
pub mod fragments {
    pub use crate::batches::Everything;
    pub use crate::execute::{Asynchronous, ByIds, Outcome, Runs, Sends, Synchronous};
    pub use crate::retention::Expiring;
    pub use crate::scope::{AnyRow, Both, Either, Group, InScope, Marked, NotMarked, Unmarked};
    pub use crate::statement::{
        AnyAge, At, BoxedWhere, Changes, MarkAs, Narrowed, NoChanges, NoReturning, Now, OlderThan,
        Purging, Restored, Restoring, Returning, Shallow, SoftDeleting, True, Unchosen, Where,
    };
}
