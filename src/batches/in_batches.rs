//! A statement in batches, as users call it.

use std::ops::ControlFlow;
use std::time::Duration;

use diesel::query_source::Column;

use super::job::{BatchJob, Work};
use super::limits::{Limits, Silent};
use super::rooting::Ages;
use super::run::{Batch, BatchRun};
use crate::cascade::{Acting, Cascade, CascadeError, CascadingFragment, Extent};
use crate::declare::CascadeBackend;
use crate::execute::Runs;
use crate::statement::{
    ActionFragment, AnyAge, ChosenReach, Ending, OlderThan, Purging, Restoring, Shallow,
    SoftDeleting, TargetClause, Told, Write,
};

/// A statement in batches, from [`in_batches`](Write::in_batches).
///
/// # What it does
///
/// The rows of the target that the statement is about are gone through in the order of
/// their primary key: each batch begins behind the last key of the one before, and none at an
/// offset from the first row. It is a transaction of its own,
/// as the same statement without batches would be of these rows alone. It takes the next
/// rows of the target, as many as was asked for at most, and all that has to go with them.
///
/// * **Passed over**: a row of the target for which the statement would be refused. In a
///   purge it is held (`hold`) or has a held row below it, or something which stays refers
///   to it or to what is below; in a soft delete something depends on it through a
///   `restrict` edge; in a restore a parent of it stays deleted, or what is `unique` is
///   taken. These are reported ([`held`](BatchRun::held), [`blocked`](BatchRun::blocked))
///   and do not stop the rest. A batch with such a row is halved until that row is alone:
///   of one among a thousand, ten halves are looked at. A restore goes through the rows that
///   are left again for as long as some of them come back: a parent may come behind its
///   children.
/// * **Locked by others**: a purge passes over a row of the target that others have locked, or of
///   which they have locked something below, and leaves it to the next run. It does not stop the
///   rest, is counted ([`locked`](BatchRun::locked)), and the run ends with
///   [`Stopped::Locked`](crate::Stopped::Locked). So two runs at once do no harm. Rows of the target are passed over
///   where they stand (`SKIP LOCKED`: PostgreSQL, MySQL from 8.0, MariaDB from 10.6); where these
///   alone go, they are waited for a tenth of a second first (on MariaDB a second; on MySQL a foreign
///   key that the database looks up may be waited for as long as the session does, once in a run).
///   For what is below, a statement of a batch waits a second at most, or less if the session says so; then the
///   batch is halved until the row is alone, with waits of a tenth of a second on PostgreSQL and of a
///   second on MySQL and MariaDB. An error of another kind ends the run with that error; which is
///   which, a database says in words that on PostgreSQL are known in English (`lc_messages`). A
///   soft delete and a restore wait for as long as the session does, and so does a connection of
///   SQLite, which has one writer at a time.
/// * **Many below**: where ten times as many rows as a batch may have rows of the target
///   would go with them or lose a key, the batch is made smaller; no more of them are looked for
///   than are too many. Where they are below one row of
///   the target, a purge looks first whether anything stands against the whole of it, or others have
///   rows of it locked. If not, what depends on the row goes first, in batches of its own, be it behind
///   `cascade` or `remove` edges,
///   and what has many rows below it is divided in turn; then rows behind `nullify` edges lose their
///   keys, in batches; then the row goes. So a purge that is stopped in between leaves the row with
///   a part of what was below it, and some keys are lost; and so does one during which others restore
///   something below the row, or insert it: what is left then keeps the row, which counts as blocked. What is more
///   than eight levels below the
///   target goes in one transaction with what it depends on. A soft delete and a restore take
///   one row with all that is below it in one transaction, however much that is: nobody sees
///   the half of it.
/// * **Time**: a batch that takes more than a second is followed by one of half the size,
///   others by larger ones, up to what was asked for. A batch that the database ends in
///   favour of others (a deadlock, a lock that was waited for too long) is tried again, of
///   half the size, eight times.
///
/// The state is in the rows: a run that is stopped at any point, or whose future is
/// dropped, has committed whole batches, and the next run goes on. Nothing grows with the
/// number of rows. With [`older_than`](Write::older_than) the time is that at which the
/// purge was made, and rows that are deleted while it runs are not due. A condition with a
/// subquery or a function is evaluated for each batch.
///
/// A soft delete has one stamp for all batches. After one that was stopped, the same call
/// again deletes the rest, with a stamp of its own; with the value that
/// [`at`](Write::at) was given the first time it has the same one. Each row and what depends
/// on it have one stamp whichever way, so that a restore by cascade finds them.
///
/// What is counted is counted batch by batch: a row that loses two keys in two of them counts twice, and
/// one that a `remove` edge and a `cascade` edge lead to counts as what the first of them makes of it.
///
/// On tables with a journal each batch is an operation. That of a batch in which rows lose their keys
/// can be undone for as long as the row is there to which they led.
///
/// In a transaction of the caller's the batches are savepoints, and all that they lock stays
/// locked.
///
/// # SQL
///
/// A stretch of keys, then the statement on it. Where rows have to go along it looks for one more than
/// may (`LIMIT`) and counts them before it asks what stands against it: on PostgreSQL in the same
/// statement, elsewhere in one of its own. On PostgreSQL, of `purge(posts::table).shallow().older_than(age).in_batches(1_000)`:
///
/// ```text
/// SELECT CAST(jsonb_build_object('id', k1) AS TEXT) FROM (SELECT "posts"."id" AS k1 FROM "posts"
///     WHERE "posts"."id" > (SELECT "id" FROM jsonb_populate_record((SELECT "diesel_scopes.none"
///         FROM "posts" AS "diesel_scopes.none" WHERE FALSE), CAST($1 AS JSONB)))
///     AND "posts"."deleted_at" IS NOT NULL AND "posts"."deleted_at" < $2
///     ORDER BY "posts"."id" LIMIT 1 OFFSET $3) AS "diesel_scopes.next"
/// -- where fewer are left
/// SELECT CAST(n AS TEXT) || ':' || CAST(jsonb_build_object('id', k1) AS TEXT)
///     FROM (SELECT k1, COUNT(*) OVER () AS n FROM (SELECT "posts"."id" AS k1 FROM "posts"
///         WHERE … ORDER BY "posts"."id" LIMIT $3) AS "diesel_scopes.next"
///         ORDER BY k1 DESC LIMIT 1) AS "diesel_scopes.last"
/// WITH "diesel_scopes.wait" (ms) AS MATERIALIZED (SELECT set_config('lock_timeout', '100ms', TRUE))
///     DELETE FROM "posts" WHERE "posts"."id" > (…) AND "posts"."id" <= (…)
///         AND "posts"."deleted_at" IS NOT NULL AND "posts"."deleted_at" < $3
///         AND (SELECT ms FROM "diesel_scopes.wait") IS NOT NULL
/// ```
///
/// The first batch has `"posts"."id" >= (SELECT "posts"."id" FROM "posts" WHERE TRUE ORDER BY "posts"."id" LIMIT 1)`
/// there: without another end PostgreSQL would read the table as a whole.
///
/// In front of a purge that may wait, in the transaction of the batch, is
///
/// ```text
/// SELECT set_config('lock_timeout', '1000ms', TRUE) WHERE CAST(current_setting('lock_timeout') AS INTERVAL)
///     NOT BETWEEN INTERVAL '1 ms' AND INTERVAL '1000 ms'         -- PostgreSQL
/// SET innodb_lock_wait_timeout = 1, lc_messages = 'en_US'        -- MySQL, MariaDB
/// ```
///
/// which the end of the transaction takes back on PostgreSQL (the run itself, where the transaction is
/// the caller's), and on MySQL and MariaDB `SET innodb_lock_wait_timeout = 50, lc_messages = ?`, with what
/// the session said before, as the last statement of the transaction. A future that is dropped in between
/// leaves a transaction open: no pool gives that connection away.
///
/// Of a cascade on PostgreSQL, with what is below `posts` in place of it:
///
/// ```text
/// WITH "diesel_scopes.posts.roots" (k1) AS MATERIALIZED (SELECT "posts"."id" FROM "posts" WHERE … FOR UPDATE SKIP LOCKED),
///     "diesel_scopes.comments" (k1) AS MATERIALIZED (SELECT "comments"."id" FROM "comments"
///         WHERE "comments"."post_id" = ANY(ARRAY(SELECT k1 FROM "diesel_scopes.posts.roots")) AND … LIMIT $4),
///     "diesel_scopes.size" AS MATERIALIZED (SELECT n1, n1 <= $5 AS fits FROM (SELECT (SELECT (SELECT COUNT(*)
///         FROM "diesel_scopes.posts.roots") + (SELECT COUNT(*) FROM "diesel_scopes.comments")) AS n1) AS "diesel_scopes.counted"),
///     "diesel_scopes.against" (n2) AS MATERIALIZED (SELECT CASE WHEN (SELECT fits FROM "diesel_scopes.size")
///         THEN (SELECT COUNT(*) FROM "comments" WHERE … AND "comments"."deleted_at" IS NULL) ELSE 0 END),
///     "diesel_scopes.step.2" AS (DELETE FROM "comments" WHERE "comments"."id" = ANY(ARRAY(SELECT k1 FROM "diesel_scopes.comments"
///         WHERE (SELECT n2 = 0 AND (SELECT fits FROM "diesel_scopes.size") FROM "diesel_scopes.against"))) AND … RETURNING 1), …
/// ```
///
/// The keys that lead to one row with many below it, of `nullify attachments (owner_id)`:
///
/// ```text
/// WITH "diesel_scopes.attachments.roots" (k1) AS MATERIALIZED (SELECT "attachments"."id" FROM "attachments"
///         WHERE "attachments"."owner_id" IN (SELECT "users"."id" FROM "users" WHERE "users"."id" = (…) AND …)
///         AND "attachments"."id" > (…) AND "attachments"."id" <= (…)
///         AND ("attachments"."deleted_at" IS NOT NULL) FOR NO KEY UPDATE SKIP LOCKED),
///     "diesel_scopes.step.0" AS (UPDATE "attachments" SET "owner_id" = NULL
///         WHERE "attachments"."id" = ANY(ARRAY(SELECT k1 FROM "diesel_scopes.attachments.roots")) AND … RETURNING 1) …
/// ```
///
/// The `DELETE` on MariaDB is `SET STATEMENT innodb_lock_wait_timeout = 1 FOR DELETE FROM …`, with an `EXISTS` that
/// names this crate, on SQLite the `DELETE` alone, and on MySQL's own server, which lets no statement say
/// how long it waits, `DELETE posts FROM (SELECT posts.id AS k1 FROM posts WHERE … FOR UPDATE SKIP LOCKED) AS …
/// STRAIGHT_JOIN posts ON … WHERE …`. Where that had to wait, and in a transaction of the caller's, the keys are set
/// aside first:
///
/// ```text
/// WITH "diesel_scopes.posts.roots" (k1) AS MATERIALIZED (SELECT "posts"."id" FROM "posts"
///         WHERE "posts"."id" > (…) AND "posts"."id" <= (…)
///         AND "posts"."deleted_at" IS NOT NULL AND "posts"."deleted_at" < $3 FOR UPDATE SKIP LOCKED), …
/// ```
#[must_use = "a statement does nothing until it is executed"]
pub struct InBatches<A, W, R, F = Silent> {
    work: Work<A, W, R>,
    limits: Limits<F>,
}

