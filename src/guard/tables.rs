//! The tables of a declaration, as their names and markers stand in SQL.

use std::borrow::Cow;

use sqlparser::ast::{Expr, Ident, ObjectName};
use sqlparser::parser::Parser;

use super::marker::Shape;
use super::read::dialect_of;
use crate::declare::{Dialect, MarkerText, TableInfo};

/// Those tables of a declaration that have markers, on one database.
#[derive(Debug)]
pub(super) struct Tables {
    pub(super) dialect: Dialect,
    pub(super) all: Vec<Watched>,
}

/// A table whose rows can be deleted.
#[derive(Debug)]
pub(super) struct Watched {
    /// Its name in Rust.
    pub(super) name: &'static str,
    schema: Option<String>,
    sql_name: String,
    /// Those that say whether a row is active.
    pub(super) markers: Vec<Shape>,
    /// Those that do not.
    pub(super) also: Vec<Shape>,
    /// While this column is TRUE, the row is not removed for good.
    pub(super) hold: Option<&'static str>,
}

impl Tables {
    pub(super) fn new(declared: &[TableInfo], dialect: Dialect) -> Self {
        let all = declared.iter().filter(|table| !table.markers.is_empty());
        Tables {
            dialect,
            all: all
                .filter_map(|table| Watched::new(table, dialect))
                .collect(),
        }
    }

    /// Which table a name in a statement means.
    pub(super) fn named(&self, name: &ObjectName) -> Option<usize> {
        let parts = idents(name)?;
        let (last, schema) = parts.split_last()?;
        let is = |table: &Watched, exact: bool| {
            let same_schema = match (&table.schema, schema.last()) {
                (Some(declared), Some(found)) => *declared == folded(self.dialect, found),
                (None, None) => true,
                // `public.posts` is `posts`, and a search path can lead to `audit.entries`.
                _ => !exact,
            };
            same_schema && table.sql_name == folded(self.dialect, last)
        };
        let at = |exact| self.all.iter().position(|table| is(table, exact));
        at(true).or_else(|| at(false))
    }

    /// Whether this is the name of a table, wherever it stands.
    pub(super) fn mentions(&self, ident: &Ident) -> bool {
        let name = folded(self.dialect, ident);
        self.all.iter().any(|table| table.sql_name == name)
    }
}

impl Watched {
    fn new(table: &TableInfo, dialect: Dialect) -> Option<Self> {
        let text = (table.text)(dialect).ok()?;
        let parser = Parser::new(dialect_of(dialect)).try_with_sql(&text);
        let name = parser.ok()?.parse_object_name(false).ok()?;
        let parts = idents(&name)?;
        let (last, schema) = parts.split_last()?;
        let shapes = |texts: &[MarkerText]| {
            let shapes = texts.iter().map(|text| Shape::new(text, dialect));
            shapes.collect()
        };
        Some(Watched {
            name: table.name,
            schema: schema.last().map(|it| folded(dialect, it).into_owned()),
            sql_name: folded(dialect, last).into_owned(),
            markers: shapes(table.markers),
            also: shapes(table.also),
            hold: table.hold,
        })
    }

    /// Whether this is its name, in Rust or in SQL.
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.name == name || self.sql_name.eq_ignore_ascii_case(name)
    }

    /// All columns that mark a row.
    pub(super) fn columns(&self) -> impl Iterator<Item = &Shape> {
        self.markers.iter().chain(&self.also)
    }
}

/// The parts of a name, if it is made of nothing else.
pub(super) fn idents(name: &ObjectName) -> Option<Vec<&Ident>> {
    name.0.iter().map(|part| part.as_ident()).collect()
}

/// A name as the database compares it.
pub(super) fn folded(dialect: Dialect, ident: &Ident) -> Cow<'_, str> {
    match (dialect, ident.quote_style) {
        (Dialect::Postgres, Some(_)) => Cow::Borrowed(&ident.value),
        // On MySQL the case of tables can count, that of columns never does.
        _ if ident.value.chars().any(char::is_uppercase) => Cow::Owned(ident.value.to_lowercase()),
        _ => Cow::Borrowed(&ident.value),
    }
}

/// A name of a declaration, folded as those of statements are.
pub(super) fn declared(dialect: Dialect, name: &str) -> String {
    match dialect {
        Dialect::Postgres => name.to_owned(),
        Dialect::Mysql | Dialect::Sqlite => name.to_lowercase(),
    }
}

/// An expression without the parentheses around it.
pub(super) fn bare(mut expr: &Expr) -> &Expr {
    while let Expr::Nested(inner) = expr {
        expr = inner;
    }
    expr
}
