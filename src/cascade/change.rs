//! The rows that a cascade writes.

use diesel::QueryResult;

use super::graph::Incoming;
use super::plan::{Answer, Planner};
use super::rows::{CLAIMED, ROOTS, Verb, columns, columns_of, quoted_all};
use super::text::{Piece, Text};
use crate::declare::{CascadeBackend, Dialect};

/// An alias, which no table of a user is called.
pub(super) const GONE: &str = "diesel_scopes_gone";

/// The table that holds the rows that are to go where they refer to each other.
const NOTED: &str = "diesel_scopes_noted";

/// A statement, and whether the rows that it changes are those of the cascade.
enum Change {
    Rows(Text),
    Aside(Text),
}

/// The set that the columns of a table are looked up in.
struct Source {
    with: Text,
    from: String,
    columns: Vec<String>,
    stamp: Option<String>,
}

impl Planner {
    /// Counts the rows of a table that the cascade reaches.
    pub(super) fn count<DB: CascadeBackend>(&mut self, at: usize) -> QueryResult<()> {
        let set = &self.rows.tables[at].set;
        let text = self
            .rows
            .with::<DB>(&[at], false)?
            .then(format!("SELECT COUNT(*) FROM {set}"));
        self.push(text, true, Answer::Rows(at));
        Ok(())
    }

    /// Writes the rows of a table that the cascade reaches.
    pub(super) fn change<DB: CascadeBackend>(&mut self, at: usize) -> QueryResult<()> {
        let tree = !self.rows.node(at).trees.is_empty();
        let direct = match self.rows.node(at).incoming.as_slice() {
            [edge] if !tree => Some(*edge),
            _ => None,
        };
        let (texts, answer) = (self.texts_of::<DB>(at, tree, direct)?, Answer::Rows(at));
        for text in texts {
            let (text, answer) = match text {
                Change::Rows(text) => (text, answer),
                Change::Aside(text) => (text, Answer::Done),
            };
            self.push(text, false, answer);
        }
        Ok(())
    }

    fn texts_of<DB: CascadeBackend>(
        &self,
        at: usize,
        tree: bool,
        direct: Option<Incoming>,
    ) -> QueryResult<Vec<Change>> {
        let rows = &self.rows;
        let table = &rows.tables[at];
        let key = columns_of(&table.name, &table.key);
        let keys = rows.set_keys(key.len());

        if rows.verb == Verb::Purge
            && rows.dialect == Dialect::Mysql
            && rows.node(at).refers_to_itself()
        {
            return self.purge_entangled::<DB>(at, &key);
        }
        if at == 0 && !tree {
            return Ok(vec![Change::Rows(self.write_roots::<DB>(&key)?)]);
        }
        if let Some(edge) = direct {
            let set = &rows.tables[edge.parent].set;
            let foreign = columns::<DB>(&table.name, edge.key)?;
            let stamp = rows.stamp_of(at, &table.name);
            let with = rows.with::<DB>(&[edge.parent], false)?;
            let source = Source {
                with,
                from: set.clone(),
                columns: foreign,
                stamp,
            };
            return Ok(vec![Change::Rows(self.write::<DB>(
                at,
                source,
                Text::default(),
            )?)]);
        }
        if at == 0 && rows.verb != Verb::Purge {
            // The root rows are written by themselves, with their further columns.
            let below = format!(
                "(SELECT {keys} FROM {} WHERE ({keys}) NOT IN (SELECT {keys} FROM {ROOTS})) AS below",
                table.set
            );
            let with = rows.with::<DB>(&[at], true)?;
            let source = Source {
                with,
                from: below,
                columns: key.clone(),
                stamp: None,
            };
            return Ok(vec![
                Change::Rows(self.write::<DB>(at, source, Text::default())?),
                Change::Rows(self.write_roots::<DB>(&key)?),
            ]);
        }
        let with = rows.with::<DB>(&[at], false)?;
        let source = Source {
            with,
            from: table.set.clone(),
            columns: key,
            stamp: None,
        };
        Ok(vec![Change::Rows(self.write::<DB>(
            at,
            source,
            Text::default(),
        )?)])
    }

    /// The statement on the root rows.
    fn write_roots<DB: CascadeBackend>(&self, key: &[String]) -> QueryResult<Text> {
        if !self.rows.claimed {
            return Ok(Piece::Write.into());
        }
        let source = Source {
            with: Text::default(),
            from: CLAIMED.to_owned(),
            columns: key.to_vec(),
            stamp: None,
        };
        self.write::<DB>(0, source, Piece::Changes.into())
    }

