//! The rows of one table.

use std::ops::ControlFlow;
use std::time::Instant;

use diesel::{OptionalExtension, sql_query};
use diesel_async::RunQueryDsl;
use diesel_scopes::purge;

use super::beside::{Reading, beside};
use super::{Conn, Ends, Last, Size, Times, age, connect, due, times};
use crate::Result;
use crate::database::{Backend, Database};
use crate::items;
use crate::measure::Bench;
use crate::schema::stamped;
use crate::work::{Subject, same, subject};

/// Of six rows five are deleted.
const DELETED: &str = "n % 6 <> 0";

/// So many rows at most are gone through again and again by those who do not go by key.
const FEW: u32 = 1_000_000;

pub(super) fn measure(bench: &mut Bench<'_>, database: &Database) -> Result<()> {
    let large = match database.backend {
        Backend::Sqlite => 2_000_000,
        _ => 10_000_000,
    };
    let sizes = bench.options.or_quick(
        [(100_000, 1_000), (large, 10_000)],
        [(500, 50), (1_000, 100)],
    );
    for (rows, batch) in sizes {
        let size = Size {
            tables: 1,
            rows,
            batch,
        };
        let work = Alone { database, size };
        if database.backend == Backend::Postgresql {
            // The first to write so much has the server's log files made.
            bench.runtime.block_on(work.start_over())?;
        }
        let subjects = bench.runtime.block_on(work.subjects())?;
        let turns = bench.options.or_quick(if rows <= FEW { 3 } else { 1 }, 1);
        bench.turns(turns, size.cases(), subjects)?;
        bench.runtime.block_on(work.start_over())?;
        size.add_memory(bench, database)?;
    }
    Ok(())
}

#[derive(Clone, Copy)]
struct Alone<'a> {
    database: &'a Database,
    size: Size,
}

impl<'a> Alone<'a> {
    /// With those that are active.
    fn all(self) -> u32 {
        self.size.rows / 5 * 6
    }

    async fn subjects(self) -> Result<Vec<Subject<'a, Times>>> {
        let mut conn = connect(&self.database.url).await?;
        let mut by_key = connect(&self.database.url).await?;
        let mut skipping = connect(&self.database.url).await?;
        let mut by_limit = connect(&self.database.url).await?;
        let mut subjects = vec![
            subject("diesel-scopes", async move |_| {
                self.turn(async |ends| purge_due(&mut conn, self.size.batch, ends).await)
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
        if self.size.rows < FEW {
            subjects.push(subject("raw loop with LIMIT", async move |_| {
                self.turn(async |ends| self.by_limit(&mut by_limit, ends).await)
                    .await
            }));
        }
        Ok(subjects)
    }

    async fn start_over(self) -> Result<()> {
        items::create(self.database).await?;
        items::fill_where(self.database, self.all(), DELETED).await?;
        self.database.tidy(&["items"]).await?;
        self.database.settle(&["items"]).await
    }

    /// `run` purges all rows that are due, and says when each of its batches has ended.
    async fn turn(self, run: impl AsyncFnOnce(&mut Ends) -> Result<u64>) -> Result<Times> {
        self.start_over().await?;
        let due = i64::from(self.size.rows);
        same("deleted rows", self.database.deleted("items").await?, due)?;
        let reading = Reading {
            url: self.database.url.clone(),
            table: "items",
            first: 6,
            step: 6,
            rows: self.all() / 6,
        };
        let mut ends = Vec::new();
        let start = Instant::now();
        let (rows, read) = beside(reading, async || run(&mut ends).await).await?;
        same("rows", rows, u64::from(self.size.rows))?;
        same("deleted rows", self.database.deleted("items").await?, 0)?;
        let left = "SELECT COUNT(*) AS number FROM items";
        let active = i64::from(self.all() - self.size.rows);
        same("rows left", self.database.number(left).await?, active)?;
        Ok(times(start, &ends, read))
    }

    /// Passing over rows that others have locked, or waiting for them.
    async fn by_key(self, conn: &mut Conn, passes_locked: bool, ends: &mut Ends) -> Result<u64> {
        let (due, before) = (due("deleted_at"), self.size.batch - 1);
        let (mut after, mut rows) = (0, 0);
        loop {
            let next = format!(
                "SELECT id FROM items WHERE id > {after} AND {due} ORDER BY id LIMIT 1 OFFSET {before}"
            );
            let last: Option<Last> = sql_query(next).get_result(conn).await.optional()?;
            let these = match &last {
                Some(Last { id }) => format!("WHERE id > {after} AND id <= {id} AND {due}"),
                None => format!("WHERE id > {after} AND {due}"),
            };
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
            match last {
                Some(Last { id }) => after = id,
                None => return Ok(rows),
            }
        }
    }

    async fn by_limit(self, conn: &mut Conn, ends: &mut Ends) -> Result<u64> {
        let (due, batch) = (due("deleted_at"), self.size.batch);
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

pub(super) async fn purge_due(conn: &mut Conn, batch: u32, ends: &mut Ends) -> Result<u64> {
    let run = purge(stamped::table)
        .older_than(age())
        .in_batches(u64::from(batch))
        .on_batch(|_| {
            ends.push(Instant::now());
            ControlFlow::Continue(())
        })
        .execute(conn)
        .await?;
    Ok(run.rows("stamped"))
}
