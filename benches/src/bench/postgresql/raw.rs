//! tokio-postgres with prepared statements, which is what all others are made of.

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

    async fn prepare_single(&self) -> Result<Statement> {
        Ok(self.0.prepare(SQL_DOLLAR).await?)
    }

    /// The statement that one would write.
    pub(super) async fn write(
        &mut self,
        action: Action,
        at: NaiveDateTime,
        rows: &Rows,
    ) -> Result<u64> {
        let target = match rows {
            Rows::Filter => "batch = $1",
            Rows::Ids(_) => "id = ANY($1)",
        };
        let rows: &(dyn ToSql + Sync) = match rows {
            Rows::Filter => &1,
            Rows::Ids(ids) => ids,
        };
        let sql = action.sql("$2", target);
        let stamp: &(dyn ToSql + Sync) = &at;
        let binds = [rows, stamp];
        let count = if action == Action::SoftDelete { 2 } else { 1 };
        Ok(self.0.execute(&sql, &binds[..count]).await?)
    }

    /// Deletes the rows one after the other, in one transaction.
    pub(super) async fn one_by_one(
        &mut self,
        at: NaiveDateTime,
        ids: RangeInclusive<i32>,
    ) -> Result<u64> {
        let statement = self.prepare_single().await?;
        let transaction = self.0.transaction().await?;
        let mut rows = 0;
        for id in ids {
            rows += transaction.execute(&statement, &[&at, &id]).await?;
        }
        transaction.commit().await?;
        Ok(rows)
    }
}

pub(super) async fn single<'a>(database: &'a Database, url: &str) -> Result<Subject<'a, Duration>> {
    let raw = Raw::connect(url).await?;
    let statement = raw.prepare_single().await?;
    same("parameters", statement.params().len(), 2)?;
    Ok(subject("tokio-postgres", async move |times| {
        deleting(database, times, async |id| {
            Ok(raw.0.execute(&statement, &[&now(), &id]).await?)
        })
        .await
    }))
}
