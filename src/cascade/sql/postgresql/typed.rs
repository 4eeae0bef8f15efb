//! The type of a table's rows.

/// A row of the table that is none, so that what is read has the types of its columns.
///
/// `NULL::posts` would be shorter, but a table can be called like a type: `path`, `name`.
pub(crate) fn no_row(table: &str) -> String {
    const NONE: &str = "\"diesel_scopes.none\"";
    format!("(SELECT {NONE} FROM {table} AS {NONE} WHERE FALSE)")
}
