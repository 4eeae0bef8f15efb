//! Which database it is.

use crate::declare::Dialect;

/// The kind of a database, as far as the SQL that mends a finding depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Server {
    /// PostgreSQL.
    PostgreSql,
    /// MySQL's own server.
    MySql,
    /// MariaDB.
    MariaDb,
    /// SQLite.
    Sqlite,
}

impl Server {
    pub(super) fn dialect(self) -> Dialect {
        match self {
            Server::PostgreSql => Dialect::Postgres,
            Server::MySql | Server::MariaDb => Dialect::Mysql,
            Server::Sqlite => Dialect::Sqlite,
        }
    }
}
