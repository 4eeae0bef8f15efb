//! rusqlite with prepared statements.

use std::ops::RangeInclusive;
use std::time::Duration;

use chrono::NaiveDateTime;
use rusqlite::types::{ToSql, ToSqlOutput, Value};
use rusqlite::{Connection, params_from_iter};

use crate::Result;
use crate::actions::{Action, CHUNK, Rows};
use crate::database::{Database, SQLITE_PRAGMAS};
use crate::single::{SQL_MARK, deleting, now};
use crate::work::{Subject, subject};

pub(super) struct Raw(Connection);

impl Raw {
    pub(super) async fn connect(path: &str) -> Result<Self> {
        open(path)
    }

    /// The statement that one would write; for many ids several, in a transaction,
    /// since a statement takes 32,766 binds at most.
    pub(super) async fn write(
        &mut self,
        action: Action,
        at: NaiveDateTime,
        rows: &Rows,
    ) -> Result<u64> {
        let stamp = (action == Action::SoftDelete)
            .then(|| value(&at))
            .transpose()?;
        let ids = match rows {
            Rows::Filter => {
                let binds = stamp.into_iter().chain([Value::from(1)]);
                let sql = action.sql("?", "batch = ?");
                return Ok(self.0.execute(&sql, params_from_iter(binds))? as u64);
            }
            Rows::Ids(ids) => ids,
        };
        let transaction = self.0.transaction()?;
        let mut changed = 0;
        for ids in ids.chunks(CHUNK) {
            let target = format!("id IN ({})", vec!["?"; ids.len()].join(", "));
            let binds = stamp
                .iter()
                .cloned()
                .chain(ids.iter().map(|id| Value::from(*id)));
            let mut statement = transaction.prepare_cached(&action.sql("?", &target))?;
            changed += statement.execute(params_from_iter(binds))?;
        }
        transaction.commit()?;
        Ok(changed as u64)
    }

    /// Deletes the rows one after the other, in one transaction.
    pub(super) async fn one_by_one(
        &mut self,
        at: NaiveDateTime,
        ids: RangeInclusive<i32>,
    ) -> Result<u64> {
        let transaction = self.0.transaction()?;
        let mut rows = 0;
        {
            let mut statement = transaction.prepare(SQL_MARK)?;
            for id in ids {
                rows += statement.execute((at, id))?;
            }
        }
        transaction.commit()?;
        Ok(rows as u64)
    }
}

fn open(path: &str) -> Result<Raw> {
    let conn = Connection::open(path)?;
    conn.execute_batch(SQLITE_PRAGMAS)?;
    Ok(Raw(conn))
}

/// As rusqlite writes it.
fn value(at: &NaiveDateTime) -> Result<Value> {
    match at.to_sql()? {
        ToSqlOutput::Owned(value) => Ok(value),
        other => Err(format!("a time is {other:?}").into()),
    }
}

pub(super) fn single(database: &Database) -> Result<Subject<'_, Duration>> {
    let Raw(conn) = open(&database.url)?;
    Ok(subject("rusqlite", async move |times| {
        let mut statement = conn.prepare_cached(SQL_MARK)?;
        deleting(database, times, async |id| {
            Ok(statement.execute((now(), id))? as u64)
        })
        .await
    }))
}
