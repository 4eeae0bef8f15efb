//! Many rows: by a condition, by their ids, in batches.
//!
//! A target with a filter is one statement, however many rows it finds:
//!
//! ```sql
//! -- soft_delete(posts::table.filter(posts::id.eq_any([1, 2, 3])))
//! UPDATE "posts" SET "deleted_at" = $1 WHERE ("posts"."id" = ANY($2)) AND "posts"."deleted_at" IS NULL
//! ```
//!
//! `.into_boxed()` gives a statement to which `.filter(…)` can be added at run time.
//!
//! # By their ids
//!
//! A database limits the binds of a statement. For lists of any length there is
//! [`by_ids`](crate::Write::by_ids): a statement for every 2,000 ids, and on PostgreSQL for every
//! 1,000,000, all in one transaction and with one stamp. The primary key has to be a single column.
//!
//! ```
//! # include!("../doctest_schema.rs");
//! # #[cfg(feature = "sqlite")]
//! # include!("../doctest_rows.rs");
//! # #[cfg(feature = "sqlite")]
//! # fn main() -> Result<(), diesel::result::Error> {
//! use diesel_scopes::{restore, soft_delete};
//!
//! # let conn = &mut connection();
//! let deleted = soft_delete(posts::table).shallow().by_ids(1..=5_000).execute(conn)?;
//! assert_eq!(deleted, 3);
//!
//! // What comes behind `by_ids` is `execute` alone; conditions stand before it.
//! let restored = restore(posts::table)
//!     .shallow()
//!     .filter(posts::author_id.eq(2))
//!     .by_ids(1..=5_000)
//!     .execute(conn)?;
//! assert_eq!(restored, 1);
//! # Ok(())
//! # }
//! ```
//!
//! It does not go with `.cascade()`, `.returning(…)` or `.outcome(…)`. An empty list changes nothing;
//! ids that are there twice, or not at all, do no harm. A target or a stamp that each of several
//! statements would evaluate anew is refused
//! ([`StatementError::EvaluatedTwice`](crate::StatementError)).
//!
//! # With what depends on them
//!
//! A cascade takes the same targets: `soft_delete(users::table.filter(…)).cascade()` is as many
//! statements for a thousand users as for one, since the rows of each table are found as a set. It is
//! also one transaction.
//!
//! # How long that may take
//!
//! A statement locks what it writes until its transaction ends, fills the log of the database, and is
//! rolled back as a whole if somebody is in the way. Where that matters, divide it: with
//! [`in_batches`](crate::Write::in_batches) a soft delete, a restore or a purge goes through its rows
//! in short transactions, in the order of their keys. A row that is refused by itself is passed over
//! and reported.
//!
//! ```
//! # include!("../doctest_schema.rs");
//! # #[cfg(feature = "sqlite")]
//! # include!("../doctest_rows.rs");
//! # #[cfg(feature = "sqlite")]
//! # fn main() -> Result<(), diesel_scopes::CascadeError> {
//! use diesel_scopes::{restore, soft_delete};
//!
//! # let conn = &mut connection();
//! let run = soft_delete(users::table).cascade().in_batches(1_000).execute(conn)?;
//! // users: 2, posts: 3, comments: 4, attachments: 1 nullified; 0 blocked; 1 batch in 0.0 s; stopped: done
//! println!("{run}");
//! # assert_eq!(run.rows("users"), 2);
//!
//! let run = restore(users::table).cascade().in_batches(1_000).execute(conn)?;
//! # assert_eq!(run.rows("users"), 2);
//! # Ok(())
//! # }
//! ```
//!
//! All batches of a soft delete have one stamp. One that was stopped is finished by the same call, with
//! the same [`.at(stamp)`](crate::Write::at) if that is to be one stamp, too. Each row goes with all that
//! depends on it in one transaction, so that nobody sees the half of it.
//!
//! What was deleted long ago goes from a schedule: [retention](super::retention).
