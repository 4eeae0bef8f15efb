//! What is unique among active rows, and may be taken by now.

use super::super::set::{Found, Link, Role, Set, SetId};
use super::super::step::{Against, Refusal};
use super::{Planner, ROOTS, any};
use crate::declare::{MarkerText, TableInfo};

type Columns = &'static [&'static str];

impl Planner<'_> {
    /// What is unique in a table, and what a restore does not clear.
    pub(super) fn unique_of(&self, table: &TableInfo) -> Vec<Columns> {
        let mut unique = table.unique.to_vec();
        unique.retain(|columns| !any(columns, table.clear));
        unique
    }

    /// The rows that are active after the restore, of tables where that matters.
    pub(super) fn find_back(&mut self) {
        for at in 0..self.graph.nodes.len() {
            let (Some(set), Some(written)) = (self.reached[at], self.marker_of(at)) else {
                continue;
            };
            let table = *self.table(at);
            let kept: Vec<_> = self.kept[at].iter().map(|(kept, _)| *kept).collect();
            let others = self.others(at, written);
            let (written, free): (Vec<_>, Vec<_>) = self
                .unique_of(&table)
                .into_iter()
                .partition(|columns| at == 0 && any(columns, &self.order.assigned));
            self.back(set, kept.clone(), others.clone(), free);
            // What `.set` gives the roots is not known here.
            if set != ROOTS {
                let except = kept.into_iter().chain([ROOTS]).collect();
                self.back(set, except, others, written);
            }
        }
        // All their markers are taken back.
        for (table, set) in self.parents.clone() {
            let unique = self.unique_of(&self.plan.tables[table]);
            self.back(set, Vec::new(), Vec::new(), unique);
        }
    }

    fn back(
        &mut self,
        of: SetId,
        except: Vec<SetId>,
        others: Vec<MarkerText>,
        unique: Vec<Columns>,
    ) {
        if unique.is_empty() {
            return;
        }
        let back = if except.is_empty() && others.is_empty() {
            of
        } else {
            let set = Set {
                role: Role::Back,
                stamped: false,
                found: Found::Back { of, except, others },
                ..self.set(of).clone()
            };
            self.push_set(set)
        };
        for columns in unique {
            let set = self.set(back);
            let on = columns.iter();
            let on = on.filter_map(|column| Some((*column, set.place(column)?)));
            let link = Link {
                on: on.collect(),
                conditions: &[],
                if_set: Vec::new(),
            };
            self.unique.push((back, link));
        }
    }

    pub(super) fn check_taken(&mut self) {
        for (set, link) in std::mem::take(&mut self.unique) {
            let table = self.plan.tables[self.set(set).table];
            self.check(Refusal::Taken, table.name, Against::Taken { set, link });
        }
    }
}
