//! A table of a declaration: what the source says of it, and the database.

use diesel_scopes::check::catalogue::{self, Kind, TableName};
use diesel_scopes::check::declared::{Touch, Type};

use super::tables::{SourceColumn, SourceTable};
use crate::names::{bare, is_name_of};

/// A table as it is known from `table!`, from the database, or from both.
pub(super) struct Known<'a> {
    pub(super) title: String,
    pub(super) name: TableName,
    pub(super) source: Option<&'a SourceTable>,
    pub(super) is: Option<&'a catalogue::Table>,
}

impl Known<'_> {
    pub(super) fn source_column(&self, name: &str) -> Option<&SourceColumn> {
        let mut columns = self.source?.columns.iter();
        columns.find(|column| bare(&column.name) == bare(name))
    }

    fn is_column(&self, name: &str) -> Option<&catalogue::Column> {
        let sql = self.column(name);
        let columns = &self.is?.columns;
        let exact = columns.iter().find(|column| column.name == sql);
        exact.or_else(|| {
            columns
                .iter()
                .find(|column| column.name.eq_ignore_ascii_case(&sql))
        })
    }

    /// The name of a column in the database.
    pub(super) fn column(&self, name: &str) -> String {
        if let Some(column) = self.source_column(name) {
            return column.sql_name.clone();
        }
        let columns = self.is.into_iter().flat_map(|table| &table.columns);
        let mut names = columns.map(|column| &column.name);
        match names.find(|sql| is_name_of(name, sql)) {
            Some(sql) => sql.clone(),
            None => bare(name).to_owned(),
        }
    }

    pub(super) fn key(&self) -> Vec<String> {
        match (self.source, self.is) {
            (Some(source), _) => source.key.iter().map(|name| self.column(name)).collect(),
            (None, Some(table)) => table.primary_key.clone(),
            (None, None) => Vec::new(),
        }
    }

    pub(super) fn touch(&self, name: &str) -> Touch {
        Touch {
            column: self.column(name),
            with_zone: self.type_of(name).0 == Type::Time { with_zone: true },
        }
    }

    /// Its type in Rust, or what that would be; and whether it is declared as nullable.
    pub(super) fn type_of(&self, name: &str) -> (Type, bool) {
        if let Some(column) = self.source_column(name) {
            let sql_type = match column.sql_type.as_str() {
                "Bool" => Type::Bool,
                "Timestamp" | "Datetime" => Type::Time { with_zone: false },
                "Timestamptz" | "TimestamptzSqlite" => Type::Time { with_zone: true },
                "Date" => Type::Date,
                "SmallInt" | "Int2" => Type::SmallInt,
                "Integer" | "Int4" => Type::Integer,
                "BigInt" | "Int8" => Type::BigInt,
                "Text" | "VarChar" => Type::Text,
                _ => Type::Unknown,
            };
            return (sql_type, column.nullable);
        }
        let Some(column) = self.is_column(name) else {
            return (Type::Unknown, true);
        };
        let sql_type = match column.kind {
            Kind::Bool => Type::Bool,
            Kind::Time(precision) => Type::Time {
                with_zone: precision.with_zone,
            },
            Kind::Date => Type::Date,
            Kind::Text => Type::Text,
            _ => Type::Unknown,
        };
        (sql_type, column.nullable)
    }
}
