//! What a cascade does, as sets of rows and steps over them: no SQL in it. How
//! many there are depends on the declared graph alone.

use super::graph::Graph;
use super::set::{Arm, Found, Link, Other, Parent, Role, Set, SetId, Which};
use super::step::{
    Against, Check, Counts, Dependent, Guard, Key, Lock, Nullify, Refusal, Remove, State, Step,
    Value, Whose, Write,
};
use crate::declare::{Edge, EdgeKind, MarkerText, TableInfo};

/// What is done to the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[doc(hidden)]
pub enum Verb {
    Delete,
    Restore,
    Purge,
}

/// What a cascade is asked for.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) verb: Verb,
    /// The marker of the root table that the statement names.
    pub(super) marker: MarkerText,
    pub(super) with_parents: bool,
    /// Whether the stamp is an expression, for the database to compute once.
    pub(super) expression: bool,
    /// Whether the statement has further columns for the root rows.
    pub(super) changes: bool,
    /// The columns of the root table that these are, as far as they are keys.
    pub(super) assigned: Vec<&'static str>,
}

/// A table of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) table: &'static str,
    /// Whether its rows are written, or only lose keys or are removed.
    pub(super) reached: bool,
}

/// The sets and steps of a cascade.
#[derive(Debug)]
pub(super) struct Plan {
    /// All tables that are looked at. The first is the root.
    pub(super) tables: Vec<TableInfo>,
    /// Each behind those that it is found from. The first are the roots.
    pub(super) sets: Vec<Set>,
    pub(super) steps: Vec<Step>,
    pub(super) locks: Vec<Lock>,
    pub(super) entries: Vec<Entry>,
    /// Whether the stamp is an expression.
    pub(super) expression: bool,
}

pub(super) const ROOTS: SetId = SetId(0);

impl Plan {
    pub(super) fn new(root: TableInfo, order: &Order) -> Self {
        let follows: &[EdgeKind] = match order.verb {
            Verb::Restore => &[EdgeKind::Cascade],
            _ => &[EdgeKind::Cascade, EdgeKind::Remove],
        };
        let graph = Graph::below(root, follows);
        let count = graph.nodes.len();
        let mut planner = Planner {
            plan: Plan {
                tables: graph.nodes.iter().map(|node| node.table).collect(),
                sets: Vec::new(),
                steps: Vec::new(),
                locks: Vec::new(),
                entries: Vec::new(),
                expression: order.expression,
            },
            order,
            reached: vec![None; count],
            removed: vec![None; count],
            kept: vec![None; count],
            staying: vec![Vec::new(); count],
            entry_of: vec![None; count],
            parents: Vec::new(),
            graph,
        };
        planner.find();
        match order.verb {
            Verb::Delete => planner.delete(),
            Verb::Restore => planner.restore(),
            Verb::Purge => planner.purge(),
        }
        planner.lock();
        planner.plan
    }
}

struct Planner<'a> {
    plan: Plan,
    order: &'a Order,
    graph: Graph,
    /// The sets of each table of the graph.
    reached: Vec<Option<SetId>>,
    removed: Vec<Option<SetId>>,
    kept: Vec<Option<SetId>>,
    /// Of a restore: what stays deleted, for those below.
    staying: Vec<Vec<SetId>>,
    entry_of: Vec<Option<usize>>,
    /// The deleted parents that come back too, by table of the plan.
    parents: Vec<(usize, SetId)>,
}

// --- What both halves use -----------------------------------------------------