impl<A: Acting, W, R: Ending, H> Write<A, W, R, H> {
    /// Soft-deletes, restores or purges the rows in batches, each in a transaction of its
    /// own, with at most so many rows of the target in each. [`InBatches`] says what that
    /// means.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # include!("../doctest_rows.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use std::ops::ControlFlow;
    /// use std::time::Duration;
    ///
    /// use diesel_scopes::{Stopped, purge, soft_delete};
    /// # let conn = &mut connection();
    ///
    /// let run = soft_delete(comments::table).shallow().in_batches(2).execute(conn).unwrap();
    /// assert_eq!((run.rows("comments"), run.batches()), (4, 2));
    ///
    /// let run = purge(comments::table)
    ///     .shallow()
    ///     .in_batches(1_000)
    ///     .pause(Duration::from_millis(20))
    ///     .within(Duration::from_secs(600))
    ///     .on_batch(|batch| {
    ///         println!("{} in {:?}", batch.report, batch.took);
    ///         ControlFlow::Continue(())
    ///     })
    ///     .execute(conn)
    ///     .unwrap();
    /// assert_eq!((run.rows("comments"), run.stopped()), (4, Stopped::Done));
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// A batch of no rows is
    /// [`StatementError::EmptyBatch`](crate::StatementError::EmptyBatch) when it runs; a
    /// stamp that each batch would evaluate anew (`.at(now)`) is
    /// [`StatementError::EvaluatedTwice`](crate::StatementError::EvaluatedTwice).
    pub fn in_batches(self, rows: u64) -> InBatches<A, W, R>
    where
        H: ChosenReach,
    {
        let statement = self.map_action(|action| action);
        InBatches::new(vec![statement], Extent::Itself, false, rows)
    }
}

