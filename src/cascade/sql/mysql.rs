//! What MySQL and MariaDB do in their own way.
//!
//! A statement can name a temporary table once; a set that it needs again has a
//! copy. An `IN (SELECT …)` of an `UPDATE` would be evaluated for every row of the
//! table, and so changes are joins, the set first. A plain `SELECT` sees what was
//! there when the transaction began: what must not be missed is read with a lock.

use diesel::QueryResult;

use super::names::{Names, and};
use super::record::key_on_mysql;
use super::stored::flavor::{Assigned, Flavor, Lookup, Select, assignments, filtered};
use crate::cascade::step::Remove;
use crate::cascade::text::{Piece, Text, join, text};
use crate::declare::{ColumnInfo, Edge, Shape};

pub(super) struct Mysql;

/// What a statement needs to be set for it alone, on either of them.
#[derive(Clone, Copy)]
enum Set {
    /// How deep a tree can be: MariaDB stops at a thousand levels, some statements
    /// without an error, and MySQL with one.
    AnyDepth,
    /// A key to nowhere.
    Unchecked,
    /// A client may ask that no change is made without a key, and then takes a join
    /// with a small table for one.
    ByJoin,
    /// What MariaDB collects in between, a tree and the rows of a joined change, goes to the
    /// disk at 16 MiB unless it is told otherwise, and four times as slow from there. MySQL
    /// has memory for that which all connections share.
    InMemory,
}

/// `VERB` with what is set for it. What is in front is a comment to MySQL, what is
/// behind one to MariaDB.
fn with(settings: &[Set], verb: &str) -> String {
    if settings.is_empty() {
        return format!("{verb} ");
    }
    let on_mariadb = settings.iter().map(|set| match set {
        Set::AnyDepth => "max_recursive_iterations = 4294967295",
        Set::ByJoin => "sql_safe_updates = 0",
        Set::Unchecked => "foreign_key_checks = 0",
        Set::InMemory => {
            "tmp_table_size = GREATEST(@@tmp_table_size, 67108864), \
             max_heap_table_size = GREATEST(@@max_heap_table_size, 67108864)"
        }
    });
    let on_mysql = settings.iter().filter_map(|set| match set {
        Set::AnyDepth => Some("SET_VAR(cte_max_recursion_depth = 4294967295)"),
        Set::ByJoin => Some("SET_VAR(sql_safe_updates = OFF)"),
        Set::Unchecked => Some("SET_VAR(foreign_key_checks = OFF)"),
        Set::InMemory => None,
    });
    format!(
        "/*M!100200 SET STATEMENT {} FOR */ {verb} /*+ {} */ ",
        on_mariadb.collect::<Vec<_>>().join(", "),
        on_mysql.collect::<Vec<_>>().join(" ")
    )
}

fn by_join(lookup: &Lookup) -> Vec<Set> {
    let mut settings = vec![Set::ByJoin, Set::InMemory];
    settings.extend(lookup.recursive.then_some(Set::AnyDepth));
    settings
}

impl Flavor for Mysql {
    const JOIN: &'static str = "STRAIGHT_JOIN";
    const LEAST: &'static str = "LEAST";
    const GREATEST: &'static str = "GREATEST";
    const FOR_UPDATE: &'static str = " FOR UPDATE";
    // What older servers do not know is a comment to them.
    const UNLOCKED: &'static str = " FOR UPDATE /*!80001 SKIP LOCKED */ /*M!100600 SKIP LOCKED */";
    const CURRENT: &'static str = " LOCK IN SHARE MODE";
    const JOINS_CHANGES: bool = true;
    const NAMED_ONCE: bool = true;
    const NESTED: &'static str = "(";
    const LAST_ID: &'static str = "SELECT CAST(LAST_INSERT_ID() AS SIGNED)";

    fn object(&self, names: &Names<'_>, of: &str, columns: &[ColumnInfo]) -> QueryResult<String> {
        let pairs = names.pairs(of, columns, |value, shape| match shape {
            Shape::Binary => format!("HEX({value})"),
            _ => value,
        })?;
        Ok(format!("JSON_OBJECT({pairs})"))
    }

    fn key_object(
        &self,
        names: &Names<'_>,
        of: &str,
        columns: &[ColumnInfo],
    ) -> QueryResult<String> {
        let pairs = names.pairs(of, columns, |value, shape| key_on_mysql(shape).join(&value))?;
        Ok(format!("JSON_OBJECT({pairs})"))
    }

