//! The sections that need a database, on PostgreSQL.

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

use diesel_async::{AsyncConnection, AsyncPgConnection};
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{ConnectOptions, PgConnection};

use crate::Result;
use crate::single::SQL_DOLLAR as SINGLE;

pub(crate) type Conn = AsyncPgConnection;
type Db = diesel::pg::Pg;
type SqlxConn = PgConnection;

const MIGRATION: &str =
    include_str!("../../../../migrations/postgresql/2026-01-01-000000_create_blog/up.sql");
const UNDO: &str =
    include_str!("../../../../migrations/postgresql/2026-01-01-000000_create_blog/down.sql");
const JOURNAL: &str = include_str!("../../../../migrations/journal/postgresql/up.sql");

async fn connect(url: &str) -> Result<Conn> {
    Ok(Conn::establish(url).await?)
}

async fn sqlx_connect(url: &str) -> Result<SqlxConn> {
    let options: PgConnectOptions = url.parse()?;
    Ok(options.ssl_mode(PgSslMode::Disable).connect().await?)
}
