//! Tries a migration of SQLite on a copy of the database without rows, before it is written.

use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{Connection, QueryResult, QueryableByName, RunQueryDsl, SqliteConnection};
use diesel_scopes::check::catalogue::Index;

use super::{Plan, Work};
use crate::failure::{Failure, Result};

/// Refuses what would fail, or make another table than is meant.
pub(super) fn rehearse(work: &Work<'_>, plan: &Plan) -> Result<()> {
    let Some(mut conn) = copy(work) else {
        // It needs functions or collations that a program brings along.
        return Ok(());
    };
    tried(&mut conn, work, plan).map_err(|why| {
        Failure::new(format!(
            "the migration of {} would fail, as a copy of the empty table shows: {why}",
            work.table.name
        ))
        .help("write this one by hand, or mend what it says; nothing has been written")
    })
}

/// The database without its rows; none if it cannot be made.
fn copy(work: &Work<'_>) -> Option<SqliteConnection> {
    let mut conn = SqliteConnection::establish(":memory:").ok()?;
    let mut objects = work.definitions.objects.iter();
    let made = objects.try_for_each(|object| conn.batch_execute(object));
    made.is_ok().then_some(conn)
}

fn tried(
    conn: &mut SqliteConnection,
    work: &Work<'_>,
    plan: &Plan,
) -> std::result::Result<(), String> {
    let said = |error: diesel::result::Error| error.to_string();
    let before = Shape::of(conn, work).map_err(said)?;
    for step in &plan.steps {
        conn.batch_execute(&step.up.join("\n")).map_err(said)?;
    }
    if !Shape::of(conn, work).map_err(said)?.is_meant(&before, work) {
        return Err("up.sql would leave another table".to_owned());
    }
    for step in plan.steps.iter().rev() {
        conn.batch_execute(&step.down.join("\n")).map_err(said)?;
    }
    if Shape::of(conn, work).map_err(said)? != before {
        return Err("down.sql would leave another table".to_owned());
    }
    Ok(())
}

/// What there is to a table, but for the text of it.
#[derive(Debug, PartialEq, Eq)]
struct Shape {
    columns: Vec<String>,
    /// By what they are made of, since SQLite numbers those of constraints anew.
    constraints: Vec<String>,
    /// By their names, with their texts.
    indexes: Vec<String>,
    triggers: Vec<String>,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

impl Shape {
    fn of(conn: &mut SqliteConnection, work: &Work<'_>) -> QueryResult<Self> {
        let mut lines = |query: &str| -> QueryResult<Vec<String>> {
            let query = diesel::sql_query(query).bind::<Text, _>(&work.table.name.name);
            let found: Vec<Line> = query.load(conn)?;
            Ok(found.into_iter().map(|it| it.line).collect())
        };
        Ok(Shape {
            columns: lines(
                "SELECT name || ' ' || type || ' ' || \"notnull\" || pk || hidden || ' ' \
                    || COALESCE(dflt_value, '') AS line FROM pragma_table_xinfo(?) ORDER BY cid",
            )?,
            constraints: lines(
                "SELECT group_concat(COALESCE(x.name, '') || ' ' || x.coll || ' ' || x.\"desc\") AS line \
                 FROM pragma_index_list(?) AS i, pragma_index_xinfo(i.name) AS x \
                 WHERE x.key = 1 AND i.origin <> 'c' GROUP BY i.name ORDER BY 1",
            )?,
            indexes: lines(
                "SELECT i.name || ' ' || m.sql AS line \
                 FROM pragma_index_list(?) AS i JOIN sqlite_master AS m USING (name) \
                 WHERE i.origin = 'c' ORDER BY 1",
            )?,
            triggers: lines(
                "SELECT name AS line FROM sqlite_master \
                 WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE ORDER BY 1",
            )?,
        })
    }

    /// Whether this is what up.sql is for.
    fn is_meant(&self, before: &Shape, work: &Work<'_>) -> bool {
        let added = usize::from(work.marker.definition.is_some());
        let mut constraints = before.constraints.clone();
        for replaced in work.replaced.iter().filter(|it| it.index.constraint) {
            let line = constraint(work, replaced.index);
            let gone = constraints.iter().position(|it| Some(it) == line.as_ref());
            let Some(gone) = gone else { return false };
            constraints.remove(gone);
        }
        let is_of = |line: &str, name: &str| {
            let rest = line.strip_prefix(name);
            rest.is_some_and(|rest| rest.starts_with(' '))
        };
        let goes = |line: &str| {
            let mut replaced = work.replaced.iter();
            replaced.any(|it| is_of(line, &it.index.name))
        };
        let mut stay = before.indexes.iter().filter(|line| !goes(line));
        let mut made = work.replaced.iter();
        self.columns.len() == before.columns.len() + added
            && self.columns.starts_with(&before.columns)
            && self.constraints == constraints
            && stay.all(|line| self.indexes.contains(line))
            && made.all(|it| self.indexes.iter().any(|line| is_of(line, &it.name)))
            && self.triggers == before.triggers
    }
}

/// A constraint, as a shape has it.
fn constraint(work: &Work<'_>, index: &Index) -> Option<String> {
    let columns = index.columns()?.into_iter();
    let parts = columns.zip(&work.definitions.index(&index.name)?.parts);
    let parts = parts.map(|(column, part)| {
        let collation = part.collation.as_deref().unwrap_or_default();
        format!("{column} {collation} {}", u8::from(part.descending))
    });
    Some(parts.collect::<Vec<_>>().join(","))
}
