//! Partial indexes that no scope can use.

use sqlparser::ast::{BinaryOperator, Expr};

use super::super::catalogue::Index;
use super::super::finding::{Finding, Reason};
use super::super::rows::{Implication, spelled, terms};
use super::side::{Side, Sides};
use super::unique::unreadable;
use crate::declare::Dialect;

pub(super) fn findings(sides: &Sides<'_>, side: &Side<'_>) -> Vec<Finding> {
    // MySQL and MariaDB have none.
    if side.rows.markers().next().is_none() || sides.sql.is_mysql() {
        return Vec::new();
    }
    let scopes = Implication::of_scopes(&side.rows, sides.sql.dialect());
    let indexes = side.is.indexes.iter();
    let findings = indexes.filter_map(|index| of_index(sides, side, index, &scopes));
    findings.collect()
}

fn of_index(
    sides: &Sides<'_>,
    side: &Side<'_>,
    index: &Index,
    scopes: &Implication,
) -> Option<Finding> {
    let predicate = index.predicate.as_deref()?;
    let Some(parsed) = side.rows.parse(predicate) else {
        // It is a finding already, if it is unique.
        return (!index.unique).then(|| unreadable(side, index));
    };
    let terms = terms(&parsed, &BinaryOperator::And);
    let unmatched = |term: &&Expr| side.rows.mentions(term) && !scopes.imply(term, predicate);
    let first = terms.iter().copied().find(|term| unmatched(term))?;
    let title = &side.said.title;
    let dialect = sides.sql.dialect();
    let found = spelled(first, predicate, dialect);
    let message = format!(
        "no scope of `{title}` can use the index `{}`: its condition `{found}` is none that a scope writes",
        index.name
    );
    let mut finding = Finding::new(Reason::Unmatched, title, message);
    let columns = side.rows.columns(first);
    let markers = side.rows.markers();
    let markers = markers.filter(|it| columns.iter().any(|column| sides.same(column, &it.column)));
    finding.columns = markers.map(|it| it.column.clone()).collect();
    finding.index = Some(index.name.clone());
    let words = terms.iter().map(|term| {
        if unmatched(term) {
            in_words(sides, side, term)
        } else {
            Some(spelled(term, predicate, dialect))
        }
    });
    let why = match dialect {
        Dialect::Sqlite => {
            "SQLite compares the condition word by word, `FALSE` and `false` are two to it"
        }
        Dialect::Postgres | Dialect::Mysql => {
            "PostgreSQL does not see that one follows from the other"
        }
    };
    let words: Option<Vec<_>> = words.collect();
    let dropped = sides.sql.drop_index(side.is, index);
    match (words, dropped, sides.sql.made(index)) {
        (Some(words), Some(dropped), Some(made)) if !index.constraint => {
            let (name, unique) = (&index.name, index.unique);
            let predicate = words.join(" AND ");
            let created = sides
                .sql
                .create_index(side.is, name, unique, &made, Some(&predicate));
            finding.sql = vec![dropped, created];
            finding.help = format!("{why}; this says it in the words of the scopes");
        }
        _ => {
            finding.help = format!(
                "{why}: write it as a scope does, `{}`, or take the index away if nothing of yours uses it",
                sides.sql.active(&side.said.markers)
            );
        }
    }
    Some(finding)
}

/// What a term means, in the words of a scope.
fn in_words(sides: &Sides<'_>, side: &Side<'_>, term: &Expr) -> Option<String> {
    let rows = &side.rows;
    rows.markers().enumerate().find_map(|(at, marker)| {
        let unmarked = rows.truth(term, &rows.one(at, false));
        let marked = rows.truth(term, &rows.one(at, true));
        if unmarked.keeps() && marked.leaves_out() {
            Some(sides.sql.unmarked(marker))
        } else if unmarked.leaves_out() && marked.keeps() {
            Some(sides.sql.marked(marker))
        } else {
            None
        }
    })
}
