//! What could be declared of a database.

mod circles;
mod declared;
mod edges;
mod markers;
mod patterns;
mod write;

use diesel_scopes::check::catalogue::{Catalogue, Table};
use diesel_scopes::check::declared::EdgeKind;
use diesel_scopes::check::unique_among_active;

use self::markers::Marks;
pub(crate) use self::patterns::Patterns;

/// A declaration, table by table, with what is to be said about it.
pub(crate) struct Proposal<'a> {
    /// Those with a marker: parents first.
    tables: Vec<Proposed<'a>>,
    /// Columns that look like markers and are none, a sentence each.
    notes: Vec<String>,
}

/// A table with a marker.
struct Proposed<'a> {
    table: &'a Table,
    marks: Marks<'a>,
    unique: Vec<Vec<String>>,
    edges: Vec<Edge<'a>>,
}

impl<'a> Proposed<'a> {
    fn marked(&self) -> Option<edges::Marked<'a>> {
        Some((self.table, *self.marks.markers.first()?))
    }
}

/// A foreign key onto a table with a marker.
struct Edge<'a> {
    child: &'a Table,
    key: Vec<&'a str>,
    /// Other columns than those of the primary key.
    refers: Option<Vec<&'a str>>,
    /// The columns of the key that can be NULL, and are no part of the child's own key.
    clearable: Vec<&'a str>,
    becomes: Becomes,
    comment: Option<String>,
}

/// What an edge is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Becomes {
    Declared(EdgeKind),
    /// One of these, which is for the user to say.
    Suggested(Vec<EdgeKind>),
}

impl<'a> Proposal<'a> {
    pub(crate) fn new(catalogue: &'a Catalogue, patterns: &Patterns) -> Self {
        let mut notes = Vec::new();
        let mut tables: Vec<Proposed<'a>> = Vec::new();
        for table in &catalogue.tables {
            let marks = Marks::of(table, patterns);
            notes.extend(marks.notes.iter().cloned());
            if marks.markers.is_empty() {
                continue;
            }
            if table.primary_key.is_empty() {
                notes.push(format!(
                    "{} has no primary key, so that Diesel has no table of it: it is left out",
                    table.name
                ));
                continue;
            }
            tables.push(Proposed {
                table,
                marks,
                unique: Vec::new(),
                edges: Vec::new(),
            });
        }
        let marked = tables.iter().filter_map(Proposed::marked);
        let marked: Vec<_> = marked.collect();
        for proposed in &mut tables {
            if let Some(parent) = proposed.marked() {
                proposed.edges = edges::of(parent, &catalogue.tables, &marked);
            }
            proposed.unique = unique_among_active(&declared::base(proposed), catalogue);
        }
        circles::break_all(&mut tables);
        Proposal {
            tables: circles::parents_first(tables),
            notes,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    pub(crate) fn notes(&self) -> &[String] {
        &self.notes
    }
}
