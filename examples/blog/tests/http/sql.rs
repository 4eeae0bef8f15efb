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
/// `UPDATE`, its scope has to stand too.
pub fn check(log: &[String]) {
    let mut checked = 0;
    for line in log {
        let Some((_, sql)) = line.split_once(" sql: ") else {
            continue;
        };
        let (sql, _) = sql.split_once(" -- binds").unwrap_or((sql, ""));
        if of_a_cascade(sql) {
            continue;
        }
        let used: Vec<_> = TABLES.iter().flat_map(|table| uses(sql, table.0)).collect();
        checked += used.len();
        let missing: Vec<_> = used.iter().filter(|row| !scoped(sql, row)).collect();
        let all = all_rows(sql);
        assert!(missing.len() <= all, "no scope of {missing:?} in: {sql}");
    }
    assert!(checked > 0, "the log holds no SQL");
}

/// A table, and the name under which its rows are read or changed.
#[derive(Debug)]
struct Use {
    table: &'static str,
    name: String,
}

/// Where the rows of a table are read or changed.
fn uses(sql: &str, table: &'static str) -> Vec<Use> {
    let bare = |word: &str| word.trim_matches(|c| "()`\",".contains(c)).to_owned();
    let words: Vec<&str> = sql.split_whitespace().collect();
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).map_or("", |at| words[at]);
        let before = before.trim_start_matches('(');
        if bare(word) != table || !["FROM", "JOIN", "UPDATE"].contains(&before) {
            continue;
        }
        let name = match words.get(at + 1..at + 3) {
            Some(["AS", alias]) => bare(alias),
            _ => table.to_owned(),
        };
        found.push(Use { table, name });
    }
    found
}

/// Whether the marker of the rows is looked at.
fn scoped(sql: &str, row: &Use) -> bool {
    let plain: String = sql.chars().filter(|c| !"`\"".contains(*c)).collect();
    let (_, marker, words) = TABLES.iter().find(|table| table.0 == row.table).unwrap();
    words
        .iter()
        .any(|word| plain.contains(&format!("{}.{marker} {word}", row.name)))
}

/// How often `in_scope(Scope::All)` stands there, which is `TRUE` in SQL.
fn all_rows(sql: &str) -> usize {
    let all = ["WHERE TRUE", "AND TRUE", "(TRUE AND"];
    all.iter().map(|words| sql.matches(words).count()).sum()
}

/// What a cascade of the crate sends: the rows of a tree by their keys, and locks on
/// no row. The crate's own tests say what these mean.
fn of_a_cascade(sql: &str) -> bool {
    sql.contains("diesel_scopes") || sql.ends_with("WHERE 1 = 0")
}