impl<A: Acting, W, R: Ending> Cascade<Write<A, W, R, Shallow>> {
    /// Soft-deletes, restores or purges the rows, with what depends on them, in batches,
    /// each in a transaction of its own, with at most so many rows of the target in each.
    /// [`InBatches`] says what that means.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # include!("../doctest_rows.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use chrono::TimeDelta;
    /// use diesel_scopes::{purge, soft_delete};
    /// # let conn = &mut connection();
    ///
    /// # let long_ago = chrono::Utc::now().naive_utc() - TimeDelta::days(31);
    /// soft_delete(users::table.find(1)).at(long_ago).cascade().execute(conn).unwrap();
    ///
    /// let run = purge(users::table)
    ///     .older_than(TimeDelta::days(30))
    ///     .cascade()
    ///     .in_batches(1_000)
    ///     .execute(conn)
    ///     .unwrap();
    /// assert_eq!(*run.report(), [("users", 1), ("posts", 2), ("comments", 3)]);
    /// assert_eq!(run.oldest_due(), None);
    /// # }
    /// ```
    pub fn in_batches(self, rows: u64) -> InBatches<A, W, R> {
        let (statement, extent, locking) = self.into_parts();
        InBatches::new(vec![statement], extent, locking, rows)
    }
}

impl<T, M: Column, S, C> Ages for SoftDeleting<T, M, S, C> {}

