//! mysql_async with prepared statements, which is what diesel-async is made of.

use std::ops::RangeInclusive;
use std::time::Duration;

use chrono::{Datelike, NaiveDateTime, Timelike};
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts, Statement, TxOpts, Value};

use crate::Result;
use crate::actions::{Action, CHUNK, Rows};
use crate::database::Database;
use crate::single::{SQL_MARK, deleting, now};
use crate::work::{Subject, subject};

pub(super) struct Raw(Conn);

impl Raw {
    pub(super) async fn connect(url: &str) -> Result<Self> {
        Ok(Raw(Conn::new(Opts::from_url(url)?).await?))
    }

    async fn prepare_single(&mut self) -> Result<Statement> {
        Ok(self.0.prep(SQL_MARK).await?)
    }

    /// The statement that one would write; for many ids several, in a transaction,
    /// since a statement takes 65,535 binds at most.
    pub(super) async fn write(
        &mut self,
        action: Action,
        at: NaiveDateTime,
        rows: &Rows,
    ) -> Result<u64> {
        let stamp = (action == Action::SoftDelete).then(|| value(at));
        let ids = match rows {
            Rows::Filter => {
                let binds = stamp
                    .into_iter()
                    .chain([Value::from(1)])
                    .collect::<Vec<_>>();
                self.0
                    .exec_drop(action.sql("?", "batch = ?"), binds)
                    .await?;
                return Ok(self.0.affected_rows());
            }
            Rows::Ids(ids) => ids,
        };
        let mut transaction = self.0.start_transaction(TxOpts::default()).await?;
        let mut changed = 0;
        for ids in ids.chunks(CHUNK) {
            let target = format!("id IN ({})", vec!["?"; ids.len()].join(", "));
            let binds = stamp
                .iter()
                .cloned()
                .chain(ids.iter().map(|id| Value::from(*id)));
            let binds = binds.collect::<Vec<_>>();
            transaction
                .exec_drop(action.sql("?", &target), binds)
                .await?;
            changed += transaction.affected_rows();
        }
        transaction.commit().await?;
        Ok(changed)
    }

    /// Deletes the rows one after the other, in one transaction.
    pub(super) async fn one_by_one(
        &mut self,
        at: NaiveDateTime,
        ids: RangeInclusive<i32>,
    ) -> Result<u64> {
        let statement = self.prepare_single().await?;
        let mut transaction = self.0.start_transaction(TxOpts::default()).await?;
        let mut rows = 0;
        for id in ids {
            transaction.exec_drop(&statement, (value(at), id)).await?;
            rows += transaction.affected_rows();
        }
        transaction.commit().await?;
        Ok(rows)
    }
}

/// As mysql_async sends it.
fn value(at: NaiveDateTime) -> Value {
    let small = |number: u32| number as u8;
    Value::Date(
        at.year() as u16,
        small(at.month()),
        small(at.day()),
        small(at.hour()),
        small(at.minute()),
        small(at.second()),
        at.nanosecond() / 1_000,
    )
}

pub(super) async fn single<'a>(database: &'a Database, url: &str) -> Result<Subject<'a, Duration>> {
    let mut raw = Raw::connect(url).await?;
    let statement = raw.prepare_single().await?;
    Ok(subject("mysql_async", async move |times| {
        deleting(database, times, async |id| {
            raw.0.exec_drop(&statement, (value(now()), id)).await?;
            Ok(raw.0.affected_rows())
        })
        .await
    }))
}
