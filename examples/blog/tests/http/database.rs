//! A database for one test.

use std::sync::atomic::{AtomicU32, Ordering};

use diesel::SqliteConnection;
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{
    AsyncConnection, AsyncMysqlConnection, AsyncPgConnection, SimpleAsyncConnection,
};
use tempfile::TempDir;

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Backend {
    Sqlite,
    Postgresql,
    Mariadb,
    Mysql,
}

pub struct Database {
    pub backend: Backend,
    /// For `DATABASE_URL`.
    pub url: String,
    name: String,
    _folder: TempDir,
}

impl Backend {
    /// A new database, or none if there is no server.
    pub async fn create(self) -> Option<Database> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("diesel_scopes_blog_{}_{count}", std::process::id());
        let folder = tempfile::tempdir().unwrap();
        let url = match self {
            Backend::Sqlite => folder.path().join(&name).display().to_string(),
            _ => {
                let server = self.server()?;
                self.tell_server(&format!("CREATE DATABASE {name}")).await;
                let (host, _) = server.rsplit_once('/').expect("the URL of a database");
                format!("{host}/{name}")
            }
        };
        Some(Database {
            backend: self,
            url,
            name,
            _folder: folder,
        })
    }

    fn server(self) -> Option<String> {
        let variable = match self {
            Backend::Sqlite => return None,
            Backend::Postgresql => "POSTGRES_URL",
            Backend::Mariadb => "MARIADB_URL",
            Backend::Mysql => "MYSQL_URL",
        };
        let url = std::env::var(variable).ok();
        if url.is_none() {
            let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
            assert!(!ci, "{variable} is not set, which CI takes for a failure");
            println!("skipped: {variable} is not set; tests/run.sh starts a server");
        }
        url
    }

    async fn tell_server(self, sql: &str) {
        if let Some(server) = self.server() {
            Connection::open(self, &server).await.run(sql).await;
        }
    }
}

impl Database {
    /// A connection beside the program's.
    pub async fn connect(&self) -> Connection {
        Connection::open(self.backend, &self.url).await
    }

    pub async fn discard(self) {
        let force = match self.backend {
            Backend::Sqlite => return,
            Backend::Postgresql => " WITH (FORCE)",
            Backend::Mariadb | Backend::Mysql => "",
        };
        let drop = format!("DROP DATABASE {}{force}", self.name);
        self.backend.tell_server(&drop).await;
    }
}

pub enum Connection {
    Sqlite(SyncConnectionWrapper<SqliteConnection>),
    Postgresql(Box<AsyncPgConnection>),
    Mysql(AsyncMysqlConnection),
}

impl Connection {
    async fn open(backend: Backend, url: &str) -> Self {
        match backend {
            Backend::Sqlite => SyncConnectionWrapper::establish(url)
                .await
                .map(Connection::Sqlite),
            Backend::Postgresql => AsyncPgConnection::establish(url)
                .await
                .map(|conn| Connection::Postgresql(Box::new(conn))),
            Backend::Mariadb | Backend::Mysql => AsyncMysqlConnection::establish(url)
                .await
                .map(Connection::Mysql),
        }
        .unwrap()
    }

    pub async fn run(&mut self, sql: &str) {
        match self {
            Connection::Sqlite(conn) => conn.batch_execute(sql).await,
            Connection::Postgresql(conn) => conn.batch_execute(sql).await,
            Connection::Mysql(conn) => conn.batch_execute(sql).await,
        }
        .unwrap();
    }
}
