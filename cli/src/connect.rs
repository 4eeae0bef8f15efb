//! Opens a database and reads its catalogue.

use std::path::Path;
use std::time::Duration;

use diesel::{Connection, ConnectionError, ConnectionResult, SqliteConnection};
use diesel_async::{AsyncConnection, AsyncMysqlConnection, AsyncPgConnection};
use diesel_scopes::check::catalogue::{Catalogue, CatalogueError};
use tokio::runtime;

use crate::args::DatabaseArgs;
use crate::failure::{Failure, Result};

/// How long a server has to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Reads the catalogue of the database that is named, with the schemas that are asked for.
pub(crate) fn catalogue(database: &DatabaseArgs, schemas: &[String]) -> Result<Catalogue> {
    let url = url(database)?;
    let schemas = database.schemas.iter().chain(schemas).cloned();
    let schemas: Vec<String> = schemas.collect();
    let read = match Server::of(url)? {
        Server::Sqlite(path) => Catalogue::read_schemas(&mut open(path)?, schemas),
        Server::Postgresql => on_server(url, async {
            let mut conn = AsyncPgConnection::establish(url).await?;
            Ok(Catalogue::read_schemas(&mut conn, schemas).await)
        })?,
        Server::Mysql => on_server(url, async {
            let mut conn = AsyncMysqlConnection::establish(url).await?;
            Ok(Catalogue::read_schemas(&mut conn, schemas).await)
        })?,
    };
    read.map_err(|error| unread(url, &error))
}

/// Says that nothing is seen.
pub(crate) fn refuse_empty(catalogue: &Catalogue) -> Result<()> {
    if catalogue.tables.is_empty() {
        return Err(
            Failure::new("the database has no tables that this role sees")
                .help("run its migrations first, or name a schema with --schema"),
        );
    }
    Ok(())
}

pub(crate) fn url(database: &DatabaseArgs) -> Result<&str> {
    match database.database_url.as_deref() {
        None | Some("") => Err(Failure::new("no database is named")
            .help("give --database-url postgres://user@host/database, or set DATABASE_URL")),
        Some(url) => Ok(url),
    }
}

/// Runs what is asked of a server, which has to answer in time.
pub(crate) fn on_server<T>(
    url: &str,
    asked: impl Future<Output = ConnectionResult<T>>,
) -> Result<T> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(error.to_string()))?;
    match runtime.block_on(async { tokio::time::timeout(PATIENCE, asked).await }) {
        Ok(answer) => answer.map_err(|error| unreachable(url, &error)),
        Err(_) => {
            let seconds = PATIENCE.as_secs();
            let message = format!("{} does not answer within {seconds} s", shown(url));
            Err(Failure::new(message).help("see whether the host and the port are right"))
        }
    }
}

pub(crate) enum Server<'a> {
    Postgresql,
    Mysql,
    Sqlite(&'a str),
}

impl<'a> Server<'a> {
    pub(crate) fn of(url: &'a str) -> Result<Self> {
        let Some((scheme, rest)) = url.split_once(':') else {
            return Ok(Server::Sqlite(url));
        };
        match scheme {
            "postgres" | "postgresql" => Ok(Server::Postgresql),
            "mysql" => Ok(Server::Mysql),
            "sqlite" => Ok(Server::Sqlite(rest.strip_prefix("//").unwrap_or(rest))),
            "file" | "" => Ok(Server::Sqlite(url)),
            // A path, with a colon in it or (on Windows) in front.
            _ if Path::new(url).exists() => Ok(Server::Sqlite(url)),
            "mariadb" => Err(Failure::new(
                "the URL begins with `mariadb:`, which Diesel does not know",
            )
            .help("MariaDB is reached by mysql://user@host/database")),
            _ => Err(Failure::new(format!(
                "the URL begins with `{scheme}:`, which is no database"
            ))
            .help("there are postgres://, mysql:// (MariaDB too) and sqlite://FILE")),
        }
    }
}

pub(crate) fn open(path: &str) -> Result<SqliteConnection> {
    // SQLite would make one.
    if !path.starts_with("file:") && !Path::new(path).is_file() {
        return Err(Failure::new(format!("there is no file `{path}`"))
            .help("give the path of the database: sqlite://FILE"));
    }
    SqliteConnection::establish(path).map_err(|error| unreachable(path, &error))
}

fn unreachable(url: &str, error: &ConnectionError) -> Failure {
    let message = format!("{} cannot be reached: {}", shown(url), sentence(error));
    Failure::new(message).help("see whether the server runs, and whether host, port, user, password and database are right; connections are made without TLS")
}

fn sentence(error: &ConnectionError) -> String {
    match error {
        ConnectionError::BadConnection(message) => message.clone(),
        other => other.to_string(),
    }
}

pub(crate) fn unread(url: &str, error: &CatalogueError) -> Failure {
    let failure = Failure::new(format!("{}: {error}", shown(url)));
    match error {
        CatalogueError::Denied { .. } => {
            failure.help("without it, keys and indexes would seem to be missing")
        }
        _ => failure,
    }
}

/// A URL without its password.
fn shown(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    match rest.rsplit_once('@') {
        Some((user, host)) => {
            let user = user.split(':').next().unwrap_or(user);
            format!("{scheme}://{user}@{host}")
        }
        None => format!("{scheme}://{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn passwords_are_not_shown() {
        assert_eq!(
            shown("postgres://me:se@cret@host:5432/db?x=secret"),
            "postgres://me@host:5432/db"
        );
        assert_eq!(shown("mysql://host/db"), "mysql://host/db");
        assert_eq!(shown("blog.sqlite"), "blog.sqlite");
    }
}
