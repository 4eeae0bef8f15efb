//! Very many deleted rows, purged in batches, with a reader beside. Compiled once for each
//! backend.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use benches::{Case, Unit};
use chrono::TimeDelta;
use diesel::sql_types::{Integer, Nullable};
use diesel::{QueryableByName, sql_query};
use diesel_async::RunQueryDsl;
use diesel_scopes::purge;

use super::{Conn, connect};
use crate::Result;
use crate::database::{Backend, Database};
use crate::items;
use crate::measure::{Bench, case};
use crate::memory;
use crate::schema::stamped;
use crate::work::{Subject, same, subject};

/// Of six rows five are deleted.
const DELETED: &str = "n % 6 <> 0";

/// So many rows at most are gone through again and again by those who do not go by key.
const FEW: u32 = 1_000_000;

/// The purge, its batches, and what is read beside it.
const CASES: [&str; 4] = ["purge", "median batch", "longest batch", "read beside, p99"];

type Times = [Option<Duration>; CASES.len()];

pub(crate) fn measure(bench: &mut Bench<'_>, database: &Database) -> Result<()> {
    let large = match database.backend {
        Backend::Sqlite => 2_000_000,
        _ => 10_000_000,
    };
    let sizes = bench.options.or_quick(
        [(100_000, 1_000), (large, 10_000)],
        [(500, 50), (1_000, 100)],
    );
    for (deleted, batch) in sizes {
        let work = Retention {
            database,
            rows: deleted / 5 * 6,
            deleted,
            batch,
        };
        let cases = CASES.map(|operation| work.named(case(operation)));
        let subjects = bench.runtime.block_on(work.subjects())?;
        let turns = bench
            .options
            .or_quick(if deleted <= FEW { 3 } else { 1 }, 1);
        bench.turns(turns, cases, subjects)?;
        let bytes = bench.runtime.block_on(work.peak_memory())?;
        let mut memory = work.named(Case::new("peak memory", Unit::Bytes));
        memory.subjects.push(benches::Subject {
            name: "diesel-scopes".to_owned(),
            rounds: vec![vec![bytes]],
        });
        println!("peak memory, rows {deleted}: {:.1} MB", bytes / 1e6);
        bench.add(memory);
    }
    Ok(())
}

#[derive(Clone, Copy)]
struct Retention<'a> {
    database: &'a Database,
    rows: u32,
    deleted: u32,
    batch: u32,
}

/// What has been deleted for longer.
fn age() -> TimeDelta {
    TimeDelta::days(30)
}

#[derive(QueryableByName)]
struct Last {
    #[diesel(sql_type = Nullable<Integer>)]
    id: Option<i32>,
}

impl<'a> Retention<'a> {
    fn named(self, case: Case) -> Case {
        case.with("rows", self.deleted.to_string())
            .with("batch", self.batch.to_string())
    }

