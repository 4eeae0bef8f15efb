//! The tables of a shape, and their rows.

use std::fmt::Write as _;

use crate::Result;
use crate::actions::Action;
use crate::database::{Backend, Database};
use crate::work::same;

/// The rows of a table that depend on the row that is deleted; of the first table
/// that is the row itself. There are as many that depend on another one.
const ROWS: usize = 3;

const STAMP: &str = "'2026-01-01 00:00:00.000000'";

pub(super) struct Tables {
    /// As the declaration calls them.
    names: Vec<String>,
    parents: &'static [&'static [usize]],
}

impl Tables {
    pub(super) fn new(shape: &str, parents: &'static [&'static [usize]]) -> Self {
        let count = parents.len();
        Tables {
            names: (0..count)
                .map(|table| format!("{shape}_{count}_{table:02}"))
                .collect(),
            parents,
        }
    }

    pub(super) fn count(&self) -> usize {
        self.names.len()
    }

    /// The rows that a cascade writes.
    pub(super) fn touched(&self) -> i64 {
        (1 + ROWS * (self.count() - 1)) as i64
    }

    pub(super) async fn create(&self, database: &Database) -> Result<()> {
        let stamp = match database.backend {
            Backend::Mariadb | Backend::Mysql => "DATETIME(6) NULL",
            _ => "TIMESTAMP",
        };
        let mut statements = String::new();
        for (name, parents) in self.names.iter().zip(self.parents) {
            let keys: String = parents
                .iter()
                .map(|parent| format!("parent_{parent:02} INTEGER NOT NULL, "))
                .collect();
            let foreign: String = parents
                .iter()
                .map(|parent| {
                    let to = &self.names[*parent];
                    format!(", FOREIGN KEY (parent_{parent:02}) REFERENCES {to} (id)")
                })
                .collect();
            write!(
                statements,
                "CREATE TABLE {name} (id INTEGER NOT NULL PRIMARY KEY, {keys}\
                 deleted_at {stamp}{foreign});"
            )?;
            // The others make these by themselves.
            if !database.backend.is_mysql() {
                for parent in *parents {
                    write!(
                        statements,
                        "CREATE INDEX {name}_{parent:02} ON {name} (parent_{parent:02});"
                    )?;
                }
            }
        }
        database.send(&statements).await?;
        self.fill(database).await?;
        let names: Vec<_> = self.names.iter().map(String::as_str).collect();
        database.tidy(&names).await
    }

    /// All rows anew, active: row 1 of a table depends on row 1 of all above it, and
    /// so on. Of the first table, the first half of the rows depends on row 1.
    async fn fill(&self, database: &Database) -> Result<()> {
        let mut statements = String::new();
        for name in self.names.iter().rev() {
            write!(statements, "DELETE FROM {name};")?;
        }
        for (name, parents) in self.names.iter().zip(self.parents) {
            let rows = if parents.is_empty() { 2 } else { 2 * ROWS };
            let rows: Vec<_> = (1..=rows)
                .map(|row| {
                    let keys: String = parents
                        .iter()
                        .map(|parent| match parent {
                            0 => format!(", {}", 1 + (row - 1) / ROWS),
                            _ => format!(", {row}"),
                        })
                        .collect();
                    format!("({row}{keys}, NULL)")
                })
                .collect();
            write!(statements, "INSERT INTO {name} VALUES {};", rows.join(", "))?;
        }
        database.send(&statements).await
    }

    /// What a write finds: all rows active, or those deleted that depend on row 1.
    pub(super) async fn prepare(&self, database: &Database, action: Action) -> Result<()> {
        let there = self.number(database, "1 = 1").await?;
        if there != 2 * self.touched() {
            self.fill(database).await?;
        }
        let value = match action {
            Action::SoftDelete => "NULL",
            Action::Restore | Action::Purge => STAMP,
        };
        let mut statements = String::new();
        for (name, parents) in self.names.iter().zip(self.parents) {
            let last = if parents.is_empty() { 1 } else { ROWS };
            write!(
                statements,
                "UPDATE {name} SET deleted_at = {value} WHERE id <= {last};"
            )?;
        }
        database.send(&statements).await
    }

    /// Looks what is written.
    pub(super) async fn check(
        &self,
        database: &Database,
        action: Action,
        preview: bool,
    ) -> Result<()> {
        let touched = self.touched();
        let deleted = match (action, preview) {
            (Action::SoftDelete, false) | (Action::Restore | Action::Purge, true) => touched,
            _ => 0,
        };
        let there = match (action, preview) {
            (Action::Purge, false) => touched,
            _ => 2 * touched,
        };
        same(
            "deleted rows",
            self.number(database, "deleted_at IS NOT NULL").await?,
            deleted,
        )?;
        same("rows", self.number(database, "1 = 1").await?, there)
    }

    /// The rows of all tables that meet a condition.
    async fn number(&self, database: &Database, condition: &str) -> Result<i64> {
        let counts: Vec<_> = self
            .names
            .iter()
            .map(|name| format!("(SELECT COUNT(*) FROM {name} WHERE {condition})"))
            .collect();
        let sum = format!("SELECT {} AS number", counts.join(" + "));
        database.number(&sum).await
    }
}
