//! The tables that a cascade reaches, parents before children.

use crate::declare::{Edge, EdgeKind, TableInfo};

/// The declared graph below a table.
pub(super) struct Graph {
    /// The first is the root; every other one stands behind all of its parents.
    pub(super) nodes: Vec<Node>,
}

/// What rows are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyed {
    /// The primary key.
    Primary,
    /// The number of the row, where a column of the primary key can be NULL.
    RowId,
}

impl Keyed {
    pub(super) fn table(self, mut table: TableInfo) -> TableInfo {
        if self == Keyed::RowId && (table.key_may_be_null)() {
            table.key = &["rowid"];
        }
        table
    }
}

/// A table that a cascade reaches.
pub(super) struct Node {
    pub(super) table: TableInfo,
    /// All edges that lead from here, those to itself too.
    pub(super) edges: Vec<Edge>,
}

impl Graph {
    /// What lies below a table along edges of these kinds.
    pub(super) fn below(root: TableInfo, follows: &[EdgeKind], keyed: Keyed) -> Self {
        let mut finished = Vec::new();
        finish(keyed.table(root), follows, keyed, &mut finished);
        finished.reverse();
        Graph { nodes: finished }
    }

    /// Where the table stands, if the cascade reaches it.
    pub(super) fn position(&self, table: &TableInfo) -> Option<usize> {
        self.nodes.iter().position(|node| node.table.id == table.id)
    }

    /// The edges that lead to a table from all tables, itself included, with
    /// where they come from.
    pub(super) fn onto(&self, at: usize) -> impl Iterator<Item = (usize, Edge)> {
        let id = self.nodes[at].table.id;
        self.nodes.iter().enumerate().flat_map(move |(from, node)| {
            let edges = node.edges.iter().filter(move |edge| edge.child.id == id);
            edges.map(move |edge| (from, *edge))
        })
    }
}

/// Appends the table behind all that lie below it. The declaration has no
/// circles but those of a table with itself.
fn finish(table: TableInfo, follows: &[EdgeKind], keyed: Keyed, finished: &mut Vec<Node>) {
    let edges = (table.edges)();
    // From the back, so that the order of the declaration is kept.
    for edge in edges.iter().rev() {
        let known =
            edge.child.id == table.id || finished.iter().any(|node| node.table.id == edge.child.id);
        if follows.contains(&edge.kind) && !known {
            finish(keyed.table(edge.child), follows, keyed, finished);
        }
    }
    finished.push(Node { table, edges });
}