    /// Left behind by a connection that broke off: no rollback removes them.
    fn begin(&self, _: &Names<'_>, tables: &[String], _: bool) -> QueryResult<Vec<Text>> {
        Ok(self.end(tables))
    }

    fn end(&self, tables: &[String]) -> Vec<Text> {
        if tables.is_empty() {
            return Vec::new();
        }
        let drop = format!("DROP TEMPORARY TABLE IF EXISTS {}", tables.join(", "));
        vec![drop.into()]
    }

    fn create(&self, name: &str, select: &str, key: Option<&str>) -> Text {
        // A server can ask for a primary key of every table.
        let key = match key {
            Some(key) => format!("PRIMARY KEY ({key})"),
            None => "n BIGINT AUTO_INCREMENT PRIMARY KEY".to_owned(),
        };
        format!("CREATE TEMPORARY TABLE {name} ({key}) AS {select}").into()
    }

    fn copy(&self, name: &str, of: &str, key: &str) -> Text {
        format!("CREATE TEMPORARY TABLE {name} (PRIMARY KEY ({key})) AS SELECT * FROM {of}").into()
    }

    fn insert(&self, name: &str, columns: &str, select: Select) -> Text {
        let settings: &[Set] = if select.recursive {
            &[Set::AnyDepth, Set::InMemory]
        } else {
            &[]
        };
        text![
            with(settings, "INSERT"),
            format!("INTO {name} ({columns}) "),
            select.text
        ]
    }

    fn insert_more(&self, name: &str, columns: &str, first: &str, select: Select) -> Text {
        text![
            self.insert(name, columns, select),
            format!(" ON DUPLICATE KEY UPDATE {first} = VALUES({first})")
        ]
    }

    fn update(&self, table: &str, lookup: Lookup, values: Vec<Assigned>) -> Text {
        let changes = values.iter().any(|it| matches!(it, Assigned::Changes));
        let lookup = if changes { alone(lookup) } else { lookup };
        let values = values.into_iter().map(|value| match value {
            Assigned::Column(column, value) => text![format!("{table}.{column} = "), value],
            Assigned::Changes => Piece::Changes.into(),
        });
        let update = with(&by_join(&lookup), "UPDATE");
        let (rows, conditions) = joined(table, lookup);
        text![
            update,
            rows,
            " SET ",
            assignments(values.collect()),
            filtered(conditions)
        ]
    }

    fn delete(&self, table: &str, lookup: Lookup) -> Text {
        let delete = with(&by_join(&lookup), "DELETE");
        let (rows, conditions) = joined(table, lookup);
        text![delete, format!("{table} FROM "), rows, filtered(conditions)]
    }

    /// Foreign keys are looked at row by row, so that no parent goes before its
    /// children within one statement: the rows lose the keys to each other first, if
    /// these can be NULL.
    fn detach(&self, names: &Names<'_>, remove: &Remove) -> QueryResult<Vec<Text>> {
        let set = names.set(remove.set);
        let table = names.table(set.table);
        let on = names.joined(table, names.name(remove.set), &names.itself(set.table))?;
        let mut texts = Vec::new();
        for edge in &remove.own {
            let nulls = names
                .columns(table, &nulls(names, remove, edge))?
                .into_iter();
            let nulls: Vec<_> = nulls.collect();
            if !nulls.is_empty() {
                let there = nulls.iter().map(|column| format!("{column} IS NOT NULL"));
                let there = there.collect::<Vec<_>>().join(" OR ");
                let cleared = nulls.iter().map(|column| format!("{column} = NULL"));
                let cleared = cleared.collect::<Vec<_>>().join(", ");
                texts.push(text![
                    with(&[Set::ByJoin, Set::InMemory], "UPDATE"),
                    remove.set,
                    format!(
                        " STRAIGHT_JOIN {table} ON {} SET {cleared} WHERE {there}",
                        and(on.clone())
                    )
                ]);
            }
        }
        Ok(texts)
    }

