//! Removing for good what was deleted long enough ago.
//!
//! A soft delete keeps the row. Sooner or later it has to go: because the law says so, or because
//! a table of which nine rows in ten are deleted is slow. One `DELETE … WHERE deleted_at < …` of
//! millions of rows is a transaction that locks for an hour, fills the log, and is rolled back
//! as a whole when somebody is in the way. [`in_batches`](crate::Write::in_batches) is the same
//! purge in short transactions.
//!
//! ```
//! # include!("../doctest_schema.rs");
//! # include!("../doctest_rows.rs");
//! # #[cfg(feature = "sqlite")] fn main() {
//! use std::ops::ControlFlow;
//! use std::time::Duration;
//!
//! use chrono::TimeDelta;
//! use diesel_scopes::{purge, soft_delete};
//! # let conn = &mut connection();
//! # let long_ago = chrono::Utc::now().naive_utc() - TimeDelta::days(31);
//! # soft_delete(users::table.find(1)).at(long_ago).cascade().execute(conn).unwrap();
//!
//! let run = purge(users::table)
//!     .older_than(TimeDelta::days(30))
//!     .cascade()
//!     .in_batches(1_000)                      // users; each batch is a transaction of its own
//!     .pause(Duration::from_millis(20))
//!     .within(Duration::from_secs(600))
//!     .on_batch(|batch| {
//!         println!("{} rows after {:?}", batch.rows, batch.elapsed);
//!         ControlFlow::Continue(())
//!     })
//!     .execute(conn)
//!     .unwrap();
//! // users: 1, posts: 2, comments: 3, attachments: 1 nullified; 0 blocked, 0 held;
//! // 1 batch in 0.0 s; stopped: done; oldest due: none
//! println!("{run}");
//! # assert_eq!(*run.report(), [("users", 1), ("posts", 2), ("comments", 3)]);
//! # }
//! ```
//!
//! # From a schedule
//!
//! Run it every night, or every hour, with [`within`](crate::InBatches::within): the state is
//! in the rows, so that a run which is stopped, or whose process dies, has done what it has done,
//! and the next one goes on. There is nothing to clean up, and two runs at once do no harm.
//! Where the declaration says how long rows are kept, [`expire`](fn@crate::expire) purges all of its
//! tables, children first:
//!
//! ```
//! # use diesel::prelude::*;
//! use std::time::Duration;
//!
//! use diesel_scopes::{Stopped, expire, soft_deletable};
//!
//! # diesel::table! {
//! #     users (id) { id -> Integer, legal_hold -> Bool, deleted_at -> Nullable<Timestamp> }
//! # }
//! # diesel::table! {
//! #     posts (id) { id -> Integer, author_id -> Integer, deleted_at -> Nullable<Timestamp> }
//! # }
//! soft_deletable! {
//!     users (deleted_at, hold (legal_hold), keep 30 days) { cascade posts (author_id) }
//!     posts (deleted_at, keep 2 weeks)
//! }
//!
//! # #[cfg(not(feature = "sqlite"))]
//! # fn main() {}
//! # #[cfg(feature = "sqlite")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let conn = &mut SqliteConnection::establish(":memory:")?;
//! # diesel::connection::SimpleConnection::batch_execute(
//! #     conn,
//! #     "CREATE TABLE users (id INTEGER PRIMARY KEY, legal_hold BOOLEAN NOT NULL, deleted_at TIMESTAMP);
//! #      CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL, deleted_at TIMESTAMP);
//! #      INSERT INTO users VALUES (1, TRUE, '2026-01-01 00:00:00'), (2, FALSE, '2026-01-01 00:00:00');
//! #      INSERT INTO posts VALUES (1, 2, '2026-01-01 00:00:00')",
//! # )?;
//! let run = expire(users::table)
//!     .in_batches(1_000)
//!     .within(Duration::from_secs(600))
//!     .execute(conn)?;
//! assert_eq!(run.stopped(), Stopped::Done);
//! assert_eq!((run.rows("posts"), run.rows("users")), (1, 1));
//! assert_eq!(run.held().roots, 1);
//! # Ok(())
//! # }
//! ```
//!
//! Two examples of the repository run one: `examples/retention.rs` fills a table with a million rows and
//! purges those that are old, with a progress bar
//! (`cargo run --release --example retention -- --rows 1000000 --batch 1000`); `examples/blog` does so
//! every night, in a task of its web server, and has what came of it in its log.
//!
//! What to watch is [`oldest_due`](crate::BatchRun::oldest_due): it says since when the oldest row is
//! deleted that should be gone. If it does not move from one run to the next, look at what was
//! passed over.
//!
//! What a purge has taken comes back from a backup, or not at all: the [journal](super::journal) keeps
//! what the rows were, for as long as it is kept itself.
//!
//! # What is passed over
//!
//! A row stays that is held, or that something refers to which is not going to go: an active
//! comment below a deleted post, an invoice behind a `restrict` edge. It does not stop the rest.
//! [`held`](crate::BatchRun::held) and [`blocked`](crate::PurgeRun::blocked) say how many rows of
//! the target stayed, and because of which tables. Nothing below such a row is touched.
//!
//! A row stays too that another transaction has locked, or of which it has locked something below: the run
//! waits for a second at most for each such row, goes on with the rest, and ends with
//! [`Stopped::Locked`](crate::Stopped::Locked). [`locked`](crate::BatchRun::locked) says how many there are;
//! the next run comes to them, and a nightly one can be done with that.
//!
//! To find it, a batch is halved until the row is alone. One among a thousand takes about twenty
//! short looks. If most rows are blocked each is looked at by itself, every time: a condition on the
//! target leaves them out at once.
//!
//! # How large a batch is
//!
//! The number is that of rows of the target, and a batch has at most ten times as many rows in all
//! tables. A row of the target with more below it is divided, if nothing stands against the whole of it
//! and nobody has any of it locked:
//! its dependents go first, in batches of their own, behind `cascade` and `remove` edges alike; then rows
//! behind `nullify` edges lose their keys, in batches too; then the row goes. So a purge that is stopped in
//! the middle of it leaves the row with a part of what was below it, and a restore brings back what is left.
//! So does one during which others insert or restore something below the row, which then is blocked.
//!
//! A batch that takes more than a second is followed by one of half the size.
//!
//! # Indexes
//!
//! An index on each foreign key, as for every cascade. The stretches are found in the order of the
//! primary key, which a database does by that key or by an index on the marker; on PostgreSQL
//! `CREATE INDEX ON users (deleted_at) WHERE deleted_at IS NOT NULL` serves a table of which few
//! rows are deleted.
//!
//! On MySQL and MariaDB a table that is small, or has no index that serves, may be read as a whole for a
//! batch, which waits then for any row of it that others have locked, and is passed over as if it were
//! its own: [`locked`](crate::BatchRun::locked) says more than there are, and the next run has them.
//!
//! # Looking first
//!
//! [`preview`](crate::InBatches::preview) goes the same way and counts.
//! [`statements`](crate::InBatches::statements) returns the SQL of a batch.