impl<T, M: Column, C> Ages for Restoring<T, M, C> {}

impl<T, M: Column, G> Ages for Purging<T, M, G, AnyAge> {}

impl<T, M: Column, G, S> Ages for Purging<T, M, G, OlderThan<S>> {
    fn aged_by(&self) -> Option<&'static str> {
        Some(M::NAME)
    }
}

impl<A, W, R> InBatches<A, W, R> {
    pub(crate) fn new(
        statements: Vec<Write<A, W, R>>,
        extent: Extent,
        locking: bool,
        roots: u64,
    ) -> Self {
        InBatches {
            work: Work {
                statements,
                extent,
                locking,
            },
            limits: Limits::new(roots),
        }
    }
}

impl<A, W, R, F> InBatches<A, W, R, F> {
    /// Waits so long between two batches, for others to come in.
    pub fn pause(mut self, pause: Duration) -> Self {
        self.limits.pause = pause;
        self
    }

    /// Stops before the first batch that would begin later than this after the first one.
    pub fn within(mut self, time: Duration) -> Self {
        self.limits.within = Some(time);
        self
    }

    /// Stops after the batch with which so many rows are soft-deleted, restored or removed for
    /// good, in all tables.
    ///
    /// Without dependents it is these many exactly. What depends on a row of the target
    /// goes with it, and so a few more than these can go.
    pub fn up_to(mut self, rows: u64) -> Self {
        self.limits.up_to = Some(rows);
        self
    }

