//! A cascade on large tables reads through indexes only.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use diesel_scopes::{purge, restore, soft_delete};

use super::backend::{Connection, Database};
use crate::crowd::{COMMENTS, crowd};
use crate::harness::{TestDatabase, TestResult};
use crate::schema::users;

cases![; database: no_cascade_scans_a_large_table];

#[derive(QueryableByName)]
struct Status {
    #[diesel(sql_type = Text, column_name = "Value")]
    value: String,
}

async fn no_cascade_scans_a_large_table(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    // The keys of the crowd are right, and to look them all up takes most of the time.
    conn.batch_execute("SET foreign_key_checks = FALSE").await?;
    crowd(conn, COMMENTS, &[100]).await?;
    conn.batch_execute("SET foreign_key_checks = TRUE").await?;
    conn.batch_execute("ANALYZE TABLE users, posts, comments, invoices, attachments")
        .await?;
    let rows = [("users", 1), ("posts", 100), ("comments", 2000)];
    let target = || users::table.find(1);

    let before = scanned(conn).await?;
    assert_eq!(soft_delete(target()).cascade().execute(conn).await?, rows);
    few(before, scanned(conn).await?);
    let before = scanned(conn).await?;
    assert_eq!(restore(target()).cascade().execute(conn).await?, rows);
    few(before, scanned(conn).await?);
    soft_delete(target()).cascade().execute(conn).await?;
    let before = scanned(conn).await?;
    assert_eq!(purge(target()).cascade().execute(conn).await?, rows);
    few(before, scanned(conn).await?);
    Ok(())
}

/// How many rows this connection has read by scanning a table, those of the sets
/// of a cascade included.
async fn scanned(conn: &mut Connection) -> TestResult<u64> {
    let status: Status = diesel::sql_query("SHOW SESSION STATUS LIKE 'Handler_read_rnd_next'")
        .get_result(conn)
        .await?;
    Ok(status.value.parse()?)
}

/// The sets of the cascade are scanned a few times each; a table would be
/// 10,000 rows at least.
fn few(before: u64, after: u64) {
    let scanned = after - before;
    assert!(scanned < 50_000, "{scanned} rows were scanned");
}
