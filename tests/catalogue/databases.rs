//! Empty databases.

use std::marker::PhantomData;
use std::path::PathBuf;

use diesel::SqliteConnection;
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{
    AsyncConnection, AsyncMysqlConnection, AsyncPgConnection, SimpleAsyncConnection,
};

use crate::harness::{self, TestDatabase, TestResult};

/// A database on a server.
pub(crate) struct Served<S> {
    pub(crate) name: String,
    server: String,
    pub(crate) url: String,
    on: PhantomData<S>,
}

pub(crate) struct Postgresql;
pub(crate) struct Mariadb;
pub(crate) struct Mysql;

pub(crate) trait Server: Send + Sync + 'static {
    type Connection: AsyncConnection + SimpleAsyncConnection + 'static;
    const NAME: &'static str;
    const URL: &'static str;
    /// What follows the name where one is dropped.
    const FORCE: &'static str;
}

impl Server for Postgresql {
    type Connection = AsyncPgConnection;
    const NAME: &'static str = "postgresql";
    const URL: &'static str = "POSTGRES_URL";
    const FORCE: &'static str = " WITH (FORCE)";
}

impl Server for Mariadb {
    type Connection = AsyncMysqlConnection;
    const NAME: &'static str = "mariadb";
    const URL: &'static str = "MARIADB_URL";
    const FORCE: &'static str = "";
}

impl Server for Mysql {
    type Connection = AsyncMysqlConnection;
    const NAME: &'static str = "mysql";
    const URL: &'static str = "MYSQL_URL";
    const FORCE: &'static str = "";
}

impl<S: Server> TestDatabase for Served<S> {
    type Connection = S::Connection;
    const NAME: &'static str = S::NAME;

    fn unavailable() -> Option<String> {
        harness::server_url(S::URL).err()
    }

    async fn create() -> TestResult<Self> {
        let server = harness::server_url(S::URL)?;
        let name = harness::unique_name();
        S::Connection::establish(&server)
            .await?
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .await?;
        Ok(Served {
            url: harness::database_url(&server, &name)?,
            name,
            server,
            on: PhantomData,
        })
    }

    async fn connect(&self) -> TestResult<S::Connection> {
        Ok(S::Connection::establish(&self.url).await?)
    }

    async fn discard(&self) -> TestResult {
        S::Connection::establish(&self.server)
            .await?
            .batch_execute(&format!("DROP DATABASE {}{}", self.name, S::FORCE))
            .await?;
        Ok(())
    }
}

impl<S: Server> Served<S> {
    /// The URL for another user.
    pub(crate) fn url_as(&self, user: &str, password: &str) -> TestResult<String> {
        let (scheme, rest) = self.url.split_once("://").ok_or("no scheme")?;
        let (_, host) = rest.split_once('@').ok_or("no user")?;
        Ok(format!("{scheme}://{user}:{password}@{host}"))
    }
}

pub(crate) struct Sqlite {
    pub(crate) path: PathBuf,
}

impl TestDatabase for Sqlite {
    type Connection = SyncConnectionWrapper<SqliteConnection>;
    const NAME: &'static str = "sqlite";

    fn unavailable() -> Option<String> {
        None
    }

    async fn create() -> TestResult<Self> {
        let path = std::env::temp_dir().join(harness::unique_name() + ".sqlite");
        Ok(Sqlite { path })
    }

    async fn connect(&self) -> TestResult<Self::Connection> {
        let path = self
            .path
            .to_str()
            .ok_or("the temporary folder is not Unicode")?;
        Ok(Self::Connection::establish(path).await?)
    }

    async fn discard(&self) -> TestResult {
        match std::fs::remove_file(&self.path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}
