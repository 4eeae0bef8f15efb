//! What is known of tables when all of them are read.

use std::collections::BTreeMap;

use super::building::Building;
use super::cells::{Cells, Reading};
use super::definition;
use super::error::CatalogueError;
use super::types::{Index, Part};
use crate::declare::Dialect;

impl Building {
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