impl Planner<'_> {
    fn table(&self, at: usize) -> &TableInfo {
        &self.graph.nodes[at].table
    }

    /// The place of a table in the plan, which is made where there is none.
    fn table_at(&mut self, table: &TableInfo) -> usize {
        let known = self.plan.tables.iter().position(|it| it.id == table.id);
        known.unwrap_or_else(|| {
            self.plan.tables.push(*table);
            self.plan.tables.len() - 1
        })
    }

    fn set(&self, id: SetId) -> &Set {
        &self.plan.sets[id.0]
    }

    fn push_set(&mut self, set: Set) -> SetId {
        self.plan.sets.push(set);
        SetId(self.plan.sets.len() - 1)
    }

    /// The marker that the cascade writes in a table: that of the statement's
    /// name, if its stamps fit.
    fn marker_of(&self, at: usize) -> Option<MarkerText> {
        if at == 0 {
            return Some(self.order.marker);
        }
        let TableInfo { markers, also, .. } = *self.table(at);
        let wanted = self.order.marker;
        let fits = |marker: &&MarkerText| {
            let same = (marker.kind)() == (wanted.kind)();
            let flag = self.order.verb == Verb::Delete && (marker.flag)().is_some();
            marker.column == wanted.column && (same || flag)
        };
        let named = markers.iter().chain(also).find(fits);
        named.or_else(|| markers.first()).copied()
    }

    /// From a set down to the rows that depend on its own.
    fn down(&self, from: SetId, edge: &Edge) -> Arm {
        Arm {
            from,
            link: self.link(from, edge),
        }
    }

    fn link(&self, from: SetId, edge: &Edge) -> Link {
        link(self.set(from), edge)
    }

    /// From a set up to the rows that its own depend on.
    fn up(&self, from: SetId, edge: &Edge) -> Link {
        link_up(&self.set(from).columns, edge)
    }

    /// The edges from a table to itself that a cascade follows.
    fn own(&self, at: usize, follows: &[EdgeKind]) -> Vec<Edge> {
        let id = self.table(at).id;
        let mut own = self.graph.nodes[at].edges.clone();
        own.retain(|edge| edge.child.id == id && follows.contains(&edge.kind));
        own
    }

    /// All edges that are declared onto a table, in the calls that the graph
    /// knows, with the tables that they come from.
    fn declared_onto(&self, table: &TableInfo) -> Vec<(TableInfo, Edge)> {
        let mut seen = Vec::new();
        let mut edges = Vec::new();
        let calls = [*table, self.plan.tables[0]];
        let declared = calls.into_iter().flat_map(|it| (it.schema)());
        let here = self.graph.nodes.iter().map(|node| node.table);
        for parent in declared.chain(here) {
            if seen.contains(&parent.id) {
                continue;
            }
            seen.push(parent.id);
            let from_here = (parent.edges)().into_iter();
            let onto = from_here.filter(|edge| edge.child.id == table.id);
            edges.extend(onto.map(|edge| (parent, edge)));
        }
        edges
    }

    /// The cascade edges onto a table whose keys a restore leaves in place.
    fn cascade_parents(&self, table: &TableInfo) -> Vec<(TableInfo, Edge)> {
        let mut edges = self.declared_onto(table);
        edges.retain(|(_, edge)| edge.kind == EdgeKind::Cascade && !any(edge.key, table.clear));
        edges
    }

    /// The edges by which a row that a restore takes back has parents then.
    fn parents_of(&self, table: &TableInfo) -> Vec<(TableInfo, Edge)> {
        let mut edges = self.declared_onto(table);
        edges.retain(|(parent, edge)| !parent.markers.is_empty() && !any(edge.key, table.clear));
        edges
    }

    /// The same of a row of the target, in which other keys may be written.
    fn parents_of_roots(&self) -> Vec<(TableInfo, Edge)> {
        let mut edges = self.parents_of(&self.plan.tables[0]);
        edges.retain(|(_, edge)| !any(edge.key, &self.order.assigned));
        edges
    }

    /// The same of a row of a set.
    fn parents_of_set(&self, set: SetId, table: &TableInfo) -> Vec<(TableInfo, Edge)> {
        match set {
            ROOTS => self.parents_of_roots(),
            _ => self.parents_of(table),
        }
    }
}

/// From rows of a set down to those that depend on them.
fn link(set: &Set, edge: &Edge) -> Link {
    let on = edge.key.iter().zip(edge.refers);
    Link {
        on: on
            .filter_map(|(key, refers)| Some((*key, set.place(refers)?)))
            .collect(),
        conditions: edge.conditions,
        if_set: Vec::new(),
    }
}

