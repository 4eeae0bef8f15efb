//! An undo on PostgreSQL: a statement that locks the rows, and one that sees them as they
//! are then and does everything.

use diesel::QueryResult;

use super::table::{Undoable, column, own};
use super::text::{Answer, Piece, Statement, When, pieces};
use crate::cascade::{ENTRIES, OPERATIONS, literal, no_row};
use crate::declare::{CascadeBackend, ColumnInfo, Shape, Time};

pub(super) fn statements<DB: CascadeBackend>(
    tables: &[Undoable],
    preview: bool,
) -> QueryResult<Vec<Statement>> {
    let mut statements = Vec::new();
    if !preview {
        statements.push(lock::<DB>(tables)?);
    }
    statements.push(everything::<DB>(tables, preview)?);
    Ok(statements)
}

/// Whoever is writing the rows has ended then.
fn lock<DB: CascadeBackend>(tables: &[Undoable]) -> QueryResult<Statement> {
    let mut text = pieces!["WITH "];
    let mut numbers = Vec::new();
    for (at, table) in tables.iter().enumerate() {
        let name = own::<DB>(&format!("lock.{at}"))?;
        let comma = if at == 0 { "" } else { ", " };
        let from = own::<DB>("from")?;
        let entries = format!(
            "{ENTRIES} WHERE table_name = {} AND operation_id = ",
            table.title
        );
        let (head, tail) = match table.key.as_slice() {
            [key] => (
                format!(
                    "SELECT 1 FROM {title} WHERE {title}.{} = ANY(ARRAY(SELECT {} FROM (\
                     SELECT row_key FROM {entries}",
                    column::<DB>(key.name)?,
                    value::<DB>(key, &from)?,
                    title = table.text,
                ),
                format!(") AS {from} {}))", populated::<DB>(table, &from)?),
            ),
            _ => (
                format!("SELECT 1 FROM unnest(ARRAY(SELECT row_key FROM {entries}"),
                format!(")) AS {from} (row_key) {}", joined::<DB>(table, &from)?),
            ),
        };
        text.extend(pieces![
            format!("{comma}{name} AS ({head}"),
            Piece::Undone,
            format!("{tail} FOR NO KEY UPDATE)")
        ]);
        numbers.push(format!("(SELECT COUNT(*) FROM {name})"));
    }
    text.push(format!(" SELECT unnest(ARRAY[{}])", numbers.join(", ")).into());
    let answers = vec![Answer::Nothing; tables.len()];
    Ok(Statement::selects(text, answers, When::Always))
}

/// From the keys of entries to the rows of their table.
fn joined<DB: CascadeBackend>(table: &Undoable, from: &str) -> QueryResult<String> {
    let on = table.key.iter().map(|key| {
        let name = column::<DB>(key.name)?;
        Ok(format!(
            "{}.{name} = {}",
            table.text,
            value::<DB>(key, from)?
        ))
    });
    Ok(format!(
        "{} INNER JOIN {} ON {}",
        populated::<DB>(table, from)?,
        table.text,
        on.collect::<QueryResult<Vec<_>>>()?.join(" AND ")
    ))
}

/// The keys of entries, of the types of their columns.
fn populated<DB: CascadeBackend>(table: &Undoable, from: &str) -> QueryResult<String> {
    Ok(format!(
        "CROSS JOIN LATERAL jsonb_populate_record({}, {from}.row_key::JSONB) AS {}",
        no_row(&table.text),
        own::<DB>("row")?
    ))
}

/// What a column of the key is in an entry.
fn value<DB: CascadeBackend>(key: &ColumnInfo, from: &str) -> QueryResult<String> {
    Ok(match key.shape {
        // Without a zone it would be taken for a time in that of the session.
        Shape::Zoned => format!(
            "({from}.row_key::JSONB ->> {})::TIMESTAMP AT TIME ZONE 'UTC'",
            literal(key.name)
        ),
        _ => format!("{}.{}", own::<DB>("row")?, column::<DB>(key.name)?),
    })
}

fn arrays(columns: &[String], of: &str) -> String {
    let arrays = columns
        .iter()
        .map(|column| format!("ARRAY(SELECT {column} FROM {of})"));
    format!("unnest({})", arrays.collect::<Vec<_>>().join(", "))
}

