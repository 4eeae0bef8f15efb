//! A proposal as the declaration that it would be.

use diesel_scopes::check::catalogue::{Column, Kind, TableName};
use diesel_scopes::check::declared::{Declaration, Edge, EdgeKind, Marker, Table};

use super::{Becomes, Proposal, Proposed};
use crate::names::rust_name;

impl Proposal<'_> {
    pub(crate) fn declaration(&self) -> Declaration {
        let tables = self.tables.iter().map(|proposed| {
            let mut declared = base(proposed);
            declared.unique.clone_from(&proposed.unique);
            declared
        });
        Declaration {
            tables: tables.collect(),
        }
    }
}

/// All but what is unique, for which it is asked.
pub(super) fn base(proposed: &Proposed<'_>) -> Table {
    let table = proposed.table;
    let mut declared = Table::new(title(&table.name), table.name.clone());
    declared.declared = true;
    declared.markers = proposed.marks.markers.iter().map(|it| marker(it)).collect();
    let flags = proposed.marks.flags.iter();
    declared.flags = flags.map(|column| column.name.clone()).collect();
    let owned = |columns: &[&str]| columns.iter().map(|it| (*it).to_owned()).collect();
    let edges = proposed.edges.iter().filter_map(|edge| {
        let Becomes::Declared(kind) = edge.becomes else {
            return None;
        };
        Some(Edge {
            kind,
            child: edge.child.name.clone(),
            key: owned(&edge.key),
            refers: match &edge.refers {
                Some(refers) => owned(refers),
                None => table.primary_key.clone(),
            },
            cleared: match kind {
                EdgeKind::Nullify => owned(&edge.clearable),
                _ => Vec::new(),
            },
            conditions: Vec::new(),
        })
    });
    declared.edges = edges.collect();
    declared
}

pub(super) fn title(name: &TableName) -> String {
    match &name.schema {
        Some(schema) => format!("{}::{}", rust_name(schema), rust_name(&name.name)),
        None => rust_name(&name.name),
    }
}

fn marker(column: &Column) -> Marker {
    match column.kind {
        Kind::Time(precision) => Marker::time(&column.name, precision.with_zone),
        _ => Marker::bool(&column.name),
    }
}
