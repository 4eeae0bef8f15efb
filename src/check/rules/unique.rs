//! Unique indexes: deleted rows in them, and active ones that they let through.

use super::super::catalogue::{Index, Table};
use super::super::declared::Marker;
use super::super::finding::{Finding, Reason};
use super::super::rows::spelled_terms;
use super::super::sql::Made;
use super::columns::rebuilt;
use super::side::{Side, Sides, words};
use super::uniqueness::Unique;
use crate::declare::Dialect;

pub(super) fn findings(sides: &Sides<'_>, side: &Side<'_>) -> Vec<Finding> {
    if side.said.markers.is_empty() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut indexes = Vec::new();
    for index in side.is.indexes.iter().filter(|it| it.unique) {
        match Unique::new(side, index) {
            Some(unique) => indexes.push(unique),
            None => findings.push(unreadable(side, index)),
        }
    }
    let mut promised = Vec::new();
    for unique in indexes.iter().filter(|it| !it.index.primary) {
        if unique.is_exempt(sides, side) {
            continue;
        }
        if unique.never_refuses() {
            let finding = never_refuses(sides, side, unique);
            if !finding.sql.is_empty() {
                promised.push(kept_columns(unique));
            }
            findings.push(finding);
        } else {
            findings.extend(holds_deleted(sides, side, unique));
        }
    }
    for declared in &side.said.unique {
        let by_index = indexes.iter().any(|it| {
            let columns = it
                .among_active()
                .map(|it| it.into_iter().collect::<Vec<_>>());
            columns.is_some_and(|columns| sides.are_among(&columns, declared))
        });
        let key = &side.is.primary_key;
        let by_key = !key.is_empty() && sides.are_among(key, declared);
        let mended = promised
            .iter()
            .any(|columns| sides.are_among(columns, declared));
        let is_there = |name: &String| sides.column(side.is, name).is_some();
        if !by_index && !by_key && !mended && declared.iter().all(is_there) {
            findings.push(not_unique(sides, side, declared));
        }
    }
    findings
}

pub(super) fn unreadable(side: &Side<'_>, index: &Index) -> Finding {
    let title = &side.said.title;
    let message = format!(
        "the index `{}` has SQL in it that cannot be read",
        index.name
    );
    let mut finding = Finding::new(Reason::Unreadable, title, message);
    finding.index = Some(index.name.clone());
    finding.help = "see whether it minds the markers, and ignore it then".to_owned();
    finding
}

fn holds_deleted(sides: &Sides<'_>, side: &Side<'_>, unique: &Unique<'_>) -> Option<Finding> {
    let title = &side.said.title;
    let index = unique.index;
    if !unique.is_about_active() {
        return None;
    }
    let states = side.rows.deleted();
    let held: Vec<_> = states
        .iter()
        .filter(|it| unique.holds_deleted(it))
        .collect();
    if held.is_empty() {
        return None;
    }
    // Those that hold by themselves; and all, if it takes several at once.
    let mut markers = Vec::new();
    for (at, marker) in side.said.markers.iter().enumerate() {
        if unique.holds_deleted(&side.rows.only(at)) {
            markers.push(marker);
        }
    }
    if markers.is_empty() {
        markers.extend(&side.said.markers);
    }
    let columns = unique.columns();
    let message = if held.iter().any(|state| unique.keeps_from_active(state)) {
        format!(
            "the unique index `{}` holds rows of `{title}` that are deleted by {}: what they have in {} \
             stays taken",
            index.name,
            words(&names(&markers)),
            words(&columns)
        )
    } else {
        format!(
            "the unique index `{}` lets no two deleted rows of `{title}` have the same {}: the second is \
             refused when it is deleted",
            index.name,
            words(&columns)
        )
    };
    let mut finding = Finding::new(Reason::HoldsDeleted, title, message).at(columns);
    finding.index = Some(index.name.clone());
    finding.help = match sides.sql.dialect() {
        Dialect::Mysql => {
            "only active rows are unique then, and an upsert no longer meets a deleted one"
        }
        Dialect::Postgres | Dialect::Sqlite => {
            "only active rows are unique then; an upsert has to name the index by its condition, \
             `.filter_target(table.is_active())`"
        }
    }
    .to_owned();
    Some(replaced(sides, side, unique, &markers, finding))
}

fn never_refuses(sides: &Sides<'_>, side: &Side<'_>, unique: &Unique<'_>) -> Finding {
    let title = &side.said.title;
    let columns = unique.columns();
    let message = format!(
        "the unique index `{}` refuses no active row of `{title}`: the marker in it is NULL in all of them, \
         and no NULL is the same as another",
        unique.index.name
    );
    let mut finding = Finding::new(Reason::NotUnique, title, message).at(columns);
    finding.index = Some(unique.index.name.clone());
    finding.help =
        "this fails as long as active rows have the same: look for them first".to_owned();
    let markers: Vec<_> = side.said.markers.iter().collect();
    replaced(sides, side, unique, &markers, finding)
}

