//! Keys by which no index leads from a row to its dependents.

use sqlparser::ast::{BinaryOperator, Expr};

use super::super::catalogue::{Index, Part};
use super::super::declared::{Condition, Edge, Literal};
use super::super::finding::{Finding, Reason};
use super::super::rows::{Value, terms};
use super::super::sql::Made;
use super::side::{Side, Sides, words};
use crate::declare::Dialect;

/// Those of the dependents of this table.
pub(super) fn findings(sides: &Sides<'_>, parent: &Side<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let edges = parent.said.edges.iter();
    let edges = edges.filter_map(|edge| Some((edge, sides.said(&edge.child)?)));
    for (edge, child) in edges {
        findings.extend(without_index(
            sides,
            parent,
            child,
            &edge.key,
            &edge.conditions,
        ));
    }
    if !sides.is_purged(parent.said) {
        return findings;
    }
    for child in sides.declared() {
        let keys = child.is.foreign_keys.iter();
        for key in keys.filter(|key| key.table == parent.is.name) {
            let is_edge = |edge: &Edge| sides.is_of(edge, child, key);
            if !parent.said.edges.iter().any(is_edge) {
                findings.extend(without_index(sides, parent, child, &key.columns, &[]));
            }
        }
    }
    findings
}

fn without_index(
    sides: &Sides<'_>,
    parent: &Side<'_>,
    child: &Side<'_>,
    key: &[String],
    conditions: &[Condition],
) -> Option<Finding> {
    let exist = |name: &String| sides.column(child.is, name).is_some();
    if !key.iter().all(exist) || !conditions.iter().all(|it| exist(&it.column)) {
        return None;
    }
    let primary: Vec<_> = child.is.primary_key.iter().map(String::as_str).collect();
    let leads = |index: &Index| {
        index.finds
            && leads_by(sides, &columns(index), key, conditions)
            && index
                .predicate
                .as_deref()
                .is_none_or(|predicate| holds_dependents(sides, child, predicate, key, conditions))
    };
    if leads_by(sides, &primary, key, conditions) || child.is.indexes.iter().any(leads) {
        return None;
    }
    let title = &child.said.title;
    let message = format!(
        "no index leads from a row of `{}` to those of `{title}` that depend on it by {}: each cascade, and \
         each check of a foreign key, reads the whole table",
        parent.said.title,
        words(key)
    );
    let mut finding = Finding::new(Reason::NoIndex, title, message).at(key);
    let mut columns = key.to_vec();
    columns.extend(conditions.iter().map(|it| it.column.clone()));
    let name = sides
        .sql
        .index_name(child.is, &columns, "", &columns.join(", "));
    let parts = columns.iter().map(|it| sides.sql.quoted(it));
    let made = Made::of(parts.collect());
    finding.sql = vec![sides.sql.create_index(child.is, &name, false, &made, None)];
    finding.help = match sides.sql.dialect() {
        Dialect::Postgres => {
            "while the table is in use, `CREATE INDEX CONCURRENTLY` outside of a transaction; an index of \
             active rows alone does not do, since restores and purges look for deleted ones"
        }
        Dialect::Mysql => "a foreign key on these columns brings one along",
        Dialect::Sqlite => {
            "an index of active rows alone does not do, since restores and purges look for deleted ones"
        }
    }
    .to_owned();
    Some(finding)
}

/// The columns with which an index begins.
fn columns(index: &Index) -> Vec<&str> {
    let columns = index.parts.iter().map_while(|part| match part {
        Part::Column(name) => Some(name.as_str()),
        Part::Expression(_) => None,
    });
    columns.collect()
}

/// Whether the key is found by the first columns of an index.
fn leads_by(sides: &Sides<'_>, index: &[&str], key: &[String], conditions: &[Condition]) -> bool {
    let is_known = |column: &&&str| {
        let known = key.iter().chain(conditions.iter().map(|it| &it.column));
        known.into_iter().any(|it| sides.same(it, column))
    };
    let known: Vec<_> = index.iter().take_while(is_known).collect();
    !index.is_empty() && sides.are_among(key, &known)
}

/// Whether a partial index holds all that depends on a row: its condition says no more than that
/// there is a key, or what the edge says.
fn holds_dependents(
    sides: &Sides<'_>,
    child: &Side<'_>,
    predicate: &str,
    key: &[String],
    conditions: &[Condition],
) -> bool {
    let rows = &child.rows;
    let Some(parsed) = rows.parse(predicate) else {
        return false;
    };
    let named = |expr: &Expr, name: &str| rows.name(expr).is_some_and(|it| sides.same(&it, name));
    let any = rows.open();
    terms(&parsed, &BinaryOperator::And)
        .iter()
        .all(|term| match term {
            Expr::IsNotNull(inner) => key.iter().any(|column| named(bare(inner), column)),
            Expr::BinaryOp {
                left,
                op: BinaryOperator::Eq,
                right,
            } => conditions.iter().any(|condition| {
                named(bare(left), &condition.column)
                    && rows
                        .value(right, &any)
                        .equals(&value(&condition.literal))
                        .keeps()
            }),
            _ => false,
        })
}

fn bare(expr: &Expr) -> &Expr {
    match crate::parsed::bare(expr) {
        Expr::Cast { expr, .. } => bare(expr),
        expr => expr,
    }
}

fn value(literal: &Literal) -> Value {
    match literal {
        Literal::Text(text) => Value::Literal(text.clone()),
        Literal::Integer(number) => Value::Literal(number.to_string()),
        Literal::Bool(value) => Value::Bool(*value),
    }
}
