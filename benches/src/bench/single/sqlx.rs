//! sqlx. Compiled once for each backend.

use std::time::Duration;

use super::{SINGLE, SqlxConn, sqlx_connect};
use crate::Result;
use crate::database::Database;
use crate::single::{deleting, now};
use crate::work::{Subject, subject};

pub(crate) async fn sqlx<'a>(database: &'a Database, url: &str) -> Result<Subject<'a, Duration>> {
    let mut conn: SqlxConn = sqlx_connect(url).await?;
    Ok(subject("sqlx", async move |times| {
        deleting(database, times, async |id| {
            let statement = sqlx::query(SINGLE).bind(now()).bind(id);
            Ok(statement.execute(&mut conn).await?.rows_affected())
        })
        .await
    }))
}
