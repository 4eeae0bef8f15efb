//! Makes indexes, and takes them away.

use super::super::catalogue::{Index, Part, Table};
use super::Sql;
use crate::declare::Dialect;

/// Names are cut there on PostgreSQL, and refused above 64 on MySQL.
const LONGEST: usize = 63;

impl Sql<'_> {
    /// A name that no index has: `posts_author_id`.
    pub(in crate::check) fn index_name(
        &self,
        table: &Table,
        columns: &[String],
        ending: &str,
    ) -> String {
        let mut start = table.name.name.clone();
        for column in columns {
            start.push('_');
            start.push_str(column);
        }
        let tables = self.catalogue.tables.iter();
        let taken: Vec<_> = tables
            .flat_map(|table| &table.indexes)
            .map(|index| index.name.as_str())
            .collect();
        let mut number = 1;
        loop {
            let ending = match number {
                1 => ending.to_owned(),
                number => format!("{ending}_{number}"),
            };
            let mut end = start.len().min(LONGEST.saturating_sub(ending.len()));
            while !start.is_char_boundary(end) {
                end -= 1;
            }
            let name = format!("{}{ending}", &start[..end]);
            if !taken.iter().any(|it| it.eq_ignore_ascii_case(&name)) {
                return name;
            }
            number += 1;
        }
    }

    pub(in crate::check) fn create_index(
        &self,
        table: &Table,
        name: &str,
        unique: bool,
        parts: &[String],
        predicate: Option<&str>,
    ) -> String {
        let unique = if unique { "UNIQUE " } else { "" };
        let filter = predicate
            .map(|it| format!(" WHERE {it}"))
            .unwrap_or_default();
        format!(
            "CREATE {unique}INDEX {} ON {} ({}){filter}",
            self.quoted(name),
            self.table(&table.name),
            parts.join(", ")
        )
    }

    /// The same index once more.
    pub(super) fn create_again(&self, table: &Table, index: &Index) -> String {
        let parts: Vec<_> = index.parts.iter().map(|part| self.part(part)).collect();
        let predicate = index.predicate.as_deref();
        self.create_index(table, &index.name, index.unique, &parts, predicate)
    }

    pub(in crate::check) fn part(&self, part: &Part) -> String {
        match part {
            Part::Column(name) => self.quoted(name),
            // SQLite keeps what stands behind the column (`DESC`) with it.
            Part::Expression(sql) if self.dialect() == Dialect::Sqlite => sql.clone(),
            Part::Expression(sql) => format!("({sql})"),
        }
    }

    /// Nothing if that takes more: SQLite has constraints in its tables' definitions only.
    pub(in crate::check) fn drop_index(&self, table: &Table, index: &Index) -> Option<String> {
        let name = self.quoted(&index.name);
        let of = self.table(&table.name);
        Some(match self.dialect() {
            Dialect::Sqlite if index.constraint => return None,
            Dialect::Sqlite => format!("DROP INDEX {name}"),
            Dialect::Mysql => format!("ALTER TABLE {of} DROP INDEX {name}"),
            Dialect::Postgres if index.constraint => {
                format!("ALTER TABLE {of} DROP CONSTRAINT {name}")
            }
            Dialect::Postgres => match &table.name.schema {
                Some(schema) => format!("DROP INDEX {}.{name}", self.quoted(schema)),
                None => format!("DROP INDEX {name}"),
            },
        })
    }
}
