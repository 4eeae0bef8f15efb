//! The tables that a cascade reaches, parents before children.

use crate::declare::{Edge, EdgeKind, TableInfo};

/// The declared graph below a table.
pub(super) struct Graph {
    /// The tables of the `cascade` edges. The first is the root; every other
    /// one stands behind all of its parents.
    pub(super) nodes: Vec<Node>,
}

/// A table that a cascade reaches.
pub(super) struct Node {
    pub(super) table: TableInfo,
    /// The `cascade` edges that lead here.
    pub(super) incoming: Vec<Incoming>,
    /// The keys of `cascade` edges from the table to itself.
    pub(super) trees: Vec<&'static [&'static str]>,
    /// All edges that lead from here, those to itself too.
    pub(super) edges: Vec<Edge>,
}

impl Node {
    /// The edges of whatever kind from the table to itself.
    pub(super) fn to_itself(&self) -> impl Iterator<Item = &Edge> {
        let id = self.table.id;
        self.edges.iter().filter(move |edge| edge.child.id == id)
    }

    pub(super) fn refers_to_itself(&self) -> bool {
        self.to_itself().next().is_some()
    }
}

#[derive(Clone, Copy)]
pub(super) struct Incoming {
    pub(super) parent: usize,
    pub(super) key: &'static [&'static str],
}

impl Graph {
    pub(super) fn below(root: TableInfo) -> Self {
        let mut finished = Vec::new();
        finish(root, &mut finished);
        finished.reverse();

        let mut nodes: Vec<Node> = finished
            .into_iter()
            .map(|table| Node {
                table,
                incoming: Vec::new(),
                trees: Vec::new(),
                edges: (table.edges)(),
            })
            .collect();
        for parent in 0..nodes.len() {
            for edge in nodes[parent].edges.clone() {
                if edge.kind != EdgeKind::Cascade {
                    continue;
                }
                if edge.child.id == nodes[parent].table.id {
                    nodes[parent].trees.push(edge.key);
                } else if let Some(child) = position(&nodes, &edge.child) {
                    nodes[child].incoming.push(Incoming {
                        parent,
                        key: edge.key,
                    });
                }
            }
        }
        Graph { nodes }
    }

    /// Where the table stands, if the cascade reaches it.
    pub(super) fn position(&self, table: &TableInfo) -> Option<usize> {
        position(&self.nodes, table)
    }

    /// Whether the cascade takes keys away in the table where it starts.
    pub(super) fn nullifies_root(&self) -> bool {
        let root = self.nodes[0].table.id;
        let mut edges = self.nodes.iter().flat_map(|node| &node.edges);
        edges.any(|edge| edge.kind == EdgeKind::Nullify && edge.child.id == root)
    }

    /// The tables above a table on the ways that the cascade takes, and the
    /// table itself, parents before children.
    pub(super) fn above(&self, node: usize) -> Vec<usize> {
        let mut wanted = vec![false; self.nodes.len()];
        wanted[node] = true;
        for at in (0..=node).rev() {
            if wanted[at] {
                for incoming in &self.nodes[at].incoming {
                    wanted[incoming.parent] = true;
                }
            }
        }
        (0..=node).filter(|at| wanted[*at]).collect()
    }
}

fn position(nodes: &[Node], table: &TableInfo) -> Option<usize> {
    nodes.iter().position(|node| node.table.id == table.id)
}

/// Appends the table behind all that lie below it. The declaration has no
/// circles but those of a table with itself.
fn finish(table: TableInfo, finished: &mut Vec<TableInfo>) {
    // From the back, so that the order of the declaration is kept.
    for edge in (table.edges)().into_iter().rev() {
        let known = edge.child.id == table.id
            || finished.iter().any(|finished| finished.id == edge.child.id);
        if edge.kind == EdgeKind::Cascade && !known {
            finish(edge.child, finished);
        }
    }
    finished.push(table);
}
