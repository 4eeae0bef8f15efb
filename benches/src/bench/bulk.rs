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
        .or_quick([(10_000, 11), (1_000_000, 3)], [(100, 1), (5_000, 1)]);
    for (size, turns) in sizes {
        let ids: Vec<i32> = (1..=size).collect();
        for (target, rows) in [("filter", Rows::Filter), ("ids", Rows::Ids(ids))] {
            let work = Bulk {
                database,
                size,
                rows: &rows,
            };
            let cases = Action::ALL.map(|action| {
                case(action.name())
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
    size: i32,
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
                self.turn(async |action| {
                    let start = Instant::now();
                    let rows = self.with_scopes(&mut conn, action).await?;
                    Ok((rows, start.elapsed()))
                })
                .await
            }),
            subject("raw statement", async move |_| {
                self.turn(async |action| {
                    let write = raw.prepare(action, self.rows).await?;
                    let start = Instant::now();
                    let rows = raw.write(&write, action, now(), self.rows).await?;
                    Ok((rows, start.elapsed()))
                })
                .await
            }),
        ];
        if one_by_one {
            subjects.push(subject("a statement a row", async move |_| {
                self.turn(async |action| {
                    let start = Instant::now();
                    let rows = each.one_by_one(action, now(), 1..=self.size).await?;
                    Ok((rows, start.elapsed()))
                })
                .await
            }));
        }
        Ok(subjects)
    }

    /// Fills the table anew, deletes, restores, and purges: `write` says how many rows
    /// it has written and how long that took.
    async fn turn(
        self,
        mut write: impl AsyncFnMut(Action) -> Result<(u64, Duration)>,
    ) -> Result<Times> {
        self.start_over().await?;
        let all = i64::from(self.size);
        let mut write = async |before, action| self.checked(before, write(action)).await;
        let deleting = write(0, Action::SoftDelete).await?;
        let restoring = write(all, Action::Restore).await?;
        write(0, Action::SoftDelete).await?;
        let purging = write(all, Action::Purge).await?;
        Ok([Some(deleting), Some(restoring), Some(purging)])
    }

    /// Looks how many rows are deleted before and after.
    async fn checked(
        self,
        before: i64,
        write: impl Future<Output = Result<(u64, Duration)>>,
    ) -> Result<Duration> {
        let size = i64::from(self.size);
        same(
            "deleted rows",
            self.database.deleted("items").await?,
            before,
        )?;
        self.database.tidy(&["items"]).await?;
        self.database.settle(&["items"]).await?;
        let (rows, time) = write.await?;
        same("rows", i64::try_from(rows)?, size)?;
        same(
            "deleted rows",
            self.database.deleted("items").await?,
            size - before,
        )?;
        Ok(time)
    }

    /// The table as it was, with a tenth more rows that are not written.
    async fn start_over(self) -> Result<()> {
        items::create(self.database).await?;
        let size = u32::try_from(self.size)?;
        items::fill(self.database, size, size + size / 10, Share::None).await
    }

    async fn with_scopes(self, conn: &mut Conn, action: Action) -> Result<u64> {
        let batch = stamped::table.filter(stamped::batch.eq(1));
        let rows = match (action, self.rows) {
            (Action::SoftDelete, Rows::Filter) => soft_delete(batch).execute(conn).await?,
            (Action::Restore, Rows::Filter) => restore(batch).shallow().execute(conn).await?,
            (Action::Purge, Rows::Filter) => purge(batch).execute(conn).await?,
            (Action::SoftDelete, Rows::Ids(ids)) => {
                let statement = soft_delete(stamped::table).by_ids(ids.iter().copied());
                statement.execute(conn).await?
            }
            (Action::Restore, Rows::Ids(ids)) => {
                let statement = restore(stamped::table)
                    .shallow()
                    .by_ids(ids.iter().copied());
                statement.execute(conn).await?
            }
            (Action::Purge, Rows::Ids(ids)) => {
                let statement = purge(stamped::table).by_ids(ids.iter().copied());
                statement.execute(conn).await?
            }
        };
        Ok(rows as u64)
    }
}