    async fn subjects(self) -> Result<Vec<Subject<'a, Times>>> {
        let mut conn = connect(&self.database.url).await?;
        let mut by_key = connect(&self.database.url).await?;
        let mut skipping = connect(&self.database.url).await?;
        let mut by_limit = connect(&self.database.url).await?;
        let mut subjects = vec![
            subject("diesel-scopes", async move |_| {
                self.turn(async |ends| self.with_scopes(&mut conn, ends).await)
                    .await
            }),
            subject("raw loop by key", async move |_| {
                self.turn(async |ends| self.by_key(&mut by_key, false, ends).await)
                    .await
            }),
        ];
        // One writer at a time leaves nothing to pass over.
        if self.database.backend != Backend::Sqlite {
            subjects.push(subject("raw loop, SKIP LOCKED", async move |_| {
                self.turn(async |ends| self.by_key(&mut skipping, true, ends).await)
                    .await
            }));
        }
        if self.deleted < FEW {
            subjects.push(subject("raw loop with LIMIT", async move |_| {
                self.turn(async |ends| self.by_limit(&mut by_limit, ends).await)
                    .await
            }));
        }
        Ok(subjects)
    }

    /// The most memory that the process has in a purge, beyond what it had before.
    async fn peak_memory(self) -> Result<f64> {
        self.start_over().await?;
        let mut conn = connect(&self.database.url).await?;
        memory::forget_peak()?;
        self.with_scopes(&mut conn, &mut Vec::new()).await?;
        memory::peak()
    }

    async fn start_over(self) -> Result<()> {
        items::create(self.database).await?;
        items::fill_where(self.database, self.rows, DELETED).await?;
        self.database.tidy(&["items"]).await?;
        self.database.settle(&["items"]).await
    }

    /// `run` purges all rows that are due, and says when each of its batches has ended.
    async fn turn(self, run: impl AsyncFnOnce(&mut Vec<Instant>) -> Result<u64>) -> Result<Times> {
        self.start_over().await?;
        same(
            "deleted rows",
            self.database.deleted("items").await?,
            i64::from(self.deleted),
        )?;
        let done = Arc::new(AtomicBool::new(false));
        let mut ends = Vec::new();
        let reader = std::thread::spawn({
            let (done, url, rows) = (done.clone(), self.database.url.clone(), self.rows);
            move || read_beside(&url, rows, &done)
        });
        let start = Instant::now();
        let rows = run(&mut ends).await;
        done.store(true, Ordering::Relaxed);
        let read = reader.join().map_err(|_| "the reader panicked")?;
        let (rows, read) = (rows?, read?);
        same("rows", rows, u64::from(self.deleted))?;
        same("deleted rows", self.database.deleted("items").await?, 0)?;
        let left = "SELECT COUNT(*) AS number FROM items";
        let active = i64::from(self.rows - self.deleted);
        same("rows left", self.database.number(left).await?, active)?;

        let all = ends.last().map(|last| *last - start);
        let begins = std::iter::once(&start).chain(&ends);
        let mut batches: Vec<_> = begins.zip(&ends).map(|(from, to)| *to - *from).collect();
        batches.sort_unstable();
        let median = batches.get(batches.len() / 2).copied();
        Ok([all, median, batches.last().copied(), read])
    }

    async fn with_scopes(self, conn: &mut Conn, ends: &mut Vec<Instant>) -> Result<u64> {
        let run = purge(stamped::table)
            .older_than(age())
            .in_batches(u64::from(self.batch))
            .on_batch(|_| {
                ends.push(Instant::now());
                ControlFlow::Continue(())
            })
            .execute(conn)
            .await?;
        Ok(run.rows("stamped"))
    }

    fn due(self) -> String {
        let before = chrono::Utc::now().naive_utc() - age();
        format!("deleted_at < '{}'", before.format("%F %T%.6f"))
    }

    /// Passing over rows that others have locked, or waiting for them.
    async fn by_key(
        self,
        conn: &mut Conn,
        passes_locked: bool,
        ends: &mut Vec<Instant>,
    ) -> Result<u64> {
        let (due, batch) = (self.due(), self.batch);
        let (mut after, mut rows) = (0, 0);
        loop {
            let next = format!(
                "SELECT MAX(id) AS id FROM (SELECT id FROM items WHERE id > {after} AND {due} \
                 ORDER BY id LIMIT {batch}) AS next"
            );
            let Last { id: Some(last) } = sql_query(next).get_result(conn).await? else {
                return Ok(rows);
            };
            let these = format!("WHERE id > {after} AND id <= {last} AND {due}");
            let locked = format!("(SELECT id FROM items {these} FOR UPDATE SKIP LOCKED)");
            let delete = match (passes_locked, self.database.backend) {
                (false, _) => format!("DELETE FROM items {these}"),
                (true, Backend::Mariadb | Backend::Mysql) => {
                    format!("DELETE items FROM {locked} AS next STRAIGHT_JOIN items USING (id)")
                }
                (true, _) => format!("DELETE FROM items WHERE id = ANY(ARRAY{locked})"),
            };
            rows += u64::try_from(sql_query(delete).execute(conn).await?)?;
            ends.push(Instant::now());
            after = last;
        }
    }

    async fn by_limit(self, conn: &mut Conn, ends: &mut Vec<Instant>) -> Result<u64> {
        let (due, batch) = (self.due(), self.batch);
        let delete = match self.database.backend {
            Backend::Mariadb | Backend::Mysql => {
                format!("DELETE FROM items WHERE {due} ORDER BY id LIMIT {batch}")
            }
            Backend::Postgresql | Backend::Sqlite => format!(
                "DELETE FROM items WHERE id IN (SELECT id FROM items WHERE {due} LIMIT {batch})"
            ),
        };
        let mut rows = 0;
        loop {
            match sql_query(&delete).execute(conn).await? {
                0 => return Ok(rows),
                deleted => rows += u64::try_from(deleted)?,
            }
            ends.push(Instant::now());
        }
    }
}

/// Reads rows by their keys until the purge is done, and returns the time within which
/// 99 of 100 were there.
fn read_beside(url: &str, rows: u32, done: &AtomicBool) -> Result<Option<Duration>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut conn = connect(url).await?;
        let mut times = Vec::new();
        let mut id = 6_u32;
        while !done.load(Ordering::Relaxed) {
            let query = format!("SELECT id FROM items WHERE id = {id} AND deleted_at IS NULL");
            let start = Instant::now();
            let found: Vec<Last> = sql_query(query).load(&mut conn).await?;
            times.push(start.elapsed());
            same("rows read", found.len(), 1)?;
            // All keys of active rows, in an order that jumps.
            id = 6 + (id + 6 * 7_919) % (rows - 6) / 6 * 6;
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        times.sort_unstable();
        Ok(times.get(times.len() * 99 / 100).copied())
    })
}
