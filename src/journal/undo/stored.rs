//! An undo on MySQL, MariaDB and SQLite: a temporary table for each table, with the keys
//! of its rows in their own types.

use diesel::QueryResult;

use super::flavor::{Flavor, MYSQL, SQLITE};
use super::table::{Undoable, changed_since, column, own};
use super::text::{Answer, Piece, Statement, When, pieces};
use crate::cascade::{ENTRIES, NOWHERE, OPERATIONS, literal, path};
use crate::declare::{CascadeBackend, Dialect, Time};

/// What has to come before anything is asked.
pub(super) fn begin<DB: CascadeBackend>(
    tables: usize,
    preview: bool,
) -> QueryResult<Vec<Statement>> {
    Ok(flavor::<DB>().begin(&names::<DB>(tables)?, preview))
}

fn flavor<DB: CascadeBackend>() -> Flavor {
    match DB::DIALECT {
        Dialect::Mysql => MYSQL,
        _ => SQLITE,
    }
}

fn names<DB: CascadeBackend>(tables: usize) -> QueryResult<Vec<String>> {
    let names = (0..tables).map(|at| own::<DB>(&format!("undo.{at}")));
    names.collect()
}

pub(super) fn statements<DB: CascadeBackend>(
    tables: &[Undoable],
    preview: bool,
) -> QueryResult<Vec<Statement>> {
    let flavor = flavor::<DB>();
    let names = names::<DB>(tables.len())?;
    let mut statements = Vec::new();
    if !preview && !flavor.lock.is_empty() {
        let lock = pieces![
            format!("SELECT COUNT(*) FROM {OPERATIONS} WHERE id = "),
            Piece::Undone,
            flavor.lock
        ];
        let answers = vec![Answer::Nothing];
        statements.push(Statement::selects(lock, answers, When::Always));
    }
    let mut writes = Vec::new();
    for (at, table) in tables.iter().enumerate() {
        let one = One {
            flavor,
            at,
            table,
            name: &names[at],
        };
        statements.extend(one.find::<DB>(preview)?);
        if preview {
            statements.push(one.count::<DB>("", Answer::Undone(at))?);
        } else {
            writes.push(one.record::<DB>()?);
            writes.extend(one.write::<DB>()?);
        }
    }
    if !preview {
        statements.extend(begin_record(flavor));
        statements.extend(writes);
        statements.extend(end_record::<DB>(flavor)?);
    }
    statements.extend(flavor.end(&names));
    Ok(statements)
}

/// A table, and the temporary one of its rows.
struct One<'a> {
    flavor: Flavor,
    at: usize,
    table: &'a Undoable,
    name: &'a str,
}

