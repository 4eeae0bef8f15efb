//! The steps of a restore.

use super::super::set::{Link, SetId};
use super::super::step::{Against, Back, Counts, Guard, Refusal, Step, Value, Write};
use super::{Planner, ROOTS};
use crate::declare::TableInfo;

impl Planner<'_> {
    pub(super) fn restore(&mut self) {
        let above: Vec<_> = self.parents.iter().rev().copied().collect();
        for (table, _) in above {
            let table = self.plan.tables[table];
            if self.graph.position(&table).is_none() {
                self.entry(&table, true);
            }
        }
        self.entries(|it, at| it.reached[at].is_some() && it.marker_of(at).is_some());
        self.check_size();
        self.check_parents();
        self.check_taken();
        for at in (0..self.graph.nodes.len()).rev() {
            self.take_back(at);
        }
        for (table, set) in self.parents.clone() {
            self.take_back_parents(table, set);
        }
    }

    /// Rows of the target, and those above that come back with them, must not
    /// have a parent that stays deleted.
    pub(super) fn check_parents(&mut self) {
        let root = self.plan.tables[0];
        let mut sets = vec![(root, ROOTS)];
        for (table, set) in self.parents.iter().chain(&self.passed) {
            sets.push((self.plan.tables[*table], *set));
        }
        for (table, of) in sets {
            let mut above: Vec<(TableInfo, Vec<Link>)> = Vec::new();
            for (parent, edge) in self.parents_of_set(of, &table) {
                // Rows without a marker are a set themselves.
                if parent.markers.is_empty() {
                    continue;
                }
                let link = self.up(of, &edge);
                match above.iter_mut().find(|(known, _)| known.id == parent.id) {
                    Some((_, links)) => links.push(link),
                    None => above.push((parent, vec![link])),
                }
            }
            for (parent, links) in above {
                let mut back = Vec::new();
                if let Some(at) = self.graph.position(&parent)
                    && let (Some(set), Some(written)) = (self.reached[at], self.marker_of(at))
                {
                    back.push(Back {
                        set,
                        kept: self.kept[at].iter().map(|(kept, _)| *kept).collect(),
                        others: self.others(at, written),
                    });
                }
                for (table, set) in &self.parents {
                    if self.plan.tables[*table].id == parent.id {
                        back.push(Back {
                            set: *set,
                            kept: Vec::new(),
                            others: Vec::new(),
                        });
                    }
                }
                let parent_at = self.table_at(&parent);
                let against = Against::Orphans {
                    of,
                    parent: parent_at,
                    links,
                    back,
                };
                self.check(Refusal::ParentDeleted, parent.name, against);
            }
        }
    }

    pub(super) fn take_back(&mut self, at: usize) {
        let (Some(set), Some(marker)) = (self.reached[at], self.marker_of(at)) else {
            return;
        };
        let table = *self.table(at);
        let entry = self.entry(&table, true);
        let mut values = vec![(marker.column, Value::Sql(marker.restored))];
        values.extend(
            table
                .clear
                .iter()
                .map(|column| (*column, Value::Sql("NULL"))),
        );
        values.extend(self.companions(&table, marker, "FALSE"));
        let mut except: Vec<_> = self.kept[at].iter().map(|(kept, _)| *kept).collect();
        let guard = Guard::Deleted(marker);
        self.write(at, set, except.clone(), values, guard, Counts::Rows(entry));
        for (kept, column) in self.kept[at].clone().into_iter().rev() {
            except.pop();
            let other = table.markers.iter().chain(table.also);
            let other = other.copied().find(|it| it.column == column);
            let (values, guard) = match other {
                Some(other) if column != marker.column => (
                    vec![
                        (marker.column, Value::Sql(marker.restored)),
                        (column, Value::OfSetUnless(other)),
                    ],
                    guard,
                ),
                _ => (
                    vec![(marker.column, Value::OfSet)],
                    Guard::Restamped(marker),
                ),
            };
            self.plan.steps.push(Step::Write(Write {
                set: kept,
                except: except.clone(),
                changes: false,
                values,
                guard,
                counts: Counts::HandedOver(entry),
                record: None,
            }));
        }
    }

    /// Takes all markers of deleted parents back.
    pub(super) fn take_back_parents(&mut self, table: usize, set: SetId) {
        let table = self.plan.tables[table];
        let entry = self.entry(&table, true);
        let markers = table.markers.iter();
        let mut values: Vec<_> = markers
            .map(|marker| (marker.column, Value::Sql(marker.restored)))
            .collect();
        values.extend(
            table
                .clear
                .iter()
                .map(|column| (*column, Value::Sql("NULL"))),
        );
        if let Some(first) = table.markers.first() {
            values.extend(self.companions(&table, *first, "FALSE"));
        }
        self.plan.steps.push(Step::Write(Write {
            set,
            except: Vec::new(),
            changes: false,
            values,
            guard: Guard::DeletedBy(table.markers),
            counts: Counts::Rows(entry),
            record: None,
        }));
    }
}
