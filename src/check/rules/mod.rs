//! What can be wrong, a file for each.

mod columns;
mod enforced;
mod foreign_keys;
mod indexes;
mod on_delete;
mod partial;
mod precision;
mod side;
mod tables;
mod types;
mod unique;
mod uniqueness;

use self::side::Sides;
use super::catalogue::Catalogue;
use super::declared::{Declaration, Table};
use super::finding::Finding;

/// Everything that is found, table by table.
pub(super) fn all(declaration: &Declaration, catalogue: &Catalogue) -> Vec<Finding> {
    let sides = Sides::new(declaration, catalogue);
    let mut findings = tables::findings(&sides);
    for side in sides.declared() {
        findings.extend(columns::findings(&sides, side));
        findings.extend(precision::findings(&sides, side));
        findings.extend(unique::findings(&sides, side));
        findings.extend(partial::findings(&sides, side));
        findings.extend(foreign_keys::findings(&sides, side));
        findings.extend(indexes::findings(&sides, side));
        findings.extend(on_delete::findings(&sides, side));
    }
    // A key that two parents share has one index, and one SQL mends it.
    let is_same = |a: &Finding, b: &Finding| {
        (a.reason, &a.table, &a.columns, &a.index, &a.foreign_key)
            == (b.reason, &b.table, &b.columns, &b.index, &b.foreign_key)
            && a.sql == b.sql
    };
    let mut seen: Vec<Finding> = Vec::new();
    for finding in findings {
        if !seen.iter().any(|it| is_same(it, &finding)) {
            seen.push(finding);
        }
    }
    let position = |finding: &Finding| {
        let mut tables = declaration.tables.iter();
        let table = tables.position(|table| table.title == finding.table);
        (table, finding.reason as u8)
    };
    seen.sort_by_key(position);
    seen
}

/// What the database keeps unique among active rows of a table.
pub(super) fn enforced(table: &Table, catalogue: &Catalogue) -> Vec<Vec<String>> {
    let declaration = Declaration {
        tables: vec![table.clone()],
    };
    let sides = Sides::new(&declaration, catalogue);
    let side = sides.said(&table.name);
    side.map(|side| enforced::of(&sides, side))
        .unwrap_or_default()
}