/// From rows with these columns up to those that they depend on.
fn link_up(columns: &[&'static str], edge: &Edge) -> Link {
    let place = |column: &str| columns.iter().position(|known| *known == column);
    let on = edge.refers.iter().zip(edge.key);
    let conditions = edge.conditions.iter();
    Link {
        on: on
            .filter_map(|(refers, key)| Some((*refers, place(key)?)))
            .collect(),
        conditions: &[],
        if_set: conditions
            .filter_map(|it| Some((place(it.column)?, *it)))
            .collect(),
    }
}

fn any(columns: &[&str], of: &[&str]) -> bool {
    columns.iter().any(|column| of.contains(column))
}

fn add(columns: &mut Vec<&'static str>, more: impl IntoIterator<Item = &'static str>) {
    for column in more {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
}

// --- The sets --------------------------------------------------------------------

impl Planner<'_> {
    fn find(&mut self) {
        for at in 0..self.graph.nodes.len() {
            self.find_reached(at);
            self.find_removed(at);
        }
        if self.order.verb == Verb::Restore {
            if self.order.with_parents {
                self.find_parents();
            }
            for at in 0..self.graph.nodes.len() {
                self.find_staying(at);
                self.find_kept(at);
            }
        }
    }

    /// What has to be remembered of the rows of a table of the graph.
    fn columns_of(&self, at: usize) -> Vec<&'static str> {
        let table = self.table(at);
        let mut columns = table.key.to_vec();
        for edge in &self.graph.nodes[at].edges {
            add(&mut columns, edge.refers.iter().copied());
        }
        if self.order.verb == Verb::Restore {
            let above = if at == 0 {
                self.parents_of_roots()
            } else {
                Vec::new()
            };
            let cascading = self.cascade_parents(table);
            let cascading = if cascading.len() > 1 {
                cascading
            } else {
                Vec::new()
            };
            for (_, edge) in above.iter().chain(&cascading) {
                add(&mut columns, edge.key.iter().copied());
                add(&mut columns, edge.conditions.iter().map(|it| it.column));
            }
        } else {
            add(&mut columns, table.hold);
        }
        columns
    }

    fn stamped(&self) -> bool {
        self.order.verb == Verb::Restore
    }

    fn which(&self, at: usize) -> Which {
        match (self.order.verb, self.marker_of(at)) {
            (Verb::Delete, Some(marker)) => Which::Active(marker),
            (Verb::Restore, Some(marker)) => Which::Stamped(marker),
            (Verb::Restore, None) => Which::Passing,
            (Verb::Purge, Some(_)) => Which::Deleted(self.table(at).markers),
            (_, None) => Which::Any,
        }
    }

    fn find_reached(&mut self, at: usize) {
        let columns = self.columns_of(at);
        let keys = self.table(at).key.len();
        let mut set = Set {
            table: at,
            role: Role::Reached,
            columns,
            keys,
            marker: self.marker_of(at),
            stamped: self.stamped(),
            found: Found::Target,
        };
        let own = self.own(at, &[EdgeKind::Cascade]);
        let trees: Vec<Link> = own.iter().map(|edge| link(&set, edge)).collect();
        let mut start = None;
        let mut arms = Vec::new();
        if at == 0 {
            let roots = Set {
                role: Role::Roots,
                ..set.clone()
            };
            let roots = self.push_set(roots);
            if trees.is_empty() {
                self.reached[0] = Some(roots);
                return;
            }
            start = Some(roots);
        }
        for (from, edge) in self.graph.onto(at) {
            let reached =
                self.reached[from].filter(|_| from != at && edge.kind == EdgeKind::Cascade);
            arms.extend(reached.map(|set| self.down(set, &edge)));
        }
        if start.is_none() && arms.is_empty() {
            return;
        }
        set.found = Found::Reached {
            start,
            arms,
            trees,
            which: self.which(at),
        };
        self.reached[at] = Some(self.push_set(set));
    }

    fn find_removed(&mut self, at: usize) {
        if self.order.verb == Verb::Restore {
            return;
        }
        let columns = self.columns_of(at);
        let keys = self.table(at).key.len();
        let mut set = Set {
            table: at,
            role: Role::Removed,
            columns,
            keys,
            marker: None,
            stamped: false,
            found: Found::Target,
        };
        let own = self.own(at, &[EdgeKind::Cascade, EdgeKind::Remove]);
        let trees = own.iter().map(|edge| link(&set, edge)).collect();
        let mut arms = Vec::new();
        for (from, edge) in self.graph.onto(at) {
            let reached = self.reached[from].filter(|_| edge.kind == EdgeKind::Remove);
            let follows = matches!(edge.kind, EdgeKind::Remove | EdgeKind::Cascade);
            let removed = self.removed[from].filter(|_| follows && from != at);
            for set in reached.into_iter().chain(removed) {
                arms.push(self.down(set, &edge));
            }
        }
        if arms.is_empty() {
            return;
        }
        set.found = Found::Reached {
            start: None,
            arms,
            trees,
            which: Which::Any,
        };
        self.removed[at] = Some(self.push_set(set));
    }

    /// The deleted parents of the roots, table by table upwards. An edge that
    /// would close a circle of tables is not followed; a deleted parent behind it
    /// refuses the restore.
    fn find_parents(&mut self) {
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
                        let link = self.up(set, &edge);
                        arms.push(Arm { from: set, link });
                    }
                }
            }
            let mut columns = table.key.to_vec();
            for (_, edge) in self.parents_of(&table) {
                add(&mut columns, edge.key.iter().copied());
                add(&mut columns, edge.conditions.iter().map(|it| it.column));
            }
            if arms.is_empty() {
                continue;
            }
            for edge in (table.edges)() {
                if edge.child.id == table.id && !any(edge.key, table.clear) {
                    trees.push(link_up(&columns, &edge));
                }
            }
            let at = self.table_at(&table);
            let except = self.graph.position(&table).and_then(|at| self.reached[at]);
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
            self.parents.push((at, set));
            from.push((table, set));
        }
    }

    /// The tables above a table, each behind those above it.
    fn above(
        &self,
        table: &TableInfo,
        under_way: &mut Vec<std::any::TypeId>,
        finished: &mut Vec<TableInfo>,
    ) {
        under_way.push(table.id);
        for (parent, _) in self.parents_of(table) {
            let known = finished.iter().any(|it| it.id == parent.id);
            if !known && !under_way.contains(&parent.id) {
                self.above(&parent, under_way, finished);
            }
        }
        under_way.pop();
        let is_root = table.id == self.plan.tables[0].id;
        let own = self.parents_of(table);
        if !is_root || own.iter().any(|(parent, _)| parent.id == table.id) {
            finished.push(*table);
        }
    }

    /// What another marker keeps deleted.
    fn find_staying(&mut self, at: usize) {
        let Some(of) = self.reached[at] else {
            return;
        };
        let table = *self.table(at);
        let written = self.marker_of(at).map(|marker| marker.column);
        let kind = (self.order.marker.kind)();
        let others = table.markers.iter().filter(|it| Some(it.column) != written);
        let mut others: Vec<Other> = others
            .map(|marker| Other {
                marker: *marker,
                comparable: (marker.kind)() == kind,
            })
            .collect();
        // Of other rows a flag does not tell whether they were shown before.
        if at > 0 {
            others.retain(|other| other.comparable);
        }
        let follows = |edge: &Edge| edge.kind == EdgeKind::Cascade;
        if others.is_empty() || !self.graph.nodes[at].edges.iter().any(follows) {
            return;
        }
        let set = Set {
            role: Role::Staying,
            found: Found::Staying {
                of,
                markers: others,
                always: (at == 0).then_some(ROOTS),
            },
            ..self.set(of).clone()
        };
        let staying = self.push_set(set);
        self.staying[at].push(staying);
    }

    /// What another parent keeps deleted.
    fn find_kept(&mut self, at: usize) {
        let Some(of) = self.reached[at] else {
            return;
        };
        let table = *self.table(at);
        let cascading = self.cascade_parents(&table);
        let mut parents = Vec::new();
        let mut arms = Vec::new();
        let mut trees = Vec::new();
        for (parent, edge) in &cascading {
            let here = self.graph.position(parent);
            for staying in here
                .map(|from| self.staying[from].clone())
                .unwrap_or_default()
            {
                arms.push(self.down(staying, edge));
            }
            if parent.id == table.id {
                trees.push(self.link(of, edge));
            }
            // A row that has one parent is reached through that one.
            if cascading.len() > 1 {
                parents.extend(self.other_parent(of, parent, edge));
            }
        }
        if parents.is_empty() && arms.is_empty() {
            return;
        }
        let set = Set {
            role: Role::Kept,
            found: Found::Kept {
                of,
                except: (at == 0).then_some(ROOTS),
                parents,
                arms,
                trees,
            },
            ..self.set(of).clone()
        };
        let kept = self.push_set(set);
        self.kept[at] = Some(kept);
        self.staying[at].push(kept);
    }

    fn other_parent(&mut self, of: SetId, parent: &TableInfo, edge: &Edge) -> Option<Parent> {
        let kind = (self.order.marker.kind)();
        let mut markers = parent.markers.to_vec();
        markers.retain(|marker| (marker.kind)() == kind);
        if markers.is_empty() {
            return None;
        }
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
        Some(Parent {
            table: self.table_at(parent),
            link,
            unique: edge.refers == parent.key,
            markers,
            except,
        })
    }
}