fn everything<DB: CascadeBackend>(tables: &[Undoable], preview: bool) -> QueryResult<Statement> {
    let wanted = own::<DB>("wanted")?;
    let mut text = pieces![format!(
        "WITH {wanted} (o, table_name, row_key, what, was) AS MATERIALIZED (\
         SELECT COALESCE(n.origin, n.id), n.table_name, n.row_key, n.what, n.was::JSONB \
         FROM {ENTRIES} AS n WHERE n.operation_id = "
    )];
    text.extend(unchanged());
    text.push(")".into());
    let mut answers = Vec::new();
    let mut numbers = Vec::new();
    let mut selects = Vec::new();
    for (at, table) in tables.iter().enumerate() {
        let old = own::<DB>(&format!("old.{at}"))?;
        let done = own::<DB>(&format!("done.{at}"))?;
        text.push(found::<DB>(table, &old, &wanted, preview)?);
        let mut undone = &old;
        if !preview {
            text.extend(written::<DB>(table, &done, &old)?);
            selects.push(format!(
                "SELECT o, {}, row_key, what, now FROM {done}",
                table.title
            ));
            undone = &done;
        }
        answers.push(Answer::Undone(at));
        numbers.push(format!("(SELECT COUNT(*) FROM {undone})"));
    }
    if !preview {
        text.extend(recorded::<DB>(&selects)?);
        answers.push(Answer::Operation);
        let operation = own::<DB>("operation")?;
        numbers.push(format!("(SELECT COALESCE(MAX(id), 0) FROM {operation})"));
    }
    text.push(format!(" SELECT unnest(ARRAY[{}])", numbers.join(", ")).into());
    Ok(Statement::selects(text, answers, When::Always))
}

/// But for the rows that are not as their entry has left it, as `changed_since` has it: all of
/// them at once. For each row by itself the planner would think so much of it that it compiles
/// the statement (`jit`), which takes longer than the undo.
fn unchanged() -> Vec<Piece> {
    pieces![
        Piece::Undone,
        format!(
            " AND n.id NOT IN (SELECT e.id FROM {ENTRIES} AS e INNER JOIN {ENTRIES} AS l \
             ON l.table_name = e.table_name AND l.row_key = e.row_key AND l.id > e.id \
             WHERE e.operation_id = "
        ),
        Piece::Undone,
        " GROUP BY e.id, COALESCE(l.origin, l.id) HAVING COUNT(*) % 2 = 1)"
    ]
}

/// The rows of a table, with what they are now.
fn found<DB: CascadeBackend>(
    table: &Undoable,
    old: &str,
    wanted: &str,
    preview: bool,
) -> QueryResult<Piece> {
    let from = own::<DB>("from")?;
    let values = table.key.iter();
    let values = values.map(|key| Ok(format!("{}.{}", table.text, column::<DB>(key.name)?)));
    let of = format!("{wanted} WHERE table_name = {}", table.title);
    let columns = ["o", "row_key", "what", "was"].map(str::to_owned);
    let lock = if preview { "" } else { " FOR NO KEY UPDATE" };
    let sql = format!(
        ", {old} (o, row_key, what, was, now, {}) AS MATERIALIZED (SELECT {from}.o, \
         {from}.row_key, {from}.what, {from}.was, {}, {} FROM {} AS {from} ({}) {}{lock})",
        ks(table).join(", "),
        now::<DB>(table, &from)?,
        values.collect::<QueryResult<Vec<_>>>()?.join(", "),
        arrays(&columns, &of),
        columns.join(", "),
        joined::<DB>(table, &from)?,
    );
    Ok(sql.into())
}

/// What the columns are that an entry tells of.
fn now<DB: CascadeBackend>(table: &Undoable, from: &str) -> QueryResult<String> {
    let objects = table.columns.iter().map(|one| {
        let title = literal(one.name);
        Ok(format!(
            "CASE WHEN {from}.was ? {title} THEN jsonb_build_object({title}, {}.{}) \
             ELSE '{{}}' END",
            table.text,
            column::<DB>(one.name)?
        ))
    });
    let objects = objects.collect::<QueryResult<Vec<_>>>()?;
    Ok(match objects.len() {
        0 => "NULL::TEXT".to_owned(),
        _ => format!("({})::TEXT", objects.join(" || ")),
    })
}

