//! The tables whose rows an undo can write.

use diesel::QueryResult;

use crate::cascade::{ENTRIES, literal, unquoted};
use crate::declare::{CascadeBackend, ColumnInfo, EdgeKind, Shape, TableInfo, Touch, quoted};

/// A table, and what of its rows an operation can have written.
#[derive(Debug, Clone)]
pub(super) struct Undoable {
    /// Its name in Rust.
    pub(super) name: &'static str,
    /// Its name in SQL, quoted.
    pub(super) text: String,
    /// Its name in the journal, as a literal.
    pub(super) title: String,
    pub(super) key: Vec<ColumnInfo>,
    pub(super) columns: Vec<ColumnInfo>,
    pub(super) touch: &'static [Touch],
}

/// The tables of a declaration, and those that its edges lead to.
pub(super) fn undoable<DB: CascadeBackend>(declared: Vec<TableInfo>) -> QueryResult<Vec<Undoable>> {
    let all = reached(declared);
    let undoable = all.iter().map(|table| {
        let text = (table.text)(DB::DIALECT)?;
        Ok(Undoable {
            name: table.name,
            title: literal(&unquoted(&text)),
            text,
            key: infos(table, table.primary.to_vec()),
            columns: infos(table, written(table, &all)),
            touch: table.touch,
        })
    });
    undoable.collect()
}

fn reached(declared: Vec<TableInfo>) -> Vec<TableInfo> {
    let mut all = declared;
    let mut at = 0;
    while let Some(table) = all.get(at).copied() {
        let edges = (table.edges)().into_iter().map(|edge| edge.child);
        for next in edges.chain((table.schema)()) {
            if all.iter().all(|known| known.id != next.id) {
                all.push(next);
            }
        }
        at += 1;
    }
    all
}

/// The columns that operations write.
fn written(table: &TableInfo, all: &[TableInfo]) -> Vec<&'static str> {
    let markers = table.markers.iter().chain(table.also);
    let mut columns: Vec<_> = markers.map(|marker| marker.column).collect();
    columns.extend(table.flags);
    columns.extend(table.clear);
    for edge in all.iter().flat_map(|parent| (parent.edges)()) {
        if edge.kind == EdgeKind::Nullify && edge.child.id == table.id {
            columns.extend(edge.cleared);
        }
    }
    let mut known = Vec::new();
    columns.retain(|column| {
        let is_new = !known.contains(column);
        known.push(*column);
        is_new
    });
    columns
}

fn infos(table: &TableInfo, names: Vec<&'static str>) -> Vec<ColumnInfo> {
    let all = (table.columns)();
    let info = |name| {
        let known = all.iter().find(|column| column.name == name);
        known.copied().unwrap_or(ColumnInfo {
            name,
            shape: Shape::Unknown,
        })
    };
    names.into_iter().map(info).collect()
}

/// `"column"`.
pub(super) fn column<DB: CascadeBackend>(name: &str) -> QueryResult<String> {
    quoted::<DB>(name)
}

/// A name that no table of a user has: with a dot in it.
pub(super) fn own<DB: CascadeBackend>(name: &str) -> QueryResult<String> {
    quoted::<DB>(&format!("diesel_scopes.{name}"))
}

/// Whether a row is not as an entry has left it: with an odd number of entries of a chain
/// behind it, which are something that was done and not undone since, or undone and not
/// done again. Of its own chain: it is undone itself.
///
/// What nobody has touched since is not grouped: that is nearly all.
pub(super) fn changed_since(table: &str, row: &str, entry: &str) -> String {
    let later = format!(
        "EXISTS (SELECT 1 FROM {ENTRIES} AS l WHERE l.table_name = {table} \
         AND l.row_key = {row} AND l.id > {entry}"
    );
    format!("{later}) AND {later} GROUP BY COALESCE(l.origin, l.id) HAVING COUNT(*) % 2 = 1)")
}
