//! The steps that take keys away and remove rows for good.

use super::super::set::SetId;
use super::super::step::{Counts, Guard, Key, Nullify, Remove, State, Step, Value, Whose, Write};
use super::{Planner, ROOTS, Verb};
use crate::declare::{EdgeKind, TableInfo};

impl Planner<'_> {
    /// What is done after everything else: keys go before the rows that they lead
    /// to, children before parents.
    pub(super) fn take_away(&mut self) {
        self.nullify();
        self.unlink();
        for at in (0..self.graph.nodes.len()).rev() {
            self.remove(at);
        }
    }

    /// The rows whose keys are taken away, by table.
    pub(super) fn losing(&self) -> Vec<(TableInfo, Vec<Key>)> {
        let mut found: Vec<(TableInfo, Vec<Key>)> = Vec::new();
        for at in 0..self.graph.nodes.len() {
            for edge in &self.graph.nodes[at].edges {
                if edge.kind != EdgeKind::Nullify {
                    continue;
                }
                let plain = edge.child.markers.is_empty();
                let state = match self.order.verb {
                    // Rows that are never deleted stand against a purge.
                    Verb::Purge if plain => None,
                    Verb::Purge => Some(State::Deleted),
                    _ => Some(State::Active),
                };
                let reached = self.reached[at].zip(state);
                let removed = self.removed[at].map(|set| (set, State::Any));
                for (from, state) in reached.into_iter().chain(removed) {
                    let key = Key {
                        from,
                        link: self.link(from, edge),
                        state,
                        cleared: edge.cleared.to_vec(),
                    };
                    match found
                        .iter_mut()
                        .find(|(child, _)| child.id == edge.child.id)
                    {
                        Some((_, keys)) => keys.push(key),
                        None => found.push((edge.child, vec![key])),
                    }
                }
            }
        }
        found
    }

    pub(super) fn nullify(&mut self) {
        for (child, keys) in self.losing() {
            let counts = Counts::Nullified(self.entry(&child, false));
            let rows = Whose::Outside(self.sets_of(&child));
            let table = self.table_at(&child);
            self.plan.steps.push(Step::Nullify(Nullify {
                table,
                keys,
                rows,
                counts,
                record: None,
            }));
        }
    }

    /// The rows of the target lose these columns of a key.
    pub(super) fn nullify_roots(&mut self, key: &'static [&'static str]) {
        let table = *self.table(0);
        let counts = Counts::Nullified(self.entry(&table, false));
        let guard = if table.markers.is_empty() {
            Guard::None
        } else {
            Guard::DeletedBy(table.markers)
        };
        self.plan.steps.push(Step::Write(Write {
            set: ROOTS,
            except: Vec::new(),
            changes: false,
            values: key.iter().map(|it| (*it, Value::Sql("NULL"))).collect(),
            guard,
            counts,
            record: None,
        }));
    }

    /// Rows that go, and refer to rows that go before them.
    pub(super) fn unlink(&mut self) {
        for at in 0..self.graph.nodes.len() {
            for edge in self.graph.nodes[at].edges.clone() {
                let Some(child) = self.graph.position(&edge.child) else {
                    continue;
                };
                let cleared: Vec<_> = edge
                    .key
                    .iter()
                    .zip((edge.nullable)())
                    .filter_map(|(column, nullable)| nullable.then_some(*column))
                    .collect();
                // Tables below go first.
                if child >= at || cleared.is_empty() {
                    continue;
                }
                for from in self.going(at) {
                    for going in self.going(child) {
                        let key = Key {
                            from,
                            link: self.link(from, &edge),
                            state: State::Any,
                            cleared: cleared.clone(),
                        };
                        self.plan.steps.push(Step::Nullify(Nullify {
                            table: child,
                            keys: vec![key],
                            rows: Whose::Going(going),
                            counts: Counts::Nothing,
                            record: None,
                        }));
                    }
                }
            }
        }
    }

    /// The sets of a table whose rows are removed for good.
    pub(super) fn going(&self, at: usize) -> Vec<SetId> {
        let reached = self.reached[at].filter(|_| self.order.verb == Verb::Purge);
        reached.into_iter().chain(self.removed[at]).collect()
    }

    pub(super) fn remove(&mut self, at: usize) {
        let table = *self.table(at);
        let purge = self.order.verb == Verb::Purge;
        for set in self.going(at) {
            let removed = Some(set) == self.removed[at];
            let counts = if purge && !removed {
                Counts::Rows(self.entry(&table, true))
            } else {
                Counts::Removed(self.entry(&table, false))
            };
            // The rows of a target alone are known by its own condition.
            let known = table.markers.is_empty() || self.order.shallow;
            let guard = if removed || known {
                Guard::None
            } else {
                Guard::DeletedBy(table.markers)
            };
            let except = self.removed[at].filter(|_| !removed);
            let id = table.id;
            let mut own = self.graph.nodes[at].edges.clone();
            own.retain(|edge| edge.child.id == id);
            self.plan.steps.push(Step::Remove(Remove {
                set,
                except: except.into_iter().collect(),
                own,
                guard,
                counts,
                record: None,
            }));
        }
    }
}
