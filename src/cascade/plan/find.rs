//! The sets of rows that a cascade reaches.

use super::super::set::{Found, Link, Role, Set, Which};
use super::{Fate, Planner, Verb, add, link};
use crate::declare::{Edge, EdgeKind, TableInfo};

impl Planner<'_> {
    pub(super) fn find(&mut self) {
        for at in 0..self.graph.nodes.len() {
            self.find_reached(at);
            self.find_removed(at);
        }
        if self.order.verb == Verb::Restore {
            self.find_parents();
            self.find_above();
            if !self.free {
                self.find_kept_above();
                for at in 0..self.graph.nodes.len() {
                    self.find_staying(at);
                    self.find_kept(at);
                }
            }
            self.find_back();
        }
    }

    /// What has to be remembered of the rows of a table of the graph.
    pub(super) fn columns_of(&self, at: usize) -> Vec<&'static str> {
        let table = self.table(at);
        let mut columns = leading(table, &self.graph.nodes[at].edges);
        if self.order.verb == Verb::Restore {
            add(&mut columns, self.unique_of(table).concat());
            let above = if at == 0 {
                self.parents_of_roots()
            } else {
                Vec::new()
            };
            let cascading = self.cascade_parents(table);
            let cascading = if cascading.len() > 1 {
                cascading
            } else {
                Vec::new()
            };
            for (_, edge) in above.iter().chain(&cascading) {
                add(&mut columns, edge.key.iter().copied());
                add(&mut columns, edge.conditions.iter().map(|it| it.column));
            }
        } else {
            add(&mut columns, table.hold);
        }
        columns
    }

    pub(super) fn stamped(&self) -> bool {
        self.order.verb == Verb::Restore
    }

    pub(super) fn which(&self, at: usize) -> Which {
        match (self.order.verb, self.marker_of(at)) {
            (Verb::Delete, Some(marker)) => Which::Active(marker, self.table(at).markers),
            (Verb::Restore, Some(marker)) => Which::Stamped(marker),
            (Verb::Restore, None) => Which::Passing,
            // Where the set is needed for something else besides, it is found with those
            // that stand in the way, and not each apart.
            (Verb::Purge, Some(_)) if !self.graph.nodes[at].edges.is_empty() => {
                Which::Told(self.table(at).markers)
            }
            (Verb::Purge, Some(_)) => Which::Deleted(self.table(at).markers),
            (_, None) => Which::Any,
        }
    }

    pub(super) fn find_reached(&mut self, at: usize) {
        let columns = self.columns_of(at);
        let keys = self.table(at).key.len();
        let mut set = Set {
            table: at,
            role: Role::Reached,
            columns,
            keys,
            marker: self.marker_of(at),
            stamped: self.stamped(),
            found: Found::Target,
        };
        let removed = at == 0 && self.order.fate == Fate::Removed;
        let follows: &[EdgeKind] = if removed {
            &[EdgeKind::Cascade, EdgeKind::Remove]
        } else {
            &[EdgeKind::Cascade]
        };
        let own = self.own(at, follows);
        let trees: Vec<Link> = own.iter().map(|edge| link(&set, edge)).collect();
        let mut start = None;
        let mut arms = Vec::new();
        if at == 0 {
            let roots = Set {
                role: Role::Roots,
                ..set.clone()
            };
            let roots = self.push_set(roots);
            if removed {
                self.removed[0] = Some(roots);
                if !trees.is_empty() {
                    set.role = Role::Removed;
                    set.found = Found::Reached {
                        start: Some(roots),
                        arms,
                        trees,
                        which: Which::Any,
                    };
                    self.removed[0] = Some(self.push_set(set));
                }
                return;
            }
            if trees.is_empty() {
                self.reached[0] = Some(roots);
                return;
            }
            start = Some(roots);
        }
        for (from, edge) in self.graph.onto(at) {
            let reached =
                self.reached[from].filter(|_| from != at && edge.kind == EdgeKind::Cascade);
            arms.extend(reached.map(|set| self.down(set, &edge)));
        }
        if start.is_none() && arms.is_empty() {
            return;
        }
        set.found = Found::Reached {
            start,
            arms,
            trees,
            which: self.which(at),
        };
        self.reached[at] = Some(self.push_set(set));
    }

    pub(super) fn find_removed(&mut self, at: usize) {
        if self.order.verb == Verb::Restore {
            return;
        }
        let columns = self.columns_of(at);
        let keys = self.table(at).key.len();
        let mut set = Set {
            table: at,
            role: Role::Removed,
            columns,
            keys,
            marker: None,
            stamped: false,
            found: Found::Target,
        };
        let own = self.own(at, &[EdgeKind::Cascade, EdgeKind::Remove]);
        let trees = own.iter().map(|edge| link(&set, edge)).collect();
        let mut arms = Vec::new();
        for (from, edge) in self.graph.onto(at) {
            let reached = self.reached[from].filter(|_| edge.kind == EdgeKind::Remove);
            let follows = matches!(edge.kind, EdgeKind::Remove | EdgeKind::Cascade);
            let removed = self.removed[from].filter(|_| follows && from != at);
            for set in reached.into_iter().chain(removed) {
                arms.push(self.down(set, &edge));
            }
        }
        if arms.is_empty() {
            return;
        }
        set.found = Found::Reached {
            start: None,
            arms,
            trees,
            which: Which::Any,
        };
        self.removed[at] = Some(self.push_set(set));
    }
}

/// The columns of a table that lead to what hangs below. Of a row that stays deleted no
/// others matter; every set begins with them.
pub(super) fn leading(table: &TableInfo, edges: &[Edge]) -> Vec<&'static str> {
    let mut columns = table.key.to_vec();
    for edge in edges {
        add(&mut columns, edge.refers.iter().copied());
    }
    columns
}
