//! The names of tables, columns and sets, and lists of these.

use diesel::QueryResult;

use super::sqlite;
use crate::cascade::plan::Plan;
use crate::cascade::set::{Link, Role, Set, SetId};
use crate::cascade::text::{Text, text};
use crate::declare::{CascadeBackend, Dialect, TableInfo, quoted};

/// A plan, and how what it names is written.
pub(super) struct Names<'a> {
    pub(super) plan: &'a Plan,
    quote: fn(&str) -> QueryResult<String>,
    /// That a column equals another one, which few rows do.
    equal: fn(&str, &str) -> String,
    /// The tables of the plan.
    tables: Vec<String>,
    /// The sets of the plan.
    sets: Vec<String>,
}

/// A name has 63 characters on PostgreSQL, 64 on MySQL.
const LONGEST: usize = 24;

impl<'a> Names<'a> {
    pub(super) fn new<DB: CascadeBackend>(plan: &'a Plan) -> QueryResult<Self> {
        let tables = plan.tables.iter().map(|table| (table.text)(DB::DIALECT));
        let mut names = Names {
            plan,
            quote: quoted::<DB>,
            equal: match DB::DIALECT {
                Dialect::Sqlite => sqlite::equal,
                Dialect::Postgres | Dialect::Mysql => |column, other| format!("{column} = {other}"),
            },
            tables: tables.collect::<QueryResult<_>>()?,
            sets: Vec::new(),
        };
        for at in 0..plan.sets.len() {
            let name = names.own(&names.title(SetId(at)))?;
            names.sets.push(name);
        }
        Ok(names)
    }

    pub(super) fn equal(&self, column: &str, other: &str) -> String {
        (self.equal)(column, other)
    }

    /// What a set is called: after its table, if that is short and no other table
    /// is called so.
    fn title(&self, id: SetId) -> String {
        let set = self.set(id);
        let table = self.plan.tables[set.table];
        let same = |other: &&TableInfo| other.name == table.name;
        let alone = self.plan.tables.iter().filter(same).count() == 1;
        let name = if alone && table.name.len() <= LONGEST {
            table.name.to_owned()
        } else {
            set.table.to_string()
        };
        match set.role {
            Role::Roots => format!("{name}.roots"),
            Role::Reached => name,
            Role::Removed => format!("{name}.removed"),
            Role::Kept(column) => format!("{name}.kept{}", self.by(id, column)),
            Role::Staying(column) => format!("{name}.staying{}", self.by(id, column)),
            Role::Back => format!("{name}.back.{}", id.0),
            Role::Parents => format!("{name}.parents"),
            Role::Above => format!("{name}.above"),
        }
    }

    /// What tells sets of one table by different columns apart.
    fn by(&self, id: SetId, column: &str) -> String {
        let markers = self.plan.tables[self.set(id).table].markers;
        if markers.first().is_some_and(|first| first.column == column) {
            String::new()
        } else {
            format!(".{}", id.0)
        }
    }

    /// A name that no table of a user has: with a dot in it.
    pub(super) fn own(&self, name: &str) -> QueryResult<String> {
        (self.quote)(&format!("diesel_scopes.{name}"))
    }