fn ks(table: &Undoable) -> Vec<String> {
    (1..=table.key.len()).map(|n| format!("k{n}")).collect()
}

/// The change of the rows of a table.
fn written<DB: CascadeBackend>(table: &Undoable, done: &str, old: &str) -> QueryResult<Vec<Piece>> {
    let from = own::<DB>("from")?;
    let mut text = pieces![format!(", {done} AS (UPDATE {} SET ", table.text)];
    let mut comma = "";
    for one in &table.columns {
        let name = column::<DB>(one.name)?;
        // What the entry does not name stays as it is.
        let value = format!(
            "{comma}{name} = (jsonb_populate_record({}.*, {from}.was)).{name}",
            table.text
        );
        text.push(value.into());
        comma = ", ";
    }
    for touch in table.touch {
        text.push(format!("{comma}{} = ", column::<DB>(touch.column)?).into());
        text.push(Piece::Time(touch.time));
        comma = ", ";
    }
    if comma.is_empty() {
        // Nothing but a removal is recorded of such rows.
        return Ok(pieces![format!(
            ", {done} AS (SELECT o, row_key, what, now FROM {old} WHERE FALSE)"
        )]);
    }
    let mut columns = ["o", "row_key", "what", "was", "now"]
        .map(str::to_owned)
        .to_vec();
    columns.extend(ks(table));
    let on = table.key.iter().zip(ks(table)).map(|(key, k)| {
        let key = column::<DB>(key.name)?;
        Ok(format!("{}.{key} = {from}.{k}", table.text))
    });
    let rows = format!(
        " FROM {} AS {from} ({}) WHERE {} RETURNING {from}.o, {from}.row_key, {from}.what, \
         {from}.now)",
        arrays(&columns, old),
        columns.join(", "),
        on.collect::<QueryResult<Vec<_>>>()?.join(" AND ")
    );
    text.push(rows.into());
    Ok(text)
}

/// The operation of the undo, its entries, and what it says of the operations that were there.
fn recorded<DB: CascadeBackend>(selects: &[String]) -> QueryResult<Vec<Piece>> {
    let done = own::<DB>("done")?;
    let operation = own::<DB>("operation")?;
    let entries = own::<DB>("entries")?;
    let marks = own::<DB>("marks")?;
    let counted = own::<DB>("counted")?;
    Ok(pieces![
        format!(
            ", {done} (o, table_name, row_key, what, was) AS MATERIALIZED ({}), \
             {operation} AS (INSERT INTO {OPERATIONS} \
             (verb, table_name, actor, reason, done_at, row_count, undoes) \
             SELECT 'undo', table_name, ",
            selects.join(" UNION ALL ")
        ),
        Piece::Actor,
        ", ",
        Piece::Reason,
        ", ",
        Piece::Time(Time::Timestamp),
        format!(
            ", n, id FROM {OPERATIONS} CROSS JOIN (SELECT COUNT(*) AS n FROM {done}) AS {counted} \
             WHERE n > 0 AND id = "
        ),
        Piece::Undone,
        format!(
            " RETURNING id), \
             {entries} AS (INSERT INTO {ENTRIES} \
             (operation_id, table_name, row_key, what, was, origin) SELECT id, \
             table_name, row_key, CASE what WHEN 'undone' THEN 'redone' ELSE 'undone' END, was, o \
             FROM {operation} CROSS JOIN {done}), \
             {marks} AS (UPDATE {OPERATIONS} SET undone_by = CASE WHEN {OPERATIONS}.id = "
        ),
        Piece::Undone,
        format!(
            " OR (SELECT MAX(what) FROM {done}) <> 'undone' THEN {operation}.id END \
             FROM {operation} WHERE {OPERATIONS}.id = (SELECT operation_id FROM {ENTRIES} \
             WHERE id = (SELECT MIN(o) FROM {done})) OR {OPERATIONS}.id = "
        ),
        Piece::Undone,
        ")"
    ])
}
