//! The cascades with a journal, next to those without and to row triggers that write
//! the same entries; and the undo of a soft delete, next to a restore.

mod triggers;
mod writes;

use std::cell::RefCell;
use std::time::{Duration, Instant};

use self::writes::{Journaled, without};
use super::super::JOURNAL;
use super::{
    ATTACHMENTS, FIRST, POSTS, SMALLEST, TABLES, Turns, User, fill, forget, keep, own_again,
    put_back,
};
use crate::Result;
use crate::actions::Action;
use crate::database::{Backend, Database};
use crate::measure::{Bench, case};
use crate::steps::Rows;
use crate::work::{Subject, same, subject};

const JOURNAL_TABLES: [&str; 2] = ["diesel_scopes_operations", "diesel_scopes_entries"];

/// A fifth of the largest table of the cascades: they do not depend on that.
const COMMENTS: u32 = 200_000;

/// The number of posts of a user that is left out, so that the sizes are a decade
/// apart.
const BETWEEN: u32 = POSTS[3];

pub(crate) fn measure(bench: &mut Bench<'_>, database: &Database) -> Result<()> {
    let (comments, own) = bench
        .options
        .or_quick((COMMENTS, &POSTS[..]), (10_000, &POSTS[..2]));
    bench.runtime.block_on(async {
        fill(database, comments, own).await?;
        database.send(JOURNAL).await?;
        triggers::prepare(database).await?;
        keep(database, SMALLEST).await
    })?;
    let users = (1..).zip(own).map(|(id, posts)| User { id, posts: *posts });
    let mut users: Vec<User> = users.filter(|user| user.posts != BETWEEN).collect();
    users.sort_by_key(|user| user.posts);
    for user in users {
        // What takes seconds varies less.
        let turns = match user.posts {
            _ if user.posts < FIRST.posts => 15,
            _ if user.posts == FIRST.posts => 7,
            _ => 3,
        };
        turns_of(bench, database, user, bench.options.or_quick(turns, 1))?;
    }
    Ok(())
}

fn turns_of(bench: &mut Bench<'_>, database: &Database, user: User, turns: usize) -> Result<()> {
    let runtime = bench.runtime;
    if user.id != SMALLEST.id {
        runtime.block_on(keep(database, user))?;
    }
    let lengths = RefCell::default();
    let journal = Journal {
        turns: Turns {
            database,
            user,
            url: &database.url,
        },
        lengths: &lengths,
    };
    let cases = Action::ALL.map(Action::name);
    let cases = [cases[0], cases[1], cases[2], "undo"]
        .map(|name| case(name).with("touched", user.touched().to_string()));
    bench.turns(turns, cases, runtime.block_on(journal.subjects())?)?;
    if user.id != SMALLEST.id {
        runtime.block_on(forget(database, user))?;
    }
    Ok(())
}

#[derive(Clone, Copy)]
struct Journal<'a> {
    turns: Turns<'a>,
    /// How long all keys and all that was there is in the entries of each action: by
    /// whoever came first, and then the same by everybody.
    lengths: &'a RefCell<[Option<Lengths>; 3]>,
}

type Lengths = (i64, Option<i64>);

type Times = [Option<Duration>; 4];

impl<'a> Journal<'a> {
    async fn subjects(self) -> Result<Vec<Subject<'a, Times>>> {
        let Turns { database, url, .. } = self.turns;
        let mut journaled = Journaled::connect(url).await?;
        let write = async |action, id| journaled.write(action, id).await;
        self.turns.warm_up(write).await?;
        let with = subject("with a journal", async move |_| {
            let write = async |action, id| journaled.write(action, id).await;
            let [deleting, restoring, purging] = self.turn(true, write).await?;
            let undoing = self.undo(&mut journaled).await?;
            Ok([deleting, restoring, purging, undoing].map(Some))
        });

        let mut conn = super::connect(url).await?;
        let write = async |action, id| without(&mut conn, action, id).await;
        self.turns.warm_up(write).await?;
        let without = subject("without", async move |_| {
            let write = async |action, id| without(&mut conn, action, id).await;
            let [deleting, restoring, purging] = self.turn(false, write).await?;
            Ok([deleting, restoring, purging, restoring].map(Some))
        });

