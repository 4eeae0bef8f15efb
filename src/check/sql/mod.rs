//! The SQL that mends a finding, as each of the servers has it.

mod columns;
mod indexes;
mod keys;

use std::cell::RefCell;
use std::collections::BTreeMap;

pub(super) use self::columns::{Convert, Wanted};
pub(super) use self::indexes::Made;
use super::catalogue::{Catalogue, Product, TableName};
use super::declared::{Marker, Type};
use crate::declare::Dialect;

/// Writes the SQL of one database.
pub(super) struct Sql<'a> {
    catalogue: &'a Catalogue,
    /// The names that were given to new indexes, and for what.
    named: RefCell<BTreeMap<String, String>>,
}

impl<'a> Sql<'a> {
    pub(super) fn new(catalogue: &'a Catalogue) -> Self {
        Sql {
            catalogue,
            named: RefCell::default(),
        }
    }
}

impl Sql<'_> {
    pub(super) fn product(&self) -> Product {
        self.catalogue.server.product
    }

    pub(super) fn dialect(&self) -> Dialect {
        match self.product() {
            Product::Postgresql => Dialect::Postgres,
            Product::Mariadb | Product::Mysql => Dialect::Mysql,
            Product::Sqlite => Dialect::Sqlite,
        }
    }

    pub(super) fn is_mysql(&self) -> bool {
        self.dialect() == Dialect::Mysql
    }

    /// A name in quotes, as Diesel writes it.
    pub(super) fn quoted(&self, name: &str) -> String {
        match self.dialect() {
            Dialect::Postgres => format!("\"{}\"", name.replace('"', "\"\"")),
            Dialect::Mysql | Dialect::Sqlite => format!("`{}`", name.replace('`', "``")),
        }
    }

    pub(super) fn table(&self, name: &TableName) -> String {
        match &name.schema {
            Some(schema) => format!("{}.{}", self.quoted(schema), self.quoted(&name.name)),
            None => self.quoted(&name.name),
        }
    }

    /// `"a", "b"`
    pub(super) fn list<S: AsRef<str>>(&self, columns: &[S]) -> String {
        let quoted = columns.iter().map(|column| self.quoted(column.as_ref()));
        quoted.collect::<Vec<_>>().join(", ")
    }

    /// `"deleted_at" IS NULL AND "removed" = FALSE`, in the words of a scope.
    pub(super) fn active<'m>(&self, markers: impl IntoIterator<Item = &'m Marker>) -> String {
        let terms = markers.into_iter().map(|marker| self.unmarked(marker));
        terms.collect::<Vec<_>>().join(" AND ")
    }

    pub(super) fn unmarked(&self, marker: &Marker) -> String {
        format!("{} {}", self.quoted(&marker.column), marker.active)
    }

    pub(super) fn marked(&self, marker: &Marker) -> String {
        format!("{} {}", self.quoted(&marker.column), marker.deleted)
    }

    /// A type as this server calls it; none if the declaration does not tell it.
    pub(super) fn type_name(&self, sql_type: Type) -> Option<&'static str> {
        let [postgresql, mysql, sqlite] = match sql_type {
            Type::Bool => ["boolean", "boolean", "BOOLEAN"],
            Type::Time { with_zone: false } => ["timestamp", "datetime(6)", "TIMESTAMP"],
            Type::Time { with_zone: true } => ["timestamptz", "datetime(6)", "TIMESTAMPTZ"],
            Type::Date => ["date", "date", "DATE"],
            Type::SmallInt => ["smallint", "smallint", "SMALLINT"],
            Type::Integer => ["integer", "int", "INTEGER"],
            Type::BigInt => ["bigint", "bigint", "BIGINT"],
            Type::Text => ["text", "varchar(255)", "TEXT"],
            Type::Unknown => return None,
        };
        Some(match self.dialect() {
            Dialect::Postgres => postgresql,
            Dialect::Mysql => mysql,
            Dialect::Sqlite => sqlite,
        })
    }
}
