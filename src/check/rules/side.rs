//! A declared table beside that of the database.

use super::super::catalogue::{self, Catalogue, ForeignKey, TableName};
use super::super::declared::{Declaration, Edge, EdgeKind, Table};
use super::super::rows::Rows;
use super::super::sql::Sql;
use crate::declare::Dialect;

/// A table on both sides.
pub(super) struct Side<'a> {
    pub(super) said: &'a Table,
    pub(super) is: &'a catalogue::Table,
    pub(super) rows: Rows,
}

/// All tables.
pub(super) struct Sides<'a> {
    pub(super) declaration: &'a Declaration,
    pub(super) catalogue: &'a Catalogue,
    pub(super) sql: Sql<'a>,
    all: Vec<Side<'a>>,
}

impl<'a> Sides<'a> {
    pub(super) fn new(declaration: &'a Declaration, catalogue: &'a Catalogue) -> Self {
        let sql = Sql::new(catalogue);
        let dialect = sql.dialect();
        let all = declaration.tables.iter().filter_map(|said| {
            let is = catalogue.table(said.name.schema.as_deref(), &said.name.name)?;
            let rows = Rows::new(said, is, dialect);
            Some(Side { said, is, rows })
        });
        Sides {
            declaration,
            catalogue,
            all: all.collect(),
            sql,
        }
    }

    /// Those of the declaration itself.
    pub(super) fn declared(&self) -> impl Iterator<Item = &Side<'a>> {
        self.all.iter().filter(|side| side.said.declared)
    }

    /// The one that the declaration calls so.
    pub(super) fn said(&self, name: &TableName) -> Option<&Side<'a>> {
        self.all.iter().find(|side| side.said.name == *name)
    }

    /// The one that the database calls so.
    pub(super) fn of(&self, name: &TableName) -> Option<&Side<'a>> {
        self.all.iter().find(|side| side.is.name == *name)
    }

    /// Whether two names of columns are the same.
    pub(super) fn same(&self, a: &str, b: &str) -> bool {
        match self.sql.dialect() {
            Dialect::Postgres => a == b,
            Dialect::Mysql | Dialect::Sqlite => a.eq_ignore_ascii_case(b),
        }
    }

    pub(super) fn column<'t>(
        &self,
        table: &'t catalogue::Table,
        name: &str,
    ) -> Option<&'t catalogue::Column> {
        let mut columns = table.columns.iter();
        columns.find(|column| self.same(&column.name, name))
    }

    /// Whether both lists name the same columns, in any order.
    pub(super) fn same_columns<A: AsRef<str>, B: AsRef<str>>(&self, a: &[A], b: &[B]) -> bool {
        a.len() == b.len() && self.are_among(a, b)
    }

    pub(super) fn are_among<A: AsRef<str>, B: AsRef<str>>(&self, a: &[A], b: &[B]) -> bool {
        let mut columns = a.iter();
        columns.all(|a| b.iter().any(|b| self.same(a.as_ref(), b.as_ref())))
    }

    /// Whether a foreign key is that of an edge of the table to which it refers.
    pub(super) fn is_of(&self, edge: &Edge, child: &Side<'_>, key: &ForeignKey) -> bool {
        let pairs = || edge.key.iter().zip(&edge.refers);
        edge.child == child.said.name
            && edge.key.len() == key.columns.len()
            && key.columns.iter().zip(&key.refers).all(|(column, refers)| {
                pairs().any(|(a, b)| self.same(a, column) && self.same(b, refers))
            })
    }

    /// Whether rows of the table are removed by this crate: marked ones, and those of plain
    /// tables that cascades reach.
    pub(super) fn is_purged(&self, table: &Table) -> bool {
        let reached = |edge: &Edge| {
            edge.child == table.name && matches!(edge.kind, EdgeKind::Cascade | EdgeKind::Remove)
        };
        let mut tables = self.declaration.tables.iter();
        !table.markers.is_empty() || tables.any(|other| other.edges.iter().any(reached))
    }
}

/// `a`, `b` and `c`, in backticks.
pub(super) fn words<S: AsRef<str>>(names: &[S]) -> String {
    let quoted: Vec<_> = names
        .iter()
        .map(|it| format!("`{}`", it.as_ref()))
        .collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}
