//! The sections that need a database, on SQLite.

#[path = "../bulk.rs"]
pub(crate) mod bulk;
#[path = "../cascade/mod.rs"]
pub(crate) mod cascade;
mod raw;
#[path = "../reads.rs"]
pub(crate) mod reads;
#[path = "../replies.rs"]
pub(crate) mod replies;
#[path = "../retention/mod.rs"]
pub(crate) mod retention;
#[path = "../shapes/mod.rs"]
pub(crate) mod shapes;
#[path = "../single/diesel.rs"]
mod single_diesel;
#[path = "../single/sqlx.rs"]
mod single_sqlx;
mod single_synchronous;
mod tree;

use diesel::SqliteConnection;
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use sqlx::{Connection, Executor};

use crate::Result;
use crate::database::{Database, SQLITE_PRAGMAS, sqlite as connect};
use crate::measure::{Bench, case};
use crate::single::{QUICKLY, SQL_MARK as SINGLE, prepare, seaorm::seaorm};

pub(crate) type Conn = SyncConnectionWrapper<SqliteConnection>;
type Db = diesel::sqlite::Sqlite;
type SqlxConn = sqlx::SqliteConnection;

const MIGRATION: &str =
    include_str!("../../../../migrations/sqlite/2026-01-01-000000_create_blog/up.sql");
const UNDO: &str =
    include_str!("../../../../migrations/sqlite/2026-01-01-000000_create_blog/down.sql");
const JOURNAL: &str = include_str!("../../../../migrations/journal/sqlite/up.sql");

async fn sqlx_connect(url: &str) -> Result<SqlxConn> {
    let mut conn = SqlxConn::connect(&format!("sqlite://{url}")).await?;
    conn.execute(SQLITE_PRAGMAS).await?;
    Ok(conn)
}

pub(crate) fn single(bench: &mut Bench<'_>, database: &Database) -> Result<()> {
    prepare(bench, database)?;
    let rounds = bench.options.rounds(QUICKLY);
    let case = || case("soft delete by key").with("network", "in process");
    let subjects = async || {
        Ok(vec![
            single_synchronous::scopes(database)?,
            single_synchronous::update(database)?,
            raw::single(database)?,
        ])
    };
    bench.rounds(case().with("connection", "synchronous"), rounds, subjects)?;

    let url = &database.url;
    let subjects = async || {
        Ok(vec![
            single_diesel::scopes(database, url).await?,
            single_diesel::update(database, url).await?,
            single_sqlx::sqlx(database, url).await?,
            seaorm(database, url).await?,
        ])
    };
    bench.rounds(case().with("connection", "asynchronous"), rounds, subjects)
}
