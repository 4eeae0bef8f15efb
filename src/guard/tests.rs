//! What is found in every statement of a corpus, and what becomes of one that is broken.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::finding::{Finding, Reason};
use super::read::read;
use super::tables::{Own, Tables};
use crate::declare::{Declared, Dialect};
use crate::{FlagMarker, Marker, TimeMarker};

const CORPUS: &str = include_str!("../../tests/more/guard/corpus.sql");
const CASCADES: &str = include_str!("../../tests/all/cascade_sql.sql");

diesel::table! {
    users (id) { id -> Integer, name -> Text, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    posts (id) {
        id -> Integer,
        author_id -> Integer,
        title -> Text,
        deleted_at -> Nullable<Timestamp>,
        delete_reason -> Nullable<Text>,
    }
}
diesel::table! {
    comments (id) { id -> Integer, post_id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    attachments (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    communities (id) { id -> Integer, deleted -> Bool, removed -> Bool, local_removed -> Bool }
}
diesel::table! {
    invoices (id) { id -> Integer, voided -> Bool }
}
diesel::table! {
    sessions (id) { id -> Integer, ended_at -> BigInt }
}
diesel::table! {
    documents (id) { id -> Integer, state -> Text }
}
diesel::table! {
    shelves (id) { id -> Integer, is_active -> Bool }
}
diesel::table! {
    accounts (id) { id -> Integer, deleted_at -> Nullable<Timestamp>, legal_hold -> Bool }
}
diesel::table! {
    audit.entries (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    likes (id) { id -> Integer }
}

pub struct UnixSeconds;

impl Marker for UnixSeconds {
    type SqlType = diesel::sql_types::BigInt;
    type Stamp = i64;
    const ACTIVE: &'static str = "= 0";
    const DELETED: &'static str = "<> 0";
    const RESTORED: &'static str = "0";
    fn stamp(at: DateTime<Utc>) -> i64 {
        at.timestamp()
    }
}

impl TimeMarker for UnixSeconds {}

pub struct State;

impl Marker for State {
    type SqlType = diesel::sql_types::Text;
    type Stamp = String;
    const ACTIVE: &'static str = "IS DISTINCT FROM 'D'";
    const DELETED: &'static str = "IS NOT DISTINCT FROM 'D'";
    const RESTORED: &'static str = "'A'";
    fn stamp(_: DateTime<Utc>) -> String {
        "D".to_owned()
    }
}

pub struct IsActive;

impl Marker for IsActive {
    type SqlType = diesel::sql_types::Bool;
    type Stamp = bool;
    const ACTIVE: &'static str = "= TRUE";
    const DELETED: &'static str = "= FALSE";
    const RESTORED: &'static str = "TRUE";
    fn stamp(_: DateTime<Utc>) -> bool {
        false
    }
}

impl FlagMarker for IsActive {
    const MARKED: &'static str = "FALSE";
}

crate::soft_deletable! {
    users (deleted_at)
    posts (deleted_at, clear (delete_reason))
    comments (deleted_at)
    attachments (deleted_at)
    communities (deleted or removed, also local_removed)
    invoices (voided)
    sessions (ended_at as UnixSeconds)
    documents (state as State)
    shelves (is_active as IsActive)
    accounts (deleted_at, hold (legal_hold))
    entries (deleted_at)
    likes ()
}

fn tables(dialect: Dialect) -> Arc<Tables> {
    tables_with(dialect, Own::Trusted)
}

pub(super) fn tables_with(dialect: Dialect, own: Own) -> Arc<Tables> {
    let declared = <users::table as Declared>::schema();
    Arc::new(Tables::new(&declared, dialect, own))
}

pub(super) fn every_dialect() -> [Arc<Tables>; 3] {
    [Dialect::Postgres, Dialect::Mysql, Dialect::Sqlite].map(tables)
}

pub(super) fn findings(sql: &str, tables: &Arc<Tables>) -> Vec<Finding> {
    read(sql, std::slice::from_ref(tables))
}

/// The statements of the corpus, each with its dialect, its verdict and its line.
pub(super) fn corpus() -> Vec<(Dialect, Vec<String>, &'static str, usize)> {
    let mut dialect = Dialect::Postgres;
    let mut verdict = None;
    let mut statements = Vec::new();
    for (at, line) in CORPUS.lines().enumerate() {
        match line.strip_prefix("-- ") {
            Some(comment) if comment.starts_with("== ") => {
                dialect = match &comment[3..] {
                    "postgresql" => Dialect::Postgres,
                    "mysql" => Dialect::Mysql,
                    "sqlite" => Dialect::Sqlite,
                    other => panic!("no such dialect: {other}"),
                };
            }
            Some(comment) => {
                let words = comment.split_once(" | ").map(|(verdict, _)| verdict);
                let words = words.into_iter().flat_map(|words| words.split(", "));
                let mut words: Vec<_> = words.map(str::to_owned).collect();
                words.sort();
                verdict = Some(words).filter(|words| !words.is_empty());
            }
            None if line.is_empty() || line == "--" => {}
            None => {
                let verdict = verdict
                    .take()
                    .unwrap_or_else(|| panic!("no verdict: {line}"));
                statements.push((dialect, verdict, line, at + 1));
            }
        }
    }
    statements
}

pub(super) fn verdict(findings: &[Finding]) -> Vec<String> {
    if findings.is_empty() {
        return vec!["clean".to_owned()];
    }
    let mut words: Vec<_> = findings
        .iter()
        .map(|finding| {
            let reason = format!("{:?}", finding.reason()).to_lowercase();
            let alias = finding.alias().map(|alias| format!(" as {alias}"));
            let table = finding.table().unwrap_or_default();
            format!("{reason} {table}{}", alias.unwrap_or_default())
                .trim()
                .to_owned()
        })
        .collect();
    words.sort();
    words
}

#[test]
fn the_corpus_is_judged_as_it_says() {
    let tables = every_dialect();
    let mut counts = [(0, 0); 3];
    let mut wrong = String::new();
    for (dialect, expected, sql, line) in corpus() {
        let at = dialect as usize;
        let found = verdict(&findings(sql, &tables[at]));
        if found != expected {
            wrong += &format!(
                "line {line}: {}, not {}\n  {sql}\n",
                found.join(", "),
                expected.join(", ")
            );
        }
        counts[at].0 += 1;
        counts[at].1 += usize::from(expected != ["clean"]);
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    for (statements, leaks) in counts {
        assert!(
            statements >= 40 && leaks * 2 >= statements,
            "{statements}, {leaks}"
        );
    }
}

/// The statements of cascades, each with its dialect, and with what it is in Rust.
pub(super) fn cascades() -> Vec<(Dialect, &'static str, &'static str)> {
    let mut title = None;
    let mut statements = Vec::new();
    for line in CASCADES.lines().filter(|line| !line.is_empty()) {
        match line.strip_prefix("-- ").and_then(|it| it.split_once(": ")) {
            Some(("PostgreSQL", rust)) => title = Some((Dialect::Postgres, rust)),
            Some(("MySQL", rust)) => title = Some((Dialect::Mysql, rust)),
            Some(("SQLite", rust)) => title = Some((Dialect::Sqlite, rust)),
            Some((other, _)) => panic!("no such database: {other}"),
            None => {
                let (dialect, rust) = title.expect("a title");
                statements.push((dialect, rust, line));
            }
        }
    }
    assert!(statements.len() > 100);
    statements
}

#[test]
fn cascades_are_never_found() {
    let tables = every_dialect();
    for (dialect, _, sql) in cascades() {
        assert_eq!(findings(sql, &tables[dialect as usize]), [], "{sql}");
    }
}

#[test]
fn what_cannot_be_read_is_found() {
    let tables = tables(Dialect::Postgres);
    for sql in [
        "SELEC id FROM posts",
        "SELECT 'open",
        "SELECT id FROM posts WHERE",
        "FROBNICATE",
    ] {
        let found = findings(sql, &tables);
        assert_eq!(found.len(), 1, "{sql}");
        assert_eq!(found[0].reason(), Reason::Unreadable, "{sql}");
    }
    // What it defines has nothing to do with the tables, or may have.
    assert_eq!(findings("CREATE FROBNICATOR tags", &tables), []);
    assert_eq!(findings("CREATE FROBNICATOR posts", &tables).len(), 1);
}

#[test]
fn each_statement_of_several_is_read() {
    let tables = tables(Dialect::Sqlite);
    let found = findings(
        "SELECT id FROM tags; SELECT id FROM posts; ; SELEC; SELECT ';' FROM users;\n-- the end",
        &tables,
    );
    assert_eq!(
        verdict(&found),
        ["reads posts", "reads users", "unreadable"]
    );
}

#[test]
fn findings_hold_no_data() {
    let tables = tables(Dialect::Postgres);
    let sql = "SELECT id /* secret */ FROM posts WHERE title = 'secret' AND id = 4711 \
               AND body = $$secret$$ AND id IN (1, $2, 3) -- secret";
    let found = findings(sql, &tables);
    assert_eq!(
        found[0].sql(),
        "SELECT id FROM posts WHERE title = ? AND id = ? AND body = ? AND id IN (…)"
    );
}

/// On less stack than any thread has.
#[test]
fn depth_and_length_do_no_harm() {
    let small = std::thread::Builder::new().stack_size(1 << 20);
    small.spawn(depth_and_length).unwrap().join().unwrap();
}

fn depth_and_length() {
    let postgres = tables(Dialect::Postgres);
    let deep = |depth: usize| {
        format!(
            "SELECT id FROM posts WHERE {}deleted_at IS NULL{}",
            "(".repeat(depth),
            ")".repeat(depth)
        )
    };
    assert_eq!(findings(&deep(100), &postgres), []);
    assert_eq!(findings(&deep(200), &postgres), []);
    assert_eq!(
        verdict(&findings(&deep(100_000), &postgres)),
        ["unreadable"]
    );
    // The parser recurses for each of these, and does not count them.
    let joins = |count| format!("SELECT id FROM posts {}", "LEFT JOIN ".repeat(count));
    for count in [70, 200, 20_000, 200_000] {
        assert_eq!(
            verdict(&findings(&joins(count), &tables(Dialect::Mysql))),
            ["unreadable"]
        );
    }
    let nots = format!(
        "SELECT id FROM posts WHERE {} deleted_at IS NULL",
        "NOT ".repeat(50_000)
    );
    assert_eq!(verdict(&findings(&nots, &postgres)), ["unreadable"]);
    let long = format!(
        "SELECT id FROM posts WHERE deleted_at IS NULL{}",
        " AND id <> 1".repeat(10_000)
    );
    assert_eq!(findings(&long, &postgres), []);
    let list = format!(
        "SELECT id FROM posts WHERE id IN (1{})",
        ", 1".repeat(50_000)
    );
    assert_eq!(verdict(&findings(&list, &postgres)), ["reads posts"]);
    assert_eq!(
        findings(&list, &postgres)[0].sql(),
        "SELECT id FROM posts WHERE id IN (…)"
    );
}

#[test]
fn a_finding_reads_like_a_compiler_s() {
    let tables = tables(Dialect::Postgres);
    let sql = r#"SELECT "posts"."title" FROM "posts" WHERE "posts"."author_id" = $1"#;
    let mut finding = findings(sql, &tables).remove(0);
    finding.count = 3;
    finding.place = Some("blog::list at src/posts.rs:31:10".to_owned());
    assert_eq!(
        finding.to_string(),
        "error: rows of `posts` are read, deleted or not\n  \
           --> blog::list at src/posts.rs:31:10\n   \
            |\n   \
            | SELECT \"posts\".\"title\" FROM \"posts\" WHERE \"posts\".\"author_id\" = $1\n   \
            |                             ^^^^^^^\n   \
            |\n   \
            = help: take `.active()` or `.deleted()` of `posts::table` or filter by `.is_active()` of it; \
                    `.all_rows()` says that all are meant\n   \
            = note: sent 3 times, fingerprint 0x04b112e000329c14\n"
    );
}
