//! A declaration and a database, side by side.

use super::catalogue::Catalogue;
use super::declared::{Declaration, Table};
use super::report::Report;
use super::rules;

/// Compares what a database says with what a declaration says.
///
/// [`check`](super::check()) reads both and calls this.
pub fn compare(declaration: &Declaration, catalogue: &Catalogue) -> Report {
    let findings = rules::all(declaration, catalogue);
    let declared = declaration.tables.iter().filter(|table| table.declared);
    Report::new(findings, declared.count())
}

/// The columns that the database keeps unique among the active rows of a table, while it leaves
/// deleted ones alone: what `unique (…)` can say of it.
///
/// For whoever writes a declaration from a database; a table needs its name and its markers.
pub fn unique_among_active(table: &Table, catalogue: &Catalogue) -> Vec<Vec<String>> {
    rules::enforced(table, catalogue)
}
