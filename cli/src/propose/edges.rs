//! What becomes of the rows that refer to those of a table.

use diesel_scopes::check::catalogue::{Action, Column, ForeignKey, Kind, Table};
use diesel_scopes::check::declared::EdgeKind;

use super::{Becomes, Edge};

/// A table with a marker, and the first of its markers.
pub(super) type Marked<'a> = (&'a Table, &'a Column);

/// The edges of a table with a marker, those onto other such tables first.
pub(super) fn of<'a>(parent: Marked<'a>, all: &'a [Table], marked: &[Marked<'a>]) -> Vec<Edge<'a>> {
    let mut edges: Vec<Edge<'a>> = Vec::new();
    for child in all {
        for key in child
            .foreign_keys
            .iter()
            .filter(|key| key.table == parent.0.name)
        {
            let edge = edge(parent, child, key, marked);
            let is_same = |it: &Edge<'_>| it.child.name == child.name && it.key == edge.key;
            if !edges.iter().any(is_same) {
                edges.push(edge);
            }
        }
    }
    edges.sort_by(|a, b| {
        let rank = |edge: &Edge<'_>| match edge.becomes {
            Becomes::Declared(EdgeKind::Cascade) => 0,
            Becomes::Declared(_) => 1,
            Becomes::Suggested(_) => 2,
        };
        (rank(a), &a.child.name, &a.key).cmp(&(rank(b), &b.child.name, &b.key))
    });
    edges
}

fn edge<'a>(
    (parent, stamp): Marked<'a>,
    child: &'a Table,
    key: &'a ForeignKey,
    marked: &[Marked<'a>],
) -> Edge<'a> {
    let (key_columns, refers) = onto(parent, key);
    let clearable: Vec<_> = key_columns
        .iter()
        .copied()
        .filter(|name| {
            let column = child.column(name);
            let is_own = child.primary_key.iter().any(|own| own == name);
            column.is_some_and(|column| column.nullable && column.generated.is_none()) && !is_own
        })
        .collect();
    let can_nullify = !clearable.is_empty();
    let mut comment = None;
    let own = marked.iter().find(|(table, _)| table.name == child.name);
    let becomes = if child.primary_key.is_empty() {
        comment = Some(format!(
            "{} has no primary key, so that Diesel has no table of it",
            child.name
        ));
        Becomes::Suggested(Vec::new())
    } else if own.is_none() {
        let mut kinds = vec![EdgeKind::Remove, EdgeKind::Restrict];
        if can_nullify {
            kinds.push(EdgeKind::Nullify);
        }
        let first = match key.on_delete {
            Action::Cascade => EdgeKind::Remove,
            Action::SetNull | Action::SetDefault if can_nullify => EdgeKind::Nullify,
            _ => EdgeKind::Restrict,
        };
        kinds.sort_by_key(|kind| *kind != first);
        Becomes::Suggested(kinds)
    } else if is_by_whom(&clearable) {
        comment = Some("By whom, and no part of it.".to_owned());
        Becomes::Declared(EdgeKind::Nullify)
    } else if can_nullify && key.on_delete == Action::SetNull {
        Becomes::Declared(EdgeKind::Nullify)
    } else {
        comment = own.and_then(|own| why_no_stamp((parent, stamp), *own));
        Becomes::Declared(EdgeKind::Cascade)
    };
    Edge {
        child,
        key: key_columns,
        refers,
        clearable,
        becomes,
        comment,
    }
}

/// The columns of a key in the order of the primary key, if that is what it refers to, or else
/// beside those to which it refers.
fn onto<'a>(parent: &'a Table, key: &'a ForeignKey) -> (Vec<&'a str>, Option<Vec<&'a str>>) {
    let pairs = || key.columns.iter().zip(&key.refers);
    let in_order = parent.primary_key.iter().map(|own| {
        let pair = pairs().find(|(_, refers)| *refers == own);
        pair.map(|(column, _)| column.as_str())
    });
    let in_order: Option<Vec<_>> = in_order.collect();
    match in_order {
        Some(columns) if columns.len() == key.columns.len() => (columns, None),
        _ => {
            let columns = key.columns.iter().map(String::as_str).collect();
            let refers = key.refers.iter().map(String::as_str).collect();
            (columns, Some(refers))
        }
    }
}

/// `deleted_by`, `approved_by_id`, apart from what cannot be NULL.
fn is_by_whom(clearable: &[&str]) -> bool {
    match clearable {
        [column] => {
            let column = column.to_lowercase();
            column.ends_with("_by") || column.ends_with("_by_id")
        }
        _ => false,
    }
}

/// A flag can stand below any stamp, and a time below one of its own type.
fn why_no_stamp((parent, stamp): Marked<'_>, (child, own): Marked<'_>) -> Option<String> {
    let taken = match (stamp.kind, own.kind) {
        (_, Kind::Bool) => true,
        (Kind::Time(stamp), Kind::Time(own)) => stamp.with_zone == own.with_zone,
        _ => false,
    };
    (!taken).then(|| {
        format!(
            "{}.{} is a {}, which {}.{}, a {}, cannot take over: as long as that is so, `.cascade()` does \
             not compile.",
            parent.name, stamp.name, stamp.sql_type, child.name, own.name, own.sql_type
        )
    })
}
