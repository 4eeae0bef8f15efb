//! Columns that are not there, or not what the declaration makes of them.

use super::super::catalogue::{Column, Kind, Product};
use super::super::declared::{Marker, Type};
use super::super::finding::{Finding, Reason};
use super::super::sql::{Convert, Wanted};
use super::side::{Side, Sides, words};
use super::types::{fits, other_type};
use crate::declare::Dialect;

pub(super) fn findings(sides: &Sides<'_>, side: &Side<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, marker) in side.rows.markers().enumerate() {
        findings.extend(of_marker(sides, side, at, marker));
    }
    let said = side.said;
    for column in said.flags.iter() {
        findings.extend(of_option(sides, side, "flag", column, Type::Bool));
    }
    for touch in &said.touch {
        let with_zone = touch.with_zone;
        let of_type = Type::Time { with_zone };
        findings.extend(of_option(sides, side, "touch", &touch.column, of_type));
    }
    for column in said.hold.iter() {
        findings.extend(of_option(sides, side, "hold", column, Type::Bool));
    }
    for column in &said.clear {
        findings.extend(of_option(sides, side, "clear", column, Type::Unknown));
        findings.extend(cleared(sides, side, column, "a restore sets it to NULL"));
    }
    for column in said.unique.iter().flatten() {
        findings.extend(of_option(sides, side, "unique", column, Type::Unknown));
    }
    findings.extend(of_edges(sides, side));
    findings
}

/// The columns of the edges of a table: its own, and those of its dependents.
fn of_edges(sides: &Sides<'_>, side: &Side<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for edge in &side.said.edges {
        let word = edge.kind.word();
        for column in &edge.refers {
            findings.extend(of_option(sides, side, word, column, Type::Unknown));
        }
        let Some(child) = sides.said(&edge.child) else {
            continue;
        };
        for column in &edge.key {
            findings.extend(of_option(sides, child, word, column, Type::Unknown));
        }
        for condition in &edge.conditions {
            let column = &condition.column;
            findings.extend(of_option(sides, child, "where", column, Type::Unknown));
        }
        for column in &edge.cleared {
            let why = format!("`nullify` sets it to NULL where `{}` goes", side.said.title);
            findings.extend(cleared(sides, child, column, &why));
        }
    }
    findings
}

fn of_marker(sides: &Sides<'_>, side: &Side<'_>, at: usize, marker: &Marker) -> Vec<Finding> {
    let sql = &sides.sql;
    let title = &side.said.title;
    let name = &marker.column;
    let found = |reason, message| Finding::new(reason, title, message).at([name]);
    let type_name = sql.type_name(marker.sql_type);
    let default = (!marker.nullable).then(|| marker.restored.clone());
    let wanted = |type_name: String| Wanted {
        type_name,
        nullable: marker.nullable,
        default: default.clone(),
    };
    let Some(column) = sides.column(side.is, name) else {
        let mut finding = found(
            Reason::NoColumn,
            format!("the marker `{title}.{name}` is not there"),
        );
        finding.help = "add it: all rows are active then".to_owned();
        match type_name {
            Some(of_type) => {
                finding.sql = sql.add_column(side.is, name, &wanted(of_type.to_owned()));
            }
            None => finding.help = "add it, with the type that its marker has".to_owned(),
        }
        return vec![finding];
    };
    if column.generated.is_some() {
        let message = format!(
            "the marker `{title}.{name}` is a generated column, which nothing can be written into"
        );
        let mut finding = found(Reason::OtherType, message);
        finding.help = "declare the column that it is computed from".to_owned();
        return vec![finding];
    }
    if !fits(sides, marker.sql_type, column.kind) {
        return vec![other_type(
            sides,
            side,
            column,
            marker.sql_type,
            |type_name| wanted(type_name.to_owned()),
        )];
    }
    let mut findings = Vec::new();
    let same_type = wanted(column.sql_type.clone());
    let mended = || sql.change_column(side.is, column, &same_type, Convert::Keep);
    if column.nullable && !marker.nullable && !side.rows.is_null_active(at) {
        let message =
            format!("the marker `{title}.{name}` can be NULL, which is neither active nor deleted");
        let mut finding = found(Reason::CanBeNull, message);
        finding.help = format!(
            "rows that have NULL become active by this, as by `{}`",
            marker.restored
        );
        findings.push(or_rebuilt(sides, finding, mended()));
    }
    if !column.nullable && marker.nullable {
        let message =
            format!("the marker `{title}.{name}` cannot be NULL, and a row could not be restored");
        let mut finding = found(Reason::CannotBeNull, message);
        finding.help =
            "look at the rows that are there, too: each of them is deleted, by what the \
                        column holds"
                .to_owned();
        findings.push(or_rebuilt(sides, finding, mended()));
    }
    let born = column.default.as_deref();
    let born = born.filter(|default| side.rows.is_born_deleted(at, default) == Some(true));
    if let Some(default) = born {
        let message =
            format!("the marker `{title}.{name}` is `{default}` by default: new rows are deleted");
        let mut finding = found(Reason::BornDeleted, message);
        finding.help = "rows that were inserted so far stay as they are".to_owned();
        // What makes it nullable or not takes the default along.
        if findings.is_empty() {
            findings.push(or_rebuilt(
                sides,
                finding,
                no_default(sides, side, column, marker),
            ));
        }
    }
    findings
}

