//! The sections that need a database, on MariaDB.

#[path = "../bulk.rs"]
pub(crate) mod bulk;
#[path = "../cascade/mod.rs"]
pub(crate) mod cascade;
mod raw;
#[path = "../reads.rs"]
pub(crate) mod reads;
#[path = "../single/diesel.rs"]
mod single_diesel;
#[path = "../single/sqlx.rs"]
mod single_sqlx;
mod tree;

use diesel_async::{AsyncConnection, AsyncMysqlConnection};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};
use sqlx::{ConnectOptions, MySqlConnection};

use crate::Result;
use crate::database::Database;
use crate::delay;
use crate::measure::{Bench, case};
use crate::single::{SQL_MARK as SINGLE, prepare, seaorm::seaorm};

pub(crate) type Conn = AsyncMysqlConnection;
type Db = diesel::mysql::Mysql;
type SqlxConn = MySqlConnection;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../migrations/mysql");

async fn connect(url: &str) -> Result<Conn> {
    Ok(Conn::establish(url).await?)
}

async fn sqlx_connect(url: &str) -> Result<SqlxConn> {
    // Of its parameters sqlx knows only its own.
    let url = url.split('?').next().unwrap_or(url);
    let options: MySqlConnectOptions = url.parse()?;
    Ok(options.ssl_mode(MySqlSslMode::Disabled).connect().await?)
}

pub(crate) fn single(bench: &mut Bench<'_>, database: &Database) -> Result<()> {
    prepare(bench, database)?;
    for (network, url) in [
        ("loopback", database.url.clone()),
        ("1 ms each way", delay::behind(&database.url)?),
    ] {
        let subjects = bench.runtime.block_on(async {
            crate::Result::Ok(vec![
                single_diesel::scopes(database, &url).await?,
                single_diesel::update(database, &url).await?,
                raw::single(database, &url).await?,
                single_sqlx::sqlx(database, &url).await?,
                seaorm(database, &url).await?,
            ])
        })?;
        let case = case("soft delete by key").with("network", network);
        bench.rounds(case, subjects)?;
    }
    Ok(())
}
