//! What would make a table, its indexes and its triggers again, in the words of the database.

/// What the catalogue of a database has as texts.
#[derive(Debug, Default)]
pub(crate) struct Definitions {
    /// Of SQLite, which has constraints there and nowhere else.
    pub(crate) table: Option<String>,
    pub(crate) indexes: Vec<IndexDefinition>,
    pub(crate) triggers: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct IndexDefinition {
    pub(crate) name: String,
    /// `CREATE UNIQUE INDEX …`
    pub(crate) index: String,
    /// `UNIQUE (…)`
    pub(crate) constraint: Option<String>,
}

impl Definitions {
    pub(super) fn index(&self, name: &str) -> Option<&IndexDefinition> {
        self.indexes.iter().find(|index| index.name == name)
    }
}
