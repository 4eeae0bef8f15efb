//! The guide and the README show the SQL that the crate prints, and the indexes that
//! the migrations make.

use chrono::TimeDelta;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::QueryFragment;
use diesel_scopes::prelude::*;
use diesel_scopes::{Scope, mark_as, marked, purge, restore, soft_delete, unmarked};

tests![
    sql_is_what_is_printed,
    cascades_are_what_is_sent,
    indexes_are_those_of_the_migrations,
    the_front_page_is_a_page,
];

const README: &str = include_str!("../../README.md");

/// The pages with SQL, in the order in which `sql_is_what_is_printed` goes through them.
const PAGES: [&str; 6] = [
    README,
    include_str!("../../src/guide/declaring.rs"),
    include_str!("../../src/guide/reading.rs"),
    include_str!("../../src/guide/writing.rs"),
    include_str!("../../src/guide/cascades.rs"),
    include_str!("../../src/guide/many_rows.rs"),
];

/// Each line of Rust with the SQL that it prints.
macro_rules! printed {
    ($($query:expr),+ $(,)?) => {
        [$((stringify!($query), sql(&$query))),+]
    };
}

fn sql(query: &impl QueryFragment<Pg>) -> String {
    let text = diesel::debug_query::<Pg, _>(query).to_string();
    text.split(" -- binds")
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn sql_is_what_is_printed() {
    let authors = diesel::alias!(users as authors);
    let expected = printed![
        // Scopes
        posts::table.active().select(posts::title),
        posts::table.deleted().select(posts::title),
        posts::table.all_rows().select(posts::title),
        posts::table.in_scope(Scope::Deleted).select(posts::title),
        communities::table.active().select(communities::name),
        communities::table
            .filter(marked(communities::removed))
            .select(communities::name),
        posts::table
            .filter(posts::title.eq("a"))
            .or_filter(posts::title.eq("b"))
            .filter(posts::table.is_active())
            .select(posts::id),
        users::table
            .filter(users::id.eq_any(posts::table.active().select(posts::author_id)))
            .select(users::name),
        // Joins
        users::table
            .active()
            .left_join(posts::table.active())
            .select(users::name),
        users::table
            .left_join(
                posts::table
                    .active()
                    .on(posts::deleted_by.eq(users::id.nullable()))
            )
            .select(users::name),
        users::table
            .inner_join(posts::table)
            .filter((users::table, posts::table).is_active())
            .select(posts::title),
        posts::table
            .active()
            .inner_join(
                authors
                    .active()
                    .on(authors.field(users::id).eq(posts::author_id))
            )
            .select(posts::title),
        // What slips past
        diesel::delete(posts::table.active()),
        // Writes
        soft_delete(posts::table.find(1)),
        soft_delete(posts::table.find(1)).returning(posts::id),
        soft_delete(posts::table.find(1))
            .set((posts::delete_reason.eq("spam"), posts::deleted_by.eq(4))),
        soft_delete(posts::table.find(1)).at(diesel::dsl::now),
        soft_delete(communities::table.find(9)),
        soft_delete(communities::table.find(9)).marking(communities::removed),
        restore(posts::table.find(1)).shallow(),
        purge(posts::table.filter(posts::author_id.eq(7))),
        purge(posts::table).older_than(TimeDelta::days(30)),
        purge(communities::table),
        // Changesets
        diesel::update(communities::table.find(9)).set((
            mark_as(communities::removed, true),
            communities::name.eq("spam")
        )),
        diesel::update(posts::table.find(1)).set(mark_as(posts::deleted_at, true)),
        diesel::insert_into(communities::table)
            .values((communities::id.eq(9), communities::name.eq("Rust")))
            .on_conflict(communities::id)
            .do_update()
            .set((communities::table.restored(), communities::name.eq("Rust"))),
        // Outcome
        soft_delete(communities::table.find(9))
            .marking(communities::removed)
            .returning(unmarked(communities::deleted)),
        restore(communities::table.find(9))
            .shallow()
            .marking(communities::removed)
            .returning(communities::table.is_active()),
        // Unique among active rows
        diesel::insert_into(users::table)
            .values(users::name.eq("maple"))
            .on_conflict(users::name)
            .filter_target(users::deleted_at.is_null())
            .do_nothing(),
        // Many rows
        soft_delete(posts::table.filter(posts::id.eq_any([1, 2, 3]))),
    ];
    let shown: Vec<(String, String)> = blocks("sql")
        .into_iter()
        .filter(|block| !is_a_definition(block) && !block.contains(".cascade()"))
        .flat_map(|block| block.split("\n\n").map(entry).collect::<Vec<_>>())
        .collect();
    // The guide is about programs, which are built without the feature `guard`.
    let plain = |sql: String| match cfg!(feature = "guard") {
        true => sql.replace(" WHERE ('all rows of posts' = 'all rows of posts')", ""),
        false => sql,
    };
    let expected: Vec<(String, String)> = expected
        .into_iter()
        .map(|(rust, sql)| (dense(rust), spaced(&plain(sql))))
        .collect();
    for (shown, expected) in shown.iter().zip(&expected) {
        assert_eq!(shown, expected);
    }
    assert_eq!(shown.len(), expected.len(), "lines of SQL in the guide");
}

/// The tables of the guide's cascade.
mod graph {
    diesel::table! {
        users (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
    }
    diesel::table! {
        posts (id) { id -> Integer, author_id -> Integer, deleted_at -> Nullable<Timestamp> }
    }
    diesel::table! {
        invoices (id) { id -> Integer, customer_id -> Integer, voided -> Bool }
    }
    diesel::table! {
        attachments (id) { id -> Integer, owner_id -> Nullable<Integer> }
    }

    diesel_scopes::soft_deletable! {
        users (deleted_at) {
            cascade  posts (author_id),
            restrict invoices (customer_id),
            nullify  attachments (owner_id),
        }
        posts (deleted_at)
        invoices (voided)
    }
}

fn cascades_are_what_is_sent() {
    let cascade = soft_delete(graph::users::table.find(1)).cascade();
    let sent = cascade.statements::<Pg>().expect("the statements");
    let mut blocks = blocks("sql").into_iter();
    let block = blocks.find(|block| block.contains(".cascade()"));
    let block = block.expect("the guide shows a cascade");
    let code: Vec<_> = block
        .lines()
        .filter(|line| !line.starts_with("--"))
        .collect();
    let shown: Vec<_> = code
        .join(" ")
        .split(';')
        .map(spaced)
        .filter(|text| !text.is_empty())
        .collect();
    let sent: Vec<_> = sent.iter().map(|text| spaced(text)).collect();
    assert_eq!(shown, sent);
}

fn indexes_are_those_of_the_migrations() {
    let migrations = spaced(concat!(
        include_str!("../../migrations/postgresql/2026-01-01-000000_create_blog/up.sql"),
        include_str!("../../migrations/mysql/2026-01-01-000000_create_blog/up.sql"),
        include_str!("../../migrations/sqlite/2026-01-01-000000_create_blog/up.sql"),
    ));
    let blocks = blocks("sql");
    let block = blocks.iter().find(|block| block.contains("CREATE UNIQUE"));
    let block = block.expect("the guide shows the index");
    for part in block.lines().filter(|line| line.starts_with("    ")) {
        let part = spaced(part);
        assert!(migrations.contains(&part), "not in the migrations: {part}");
    }
    let indexes: Vec<_> = blocks
        .iter()
        .flat_map(|block| block.lines())
        .filter(|line| line.starts_with("CREATE UNIQUE INDEX") || line.starts_with("CREATE INDEX"))
        .collect();
    assert_eq!(indexes.len(), 2, "{indexes:?}");
    for index in indexes {
        assert!(migrations.contains(index), "not in the migrations: {index}");
    }
}

/// What everybody reads first stays short; what is looked up is in the guide.
fn the_front_page_is_a_page() {
    let lines = README.lines().count();
    assert!(lines <= 200, "{lines} lines");
}

fn is_a_definition(block: &str) -> bool {
    block.contains("CREATE ") || block.contains("ALTER ")
}

/// The code blocks of a language, from all pages.
fn blocks(language: &str) -> Vec<String> {
    let opening = format!("{language}\n");
    let fenced = |page: &str| -> Vec<String> {
        let text: Vec<&str> = page.lines().map(undocumented).collect();
        let text = text.join("\n");
        let parts = text
            .split("\n```")
            .filter_map(|part| part.strip_prefix(&opening));
        parts.map(|part| part.trim_end().to_owned()).collect()
    };
    PAGES.iter().flat_map(|page| fenced(page)).collect()
}

/// A line of a page, which may be the documentation of a module.
fn undocumented(line: &str) -> &str {
    let line = line.strip_prefix("//!").unwrap_or(line);
    line.strip_prefix(' ').unwrap_or(line)
}

/// Comments with Rust, then SQL.
fn entry(text: &str) -> (String, String) {
    let (rust, sql): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with("--"));
    let rust: String = rust.iter().map(|line| &line[2..]).collect();
    (dense(&rust), spaced(&sql.join(" ")))
}

/// Rust without the spaces and commas that its formatting decides.
fn dense(rust: &str) -> String {
    let text: String = rust.split_whitespace().collect();
    text.replace(",)", ")")
}

fn spaced(sql: &str) -> String {
    let text = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace("( ", "(")
}

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
        deleted_by -> Nullable<Integer>,
    }
}
diesel::table! {
    communities (id) { id -> Integer, name -> Text, deleted -> Bool, removed -> Bool }
}
diesel::joinable!(posts -> users (author_id));
diesel::allow_tables_to_appear_in_same_query!(users, posts);

diesel_scopes::soft_deletable! {
    users (deleted_at) { cascade posts (author_id) }
    posts (deleted_at, clear (delete_reason, deleted_by))
    communities (deleted or removed)
}
