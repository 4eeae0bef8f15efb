//! The databases that the benches make, fill and remove again.

use std::sync::atomic::{AtomicU32, Ordering};

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{
    AsyncConnection, AsyncMysqlConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection,
};
use diesel_scopes::prelude::*;
use tempfile::TempDir;

use crate::Result;
use crate::schema::stamped;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    Postgresql,
    Mariadb,
    Sqlite,
}

impl Backend {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Backend::Postgresql => "PostgreSQL",
            Backend::Mariadb => "MariaDB",
            Backend::Sqlite => "SQLite",
        }
    }

    /// The backends that are here: those whose URL is given, and SQLite.
    pub(crate) fn here() -> Result<Vec<Self>> {
        let given = |name: &str| std::env::var_os(name).is_some();
        let mut here = Vec::new();
        for (backend, variable) in [
            (Backend::Postgresql, POSTGRES_URL),
            (Backend::Mariadb, MYSQL_URL),
        ] {
            if given(variable) {
                here.push(backend);
            } else {
                left_out(&format!(
                    "{} is not measured: {variable} is not set",
                    backend.name()
                ))?;
            }
        }
        here.push(Backend::Sqlite);
        Ok(here)
    }
}

/// Says what is not measured, which is an error if `CI` is `true`.
pub(crate) fn left_out(what: &str) -> Result<()> {
    if std::env::var("CI").is_ok_and(|ci| ci == "true") {
        return Err(what.into());
    }
    println!("{what}");
    Ok(())
}

const POSTGRES_URL: &str = "POSTGRES_URL";
const MYSQL_URL: &str = "MYSQL_URL";

/// A database, and all there is in it, that is removed in the end.
pub(crate) struct Database {
    pub(crate) backend: Backend,
    pub(crate) name: String,
    /// Where it is: a URL or a path.
    pub(crate) url: String,
    server: String,
    _folder: Option<TempDir>,
}

