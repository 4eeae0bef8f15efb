//! rusqlite with prepared statements.

use std::ops::RangeInclusive;
use std::time::Duration;

use chrono::NaiveDateTime;
use rusqlite::types::{ToSql, ToSqlOutput, Value};
use rusqlite::{Connection, params_from_iter};

use crate::Result;
use crate::actions::{Action, Rows, Texts};
use crate::database::{Database, SQLITE_PRAGMAS};
use crate::single::{SQL_MARK, deleting, now};
use crate::work::{Subject, subject};

pub(super) struct Raw(Connection);

impl Raw {
    pub(super) async fn connect(path: &str) -> Result<Self> {
        open(path)
    }

    /// The statement that one would write; for many ids several, in a transaction,
    /// since a statement takes 32,766 binds at most. Prepared before the clock
    /// starts, and then found by its text.
    pub(super) async fn prepare(&mut self, action: Action, rows: &Rows) -> Result<Texts> {
        let texts = Texts::new(action, rows);
        for (text, _) in texts.parts(rows) {
            self.0.prepare_cached(text)?;
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
        let stamp = stamp(action, &at)?;
        let transaction = self.0.transaction()?;
        let mut changed = 0;
        for (text, binds) in texts.parts(rows) {
            let binds = binds.iter().map(|bind| Value::from(*bind));
            let binds = params_from_iter(stamp.iter().cloned().chain(binds));
            changed += transaction.prepare_cached(text)?.execute(binds)?;
        }
        transaction.commit()?;
        Ok(changed as u64)
    }

    /// Writes the rows one after the other, in one transaction.
    pub(super) async fn one_by_one(
        &mut self,
        action: Action,
        at: NaiveDateTime,
        ids: RangeInclusive<i32>,
    ) -> Result<u64> {
        let stamp = stamp(action, &at)?;
        let transaction = self.0.transaction()?;
        let mut rows = 0;
        {
            let mut statement = transaction.prepare(&action.sql("?", "id = ?"))?;
            for id in ids {
                let binds = stamp.iter().cloned().chain([Value::from(id)]);
                rows += statement.execute(params_from_iter(binds))?;
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

/// What a soft delete binds, as rusqlite writes it.
fn stamp(action: Action, at: &NaiveDateTime) -> Result<Option<Value>> {
    match (action, at.to_sql()?) {
        (Action::SoftDelete, ToSqlOutput::Owned(value)) => Ok(Some(value)),
        (Action::SoftDelete, other) => Err(format!("a time is {other:?}").into()),
        _ => Ok(None),
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