fn not_unique(sides: &Sides<'_>, side: &Side<'_>, columns: &[String]) -> Finding {
    let title = &side.said.title;
    let message = format!(
        "`unique ({})` is declared for `{title}`, and the database lets active rows have the same",
        columns.join(", ")
    );
    let mut finding = Finding::new(Reason::NotUnique, title, message).at(columns);
    let markers: Vec<_> = side.said.markers.iter().collect();
    let parts = columns.iter().map(|it| sides.sql.quoted(it));
    let made = Made::of(parts.collect());
    finding.sql = created(sides, side, columns, "unique", made, None, &markers);
    finding.help =
        "this fails as long as active rows have the same: look for them first".to_owned();
    finding
}

fn names<'m>(markers: &[&'m Marker]) -> Vec<&'m str> {
    markers
        .iter()
        .map(|marker| marker.column.as_str())
        .collect()
}

/// The columns of an index, without its markers.
fn kept_columns(unique: &Unique<'_>) -> Vec<String> {
    let parts = unique.index.parts.iter().enumerate();
    let kept = parts.filter(|(at, _)| !unique.is_marking(*at));
    let columns = kept.filter_map(|(_, part)| match part {
        super::super::catalogue::Part::Column(name) => Some(name.clone()),
        super::super::catalogue::Part::Expression(_) => None,
    });
    columns.collect()
}

/// The columns in it, in expressions too, without the markers.
fn named_columns(unique: &Unique<'_>, side: &Side<'_>) -> Vec<String> {
    let mut columns = unique.columns();
    columns.retain(|column| side.rows.shapes().all(|shape| shape.folded != *column));
    columns
}

/// An index of active rows in the place of one.
fn replaced(
    sides: &Sides<'_>,
    side: &Side<'_>,
    unique: &Unique<'_>,
    markers: &[&Marker],
    mut finding: Finding,
) -> Finding {
    let index = unique.index;
    let dropped = sides.sql.drop_index(side.is, index);
    let (Some(dropped), Some(made)) = (dropped, sides.sql.made(index)) else {
        finding.help = format!("{}; {}", rebuilt(sides), finding.help);
        return finding;
    };
    let made = made.keep(|at| !unique.is_marking(at));
    let columns = named_columns(unique, side);
    let predicate = index.predicate.as_deref();
    let purpose = &index.name;
    finding.sql = created(sides, side, &columns, purpose, made, predicate, markers);
    finding.sql.push(dropped);
    finding
}

/// A unique index of rows that these markers do not mark.
fn created(
    sides: &Sides<'_>,
    side: &Side<'_>,
    columns: &[String],
    purpose: &str,
    mut made: Made,
    predicate: Option<&str>,
    markers: &[&Marker],
) -> Vec<String> {
    let sql = &sides.sql;
    let name = sql.index_name(side.is, columns, "_active", purpose);
    let active = sql.active(markers.iter().copied());
    if !sql.is_mysql() {
        let parsed = predicate.and_then(|sql| Some((side.rows.parse(sql)?, sql)));
        let terms = parsed.map(|(parsed, text)| spelled_terms(&parsed, text, sql.dialect()));
        let mut terms = terms.unwrap_or_default();
        terms.push(active);
        let predicate = terms.join(" AND ");
        return vec![sql.create_index(side.is, &name, true, &made, Some(&predicate))];
    }
    // Where no index leaves rows out, a column that is NULL in deleted ones does.
    let mut statements = Vec::new();
    let column = marking_column(side).unwrap_or_else(|| {
        let column = free_column(side.is);
        statements.push(format!(
            "ALTER TABLE {} ADD COLUMN {} TINYINT GENERATED ALWAYS AS (CASE WHEN {} THEN 1 END) VIRTUAL",
            sql.table(&side.is.name),
            sql.quoted(&column),
            sql.active(&side.said.markers)
        ));
        column
    });
    made.parts.push(sql.quoted(&column));
    statements.push(sql.create_index(side.is, &name, true, &made, None));
    statements
}

/// A generated column that is the same in all active rows, and NULL in all others.
fn marking_column(side: &Side<'_>) -> Option<String> {
    let mut columns = side.is.columns.iter().filter(|it| it.generated.is_some());
    let found = columns.find(|column| {
        use super::super::rows::Value;

        let column = side.rows.column_named(&column.name);
        let active = side.rows.value(&column, &side.rows.active());
        let deleted = side.rows.deleted();
        matches!(active, Value::Bool(_) | Value::Literal(_))
            && deleted
                .iter()
                .all(|state| side.rows.value(&column, state) == Value::Null)
    });
    found.map(|column| column.name.clone())
}

fn free_column(table: &Table) -> String {
    let mut name = "is_active".to_owned();
    while table
        .columns
        .iter()
        .any(|it| it.name.eq_ignore_ascii_case(&name))
    {
        name.push_str("_row");
    }
    name
}
