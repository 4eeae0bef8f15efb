//! Listens to a connection.

use std::fmt::{self, Write};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use diesel::connection::{Instrumentation, InstrumentationEvent};

use super::judge::Judge;
use crate::declare::{CascadeBackend, Dialect};

/// The guards that are installed.
pub(super) static INSTALLED: RwLock<Vec<Arc<Judge>>> = RwLock::new(Vec::new());

/// The default instrumentation that was there before the first of them: it goes on, one
/// for all connections.
pub(super) static BEFORE: Mutex<Option<Box<dyn Instrumentation>>> = Mutex::new(None);

/// The instrumentation by which guards listen to a connection. It hands every event on.
pub struct Watching {
    dialect: Option<Dialect>,
    hears: Hears,
    then: Then,
}

/// Who hears what is sent.
enum Hears {
    Installed,
    One(Arc<Judge>),
}

/// To whom events go on.
enum Then {
    Nobody,
    Before,
    This(Box<dyn Instrumentation>),
}

impl Watching {
    /// For `set_default_instrumentation`.
    pub(super) fn every() -> Option<Box<dyn Instrumentation>> {
        Some(Box::new(Watching {
            dialect: None,
            hears: Hears::Installed,
            then: Then::Before,
        }))
    }

    pub(super) fn beside(this: impl Instrumentation) -> Self {
        Watching {
            dialect: None,
            hears: Hears::Installed,
            then: Then::This(Box::new(this)),
        }
    }

    pub(super) fn for_one(judge: Arc<Judge>) -> Self {
        Watching {
            dialect: None,
            hears: Hears::One(judge),
            then: Then::Nobody,
        }
    }

    /// Names the backend of the connection, which the guard knows by itself of those that are
    /// established while it listens: `guard.instrumentation().on::<diesel::pg::Pg>()`.
    ///
    /// Where it is not known, a statement is read as PostgreSQL would, else as MySQL, else as
    /// SQLite.
    pub fn on<DB: CascadeBackend>(self) -> Self {
        Watching {
            dialect: Some(DB::DIALECT),
            ..self
        }
    }

    fn hear(&self, query: &dyn fmt::Display) {
        let installed;
        let judges = match &self.hears {
            Hears::One(judge) => std::slice::from_ref(judge),
            Hears::Installed => {
                installed = INSTALLED
                    .read()
                    .unwrap_or_else(PoisonError::into_inner)
                    .clone();
                installed.as_slice()
            }
        };
        if judges.is_empty() {
            return;
        }
        let mut sql = Sql(String::new());
        // It ends with an error where the binds begin.
        let _ = write!(sql, "{query}");
        if !sql.0.is_empty() {
            judges
                .iter()
                .for_each(|judge| judge.hear(&sql.0, self.dialect));
        }
    }
}

impl fmt::Debug for Watching {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watching").finish_non_exhaustive()
    }
}

impl Instrumentation for Watching {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match &event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => {
                self.dialect = Some(dialect_behind(url));
            }
            InstrumentationEvent::StartQuery { query, .. } => self.hear(query),
            _ => {}
        }
        match &mut self.then {
            Then::Nobody => {}
            Then::Before => {
                let mut before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(before) = &mut *before {
                    before.on_connection_event(event);
                }
            }
            Then::This(this) => this.on_connection_event(event),
        }
    }
}

/// The database that such a URL leads to.
fn dialect_behind(url: &str) -> Dialect {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme);
    match scheme {
        Some("mysql" | "mariadb") => Dialect::Mysql,
        Some("postgres" | "postgresql") => Dialect::Postgres,
        // `host=… user=…`, as libpq has it.
        None if url.split_whitespace().any(|it| it.starts_with("host=")) => Dialect::Postgres,
        _ => Dialect::Sqlite,
    }
}

/// The SQL of a query, and none of its binds: Diesel writes these behind it.
struct Sql(String);

impl Write for Sql {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        if part == " -- binds: " {
            return Err(fmt::Error);
        }
        self.0.push_str(part);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Sql, Write, dialect_behind};
    use crate::declare::Dialect;

    #[test]
    fn a_url_tells_the_database() {
        for (url, dialect) in [
            ("postgres://me:secret@localhost/blog", Dialect::Postgres),
            ("postgresql:///blog", Dialect::Postgres),
            ("host=localhost user=me", Dialect::Postgres),
            ("mysql://root@127.0.0.1:3306/blog", Dialect::Mysql),
            (":memory:", Dialect::Sqlite),
            ("file:blog.sqlite?mode=ro", Dialect::Sqlite),
            ("/var/lib/blog", Dialect::Sqlite),
        ] {
            assert_eq!(dialect_behind(url), dialect, "{url}");
        }
    }

    #[test]
    fn sql_ends_where_the_binds_begin() {
        let mut sql = Sql(String::new());
        let text = "SELECT ' -- binds: ' = $1";
        assert!(write!(sql, "{text} -- binds: {:?}", ["secret"]).is_err());
        assert_eq!(sql.0, text);
    }
}
