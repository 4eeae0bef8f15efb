//! Foreign keys.

use super::super::catalogue::{Action, ForeignKey, Table};
use super::Sql;
use crate::declare::Dialect;

impl Sql<'_> {
    /// The same foreign key, without anything that a `DELETE` of the parent sets off. Nothing on
    /// SQLite, which has keys in its tables' definitions only.
    pub(in crate::check) fn no_action(&self, table: &Table, key: &ForeignKey) -> Vec<String> {
        let Some(name) = &key.name else {
            return Vec::new();
        };
        let of = self.table(&table.name);
        let name = self.quoted(name);
        let on_update = match key.on_update {
            Action::Refuse => "",
            Action::Cascade => " ON UPDATE CASCADE",
            Action::SetNull => " ON UPDATE SET NULL",
            Action::SetDefault => " ON UPDATE SET DEFAULT",
        };
        let deferrable = match key.deferrable {
            None => "",
            Some(false) => " DEFERRABLE",
            Some(true) => " DEFERRABLE INITIALLY DEFERRED",
        };
        let added = format!(
            "ADD CONSTRAINT {name} FOREIGN KEY ({}) REFERENCES {} ({}){on_update}{deferrable}",
            self.list(&key.columns),
            self.table(&key.table),
            self.list(&key.refers)
        );
        match self.dialect() {
            Dialect::Postgres => {
                vec![format!("ALTER TABLE {of} DROP CONSTRAINT {name}, {added}")]
            }
            Dialect::Mysql => vec![
                format!("ALTER TABLE {of} DROP FOREIGN KEY {name}"),
                format!("ALTER TABLE {of} {added}"),
            ],
            Dialect::Sqlite => Vec::new(),
        }
    }
}