impl One<'_> {
    fn keys(&self) -> Vec<String> {
        (1..=self.table.key.len())
            .map(|n| format!("k{n}"))
            .collect()
    }

    /// Of the entries of the operation, those of which it can be undone.
    fn find<DB: CascadeBackend>(&self, preview: bool) -> QueryResult<Vec<Statement>> {
        let One {
            flavor,
            table,
            name,
            ..
        } = self;
        let keys = self.keys();
        let typed = table
            .key
            .iter()
            .zip(&keys)
            .map(|(key, k)| Ok(format!("{}.{} AS {k}", table.text, column::<DB>(key.name)?)));
        let create = format!(
            "CREATE TEMPORARY TABLE {name} {}AS SELECT {ENTRIES}.id AS n, {ENTRIES}.id AS o, \
             {ENTRIES}.row_key AS row_key, {ENTRIES}.what AS what, {ENTRIES}.was AS was, {} \
             FROM {ENTRIES}, {} WHERE 1 = 0",
            flavor.by_n,
            typed.collect::<QueryResult<Vec<_>>>()?.join(", "),
            table.text
        );
        let values = table.key.iter().map(|key| flavor.value("row_key", *key));
        let insert = pieces![
            format!(
                "INSERT INTO {name} (n, o, row_key, what, was, {}) SELECT id, \
                 COALESCE(origin, id), row_key, what, was, {} FROM {ENTRIES} \
                 WHERE table_name = {} AND operation_id = ",
                keys.join(", "),
                values.collect::<Vec<_>>().join(", "),
                table.title
            ),
            Piece::Undone
        ];
        let mut statements = vec![
            Statement::changes(pieces![create], When::Always),
            Statement::changes(insert, When::Always),
        ];
        if !preview && !flavor.lock.is_empty() {
            // Whoever is writing the rows has ended then.
            statements.push(self.count::<DB>(flavor.lock, Answer::Nothing)?);
        }
        let delete = format!(
            "{} FROM {name} WHERE {}",
            flavor.delete,
            changed_since(
                &table.title,
                &format!("{name}.row_key"),
                &format!("{name}.n")
            )
        );
        statements.push(Statement::changes(pieces![delete], When::Always));
        Ok(statements)
    }

    fn joined<DB: CascadeBackend>(&self) -> QueryResult<String> {
        Ok(format!(
            "{} {} {} ON {}",
            self.name,
            self.flavor.join,
            self.table.text,
            self.on::<DB>()?
        ))
    }

    fn on<DB: CascadeBackend>(&self) -> QueryResult<String> {
        let on = self.table.key.iter().zip(self.keys()).map(|(key, k)| {
            let key = column::<DB>(key.name)?;
            Ok(format!("{}.{key} = {}.{k}", self.table.text, self.name))
        });
        Ok(on.collect::<QueryResult<Vec<_>>>()?.join(" AND "))
    }

    fn count<DB: CascadeBackend>(&self, lock: &str, answer: Answer) -> QueryResult<Statement> {
        let count = format!("SELECT COUNT(*) FROM {}{lock}", self.joined::<DB>()?);
        Ok(Statement::selects(
            pieces![count],
            vec![answer],
            When::Always,
        ))
    }

    /// The entries of the undo: what the columns are now that it writes.
    fn record<DB: CascadeBackend>(&self) -> QueryResult<Statement> {
        let One {
            flavor,
            table,
            name,
            at,
        } = self;
        let was = format!("{name}.was");
        let mut now = "'{}'".to_owned();
        if !table.columns.is_empty() {
            let pairs = table.columns.iter().map(|of| {
                let value = format!("{}.{}", table.text, column::<DB>(of.name)?);
                let value = flavor.written(&value, of.shape);
                Ok(format!("{}, {value}", literal(of.name)))
            });
            let others = table.columns.iter().map(|of| {
                format!(
                    "CASE WHEN {} THEN {NOWHERE} ELSE {} END",
                    flavor.names(&was, of.name),
                    path(of.name)
                )
            });
            now = format!(
                "JSON_REMOVE(JSON_OBJECT({}), {})",
                pairs.collect::<QueryResult<Vec<_>>>()?.join(", "),
                others.collect::<Vec<_>>().join(", ")
            );
        }
        let insert = pieces![
            format!(
                "INSERT INTO {ENTRIES} \
                 (operation_id, table_name, row_key, what, was, origin) SELECT "
            ),
            Piece::Undo,
            format!(
                ", {}, {name}.row_key, CASE {name}.what WHEN 'undone' THEN 'redone' \
                 ELSE 'undone' END, {now}, {name}.o FROM {}{}",
                table.title,
                self.joined::<DB>()?,
                flavor.lock
            )
        ];
        Ok(Statement {
            answers: vec![Answer::Undone(*at)],
            ..Statement::changes(insert, When::Always)
        })
    }

    fn write<DB: CascadeBackend>(&self) -> QueryResult<Option<Statement>> {
        let One {
            flavor,
            table,
            name,
            ..
        } = self;
        let was = format!("{name}.was");
        let mut text = if flavor.joins_changes {
            pieces![format!("{} {} SET ", flavor.update, self.joined::<DB>()?)]
        } else {
            pieces![format!("{} {} SET ", flavor.update, table.text)]
        };
        let mut comma = "";
        let target = |column: &str| {
            if flavor.joins_changes {
                format!("{}.{column}", table.text)
            } else {
                column.to_owned()
            }
        };
        for of in &table.columns {
            let column = column::<DB>(of.name)?;
            let value = format!(
                "{comma}{} = CASE WHEN {} THEN {} ELSE {}.{column} END",
                target(&column),
                flavor.names(&was, of.name),
                flavor.value(&was, *of),
                table.text
            );
            text.push(value.into());
            comma = ", ";
        }
        for touch in table.touch {
            let column = column::<DB>(touch.column)?;
            text.push(format!("{comma}{} = ", target(&column)).into());
            text.push(Piece::Time(touch.time));
            comma = ", ";
        }
        if comma.is_empty() {
            return Ok(None);
        }
        if !flavor.joins_changes {
            text.push(format!(" FROM {name} WHERE {}", self.on::<DB>()?).into());
        }
        Ok(Some(Statement::changes(text, When::Always)))
    }
}

fn begin_record(flavor: Flavor) -> Vec<Statement> {
    let insert = pieces![
        format!(
            "INSERT INTO {OPERATIONS} \
             (verb, table_name, actor, reason, done_at, row_count, undoes) \
             SELECT 'undo', table_name, "
        ),
        Piece::Actor,
        ", ",
        Piece::Reason,
        ", ",
        Piece::Time(Time::Timestamp),
        format!(", 0, id FROM {OPERATIONS} WHERE id = "),
        Piece::Undone
    ];
    let id = pieces![flavor.last_id];
    vec![
        Statement::changes(insert, When::Always),
        Statement::selects(id, vec![Answer::Operation], When::Always),
    ]
}

/// What the undo says of the operations that were there, and how many rows it had; or
/// nothing, if it had none.
///
/// A name of its own tells the guard whose statements these are.
fn end_record<DB: CascadeBackend>(flavor: Flavor) -> QueryResult<Vec<Statement>> {
    let first = own::<DB>("first")?;
    // Of an undo that is undone it is the first operation that is in force again.
    let in_force = pieces![
        format!(
            "{} {OPERATIONS} SET undone_by = CASE WHEN EXISTS (SELECT 1 FROM {ENTRIES} \
             WHERE what = 'undone' AND operation_id = ",
            flavor.update
        ),
        Piece::Undo,
        ") THEN ",
        Piece::Undo,
        format!(
            " END WHERE id = (SELECT {first}.operation_id FROM {ENTRIES} AS {first} \
             WHERE {first}.id = (SELECT MIN(origin) FROM {ENTRIES} WHERE operation_id = "
        ),
        Piece::Undo,
        "))"
    ];
    let undone = pieces![
        format!("UPDATE {OPERATIONS} SET undone_by = "),
        Piece::Undo,
        " WHERE id = ",
        Piece::Undone
    ];
    let count = pieces![
        format!("UPDATE {OPERATIONS} SET row_count = "),
        Piece::Rows,
        " WHERE id = ",
        Piece::Undo
    ];
    let nothing = pieces![format!("DELETE FROM {OPERATIONS} WHERE id = "), Piece::Undo];
    Ok(vec![
        Statement::changes(in_force, When::Undone),
        Statement::changes(undone, When::Undone),
        Statement::changes(count, When::Undone),
        Statement {
            answers: vec![Answer::Vain],
            ..Statement::changes(nothing, When::Vain)
        },
    ])
}
