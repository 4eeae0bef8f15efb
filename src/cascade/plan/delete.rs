//! The steps of a soft delete.

use super::super::set::SetId;
use super::super::step::{Counts, Guard, Refusal, State, Step, Value, Write};
use super::{Planner, ROOTS};
use crate::declare::{EdgeKind, MarkerText, TableInfo};

impl Planner<'_> {
    pub(super) fn delete(&mut self) {
        self.entries(|it, at| it.reached[at].is_some() && it.marker_of(at).is_some());
        self.check_size();
        self.check_dependents(Refusal::Restricted, |it, at, edge| {
            let reached = it.reached[at].filter(|_| edge.kind == EdgeKind::Restrict);
            let restricting = |set| it.dependent(set, edge, State::Active, Vec::new());
            reached.map(restricting).into_iter().collect()
        });
        self.check_dependents(Refusal::StillReferenced, |it, at, edge| {
            let removed = it.removed[at].filter(|_| edge.kind == EdgeKind::Restrict);
            let gone = it.graph.position(&edge.child).and_then(|at| it.removed[at]);
            let staying = |set| it.dependent(set, edge, State::Any, gone.into_iter().collect());
            removed.map(staying).into_iter().collect()
        });
        self.check_held();
        for at in (0..self.graph.nodes.len()).rev() {
            self.mark(at);
        }
        self.take_away();
    }

    pub(super) fn mark(&mut self, at: usize) {
        let (Some(set), Some(marker)) = (self.reached[at], self.marker_of(at)) else {
            return;
        };
        let table = *self.table(at);
        let value = match (marker.flag)() {
            Some(literal) => Value::Sql(literal),
            None => Value::Stamp,
        };
        let mut values = vec![(marker.column, value)];
        values.extend(self.companions(&table, marker, "TRUE"));
        let counts = Counts::Rows(self.entry(&table, true));
        let except = self.removed[at].into_iter().collect();
        self.write(at, set, except, values, Guard::Active(marker), counts);
    }

    /// What is written with a marker.
    pub(super) fn companions(
        &self,
        table: &TableInfo,
        marker: MarkerText,
        flag: &'static str,
    ) -> Vec<(&'static str, Value)> {
        let first = table.markers.first().map(|it| it.column) == Some(marker.column);
        let flags = table.flags.iter().filter(|_| first);
        let flags = flags.map(|column| (*column, Value::Sql(flag)));
        let times = table.touch.iter();
        let times = times.map(|touch| (touch.column, Value::Time(touch.time)));
        flags.chain(times).collect()
    }

    /// Writes the rows of a set. The roots are written by themselves where the
    /// statement has more to write to them.
    pub(super) fn write(
        &mut self,
        at: usize,
        set: SetId,
        except: Vec<SetId>,
        values: Vec<(&'static str, Value)>,
        guard: Guard,
        counts: Counts,
    ) {
        let write = Write {
            set,
            except,
            changes: false,
            values,
            guard,
            counts,
            record: None,
        };
        if at == 0 && self.order.changes {
            let roots = Write {
                set: ROOTS,
                changes: true,
                ..write.clone()
            };
            if set != ROOTS {
                let mut below = write;
                below.except.push(ROOTS);
                self.plan.steps.push(Step::Write(below));
            }
            self.plan.steps.push(Step::Write(roots));
        } else {
            self.plan.steps.push(Step::Write(write));
        }
    }
}
