//! The rows that a cascade reaches, as common table expressions: one for each
//! table, each in terms of those of its parents.
//!
//! The set of a table is looked up through indexes only. On PostgreSQL that
//! takes `= ANY(ARRAY(SELECT …))`: of a plain join, and of `IN`, the planner
//! expects so many rows that it reads the whole table and compiles the plan.
//! MySQL and MariaDB evaluate `IN (SELECT …)` of an update for every row of the
//! table, and so are given joins.

use diesel::QueryResult;

use super::graph::{Graph, Incoming, Node};
use super::text::{Piece, Text, join};
use crate::declare::{CascadeBackend, Dialect, MarkerText, TableInfo, quoted};

/// What is done to the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(hidden)]
pub enum Verb {
    Delete,
    Restore,
    Purge,
}

/// A table in SQL.
pub(super) struct TableSql {
    /// The table's name.
    pub(super) name: String,
    /// The columns of its key.
    pub(super) key: Vec<String>,
    /// The column that the cascade writes, if it writes the table.
    pub(super) marker: String,
    /// The set of its rows that the cascade reaches.
    pub(super) set: String,
}

/// The table that holds the roots, where their conditions cannot be evaluated
/// more than once.
pub(super) const CLAIMED: &str = "diesel_scopes_roots";

/// The longest name of a table that goes into the name of its set.
const LONGEST: usize = 50;

/// Writes the sets.
pub(super) struct Rows {
    pub(super) graph: Graph,
    pub(super) dialect: Dialect,
    pub(super) verb: Verb,
    /// The marker of the root table that the statement names.
    pub(super) marker: MarkerText,
    /// Whether the roots are in a table of their own.
    pub(super) claimed: bool,
    pub(super) tables: Vec<TableSql>,
}

impl Rows {
    pub(super) fn new<DB: CascadeBackend>(
        graph: Graph,
        marker: MarkerText,
        verb: Verb,
        claimed: bool,
    ) -> QueryResult<Self> {
        let mut rows = Rows {
            dialect: DB::DIALECT,
            verb,
            marker,
            claimed,
            tables: Vec::with_capacity(graph.nodes.len()),
            graph,
        };
        for at in 0..rows.graph.nodes.len() {
            let table = rows.graph.nodes[at].table;
            // Two schemas can have tables of the same name, and a name has 63
            // characters on PostgreSQL, 64 on MySQL.
            let twin = rows.graph.nodes[..at]
                .iter()
                .any(|node| node.table.name == table.name);
            let set = if twin || table.name.len() > LONGEST {
                format!("cascade_{at}")
            } else {
                format!("cascade_{}", table.name)
            };
            let sql = TableSql {
                name: (table.text)(DB::DIALECT)?,
                key: quoted_all::<DB>(table.key)?,
                marker: quoted::<DB>(rows.marker_of(at).column)?,
                set: quoted::<DB>(&set)?,
            };
            rows.tables.push(sql);
        }
        Ok(rows)
    }

    pub(super) fn node(&self, at: usize) -> &Node {
        &self.graph.nodes[at]
    }

    /// The marker that the cascade writes in a table.
    pub(super) fn marker_of(&self, at: usize) -> MarkerText {
        if at == 0 {
            self.marker
        } else {
            self.graph.nodes[at].table.markers[0]
        }
    }

    /// Whether a set also holds the stamps: a restore compares them.
    fn stamped(&self) -> bool {
        self.verb == Verb::Restore
    }

