//! Tables, made of the rows of a catalogue.

use std::collections::BTreeMap;

use super::cells::{Cells, Reading};
use super::error::CatalogueError;
use super::kind::TypeNames;
use super::types::{
    Action, Catalogue, Column, ForeignKey, Index, Part, Product, Server, Table, TableName,
};
use crate::declare::Dialect;

pub(super) struct Building {
    pub(super) dialect: Dialect,
    server: Server,
    pub(super) own: Vec<String>,
    pub(super) tables: BTreeMap<TableName, Table>,
    /// What becomes of rows by the foreign keys of MySQL: table, name of the key, rules.
    rules: BTreeMap<(TableName, String), (String, String)>,
}

impl Building {
    pub(super) fn new(dialect: Dialect) -> Self {
        let product = match dialect {
            Dialect::Postgres => Product::Postgresql,
            Dialect::Mysql => Product::Mysql,
            Dialect::Sqlite => Product::Sqlite,
        };
        Building {
            dialect,
            server: Server {
                product,
                version: (0, 0, 0),
            },
            own: Vec::new(),
            tables: BTreeMap::new(),
            rules: BTreeMap::new(),
        }
    }

    pub(super) fn catalogue(self) -> Catalogue {
        Catalogue {
            server: self.server,
            own: self.own,
            tables: self.tables.into_values().collect(),
        }
    }

    pub(super) fn server(&mut self, rows: Vec<Cells>) -> Result<(), CatalogueError> {
        let mut own = Vec::new();
        for cells in rows {
            let mut row = Reading::new(cells, "itself");
            let what = row.text()?;
            let value = row.text()?;
            match what.as_str() {
                "version" => self.server.version = self.version(&value),
                "mariadb" => self.server.product = Product::Mariadb,
                "own" => own.push((row.number()?, value)),
                "denied" => {
                    return Err(CatalogueError::Denied {
                        privilege: format!("`SELECT ON {value}`"),
                        what: value,
                    });
                }
                _ => return Err(row.unexpected()),
            }
        }
        own.sort_unstable();
        self.own = own.into_iter().map(|(_, schema)| schema).collect();
        Ok(())
    }

    /// `10.11.14-MariaDB`, `9.7.4-2`, `3.50.2`; PostgreSQL's is a number, `150004`.
    fn version(&self, text: &str) -> (u32, u32, u32) {
        if self.dialect == Dialect::Postgres {
            let number: u32 = text.parse().unwrap_or(0);
            return (number / 10_000, number % 10_000, 0);
        }
        let numbers = text.split(|c: char| !c.is_ascii_digit());
        let mut numbers = numbers.map(|number| number.parse().unwrap_or(0));
        let mut next = || numbers.next().unwrap_or(0);
        (next(), next(), next())
    }

    /// The tables of MySQL, which has views among its columns.
    pub(super) fn tables(&mut self, rows: Vec<Cells>) -> Result<(), CatalogueError> {
        for cells in rows {
            self.named(Reading::new(cells, "its tables").table()?);
        }
        Ok(())
    }

    fn named(&mut self, name: TableName) -> &mut Table {
        self.tables.entry(name.clone()).or_insert_with(|| Table {
            name,
            columns: Vec::new(),
            primary_key: Vec::new(),
            indexes: Vec::new(),
            foreign_keys: Vec::new(),
        })
    }

    pub(super) fn columns(&mut self, rows: Vec<Cells>) -> Result<(), CatalogueError> {
        for cells in rows {
            let mut row = Reading::new(cells, "its columns");
            let name = row.table()?;
            if self.dialect == Dialect::Mysql && !self.tables.contains_key(&name) {
                continue;
            }
            let (dialect, product) = (self.dialect, self.server.product);
            let table = self.named(name);
            // A table of PostgreSQL can be without columns.
            let Some(name) = row.maybe() else { continue };
            let sql_type = row.text()?;
            let base = row.text()?;
            let types = TypeNames {
                sql_type: &sql_type,
                base: &base,
                digits: row.number()?,
            };
            let kind = types.kind(dialect);
            let nullable = row.flag()?;
            let default = row.maybe();
            let generated = row.maybe().map(|sql| written(product, sql));
            if row.number()?.is_some_and(|at| at > 0) {
                table.primary_key.push(name.clone());
            }
            table.columns.push(Column {
                name,
                sql_type,
                kind,
                nullable,
                default,
                generated,
            });
        }
        Ok(())
    }

