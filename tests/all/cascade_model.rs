//! What a cascade does, told once more: from row to row, simple and slow, for the
//! random cases to compare with.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The columns of a row that are not NULL: keys, flags (0 or 1) and times
/// (microseconds).
pub(crate) type Row = BTreeMap<&'static str, i64>;

pub(crate) type Id = (&'static str, i64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Time,
    Flag,
}

use Sort::{Flag, Time};

/// A table of the declaration. One without a marker, or that is not declared, has
/// no `markers`.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// Those of `active`.
    pub(crate) markers: &'static [(&'static str, Sort)],
    pub(crate) clear: &'static [&'static str],
    /// The companions of the first marker.
    pub(crate) flag: &'static [&'static str],
    pub(crate) hold: Option<&'static str>,
}

impl Table {
    pub(crate) const fn new(name: &'static str, markers: &'static [(&'static str, Sort)]) -> Table {
        Table {
            name,
            markers,
            clear: &[],
            flag: &[],
            hold: None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Cascade,
    Restrict,
    Nullify,
    Remove,
}

use Kind::{Cascade, Nullify, Remove, Restrict};

pub(crate) struct Edge {
    pub(crate) kind: Kind,
    pub(crate) parent: &'static str,
    pub(crate) child: &'static str,
    /// Columns of the child, and those of the parent that they refer to.
    pub(crate) key: &'static [(&'static str, &'static str)],
    /// The part of the key that is set to NULL; all of it, if nothing is listed.
    pub(crate) only: &'static [&'static str],
    /// A column of the child, and what it has to be.
    pub(crate) condition: Option<(&'static str, i64)>,
}

impl Edge {
    pub(crate) const fn new(
        kind: Kind,
        parent: &'static str,
        child: &'static str,
        key: &'static [(&'static str, &'static str)],
    ) -> Edge {
        Edge {
            kind,
            parent,
            child,
            key,
            only: &[],
            condition: None,
        }
    }

    fn connects(&self, (parent, above): (&Id, &Row), below: &Row) -> bool {
        let met = |(column, value): (&str, i64)| below.get(column) == Some(&value);
        self.condition.is_none_or(met)
            && self.key.iter().all(|(column, referred)| {
                let referred = match *referred {
                    "id" => Some(&parent.1),
                    column => above.get(column),
                };
                referred.is_some() && below.get(column) == referred
            })
    }
}

pub(crate) struct Graph {
    pub(crate) tables: &'static [Table],
    pub(crate) edges: &'static [Edge],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Delete,
    Restore,
    RestoreWithParents,
    Purge,
}

pub(crate) type Counts = BTreeMap<&'static str, u64>;

/// What a cascade came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done(Done),
    /// Why nothing was done. Of several reasons any may be told.
    Refused(Vec<Refusal>),
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Done {
    pub(crate) found: Found,
    pub(crate) rows: Counts,
    pub(crate) nullified: Counts,
    pub(crate) removed: Counts,
    pub(crate) handed_over: Counts,
}

// As the crate's own words have it.
#[allow(clippy::enum_variant_names)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Found {
    Changed,
    Unchanged,
    #[default]
    NotFound,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) why: &'static str,
    pub(crate) counts: Counts,
}

fn count<'a>(rows: impl IntoIterator<Item = &'a Id>) -> Counts {
    let mut counts = BTreeMap::new();
    for (table, _) in rows {
        *counts.entry(*table).or_insert(0) += 1;
    }
    counts
}

#[derive(Clone)]
pub(crate) struct Model {
    graph: &'static Graph,
    pub(crate) rows: BTreeMap<Id, Row>,
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (id, row) in &self.rows {
            writeln!(f, "{id:?}: {row:?}")?;
        }
        Ok(())
    }
}

impl Model {
    pub(crate) fn new(graph: &'static Graph) -> Model {
        Model {
            graph,
            rows: BTreeMap::new(),
        }
    }

