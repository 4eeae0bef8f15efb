//! mysql_async with prepared statements, which is what diesel-async is made of.

use std::ops::RangeInclusive;
use std::time::Duration;

use chrono::{Datelike, NaiveDateTime, Timelike};
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts, TxOpts, Value};

use crate::Result;
use crate::actions::{Action, Rows, Texts};
use crate::database::Database;
use crate::single::{SQL_MARK, deleting, now};
use crate::work::{Subject, subject};

pub(super) struct Raw(Conn);

impl Raw {
    pub(super) async fn connect(url: &str) -> Result<Self> {
        Ok(Raw(Conn::new(Opts::from_url(url)?).await?))
    }

    /// The statement that one would write; for many ids several, in a transaction,
    /// since a statement takes 65,535 binds at most. Prepared before the clock
    /// starts, and then found by its text.
    pub(super) async fn prepare(&mut self, action: Action, rows: &Rows) -> Result<Texts> {
        let texts = Texts::new(action, rows);
        for (text, _) in texts.parts(rows) {
            self.0.prep(text).await?;
        }
        Ok(texts)
    }

    pub(super) async fn write(
        &mut self,
        texts: &Texts,
        action: Action,
        at: NaiveDateTime,
        rows: &Rows,
    ) -> Result<u64> {
        let stamp = (action == Action::SoftDelete).then(|| value(at));
        let mut transaction = self.0.start_transaction(TxOpts::default()).await?;
        let mut changed = 0;
        for (text, binds) in texts.parts(rows) {
            let binds = binds.iter().map(|bind| Value::from(*bind));
            let binds: Vec<_> = stamp.iter().cloned().chain(binds).collect();
            transaction.exec_drop(text, binds).await?;
            changed += transaction.affected_rows();
        }
        transaction.commit().await?;
        Ok(changed)
    }

    /// Writes the rows one after the other, in one transaction.
    pub(super) async fn one_by_one(
        &mut self,
        action: Action,
        at: NaiveDateTime,
        ids: RangeInclusive<i32>,
    ) -> Result<u64> {
        let statement = self.0.prep(action.sql("?", "id = ?")).await?;
        let stamp = (action == Action::SoftDelete).then(|| value(at));
        let mut transaction = self.0.start_transaction(TxOpts::default()).await?;
        let mut rows = 0;
        for id in ids {
            let binds: Vec<_> = stamp.iter().cloned().chain([Value::from(id)]).collect();
            transaction.exec_drop(&statement, binds).await?;
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
    let statement = raw.0.prep(SQL_MARK).await?;
    Ok(subject("mysql_async", async move |times| {
        deleting(database, times, async |id| {
            raw.0.exec_drop(&statement, (value(now()), id)).await?;
            Ok(raw.0.affected_rows())
        })
        .await
    }))
}
