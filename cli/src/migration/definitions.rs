//! What would make a table, its indexes and its triggers again, in the words of the database.

use diesel_scopes::check::catalogue::{Index, Part};

use super::{Work, text};
use crate::failure::{Failure, Result};

/// What the catalogue of a database has as texts.
#[derive(Debug, Default)]
pub(crate) struct Definitions {
    /// Of SQLite, which has constraints there and nowhere else.
    pub(crate) table: Option<String>,
    pub(crate) indexes: Vec<IndexDefinition>,
    pub(crate) triggers: Vec<String>,
    /// Statements that make the whole of a database of SQLite, without rows.
    pub(crate) objects: Vec<String>,
    /// The names that no new table or index can have, in lower case.
    pub(crate) taken: Vec<String>,
}

#[derive(Debug, Default)]
pub(crate) struct IndexDefinition {
    pub(crate) name: String,
    /// `CREATE UNIQUE INDEX …` of PostgreSQL, and of SQLite where it is in no table's definition.
    pub(crate) statement: Option<String>,
    /// `UNIQUE (…)` of PostgreSQL.
    pub(crate) constraint: Option<String>,
    /// Of SQLite, MySQL and MariaDB.
    pub(crate) parts: Vec<PartDefinition>,
    /// What stands behind the parts on MySQL and MariaDB: a comment, whether it is used.
    pub(crate) options: String,
    pub(crate) deferrable: bool,
    pub(crate) replica_identity: bool,
    /// What PostgreSQL was told of it since it was made: where it is, what it is for.
    pub(crate) also: Option<String>,
}

/// How values are compared and sorted.
#[derive(Debug)]
pub(crate) struct PartDefinition {
    pub(crate) collation: Option<String>,
    pub(crate) descending: bool,
}

impl Definitions {
    pub(super) fn index(&self, name: &str) -> Option<&IndexDefinition> {
        self.indexes.iter().find(|index| index.name == name)
    }
}

impl Work<'_> {
    pub(super) fn definition(&self, index: &Index) -> Result<&IndexDefinition> {
        self.definitions.index(&index.name).ok_or_else(|| {
            let (table, index) = (&self.table.name, &index.name);
            Failure::new(format!(
                "the index `{index}` of {table} has gone while it was looked at"
            ))
            .help("try again")
        })
    }

    /// The parts of an index of SQLite, MySQL or MariaDB, each compared and sorted as it was.
    pub(super) fn parts(&self, index: &Index) -> Result<Vec<String>> {
        let known = &self.definition(index)?.parts;
        let written = self.quote.parts(&index.parts);
        let parts = index.parts.iter().zip(written).zip(known);
        let parts = parts.map(|((part, mut text), known)| {
            let is_whole = match (part, &known.collation) {
                (Part::Column(name), Some(collation)) => {
                    let definition = self.definitions.table.as_deref();
                    let of_column = definition.and_then(|it| text::collation(it, name));
                    let of_column = of_column.as_deref().unwrap_or("BINARY");
                    if !of_column.eq_ignore_ascii_case(collation) {
                        text += " COLLATE ";
                        text += &self.quote.name(collation);
                    }
                    false
                }
                // An expression of SQLite is the text of its part, with all that belongs to it.
                (Part::Expression(sql), Some(_)) => sql != "rowid",
                (_, None) => false,
            };
            if known.descending && !is_whole {
                text += " DESC";
            }
            text
        });
        Ok(parts.collect())
    }
}
