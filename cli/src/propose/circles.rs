//! Circles of cascades over several tables, which the macro refuses.

use std::collections::BTreeSet;

use diesel_scopes::check::catalogue::TableName;
use diesel_scopes::check::declared::EdgeKind;

use super::{Becomes, Proposed};

/// A way through the tables, as places of a table and of an edge of it.
type Way = Vec<(usize, usize)>;

/// Turns one cascade of each circle into something else.
pub(super) fn break_all(tables: &mut [Proposed<'_>]) {
    while let Some(circle) = circle(tables) {
        let names = circle
            .iter()
            .map(|(table, _)| tables[*table].table.name.to_string());
        let mut names: Vec<_> = names.collect();
        names.extend(names.first().cloned());
        // Where a key can be NULL, the rows can do without the parent.
        let can_nullify = |(table, edge): &&(usize, usize)| {
            let edge = &tables[*table].edges[*edge];
            !edge.clearable.is_empty()
        };
        let at = circle
            .iter()
            .rev()
            .find(can_nullify)
            .or(circle.last())
            .copied();
        let Some((table, edge)) = at else { return };
        let edge = &mut tables[table].edges[edge];
        let kind = if edge.clearable.is_empty() {
            EdgeKind::Restrict
        } else {
            EdgeKind::Nullify
        };
        edge.becomes = Becomes::Declared(kind);
        edge.comment = Some(format!(
            "`cascade` would close a circle, which the macro refuses: {}. It is broken here.",
            names.join(" → ")
        ));
    }
}

/// A circle over several tables, if there is one. A table that refers to itself is none.
fn circle(tables: &[Proposed<'_>]) -> Option<Way> {
    let mut done = BTreeSet::new();
    (0..tables.len()).find_map(|start| {
        let mut way = Vec::new();
        walk(tables, start, &mut way, &mut done)
    })
}

fn walk(
    tables: &[Proposed<'_>],
    at: usize,
    way: &mut Way,
    done: &mut BTreeSet<usize>,
) -> Option<Way> {
    if done.contains(&at) {
        return None;
    }
    for (edge, child) in cascades(tables, at) {
        way.push((at, edge));
        if let Some(start) = way.iter().position(|(table, _)| *table == child) {
            return Some(way[start..].to_vec());
        }
        if let Some(circle) = walk(tables, child, way, done) {
            return Some(circle);
        }
        way.pop();
    }
    done.insert(at);
    None
}

/// The edges that cascade to other tables, and which tables these are.
fn cascades(tables: &[Proposed<'_>], at: usize) -> Vec<(usize, usize)> {
    let place = |name: &TableName| tables.iter().position(|it| it.table.name == *name);
    let edges = tables[at].edges.iter().enumerate();
    let edges = edges.filter(|(_, edge)| edge.becomes == Becomes::Declared(EdgeKind::Cascade));
    let edges = edges.filter_map(|(n, edge)| Some((n, place(&edge.child.name)?)));
    edges.filter(|(_, child)| *child != at).collect()
}

/// The tables with their parents in front of them; there is no circle left.
pub(super) fn parents_first(tables: Vec<Proposed<'_>>) -> Vec<Proposed<'_>> {
    let mut order: Vec<usize> = Vec::new();
    let parents: Vec<Vec<usize>> = (0..tables.len())
        .map(|child| {
            let all = 0..tables.len();
            all.filter(|at| cascades(&tables, *at).iter().any(|(_, it)| *it == child))
                .collect()
        })
        .collect();
    while order.len() < tables.len() {
        let is_next = |at: &usize| {
            !order.contains(at) && parents[*at].iter().all(|parent| order.contains(parent))
        };
        match (0..tables.len()).find(is_next) {
            Some(next) => order.push(next),
            None => break,
        }
    }
    let mut tables: Vec<_> = tables.into_iter().map(Some).collect();
    let mut sorted: Vec<_> = order
        .into_iter()
        .filter_map(|at| tables[at].take())
        .collect();
    sorted.extend(tables.into_iter().flatten());
    sorted
}