    pub(crate) fn in_table(&self, table: &str) -> Vec<Id> {
        let ids = self.rows.keys().copied();
        ids.filter(|id| id.0 == table).collect()
    }

    pub(crate) fn get(&self, id: Id, column: &str) -> Option<i64> {
        self.rows[&id].get(column).copied()
    }

    fn table(&self, name: &str) -> &'static Table {
        let mut tables = self.graph.tables.iter();
        tables.find(|table| table.name == name).unwrap()
    }

    fn is_plain(&self, id: Id) -> bool {
        self.table(id.0).markers.is_empty()
    }

    pub(crate) fn is_flagged(&self, table: &str) -> bool {
        self.table(table).markers[0].1 == Flag
    }

    /// A flag that is not set is no mark.
    fn mark(&self, id: Id, marker: &str) -> Option<i64> {
        self.get(id, marker).filter(|value| *value != 0)
    }

    pub(crate) fn is_active(&self, id: Id) -> bool {
        let mut markers = self.table(id.0).markers.iter();
        markers.all(|(marker, _)| self.mark(id, marker).is_none())
    }

    /// The earliest time of its markers that is not before this one.
    fn time(&self, id: Id, except: Option<&str>, least: i64) -> Option<i64> {
        let markers = self.table(id.0).markers.iter();
        let times = markers.filter(|(marker, sort)| *sort == Time && Some(*marker) != except);
        let times = times.filter_map(|(marker, _)| self.mark(id, marker));
        times.filter(|time| *time >= least).min()
    }

    /// The marker that a cascade writes in a table: the one of the same name, or
    /// the first.
    fn marker(&self, table: &str, named: Option<&str>) -> Option<(&'static str, Sort)> {
        let markers = self.table(table).markers;
        let same = markers.iter().find(|(marker, _)| Some(*marker) == named);
        same.or(markers.first()).copied()
    }

    fn children(&self, id: Id) -> Vec<(&'static Edge, Id)> {
        let edges = self.graph.edges.iter().filter(|edge| edge.parent == id.0);
        let below = edges.flat_map(|edge| {
            let rows = self.rows.iter().filter(|(child, _)| child.0 == edge.child);
            let below = rows.filter(|(_, row)| edge.connects((&id, &self.rows[&id]), row));
            below.map(move |(child, _)| (edge, *child))
        });
        below.collect()
    }

    /// The parents, over keys that a restore does not clear.
    fn parents(&self, id: Id) -> Vec<(&'static Edge, Id)> {
        let clear = self.table(id.0).clear;
        let cleared = |edge: &Edge| edge.key.iter().any(|(column, _)| clear.contains(column));
        let edges = self.graph.edges.iter();
        let edges = edges.filter(|edge| edge.child == id.0 && !cleared(edge));
        let above = edges.flat_map(|edge| {
            let rows = self
                .rows
                .iter()
                .filter(|(parent, _)| parent.0 == edge.parent);
            let above = rows.filter(|row| edge.connects(*row, &self.rows[&id]));
            above.map(move |(parent, _)| (edge, *parent))
        });
        above.collect()
    }

    /// Runs a cascade from the rows of the target, by this marker or the first one.
    pub(crate) fn cascade(
        &mut self,
        verb: Verb,
        target: &[Id],
        named: Option<&str>,
        stamp: i64,
    ) -> Outcome {
        let Some(first) = target.first() else {
            return Outcome::Done(Done::default());
        };
        let (marker, _) = self.marker(first.0, named).unwrap();
        let is_root = |id: &Id| match (verb, named) {
            (Verb::Delete, _) => self.mark(*id, marker).is_none(),
            (Verb::Purge, None) => !self.is_active(*id),
            _ => self.mark(*id, marker).is_some(),
        };
        let roots: BTreeSet<Id> = target.iter().copied().filter(is_root).collect();
        let result = match verb {
            Verb::Delete => self.delete(&roots, named, stamp),
            Verb::Restore => self.restore(&roots, named, false),
            Verb::RestoreWithParents => self.restore(&roots, named, true),
            Verb::Purge => self.purge(&roots),
        };
        match result {
            Ok(mut done) => {
                let changed = !roots.is_empty();
                done.found = if changed {
                    Found::Changed
                } else {
                    Found::Unchanged
                };
                Outcome::Done(done)
            }
            Err(refusals) => Outcome::Refused(refusals),
        }
    }

    /// What is removed for good with these rows: whatever hangs below `cascade`
    /// and `remove` edges, deleted or not.
    fn with_all_below(&self, rows: impl IntoIterator<Item = Id>) -> BTreeSet<Id> {
        let mut all = BTreeSet::new();
        let mut next: Vec<Id> = rows.into_iter().collect();
        while let Some(id) = next.pop() {
            if all.insert(id) {
                let below = self.children(id).into_iter();
                let below = below.filter(|(edge, _)| matches!(edge.kind, Cascade | Remove));
                next.extend(below.map(|(_, child)| child));
            }
        }
        all
    }

    fn below(&self, rows: &BTreeSet<Id>, kind: Kind) -> Vec<(&'static Edge, Id)> {
        let below = rows.iter().flat_map(|id| self.children(*id));
        below.filter(|(edge, _)| edge.kind == kind).collect()
    }

    /// The keys that rows lose, and how many rows that are.
    fn nullify(&mut self, orphans: &[(&'static Edge, Id)]) -> Counts {
        for (edge, id) in orphans {
            let row = self.rows.get_mut(id).unwrap();
            for (column, _) in edge.key {
                if edge.only.is_empty() || edge.only.contains(column) {
                    row.remove(column);
                }
            }
        }
        let rows: BTreeSet<Id> = orphans.iter().map(|(_, id)| *id).collect();
        count(&rows)
    }

    fn held(&self, going: &BTreeSet<Id>) -> BTreeSet<Id> {
        let held = |id: &&Id| {
            let hold = self.table(id.0).hold;
            hold.is_some_and(|hold| self.mark(**id, hold).is_some())
        };
        going.iter().filter(held).copied().collect()
    }

    fn delete(
        &mut self,
        roots: &BTreeSet<Id>,
        named: Option<&str>,
        stamp: i64,
    ) -> Result<Done, Vec<Refusal>> {
        let mut reached = BTreeSet::new();
        let mut next: Vec<Id> = roots.iter().copied().collect();
        while let Some(id) = next.pop() {
            if reached.insert(id) {
                for (edge, child) in self.children(id) {
                    let marker = self.marker(child.0, named);
                    let unmarked = |(it, _)| self.mark(child, it).is_none();
                    // By whichever marker it was deleted before, it stays as it is.
                    let fits = marker.is_none_or(unmarked) && self.is_active(child);
                    if edge.kind == Cascade && fits {
                        next.push(child);
                    }
                }
            }
        }
        let removed = self.below(&reached, Remove).into_iter().map(|(_, id)| id);
        let removed = self.with_all_below(removed);
        let reached: BTreeSet<Id> = &reached - &removed;

        let restricting = self.below(&reached, Restrict).into_iter();
        let restricting: BTreeSet<Id> = restricting
            .map(|(_, id)| id)
            .filter(|id| self.is_active(*id))
            .collect();
        let staying = self.below(&removed, Restrict).into_iter();
        let staying: BTreeSet<Id> = staying
            .map(|(_, id)| id)
            .filter(|id| !removed.contains(id))
            .collect();
        let refusals = refusals([
            ("Restricted", restricting),
            ("StillReferenced", staying),
            ("Held", self.held(&removed)),
        ]);
        if !refusals.is_empty() {
            return Err(refusals);
        }

        let orphans = self.below(&reached, Nullify).into_iter().filter(|(_, id)| {
            self.is_active(*id) && !reached.contains(id) && !removed.contains(id)
        });
        let orphans_of_removed = self.below(&removed, Nullify).into_iter();
        let orphans_of_removed = orphans_of_removed.filter(|(_, id)| !removed.contains(id));
        let orphans: Vec<_> = orphans.chain(orphans_of_removed).collect();
        let nullified = self.nullify(&orphans);
        let mut rows = BTreeSet::new();
        for id in &reached {
            let table = self.table(id.0);
            let Some((marker, sort)) = self.marker(id.0, named) else {
                continue;
            };
            rows.insert(*id);
            let row = self.rows.get_mut(id).unwrap();
            row.insert(marker, if sort == Flag { 1 } else { stamp });
            if marker == table.markers[0].0 {
                row.extend(table.flag.iter().map(|flag| (*flag, 1)));
            }
        }
        for id in &removed {
            self.rows.remove(id);
        }
        Ok(Done {
            rows: count(&rows),
            nullified,
            removed: count(&removed),
            ..Done::default()
        })
    }

    fn unmark(&mut self, id: Id, marker: &str) {
        let table = self.table(id.0);
        let sort = table
            .markers
            .iter()
            .find(|(it, _)| *it == marker)
            .unwrap()
            .1;
        let row = self.rows.get_mut(&id).unwrap();
        match sort {
            Time => row.remove(marker),
            Flag => row.insert(table.markers.iter().find(|it| it.0 == marker).unwrap().0, 0),
        };
        if marker == table.markers[0].0 {
            row.extend(table.flag.iter().map(|flag| (*flag, 0)));
        }
        for column in table.clear {
            row.remove(column);
        }
    }

    /// The rows of a restore with the stamp by which each was found: a row without
    /// a marker may be found by several.
    fn candidates(&self, roots: &BTreeSet<Id>, named: Option<&str>) -> BTreeSet<(Id, i64)> {
        let mut found = BTreeSet::new();
        let mut next: Vec<(Id, i64)> = Vec::new();
        for id in roots {
            let (marker, _) = self.marker(id.0, named).unwrap();
            next.push((*id, self.mark(*id, marker).unwrap()));
        }
        while let Some((id, stamp)) = next.pop() {
            if found.insert((id, stamp)) {
                for (edge, child) in self.children(id) {
                    let marker = self.marker(child.0, named);
                    let fits = marker.is_none_or(|(it, sort)| {
                        sort == Time && self.mark(child, it) == Some(stamp)
                    });
                    if edge.kind == Cascade && fits {
                        next.push((child, stamp));
                    }
                }
            }
        }
        found
    }

    /// The time of a parent that stays deleted, as a row with this stamp sees it.
    /// What a row without a marker hangs below counts in its place.
    fn stays(
        &self,
        parent: Id,
        stamp: i64,
        restore: &Restoring<'_>,
        seen: &mut BTreeSet<Id>,
    ) -> Option<i64> {
        if restore.with_parents.contains(&parent) {
            return None;
        }
        let marker = self
            .marker(parent.0, restore.named)
            .map(|(marker, _)| marker);
        if restore.roots.contains(&parent) {
            let other = self.time(parent, marker, i64::MIN)?;
            return Some(other.max(self.mark(parent, marker.unwrap()).unwrap()))
                .filter(|time| *time >= stamp);
        }
        if let Some(time) = restore.handed.get(&(parent, stamp)) {
            return Some(*time);
        }
        let stamps = restore.found.iter().filter(|(id, _)| *id == parent);
        let times = stamps
            .clone()
            .filter_map(|found| restore.handed.get(found).copied());
        let own = if self.is_plain(parent) {
            // They can stand in a circle.
            let above = if seen.insert(parent) {
                self.parents(parent)
            } else {
                Vec::new()
            };
            let above = above.into_iter().filter(|(edge, _)| edge.kind == Cascade);
            above
                .filter_map(|(_, above)| self.stays(above, stamp, restore, seen))
                .min()
        } else if stamps.clone().next().is_some() {
            self.time(parent, marker, stamp)
        } else {
            self.time(parent, None, stamp)
        };
        times.chain(own).filter(|time| *time >= stamp).min()
    }

    /// Whether a row is still deleted after the restore.
    fn is_deleted_after(&self, id: Id, restore: &Restoring<'_>) -> bool {
        if restore.with_parents.contains(&id) {
            return false;
        }
        if self.is_plain(id) {
            let mut above = self.marked(id).into_iter();
            return above.any(|above| self.is_deleted_after(above, restore));
        }
        let handed = restore.handed.keys().any(|(found, _)| *found == id);
        let found = restore.found.iter().any(|(found, _)| *found == id);
        if !found || handed {
            return !self.is_active(id);
        }
        let (written, _) = self.marker(id.0, restore.named).unwrap();
        let others = self
            .table(id.0)
            .markers
            .iter()
            .filter(|(marker, _)| *marker != written);
        others
            .into_iter()
            .any(|(marker, _)| self.mark(id, marker).is_some())
    }

    fn restore(
        &mut self,
        roots: &BTreeSet<Id>,
        named: Option<&str>,
        with_parents: bool,
    ) -> Result<Done, Vec<Refusal>> {
        let found = self.candidates(roots, named);
        let mut restore = Restoring {
            roots,
            named,
            found: &found,
            handed: BTreeMap::new(),
            with_parents: BTreeSet::new(),
        };
        // Which parents have to come back depends on what is handed over, and the
        // other way round.
        loop {
            restore.handed.clear();
            loop {
                let before = restore.handed.clone();
                for (id, stamp) in found.iter().filter(|(id, _)| !roots.contains(id)) {
                    let above = self.parents(*id).into_iter();
                    let above = above.filter(|(edge, _)| edge.kind == Cascade);
                    let time = above
                        .filter_map(|(_, parent)| {
                            self.stays(parent, *stamp, &restore, &mut BTreeSet::new())
                        })
                        .min();
                    if let Some(time) = time {
                        restore.handed.insert((*id, *stamp), time);
                    }
                }
                if restore.handed == before {
                    break;
                }
            }
            let before = restore.with_parents.clone();
            if with_parents {
                for id in roots.iter().chain(&before) {
                    self.add_parents(*id, &mut restore);
                }
            }
            if restore.with_parents == before {
                break;
            }
        }

        let mut orphans: BTreeMap<&'static str, BTreeSet<Id>> = BTreeMap::new();
        for id in roots {
            for (_, parent) in self.parents(*id) {
                for parent in self.marked(parent) {
                    if self.is_deleted_after(parent, &restore) {
                        orphans.entry(parent.0).or_default().insert(*id);
                    }
                }
            }
        }
        if !orphans.is_empty() {
            let counts = orphans
                .iter()
                .map(|(table, rows)| (*table, rows.len() as u64));
            let counts = counts.collect();
            return Err(vec![Refusal {
                why: "ParentDeleted",
                counts,
            }]);
        }

        let Restoring {
            handed,
            with_parents,
            ..
        } = restore;
        let mut rows = BTreeSet::new();
        let mut handed_over = BTreeSet::new();
        for (id, stamp) in &found {
            let Some((marker, _)) = self.marker(id.0, named) else {
                continue;
            };
            match handed.get(&(*id, *stamp)) {
                Some(time) => {
                    let before = self.rows.get_mut(id).unwrap().insert(marker, *time);
                    if before != Some(*time) {
                        handed_over.insert(*id);
                    }
                }
                None => {
                    rows.insert(*id);
                    self.unmark(*id, marker);
                }
            }
        }
        for id in with_parents {
            handed_over.remove(&id);
            rows.insert(id);
            for (marker, _) in self.table(id.0).markers {
                self.unmark(id, marker);
            }
        }
        Ok(Done {
            rows: count(&rows),
            handed_over: count(&handed_over),
            ..Done::default()
        })
    }

    /// The row, or what it hangs below if it has no marker.
    fn marked(&self, id: Id) -> BTreeSet<Id> {
        let mut seen = BTreeSet::new();
        let mut next = vec![id];
        while let Some(id) = next.pop() {
            if seen.insert(id) && self.is_plain(id) {
                next.extend(self.parents(id).into_iter().map(|(_, above)| above));
            }
        }
        seen.retain(|id| !self.is_plain(*id));
        seen
    }

    fn add_parents(&self, id: Id, restore: &mut Restoring<'_>) {
        for (_, parent) in self.parents(id) {
            for parent in self.marked(parent) {
                if self.is_deleted_after(parent, restore) {
                    restore.with_parents.insert(parent);
                }
            }
        }
    }

    fn purge(&mut self, roots: &BTreeSet<Id>) -> Result<Done, Vec<Refusal>> {
        let mut going = BTreeSet::new();
        let mut next: Vec<Id> = roots.iter().copied().collect();
        while let Some(id) = next.pop() {
            if going.insert(id) {
                for (edge, child) in self.children(id) {
                    let goes = self.is_plain(child) || !self.is_active(child);
                    if edge.kind == Cascade && goes {
                        next.push(child);
                    }
                }
            }
        }
        let removed = self.below(&going, Remove).into_iter().map(|(_, id)| id);
        let removed = self.with_all_below(removed);
        let going: BTreeSet<Id> = &going - &removed;
        let all: BTreeSet<Id> = &going | &removed;

        let stays = |id: &Id| !all.contains(id);
        let restricting = self.below(&all, Restrict).into_iter().map(|(_, id)| id);
        let active = [Cascade, Nullify]
            .into_iter()
            .flat_map(|kind| self.below(&going, kind));
        let active = active.map(|(_, id)| id).filter(|id| self.is_active(*id));
        let staying: BTreeSet<Id> = restricting.chain(active).filter(stays).collect();
        let refusals = refusals([("StillReferenced", staying), ("Held", self.held(&all))]);
        if !refusals.is_empty() {
            return Err(refusals);
        }
        let orphans = self.below(&all, Nullify).into_iter();
        let orphans: Vec<_> = orphans.filter(|(_, id)| stays(id)).collect();
        let nullified = self.nullify(&orphans);
        for id in &all {
            self.rows.remove(id);
        }
        Ok(Done {
            rows: count(&going),
            removed: count(&removed),
            nullified,
            ..Done::default()
        })
    }

    /// The statement on the target alone, by the first marker; none if a foreign
    /// key stands against it.
    pub(crate) fn shallow(&mut self, verb: Verb, target: &[Id], stamp: i64) -> Option<usize> {
        let wanted = verb == Verb::Delete;
        let fits = |id: &Id| self.is_active(*id) == wanted;
        let rows: Vec<Id> = target.iter().copied().filter(fits).collect();
        for id in &rows {
            let (marker, sort) = self.table(id.0).markers[0];
            match verb {
                Verb::Delete => {
                    let row = self.rows.get_mut(id).unwrap();
                    row.insert(marker, if sort == Flag { 1 } else { stamp });
                }
                Verb::Restore | Verb::RestoreWithParents => self.unmark(*id, marker),
                Verb::Purge => {
                    if self
                        .children(*id)
                        .iter()
                        .any(|(_, child)| !rows.contains(child))
                    {
                        return None;
                    }
                }
            }
        }
        if verb == Verb::Purge {
            for id in &rows {
                self.rows.remove(id);
            }
        }
        Some(rows.len())
    }
}

fn refusals<const N: usize>(found: [(&'static str, BTreeSet<Id>); N]) -> Vec<Refusal> {
    let found = found.into_iter().filter(|(_, rows)| !rows.is_empty());
    found
        .map(|(why, rows)| Refusal {
            why,
            counts: count(&rows),
        })
        .collect()
}

struct Restoring<'a> {
    roots: &'a BTreeSet<Id>,
    named: Option<&'a str>,
    found: &'a BTreeSet<(Id, i64)>,
    /// What does not come back, and the time that it takes over.
    handed: BTreeMap<(Id, i64), i64>,
    /// The parents that come back with the roots, themselves only.
    with_parents: BTreeSet<Id>,
}
