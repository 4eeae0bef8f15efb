//! Tables, made of the rows of a catalogue.

use std::collections::BTreeMap;

use super::cells::{Cells, Reading};
use super::definition;
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
    tables: BTreeMap<TableName, Table>,
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

    /// What SQLite has in the texts of its tables and indexes alone.
    pub(super) fn texts(&mut self, rows: Vec<Cells>) -> Result<(), CatalogueError> {
        let mut texts = BTreeMap::new();
        for cells in rows {
            let mut row = Reading::new(cells, "its definitions");
            texts.insert(row.text()?, row.text()?);
        }
        let unreadable = |name: &str| CatalogueError::Unexpected {
            what: format!("the definition of `{name}`"),
        };
        for table in self.tables.values_mut() {
            let name = &table.name.name;
            if table
                .columns
                .iter()
                .any(|column| column.generated.is_some())
            {
                let text = texts.get(name).and_then(|text| definition::generated(text));
                let mut generated = text.ok_or_else(|| unreadable(name))?;
                for column in &mut table.columns {
                    if let Some(text) = &mut column.generated {
                        let known = generated.remove(&column.name.to_lowercase());
                        *text = known.ok_or_else(|| unreadable(name))?;
                    }
                }
            }
            for index in &mut table.indexes {
                index.definition = texts.get(&index.name).cloned();
                let is_part_of_text =
                    |part: &Part| matches!(part, Part::Expression(text) if text.is_empty());
                if index.predicate.is_none() && !index.parts.iter().any(is_part_of_text) {
                    continue;
                }
                let text = texts.get(&index.name);
                let text = text.and_then(|text| definition::index(text));
                let text = text.ok_or_else(|| unreadable(&index.name))?;
                index.predicate = text.predicate;
                for (part, text) in index.parts.iter_mut().zip(text.parts) {
                    if is_part_of_text(part) {
                        *part = Part::Expression(text);
                    }
                }
            }
        }
        Ok(())
    }

    pub(super) fn complete(&mut self) {
        if self.dialect == Dialect::Sqlite {
            self.complete_sqlite();
        }
        for table in self.tables.values_mut() {
            if let Some(primary) = table.indexes.iter().find(|index| index.primary) {
                let columns = primary.columns().unwrap_or_default();
                table.primary_key = columns.into_iter().map(str::to_owned).collect();
            }
        }
    }

    /// On SQLite an `INTEGER PRIMARY KEY` is in no index, foreign keys have no names that are
    /// known, and what they refer to is as it was written.
    fn complete_sqlite(&mut self) {
        for table in self.tables.values_mut() {
            let has_index = table.indexes.iter().any(|index| index.primary);
            if let (false, [key]) = (has_index, table.primary_key.as_slice()) {
                let column = table.columns.iter_mut().find(|column| column.name == *key);
                if let Some(column) = column {
                    column.nullable = false;
                }
                let index = Index {
                    name: String::new(),
                    parts: vec![Part::Column(key.clone())],
                    unique: true,
                    primary: true,
                    predicate: None,
                    nulls_equal: false,
                    finds: true,
                    constraint: true,
                    definition: None,
                };
                table.indexes.insert(0, index);
            }
        }
        let names = self.tables.values().map(|table| {
            let columns = table.columns.iter().map(|column| column.name.clone());
            let columns: Vec<String> = columns.collect();
            let primary = table.indexes.iter().find(|index| index.primary);
            let primary = primary.and_then(Index::columns).unwrap_or_default();
            let primary: Vec<String> = primary.into_iter().map(str::to_owned).collect();
            (
                table.name.name.to_lowercase(),
                (table.name.clone(), columns, primary),
            )
        });
        let names: BTreeMap<_, _> = names.collect();
        for table in self.tables.values_mut() {
            for key in &mut table.foreign_keys {
                key.name = None;
                let Some((name, columns, primary)) = names.get(&key.table.name.to_lowercase())
                else {
                    continue;
                };
                key.table = name.clone();
                if key.refers.is_empty() {
                    key.refers = primary.clone();
                }
                for refers in &mut key.refers {
                    if let Some(name) = columns.iter().find(|it| it.eq_ignore_ascii_case(refers)) {
                        refers.clone_from(name);
                    }
                }
            }
        }
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