    /// `k1, k2`: the columns of a set that hold the key.
    pub(super) fn set_keys(&self, columns: usize) -> String {
        (1..=columns)
            .map(|n| format!("k{n}"))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// All columns of the set of a table.
    pub(super) fn set_columns(&self, at: usize) -> String {
        let keys = self.set_keys(self.tables[at].key.len());
        if self.stamped() {
            format!("{keys}, stamp")
        } else {
            keys
        }
    }

    /// The columns of a table that go into its set.
    pub(super) fn set_values(&self, at: usize, table: &str) -> String {
        let sql = &self.tables[at];
        let mut values = columns_of(table, &sql.key);
        if self.stamped() {
            values.push(format!("{table}.{}", sql.marker));
        }
        values.join(", ")
    }

    /// Whether a row of the table can be one that the cascade reaches.
    pub(super) fn reachable<DB: CascadeBackend>(
        &self,
        at: usize,
        table: &str,
    ) -> QueryResult<String> {
        let marker = self.marker_of(at);
        Ok(match self.verb {
            Verb::Delete => format!("{table}.{} {}", self.tables[at].marker, marker.active),
            Verb::Restore => format!("{table}.{} {}", self.tables[at].marker, marker.deleted),
            Verb::Purge => deleted::<DB>(&self.node(at).table, table)?.unwrap_or_default(),
        })
    }

    /// `SELECT` of the root rows.
    pub(super) fn roots(&self) -> Text {
        if self.claimed {
            let columns = self.set_columns(0);
            return Text::sql(format!("SELECT {columns} FROM {CLAIMED}"));
        }
        let table = &self.tables[0].name;
        Text::sql(format!("SELECT {} FROM {table}", self.set_values(0, table)))
            .then(Piece::Target)
            .then(Piece::Guard)
    }

    /// Whether the columns hold a key of the set that `SELECT`s from.
    ///
    /// With a stamp, whether they hold a key together with its stamp.
    pub(super) fn within(&self, columns: &[String], stamp: Option<&str>, from: &str) -> String {
        let keys = self.set_keys(columns.len());
        let pairs = |columns: &[String]| match stamp {
            Some(stamp) => {
                let columns = columns.join(", ");
                format!("({columns}, {stamp}) IN (SELECT {keys}, stamp FROM {from})")
            }
            None => format!("({}) IN (SELECT {keys} FROM {from})", columns.join(", ")),
        };
        match (columns, self.dialect) {
            ([column], Dialect::Postgres) => {
                let within = format!("{column} = ANY(ARRAY(SELECT {keys} FROM {from}))");
                match stamp {
                    // Not as a join: that would look the whole array up for each
                    // parent. With `IS TRUE` it is a filter behind the index.
                    Some(_) => format!("{within} AND ({}) IS TRUE", pairs(columns)),
                    None => within,
                }
            }
            ([column], _) => {
                let within = format!("{column} IN (SELECT {keys} FROM {from})");
                match stamp {
                    Some(_) => format!("{within} AND {}", pairs(columns)),
                    None => within,
                }
            }
            (columns, _) => pairs(columns),
        }
    }

    /// `ON` the columns being a key of a set, and of its stamp.
    pub(super) fn on(&self, columns: &[String], stamp: Option<&str>, set: &str) -> String {
        let keys = columns
            .iter()
            .enumerate()
            .map(|(n, column)| format!("{column} = {set}.k{}", n + 1));
        let stamp = stamp.map(|stamp| format!("{stamp} = {set}.stamp"));
        keys.chain(stamp).collect::<Vec<_>>().join(" AND ")
    }

    /// The stamp column of a table, where stamps are compared.
    pub(super) fn stamp_of(&self, at: usize, table: &str) -> Option<String> {
        self.stamped()
            .then(|| format!("{table}.{}", self.tables[at].marker))
    }

    /// `SELECT` of the rows that one edge leads to.
    fn arm<DB: CascadeBackend>(&self, at: usize, edge: Incoming) -> QueryResult<Text> {
        let table = &self.tables[at].name;
        let parent = &self.tables[edge.parent].set;
        let values = self.set_values(at, table);
        let reachable = self.reachable::<DB>(at, table)?;
        let stamp = self.stamp_of(at, table);
        let key = columns::<DB>(table, edge.key)?;
        Ok(Text::sql(match self.dialect {
            Dialect::Mysql => format!(
                "SELECT {values} FROM {parent} INNER JOIN {table} ON {} WHERE {reachable}",
                self.on(&key, stamp.as_deref(), parent),
            ),
            _ => format!(
                "SELECT {values} FROM {table} WHERE {} AND {reachable}",
                self.within(&key, stamp.as_deref(), parent),
            ),
        }))
    }

    /// The set of a table: `name (columns) AS (SELECT …)`.
    fn set<DB: CascadeBackend>(&self, at: usize) -> QueryResult<Text> {
        let sql = &self.tables[at];
        let node = self.node(at);
        let mut start = if at == 0 {
            self.roots()
        } else {
            let arms = node.incoming.iter().map(|edge| self.arm::<DB>(at, *edge));
            join(arms.collect::<QueryResult<Vec<_>>>()?, " UNION ")
        };
        if !node.trees.is_empty() {
            if self.dialect == Dialect::Postgres && sql.key.len() == 1 && !self.stamped() {
                // Of an array the planner expects a few rows, and so joins the
                // levels of the tree through the index.
                start = Text::sql("SELECT unnest(ARRAY(").then(start).then("))");
            }
            start = start.then(" UNION ").then(self.branch::<DB>(at)?);
        }
        let hint = if self.dialect == Dialect::Postgres {
            "MATERIALIZED "
        } else {
            ""
        };
        Ok(
            Text::sql(format!("{} ({}) AS {hint}(", sql.set, self.set_columns(at)))
                .then(start)
                .then(")"),
        )
    }

    /// The next level of a tree.
    fn branch<DB: CascadeBackend>(&self, at: usize) -> QueryResult<String> {
        let TableSql { name, set, .. } = &self.tables[at];
        let stamp = self.stamp_of(at, "child");
        let trees: Vec<_> = self.node(at).trees.to_vec();
        let ons = trees
            .iter()
            .map(|key| Ok(self.on(&columns::<DB>("child", key)?, stamp.as_deref(), set)))
            .collect::<QueryResult<Vec<_>>>()?;
        let on = match ons.as_slice() {
            [on] => on.clone(),
            several => format!("({})", several.join(") OR (")),
        };
        Ok(format!(
            "SELECT {} FROM {set} INNER JOIN {name} AS child ON {on} WHERE {}",
            self.set_values(at, "child"),
            self.reachable::<DB>(at, "child")?,
        ))
    }

    fn is_recursive(&self, sets: &[usize]) -> bool {
        sets.iter().any(|at| !self.node(*at).trees.is_empty())
    }

    /// `WITH` the sets of these tables and of all above them, and perhaps of the
    /// roots alone.
    pub(super) fn with<DB: CascadeBackend>(
        &self,
        tables: &[usize],
        roots: bool,
    ) -> QueryResult<Text> {
        let mut wanted: Vec<usize> = tables.iter().flat_map(|at| self.graph.above(*at)).collect();
        wanted.sort_unstable();
        wanted.dedup();
        if wanted.is_empty() && !roots {
            return Ok(Text::default());
        }
        let recursive = self.is_recursive(&wanted);
        let mut sets = Vec::new();
        if roots {
            let columns = self.set_columns(0);
            sets.push(
                Text::sql(format!("{ROOTS} ({columns}) AS ("))
                    .then(self.roots())
                    .then(")"),
            );
        }
        for at in wanted {
            sets.push(self.set::<DB>(at)?);
        }
        let with = if recursive {
            "WITH RECURSIVE "
        } else {
            "WITH "
        };
        Ok(Text::sql(with).then(join(sets, ", ")).then(" "))
    }
}

/// The set of the roots alone, without the trees below them.
pub(super) const ROOTS: &str = "diesel_scopes_start";

/// Columns of a table, of which the names are quoted already.
pub(super) fn columns_of(table: &str, columns: &[String]) -> Vec<String> {
    columns
        .iter()
        .map(|column| format!("{table}.{column}"))
        .collect()
}

/// Columns of a table, quoted.
pub(super) fn columns<DB: CascadeBackend>(table: &str, names: &[&str]) -> QueryResult<Vec<String>> {
    names
        .iter()
        .map(|name| Ok(format!("{table}.{}", quoted::<DB>(name)?)))
        .collect()
}

pub(super) fn quoted_all<DB: CascadeBackend>(names: &[&str]) -> QueryResult<Vec<String>> {
    names.iter().map(|name| quoted::<DB>(name)).collect()
}

/// Whether a row is active by all of its markers; none for a table without.
pub(super) fn active<DB: CascadeBackend>(
    table: &TableInfo,
    name: &str,
) -> QueryResult<Option<String>> {
    by_markers::<DB>(table, name, " AND ", |marker| marker.active)
}

/// Whether a row is deleted by any of its markers; none for a table without.
pub(super) fn deleted<DB: CascadeBackend>(
    table: &TableInfo,
    name: &str,
) -> QueryResult<Option<String>> {
    by_markers::<DB>(table, name, " OR ", |marker| marker.deleted)
}

fn by_markers<DB: CascadeBackend>(
    table: &TableInfo,
    name: &str,
    between: &str,
    predicate: impl Fn(&MarkerText) -> &'static str,
) -> QueryResult<Option<String>> {
    let terms = table
        .markers
        .iter()
        .map(|marker| {
            Ok(format!(
                "{name}.{} {}",
                quoted::<DB>(marker.column)?,
                predicate(marker)
            ))
        })
        .collect::<QueryResult<Vec<_>>>()?;
    Ok(match terms.as_slice() {
        [] => None,
        [term] => Some(term.clone()),
        terms => Some(format!("({})", terms.join(between))),
    })
}
