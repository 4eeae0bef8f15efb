use std::path::PathBuf;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{AsyncConnection, AsyncMigrationHarness, RunQueryDsl, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use diesel_scopes::journal;

use crate::harness::{self, TestDatabase, TestResult};
use crate::models::User;
use crate::schema::users;

pub(crate) type Connection = SyncConnectionWrapper<SqliteConnection>;
pub(crate) type Db = diesel::sqlite::Sqlite;

pub(crate) const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// A file, as several connections have to see the same rows.
pub(crate) struct Database {
    path: PathBuf,
}

impl Database {
    pub(crate) fn url(&self) -> &str {
        self.path
            .to_str()
            .expect("the path of the temporary folder is Unicode")
    }
}

impl TestDatabase for Database {
    type Connection = Connection;
    const NAME: &'static str = "sqlite";

    fn unavailable() -> Option<String> {
        None
    }

    async fn in_memory() -> TestResult<Option<Connection>> {
        Ok(Some(migrated(open(":memory:").await?).await?))
    }

    async fn create() -> TestResult<Self> {
        let database = Database {
            path: std::env::temp_dir().join(harness::unique_name() + ".sqlite"),
        };
        let mut conn = database.connect().await?;
        conn.batch_execute("PRAGMA journal_mode = WAL").await?;
        migrated(conn).await?;
        Ok(database)
    }

    async fn connect(&self) -> TestResult<Connection> {
        open(self.url()).await
    }

    async fn discard(&self) -> TestResult {
        for suffix in ["", "-wal", "-shm"] {
            let mut path = self.path.clone().into_os_string();
            path.push(suffix);
            match std::fs::remove_file(path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(error.into());
                }
                _ => {}
            }
        }
        Ok(())
    }
}

async fn open(path: &str) -> TestResult<Connection> {
    let mut conn = Connection::establish(path).await?;
    conn.batch_execute(
        "PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON; PRAGMA synchronous = OFF",
    )
    .await?;
    Ok(conn)
}

async fn migrated(conn: Connection) -> TestResult<Connection> {
    let mut harness = AsyncMigrationHarness::new(conn);
    harness.run_pending_migrations(journal::migrations().and(MIGRATIONS))?;
    let mut conn = harness.into_inner();
    conn.batch_execute(include_str!("tables.sql")).await?;
    conn.batch_execute(include_str!("../cases/graph.sql"))
        .await?;
    conn.batch_execute(include_str!("../cases/journal.sql"))
        .await?;
    Ok(conn)
}

/// Inserts a user, or renames the active one of that name.
pub(crate) async fn upsert(conn: &mut Connection, user: &User) -> QueryResult<usize> {
    diesel::insert_into(users::table)
        .values(user)
        // Diesel has no `filter_target` on SQLite.
        .on_conflict(sql::<Text>("(name) WHERE deleted_at IS NULL"))
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
