//! Many rows at once, by a filter and by their ids. Compiled once for each
//! backend.

use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use diesel_scopes::{purge, restore, soft_delete};

use super::raw::Raw;
use super::{Conn, connect};
use crate::Result;
use crate::actions::{Action, Rows};
use crate::database::Database;
use crate::items::{self, Share};
use crate::measure::{Bench, case};
use crate::schema::stamped;
use crate::single::now;
use crate::work::{Subject, same, subject};

pub(crate) fn measure(bench: &mut Bench<'_>, database: &Database) -> Result<()> {
    let sizes = bench
        .options
        .or_quick([(10_000, 9), (1_000_000, 3)], [(100, 1), (20_000, 1)]);
    for (size, turns) in sizes {
        let ids: Vec<i32> = (1..=size).collect();
        for (target, rows) in [("filter", Rows::Filter), ("ids", Rows::Ids(ids))] {
            let work = Bulk {
                database,
                size: u32::try_from(size)?,
                rows: &rows,
            };
            bench.runtime.block_on(work.start_over())?;
            let cases = ["soft delete", "restore", "purge"].map(|operation| {
                case(operation)
                    .with("rows", size.to_string())
                    .with("target", target)
            });
            let subjects = bench.runtime.block_on(work.subjects(size < 1_000_000))?;
            bench.turns(turns, cases, subjects)?;
        }
    }
    Ok(())
}

#[derive(Clone, Copy)]
struct Bulk<'a> {
    database: &'a Database,
    size: u32,
    rows: &'a Rows,
}

type Times = [Option<Duration>; 3];

impl<'a> Bulk<'a> {
    async fn subjects(self, one_by_one: bool) -> Result<Vec<Subject<'a, Times>>> {
        let mut conn: Conn = connect(&self.database.url).await?;
        let mut raw = Raw::connect(&self.database.url).await?;
        let mut each = Raw::connect(&self.database.url).await?;
        let mut subjects = vec![
            subject("diesel-scopes", async move |_| {
                self.turn(async |action| self.with_scopes(&mut conn, action).await)
                    .await
            }),
            subject("raw statement", async move |_| {
                self.turn(async |action| raw.write(action, now(), self.rows).await)
                    .await
            }),
        ];
        if one_by_one {
            subjects.push(subject("a statement a row", async move |_| {
                let ids = 1..=i32::try_from(self.size)?;
                let time = self
                    .timed(0, async || each.one_by_one(now(), ids).await)
                    .await?;
                each.write(Action::Restore, now(), self.rows).await?;
                Ok([Some(time), None, None])
            }));
        }
        Ok(subjects)
    }

    /// Deletes, restores, and purges, and puts the rows back.
    async fn turn(self, mut write: impl AsyncFnMut(Action) -> Result<u64>) -> Result<Times> {
        let deleting = self
            .timed(0, async || write(Action::SoftDelete).await)
            .await?;
        let size = i64::from(self.size);
        let restoring = self
            .timed(size, async || write(Action::Restore).await)
            .await?;
        write(Action::SoftDelete).await?;
        let purging = self
            .timed(size, async || write(Action::Purge).await)
            .await?;
        self.start_over().await?;
        Ok([Some(deleting), Some(restoring), Some(purging)])
    }

    /// Looks how many rows are deleted before and after.
    async fn timed(
        self,
        before: i64,
        write: impl AsyncFnOnce() -> Result<u64>,
    ) -> Result<Duration> {
        let size = i64::from(self.size);
        same("deleted rows", self.database.deleted().await?, before)?;
        self.database.tidy(&["items"]).await?;
        self.database.settle().await?;
        let start = Instant::now();
        let rows = write().await?;
        let time = start.elapsed();
        same("rows", rows, u64::from(self.size))?;
        same(
            "deleted rows",
            self.database.deleted().await?,
            size - before,
        )?;
        Ok(time)
    }

    /// The table as it was, with a tenth more rows that are not written.
    async fn start_over(self) -> Result<()> {
        items::create(self.database).await?;
        items::fill(
            self.database,
            self.size,
            self.size + self.size / 10,
            Share::None,
        )
        .await
    }

    async fn with_scopes(self, conn: &mut Conn, action: Action) -> Result<u64> {
        let batch = stamped::table.filter(stamped::batch.eq(1));
        let rows = match (action, self.rows) {
            (Action::SoftDelete, Rows::Filter) => soft_delete(batch).execute(conn).await?,
            (Action::Restore, Rows::Filter) => restore(batch).execute(conn).await?,
            (Action::Purge, Rows::Filter) => purge(batch).execute(conn).await?,
            (action, Rows::Ids(ids)) => {
                let ids = ids.iter().copied();
                match action {
                    Action::SoftDelete => {
                        let statement = soft_delete(stamped::table).by_ids(ids);
                        statement.execute(conn).await?
                    }
                    Action::Restore => {
                        let statement = restore(stamped::table).by_ids(ids);
                        statement.execute(conn).await?
                    }
                    Action::Purge => {
                        let statement = purge(stamped::table).by_ids(ids);
                        statement.execute(conn).await?
                    }
                }
            }
        };
        Ok(rows as u64)
    }
}
