//! What a target depends on: the deleted parents that a restore can take along, and
//! the rows without a marker on the way to them.

use super::super::set::{Arm, Found, Role, Set, SetId};
use super::{Planner, ROOTS, add, any, link_up};
use crate::declare::TableInfo;

impl Planner<'_> {
    /// The deleted parents of the roots, if these come back too, table by table
    /// upwards, and through rows without a marker. An edge that would close a circle
    /// of tables is not followed; a deleted parent behind it refuses the restore.
    pub(super) fn find_parents(&mut self) {
        let root = self.plan.tables[0];
        let mut order = Vec::new();
        let mut under_way = Vec::new();
        self.above(&root, &mut under_way, &mut order);
        order.reverse();
        // From the root upwards; a table stands behind all that lead to it.
        let mut from: Vec<(TableInfo, SetId)> = vec![(root, ROOTS)];
        for table in order {
            let mut arms = Vec::new();
            let mut trees = Vec::new();
            for (child, set) in from.clone() {
                for (parent, edge) in self.parents_of_set(set, &child) {
                    if parent.id == table.id {
                        arms.push(Arm {
                            from: set,
                            link: self.up(set, &edge),
                            known: None,
                        });
                    }
                }
            }
            let mut columns = table.key.to_vec();
            for (_, edge) in self.parents_of(&table) {
                add(&mut columns, edge.key.iter().copied());
                add(&mut columns, edge.conditions.iter().map(|it| it.column));
            }
            for edge in (table.edges)() {
                add(&mut columns, edge.refers.iter().copied());
            }
            add(&mut columns, self.unique_of(&table).concat());
            if arms.is_empty() {
                continue;
            }
            for edge in (table.edges)() {
                if edge.child.id == table.id && !any(edge.key, table.clear) {
                    trees.push(link_up(&columns, &edge));
                }
            }
            let at = self.table_at(&table);
            let plain = table.markers.is_empty();
            let reached = self.graph.position(&table).and_then(|at| self.reached[at]);
            let except = reached.filter(|_| !plain);
            let keys = table.key.len();
            let set = self.push_set(Set {
                table: at,
                role: Role::Parents,
                columns,
                keys,
                marker: None,
                stamped: false,
                found: Found::Parents {
                    arms,
                    trees,
                    except,
                },
            });
            if plain {
                self.passed.push((at, set));
            } else {
                self.parents.push((at, set));
            }
            from.push((table, set));
        }
    }

    /// The tables above a table, each behind those above it.
    pub(super) fn above(
        &self,
        table: &TableInfo,
        under_way: &mut Vec<std::any::TypeId>,
        finished: &mut Vec<TableInfo>,
    ) {
        under_way.push(table.id);
        for (parent, _) in self.parents_of(table) {
            let known = finished.iter().any(|it| it.id == parent.id);
            let wanted = self.order.with_parents || parent.markers.is_empty();
            if wanted && !known && !under_way.contains(&parent.id) {
                self.above(&parent, under_way, finished);
            }
        }
        under_way.pop();
        let is_root = table.id == self.plan.tables[0].id;
        let own = self.parents_of(table);
        if !is_root
            || self.order.with_parents && own.iter().any(|(parent, _)| parent.id == table.id)
        {
            finished.push(*table);
        }
    }
}