    pub(super) fn set(&self, id: SetId) -> &'a Set {
        &self.plan.sets[id.0]
    }

    pub(super) fn name(&self, id: SetId) -> &str {
        &self.sets[id.0]
    }

    /// The columns by which the rows of a set are told apart. One without a marker can
    /// be there with several stamps, of those above it.
    pub(super) fn identity(&self, id: SetId) -> Vec<String> {
        let set = self.set(id);
        let mut columns = ks(0..set.keys);
        columns.extend((set.stamped && set.marker.is_none()).then(|| "stamp".to_owned()));
        columns
    }

    /// A name that goes with that of a set.
    pub(super) fn beside(&self, id: SetId, more: &str) -> QueryResult<String> {
        self.own(&format!("{}.{more}", self.title(id)))
    }

    pub(super) fn info(&self, table: usize) -> &'a TableInfo {
        &self.plan.tables[table]
    }

    pub(super) fn table(&self, table: usize) -> &str {
        &self.tables[table]
    }

    pub(super) fn column(&self, of: &str, name: &str) -> QueryResult<String> {
        Ok(format!("{of}.{}", (self.quote)(name)?))
    }

    pub(super) fn quoted(&self, name: &str) -> QueryResult<String> {
        (self.quote)(name)
    }

    pub(super) fn columns(&self, of: &str, names: &[&str]) -> QueryResult<Vec<String>> {
        names.iter().map(|name| self.column(of, name)).collect()
    }

    /// The columns of a table's key.
    pub(super) fn key(&self, table: usize, of: &str) -> QueryResult<Vec<String>> {
        self.columns(of, self.info(table).key)
    }
}

/// `k1, k2`: columns of a set.
pub(super) fn ks(places: impl IntoIterator<Item = usize>) -> Vec<String> {
    places
        .into_iter()
        .map(|at| format!("k{}", at + 1))
        .collect()
}

/// All columns of a set.
pub(super) fn set_columns(set: &Set) -> Vec<String> {
    let mut columns = ks(0..set.columns.len());
    columns.extend(set.stamped.then(|| "stamp".to_owned()));
    columns.extend(set.is_told().then(|| "active".to_owned()));
    columns
}

/// The same, of an alias.
pub(super) fn of(alias: &str, columns: &[String]) -> Vec<String> {
    columns
        .iter()
        .map(|column| format!("{alias}.{column}"))
        .collect()
}

/// Several rows lead up to one.
pub(super) fn distinct(set: &Set) -> &'static str {
    match set.role {
        Role::Above => "DISTINCT ",
        _ => "",
    }
}

/// The rows that stay deleted, each with the earliest stamp. One without a marker has
/// no stamp of its own: each row below it takes the one that it needs.
pub(super) fn earliest(set: &Set, columns: &str, from: &str) -> String {
    match set.marker {
        Some(_) => format!("SELECT {columns}, MIN(stamp) FROM {from} GROUP BY {columns}"),
        None => format!("SELECT DISTINCT {columns}, stamp FROM {from}"),
    }
}

/// The keys of the rows of a set that share values, where the link says, with
/// others of it.
pub(super) fn twins(of: impl Into<Text> + Clone, set: &Set, link: &Link) -> Text {
    let values = ks(link.on.iter().map(|(_, place)| *place));
    let there = values.iter().map(|value| format!("{value} IS NOT NULL"));
    text![
        format!("SELECT {} FROM ", ks(0..set.keys).join(", ")),
        of.clone(),
        format!(
            " WHERE {} IN (SELECT {} FROM ",
            row(&values),
            values.join(", ")
        ),
        of,
        format!(
            " WHERE {} GROUP BY {} HAVING COUNT(*) > 1)",
            and(there),
            values.join(", ")
        )
    ]
}

/// One column, or several in parentheses.
pub(super) fn row(columns: &[String]) -> String {
    match columns {
        [column] => column.clone(),
        columns => format!("({})", columns.join(", ")),
    }
}

pub(super) fn and(conditions: impl IntoIterator<Item = String>) -> String {
    conditions.into_iter().collect::<Vec<_>>().join(" AND ")
}

/// One of several conditions.
pub(super) fn either(conditions: Vec<String>) -> String {
    match conditions.as_slice() {
        [condition] => condition.clone(),
        conditions => format!("(({}))", conditions.join(") OR (")),
    }
}

/// ` WHERE …`, if there is anything.
pub(super) fn filter(conditions: Vec<String>) -> String {
    if conditions.is_empty() {
        String::new()
    } else {
        format!(" WHERE {}", and(conditions))
    }
}
