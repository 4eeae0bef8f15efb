//! What can go wrong, and what to do.
//!
//! # When the program is compiled
//!
//! | the compiler says | it means |
//! | --- | --- |
//! | "this is not a table that is declared as soft-deletable" | no declaration, or a query in place of a table: of a query write `.filter(posts::table.is_active())` |
//! | "this table is declared without a marker" | `post_tags ()` has no scopes and no soft delete: name its marker |
//! | `.cascade()` or `.shallow()` is asked for | the table, or for a `restore` any table of the declaration, has dependents: say how far the statement reaches |
//! | "cannot find type `Active` in module `diesel::dsl`" | `auto_type` and `HasQuery` look in `diesel::dsl`: use the functions (`dsl::active(…)`), or `dsl_path = "diesel_scopes::dsl"` |
//! | "cannot join `Scoped<…>` to `likes::table` due to missing relation", with `joinable!` in place | the table on the left of a scope is declared too: `likes ()` |
//! | E0391, "cycle detected", `BELOW_UNLESS_IN_A_CIRCLE` | tables that depend on each other in a circle of `cascade` and `remove`: break it with `nullify` or `restrict` |
//! | E0117, "only traits defined in the current crate" | the declaration stands in another crate than the schema |
//! | "`…` cannot return the rows that a statement wrote" | MySQL and MariaDB have no `UPDATE … RETURNING`: `execute`, and load in the same transaction |
//! | "neither a connection of diesel-async 0.9 nor one of Diesel" | a connection of another version, or a reference too many or too few |
//! | "type annotations needed" for `Mode` | an `AsyncConnectionWrapper` is of both kinds: [`Synchronous`](crate::Synchronous) |
//! | a higher `recursion_limit` is asked for | a declaration in which more than a hundred tables follow on each other: write parents before children, or do as the compiler says |
//!
//! # Before anything is sent
//!
//! A statement that would be wrong is refused while its SQL is built, as a
//! [`StatementError`](crate::StatementError) inside of Diesel's `Error::QueryBuilderError`. It is a
//! mistake of the program: the message says which.
//!
//! | error | do this |
//! | --- | --- |
//! | `LooseCondition` | parentheses around the `OR` in raw SQL |
//! | `MarkerInSet`, `ColumnSetTwice` | `.marking(…)` and `.at(…)` in place of `.set(…)`; leave out what the statement writes itself |
//! | `NegativeAge`, `AgeOutOfRange` | an age between 0 and about a thousand years |
//! | `EvaluatedTwice` | a value in place of a clock or a subquery, or fewer ids |
//! | `EmptyBatch`, `NothingExpires` | at least one row in a batch; `keep` in the declaration |
//! | `Unread` | on a `MultiConnection`: Diesel's own expressions, or the connection that is inside, see [multi_connection](super::multi_connection) |
//!
//! # When it runs
//!
//! | | what it means | do this |
//! | --- | --- | --- |
//! | [`Outcome::Unchanged`](crate::Outcome), `Ok(0)` | the rows were so already | nothing: a second delete is no error |
//! | [`Outcome::NotFound`](crate::Outcome) | no such row | 404 |
//! | [`CascadeError::Restricted`](crate::CascadeError) | active rows behind `restrict` | 409, with tables and numbers |
//! | `CascadeError::ParentDeleted` | the row has a parent that stays deleted | restore the parent, or `.with_parents()` |
//! | `CascadeError::Taken`, `UniqueViolation` | an active row has the value by now | `.set(name.eq(other))` on the restore |
//! | `CascadeError::StillReferenced`, `ForeignKeyViolation` | rows that stay refer to rows that would go | purge those first; `in_batches` passes over such rows |
//! | `CascadeError::Held` | a row under `hold` | wait; `in_batches` passes over such rows |
//! | `CascadeError::IsolationLevel` | `.locking()` above READ COMMITTED on PostgreSQL | another level for that transaction |
//! | `CascadeError::Database` | what the database says | see below |
//! | [`UndoError::Gone`](crate::journal::UndoError) | a purge is not undone | what the rows were stands in the journal |
//!
//! ## What is left after an error
//!
//! Nothing has changed by the call. Whether the caller's transaction is still there depends on the
//! error:
//!
//! * A refusal (`Restricted` and the like) leaves the transaction, and it can go on.
//! * On PostgreSQL any error of the database aborts the transaction; what is sent next is refused. To
//!   go on after a `CascadeError::Database`, put the cascade into a `conn.transaction(…)` of its own,
//!   which is a savepoint.
//! * On MySQL and MariaDB a deadlock ends the whole transaction: what was done before it is gone as
//!   well. The connection can be used on, but not the transaction. What is tried again is the
//!   transaction from its first statement.
//! * On MySQL, MariaDB and SQLite any other error undoes the cascade, down to its savepoint.
//!
//! So try again around the transaction, and only what
//! [`is_retryable`](crate::CascadeError::is_retryable):
//!
//! ```
//! # include!("../doctest_schema.rs");
//! # #[cfg(feature = "sqlite")]
//! # include!("../doctest_rows.rs");
//! use diesel_scopes::{CascadeError, CascadeReport, soft_delete};
//!
//! # #[cfg(feature = "sqlite")]
//! fn delete_user(conn: &mut SqliteConnection, id: i32) -> Result<CascadeReport, CascadeError> {
//!     let mut attempts = 0;
//!     loop {
//!         let deleted = conn.transaction(|conn| {
//!             // What belongs to it.
//!             soft_delete(users::table.find(id)).cascade().execute(conn)
//!         });
//!         attempts += 1;
//!         match deleted {
//!             Err(error) if error.is_retryable() && attempts < 5 => {}
//!             result => return result,
//!         }
//!     }
//! }
//! # #[cfg(feature = "sqlite")]
//! # fn main() {
//! # assert_eq!(delete_user(&mut connection(), 1).unwrap().rows("posts"), 2);
//! # }
//! ```
//!
//! A future that was dropped in the middle is no error, and is one of [the cascades' things to
//! mind](super::cascades#a-cascade-that-is-cancelled).
