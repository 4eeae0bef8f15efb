//! A declaration and a database, side by side.

use super::catalogue::Catalogue;
use super::declared::{Declaration, Table};
use super::report::Report;
use super::rules;
use crate::parsed::deep;

/// Compares what a database says with what a declaration says.
///
/// [`check`](super::check()) reads both and calls this.
pub fn compare(declaration: &Declaration, catalogue: &Catalogue) -> Report {
    let declared = declaration.tables.iter().filter(|table| table.declared);
    let both = (declaration.clone(), catalogue.clone());
    let findings = on_deep_stack(both, |(declaration, catalogue)| {
        rules::all(declaration, catalogue)
    });
    Report::new(findings, declared.count())
}

/// The columns that the database keeps unique among the active rows of a table, while it leaves
/// deleted ones alone: what `unique (…)` can say of it.
///
/// For whoever writes a declaration from a database; a table needs its name and its markers.
pub fn unique_among_active(table: &Table, catalogue: &Catalogue) -> Vec<Vec<String>> {
    let both = (table.clone(), catalogue.clone());
    on_deep_stack(both, |(table, catalogue)| rules::enforced(table, catalogue))
}

/// Expressions of a catalogue may lie deep in each other. Where there is no such thread, it is done
/// here.
fn on_deep_stack<I, T>(input: I, work: fn(&I) -> T) -> T
where
    I: Clone + Send + 'static,
    T: Send + 'static,
{
    let copy = input.clone();
    deep::run(move || work(&copy)).unwrap_or_else(|| work(&input))
}
