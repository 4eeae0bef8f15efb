//! The databases that the benches make, fill and remove again.

use std::net::TcpStream;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::SqliteConnection;
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{AsyncConnection, SimpleAsyncConnection};
use tempfile::TempDir;
use tokio::sync::Mutex;
use url::Url;

use crate::Result;
use crate::overseer::Overseer;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    Postgresql,
    Mariadb,
    Mysql,
    Sqlite,
}

impl Backend {
    const ALL: [Self; 4] = [Self::Postgresql, Self::Mariadb, Self::Mysql, Self::Sqlite];

    /// The one that is called so.
    pub(crate) fn named(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|it| it.name() == name);
        found.ok_or_else(|| format!("there is no {name}").into())
    }

    /// Whether it speaks MySQL's protocol.
    pub(crate) fn is_mysql(self) -> bool {
        matches!(self, Backend::Mariadb | Backend::Mysql)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Backend::Postgresql => "PostgreSQL",
            Backend::Mariadb => "MariaDB",
            Backend::Mysql => "MySQL",
            Backend::Sqlite => "SQLite",
        }
    }

    /// The variable with the server's URL, how that may begin, and the port that is
    /// meant without one.
    fn server(self) -> Option<(&'static str, &'static [&'static str], u16)> {
        match self {
            Backend::Postgresql => Some(("POSTGRES_URL", &["postgres", "postgresql"], 5432)),
            Backend::Mariadb => Some(("MARIADB_URL", &["mysql"], 3306)),
            Backend::Mysql => Some(("MYSQL_URL", &["mysql"], 3306)),
            Backend::Sqlite => None,
        }
    }

    /// The URL of the server, with its port; none if it is not given.
    fn server_url(self) -> Result<Option<Url>> {
        let Some((variable, schemes, port)) = self.server() else {
            return Ok(None);
        };
        let Some(url) = std::env::var_os(variable).filter(|url| !url.is_empty()) else {
            return Ok(None);
        };
        let scheme = schemes[0];
        let wrong = || format!("{variable} is not a URL such as {scheme}://user@host/database");
        let mut url = Url::parse(url.to_str().ok_or_else(wrong)?).map_err(|_| wrong())?;
        if !schemes.contains(&url.scheme())
            || url.host_str().is_none_or(str::is_empty)
            || url.path().len() < 2
        {
            return Err(wrong().into());
        }
        let port = url.port().unwrap_or(port);
        url.set_port(Some(port))
            .map_err(|()| format!("{variable} cannot have a port"))?;
        Ok(Some(url))
    }

    /// The backends that are here: those whose URL is given, and SQLite. A server
    /// that does not answer is an error at once, and not after an hour.
    pub(crate) fn here() -> Result<Vec<Self>> {
        let mut here = Vec::new();
        for backend in Self::ALL {
            let url = backend.server_url()?;
            match (backend.server(), url) {
                (Some((variable, ..)), Some(url)) => {
                    let (host, port) = (url.host_str().unwrap_or_default(), url.port());
                    let address = (host, port.unwrap_or_default());
                    TcpStream::connect(address).map_err(|error| {
                        format!("{variable}: {host}:{} does not answer: {error}", address.1)
                    })?;
                    here.push(backend);
                }
                (Some((variable, ..)), None) => {
                    let name = backend.name();
                    left_out(&format!("{name} is not measured: {variable} is not set"))?;
                }
                (None, _) => here.push(backend),
            }
        }
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

/// A database, and all there is in it, that is removed in the end.
pub(crate) struct Database {
    pub(crate) backend: Backend,
    name: String,
    /// Where it is: a URL or a path.
    pub(crate) url: String,
    server: Option<Url>,
    /// What is done beside the subjects, on a connection that stays: one that comes
    /// and goes would be seen in what they measure next.
    overseer: Mutex<Overseer>,
    _folder: Option<TempDir>,
}

impl Database {
    pub(crate) async fn create(backend: Backend) -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("diesel_scopes_bench_{}_{count}", std::process::id());
        let server = backend.server_url()?;
        let (url, folder) = match &server {
            Some(server) => {
                let mut server_conn = Overseer::connect(backend, server.as_str()).await?;
                server_conn.send(&format!("CREATE DATABASE {name}")).await?;
                let mut url = server.clone();
                url.set_path(&name);
                // Over TCP as everybody else, and without TLS, as all of them do.
                url.set_query(backend.is_mysql().then_some("prefer_socket=false"));
                (url.into(), None)
            }
            None => {
                let folder = tempfile::tempdir()?;
                let path = folder.path().join("bench.sqlite");
                let path = path.to_str().ok_or("the temporary folder is not Unicode")?;
                (path.to_owned(), Some(folder))
            }
        };
        let mut overseer = Overseer::connect(backend, &url).await?;
        if backend == Backend::Sqlite {
            overseer.send("PRAGMA journal_mode = WAL").await?;
        }
        Ok(Database {
            backend,
            name,
            url,
            server,
            overseer: Mutex::new(overseer),
            _folder: folder,
        })
    }

    /// Executes statements that are the same on all backends, or meant for one.
    pub(crate) async fn send(&self, sql: &str) -> Result<()> {
        self.overseer.lock().await.send(sql).await
    }

    /// Has the planner count what is there, and removes what is not any more.
    pub(crate) async fn tidy(&self, tables: &[&str]) -> Result<()> {
        for table in tables {
            let statement = match self.backend {
                Backend::Postgresql => format!("VACUUM ANALYZE {table}"),
                Backend::Mariadb | Backend::Mysql => format!("ANALYZE TABLE {table}"),
                Backend::Sqlite => format!("ANALYZE {table}"),
            };
            self.send(&statement).await?;
        }
        Ok(())
    }

    /// Removes what the last turn has left behind, where that is a statement, and
    /// writes all that is in memory to the disk: nobody should pay for either
    /// during somebody's turn.
    pub(crate) async fn settle(&self, tables: &[&str]) -> Result<()> {
        match self.backend {
            Backend::Postgresql => {
                self.send(&format!("VACUUM {}", tables.join(", "))).await?;
                self.send("CHECKPOINT").await
            }
            Backend::Sqlite => self.send("PRAGMA wal_checkpoint(TRUNCATE)").await,
            Backend::Mariadb | Backend::Mysql => Ok(()),
        }
    }

    /// How many rows of the table are deleted.
    pub(crate) async fn deleted(&self, table: &str) -> Result<i64> {
        let condition =
            format!("SELECT COUNT(*) AS number FROM {table} WHERE deleted_at IS NOT NULL");
        self.number(&condition).await
    }

    /// The one number that a query selects as `number`.
    pub(crate) async fn number(&self, sql: &str) -> Result<i64> {
        self.overseer.lock().await.number(sql).await
    }

    /// What the server says of itself, and of what writes wait for.
    pub(crate) async fn server(&self) -> Result<Vec<(String, String)>> {
        self.overseer.lock().await.server().await
    }

    pub(crate) async fn discard(self) -> Result<()> {
        let Some(server) = &self.server else {
            return Ok(());
        };
        let force = match self.backend {
            Backend::Postgresql => " WITH (FORCE)",
            _ => "",
        };
        let mut server_conn = Overseer::connect(self.backend, server.as_str()).await?;
        server_conn
            .send(&format!("DROP DATABASE {}{force}", self.name))
            .await
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
