//! Whether to soft-delete at all: what it is good for, and what it is not.
//!
//! A soft delete keeps the row, and every query of its table has to know. That is a price for as long
//! as the table exists, so it should buy something.
//!
//! # Good for
//!
//! * **What people delete by mistake**, and want back with everything that belonged to it: posts,
//!   documents, customers.
//! * **What somebody else may have to look at**: removed comments with who and why, a yanked version
//!   that a lock file still names, a voided invoice.
//! * **What others refer to**, where the reference has to go on meaning something: "\[deleted\]" with
//!   its replies below.
//! * **A delete that takes long**: marked at once, purged from a schedule.
//!
//! # Not for
//!
//! * **Logs, events, metrics**: they are written once and go by age. A partition that is dropped
//!   costs nothing.
//! * **Sessions, tokens, carts, jobs**: nobody wants them back. `remove` takes them along with their
//!   user; else a plain `DELETE`. An `expires_at` is no deletion.
//! * **Hot tables with much turnover**, such as queues: deleted rows are the most of it soon, in each
//!   index and each `VACUUM`. With nine of ten rows deleted a page without an index of its own passes
//!   over nine rows for one ([what it costs](super::costs)).
//! * **Data that has to be gone**. A request for erasure is a purge, and a marker is not an answer to
//!   it. Its copies in the journal and in backups count too.
//! * **What was, as opposed to what is deleted.** Prices over time and versions of a text are
//!   history: rows with a period, or a table of versions.
//! * **Join tables** of two keys. Declare them without a marker, `post_tags ()`: they stand in the
//!   middle of a cascade, go with a purge, and are not hidden themselves.
//!
//! Where only the restore by an operator is wanted, once a year, an archive table or a backup that is
//! known to work may do.
//!
//! # How
//!
//! * **Decide table by table**, in the declaration, what becomes of dependents. `restrict` is an
//!   answer. The worst is none: children of a deleted parent that still show.
//! * **Who and why**: `.set((deleted_by.eq(4), delete_reason.eq("spam")))` in the same statement, or
//!   the [journal](super::journal). After a year nobody remembers.
//! * **A policy for how long**: `keep 30 days`, [`expire`](fn@crate::expire) from a schedule, and an
//!   alarm on [`oldest_due`](crate::PurgeRun::oldest_due). A trash can that is never emptied is a
//!   second database. `hold` is for what must not go while a court or an accountant wants it.
//! * **A restore that was tried**: a test that deletes, restores and compares, with unique values
//!   that were taken meanwhile, and with a parent that is deleted too. One that was never run is not
//!   known to work.
//! * **Unique indexes of active rows**, from the first migration on.
//! * **One word for one thing.** If users delete and moderators remove, these are two markers,
//!   `(deleted or removed)`, and not one with a reason.
//! * **A flag is the weaker marker**: a time says since when, and with what.
//! * **The guard in the tests** from the first day: [finding what is wrong](super::finding).
