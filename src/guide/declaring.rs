//! Saying what a deleted row is: [`soft_deletable!`](crate::soft_deletable).
//!
//! The declaration stands beside the schema, like `joinable!`; `schema.rs` stays what `diesel
//! print-schema` generates. The SQL on the pages of this guide is that of these tables:
//!
//! ```
//! use diesel::prelude::*;
//!
//! diesel::table! {
//!     users (id) { id -> Integer, name -> Text, deleted_at -> Nullable<Timestamp> }
//! }
//! diesel::table! {
//!     posts (id) {
//!         id -> Integer,
//!         author_id -> Integer,
//!         title -> Text,
//!         deleted_at -> Nullable<Timestamp>,
//!         delete_reason -> Nullable<Text>,
//!         deleted_by -> Nullable<Integer>,
//!     }
//! }
//! diesel::table! {
//!     communities (id) { id -> Integer, name -> Text, deleted -> Bool, removed -> Bool }
//! }
//! diesel::joinable!(posts -> users (author_id));
//! diesel::allow_tables_to_appear_in_same_query!(users, posts);
//!
//! diesel_scopes::soft_deletable! {
//!     users (deleted_at) { cascade posts (author_id) }         // has dependents
//!     posts (deleted_at, clear (delete_reason, deleted_by))    // a restore sets these to NULL
//!     communities (deleted or removed)                         // two markers
//! }
//! ```
//!
//! Or around one table, with [`diesel_scopes::table!`](crate::table) and an attribute. All other
//! tokens go to `diesel::table!` as they are:
//!
//! ```
//! diesel_scopes::table! {
//!     #[soft_delete(archived)]
//!     letters (id) { id -> Integer, archived -> Bool }
//! }
//! ```
//!
//! # Markers
//!
//! | marker column | active | deleted |
//! | --- | --- | --- |
//! | `Nullable<Timestamp>`, `Nullable<Timestamptz>`, `Nullable<Datetime>`, `Nullable<TimestamptzSqlite>` | NULL | the time, in UTC, in microseconds |
//! | `Bool` | false | true |
//! | any other, through the trait [`Marker`](crate::Marker) | as you say | as you say |
//!
//! With several markers a row is active if none is set, and deleted if any is.
//!
//! A time is worth more than a flag. It says since when a row is deleted, so that it can be purged by
//! its age; and it says which cascade has deleted it, so that a cascade can be restored. A `Bool`
//! marker can stand below a time in a cascade, and does not compile in a cascade's restore:
//! [`undo`](super::journal) brings it back, or a `restore` of its own.
//!
//! The column has to keep the microseconds of a stamp: on MySQL and MariaDB that is `DATETIME(6)`, on
//! PostgreSQL `timestamp` and `timestamptz` as they are, and not `timestamp(0)`. In a coarser column
//! cascades of the same second share a stamp, and the restore of one brings back rows of the other.
//! Where the columns along an edge differ in precision a restore finds none of the dependents, since
//! their stamp no longer equals that of their parent. Diesel's types do not tell the precision, so
//! the compiler cannot see it; [`check`](mod@crate::check) asks the database.
//!
//! ## A column that the database derives
//!
//! A flag beside a time need not be written by anybody. A generated column works, beside the marker
//! and not declared at all:
//!
//! ```sql
//! -- PostgreSQL, MySQL, MariaDB; SQLite adds a column as VIRTUAL
//! ALTER TABLE posts ADD COLUMN is_deleted BOOLEAN GENERATED ALWAYS AS (deleted_at IS NOT NULL) STORED
//! ```
//!
//! Where the flag is an ordinary column that other programs read, `flag (is_deleted)` writes it
//! along.
//!
//! ## A marker of your own
//!
//! An empty struct, named behind `as`:
//!
//! ```
//! use chrono::{DateTime, Utc};
//! use diesel_scopes::{Marker, TimeMarker};
//!
//! diesel::table! {
//!     sessions (id) { id -> Integer, ended_at -> BigInt }
//! }
//!
//! /// 0 is active; anything else is when the session ended, in seconds since 1970.
//! pub struct UnixSeconds;
//!
//! impl Marker for UnixSeconds {
//!     type SqlType = diesel::sql_types::BigInt;
//!     type Stamp = i64;
//!     const ACTIVE: &'static str = "= 0";
//!     const DELETED: &'static str = "<> 0";
//!     const RESTORED: &'static str = "0";
//!     fn stamp(at: DateTime<Utc>) -> i64 {
//!         at.timestamp()
//!     }
//! }
//!
//! impl TimeMarker for UnixSeconds {}
//!
//! diesel_scopes::soft_deletable! {
//!     sessions (ended_at as UnixSeconds)
//! }
//! ```
//!
//! [`TimeMarker`](crate::TimeMarker) opens `.at(…)` and `.older_than(…)`,
//! [`CascadeMarker`](crate::CascadeMarker) the restore by cascade, and
//! [`FlagMarker`](crate::FlagMarker) says that the marker can stand below any stamp. The texts follow
//! the column's name and have to be closed in themselves, which is checked while the declaration is
//! compiled: `IS NULL OR state <> 'D'` would reach rows that no target has named. Of a column that
//! may be NULL and holds a word, the closed forms are `IS DISTINCT FROM 'D'` on PostgreSQL, `IS NOT
//! 'D'` on SQLite, and `<=> 'D' IS NOT TRUE` on MySQL and MariaDB.
//!
//! # Options
//!
//! | option behind the markers | what it says |
//! | --- | --- |
//! | `clear (delete_reason, deleted_by)` | a restore sets these to NULL |
//! | `also local_removed` | a marker that `active`, `deleted` and the default of a write do not look at |
//! | `flag (is_deleted)` | Bool companions of the first marker: TRUE with it, FALSE with its restore |
//! | `touch (updated_at)` | times that every soft delete and every restore of the row sets, in cascades too |
//! | `hold (legal_hold)` | a Bool column: while it is TRUE, `purge` passes the row over |
//! | `keep 30 days` | how long a deleted row is kept: `expire(users::table).in_batches(1_000)` purges it then |
//! | `unique (name)` | what is unique among active rows: a cascade's restore looks whether it is taken |
//!
//! The SQL of each is beside [the macro](crate::soft_deletable#options).
//!
//! # Dependents
//!
//! Braces list what becomes of the rows of other tables that refer to a row, once a statement says
//! `.cascade()`: see [cascades](super::cascades).
//!
//! | edge | what it says |
//! | --- | --- |
//! | `cascade posts (author_id)` | they are deleted, restored and purged with the row |
//! | `restrict invoices (customer_id)` | they keep the row from being deleted |
//! | `nullify attachments (owner_id)` | they lose their key |
//! | `remove sessions (user_id)` | they are removed for good, at once |
//! | `cascade comments (target_id) where (target_type = "User")` | only these rows depend on the parent |
//! | `cascade orders (account_no -> account_no)` | a key onto another column than the primary key |
//! | `nullify drafts (tenant_id, owner_id) only (owner_id)` | the part of the key that is set to NULL |
//! | `cascade post_tags (post_id)`, with `post_tags ()` declared | a table without a marker: nothing is written there, a purge takes its rows along |
//!
//! A table without a marker, `likes ()`, is declared for a second reason: it can stand on the left of
//! a scope in a join.
//!
//! # Where it stands
//!
//! In the crate that has the `table!`, since it implements traits for the tables; elsewhere the
//! compiler says E0117. Tables that depend on each other belong in one declaration: a restore looks
//! for deleted parents among the tables of the call, and [`expire`](fn@crate::expire), the
//! [guard](crate::guard) and [`check`](mod@crate::check) take all tables of one.
//!
//! Whether the database agrees, that there is an index on every key, and that a unique index leaves
//! deleted rows out, is not seen by the compiler: [finding what is wrong](super::finding).
