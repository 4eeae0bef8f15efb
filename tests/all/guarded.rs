//! The guard under which everything runs: the run fails where a query looks past the markers of a
//! table, whoever wrote it. Statements of this crate are read as any other.

use diesel::connection::Instrumentation;

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

/// What tests do to see what is there, or that something happens which the crate would not do.
#[cfg(feature = "guard")]
fn is_meant(finding: &diesel_scopes::guard::Finding) -> bool {
    use diesel_scopes::guard::Reason;

    let sql = finding.sql();
    // By hand: Diesel and this crate have all names in quotes.
    let is_by_hand = !sql.contains(['"', '`']);
    // The rows of a table as they are.
    let is_a_look = finding.reason() == Reason::Reads
        && sql.starts_with("SELECT ")
        && sql.matches(" FROM ").count() == 1
        && !sql.contains(" JOIN ");
    is_by_hand || is_a_look
}

/// An instrumentation of a case, beside the guard.
pub(crate) fn beside<DB: diesel_scopes::CascadeBackend>(
    instrumentation: impl Instrumentation,
) -> impl Instrumentation {
    #[cfg(feature = "guard")]
    let instrumentation = diesel_scopes::guard::beside(instrumentation).on::<DB>();
    instrumentation
}
