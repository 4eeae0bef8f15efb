//! Reads the catalogue of a database.

use std::collections::{BTreeSet, VecDeque};

use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;

use super::building::Building;
use super::error::CatalogueError;
use super::types::Catalogue;
use super::{mysql, postgresql, sqlite};
use crate::declare::{CascadeBackend, Database as _, Dialect};
use crate::execute::{Answer, Job, Runs, Task};

impl Catalogue {
    /// Reads what the database says about the tables that are found by their name alone:
    /// those in the search path of PostgreSQL, in the database of a connection to MySQL or
    /// MariaDB, and in the main file of SQLite. Views are none.
    ///
    /// A few queries, however many tables there are. Followed by `.await?` on a connection of
    /// diesel-async and by `?` on one of Diesel.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel::prelude::*;
    /// use diesel_scopes::check::catalogue::{Catalogue, Kind};
    ///
    /// let conn = &mut SqliteConnection::establish(":memory:").unwrap();
    /// diesel::sql_query("CREATE TABLE posts (id INTEGER PRIMARY KEY, removed BOOLEAN NOT NULL)")
    ///     .execute(conn)
    ///     .unwrap();
    ///
    /// let catalogue = Catalogue::read(conn).unwrap();
    /// let posts = catalogue.table(None, "posts").unwrap();
    /// assert_eq!(posts.primary_key, ["id"]);
    /// assert_eq!(posts.column("removed").map(|column| column.kind), Some(Kind::Bool));
    /// # }
    /// # #[cfg(not(feature = "sqlite"))] fn main() {}
    /// ```
    ///
    /// # Errors
    ///
    /// [`CatalogueError`]: where the role of the connection may not read the catalogue, or the
    /// database does not answer.
    pub fn read<'conn, Conn, Mode>(
        conn: &'conn mut Conn,
    ) -> Conn::Returned<'conn, Catalogue, CatalogueError>
    where
        Conn: Runs<Mode, Backend: CascadeBackend>,
    {
        Catalogue::read_schemas(conn, std::iter::empty::<String>())
    }

    /// Reads the tables of these schemas too: of other databases on MySQL and MariaDB. SQLite
    /// has none.
    ///
    /// # Errors
    ///
    /// Those of [`read`](Catalogue::read). That there is no such schema is none.
    pub fn read_schemas<'conn, Conn, Mode>(
        conn: &'conn mut Conn,
        schemas: impl IntoIterator<Item = impl Into<String>>,
    ) -> Conn::Returned<'conn, Catalogue, CatalogueError>
    where
        Conn: Runs<Mode, Backend: CascadeBackend>,
    {
        let schemas = schemas.into_iter().map(Into::into);
        conn.work(ReadJob::new(Conn::Backend::DIALECT, schemas))
    }
}

/// The reading, for what is done with the catalogue besides.
pub(in crate::check) struct ReadJob {
    building: Building,
    schemas: Vec<Option<String>>,
    /// What is asked next, on MySQL of which of the schemas.
    due: VecDeque<(Ask, usize)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    Server,
    /// On MySQL.
    Tables,
    Columns,
    Indexes,
    /// On MySQL.
    Rules,
    Keys,
    /// On SQLite.
    Texts,
}

impl ReadJob {
    pub(in crate::check) fn new(
        dialect: Dialect,
        schemas: impl IntoIterator<Item = String>,
    ) -> Self {
        // Each once.
        let schemas = BTreeSet::from_iter(schemas);
        ReadJob {
            building: Building::new(dialect),
            schemas: schemas.into_iter().map(Some).collect(),
            due: VecDeque::from([(Ask::Server, 0)]),
        }
    }

