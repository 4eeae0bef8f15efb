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
    let is_of_the_crate = finding.sql().contains("diesel_scopes.");
    is_a_target(finding)
        || if is_of_the_crate {
            is_meant_by_the_crate(finding)
        } else {
            is_meant_by_a_test(finding)
        }
}

/// A query in the target of a statement is a test's: the crate's own select keys from sets, and
/// name no column with its table there.
#[cfg(feature = "guard")]
fn is_a_target(finding: &Finding) -> bool {
    let rows = finding.alias().or(finding.table()).unwrap_or_default();
    let mut selects = ["IN (SELECT", "ANY(SELECT"].into_iter();
    finding.reason() == Reason::Reads
        && selects.any(|select| unquoted(finding.sql()).contains(&format!("{select} {rows}.")))
}

/// What tests do to see what is there, and to have it there.
#[cfg(feature = "guard")]
fn is_meant_by_a_test(finding: &Finding) -> bool {
    let sql = finding.sql();
    // By hand: Diesel and this crate have all names in quotes.
    let is_by_hand = !sql.contains(['"', '`']);
    // The rows of one table as they are, and what a guard's own cases have explained.
    let is_a_look = finding.reason() == Reason::Reads
        && sql.starts_with("SELECT ")
        && sql.matches(" FROM ").count() == 1
        && !sql.contains(" JOIN ")
        || sql.starts_with("EXPLAIN ");
    let sql = unquoted(sql);
    is_by_hand || is_a_look || MEANT.iter().any(|start| sql.starts_with(start))
}

/// How the other queries begin by which tests look at some of the rows or of the markers, or by
/// which they set something up.
#[cfg(feature = "guard")]
const MEANT: &[&str] = &[
    // One of several markers.
    "SELECT COUNT(*) FROM communities WHERE (communities.deleted = ",
    "SELECT COUNT(*) FROM communities WHERE (communities.removed = ",
    "SELECT c.id FROM communities AS c WHERE (c.removed = FALSE)",
    "SELECT communities.id FROM communities WHERE (communities.removed = ",
    "SELECT communities.id FROM communities WHERE ((communities.removed = ",
    "SELECT documents.id FROM documents WHERE (documents.deleted_at IS NULL)",
    "SELECT notices.id FROM notices WHERE (notices.deleted_at IS NULL)",
    "SELECT notices.id FROM notices WHERE (notices.removed_at IS NULL)",
    "SELECT seats.id FROM seats WHERE (seats.deleted = ",
    "SELECT seats.id FROM seats WHERE (seats.removed = ",
    "SELECT threads.id FROM threads WHERE (threads.deleted_at IS NULL)",
    "SELECT threads.id FROM threads WHERE (threads.removed_at IS NULL)",
    // Joins of which one side alone is in a scope, and conditions under `OR`.
    "SELECT communities.id FROM (communities INNER JOIN users AS u ",
    "SELECT events.id FROM (events INNER JOIN posts AS p ",
    "SELECT events.id, posts.id FROM (events LEFT OUTER JOIN posts ",
    "SELECT posts.id FROM (posts INNER JOIN events ",
    "SELECT posts.id FROM (posts INNER JOIN users ON ((posts.author_id = users.id) AND users.",
    "SELECT posts.id FROM (users INNER JOIN posts ON ((posts.author_id = users.id) AND ",
    "SELECT posts.id FROM (users INNER JOIN posts ON ((posts.id = users.id) AND ",
    "SELECT posts.id FROM (users LEFT OUTER JOIN posts ",
    "SELECT users.id FROM (users LEFT OUTER JOIN communities ",
    "SELECT users.id, (SELECT posts.title FROM posts WHERE (posts.deleted_at IS NULL ",
    "SELECT users.id, ((communities.deleted = TRUE) IS NOT TRUE ",
    "SELECT users.id, comments.id FROM (users INNER JOIN (posts INNER JOIN comments ",
    "SELECT users.id, communities.id FROM (users INNER JOIN (memberships ",
    "SELECT users.id, communities.id FROM (users LEFT OUTER JOIN communities ",
    "SELECT users.id, posts.id, comments.id FROM (users LEFT OUTER JOIN (posts ",
    "SELECT * FROM (SELECT posts.id, posts.author_id, posts.title, posts.published, ",
    "(SELECT posts.id, posts.author_id, posts.title, posts.published, ",
    // A marker that each database says in other words: the guard knows those of one.
    "UPDATE parcels SET state = ",
    "SELECT parcels.id FROM parcels WHERE parcels.state ",
    // What is set up.
    "INSERT INTO users (id, name, deleted_at) VALUES ",
    "DELETE FROM attachments WHERE (attachments.id = ",
    "DELETE FROM communities WHERE (communities.id = ",
    "DELETE FROM communities WHERE ((communities.id = ",
    "DELETE FROM memos WHERE (memos.id = ",
    "UPDATE makers SET on_hold = ",
    "UPDATE makers SET reason = ",
    "UPDATE optional_accounts SET legal_hold = ",
    "UPDATE posts SET delete_reason = ",
    "UPDATE posts SET deleted_by = ",
    "UPDATE spots SET name = ",
    "UPDATE users SET name = ",
];

#[cfg(feature = "guard")]
fn unquoted(sql: &str) -> String {
    sql.replace(['"', '`'], "")
}

/// What the crate does on purpose.
#[cfg(feature = "guard")]
fn is_meant_by_the_crate(finding: &Finding) -> bool {
    let sql = unquoted(finding.sql());
    let has = |part: &str| sql.contains(part);
    // Told by the entries of the journal, whatever the rows are like by now.
    let is_an_undo = ["undo.", "done.", "wanted"]
        .iter()
        .any(|name| has(&format!("diesel_scopes.{name}")));
    // Behind `remove` edges, where rows go whether they are deleted or not.
    let is_removed = ["badges", "gadgets", "logins", "passes", "readings"]
        .map(Some)
        .contains(&finding.table());
    if is_an_undo || is_removed {
        return true;
    }
    // Several keys of a row are given up at once: in which of them it is tells the row's.
    let is_nullified = has(".f1 = ") || has("MAX(f1)") || has(" THEN NULL ELSE ");
    // Whether anything refers to a row, whatever it is like, so that the row goes after it.
    let is_asked_for = finding
        .alias()
        .is_some_and(|it| it.starts_with("diesel_scopes.child."));
    // What others have locked may become active, whatever it is like.
    let is_locked = has("diesel_scopes.noted.");
    match finding.reason() {
        // It is about one marker of several.
        Reason::Partly => true,
        Reason::Reads => is_nullified || is_asked_for || is_locked,
        // Rows whose keys are in a set, which has looked whether they are held.
        Reason::Deletes if !finding.missing().is_empty() => true,
        Reason::Updates | Reason::Stamps | Reason::Deletes => {
            // What is recorded, or passed over where it is locked, is taken by the keys of a set
            // in which the rows are locked.
            let is_by_keys = has("diesel_scopes.recorded")
                || sql.starts_with("WITH diesel_scopes.") && has(".roots (k1) AS MATERIALIZED")
                || sql.starts_with("DELETE ") && has(".roots") && !has("NULL") && !has("TRUE");
            // Rows that all go lose their references to each other before.
            let is_let_go = sql.starts_with("UPDATE ") && has(" = NULL WHERE ");
            is_by_keys || is_let_go || is_nullified
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
