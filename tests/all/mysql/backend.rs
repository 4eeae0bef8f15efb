//! MySQL's own server, and what MariaDB has in common with it.

use std::marker::PhantomData;

use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncMigrationHarness, RunQueryDsl, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use diesel_scopes::journal;

use crate::harness::{self, TestDatabase, TestResult};
use crate::models::User;
use crate::schema::users;

pub(crate) type Connection = diesel_async::AsyncMysqlConnection;
pub(crate) type Db = diesel::mysql::Mysql;

pub(crate) const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/mysql");

pub(crate) type Database = MysqlDatabase<Mysql>;

pub(crate) struct Mysql;

impl Server for Mysql {
    const NAME: &'static str = "mysql";
    const URL: &'static str = "MYSQL_URL";
}

/// One of the two that speak MySQL's protocol.
pub(crate) trait Server: Send + Sync + 'static {
    const NAME: &'static str;
    /// The variable with the URL of the server.
    const URL: &'static str;
}

pub(crate) struct MysqlDatabase<S> {
    name: String,
    server: String,
    url: String,
    on: PhantomData<S>,
}

impl<S> MysqlDatabase<S> {
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl<S: Server> TestDatabase for MysqlDatabase<S> {
    type Connection = Connection;
    const NAME: &'static str = S::NAME;

    fn unavailable() -> Option<String> {
        harness::server_url(S::URL).err()
    }

    async fn create() -> TestResult<Self> {
        let server = harness::server_url(S::URL)?;
        let name = harness::unique_name();
        Connection::establish(&server)
            .await?
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .await?;
        let url = harness::database_url(&server, &name)?;
        let mut harness = AsyncMigrationHarness::new(Connection::establish(&url).await?);
        harness.run_pending_migrations(journal::migrations().and(MIGRATIONS))?;
        let mut conn = harness.into_inner();
        conn.batch_execute(include_str!("tables.sql")).await?;
        conn.batch_execute(include_str!("../cases/graph.sql"))
            .await?;
        conn.batch_execute(include_str!("../cases/journal.sql"))
            .await?;
        let on = PhantomData;
        Ok(MysqlDatabase {
            name,
            server,
            url,
            on,
        })
    }

    async fn connect(&self) -> TestResult<Connection> {
        Ok(Connection::establish(&self.url).await?)
    }

    async fn discard(&self) -> TestResult {
        Connection::establish(&self.server)
            .await?
            .batch_execute(&format!("DROP DATABASE {}", self.name))
            .await?;
        Ok(())
    }
}

/// Inserts a user, or renames the active one of that name.
pub(crate) async fn upsert(conn: &mut Connection, user: &User) -> QueryResult<usize> {
    diesel::insert_into(users::table)
        .values(user)
        .on_conflict(diesel::dsl::DuplicatedKeys)
        .do_update()
        .set(users::name.eq(&user.name))
        .execute(conn)
        .await
}

/// Inserts a row, or sets the one that is there with the same key.
macro_rules! insert_or_set {
    ($conn:expr, $table:ident, $_target:expr, $values:expr, $set:expr) => {
        diesel::insert_into($table::table)
            .values($values)
            .on_conflict(diesel::dsl::DuplicatedKeys)
            .do_update()
            .set($set)
            .execute($conn)
            .await?
    };
}
pub(crate) use insert_or_set;
