//! What a restore leaves deleted, since something else keeps it so.

use super::super::set::{Arm, Found, Other, Parent, Role, Set, SetId};
use super::find::leading;
use super::{Planner, ROOTS};
use crate::declare::{Edge, EdgeKind, MarkerText, TableInfo};

impl Planner<'_> {
    /// What another marker keeps deleted.
    pub(super) fn find_staying(&mut self, at: usize) {
        let Some(of) = self.reached[at] else {
            return;
        };
        let follows = |edge: &Edge| edge.kind == EdgeKind::Cascade;
        if !self.graph.nodes[at].edges.iter().any(follows) {
            return;
        }
        let Some(written) = self.marker_of(at) else {
            return;
        };
        let always = (at == 0).then_some(ROOTS);
        for other in self.others(at, written) {
            let comparable = (other.kind)() == (self.order.marker.kind)();
            // Of other rows a flag does not tell whether they were shown before.
            if !comparable && always.is_none() {
                continue;
            }
            let set = Set {
                role: Role::Staying(other.column),
                columns: leading(self.table(at), &self.graph.nodes[at].edges),
                found: Found::Staying {
                    of,
                    other: Other {
                        marker: other,
                        comparable,
                    },
                    always,
                },
                ..self.set(of).clone()
            };
            let staying = self.push_set(set);
            // What only a flag keeps deleted has no other stamp to take over.
            let column = if comparable {
                other.column
            } else {
                written.column
            };
            self.staying[at].push((staying, column));
        }
    }

    /// The markers of a table that say whether a row is active, but for the one
    /// that is written.
    pub(super) fn others(&self, at: usize, written: MarkerText) -> Vec<MarkerText> {
        let mut others = self.table(at).markers.to_vec();
        others.retain(|marker| marker.column != written.column);
        others
    }

    /// The column of a table that a cascade by the marker of this name writes,
    /// where its stamps can be compared.
    pub(super) fn column_of(&self, at: usize, name: &'static str) -> &'static str {
        let TableInfo { markers, also, .. } = *self.table(at);
        let kind = (self.order.marker.kind)();
        let named = markers.iter().chain(also);
        let mut named = named.filter(|it| it.column == name && (it.kind)() == kind);
        match (named.next(), markers.first()) {
            (Some(marker), _) | (None, Some(marker)) => marker.column,
            (None, None) => name,
        }
    }

    /// What another parent keeps deleted.
    pub(super) fn find_kept(&mut self, at: usize) {
        let Some(of) = self.reached[at] else {
            return;
        };
        let table = *self.table(at);
        let cascading = self.cascade_parents(&table);
        let mut by_column = Vec::new();
        let mut trees = Vec::new();
        for (parent, edge) in &cascading {
            let here = self.graph.position(parent);
            for (staying, name) in here
                .map(|from| self.staying[from].clone())
                .unwrap_or_default()
            {
                let column = self.column_of(at, name);
                let arm = self.down(staying, edge);
                group(&mut by_column, column).2.push(arm);
            }
            if parent.id == table.id {
                trees.push(self.link(of, edge));
            }
            // A row that has one parent is reached through that one.
            if cascading.len() > 1 {
                for other in self.other_parents(of, parent, edge) {
                    let column = self.column_of(at, other.marker.column);
                    group(&mut by_column, column).1.push(other);
                }
                for (kept, name) in self.kept_above(parent) {
                    let column = self.column_of(at, name);
                    let arm = self.down(kept, edge);
                    group(&mut by_column, column).2.push(arm);
                }
            }
        }
        for (column, parents, arms) in by_column {
            let set = Set {
                role: Role::Kept(column),
                columns: leading(&table, &self.graph.nodes[at].edges),
                found: Found::Kept {
                    of,
                    except: (at == 0).then_some(ROOTS),
                    parents,
                    arms,
                    trees: trees.clone(),
                },
                ..self.set(of).clone()
            };
            let kept = self.push_set(set);
            self.kept[at].push((kept, column));
            self.staying[at].push((kept, column));
        }
    }

    /// A parent by each of its markers whose stamps can be compared. One without a
    /// marker has none: it is followed upwards.
    pub(super) fn other_parents(
        &mut self,
        of: SetId,
        parent: &TableInfo,
        edge: &Edge,
    ) -> Vec<Parent> {
        let kind = (self.order.marker.kind)();
        let reached = self.graph.position(parent).and_then(|at| self.reached[at]);
        let back = self
            .parents
            .iter()
            .find_map(|(table, set)| (self.plan.tables[*table].id == parent.id).then_some(*set));
        let mut except = Vec::new();
        for set in reached.into_iter().chain(back) {
            let refers = edge.refers.iter();
            let places = refers.map(|column| self.set(set).place(column));
            if let Some(places) = places.collect() {
                except.push((set, places));
            }
        }
        let link = self.up(of, edge);
        let table = self.table_at(parent);
        let markers = parent.markers.iter();
        let markers = markers.filter(|marker| (marker.kind)() == kind);
        let parent = |marker: &MarkerText| Parent {
            table,
            link: link.clone(),
            unique: edge.refers == parent.key,
            marker: *marker,
            except: except.clone(),
        };
        markers.map(parent).collect()
    }
}

pub(super) type ByColumn = (&'static str, Vec<Parent>, Vec<Arm>);

pub(super) fn group<'a>(groups: &'a mut Vec<ByColumn>, column: &'static str) -> &'a mut ByColumn {
    let known = groups.iter().position(|(known, ..)| *known == column);
    let at = known.unwrap_or_else(|| {
        groups.push((column, Vec::new(), Vec::new()));
        groups.len() - 1
    });
    &mut groups[at]
}