// --- The steps -------------------------------------------------------------------

impl Planner<'_> {
    /// The place of a table in the report, which is made where there is none.
    fn entry(&mut self, table: &TableInfo, reached: bool) -> usize {
        let at = self.graph.position(table);
        if let Some(entry) = at.and_then(|at| self.entry_of[at]) {
            return entry;
        }
        let known = |entry: &Entry| entry.table == table.name && entry.reached == reached;
        if at.is_none()
            && let Some(entry) = self.plan.entries.iter().position(known)
        {
            return entry;
        }
        self.plan.entries.push(Entry {
            table: table.name,
            reached,
        });
        let entry = self.plan.entries.len() - 1;
        if let Some(at) = at {
            self.entry_of[at] = Some(entry);
        }
        entry
    }

    /// The tables whose rows are written come first, parents before children.
    fn entries(&mut self, of: impl Fn(&Self, usize) -> bool) {
        for at in 0..self.graph.nodes.len() {
            if of(self, at) {
                let table = *self.table(at);
                self.entry(&table, true);
            }
        }
    }

    fn check(&mut self, refusal: Refusal, name: &'static str, against: Against) {
        self.plan.steps.push(Step::Check(Check {
            refusal,
            name,
            against,
        }));
    }

    /// The sets of a table whose rows go, or are written.
    fn sets_of(&self, table: &TableInfo) -> Vec<SetId> {
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
    fn check_dependents(
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
        for (child, arms) in found {
            let table = self.table_at(&child);
            self.check(refusal, child.name, Against::Dependents { table, arms });
        }
    }

    /// Rows that are removed for good must not be held.
    fn check_held(&mut self) {
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

    fn dependent(&self, from: SetId, edge: &Edge, state: State, except: Vec<SetId>) -> Dependent {
        Dependent {
            from,
            link: self.link(from, edge),
            state,
            except,
        }
    }

    // --- Soft delete

    fn delete(&mut self) {
        self.entries(|it, at| it.reached[at].is_some() && it.marker_of(at).is_some());
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

    fn mark(&mut self, at: usize) {
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
    fn companions(
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
    fn write(
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

    // --- Keys that are taken away, rows that are removed

    /// What is done after everything else: keys go before the rows that they lead
    /// to, children before parents.
    fn take_away(&mut self) {
        self.nullify();
        self.unlink();
        for at in (0..self.graph.nodes.len()).rev() {
            self.remove(at);
        }
    }

    fn nullify(&mut self) {
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
        for (child, keys) in found {
            let counts = Counts::Nullified(self.entry(&child, false));
            let rows = Whose::Outside(self.sets_of(&child));
            let table = self.table_at(&child);
            self.plan.steps.push(Step::Nullify(Nullify {
                table,
                keys,
                rows,
                counts,
            }));
        }
    }

    /// Rows that go, and refer to rows that go before them.
    fn unlink(&mut self) {
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
                        }));
                    }
                }
            }
        }
    }

    /// The sets of a table whose rows are removed for good.
    fn going(&self, at: usize) -> Vec<SetId> {
        let reached = self.reached[at].filter(|_| self.order.verb == Verb::Purge);
        reached.into_iter().chain(self.removed[at]).collect()
    }

    fn remove(&mut self, at: usize) {
        let table = *self.table(at);
        let purge = self.order.verb == Verb::Purge;
        for set in self.going(at) {
            let removed = Some(set) == self.removed[at];
            let counts = if purge {
                Counts::Rows(self.entry(&table, true))
            } else {
                Counts::Removed(self.entry(&table, false))
            };
            let guard = if removed || table.markers.is_empty() {
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
            }));
        }
    }

    // --- Restore

    fn restore(&mut self) {
        let above: Vec<_> = self.parents.iter().rev().copied().collect();
        for (table, _) in above {
            let table = self.plan.tables[table];
            if self.graph.position(&table).is_none() {
                self.entry(&table, true);
            }
        }
        self.entries(|it, at| it.reached[at].is_some() && it.marker_of(at).is_some());
        self.check_parents();
        for at in (0..self.graph.nodes.len()).rev() {
            self.take_back(at);
        }
        for (table, set) in self.parents.clone() {
            self.take_back_parents(table, set);
        }
    }

    /// Rows of the target, and those above that come back with them, must not
    /// have a parent that stays deleted.
    fn check_parents(&mut self) {
        let root = self.plan.tables[0];
        let mut sets = vec![(root, ROOTS)];
        for (table, set) in &self.parents {
            sets.push((self.plan.tables[*table], *set));
        }
        for (table, of) in sets {
            for (parent, edge) in self.parents_of_set(of, &table) {
                let mut back = Vec::new();
                if let Some(at) = self.graph.position(&parent)
                    && let Some(reached) = self.reached[at]
                {
                    back.push((reached, self.kept[at]));
                }
                for (table, set) in &self.parents {
                    if self.plan.tables[*table].id == parent.id {
                        back.push((*set, None));
                    }
                }
                let link = self.up(of, &edge);
                let parent_at = self.table_at(&parent);
                let against = Against::Orphans {
                    of,
                    parent: parent_at,
                    link,
                    back,
                };
                self.check(Refusal::ParentDeleted, parent.name, against);
            }
        }
    }

    fn take_back(&mut self, at: usize) {
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
        let kept = self.kept[at];
        let except = kept.into_iter().collect();
        let guard = Guard::Deleted(marker);
        self.write(at, set, except, values, guard, Counts::Rows(entry));
        if let Some(kept) = kept {
            self.plan.steps.push(Step::Write(Write {
                set: kept,
                except: Vec::new(),
                changes: false,
                values: vec![(marker.column, Value::OfSet)],
                guard,
                counts: Counts::HandedOver(entry),
            }));
        }
    }

    /// Takes all markers of deleted parents back.
    fn take_back_parents(&mut self, table: usize, set: SetId) {
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
        }));
    }

    // --- Purge

    fn purge(&mut self) {
        self.entries(|it, at| it.reached[at].is_some() || it.removed[at].is_some());
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
                        staying.push(it.dependent(set, edge, State::Active, except));
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
        self.take_away();
    }

    // --- Locks

    fn lock(&mut self) {
        let mut locks = Vec::new();
        if self.order.verb == Verb::Restore {
            for (table, set) in self.parents.clone().into_iter().rev() {
                locks.push(Lock::Rows(set));
                locks.extend(self.lock_parents(set, table));
            }
            locks.extend(self.lock_parents(ROOTS, 0));
        }
        for at in 0..self.graph.nodes.len() {
            locks.extend(
                self.reached[at]
                    .into_iter()
                    .chain(self.removed[at])
                    .map(Lock::Rows),
            );
            let cascading = self.cascade_parents(self.table(at));
            if let (Some(of), Some(_), true) =
                (self.reached[at], self.kept[at], cascading.len() > 1)
            {
                for (parent, edge) in cascading {
                    let parent = self.table_at(&parent);
                    let link = self.up(of, &edge);
                    locks.push(Lock::Parents { of, parent, link });
                }
            }
        }
        self.plan.locks = locks;
    }

    fn lock_parents(&mut self, of: SetId, table: usize) -> Vec<Lock> {
        let table = self.plan.tables[table];
        let edges = self.parents_of_set(of, &table);
        let lock = |(parent, edge): (TableInfo, Edge)| {
            let parent = self.table_at(&parent);
            let link = self.up(of, &edge);
            Lock::Parents { of, parent, link }
        };
        edges.into_iter().map(lock).collect()
    }
}
