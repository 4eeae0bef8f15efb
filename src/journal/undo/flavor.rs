//! What differs between MySQL or MariaDB and SQLite, and how they read JSON.

use super::text::{Statement, When, pieces};
use crate::cascade::{OPERATIONS, json_on_sqlite, path};
use crate::declare::{ColumnInfo, Shape};

#[derive(Clone, Copy)]
pub(super) struct Flavor {
    is_mysql: bool,
    /// Behind a `SELECT` that has to see what is there now.
    pub(super) lock: &'static str,
    /// The key of a temporary table, which a server can ask for.
    pub(super) by_n: &'static str,
    pub(super) join: &'static str,
    /// Whether an `UPDATE` is of a join.
    pub(super) joins_changes: bool,
    pub(super) update: &'static str,
    pub(super) delete: &'static str,
    pub(super) last_id: &'static str,
}

pub(super) const MYSQL: Flavor = Flavor {
    is_mysql: true,
    lock: " FOR UPDATE",
    by_n: "(PRIMARY KEY (n)) ",
    join: "STRAIGHT_JOIN",
    joins_changes: true,
    // As a cascade does it: a client may ask that no change is made without a key.
    update: "/*M!100200 SET STATEMENT sql_safe_updates = 0 FOR */ UPDATE \
             /*+ SET_VAR(sql_safe_updates = OFF) */",
    delete: "/*M!100200 SET STATEMENT sql_safe_updates = 0 FOR */ DELETE \
             /*+ SET_VAR(sql_safe_updates = OFF) */",
    last_id: "SELECT CAST(LAST_INSERT_ID() AS SIGNED)",
};

pub(super) const SQLITE: Flavor = Flavor {
    is_mysql: false,
    lock: "",
    by_n: "",
    join: "CROSS JOIN",
    joins_changes: false,
    update: "UPDATE",
    delete: "DELETE",
    last_id: "SELECT last_insert_rowid()",
};

impl Flavor {
    /// SQLite waits for other writers if it begins with a write; MySQL may have tables
    /// from a connection that broke off.
    pub(super) fn begin(self, names: &[String], preview: bool) -> Vec<Statement> {
        if self.is_mysql {
            return self.end(names);
        }
        let nothing = format!("UPDATE {OPERATIONS} SET id = id WHERE 1 = 0");
        let nothing = Statement::changes(pieces![nothing], When::Always);
        if preview { Vec::new() } else { vec![nothing] }
    }

    pub(super) fn end(self, names: &[String]) -> Vec<Statement> {
        let drops = if self.is_mysql {
            vec![format!(
                "DROP TEMPORARY TABLE IF EXISTS {}",
                names.join(", ")
            )]
        } else {
            let drops = names.iter();
            let drops = drops.map(|name| format!("DROP TABLE IF EXISTS {name}"));
            drops.collect()
        };
        let drops = drops.into_iter();
        let drops = drops.map(|drop| Statement::changes(pieces![drop], When::Always));
        drops.collect()
    }

    /// The value of a column in an object, as it was.
    pub(super) fn value(self, json: &str, of: ColumnInfo) -> String {
        let value = format!("JSON_EXTRACT({json}, {})", path(of.name));
        match (self.is_mysql, of.shape) {
            (true, Shape::Binary) => format!("UNHEX({})", unquoted(&value)),
            (true, _) => unquoted(&value),
            (false, Shape::Plain | Shape::Real | Shape::Date | Shape::Time | Shape::Timestamp) => {
                value
            }
            (false, _) => format!(
                "CASE WHEN {value} LIKE 'x''%''' \
                 THEN COALESCE(unhex(substr({value}, 3, length({value}) - 3)), {value}) \
                 ELSE {value} END"
            ),
        }
    }

    /// Whether an object names a column.
    pub(super) fn names(self, json: &str, name: &str) -> String {
        let path = path(name);
        if self.is_mysql {
            format!("JSON_CONTAINS_PATH({json}, 'one', {path})")
        } else {
            format!("json_type({json}, {path}) IS NOT NULL")
        }
    }

    /// The value of a column, for an object.
    pub(super) fn written(self, value: &str, shape: Shape) -> String {
        match (self.is_mysql, shape) {
            (true, Shape::Binary) => format!("HEX({value})"),
            (true, _) => value.to_owned(),
            (false, _) => json_on_sqlite(value, shape),
        }
    }
}

/// A value of JSON as text; what it is assigned to makes its own type of it.
fn unquoted(value: &str) -> String {
    format!("CASE WHEN JSON_TYPE({value}) = 'NULL' THEN NULL ELSE JSON_UNQUOTE({value}) END")
}