    /// What is asked when the server is known.
    fn ask(&mut self) -> Result<(), CatalogueError> {
        use Ask::{Columns, Indexes, Keys, Rules, Tables, Texts};
        let about = |asks: &[Ask], at| asks.iter().map(move |ask| (*ask, at)).collect::<Vec<_>>();
        match self.building.dialect {
            Dialect::Postgres => self.due.extend(about(&[Columns, Indexes, Keys], 0)),
            Dialect::Sqlite => self.due.extend(about(&[Columns, Indexes, Keys, Texts], 0)),
            Dialect::Mysql => {
                let own = self.building.own.first().cloned();
                self.schemas
                    .insert(0, Some(own.ok_or(CatalogueError::NoDatabase)?));
                for at in 0..self.schemas.len() {
                    if at == 0 || self.schemas[at] != self.schemas[0] {
                        let asks = [Tables, Columns, Indexes, Rules, Keys];
                        self.due.extend(about(&asks, at));
                    }
                }
            }
        }
        Ok(())
    }
}

impl<DB: CascadeBackend> QueryFragment<DB> for ReadJob {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        // Asked once, and not kept.
        out.unsafe_to_cache_prepared();
        let Some(&(ask, at)) = self.due.front() else {
            return Ok(());
        };
        let pieces: &[&str] = match (DB::DIALECT, ask) {
            (Dialect::Postgres, Ask::Server) => &[postgresql::SERVER],
            (Dialect::Postgres, Ask::Columns) => &postgresql::COLUMNS,
            (Dialect::Postgres, Ask::Indexes) => &postgresql::INDEXES,
            (Dialect::Postgres, Ask::Keys) => &postgresql::KEYS,
            (Dialect::Mysql, Ask::Server) => &[mysql::SERVER],
            (Dialect::Mysql, Ask::Tables) => &mysql::TABLES,
            (Dialect::Mysql, Ask::Columns) => &mysql::COLUMNS,
            (Dialect::Mysql, Ask::Indexes) => &mysql::INDEXES,
            (Dialect::Mysql, Ask::Rules) => &mysql::RULES,
            (Dialect::Mysql, Ask::Keys) => &mysql::KEYS,
            (Dialect::Sqlite, Ask::Server) => &[sqlite::SERVER],
            (Dialect::Sqlite, Ask::Columns) => &[sqlite::COLUMNS],
            (Dialect::Sqlite, Ask::Indexes) => &[sqlite::INDEXES],
            (Dialect::Sqlite, Ask::Keys) => &[sqlite::KEYS],
            (Dialect::Sqlite, Ask::Texts) => &[sqlite::TEXTS],
            (_, Ask::Tables | Ask::Rules | Ask::Texts) => &[],
        };
        for (n, piece) in pieces.iter().enumerate() {
            if n > 0 && DB::DIALECT == Dialect::Postgres {
                out.push_sql("ARRAY[");
                for (n, schema) in self.schemas.iter().enumerate() {
                    out.push_sql(if n == 0 { "" } else { ", " });
                    DB::push_text(schema, out.reborrow())?;
                }
                out.push_sql("]::TEXT[]");
            } else if n > 0 {
                DB::push_text(&self.schemas[at], out.reborrow())?;
            }
            out.push_sql(piece);
        }
        Ok(())
    }
}

impl<DB: CascadeBackend> Job<DB> for ReadJob {
    type Report = Catalogue;
    type Error = CatalogueError;

    fn next(&mut self) -> Result<Task, CatalogueError> {
        Ok(match self.due.front() {
            Some(_) => Task::Rows,
            None => Task::Done,
        })
    }

    fn answer(&mut self, answer: QueryResult<Answer>) -> Result<(), CatalogueError> {
        let Answer::Rows(rows) = answer? else {
            return Ok(());
        };
        match self.due.pop_front() {
            Some((Ask::Server, _)) => {
                self.building.server(rows)?;
                self.ask()?;
            }
            Some((Ask::Tables, _)) => self.building.tables(rows)?,
            Some((Ask::Columns, _)) => self.building.columns(rows)?,
            Some((Ask::Indexes, _)) => self.building.indexes(rows)?,
            Some((Ask::Rules, _)) => self.building.rules(rows)?,
            Some((Ask::Keys, _)) => self.building.keys(rows)?,
            Some((Ask::Texts, _)) => self.building.texts(rows)?,
            None => {}
        }
        if self.due.is_empty() {
            self.building.complete();
        }
        Ok(())
    }

    fn finish(self) -> Catalogue {
        self.building.catalogue()
    }
}
