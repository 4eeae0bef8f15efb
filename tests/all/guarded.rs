//! The guard under which everything runs: the run fails where a query looks past the markers of a
//! table, whoever wrote it. Statements of this crate are read as any other.

use diesel::connection::Instrumentation;
#[cfg(feature = "guard")]
use diesel_scopes::guard::{Finding, Reason};

/// The tables of the declarations in which these stand, in one list.
#[cfg(feature = "guard")]
macro_rules! declared {
    ($($($table:ident)::+),* $(,)?) => {
        [$(<$($table)::+::table as diesel_scopes::__private::Declared>::schema()),*].concat()
    };
}

/// Watches all connections from here on. What it returns says what was found.
#[cfg(feature = "guard")]
pub(crate) fn watch(
    declared: Vec<diesel_scopes::__private::TableInfo>,
) -> impl FnOnce() -> crate::harness::TestResult {
    let guard = diesel_scopes::guard::install_on_all(&declared);
    guard.allow(is_meant);
    move || {
        let statements = guard.statements();
        println!("the guard has heard {statements} statements");
        let findings: Vec<_> = guard.findings().iter().map(ToString::to_string).collect();
        match findings.len() {
            0 => Ok(()),
            count => {
                Err(format!("{count} look past the markers\n\n{}", findings.join("\n")).into())
            }
        }
    }
}

/// What is meant.
#[cfg(feature = "guard")]
pub(crate) fn is_meant(finding: &Finding) -> bool {
    if finding.sql().contains("diesel_scopes.") {
        is_meant_by_the_crate(finding)
    } else {
        is_meant_by_a_test(finding)
    }
}

/// What tests do to see what is there, and to have it there.
#[cfg(feature = "guard")]
fn is_meant_by_a_test(finding: &Finding) -> bool {
    let sql = finding.sql();
    // By hand: Diesel and this crate have all names in quotes.
    let is_by_hand = !sql.contains(['"', '`']);
    // The rows of one table as they are. Whoever joins or nests says `all_rows()`, as do updates and
    // deletes.
    let is_a_look = finding.reason() == Reason::Reads
        && sql.starts_with("SELECT ")
        && sql.matches(" FROM ").count() == 1
        && !sql.contains(" JOIN ");
    is_by_hand || is_a_look
}

/// What the crate does on purpose. Its sets, which say what is read and written, are never meant.
#[cfg(feature = "guard")]
fn is_meant_by_the_crate(finding: &Finding) -> bool {
    let sql = finding.sql();
    // Told by the entries of the journal, whatever the rows are like by now.
    let is_an_undo = sql.contains("diesel_scopes.undo.") || sql.contains("diesel_scopes.done.");
    match finding.reason() {
        // It is about one marker of several.
        Reason::Partly => true,
        _ if is_an_undo => true,
        Reason::Updates | Reason::Stamps | Reason::Deletes => {
            // What is recorded is taken by the keys of a set in which the rows are locked.
            let is_recorded = sql.contains("\"diesel_scopes.recorded\"")
                || sql.starts_with("DELETE ") && sql.contains(".roots`") && !sql.contains(" AND ");
            // MySQL and MariaDB have rows that all go lose their references to each other before.
            let is_let_go =
                sql.starts_with("UPDATE `diesel_scopes.") && sql.contains(" = NULL WHERE ");
            is_recorded || is_let_go
        }
        _ => false,
    }
}

/// An instrumentation of a case, beside the guard.
pub(crate) fn beside<DB: diesel_scopes::CascadeBackend>(
    instrumentation: impl Instrumentation,
) -> impl Instrumentation {
    #[cfg(feature = "guard")]
    let instrumentation = diesel_scopes::guard::beside(instrumentation).on::<DB>();
    instrumentation
}
