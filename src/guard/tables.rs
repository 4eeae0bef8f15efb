//! The tables of a declaration, as their names and markers stand in SQL.

use std::ops::Deref;

use sqlparser::ast::{Ident, ObjectName};

use crate::declare::{Dialect, MarkerText, TableInfo};
use crate::parsed::{MarkerTexts, Shape, folded, idents, parts};

/// Those tables of a declaration that have markers, on one database.
#[derive(Debug)]
pub(super) struct Tables {
    pub(super) dialect: Dialect,
    pub(super) own: Own,
    pub(super) all: Vec<Watched>,
}

/// What becomes of the statements that this crate sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Own {
    /// They are taken as they are: users can do nothing about them.
    Trusted,
    /// They are read as any other: by the tests of this crate.
    Read,
}

/// A table whose rows can be deleted.
#[derive(Debug)]
pub(super) struct Watched {
    /// Its name in Rust.
    pub(super) name: &'static str,
    schema: Option<String>,
    sql_name: String,
    /// Those that say whether a row is active.
    pub(super) markers: Vec<Column>,
    /// Those that do not.
    pub(super) also: Vec<Column>,
    /// While this column is TRUE, the row is not removed for good.
    pub(super) hold: Option<&'static str>,
}

/// A marker column.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: &'static str,
    shape: Shape,
}

impl Column {
    fn new(text: &MarkerText, dialect: Dialect) -> Self {
        let texts = MarkerTexts {
            column: text.column,
            active: text.active,
            deleted: text.deleted,
            restored: text.restored,
            flag: (text.flag)(),
        };
        Column {
            name: text.column,
            shape: Shape::new(&texts, dialect),
        }
    }
}

impl Deref for Column {
    type Target = Shape;

    fn deref(&self) -> &Shape {
        &self.shape
    }
}

impl Tables {
    pub(super) fn new(declared: &[TableInfo], dialect: Dialect, own: Own) -> Self {
        let all = declared.iter().filter(|table| !table.markers.is_empty());
        Tables {
            dialect,
            own,
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
        let parts = parts(&text, dialect)?;
        let (last, schema) = parts.split_last()?;
        let columns = |texts: &[MarkerText]| {
            let columns = texts.iter().map(|text| Column::new(text, dialect));
            columns.collect()
        };
        Some(Watched {
            name: table.name,
            schema: schema.last().map(|it| folded(dialect, it).into_owned()),
            sql_name: folded(dialect, last).into_owned(),
            markers: columns(table.markers),
            also: columns(table.also),
            hold: table.hold,
        })
    }

    /// Whether this is its name, in Rust or in SQL.
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.name == name || self.sql_name.eq_ignore_ascii_case(name)
    }

    /// All columns that mark a row.
    pub(super) fn columns(&self) -> impl Iterator<Item = &Column> {
        self.markers.iter().chain(&self.also)
    }
}