        let mut conn = super::connect(url).await?;
        triggers::create(database).await?;
        let write = async |action, id| triggers::write(&mut conn, database, action, id).await;
        self.turns.warm_up(write).await?;
        triggers::drop(database).await?;
        let triggers = subject("row triggers", async move |_| {
            triggers::create(database).await?;
            let write = async |action, id| triggers::write(&mut conn, database, action, id).await;
            let [deleting, restoring, purging] = self.turn(true, write).await?;
            triggers::drop(database).await?;
            Ok([Some(deleting), Some(restoring), Some(purging), None])
        });
        Ok(vec![with, without, triggers])
    }

    /// As without a journal, with what the journal says then.
    async fn turn(
        self,
        records: bool,
        mut write: impl AsyncFnMut(Action, i32) -> Result<Rows>,
    ) -> Result<[Duration; 3]> {
        let Turns { database, user, .. } = self.turns;
        // Triggers that came or went have statements prepared anew.
        self.turns.begin(&mut write).await?;
        let deleting = self.timed(records, Action::SoftDelete, &mut write).await?;
        let restoring = self.timed(records, Action::Restore, &mut write).await?;
        own_again(database, user).await?;
        same("rows restored", self.turns.written().await?, [0; 4])?;
        write(Action::SoftDelete, user.id).await?;
        let purging = self.timed(records, Action::Purge, &mut write).await?;
        put_back(database, user).await?;
        same("rows put back", self.turns.written().await?, [0; 4])?;
        Ok([deleting, restoring, purging])
    }

    async fn timed(
        self,
        records: bool,
        action: Action,
        write: &mut impl AsyncFnMut(Action, i32) -> Result<Rows>,
    ) -> Result<Duration> {
        self.empty().await?;
        let time = self.turns.timed(action, write).await?;
        let [users, posts, comments] = self.turns.user.rows();
        let (what, nullified) = match action {
            _ if !records => ("", 0),
            Action::SoftDelete => ("deleted", ATTACHMENTS),
            Action::Restore => ("restored", 0),
            Action::Purge => ("purged", 1),
        };
        if !records {
            for table in JOURNAL_TABLES {
                same(table, self.count(table).await?, 0)?;
            }
            return Ok(time);
        }
        self.recorded(
            1,
            [what, what, what, "nullified"],
            [users, posts, comments, nullified],
        )
        .await?;
        let found = self.found_lengths(action).await?;
        let expected = *self.lengths.borrow_mut()[action as usize].get_or_insert(found);
        same("length of the entries", found, expected)?;
        Ok(time)
    }

    /// Deletes, and undoes that.
    async fn undo(self, journaled: &mut Journaled) -> Result<Duration> {
        let Turns { database, user, .. } = self.turns;
        self.empty().await?;
        journaled.write(Action::SoftDelete, SMALLEST.id).await?;
        let before: i64 = journaled.undo().await?.iter().sum();
        journaled.write(Action::SoftDelete, user.id).await?;
        database.settle(&TABLES).await?;
        database.settle(&JOURNAL_TABLES).await?;
        // A table that was vacuumed has its statements planned anew.
        same("rows undone again", journaled.undo_again().await?, [0; 4])?;
        let start = Instant::now();
        let rows = journaled.undo().await?;
        let time = start.elapsed();
        let [users, posts, comments] = user.rows();
        let all = [users, posts, comments, ATTACHMENTS];
        same("rows undone", rows, all)?;
        same("rows written", self.turns.written().await?, [0; 4])?;
        self.recorded(4, ["undone"; 4], all).await?;
        let both = 2 * (before + all.iter().sum::<i64>());
        same("entries", self.count(JOURNAL_TABLES[1]).await?, both)?;
        Ok(time)
    }

    /// So many operations, and for the last one of them an entry for each row.
    async fn recorded(self, operations: i64, what: [&str; 4], rows: [i64; 4]) -> Result<()> {
        let [operations_table, entries_table] = JOURNAL_TABLES;
        let database = self.turns.database;
        same(
            "operations",
            self.count(operations_table).await?,
            operations,
        )?;
        let last = format!("(SELECT MAX(id) FROM {operations_table})");
        let mut found = [0; 4];
        for ((table, what), found) in TABLES.into_iter().zip(what).zip(&mut found) {
            let count = format!(
                "SELECT COUNT(*) AS number FROM {entries_table} WHERE table_name = '{table}' \
                 AND what = '{what}' AND was IS NOT NULL AND operation_id = {last}"
            );
            *found = database.number(&count).await?;
        }
        same("entries by table", found, rows)?;
        let all = rows.iter().sum();
        let entries =
            format!("SELECT COUNT(*) AS number FROM {entries_table} WHERE operation_id = {last}");
        same("entries", database.number(&entries).await?, all)?;
        let rows = format!("SELECT row_count AS number FROM {operations_table} WHERE id = {last}");
        same("rows of the operation", database.number(&rows).await?, all)
    }

    async fn count(self, table: &str) -> Result<i64> {
        let count = format!("SELECT COUNT(*) AS number FROM {table}");
        self.turns.database.number(&count).await
    }

    /// Of the keys, and of what was there. MySQL's rows lose the keys to each other
    /// before they are purged, and triggers find them without.
    async fn found_lengths(self, action: Action) -> Result<Lengths> {
        let database = self.turns.database;
        let is_mysql = database.backend.is_mysql();
        let number = if is_mysql { "SIGNED" } else { "BIGINT" };
        let length = async |column| {
            let entries = JOURNAL_TABLES[1];
            let sum =
                format!("SELECT CAST(SUM(LENGTH({column})) AS {number}) AS number FROM {entries}");
            database.number(&sum).await
        };
        let was = if is_mysql && action == Action::Purge {
            None
        } else {
            Some(length("was").await?)
        };
        Ok((length("row_key").await?, was))
    }

    /// Empties the journal, so that no turn is about what is left of another one.
    async fn empty(self) -> Result<()> {
        let Turns { database, user, .. } = self.turns;
        let [operations, entries] = JOURNAL_TABLES;
        let sql = match database.backend {
            Backend::Postgresql => format!("TRUNCATE {operations}, {entries}"),
            // Statements on a table that was truncated are prepared anew, which is
            // seen where there are few rows; and many rows that were deleted are
            // cleared away long after.
            Backend::Mariadb | Backend::Mysql if user.posts >= FIRST.posts => {
                format!("TRUNCATE {entries}; DELETE FROM {operations}")
            }
            _ => format!("DELETE FROM {entries}; DELETE FROM {operations}"),
        };
        database.send(&sql).await
    }
}
