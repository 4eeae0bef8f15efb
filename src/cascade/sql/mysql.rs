//! What MySQL and MariaDB do in their own way.
//!
//! A statement can name a temporary table once; a set that it needs again has a
//! copy. An `IN (SELECT …)` of an `UPDATE` would be evaluated for every row of the
//! table, and so changes are joins, the set first. A plain `SELECT` sees what was
//! there when the transaction began: what must not be missed is read with a lock.

use diesel::QueryResult;

use super::names::{Names, ks};
use super::stored::flavor::{Assigned, Flavor, Lookup, Select, assignments, filtered};
use crate::cascade::step::Remove;
use crate::cascade::text::{Piece, Text, join, text};
use crate::declare::Edge;

pub(super) struct Mysql;

/// What a statement needs to be set for it alone, on either of them.
#[derive(Clone, Copy)]
enum Set {
    /// How deep a tree can be: MariaDB stops at a thousand levels, some statements
    /// without an error, and MySQL with one.
    AnyDepth,
    /// A client may ask that no change is made without a key, and then takes a join
    /// with a small table for one.
    ByJoin,
    /// A key to nowhere.
    Unchecked,
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
    });
    let on_mysql = settings.iter().map(|set| match set {
        Set::AnyDepth => "SET_VAR(cte_max_recursion_depth = 4294967295)",
        Set::ByJoin => "SET_VAR(sql_safe_updates = OFF)",
        Set::Unchecked => "SET_VAR(foreign_key_checks = OFF)",
    });
    format!(
        "/*M!100200 SET STATEMENT {} FOR */ {verb} /*+ {} */ ",
        on_mariadb.collect::<Vec<_>>().join(", "),
        on_mysql.collect::<Vec<_>>().join(" ")
    )
}

fn by_join(lookup: &Lookup) -> Vec<Set> {
    let mut settings = vec![Set::ByJoin];
    settings.extend(lookup.recursive.then_some(Set::AnyDepth));
    settings
}

impl Flavor for Mysql {
    const JOIN: &'static str = "STRAIGHT_JOIN";
    const GREATEST: &'static str = "GREATEST";
    const FOR_UPDATE: &'static str = " FOR UPDATE";
    const CURRENT: &'static str = " LOCK IN SHARE MODE";
    const JOINS_CHANGES: bool = true;
    const NAMED_ONCE: bool = true;

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
        let key = key.map(|key| format!(" (PRIMARY KEY ({key}))"));
        format!(
            "CREATE TEMPORARY TABLE {name}{} AS {select}",
            key.unwrap_or_default()
        )
        .into()
    }

    fn copy(&self, name: &str, of: &str, key: &str) -> Text {
        format!("CREATE TEMPORARY TABLE {name} (KEY ({key})) AS SELECT * FROM {of}").into()
    }

    fn insert(&self, name: &str, columns: &str, select: Select) -> Text {
        let depth: &[Set] = if select.recursive {
            &[Set::AnyDepth]
        } else {
            &[]
        };
        text![
            with(depth, "INSERT"),
            format!("INTO {name} ({columns}) "),
            select.text
        ]
    }

    fn insert_more(&self, name: &str, columns: &str, first: &str, select: Select) -> Text {
        text![
            self.insert(name, columns, select),
            format!(" ON DUPLICATE KEY UPDATE {first} = {name}.{first}")
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
    /// children within one statement: the rows lose the keys to each other first.
    /// A key that cannot be NULL leads to a row that does not exist then, for as
    /// long as the row is there.
    fn detach(&self, names: &Names<'_>, remove: &Remove) -> QueryResult<Vec<Text>> {
        let set = names.set(remove.set);
        let table = names.table(set.table);
        let mut texts = Vec::new();
        for edge in &remove.own {
            let nullable = edge.key.iter().zip((edge.nullable)());
            let nulls = nullable.filter(|(_, nullable)| *nullable);
            let nulls: Vec<_> = nulls.map(|(column, _)| *column).collect();
            let on = names
                .key(set.table, table)?
                .into_iter()
                .zip(ks(0..set.keys));
            let on = on.map(|(column, k)| format!("{column} = {}.{k}", names.name(remove.set)));
            let on: Vec<_> = on.collect();
            let rows = text![
                remove.set,
                format!(" STRAIGHT_JOIN {table} ON {}", on.join(" AND "))
            ];
            texts.push(if nulls.is_empty() {
                nowhere(names, edge, table, rows)?
            } else {
                let nulls = names.columns(table, &nulls)?.into_iter();
                let nulls: Vec<_> = nulls.map(|column| format!("{column} = NULL")).collect();
                text![
                    with(&[Set::ByJoin], "UPDATE"),
                    rows,
                    format!(" SET {}", nulls.join(", "))
                ]
            });
        }
        Ok(texts)
    }

    fn opaque(&self, condition: String) -> String {
        condition
    }
}

/// The last column of a key, set to what no row has.
fn nowhere(names: &Names<'_>, edge: &Edge, table: &str, rows: Text) -> QueryResult<Text> {
    let (Some(column), Some(refers)) = (edge.key.last(), edge.refers.last()) else {
        return Ok(Text::default());
    };
    let free = names.own("free")?;
    let refers = names.quoted(refers)?;
    Ok(text![
        with(&[Set::ByJoin, Set::Unchecked], "UPDATE"),
        rows,
        format!(
            " CROSS JOIN (SELECT MAX({refers}) + 1 AS free FROM {table}) AS {free} SET {} = {free}.free",
            names.column(table, column)?
        )
    ])
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
