//! Indexes that have to change, and those that are missing.

use diesel_scopes::check::catalogue::{Catalogue, Index, Part, Table};
use diesel_scopes::check::compare;
use diesel_scopes::check::declared::{self, Declaration};

use super::definitions::Definitions;
use super::marker::NewMarker;

/// A unique index that would hold deleted rows.
pub(super) struct Replaced<'a> {
    pub(super) index: &'a Index,
    /// What the one of active rows is called.
    pub(super) name: String,
}

/// A foreign key by which no index leads to its rows.
pub(super) struct Missing<'a> {
    pub(super) table: &'a Table,
    pub(super) columns: &'a [String],
    pub(super) name: String,
}

/// Those that `check` would find if the table had its marker.
pub(super) fn replaced<'a>(
    catalogue: &Catalogue,
    table: &'a Table,
    marker: &NewMarker,
    taken: &mut Vec<String>,
) -> Vec<Replaced<'a>> {
    let mut with_marker = catalogue.clone();
    let mut tables = with_marker.tables.iter_mut();
    if let (Some(table), Some(_)) = (tables.find(|it| it.name == table.name), marker.definition) {
        table.columns.push(marker.column());
    }
    let mut said = declared::Table::new(table.name.to_string(), table.name.clone());
    said.declared = true;
    said.markers = vec![marker.declared()];
    let declaration = Declaration { tables: vec![said] };
    let report = compare(&declaration, &with_marker);
    let indexes = table.indexes.iter().filter(|index| {
        let mut findings = report.findings().iter();
        index.unique && findings.any(|it| it.index() == Some(&index.name))
    });
    let replaced = indexes.map(|index| {
        let columns = index.parts.iter().filter_map(|part| match part {
            Part::Column(name) => Some(name.as_str()),
            Part::Expression(_) => None,
        });
        let of_columns = index
            .parts
            .iter()
            .all(|part| matches!(part, Part::Column(_)));
        let name = if of_columns {
            free_name(&table.name.name, columns, "_active", taken)
        } else {
            free_name(&index.name, std::iter::empty(), "_active", taken)
        };
        Replaced { index, name }
    });
    replaced.collect()
}

/// The foreign keys of a table, and those onto it, that no index leads to when some are replaced.
pub(super) fn foreign_keys<'a>(
    catalogue: &'a Catalogue,
    table: &'a Table,
    replaced: &[Replaced<'_>],
    taken: &mut Vec<String>,
) -> Vec<Missing<'a>> {
    let mut missing: Vec<Missing<'a>> = Vec::new();
    for child in &catalogue.tables {
        for key in &child.foreign_keys {
            let is_about = child.name == table.name || key.table == table.name;
            let leads = |index: &Index| {
                let goes = replaced.iter().any(|it| it.index.name == index.name);
                leads_by(index, &key.columns) && !(goes && child.name == table.name)
            };
            let is_same =
                |it: &Missing<'_>| it.table.name == child.name && it.columns == key.columns;
            if is_about && !child.indexes.iter().any(leads) && !missing.iter().any(is_same) {
                let columns = key.columns.iter().map(String::as_str);
                missing.push(Missing {
                    table: child,
                    columns: &key.columns,
                    name: free_name(&child.name.name, columns, "", taken),
                });
            }
        }
    }
    missing.sort_by(|a, b| a.name.cmp(&b.name));
    missing
}

/// Whether an index of all rows begins with the columns of a key, in any order.
fn leads_by(index: &Index, key: &[String]) -> bool {
    let first = index.parts.iter().take(key.len());
    let is_of_key =
        |part: &Part| matches!(part, Part::Column(name) if key.iter().any(|it| it == name));
    index.finds
        && index.predicate.is_none()
        && first.filter(|it| is_of_key(it)).count() == key.len()
}

/// The names that no new index can have.
pub(super) fn taken(catalogue: &Catalogue, definitions: &Definitions) -> Vec<String> {
    let indexes = catalogue.tables.iter().flat_map(|table| &table.indexes);
    let indexes = indexes.map(|index| index.name.to_lowercase());
    indexes.chain(definitions.taken.iter().cloned()).collect()
}

/// `posts_author_id`, as `check` calls it. Names have 63 bytes on PostgreSQL, and 64 characters on
/// MySQL.
pub(super) fn free_name<'a>(
    table: &str,
    columns: impl Iterator<Item = &'a str>,
    ending: &str,
    taken: &mut Vec<String>,
) -> String {
    let mut start = table.to_owned();
    for column in columns {
        start.push('_');
        start.push_str(column);
    }
    let mut number = 1;
    loop {
        let ending = match number {
            1 => ending.to_owned(),
            number => format!("{ending}_{number}"),
        };
        let mut end = start.len().min(63 - ending.len());
        while !start.is_char_boundary(end) {
            end -= 1;
        }
        let name = format!("{}{ending}", &start[..end]);
        if !taken.contains(&name.to_lowercase()) {
            taken.push(name.to_lowercase());
            return name;
        }
        number += 1;
    }
}
