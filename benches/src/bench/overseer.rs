//! The connection on which everything is done that is not measured.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{
    AsyncConnection, AsyncMysqlConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection,
};

use crate::Result;
use crate::database::{Backend, sqlite};

pub(crate) enum Overseer {
    Postgresql(Box<AsyncPgConnection>),
    Mysql(AsyncMysqlConnection),
    Sqlite(SyncConnectionWrapper<SqliteConnection>),
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text)]
    value: String,
}

/// Does the same with each of the connections.
macro_rules! on {
    ($overseer:expr, $conn:ident => $do:expr) => {
        match $overseer {
            Overseer::Postgresql($conn) => {
                let $conn = &mut **$conn;
                $do
            }
            Overseer::Mysql($conn) => $do,
            Overseer::Sqlite($conn) => $do,
        }
    };
}

impl Overseer {
    pub(crate) async fn connect(backend: Backend, url: &str) -> Result<Self> {
        let connected = match backend {
            Backend::Postgresql => AsyncPgConnection::establish(url)
                .await
                .map(|conn| Self::Postgresql(Box::new(conn))),
            Backend::Mariadb | Backend::Mysql => {
                AsyncMysqlConnection::establish(url).await.map(Self::Mysql)
            }
            Backend::Sqlite => return Ok(Self::Sqlite(sqlite(url).await?)),
        };
        connected.map_err(|error| format!("{}: {error}", backend.name()).into())
    }

    pub(crate) async fn send(&mut self, sql: &str) -> Result<()> {
        Ok(on!(self, conn => conn.batch_execute(sql).await)?)
    }

    pub(crate) async fn number(&mut self, sql: &str) -> Result<i64> {
        let query = diesel::sql_query(sql);
        let Number { number } = on!(self, conn => query.get_result(conn).await)?;
        Ok(number)
    }

    /// Its version, and what a commit waits for.
    pub(crate) async fn server(&mut self) -> Result<Vec<(String, String)>> {
        let values: &[(&str, &str)] = match self {
            Overseer::Postgresql(_) => &[
                ("version", "current_setting('server_version')"),
                ("fsync", "current_setting('fsync')"),
                (
                    "synchronous_commit",
                    "current_setting('synchronous_commit')",
                ),
                ("shared_buffers", "current_setting('shared_buffers')"),
            ],
            Overseer::Mysql(_) => &[
                ("version", "VERSION()"),
                (
                    "innodb_flush_log_at_trx_commit",
                    "CAST(@@innodb_flush_log_at_trx_commit AS CHAR)",
                ),
                (
                    "innodb_buffer_pool_size",
                    "CONCAT(@@innodb_buffer_pool_size DIV 1048576, ' MiB')",
                ),
            ],
            Overseer::Sqlite(_) => &[
                ("version", "sqlite_version()"),
                (
                    "journal_mode",
                    "(SELECT journal_mode FROM pragma_journal_mode)",
                ),
                (
                    "synchronous",
                    "(SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous)",
                ),
            ],
        };
        let mut server = Vec::new();
        for (name, value) in values {
            let query = diesel::sql_query(format!("SELECT {value} AS value"));
            let Setting { value } = on!(self, conn => query.get_result(conn).await)?;
            server.push(((*name).to_owned(), value));
        }
        Ok(server)
    }
}
