//! What this crate sends, read as anything else is, and the same with a leak.

use super::finding::Reason;
use super::tables::Own;
use super::tests::{cascades, findings, tables_with};
use crate::declare::Dialect;

fn dialects() -> [std::sync::Arc<super::tables::Tables>; 3] {
    let dialects = [Dialect::Postgres, Dialect::Mysql, Dialect::Sqlite];
    dialects.map(|dialect| tables_with(dialect, Own::Read))
}

#[test]
fn cascades_are_clean_when_they_are_read() {
    let tables = dialects();
    for (dialect, rust, sql) in cascades() {
        let found = findings(sql, &tables[dialect as usize]);
        // Rows that all go lose their references to each other before.
        let is_let_go = |reason| reason == Reason::Updates && sql.contains("`parent_id` = NULL");
        let mut others = found.iter().filter(|it| !is_let_go(it.reason()));
        assert_eq!(others.next(), None, "{rust}: {sql}");
    }
}

/// The statement as often as it has a condition on a marker, each time without another one.
fn leaks(sql: &str) -> Vec<String> {
    let conditions = [
        "deleted_at` IS NULL",
        "deleted_at` IS NOT NULL",
        "deleted_at\" IS NULL",
        "deleted_at\" IS NOT NULL",
    ];
    let places = conditions.iter().flat_map(|condition| {
        let places = sql.match_indices(condition);
        places.map(|(at, condition)| (at, at + condition.len()))
    });
    let leaks = places.map(|(at, end)| {
        let start = sql[..at].rfind([' ', '(']).map_or(0, |at| at + 1);
        (&sql[start..end], start, end)
    });
    // What a purge would tear off is only counted.
    let leaks = leaks.filter(|(condition, ..)| !condition.contains("attachments"));
    let leaks = leaks.map(|(_, start, end)| format!("{}1 = 1{}", &sql[..start], &sql[end..]));
    leaks.collect()
}

#[test]
fn a_leak_in_a_cascade_is_found() {
    let tables = dialects();
    let mut count = 0;
    for (dialect, rust, sql) in cascades() {
        // To restore an active row changes nothing of it.
        if rust.starts_with("restore") {
            continue;
        }
        let tables = &tables[dialect as usize];
        let before = findings(sql, tables).len();
        for leak in leaks(sql) {
            assert!(findings(&leak, tables).len() > before, "{rust}: {leak}");
            count += 1;
        }
    }
    assert!(count > 100, "{count}");
}
