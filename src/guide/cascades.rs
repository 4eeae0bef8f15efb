//! Cascades: a statement on a row and on all that depends on it.
//!
//! Braces behind a declaration list what becomes of the rows of other tables that refer to a row:
//!
//! ```
//! use diesel::connection::SimpleConnection;
//! use diesel::prelude::*;
//! use diesel_scopes::{CascadeError, purge, restore, soft_delete};
//!
//! diesel::table! {
//!     users (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
//! }
//! diesel::table! {
//!     posts (id) { id -> Integer, author_id -> Integer, deleted_at -> Nullable<Timestamp> }
//! }
//! diesel::table! {
//!     invoices (id) { id -> Integer, customer_id -> Integer, voided -> Bool }
//! }
//! diesel::table! {
//!     attachments (id) { id -> Integer, owner_id -> Nullable<Integer> }
//! }
//!
//! diesel_scopes::soft_deletable! {
//!     users (deleted_at) {
//!         cascade  posts (author_id),          // are deleted with the user
//!         restrict invoices (customer_id),     // keep the user from being deleted
//!         nullify  attachments (owner_id),     // lose their owner
//!     }
//!     posts (deleted_at)
//!     invoices (voided)
//! }
//!
//! # #[cfg(not(feature = "sqlite"))]
//! # fn main() {}
//! # #[cfg(feature = "sqlite")]
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let conn = &mut SqliteConnection::establish(":memory:")?;
//!     conn.batch_execute(
//!         "CREATE TABLE users (id INTEGER PRIMARY KEY, deleted_at TIMESTAMP);
//!          CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL REFERENCES users,
//!              deleted_at TIMESTAMP);
//!          CREATE TABLE invoices (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES users,
//!              voided BOOLEAN NOT NULL);
//!          CREATE TABLE attachments (id INTEGER PRIMARY KEY, owner_id INTEGER REFERENCES users);
//!          INSERT INTO users (id) VALUES (1), (2);
//!          INSERT INTO posts (id, author_id) VALUES (1, 1), (2, 1), (3, 2);
//!          INSERT INTO invoices VALUES (1, 2, FALSE);
//!          INSERT INTO attachments VALUES (1, 1);",
//!     )?;
//!
//!     // What would happen, table by table; then the same, done.
//!     let preview = soft_delete(users::table.find(1)).cascade().preview(conn)?;
//!     assert_eq!(preview.to_string(), "users: 1, posts: 2, attachments: 1 nullified");
//!     let report = soft_delete(users::table.find(1)).cascade().execute(conn)?;
//!     assert_eq!(report, [("users", 1), ("posts", 2)]);
//!
//!     // Exactly what that cascade deleted comes back.
//!     let report = restore(users::table.find(1)).cascade().execute(conn)?;
//!     assert_eq!(report, [("users", 1), ("posts", 2)]);
//!
//!     // An invoice keeps its customer, and nothing is changed.
//!     match soft_delete(users::table.find(2)).cascade().execute(conn) {
//!         Err(CascadeError::Restricted(by)) => assert_eq!((by[0].table, by[0].rows), ("invoices", 1)),
//!         other => panic!("{other:?}"),
//!     }
//!
//!     // For good, children first.
//!     soft_delete(users::table.find(1)).cascade().execute(conn)?;
//!     let report = purge(users::table.find(1)).cascade().execute(conn)?;
//!     assert_eq!(report, [("users", 1), ("posts", 2)]);
//!     Ok(())
//! }
//! ```
//!
//! A statement on a table with edges does not compile until it says how far it reaches: `.cascade()`
//! follows the edges, `.shallow()` writes the rows of the target and nothing else. A `restore` asks
//! in every table of such a declaration, since a row without dependents may have a deleted parent.
//!
//! | | soft delete | restore | purge |
//! | --- | --- | --- | --- |
//! | `cascade` | active dependents get the same stamp; rows that were deleted before keep theirs, and what is below them stays | dependents whose stamp equals their parent's | deleted dependents go first |
//! | `restrict` | an active dependent anywhere below refuses the whole | | a dependent, active or not, refuses the whole |
//! | `nullify` | active dependents lose their key | keys do not come back | deleted dependents lose their key |
//! | `remove` | dependents are removed for good, with all that depends on them | they do not come back | they go first |
//! | refused with | `CascadeError::Restricted` | `CascadeError::ParentDeleted`, if a parent of the target stays deleted; `CascadeError::Taken`, if an active row has what is `unique` by now | `CascadeError::StillReferenced`, if an active row refers to one that would go; `CascadeError::Held` |
//!
//! A table may depend on itself (`comments (deleted_at) { cascade comments (parent_id) }`): the whole
//! subtree follows, whatever its depth. A row that is reached in two ways is written and counted
//! once. Tables that depend on each other in a circle are a compile error (E0391, "cycle detected").
//! A key of several columns refers to a primary key of several columns. What an edge can say more is
//! listed under [declaring](super::declaring#dependents); [`Cascade`](crate::Cascade) says all of it
//! exactly.
//!
//! What a cascade needs of the declaration is checked at compile time: a soft delete writes one stamp
//! to all tables, so their markers are of one type, or `Bool`; a restore compares stamps, so a `Bool`
//! marker cannot be restored by cascade. The check for deleted parents sees the tables that are
//! declared in the same `soft_deletable!` call, so declare tables that depend on each other together.
//!
//! # What is sent
//!
//! A cascade is atomic, and what it sends depends on the declaration only, not on the rows: no ids
//! travel, every set of rows is found once, and the target is evaluated once, whatever is in it. On
//! PostgreSQL that is one statement, one round trip, without a transaction of its own:
//!
//! ```sql
//! -- soft_delete(users::table.find(1)).cascade()
//! WITH "diesel_scopes.stamp" (at) AS MATERIALIZED (SELECT $1),
//! "diesel_scopes.users.roots" (k1) AS MATERIALIZED (
//!     SELECT "users"."id" FROM "users" WHERE ("users"."id" = $2) AND "users"."deleted_at" IS NULL
//!     FOR NO KEY UPDATE),
//! -- restrict invoices (customer_id)
//! "diesel_scopes.against" (n1) AS MATERIALIZED (SELECT (
//!     SELECT COUNT(*) FROM "invoices"
//!     WHERE "invoices"."customer_id" = ANY(ARRAY(SELECT k1 FROM "diesel_scopes.users.roots"))
//!       AND "invoices"."voided" = FALSE)),
//! -- cascade posts (author_id)
//! "diesel_scopes.step.1" AS (
//!     UPDATE "posts" SET "deleted_at" = (SELECT at FROM "diesel_scopes.stamp")
//!     WHERE "posts"."author_id" = ANY(ARRAY(SELECT k1 FROM "diesel_scopes.users.roots"
//!         WHERE (SELECT n1 = 0 FROM "diesel_scopes.against")))
//!       AND "posts"."deleted_at" IS NULL RETURNING 1),
//! -- the target itself
//! "diesel_scopes.step.2" AS (
//!     UPDATE "users" SET "deleted_at" = (SELECT at FROM "diesel_scopes.stamp")
//!     WHERE "users"."id" = ANY(ARRAY(SELECT k1 FROM "diesel_scopes.users.roots"
//!         WHERE (SELECT n1 = 0 FROM "diesel_scopes.against")))
//!       AND COALESCE("users"."deleted_at" IS NULL, FALSE) RETURNING 1),
//! -- nullify attachments (owner_id)
//! "diesel_scopes.step.3" AS (
//!     UPDATE "attachments" SET "owner_id" = NULL
//!     WHERE "attachments"."owner_id" = ANY(ARRAY(SELECT k1 FROM "diesel_scopes.users.roots"
//!         WHERE (SELECT n1 = 0 FROM "diesel_scopes.against"))) RETURNING 1)
//! -- the report
//! SELECT unnest(ARRAY[CAST(CASE WHEN EXISTS (SELECT 1 FROM "diesel_scopes.users.roots") THEN 2
//!         WHEN EXISTS (SELECT 1 FROM "users" WHERE ("users"."id" = $3) AND TRUE) THEN 1
//!         ELSE 0 END AS BIGINT),
//!     (SELECT n1 FROM "diesel_scopes.against"), (SELECT COUNT(*) FROM "diesel_scopes.step.1"),
//!     (SELECT COUNT(*) FROM "diesel_scopes.step.2"), (SELECT COUNT(*) FROM "diesel_scopes.step.3")]);
//! ```
//!
//! MySQL, MariaDB and SQLite change one table in a statement: there a cascade is a transaction, in
//! which a set that is needed more than once is in a temporary table. On MySQL and MariaDB that takes
//! the privilege `CREATE TEMPORARY TABLES`. `.cascade().statements::<DB>()` returns all texts: of a
//! restore two ways, one for where a deleted parent may keep something and a shorter one. Put an
//! index on every foreign key.
//!
//! The report counts what these statements have changed. What actions of the database's own foreign
//! keys (`ON DELETE CASCADE`, `SET NULL`) and triggers do besides is not in it.
//!
//! # What comes back
//!
//! A restore brings back the dependents that have the stamp of their parent, unless another parent of
//! theirs is still deleted, and was deleted with them or later: a comment does not come back with its
//! post while its author is deleted. Of a parent without a marker that counts which it hangs below,
//! through however many such. It takes over the author's stamp, and comes back with the
//! author; `report.handed_over("comments")` tells how many. Who has that stamp already keeps it, and is
//! neither counted nor recorded. `.with_parents()` restores the deleted
//! parents of the target too, themselves only, where a restore would else be refused.
//!
//! What a cascade has deleted is found by its stamp, for a trash can, say:
//!
//! ```
//! # include!("../doctest_schema.rs");
//! # #[cfg(feature = "sqlite")]
//! # include!("../doctest_rows.rs");
//! # #[cfg(feature = "sqlite")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use chrono::NaiveDateTime;
//! use diesel_scopes::soft_delete;
//!
//! # let conn = &mut connection();
//! soft_delete(comments::table.find(2)).cascade().execute(conn)?; // on its own
//! soft_delete(users::table.find(1)).cascade().execute(conn)?;
//!
//! let stamp: Option<NaiveDateTime> = users::table.find(1).select(users::deleted_at).first(conn)?;
//! let with_the_user: Vec<i32> = comments::table
//!     .filter(comments::deleted_at.eq(stamp))
//!     .select(comments::id)
//!     .order(comments::id)
//!     .load(conn)?;
//! assert_eq!(with_the_user, [1, 3]);
//! # Ok(())
//! # }
//! ```
//!
//! No two statements of a process share a stamp. Those that `.at(…)` gives may: two cascades with the
//! same value restore each other's rows where they meet.
//!
//! # Several at once
//!
//! Two cascades over the same rows at once stamp every row once. Three things can leave a child
//! active below a parent that is deleted meanwhile: the child is inserted, is restored, or moves to
//! that parent from another one, in a transaction that commits after the cascade has looked.
//! [`.cascade().locking()`](crate::Cascade::locking) on all that takes part closes that gap. An
//! insert takes part by the lock that its foreign key takes; one that begins later waits, succeeds,
//! and has to look whether its parent is active.
//!
//! `error.is_retryable()` tells deadlocks and the like apart.
//! [`Cascade`](crate::Cascade#several-at-once) says what can happen otherwise, and
//! [databases](super::databases#isolation) what each isolation level gives.
//!
//! # A cascade that is cancelled
//!
//! A future that is dropped, by a timeout, say, leaves all or nothing, and a pool does not give out
//! its connection in a half-done state. Inside of a transaction of the caller it is that transaction
//! which has to be given up:
//!
//! * On MySQL, MariaDB and SQLite a cascade in a transaction has a savepoint, and diesel-async does
//!   not know what became of it. A transaction whose closure goes on and returns `Ok` releases that
//!   savepoint in place of its own end: nothing is committed. The connection is still in the
//!   transaction then; a pool closes it. (If the savepoint was just being set or released, a debug
//!   build of diesel-async panics in place of that.)
//! * On PostgreSQL the statement may have been sent, and runs then. A transaction that goes on
//!   commits with the whole cascade, or without it, and the program does not know which.
//!
//! So let the timeout be around the transaction and not inside of it.
