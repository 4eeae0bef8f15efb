//! Makes a table of SQLite anew without some of its UNIQUE constraints, which it has no other way to
//! lose.

use diesel_scopes::check::catalogue::Table;

use super::Work;
use super::text::{counts, has_option};

/// A table that takes the place of one, with all of its rows.
pub(super) fn statements(
    work: &Work<'_>,
    new: &str,
    definition: &str,
    again: &[String],
) -> Vec<String> {
    let quote = &work.quote;
    let table = work.table();
    let columns = work.table.columns.iter();
    let columns = columns.filter(|column| column.generated.is_none());
    let columns: Vec<_> = columns.map(|column| column.name.clone()).collect();
    let mut columns = quote.list(&columns);
    if let Some(rowid) = hidden_rowid(work.table, definition) {
        columns = format!("{rowid}, {columns}");
    }
    let made = quote.name(new);
    let mut statements = vec![
        format!("CREATE TABLE {made} {definition};"),
        format!("INSERT INTO {made} ({columns})\n    SELECT {columns} FROM {table};"),
    ];
    if counts(definition) {
        // Ids of rows that are gone are not given again.
        let text = |name: &str| format!("'{}'", name.replace('\'', "''"));
        let (new, old) = (text(new), text(&work.table.name.name));
        statements.push(format!("DELETE FROM sqlite_sequence WHERE name = {new};"));
        statements.push(format!(
            "INSERT INTO sqlite_sequence (name, seq)\n    \
             SELECT {new}, seq FROM sqlite_sequence WHERE name = {old};"
        ));
    }
    statements.push(format!("DROP TABLE {table};"));
    statements.push(format!("ALTER TABLE {made} RENAME TO {table};"));
    statements.extend(again.iter().map(|sql| format!("{sql};")));
    statements
}

/// Around statements that drop a table to which others refer: what is not possible within a
/// transaction that somebody else began.
pub(super) fn enclosed(statements: Vec<String>) -> Vec<String> {
    let before = [
        "PRAGMA foreign_keys = OFF;",
        "PRAGMA legacy_alter_table = ON;",
        "BEGIN;",
    ];
    let behind = [
        "COMMIT;",
        "PRAGMA legacy_alter_table = OFF;",
        "-- From here on the connection enforces foreign keys. Take this line out where it did not before.",
        "PRAGMA foreign_keys = ON;",
    ];
    let before = before.map(str::to_owned).into_iter();
    before
        .chain(statements)
        .chain(behind.map(str::to_owned))
        .collect()
}

/// By what the rowids of a table are called, if no column has them and something else may: the
/// index of a full text search does.
fn hidden_rowid(table: &Table, definition: &str) -> Option<&'static str> {
    let mut indexes = table.indexes.iter();
    let is_column = indexes.any(|index| index.primary && index.name.is_empty());
    if is_column || has_option(definition, "WITHOUT") {
        return None;
    }
    let is_free = |name: &&str| {
        let mut columns = table.columns.iter();
        !columns.any(|column| column.name.eq_ignore_ascii_case(name))
    };
    ["rowid", "_rowid_", "oid"].into_iter().find(is_free)
}
