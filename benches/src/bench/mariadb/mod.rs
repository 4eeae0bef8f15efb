//! The sections that need a database, on MariaDB.

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
#[path = "../single/networks.rs"]
pub(crate) mod single;
#[path = "../single/diesel.rs"]
mod single_diesel;
#[path = "../single/sqlx.rs"]
mod single_sqlx;
mod tree;

use diesel_async::{AsyncConnection, AsyncMysqlConnection};
use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};
use sqlx::{ConnectOptions, MySqlConnection};

use crate::Result;
use crate::single::SQL_MARK as SINGLE;

pub(crate) type Conn = AsyncMysqlConnection;
pub(crate) type Db = diesel::mysql::Mysql;
pub(crate) type SqlxConn = MySqlConnection;

pub(crate) const MIGRATION: &str =
    include_str!("../../../../migrations/mysql/2026-01-01-000000_create_blog/up.sql");
pub(crate) const UNDO: &str =
    include_str!("../../../../migrations/mysql/2026-01-01-000000_create_blog/down.sql");
pub(crate) const JOURNAL: &str = include_str!("../../../../migrations/journal/mysql/up.sql");

pub(crate) async fn connect(url: &str) -> Result<Conn> {
    Ok(Conn::establish(url).await?)
}

pub(crate) async fn sqlx_connect(url: &str) -> Result<SqlxConn> {
    // Of its parameters sqlx knows only its own.
    let url = url.split('?').next().unwrap_or(url);
    let options: MySqlConnectOptions = url.parse()?;
    Ok(options.ssl_mode(MySqlSslMode::Disabled).connect().await?)
}