    /// Writes the rows of a table whose columns hold a key of a set.
    fn write<DB: CascadeBackend>(
        &self,
        at: usize,
        source: Source,
        changes: Text,
    ) -> QueryResult<Text> {
        let rows = &self.rows;
        let table = &rows.tables[at];
        let name = &table.name;
        let reachable = rows.reachable::<DB>(at, name)?;
        let mysql = rows.dialect == Dialect::Mysql;

        // Only MySQL needs to be told whose columns these are, and only it may be.
        let target = if mysql {
            format!("{name}.")
        } else {
            String::new()
        };
        let assignments = match rows.verb {
            Verb::Delete => {
                let value = match at {
                    0 => Piece::Stamp.into(),
                    _ => match (rows.marker_of(at).flag)() {
                        Some(literal) => Text::sql(literal),
                        None => Piece::Stamp.into(),
                    },
                };
                Text::sql(format!("{target}{} = ", table.marker))
                    .then(value)
                    .then(changes)
            }
            Verb::Restore => {
                let mut assigned = vec![format!(
                    "{target}{} = {}",
                    table.marker,
                    rows.marker_of(at).restored
                )];
                for column in quoted_all::<DB>(rows.node(at).table.clear)? {
                    assigned.push(format!("{target}{column} = NULL"));
                }
                Text::sql(assigned.join(", ")).then(changes)
            }
            Verb::Purge => Text::default(),
        };

        if mysql {
            let keys = rows.set_keys(source.columns.len());
            let selected = if source.stamp.is_some() {
                format!("{keys}, stamp")
            } else {
                keys
            };
            let joined = Text::sql(format!("{name} INNER JOIN ("))
                .then(source.with)
                .then(format!("SELECT {selected} FROM {}) AS {GONE}", source.from))
                .then(format!(
                    " ON {}",
                    rows.on(&source.columns, source.stamp.as_deref(), GONE)
                ));
            return Ok(match rows.verb {
                Verb::Purge => Text::sql(format!("DELETE {name} FROM ")).then(joined),
                _ => Text::sql("UPDATE ")
                    .then(joined)
                    .then(" SET ")
                    .then(assignments),
            }
            .then(format!(" WHERE {reachable}")));
        }

        let within = rows.within(&source.columns, source.stamp.as_deref(), &source.from);
        Ok(match rows.verb {
            Verb::Purge => source.with.then(format!("DELETE FROM {name}")),
            _ => source
                .with
                .then(format!("UPDATE {name} SET "))
                .then(assignments),
        }
        .then(format!(" WHERE {within} AND {reachable}")))
    }

    /// MySQL checks foreign keys row by row, and so lets no parent go before its
    /// children within one statement: the rows are noted, their keys taken away,
    /// then they go.
    fn purge_entangled<DB: CascadeBackend>(
        &self,
        at: usize,
        key: &[String],
    ) -> QueryResult<Vec<Change>> {
        let rows = &self.rows;
        let table = &rows.tables[at];
        let name = &table.name;
        let keys = rows.set_keys(key.len());
        let named: Vec<_> = key
            .iter()
            .zip(keys.split(", "))
            .map(|(key, name)| format!("{key} AS {name}"))
            .collect();
        let noted = rows.on(key, None, NOTED);

        let mut changes = vec![
            Change::Aside(Text::sql(format!("DROP TEMPORARY TABLE IF EXISTS {NOTED}"))),
            Change::Aside(Text::sql(format!(
                "CREATE TEMPORARY TABLE {NOTED} AS SELECT {} FROM {name} WHERE 1 = 0",
                named.join(", ")
            ))),
            Change::Aside(
                Text::sql(format!("INSERT INTO {NOTED} ({keys}) "))
                    .then(rows.with::<DB>(&[at], false)?)
                    .then(format!("SELECT {keys} FROM {}", table.set)),
            ),
        ];
        for edge in rows.node(at).to_itself() {
            // One column that is NULL is enough for a key to refer to nothing.
            let nulls: Vec<_> = columns::<DB>(name, edge.key)?
                .into_iter()
                .zip((edge.nullable)())
                .filter(|(_, nullable)| *nullable)
                .map(|(column, _)| format!("{column} = NULL"))
                .collect();
            if !nulls.is_empty() {
                changes.push(Change::Aside(Text::sql(format!(
                    "UPDATE {name} INNER JOIN {NOTED} ON {noted} SET {}",
                    nulls.join(", ")
                ))));
            }
        }
        changes.push(Change::Rows(Text::sql(format!(
            "DELETE {name} FROM {name} INNER JOIN {NOTED} ON {noted}"
        ))));
        changes.push(Change::Aside(Text::sql(format!(
            "DROP TEMPORARY TABLE {NOTED}"
        ))));
        Ok(changes)
    }
}