fn no_default(sides: &Sides<'_>, side: &Side<'_>, column: &Column, marker: &Marker) -> Vec<String> {
    match sides.sql.dialect() {
        Dialect::Postgres | Dialect::Mysql => vec![format!(
            "ALTER TABLE {} ALTER COLUMN {} SET DEFAULT {}",
            sides.sql.table(&side.is.name),
            sides.sql.quoted(&column.name),
            marker.restored
        )],
        Dialect::Sqlite => {
            let wanted = Wanted {
                type_name: column.sql_type.clone(),
                nullable: marker.nullable,
                default: (!marker.nullable).then(|| marker.restored.clone()),
            };
            let convert = Convert::Keep;
            sides.sql.change_column(side.is, column, &wanted, convert)
        }
    }
}

fn of_option(
    sides: &Sides<'_>,
    side: &Side<'_>,
    option: &str,
    name: &str,
    of_type: Type,
) -> Option<Finding> {
    let title = &side.said.title;
    let type_name = sides.sql.type_name(of_type);
    let default = |nullable: bool| (of_type == Type::Bool && !nullable).then(|| "FALSE".to_owned());
    let Some(column) = sides.column(side.is, name) else {
        let message = format!("`{option}` names the column `{title}.{name}`, which is not there");
        let mut finding = Finding::new(Reason::NoColumn, title, message).at([name]);
        match type_name {
            Some(type_name) => {
                let nullable = of_type != Type::Bool;
                let wanted = Wanted {
                    type_name: type_name.to_owned(),
                    nullable,
                    default: default(nullable),
                };
                finding.sql = sides.sql.add_column(side.is, name, &wanted);
                finding.help = "add it, or take it out of the declaration".to_owned();
            }
            None => {
                finding.help = "add it, with the type that it has in `diesel::table!`".to_owned();
            }
        }
        return Some(finding);
    };
    if fits(sides, of_type, column.kind) {
        return None;
    }
    Some(other_type(sides, side, column, of_type, |type_name| {
        Wanted {
            type_name: type_name.to_owned(),
            nullable: column.nullable,
            default: default(column.nullable),
        }
    }))
}

/// A column that is set to NULL, and cannot be.
fn cleared(sides: &Sides<'_>, side: &Side<'_>, name: &str, why: &str) -> Option<Finding> {
    let column = sides.column(side.is, name).filter(|it| !it.nullable)?;
    let title = &side.said.title;
    let message = format!("`{title}.{name}` cannot be NULL, and {why}");
    let mut finding = Finding::new(Reason::CannotBeNull, title, message).at([name]);
    if side.is.primary_key.iter().any(|it| sides.same(it, name)) {
        finding.help = format!(
            "it is part of the primary key ({}), which cannot be NULL: take it out of the declaration",
            words(&side.is.primary_key)
        );
        return Some(finding);
    }
    let wanted = Wanted {
        type_name: column.sql_type.clone(),
        nullable: true,
        // MySQL's `MODIFY` says it anew.
        default: column.default.clone(),
    };
    let sql = sides
        .sql
        .change_column(side.is, column, &wanted, Convert::Keep);
    finding.help = if sides.sql.is_mysql() && column.kind == Kind::Text {
        "let it be NULL, or take it out of the declaration; add its character set, collation and \
         comment, if it has others than the table"
    } else {
        "let it be NULL, or take it out of the declaration"
    }
    .to_owned();
    Some(or_rebuilt(sides, finding, sql))
}

/// With the SQL, or with what has to be done in its place.
fn or_rebuilt(sides: &Sides<'_>, mut finding: Finding, sql: Vec<String>) -> Finding {
    finding.help = match sql.as_slice() {
        [] => format!("{}; {}", rebuilt(sides), finding.help),
        sql => in_one(sides, sql, finding.help),
    };
    finding.sql = sql;
    finding
}

/// A column takes the place of another as a whole, or not at all.
pub(super) fn in_one(sides: &Sides<'_>, sql: &[String], help: String) -> String {
    match sides.sql.product() {
        Product::Sqlite if sql.len() > 1 => format!("in one transaction: {help}"),
        _ => help,
    }
}

/// Where SQLite cannot alter what it is about.
pub(super) fn rebuilt(sides: &Sides<'_>) -> &'static str {
    match sides.sql.product() {
        Product::Sqlite => {
            "SQLite cannot alter this: make the table anew, copy its rows, and rename it \
             (https://sqlite.org/lang_altertable.html, section 7)"
        }
        _ => "a migration has to alter this by hand, since other things depend on it",
    }
}
