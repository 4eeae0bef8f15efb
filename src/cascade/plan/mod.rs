//! What a cascade does, as sets of rows and steps over them: no SQL in it. How
//! many there are depends on the declared graph alone.

mod above;
mod check;
mod delete;
mod find;
mod kept;
mod lock;
mod parents;
mod purge;
mod record;
mod remove;
mod restore;
mod taken;

use std::any::TypeId;

use self::above::Above;
use super::graph::Graph;
use super::order::Order;
use super::set::{Arm, Found, Link, Set, SetId};
use super::step::{Lock, Step};
use crate::declare::{Edge, EdgeKind, MarkerText, TableInfo};

/// What is done to the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    Delete,
    Restore,
    Purge,
}

/// What becomes of the rows of the target in a purge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// They are purged, with what depends on them.
    Purged,
    /// They are behind a `remove` edge: they go whatever they are, and so does what goes along.
    Removed,
    /// They are behind a `nullify` edge, and lose these columns of a key.
    Nullified(&'static [&'static str]),
}

/// A table of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) table: &'static str,
    /// Tables of two schemas can have one name.
    pub(super) id: TypeId,
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
    /// What the journal is told that it is, if there is one.
    pub(super) recorded: Option<Verb>,
    /// Whether rows of the target that others have locked are passed over.
    pub(super) passes_locked: bool,
    /// Whether only so many rows may go: a set that has one more has enough.
    pub(super) bounded: bool,
    /// Whether it is only looked what stands against it: some sets are not needed for that.
    pub(super) looked: bool,
}

pub(super) const ROOTS: SetId = SetId(0);

impl Plan {
    pub(super) fn new(root: TableInfo, order: &Order) -> Self {
        Plan::of(root, order, false)
    }

    /// The plan of a restore from which nothing is kept deleted. It begins with the
    /// same sets.
    pub(super) fn free(&self, root: TableInfo, order: &Order) -> Option<Self> {
        self.first_kept()?;
        let mut free = Plan::of(root, order, true);
        // Sets are called after tables of whose name there is one.
        for table in &self.tables {
            if !free.tables.iter().any(|known| known.id == table.id) {
                free.tables.push(*table);
            }
        }
        Some(free)
    }

    /// The first set of what is kept deleted; all behind it depend on that.
    pub(super) fn first_kept(&self) -> Option<usize> {
        let mut sets = self.sets.iter();
        sets.position(|set| matches!(set.found, Found::Kept { .. } | Found::Staying { .. }))
    }

    fn of(root: TableInfo, order: &Order, free: bool) -> Self {
        let follows: &[EdgeKind] = match order.verb {
            Verb::Restore => &[EdgeKind::Cascade],
            _ => &[EdgeKind::Cascade, EdgeKind::Remove],
        };
        let graph = Graph::below(root, follows, order.keyed);
        let count = graph.nodes.len();
        let mut planner = Planner {
            plan: Plan {
                tables: graph.nodes.iter().map(|node| node.table).collect(),
                sets: Vec::new(),
                steps: Vec::new(),
                locks: Vec::new(),
                entries: Vec::new(),
                expression: order.expression,
                recorded: (order.recorded && !order.looked).then_some(order.verb),
                passes_locked: order.passes_locked,
                bounded: order.bounded,
                looked: order.looked,
            },
            order,
            free,
            reached: vec![None; count],
            removed: vec![None; count],
            kept: vec![Vec::new(); count],
            staying: vec![Vec::new(); count],
            entry_of: vec![None; count],
            parents: Vec::new(),
            passed: Vec::new(),
            above: Vec::new(),
            unique: Vec::new(),
            graph,
        };
        planner.find();
        match (order.verb, order.fate) {
            (Verb::Delete, _) => planner.delete(),
            (Verb::Restore, _) => planner.restore(),
            (Verb::Purge, Fate::Nullified(key)) => planner.nullify_roots(key),
            (Verb::Purge, Fate::Purged | Fate::Removed) => planner.purge(),
        }
        if planner.plan.recorded.is_some() {
            planner.record();
        }
        planner.lock();
        planner.plan
    }
}

struct Planner<'a> {
    plan: Plan,
    order: &'a Order,
    /// Whether nothing is kept deleted.
    free: bool,
    graph: Graph,
    /// The sets of each table of the graph.
    reached: Vec<Option<SetId>>,
    removed: Vec<Option<SetId>>,
    /// Of a restore: what other parents keep deleted, with the column that says so
    /// from then on.
    kept: Vec<Vec<(SetId, &'static str)>>,
    /// What stays deleted, for those below, by the column that says so.
    staying: Vec<Vec<(SetId, &'static str)>>,
    entry_of: Vec<Option<usize>>,
    /// The deleted parents that come back too, by table of the plan.
    parents: Vec<(usize, SetId)>,
    /// The rows without a marker that the roots depend on.
    passed: Vec<(usize, SetId)>,
    /// Those that what comes back depends on besides, from below upwards.
    above: Vec<Above>,
    /// The rows that are active after a restore, and what is unique of them.
    unique: Vec<(SetId, Link)>,
}

impl Planner<'_> {
    fn table(&self, at: usize) -> &TableInfo {
        &self.graph.nodes[at].table
    }

    /// The place of a table in the plan, which is made where there is none.
    fn table_at(&mut self, table: &TableInfo) -> usize {
        let known = self.plan.tables.iter().position(|it| it.id == table.id);
        known.unwrap_or_else(|| {
            self.plan.tables.push(self.order.keyed.table(*table));
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
            known: None,
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
            let parent = self.order.keyed.table(parent);
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
        edges.retain(|(_, edge)| !any(edge.key, table.clear));
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
