//! What differs from one of the databases to the other.

use diesel::QueryResult;

use super::super::names::Names;
use crate::cascade::step::Remove;
use crate::cascade::text::{Piece, Text, join, text};
use crate::declare::ColumnInfo;

/// What differs from one database to the other.
pub(in crate::cascade::sql) trait Flavor {
    /// Joins a set with a table, the set first, whatever the planner thinks.
    const JOIN: &'static str;
    const LEAST: &'static str;
    const GREATEST: &'static str;
    /// Behind a `SELECT` whose rows are written later.
    const FOR_UPDATE: &'static str;
    /// In its place, for rows that others have locked to be passed over.
    const UNLOCKED: &'static str;
    /// Behind a `SELECT` that has to see what is committed by now.
    const CURRENT: &'static str;
    /// Whether a statement can be about a row by the condition of its stamp too.
    const JOINS_CHANGES: bool;

    /// What the transaction begins with, where there are these temporary tables.
    fn begin(&self, names: &Names<'_>, tables: &[String], preview: bool) -> QueryResult<Vec<Text>>;
    /// What it ends with.
    fn end(&self, tables: &[String]) -> Vec<Text>;
    /// Makes the temporary table of a set, empty.
    fn create(&self, name: &str, select: &str, key: Option<&str>) -> Text;
    /// Fills it.
    fn insert(&self, name: &str, columns: &str, select: Select) -> Text;
    /// `INSERT` of rows that may be there already.
    fn insert_more(&self, name: &str, columns: &str, first: &str, select: Select) -> Text;
    /// `UPDATE` of the rows of a table that a lookup finds.
    fn update(&self, table: &str, lookup: Lookup, values: Vec<Assigned>) -> Text;
    /// `DELETE` of them.
    fn delete(&self, table: &str, lookup: Lookup) -> Text;
    /// What has to happen before rows of a set that refer to each other go.
    fn detach(&self, names: &Names<'_>, remove: &Remove) -> QueryResult<Vec<Text>>;
    /// `DELETE` of the rows that a lookup finds and that no other row of the table
    /// refers to, where the database does not let rows that refer to each other go
    /// at once. What is left then refers to itself, or in a ring.
    fn delete_leaves(
        &self,
        names: &Names<'_>,
        remove: &Remove,
        lookup: Lookup,
    ) -> QueryResult<Option<Text>>;
    /// What has to happen to rows that refer to themselves before they go.
    fn let_go(&self, names: &Names<'_>, remove: &Remove, lookup: &Lookup)
    -> QueryResult<Vec<Text>>;
    /// A condition that is no reason to look rows up by it.
    fn opaque(&self, condition: String) -> String;
    /// `SELECT` of the id that the last `INSERT` was given.
    const LAST_ID: &'static str;
    /// A JSON object of columns of a row, as text.
    fn object(&self, names: &Names<'_>, of: &str, columns: &[ColumnInfo]) -> QueryResult<String>;

    /// The same of a key, which has to be the same text whenever it is written.
    fn key_object(
        &self,
        names: &Names<'_>,
        of: &str,
        columns: &[ColumnInfo],
    ) -> QueryResult<String> {
        self.object(names, of, columns)
    }
    /// Whether a statement can name a temporary table only once.
    const NAMED_ONCE: bool;
    /// In front of a `SELECT` in parentheses that is one of several.
    const NESTED: &'static str;
    /// Makes a copy of a set.
    fn copy(&self, name: &str, of: &str, key: &str) -> Text;
}

/// A `SELECT`, and whether it goes down or up a tree.
pub(in crate::cascade::sql) struct Select {
    pub(in crate::cascade::sql) text: Text,
    pub(in crate::cascade::sql) recursive: bool,
}

impl Select {
    pub(super) fn flat(text: Text) -> Self {
        Select {
            text,
            recursive: false,
        }
    }
}

/// The rows of a table whose columns equal those of a set.
#[derive(Clone)]
pub(in crate::cascade::sql) struct Lookup {
    /// The columns of the table.
    pub(in crate::cascade::sql) columns: Vec<String>,
    /// A set, or a `SELECT` in parentheses with a name.
    pub(in crate::cascade::sql) source: Text,
    pub(in crate::cascade::sql) alias: Text,
    /// The columns of the source.
    pub(in crate::cascade::sql) ks: Vec<String>,
    /// Conditions on the source.
    pub(in crate::cascade::sql) source_is: Vec<Text>,
    /// Conditions on the table.
    pub(in crate::cascade::sql) table_is: Vec<Text>,
    /// Whether values come from the source.
    pub(in crate::cascade::sql) values: bool,
    /// Whether the source goes down a tree.
    pub(in crate::cascade::sql) recursive: bool,
}

impl Lookup {
    /// Which row of the source is which of the table.
    pub(super) fn on(&self) -> Text {
        let on = self.columns.iter().zip(&self.ks);
        let on = on
            .map(|(column, k)| text![format!("{column} = "), self.alias.clone(), format!(".{k}")]);
        join(on.collect::<Vec<_>>(), " AND ")
    }
}

/// A column and what is written to it; or further columns of the statement.
pub(in crate::cascade::sql) enum Assigned {
    Column(String, Text),
    Changes,
}

pub(in crate::cascade::sql) fn filtered(conditions: Vec<Text>) -> Text {
    if conditions.is_empty() {
        Text::default()
    } else {
        text![" WHERE ", join(conditions, " AND ")]
    }
}

/// `SET` of columns; the further columns of a statement bring their own comma.
pub(in crate::cascade::sql) fn assignments(values: Vec<Text>) -> Text {
    let mut all = Text::default();
    let mut comma = "";
    for value in values {
        let changes = value.0 == [Piece::Changes];
        all = all.then(comma).then(value);
        comma = if changes { "" } else { ", " };
    }
    all
}
