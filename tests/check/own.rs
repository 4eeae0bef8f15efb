//! The tables of this crate's own migrations.

use diesel::SqliteConnection;
use diesel::deserialize::FromSql;
use diesel::sql_types::{BigInt, Text};
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{AsyncMysqlConnection, AsyncPgConnection};
use diesel_scopes::check::{Reason, check};

use crate::harness::TestResult;
use crate::mending::Asked;
use crate::schema::users;

async fn own<C>(mut conn: C, migration: &str) -> TestResult
where
    C: Asked,
    i64: FromSql<BigInt, C::Backend>,
    String: FromSql<Text, C::Backend>,
{
    conn.batch_execute(migration).await?;
    let report = check(users::table).execute(&mut conn).await?;
    // Who has deleted a post is of no account when that user goes.
    let found = report.findings().iter().map(|it| (it.reason(), it.place()));
    let expected = [(Reason::NoEdge, "posts.deleted_by".to_owned())];
    assert_eq!(found.collect::<Vec<_>>(), expected, "{report}");
    Ok(())
}

pub(crate) async fn postgresql(conn: AsyncPgConnection) -> TestResult {
    let sql = include_str!("../../migrations/postgresql/2026-01-01-000000_create_blog/up.sql");
    own(conn, sql).await
}

pub(crate) async fn mysql(conn: AsyncMysqlConnection) -> TestResult {
    let sql = include_str!("../../migrations/mysql/2026-01-01-000000_create_blog/up.sql");
    own(conn, sql).await
}

pub(crate) async fn sqlite(conn: SyncConnectionWrapper<SqliteConnection>) -> TestResult {
    let sql = include_str!("../../migrations/sqlite/2026-01-01-000000_create_blog/up.sql");
    own(conn, sql).await
}
