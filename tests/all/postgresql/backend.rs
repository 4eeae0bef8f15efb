use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncMigrationHarness, RunQueryDsl, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use diesel_scopes::journal;
use diesel_scopes::prelude::*;

use crate::harness::{self, TestDatabase, TestResult};
use crate::models::User;
use crate::schema::users;

pub(crate) type Connection = diesel_async::AsyncPgConnection;
pub(crate) type Db = diesel::pg::Pg;

pub(crate) const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgresql");

pub(crate) struct Database {
    name: String,
    server: String,
    url: String,
}

impl Database {
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl TestDatabase for Database {
    type Connection = Connection;
    const NAME: &'static str = "postgresql";

    fn unavailable() -> Option<String> {
        harness::server_url("POSTGRES_URL").err()
    }

    async fn create() -> TestResult<Self> {
        let server = harness::server_url("POSTGRES_URL")?;
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
        Ok(Database { name, server, url })
    }

    async fn connect(&self) -> TestResult<Connection> {
        Ok(Connection::establish(&self.url).await?)
    }

    async fn discard(&self) -> TestResult {
        Connection::establish(&self.server)
            .await?
            .batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name))
            .await?;
        Ok(())
    }
}

/// Inserts a user, or renames the active one of that name.
pub(crate) async fn upsert(conn: &mut Connection, user: &User) -> QueryResult<usize> {
    diesel::insert_into(users::table)
        .values(user)
        .on_conflict(users::name)
        .filter_target(users::table.is_active())
        .do_update()
        .set(users::name.eq(&user.name))
        .execute(conn)
        .await
}

/// Inserts a row, or sets the one that is there with the same key.
macro_rules! insert_or_set {
    ($conn:expr, $table:ident, $target:expr, $values:expr, $set:expr) => {
        diesel::insert_into($table::table)
            .values($values)
            .on_conflict($target)
            .do_update()
            .set($set)
            .execute($conn)
            .await?
    };
}
pub(crate) use insert_or_set;
