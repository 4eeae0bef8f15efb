//! The columns of a table that mark a row as deleted.

use diesel_scopes::check::catalogue::{Column, Kind, Table};

use super::patterns::Patterns;

/// What a table has of them.
pub(super) struct Marks<'a> {
    pub(super) markers: Vec<&'a Column>,
    /// Bools that say the same as the first marker, a time.
    pub(super) flags: Vec<&'a Column>,
    /// Columns that say why, or by whom: nullable ones, named after a marker.
    pub(super) said: Vec<&'a Column>,
    /// What has the name of a marker, and is none.
    pub(super) notes: Vec<String>,
}

impl<'a> Marks<'a> {
    pub(super) fn of(table: &'a Table, patterns: &Patterns) -> Self {
        let mut found: Vec<_> = table
            .columns
            .iter()
            .filter_map(|column| Some((patterns.rank(&column.name)?, column)))
            .collect();
        found.sort_by_key(|(rank, _)| *rank);
        let mut notes = Vec::new();
        let mut markers = Vec::new();
        let mut bools_with_null = Vec::new();
        for (_, column) in found {
            match why_not(column) {
                None => markers.push(column),
                Some(_) if is_bool(column) && column.generated.is_none() => {
                    bools_with_null.push(column);
                }
                Some(why) => notes.push(format!("{}.{} {why}", table.name, column.name)),
            }
        }
        let mut flags = Vec::new();
        if let Some(first) = markers.first().copied().filter(|first| !is_bool(first)) {
            let says_the_same = |column: &&Column| stem(&column.name) == stem(&first.name);
            let bools = markers.iter().copied().filter(|it| is_bool(it));
            let bools = bools.chain(bools_with_null.iter().copied());
            flags = bools.filter(says_the_same).collect();
        }
        let is_flag = |column: &Column| flags.iter().any(|flag| flag.name == column.name);
        markers.retain(|column| !is_flag(column));
        for column in bools_with_null.iter().filter(|column| !is_flag(column)) {
            let (table, column) = (&table.name, &column.name);
            notes.push(format!(
                "{table}.{column} can be NULL, which is neither active nor deleted: it is a marker \
                 once it is NOT NULL"
            ));
        }
        let said = table.columns.iter().filter(|column| {
            let of_marker = |marker: &&Column| {
                let rest = column.name.to_lowercase();
                let stem = stem(&marker.name);
                let rest = rest.strip_prefix(&stem).map(str::to_owned).or_else(|| {
                    // `delete_reason`, `deletion_reason` of `deleted_at`
                    let root = stem.strip_suffix("ed")?;
                    let rest = rest.strip_prefix(root)?;
                    Some(rest.trim_start_matches(['e', 'i', 'o', 'n']).to_owned())
                });
                rest.is_some_and(|rest| {
                    ["_by", "_by_id", "_reason", "_because", "_comment", "_note"]
                        .contains(&rest.as_str())
                })
            };
            column.nullable && column.generated.is_none() && markers.iter().any(of_marker)
        });
        Marks {
            said: said.collect(),
            markers,
            flags,
            notes,
        }
    }
}

pub(super) fn is_bool(column: &Column) -> bool {
    column.kind == Kind::Bool
}

/// Why a column cannot be a marker, if so.
fn why_not(column: &Column) -> Option<String> {
    if column.generated.is_some() {
        return Some("is a generated column, which nothing can write".to_owned());
    }
    match column.kind {
        Kind::Time(_) if column.nullable => None,
        Kind::Time(_) => {
            Some("is NOT NULL, so that no row is active: a marker is NULL until then".to_owned())
        }
        Kind::Bool if !column.nullable => None,
        Kind::Bool => Some("can be NULL".to_owned()),
        _ => Some(format!(
            "is a {}: a marker of your own, `{} as …`, can say what it means (`diesel_scopes::Marker`)",
            column.sql_type, column.name
        )),
    }
}

/// `deleted` of `deleted_at` and of `is_deleted`.
fn stem(name: &str) -> String {
    let name = name.to_lowercase();
    let name = name.strip_prefix("is_").unwrap_or(&name);
    let name = name
        .strip_suffix("_at")
        .or_else(|| name.strip_suffix("_on"))
        .unwrap_or(name);
    name.to_owned()
}
