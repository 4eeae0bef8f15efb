//! What SQLite does in its own way.
//!
//! A transaction that has read, and would write after another one did, fails at
//! once; one that begins with a write waits. So it begins with one. A `+` in front
//! of a column keeps the planner from looking rows up by it.

use diesel::QueryResult;

use super::names::{Names, and, row};
use super::record::json_on_sqlite;
use super::stored::flavor::{Assigned, Flavor, Lookup, Select, assignments, filtered};
use crate::cascade::step::Remove;
use crate::cascade::text::{Piece, Text, text};
use crate::declare::ColumnInfo;

pub(super) struct Sqlite;

/// Where a key was NULL in all rows when they were counted, the planner takes one of its values
/// for that of all rows, and would go through all of them for each.
pub(super) fn equal(column: &str, other: &str) -> String {
    format!("unlikely({column} = {other})")
}

impl Flavor for Sqlite {
    const JOIN: &'static str = "CROSS JOIN";
    const LEAST: &'static str = "MIN";
    const GREATEST: &'static str = "MAX";
    const FOR_UPDATE: &'static str = "";
    const UNLOCKED: &'static str = "";
    const CURRENT: &'static str = "";
    const JOINS_CHANGES: bool = false;
    const NAMED_ONCE: bool = false;
    const NESTED: &'static str = "SELECT * FROM (";
    const LAST_ID: &'static str = "SELECT last_insert_rowid()";

    /// A function takes a hundred arguments; an object of more columns is put together
    /// from several. No value ends in a brace.
    fn object(&self, names: &Names<'_>, of: &str, columns: &[ColumnInfo]) -> QueryResult<String> {
        let mut objects = Vec::new();
        for columns in columns.chunks(40) {
            let pairs = names.pairs(of, columns, |value, shape| json_on_sqlite(&value, shape))?;
            objects.push(format!("json_object({pairs})"));
        }
        Ok(objects
            .into_iter()
            .reduce(|all, more| format!("rtrim({all}, '}}') || ',' || substr({more}, 2)"))
            .unwrap_or_else(|| "'{}'".to_owned()))
    }

    fn begin(&self, names: &Names<'_>, _: &[String], preview: bool) -> QueryResult<Vec<Text>> {
        if preview {
            return Ok(Vec::new());
        }
        let table = names.table(0);
        let key = names.quoted(names.info(0).key.first().unwrap_or(&"rowid"))?;
        let nothing = format!("UPDATE {table} SET {key} = {key} WHERE 1 = 0");
        Ok(vec![nothing.into()])
    }

    fn end(&self, tables: &[String]) -> Vec<Text> {
        let drops = tables
            .iter()
            .map(|table| format!("DROP TABLE IF EXISTS {table}").into());
        drops.collect()
    }

    fn create(&self, name: &str, select: &str, _: Option<&str>) -> Text {
        format!("CREATE TEMPORARY TABLE {name} AS {select}").into()
    }

    fn copy(&self, name: &str, of: &str, _: &str) -> Text {
        format!("CREATE TEMPORARY TABLE {name} AS SELECT * FROM {of}").into()
    }

    fn insert(&self, name: &str, columns: &str, select: Select) -> Text {
        text![format!("INSERT INTO {name} ({columns}) "), select.text]
    }

    fn insert_more(&self, name: &str, columns: &str, _: &str, select: Select) -> Text {
        self.insert(name, columns, select)
    }

    fn update(&self, table: &str, lookup: Lookup, values: Vec<Assigned>) -> Text {
        let values = values.into_iter().map(|value| match value {
            Assigned::Column(column, value) => text![format!("{column} = "), value],
            Assigned::Changes => Piece::Changes.into(),
        });
        let values = assignments(values.collect());
        if !lookup.values {
            return text![
                format!("UPDATE {table} SET "),
                values,
                filtered(within(lookup))
            ];
        }
        let on = lookup.columns.iter().zip(&lookup.ks).map(|(column, k)| {
            text![
                format!("{column} = "),
                lookup.alias.clone(),
                format!(".{k}")
            ]
        });
        let mut conditions: Vec<Text> = on.collect();
        conditions.extend(lookup.source_is);
        conditions.extend(lookup.table_is);
        text![
            format!("UPDATE {table} SET "),
            values,
            " FROM ",
            lookup.source,
            filtered(conditions)
        ]
    }

    fn delete(&self, table: &str, lookup: Lookup) -> Text {
        text![format!("DELETE FROM {table}"), filtered(within(lookup))]
    }

    /// Foreign keys are looked at when a statement is done.
    fn detach(&self, _: &Names<'_>, _: &Remove) -> QueryResult<Vec<Text>> {
        Ok(Vec::new())
    }

    /// `ON DELETE RESTRICT` looks at every row at once. The database itself says
    /// whether a key has it, so that others pay nothing for it.
    fn delete_leaves(
        &self,
        names: &Names<'_>,
        remove: &Remove,
        mut lookup: Lookup,
    ) -> QueryResult<Option<Text>> {
        if remove.own.is_empty() {
            return Ok(None);
        }
        let at = names.set(remove.set).table;
        let table = names.table(at);
        let child = names.own("child")?;
        for edge in &remove.own {
            let one = names.key(at, &child)?.into_iter();
            let same = one.zip(names.key(at, table)?);
            let same = same.map(|(one, other)| format!("{one} = {other}"));
            let mut on = names.refers_to(edge, &child, table)?;
            on.push(format!("NOT ({})", and(same)));
            let on = and(on);
            let childless = format!("NOT EXISTS (SELECT 1 FROM {table} AS {child} WHERE {on})");
            lookup.table_is.push(childless.into());
        }
        let name = parts(table);
        let list: Vec<_> = name.iter().rev().map(|part| text_literal(part)).collect();
        let own = name.last().map(|own| text_literal(own)).unwrap_or_default();
        lookup.source_is.push(
            format!(
                "EXISTS (SELECT 1 FROM pragma_foreign_key_list({}) WHERE on_delete = 'RESTRICT' \
                 AND \"table\" = {own} COLLATE NOCASE)",
                list.join(", ")
            )
            .into(),
        );
        Ok(Some(self.delete(table, lookup)))
    }

    /// A row that refers to itself goes like any other.
    fn let_go(&self, _: &Names<'_>, _: &Remove, _: &Lookup) -> QueryResult<Vec<Text>> {
        Ok(Vec::new())
    }

    fn opaque(&self, condition: String) -> String {
        format!("+{condition}")
    }
}

/// The parts of a name as Diesel quotes it: with its schema, if it has one.
fn parts(quoted: &str) -> Vec<String> {
    let inside = quoted.strip_prefix('`').and_then(|it| it.strip_suffix('`'));
    let inside = inside.unwrap_or(quoted).split("`.`");
    inside.map(|part| part.replace("``", "`")).collect()
}

fn text_literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// `columns IN (SELECT … FROM set)`, and the conditions.
fn within(lookup: Lookup) -> Vec<Text> {
    let within = text![
        format!(
            "{} IN (SELECT {} FROM ",
            row(&lookup.columns),
            lookup.ks.join(", ")
        ),
        lookup.source,
        filtered(lookup.source_is),
        ")"
    ];
    std::iter::once(within).chain(lookup.table_is).collect()
}
