//! What is locked, and in which order.

use super::super::set::SetId;
use super::super::step::Lock;
use super::{Planner, ROOTS, Verb};
use crate::declare::{Edge, TableInfo};

impl Planner<'_> {
    pub(super) fn lock(&mut self) {
        let mut locks = Vec::new();
        if self.order.verb == Verb::Restore {
            for (table, set) in self.parents.clone().into_iter().rev() {
                locks.push(Lock::Rows(set));
                locks.extend(self.lock_parents(set, table));
            }
            for (table, set) in self.passed.clone().into_iter().rev() {
                locks.extend(self.lock_parents(set, table));
            }
            locks.extend(self.lock_parents(ROOTS, 0));
            for (table, of) in self.above_down() {
                let parents = self.cascade_parents(&table);
                locks.extend(self.lock_above(of, parents));
            }
        }
        for at in 0..self.graph.nodes.len() {
            locks.extend(
                self.reached[at]
                    .into_iter()
                    .chain(self.removed[at])
                    .map(Lock::Rows),
            );
            let cascading = self.cascade_parents(self.table(at));
            if let (Some(of), true) = (self.reached[at], cascading.len() > 1)
                && !self.kept[at].is_empty()
            {
                locks.extend(self.lock_above(of, cascading));
            }
        }
        self.plan.locks = locks;
    }

    pub(super) fn lock_parents(&mut self, of: SetId, table: usize) -> Vec<Lock> {
        let table = self.plan.tables[table];
        let edges = self.parents_of_set(of, &table);
        self.lock_above(of, edges)
    }

    fn lock_above(&mut self, of: SetId, edges: Vec<(TableInfo, Edge)>) -> Vec<Lock> {
        let lock = |(parent, edge): (TableInfo, Edge)| {
            let parent = self.table_at(&parent);
            let link = self.up(of, &edge);
            Lock::Parents { of, parent, link }
        };
        edges.into_iter().map(lock).collect()
    }
}
