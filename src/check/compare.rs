//! A declaration and a database, side by side.

use super::catalogue::Catalogue;
use super::declared::Declaration;
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