    pub(super) fn indexes(&mut self, rows: Vec<Cells>) -> Result<(), CatalogueError> {
        for cells in rows {
            let mut row = Reading::new(cells, "its indexes");
            let product = self.server.product;
            // None if it was made since its columns were read.
            let Some(table) = self.tables.get_mut(&row.table()?) else {
                continue;
            };
            let index = Index {
                name: row.text()?,
                parts: Vec::new(),
                unique: row.flag()?,
                primary: row.flag()?,
                predicate: row.maybe(),
                nulls_equal: row.flag()?,
                finds: row.flag()?,
                constraint: row.flag()?,
                definition: row.maybe(),
            };
            let part = match row.maybe() {
                Some(column) => Part::Column(column),
                None => Part::Expression(written(product, row.text()?)),
            };
            match table.indexes.last_mut() {
                Some(last) if last.name == index.name => last.parts.push(part),
                _ => table.indexes.push(Index {
                    parts: vec![part],
                    ..index
                }),
            }
        }
        Ok(())
    }

    pub(super) fn rules(&mut self, rows: Vec<Cells>) -> Result<(), CatalogueError> {
        for cells in rows {
            let mut row = Reading::new(cells, "its foreign keys");
            let key = (row.table()?, row.text()?);
            self.rules.insert(key, (row.text()?, row.text()?));
        }
        Ok(())
    }

    pub(super) fn keys(&mut self, rows: Vec<Cells>) -> Result<(), CatalogueError> {
        for cells in rows {
            let mut row = Reading::new(cells, "its foreign keys");
            // None if it was made since its columns were read.
            let Some(table) = self.tables.get_mut(&row.table()?) else {
                continue;
            };
            let name = row.text()?;
            let column = row.text()?;
            let parent = row.table()?;
            // None on SQLite, for the primary key.
            let refers = row.maybe();
            let rules = row.maybe().zip(row.maybe()).or_else(|| {
                let key = (table.name.clone(), name.clone());
                self.rules.get(&key).cloned()
            });
            let Some((on_delete, on_update)) = rules else {
                return Err(CatalogueError::Denied {
                    what: format!("the foreign keys of `{}`", table.name),
                    privilege: format!("`REFERENCES ON {}`", table.name),
                });
            };
            let (Some(on_delete), Some(on_update)) = (action(&on_delete), action(&on_update))
            else {
                return Err(row.unexpected());
            };
            let deferrable = row.maybe().map(|deferred| deferred == "true");
            let name = Some(name);
            match table.foreign_keys.last_mut() {
                Some(last) if last.name == name => {
                    last.columns.push(column);
                    last.refers.extend(refers);
                }
                _ => table.foreign_keys.push(ForeignKey {
                    name,
                    columns: vec![column],
                    table: parent,
                    refers: refers.into_iter().collect(),
                    on_delete,
                    on_update,
                    deferrable,
                }),
            }
        }
        Ok(())
    }
}

/// An expression as it was written: MySQL has a backslash in front of each quote in those that it
/// keeps, `_utf8mb4\'D\'`.
fn written(product: Product, sql: String) -> String {
    if product != Product::Mysql {
        return sql;
    }
    let mut written = String::with_capacity(sql.len());
    let mut rest = sql.chars();
    while let Some(one) = rest.next() {
        written.extend(if one == '\\' { rest.next() } else { Some(one) });
    }
    written
}

/// What a rule of a foreign key is called.
fn action(rule: &str) -> Option<Action> {
    Some(match rule {
        "NO ACTION" | "RESTRICT" => Action::Refuse,
        "CASCADE" => Action::Cascade,
        "SET NULL" => Action::SetNull,
        "SET DEFAULT" => Action::SetDefault,
        _ => return None,
    })
}