    /// Calls this after each batch that has changed rows, when it is committed:
    /// for progress, and to go on (`ControlFlow::Continue(())`), to stop
    /// (`ControlFlow::Break(())`), or to wait ([`Batch::wait`]).
    pub fn on_batch<G>(self, callback: G) -> InBatches<A, W, R, G>
    where
        G: FnMut(&mut Batch) -> ControlFlow<()>,
    {
        InBatches {
            work: self.work,
            limits: self.limits.on_batch(callback),
        }
    }

    /// Executes the batches, and returns what they came to.
    ///
    /// Followed by `.await?` on a connection of diesel-async and by `?` on one of
    /// Diesel.
    ///
    /// # Errors
    ///
    /// What the database says, and a statement that is wrong. The batches that were
    /// committed before stay so.
    pub fn execute<'conn, Conn, Mode>(
        self,
        conn: &'conn mut Conn,
    ) -> Conn::Returned<'conn, BatchRun, CascadeError>
    where
        Conn: Runs<Mode, Backend: CascadeBackend>,
        A: CascadingFragment<Conn::Backend> + ActionFragment<Conn::Backend> + Ages + Send + 'conn,
        W: TargetClause<Conn::Backend> + Send + 'conn,
        R: Told + Send + 'conn,
        F: FnMut(&mut Batch) -> ControlFlow<()> + Send + 'conn,
    {
        conn.work(BatchJob::new(self.work, self.limits, false))
    }

    /// Tells what [`execute`](InBatches::execute) would do, and changes nothing.
    ///
    /// The same stretches of rows from the same plan, with a count in place of every change;
    /// the callback is not called. A row below two rows of the target that are in different
    /// batches counts for both; one that a restore would bring back only after its parent, in
    /// another batch, counts as blocked, and so does one that a row of an earlier batch stands against.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # include!("../doctest_rows.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel_scopes::{purge, soft_delete};
    /// # let conn = &mut connection();
    ///
    /// soft_delete(users::table.find(1)).cascade().execute(conn).unwrap();
    /// let run = purge(users::table).cascade().in_batches(1_000).preview(conn).unwrap();
    /// assert_eq!(*run.report(), [("users", 1), ("posts", 2), ("comments", 3)]);
    /// # assert_eq!(users::table.deleted().count().get_result(conn), Ok(1));
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`execute`](InBatches::execute).
    pub fn preview<'conn, Conn, Mode>(
        self,
        conn: &'conn mut Conn,
    ) -> Conn::Returned<'conn, BatchRun, CascadeError>
    where
        Conn: Runs<Mode, Backend: CascadeBackend>,
        A: CascadingFragment<Conn::Backend> + ActionFragment<Conn::Backend> + Ages + Send + 'conn,
        W: TargetClause<Conn::Backend> + Send + 'conn,
        R: Ending + Send + 'conn,
        F: FnMut(&mut Batch) -> ControlFlow<()> + Send + 'conn,
    {
        conn.work(BatchJob::new(self.work, self.limits, true))
    }

    /// The SQL of a batch in the middle: the statement that finds where it ends, and those
    /// that change rows, for logs and tests. A purge of the rows of the target alone has both
    /// ways in it, the shorter one first.
    ///
    /// # Errors
    ///
    /// A statement that is refused before anything is sent.
    pub fn statements<DB>(self) -> Result<Vec<String>, CascadeError>
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB> + ActionFragment<DB> + Ages,
        W: TargetClause<DB>,
        R: Ending,
        F: FnMut(&mut Batch) -> ControlFlow<()>,
    {
        BatchJob::new(self.work, self.limits, false).texts::<DB>()
    }
}
