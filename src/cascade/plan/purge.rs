//! The steps of a purge.

use super::super::step::{Refusal, State};
use super::Planner;
use crate::declare::EdgeKind;

impl Planner<'_> {
    pub(super) fn purge(&mut self) {
        self.entries(|it, at| it.reached[at].is_some());
        self.check_size();
        self.check_dependents(Refusal::StillReferenced, |it, at, edge| {
            let child = it.graph.position(&edge.child);
            let removed = child.and_then(|at| it.removed[at]);
            let plain = edge.child.markers.is_empty();
            let mut staying = Vec::new();
            if let Some(set) = it.reached[at] {
                match edge.kind {
                    EdgeKind::Restrict => {
                        let except = it.sets_of(&edge.child);
                        staying.push(it.dependent(set, edge, State::Any, except));
                    }
                    // All rows of a plain table go along a `cascade` edge.
                    EdgeKind::Cascade if plain => {}
                    EdgeKind::Cascade => {
                        let except = removed.into_iter().collect();
                        let below = child.and_then(|at| it.reached[at]);
                        let told = below.filter(|below| it.set(*below).is_told());
                        staying.push(match (told, child) {
                            (Some(told), Some(at)) => it.told(told, at, except),
                            _ => it.dependent(set, edge, State::Active, except),
                        });
                    }
                    EdgeKind::Nullify => {
                        let except = it.sets_of(&edge.child);
                        staying.push(it.dependent(set, edge, State::Active, except));
                    }
                    EdgeKind::Remove => {}
                }
            }
            if let (Some(set), EdgeKind::Restrict) = (it.removed[at], edge.kind) {
                let except = it.sets_of(&edge.child);
                staying.push(it.dependent(set, edge, State::Any, except));
            }
            staying
        });
        self.check_held();
        if self.order.looked {
            self.check_locked();
        } else {
            self.take_away();
        }
    }
}
