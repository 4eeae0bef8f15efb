//! What a row without a marker hangs below counts in its place: such rows above those
//! that come back are found too, and what of them stays deleted.

use super::super::set::{Arm, Found, Link, Role, Set, SetId, Which};
use super::find::leading;
use super::kept::{ByColumn, group};
use super::{Planner, add, link_up};
use crate::declare::TableInfo;

/// Rows of a table without a marker.
#[derive(Debug)]
pub(super) struct Above {
    table: TableInfo,
    set: SetId,
    /// What of them stays deleted, by the column that says so.
    kept: Vec<(SetId, &'static str)>,
}

impl Planner<'_> {
    /// The rows without a marker that those of the cascade depend on, and on upwards, but
    /// for those that the cascade reaches. Their stamp is that of the row below.
    pub(super) fn find_above(&mut self) {
        let mut order = Vec::new();
        for at in 0..self.graph.nodes.len() {
            for parent in self.plain_beside(at) {
                self.plain_above(&parent, &mut order);
            }
        }
        // From below upwards; a table stands behind all that lead to it.
        for table in order.into_iter().rev() {
            let arms = self.arms_up(&table);
            let mut columns = leading(&table, &(table.edges)());
            let mut trees = Vec::new();
            for (parent, edge) in self.cascade_parents(&table) {
                add(&mut columns, edge.key.iter().copied());
                add(&mut columns, edge.conditions.iter().map(|it| it.column));
                if parent.id == table.id {
                    trees.push(edge);
                }
            }
            let trees = trees.iter().map(|edge| link_up(&columns, edge));
            let trees = trees.collect();
            let set = Set {
                table: self.table_at(&table),
                role: Role::Above,
                columns,
                keys: table.key.len(),
                marker: None,
                stamped: true,
                found: Found::Reached {
                    start: None,
                    arms,
                    trees,
                    which: Which::Passing,
                },
            };
            let set = self.push_set(set);
            self.above.push(Above {
                table,
                set,
                kept: Vec::new(),
            });
        }
    }

    /// The tables without a marker that the rows of a table depend on, besides those
    /// through which they are reached.
    fn plain_beside(&self, at: usize) -> Vec<TableInfo> {
        let parents = self.cascade_parents(self.table(at));
        if self.reached[at].is_none() || parents.len() < 2 {
            return Vec::new();
        }
        let parents = parents.into_iter().map(|(parent, _)| parent);
        parents.filter(|parent| parent.markers.is_empty()).collect()
    }

    /// A table without a marker, behind all such that are above it.
    fn plain_above(&self, table: &TableInfo, finished: &mut Vec<TableInfo>) {
        if finished.iter().any(|known| known.id == table.id) {
            return;
        }
        for (parent, _) in self.cascade_parents(table) {
            if parent.markers.is_empty() && parent.id != table.id {
                self.plain_above(&parent, finished);
            }
        }
        finished.push(*table);
    }

    /// The ways to a table from the rows that come back, and from those above them.
    fn arms_up(&self, table: &TableInfo) -> Vec<Arm> {
        let reached = self.graph.position(table).and_then(|at| self.reached[at]);
        let mut arms = Vec::new();
        let mut from = Vec::new();
        for at in 0..self.graph.nodes.len() {
            if self.plain_beside(at).iter().any(|it| it.id == table.id) {
                from.extend(self.reached[at].map(|set| (*self.table(at), set)));
            }
        }
        from.extend(self.above.iter().map(|above| (above.table, above.set)));
        for (child, set) in from {
            for (parent, edge) in self.cascade_parents(&child) {
                if parent.id != table.id {
                    continue;
                }
                let places = |known: SetId| {
                    let refers = edge.refers.iter();
                    let places = refers.map(|column| self.set(known).place(column));
                    Some((known, places.collect::<Option<_>>()?))
                };
                arms.push(Arm {
                    from: set,
                    link: self.up(set, &edge),
                    known: reached.and_then(places),
                });
            }
        }
        arms
    }

    /// What of these rows stays deleted, from the top down.
    pub(super) fn find_kept_above(&mut self) {
        for at in (0..self.above.len()).rev() {
            let Above { table, set: of, .. } = self.above[at];
            let mut by_column: Vec<ByColumn> = Vec::new();
            let mut trees: Vec<Link> = Vec::new();
            for (parent, edge) in self.cascade_parents(&table) {
                if parent.id == table.id {
                    trees.push(self.link(of, &edge));
                    continue;
                }
                for other in self.other_parents(of, &parent, &edge) {
                    let column = other.marker.column;
                    group(&mut by_column, column).1.push(other);
                }
                for (kept, column) in self.kept_above(&parent) {
                    let arm = self.down(kept, &edge);
                    group(&mut by_column, column).2.push(arm);
                }
            }
            for (column, parents, arms) in by_column {
                let set = Set {
                    role: Role::Kept(column),
                    columns: leading(&table, &(table.edges)()),
                    found: Found::Kept {
                        of,
                        except: None,
                        parents,
                        arms,
                        trees: trees.clone(),
                    },
                    ..self.set(of).clone()
                };
                let kept = self.push_set(set);
                self.above[at].kept.push((kept, column));
            }
        }
    }

    /// What of the rows of a table without a marker stays deleted above the cascade.
    pub(super) fn kept_above(&self, table: &TableInfo) -> Vec<(SetId, &'static str)> {
        let mut above = self.above.iter();
        let above = above.find(|above| above.table.id == table.id);
        above.map(|above| above.kept.clone()).unwrap_or_default()
    }

    /// These rows from the top down.
    pub(super) fn above_down(&self) -> Vec<(TableInfo, SetId)> {
        let above = self.above.iter().rev();
        above.map(|above| (above.table, above.set)).collect()
    }
}
