//! Every query says which rows it means.

/// The tables, and what their scopes say of their markers.
const TABLES: [(&str, &str, [&str; 2]); 6] = [
    ("users", "deleted_at", ["IS NULL", "IS NOT NULL"]),
    ("posts", "deleted_at", ["IS NULL", "IS NOT NULL"]),
    ("comments", "deleted_at", ["IS NULL", "IS NOT NULL"]),
    ("attachments", "deleted_at", ["IS NULL", "IS NOT NULL"]),
    ("invoices", "voided", ["= FALSE", "= TRUE"]),
    ("communities", "deleted", ["= FALSE", "= TRUE"]),
];

/// Looks through the SQL in a log: where a table stands behind `FROM`, `JOIN` or
/// `UPDATE`, a condition on its marker has to stand too, or the `TRUE` of
/// `in_scope(Scope::All)`.
pub fn check(log: &[String]) {
    let mut checked = 0;
    for line in log {
        let Some((_, sql)) = line.split_once(" sql: ") else {
            continue;
        };
        let (sql, _) = sql.split_once(" -- binds").unwrap_or((sql, ""));
        for (table, marker, words) in TABLES {
            for (name, alias) in uses(sql, table) {
                checked += 1;
                assert!(
                    scoped(sql, &name, marker, words) || excused(sql, table, alias),
                    "no scope of `{table}` in: {sql}"
                );
            }
        }
    }
    assert!(checked > 0, "the log holds no SQL");
}

/// Under which names the rows of a table are read or changed.
fn uses(sql: &str, table: &str) -> Vec<(String, bool)> {
    let words: Vec<&str> = sql.split_whitespace().collect();
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let name = word.trim_matches(|c| "()`\",".contains(c));
        let before = at.checked_sub(1).map_or("", |at| words[at]);
        let before = before.trim_start_matches('(');
        if name != table || !["FROM", "JOIN", "UPDATE"].contains(&before) {
            continue;
        }
        let alias = (words.get(at + 1) == Some(&"AS")).then(|| words[at + 2]);
        let alias = alias.map(|alias| alias.trim_matches(|c| "()`\",".contains(c)));
        found.push((alias.unwrap_or(table).to_owned(), alias.is_some()));
    }
    found
}

fn scoped(sql: &str, name: &str, marker: &str, words: [&str; 2]) -> bool {
    let plain: String = sql.chars().filter(|c| !"`\"".contains(*c)).collect();
    words
        .iter()
        .any(|word| plain.contains(&format!("{name}.{marker} {word}")))
}

/// What looks at all rows on purpose.
fn excused(sql: &str, table: &str, alias: bool) -> bool {
    // No row at all: the shape of a temporary table, a lock on SQLite.
    sql.ends_with("WHERE 1 = 0")
        // A name in the trash may be that of a deleted user: `in_scope(Scope::All)`.
        || (table == "users" && alias && sql.contains("AND TRUE"))
        // The rows of a tree that MySQL has to be told twice.
        || sql.contains("diesel_scopes_tree")
        // A purge's own check for rows behind a `restrict` edge.
        || (table == "invoices" && sql.ends_with("AS blocking"))
        // An invoice keeps its customer, voided or not: `in_scope(Scope::All)`.
        || (table == "invoices" && sql.contains("WHERE (TRUE AND "))
}