    /// By those keys that cannot be NULL. A row that refers to itself has to be let go
    /// first.
    fn delete_leaves(
        &self,
        names: &Names<'_>,
        remove: &Remove,
        lookup: Lookup,
    ) -> QueryResult<Option<Text>> {
        let at = names.set(remove.set).table;
        let table = names.table(at);
        let mut joins = String::new();
        let mut childless = Vec::new();
        for edge in &remove.own {
            if !nulls(names, remove, edge).is_empty() {
                continue;
            }
            let child = names.own(&format!("child.{}", childless.len() + 1))?;
            let key = names.key(at, &child)?;
            joins += &format!(
                " LEFT JOIN {table} AS {child} ON {}",
                and(names.refers_to(edge, &child, table)?)
            );
            childless.extend(key.first().map(|key| format!("{key} IS NULL").into()));
        }
        if childless.is_empty() {
            return Ok(None);
        }
        let delete = with(&by_join(&lookup), "DELETE");
        let (rows, conditions) = joined(table, lookup);
        let conditions = conditions.into_iter().chain(childless).collect();
        Ok(Some(text![
            delete,
            format!("{table} FROM "),
            rows,
            joins,
            filtered(conditions)
        ]))
    }

    /// A key that cannot be NULL, and leads from a row to itself, leads to another
    /// value for as long as the row is there: whether others refer to the row is
    /// looked at when it goes.
    fn let_go(
        &self,
        names: &Names<'_>,
        remove: &Remove,
        lookup: &Lookup,
    ) -> QueryResult<Vec<Text>> {
        let at = names.set(remove.set).table;
        let table = names.table(at);
        let mut texts = Vec::new();
        for edge in &remove.own {
            let mut free = edge.key.iter().zip(edge.refers).rev();
            let free = free.find(|(column, _)| !names.info(at).key.contains(column));
            let (Some((column, refers)), true) = (free, nulls(names, remove, edge).is_empty())
            else {
                continue;
            };
            let keys = names.columns(table, edge.key)?.into_iter();
            let itself = keys.zip(names.columns(table, edge.refers)?);
            let itself = itself.map(|(key, refers)| format!("{key} = {refers}").into());
            let (rows, conditions) = joined(table, lookup.clone());
            let refers = names.column(table, refers)?;
            texts.push(text![
                with(&[Set::ByJoin, Set::Unchecked, Set::InMemory], "UPDATE"),
                rows,
                format!(
                    " SET {} = CASE WHEN {refers} = '0' THEN '1' ELSE '0' END",
                    names.column(table, column)?
                ),
                filtered(conditions.into_iter().chain(itself).collect())
            ]);
        }
        Ok(texts)
    }

    fn opaque(&self, condition: String) -> String {
        condition
    }
}

/// The columns of a key between rows of a table that can be NULL.
fn nulls(names: &Names<'_>, remove: &Remove, edge: &Edge) -> Vec<&'static str> {
    let identity = names.info(names.set(remove.set).table).key;
    let nullable = edge.key.iter().zip((edge.nullable)());
    let nulls = nullable.filter(|(column, nullable)| *nullable && !identity.contains(column));
    nulls.map(|(column, _)| *column).collect()
}

/// The columns of a set under names that no column of a user has, for where a
/// statement writes columns without their table.
fn alone(lookup: Lookup) -> Lookup {
    let named = lookup
        .ks
        .iter()
        .map(|k| format!("{k} AS `diesel_scopes.{k}`"));
    let named = named.collect::<Vec<_>>().join(", ");
    let alias = Text::sql("`diesel_scopes.rows`");
    Lookup {
        source: text![
            format!("(SELECT {named} FROM "),
            lookup.source,
            filtered(lookup.source_is),
            ") AS ",
            alias.clone()
        ],
        ks: lookup
            .ks
            .iter()
            .map(|k| format!("`diesel_scopes.{k}`"))
            .collect(),
        alias,
        source_is: Vec::new(),
        ..lookup
    }
}

/// `set STRAIGHT_JOIN table ON …`, and the conditions.
fn joined(table: &str, lookup: Lookup) -> (Text, Vec<Text>) {
    let on = lookup.columns.iter().zip(&lookup.ks).map(|(column, k)| {
        text![
            format!("{column} = "),
            lookup.alias.clone(),
            format!(".{k}")
        ]
    });
    let rows = text![
        lookup.source,
        format!(" STRAIGHT_JOIN {table} ON "),
        join(on, " AND ")
    ];
    let conditions = lookup.source_is.into_iter().chain(lookup.table_is);
    (rows, conditions.collect())
}