impl Database {
    pub(crate) async fn create(backend: Backend) -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("diesel_scopes_bench_{}_{count}", std::process::id());
        let (server, url, folder) = match backend {
            Backend::Postgresql | Backend::Mariadb => {
                let variable = match backend {
                    Backend::Postgresql => POSTGRES_URL,
                    _ => MYSQL_URL,
                };
                let server =
                    std::env::var(variable).map_err(|error| format!("{variable}: {error}"))?;
                let host = server
                    .rsplit_once('/')
                    .map_or(server.as_str(), |(host, _)| host);
                // Over TCP as everybody else, and without TLS, as all of them do.
                let parameters = match backend {
                    Backend::Mariadb => "?prefer_socket=false",
                    _ => "",
                };
                let url = format!("{host}/{name}{parameters}");
                (server, url, None)
            }
            Backend::Sqlite => {
                let folder = tempfile::tempdir()?;
                let path = folder.path().join("bench.sqlite");
                let path = path.to_str().ok_or("the temporary folder is not Unicode")?;
                (String::new(), path.to_owned(), Some(folder))
            }
        };
        let database = Database {
            backend,
            name,
            url,
            server,
            _folder: folder,
        };
        match backend {
            Backend::Sqlite => {
                let pragma = "PRAGMA journal_mode = WAL";
                database.send(pragma).await?;
            }
            _ => {
                let create = format!("CREATE DATABASE {}", database.name);
                database.on_server(&create).await?;
            }
        }
        Ok(database)
    }

    /// On the server, beside the database. SQLite has nothing beside it.
    async fn on_server(&self, sql: &str) -> Result<()> {
        self.send_to(&self.server, sql).await
    }

    /// Executes statements that are the same on all backends, or meant for one.
    pub(crate) async fn send(&self, sql: &str) -> Result<()> {
        self.send_to(&self.url, sql).await
    }

    async fn send_to(&self, url: &str, sql: &str) -> Result<()> {
        match self.backend {
            Backend::Postgresql => {
                let mut conn = AsyncPgConnection::establish(url).await?;
                conn.batch_execute(sql).await?;
            }
            Backend::Mariadb => {
                let mut conn = AsyncMysqlConnection::establish(url).await?;
                conn.batch_execute(sql).await?;
            }
            Backend::Sqlite => sqlite(url).await?.batch_execute(sql).await?,
        }
        Ok(())
    }

    /// Has the planner count what is there, and removes what is not any more.
    pub(crate) async fn tidy(&self, tables: &[&str]) -> Result<()> {
        for table in tables {
            let statement = match self.backend {
                Backend::Postgresql => format!("VACUUM ANALYZE {table}"),
                Backend::Mariadb => format!("ANALYZE TABLE {table}"),
                Backend::Sqlite => format!("ANALYZE {table}"),
            };
            self.send(&statement).await?;
        }
        Ok(())
    }

    /// Removes what the last turn has left behind, where that is a statement.
    pub(crate) async fn sweep(&self, tables: &[&str]) -> Result<()> {
        if self.backend == Backend::Postgresql {
            self.send(&format!("VACUUM {}", tables.join(", "))).await?;
        }
        Ok(())
    }

    /// Writes all that is in memory to the disk, which nobody should pay for
    /// during somebody's turn.
    pub(crate) async fn settle(&self) -> Result<()> {
        match self.backend {
            Backend::Postgresql => self.send("CHECKPOINT").await,
            Backend::Sqlite => self.send("PRAGMA wal_checkpoint(TRUNCATE)").await,
            Backend::Mariadb => Ok(()),
        }
    }

    /// How many rows of `items` are deleted.
    pub(crate) async fn deleted(&self) -> Result<i64> {
        let query = stamped::table.deleted().count();
        Ok(match self.backend {
            Backend::Postgresql => {
                let mut conn = AsyncPgConnection::establish(&self.url).await?;
                query.get_result(&mut conn).await?
            }
            Backend::Mariadb => {
                let mut conn = AsyncMysqlConnection::establish(&self.url).await?;
                query.get_result(&mut conn).await?
            }
            Backend::Sqlite => query.get_result(&mut sqlite(&self.url).await?).await?,
        })
    }

    /// What the server says of itself.
    pub(crate) async fn version(&self) -> Result<String> {
        #[derive(QueryableByName)]
        struct Version {
            #[diesel(sql_type = Text)]
            version: String,
        }
        let Version { version } = match self.backend {
            Backend::Postgresql => {
                let mut conn = AsyncPgConnection::establish(&self.url).await?;
                let query =
                    diesel::sql_query("SELECT current_setting('server_version') AS version");
                query.get_result(&mut conn).await?
            }
            Backend::Mariadb => {
                let mut conn = AsyncMysqlConnection::establish(&self.url).await?;
                let query = diesel::sql_query("SELECT VERSION() AS version");
                query.get_result(&mut conn).await?
            }
            Backend::Sqlite => {
                let mut conn = sqlite(&self.url).await?;
                let query = diesel::sql_query("SELECT sqlite_version() AS version");
                query.get_result(&mut conn).await?
            }
        };
        Ok(format!("{} {version}", self.backend.name()))
    }

    pub(crate) async fn discard(self) -> Result<()> {
        match self.backend {
            Backend::Postgresql => {
                let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
                self.on_server(&drop).await
            }
            Backend::Mariadb => {
                self.on_server(&format!("DROP DATABASE {}", self.name))
                    .await
            }
            Backend::Sqlite => Ok(()),
        }
    }
}

/// What every connection to SQLite says first, whoever makes it. With WAL this is
/// what most applications run with: safe but for the last writes before a power cut.
pub(crate) const SQLITE_PRAGMAS: &str =
    "PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL;";

pub(crate) async fn sqlite(path: &str) -> Result<SyncConnectionWrapper<SqliteConnection>> {
    let mut conn = SyncConnectionWrapper::<SqliteConnection>::establish(path).await?;
    conn.batch_execute(SQLITE_PRAGMAS).await?;
    Ok(conn)
}
