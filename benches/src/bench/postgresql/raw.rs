//! tokio-postgres with prepared statements.

use std::ops::RangeInclusive;
use std::time::Duration;

use chrono::NaiveDateTime;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Statement};

use crate::Result;
use crate::actions::{Action, Rows};
use crate::database::Database;
use crate::single::{SQL_DOLLAR, deleting, now};
use crate::work::{Subject, same, subject};

pub(super) struct Raw(Client);

impl Raw {
    pub(super) async fn connect(url: &str) -> Result<Self> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        Ok(Raw(client))
    }

    /// The statement that one would write, prepared before the clock starts; on ids
    /// anew each time, since the plan has to know how many there are.
    pub(super) async fn prepare(&mut self, action: Action, rows: &Rows) -> Result<Write> {
        let target = match rows {
            Rows::Filter => "batch = $1",
            Rows::Ids(_) => "id = ANY($1)",
        };
        let sql = action.sql("$2", target);
        Ok(match rows {
            Rows::Filter => Write::Prepared(self.0.prepare(&sql).await?),
            Rows::Ids(_) => Write::Text(sql),
        })
    }

    pub(super) async fn write(
        &mut self,
        write: &Write,
        action: Action,
        at: NaiveDateTime,
        rows: &Rows,
    ) -> Result<u64> {
        let rows: &(dyn ToSql + Sync) = match rows {
            Rows::Filter => &1,
            Rows::Ids(ids) => ids,
        };
        let stamp: &(dyn ToSql + Sync) = &at;
        let binds = [rows, stamp];
        let binds = &binds[..if action == Action::SoftDelete { 2 } else { 1 }];
        Ok(match write {
            Write::Prepared(statement) => self.0.execute(statement, binds).await?,
            Write::Text(sql) => self.0.execute(sql, binds).await?,
        })
    }

    /// Writes the rows one after the other, in one transaction.
    pub(super) async fn one_by_one(
        &mut self,
        action: Action,
        at: NaiveDateTime,
        ids: RangeInclusive<i32>,
    ) -> Result<u64> {
        let statement = self.0.prepare(&action.sql("$2", "id = $1")).await?;
        let transaction = self.0.transaction().await?;
        let mut rows = 0;
        for id in ids {
            let binds: [&(dyn ToSql + Sync); 2] = [&id, &at];
            let binds = &binds[..if action == Action::SoftDelete { 2 } else { 1 }];
            rows += transaction.execute(&statement, binds).await?;
        }
        transaction.commit().await?;
        Ok(rows)
    }
}

pub(super) enum Write {
    Prepared(Statement),
    Text(String),
}

pub(super) async fn single<'a>(database: &'a Database, url: &str) -> Result<Subject<'a, Duration>> {
    let raw = Raw::connect(url).await?;
    let statement = raw.0.prepare(SQL_DOLLAR).await?;
    same("parameters", statement.params().len(), 2)?;
    Ok(subject("tokio-postgres", async move |times| {
        deleting(database, times, async |id| {
            Ok(raw.0.execute(&statement, &[&now(), &id]).await?)
        })
        .await
    }))
}
