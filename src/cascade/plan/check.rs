//! What is looked at before anything is written, and the report.

use super::super::set::{Link, SetId};
use super::super::step::{Against, Check, Dependent, Refusal, State, Step};
use super::{Entry, Planner, Verb};
use crate::declare::{Edge, EdgeKind, TableInfo};

impl Planner<'_> {
    /// The place of a table in the report, which is made where there is none.
    pub(super) fn entry(&mut self, table: &TableInfo, reached: bool) -> usize {
        let at = self.graph.position(table);
        if let Some(entry) = at.and_then(|at| self.entry_of[at]) {
            return entry;
        }
        let known = |entry: &Entry| entry.id == table.id && entry.reached == reached;
        if at.is_none()
            && let Some(entry) = self.plan.entries.iter().position(known)
        {
            return entry;
        }
        self.plan.entries.push(Entry {
            table: table.name,
            id: table.id,
            reached,
        });
        let entry = self.plan.entries.len() - 1;
        if let Some(at) = at {
            self.entry_of[at] = Some(entry);
        }
        entry
    }

    /// The tables whose rows are written come first, parents before children.
    pub(super) fn entries(&mut self, of: impl Fn(&Self, usize) -> bool) {
        for at in 0..self.graph.nodes.len() {
            if of(self, at) {
                let table = *self.table(at);
                self.entry(&table, true);
            }
        }
    }

    pub(super) fn check(&mut self, refusal: Refusal, name: &'static str, against: Against) {
        self.plan.steps.push(Step::Check(Check {
            refusal,
            name,
            against,
        }));
    }

    /// The sets of a table whose rows go, or are written.
    pub(super) fn sets_of(&self, table: &TableInfo) -> Vec<SetId> {
        let Some(at) = self.graph.position(table) else {
            return Vec::new();
        };
        self.reached[at]
            .into_iter()
            .chain(self.removed[at])
            .collect()
    }

    /// Counts the rows that depend on those of the cascade and stand against it,
    /// table by table.
    pub(super) fn check_dependents(
        &mut self,
        refusal: Refusal,
        dependents: impl Fn(&Self, usize, &Edge) -> Vec<Dependent>,
    ) {
        let mut found: Vec<(TableInfo, Vec<Dependent>)> = Vec::new();
        for at in 0..self.graph.nodes.len() {
            for edge in &self.graph.nodes[at].edges {
                let arms = dependents(self, at, edge);
                if arms.is_empty() {
                    continue;
                }
                match found
                    .iter_mut()
                    .find(|(child, _)| child.id == edge.child.id)
                {
                    Some((_, known)) => known.extend(arms),
                    None => found.push((edge.child, arms)),
                }
            }
        }
        // What a set tells, it tells of all edges at once.
        for (_, arms) in &mut found {
            let mut told = false;
            arms.retain(|arm| arm.state != State::Told || !std::mem::replace(&mut told, true));
        }
        for (child, arms) in found {
            let table = self.table_at(&child);
            self.check(refusal, child.name, Against::Dependents { table, arms });
        }
    }

    /// Rows that are removed for good must not be held.
    pub(super) fn check_held(&mut self) {
        for at in 0..self.graph.nodes.len() {
            let table = *self.table(at);
            let Some(hold) = table.hold else {
                continue;
            };
            let reached = self.reached[at].filter(|_| self.order.verb == Verb::Purge);
            for set in reached.into_iter().chain(self.removed[at]) {
                if let Some(place) = self.set(set).place(hold) {
                    self.check(Refusal::Held, table.name, Against::Held { set, place });
                }
            }
        }
    }

    /// So many rows at most go at once, and lose so many keys. Looked at first: of sets that
    /// are cut short it is not known what stands against them.
    pub(super) fn check_size(&mut self) {
        if !self.order.bounded {
            return;
        }
        let reached = self.reached.iter().chain(&self.removed);
        let sets = reached.copied().flatten().collect();
        let name = self.plan.tables[0].name;
        self.check(Refusal::TooMany, name, Against::Rows { sets });
        for (child, keys) in self.losing() {
            let table = self.table_at(&child);
            let except = self.sets_of(&child);
            let arms = keys.into_iter().map(|key| Dependent {
                from: key.from,
                link: key.link,
                state: key.state,
                except: except.clone(),
            });
            let arms = arms.collect();
            self.check(
                Refusal::TooMany,
                child.name,
                Against::Dependents { table, arms },
            );
        }
    }

    /// Where nothing goes yet, rows below must not be in the hands of others: what these do may
    /// stand against it.
    pub(super) fn check_locked(&mut self) {
        self.check_dependents(Refusal::Locked, |it, at, edge| {
            let sets = it.reached[at].into_iter().chain(it.removed[at]);
            let sets = sets.filter(|_| edge.kind != EdgeKind::Restrict);
            sets.map(|set| it.dependent(set, edge, State::Any, Vec::new()))
                .collect()
        });
    }

    /// Those rows of a set that are active.
    pub(super) fn told(&self, set: SetId, at: usize, except: Vec<SetId>) -> Dependent {
        Dependent {
            from: set,
            link: Link::itself(self.table(at).key),
            state: State::Told,
            except,
        }
    }

    pub(super) fn dependent(
        &self,
        from: SetId,
        edge: &Edge,
        state: State,
        except: Vec<SetId>,
    ) -> Dependent {
        Dependent {
            from,
            link: self.link(from, edge),
            state,
            except,
        }
    }
}
