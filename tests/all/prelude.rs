//! What a file of cases begins with: `use super::prelude::*;`.

use std::any::TypeId;
use std::fmt::Write;
use std::sync::mpsc::{self, Receiver};

pub(crate) use chrono::NaiveDateTime;
use diesel::connection::{Instrumentation, InstrumentationEvent};
pub(crate) use diesel::prelude::*;
pub(crate) use diesel::result::{DatabaseErrorKind, Error};
pub(crate) use diesel_async::{AsyncConnection, RunQueryDsl, SimpleAsyncConnection};
pub(crate) use diesel_scopes::prelude::*;
pub(crate) use diesel_scopes::{StatementError, purge, restore, soft_delete};

pub(crate) use super::super::backend::{Connection, Database, Db, insert_or_set};
pub(crate) use crate::guarded::beside;
pub(crate) use crate::harness::{TestDatabase, TestResult};
pub(crate) use crate::models::*;
pub(crate) use crate::schema::*;

/// The rows of a query for one integer column.
macro_rules! ids {
    ($query:expr, $conn:expr) => {{
        let ids: Vec<i32> = $query.load($conn).await?;
        ids
    }};
}
pub(crate) use ids;

/// The keys of the rows with this marker's value, or with NULL.
macro_rules! stamped {
    ($conn:expr, $table:ident . $marker:ident = NULL) => {
        stamped!(@ $conn, $table, $table::$marker.is_null())
    };
    ($conn:expr, $table:ident . $marker:ident = $stamp:expr) => {
        stamped!(@ $conn, $table, $table::$marker.eq($stamp))
    };
    (@ $conn:expr, $table:ident, $condition:expr) => {{
        let query = $table::table.filter($condition);
        let ids: Vec<i32> = query.order($table::id).select($table::id).load($conn).await?;
        ids
    }};
}
#[allow(unused_imports)]
pub(crate) use stamped;

/// A column of all rows, in the order of their keys.
macro_rules! values_of {
    ($conn:expr, $table:ident . $column:ident) => {
        $table::table
            .order($table::id)
            .select($table::$column)
            .load($conn)
            .await?
    };
}
#[allow(unused_imports)]
pub(crate) use values_of;

/// A refusal, as text.
macro_rules! refused {
    ($result:expr) => {
        match $result {
            Ok(report) => return Err(format!("was not refused: {report}").into()),
            Err(error) => error.to_string(),
        }
    };
}
#[allow(unused_imports)]
pub(crate) use refused;

/// Fills the tables with the rows of `blog.sql`.
pub(crate) async fn blog(conn: &mut Connection) -> TestResult {
    Ok(conn.batch_execute(include_str!("cases/blog.sql")).await?)
}

/// When the deleted rows of `blog.sql` were deleted.
pub(crate) fn back_then() -> NaiveDateTime {
    day(1)
}

/// A day of January 2026, at midnight.
pub(crate) fn day(day: u32) -> NaiveDateTime {
    let date = chrono::NaiveDate::from_ymd_opt(2026, 1, day);
    date.and_then(|date| date.and_hms_opt(0, 0, 0)).unwrap()
}

/// Whether this is MariaDB or MySQL's own server: Diesel has one backend for both.
pub(crate) fn is_mysql_or_mariadb() -> bool {
    TypeId::of::<Db>() == TypeId::of::<diesel::mysql::Mysql>()
}

/// Whether one bind holds all ids of `by_ids`.
pub(crate) fn ids_are_an_array() -> bool {
    TypeId::of::<Db>() == TypeId::of::<diesel::pg::Pg>()
}

/// How many ids `by_ids` has in a statement.
pub(crate) fn ids_at_once() -> i32 {
    if ids_are_an_array() { 1_000_000 } else { 2_000 }
}

/// What `record` receives of a statement that was refused.
pub(crate) const REFUSED: &str = "refused";

/// Receives the text of what is sent from here on.
pub(crate) fn record(conn: &mut Connection) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    conn.set_instrumentation(beside::<Db>(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let mut text = String::new();
            // The text of a refused statement cannot be printed.
            if write!(text, "{query}").is_err() {
                REFUSED.clone_into(&mut text);
            }
            let text = text.split(" -- binds").next().unwrap_or_default();
            // Nobody receives what is sent after the case.
            let _ = sender.send(text.to_owned());
        }
    }));
    receiver
}

/// Receives something for each `UPDATE` that a connection begins to keep prepared.
pub(crate) fn kept_updates() -> (impl Instrumentation, Receiver<()>) {
    let (sender, receiver) = mpsc::channel();
    let instrumentation = move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::CacheQuery { sql, .. } = event
            && sql.starts_with("UPDATE")
        {
            // Nobody receives what is kept after the case.
            let _ = sender.send(());
        }
    };
    (beside::<Db>(instrumentation), receiver)
}

/// Why a statement was refused before anything was sent.
pub(crate) fn statement_error<T>(result: QueryResult<T>) -> TestResult<StatementError> {
    let Err(Error::QueryBuilderError(error)) = result else {
        return Err("the statement was not refused".into());
    };
    let error = error.downcast::<StatementError>();
    Ok(*error.map_err(|other| format!("another error: {other}"))?)
}

/// The database has to have refused the statement for this reason.
pub(crate) fn assert_violation<T>(
    result: QueryResult<T>,
    expected: DatabaseErrorKind,
) -> TestResult {
    match result {
        Err(Error::DatabaseError(kind, _)) => {
            assert_eq!(format!("{kind:?}"), format!("{expected:?}"));
            Ok(())
        }
        Err(other) => Err(other.into()),
        Ok(_) => Err("the database accepted the statement".into()),
    }
}
