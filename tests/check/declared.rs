//! Tables that are declared in Rust.

use std::time::{Duration, Instant};

use diesel::deserialize::FromSql;
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection as _, SqliteConnection};
use diesel_scopes::check::catalogue::Catalogue;
use diesel_scopes::check::{self, Reason, check, compare};

use crate::declare::{Words, declare, timed};
use crate::harness::TestResult;
use crate::mending::Asked;

diesel::table! {
    users (id) {
        id -> Integer,
        name -> Text,
        account_no -> Text,
        updated_at -> Timestamp,
        legal_hold -> Nullable<Bool>,
        is_deleted -> Bool,
        deleted_at -> Nullable<Timestamp>,
    }
}
diesel::table! {
    posts (id) {
        id -> Integer,
        author_id -> Integer,
        deleted_by -> Nullable<Integer>,
        reason -> Nullable<Text>,
        deleted_at -> Nullable<Timestamp>,
    }
}
diesel::table! {
    comments (id) {
        id -> Integer, target_id -> BigInt, target_type -> Text, deleted_at -> Nullable<Timestamp>,
    }
}
diesel::table! {
    invoices (id) { id -> Integer, account_no -> Nullable<Text> }
}
diesel::table! {
    sessions (id) { id -> Integer, ended_at -> BigInt }
}
diesel::table! {
    shelves (id) { id -> Integer, is_active -> Bool }
}

/// 0 is active.
pub struct UnixSeconds;

impl diesel_scopes::Marker for UnixSeconds {
    type SqlType = BigInt;
    type Stamp = i64;
    const ACTIVE: &'static str = "= 0";
    const DELETED: &'static str = "<> 0";
    const RESTORED: &'static str = "0";
    fn stamp(at: chrono::DateTime<chrono::Utc>) -> i64 {
        at.timestamp()
    }
}

/// TRUE is active.
pub struct IsActive;

impl diesel_scopes::Marker for IsActive {
    type SqlType = diesel::sql_types::Bool;
    type Stamp = bool;
    const ACTIVE: &'static str = "= TRUE";
    const DELETED: &'static str = "= FALSE";
    const RESTORED: &'static str = "TRUE";
    fn stamp(_: chrono::DateTime<chrono::Utc>) -> bool {
        false
    }
}

impl diesel_scopes::FlagMarker for IsActive {
    const MARKED: &'static str = "FALSE";
}

diesel_scopes::soft_deletable! {
    users (deleted_at, touch (updated_at), flag (is_deleted), hold (legal_hold), keep 30 days, unique (name)) {
        cascade posts (author_id),
        cascade comments (target_id) where (target_type = "User"),
        restrict invoices (account_no -> account_no),
    }
    posts (deleted_at, clear (reason)) {
        cascade comments (target_id) where (target_type = "Post"),
    }
    comments (deleted_at)
    sessions (ended_at as UnixSeconds)
    shelves (is_active as IsActive)
}

const TABLES: &str = "
CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, account_no VARCHAR(50) NOT NULL UNIQUE, \
    updated_at TIME NOT NULL, legal_hold BOOLEAN NULL, deleted_at TIME NULL);
CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL, deleted_by INTEGER NULL, \
    reason VARCHAR(50) NULL, deleted_at TIME NULL, FOREIGN KEY (author_id) REFERENCES users (id), \
    CONSTRAINT by_whom FOREIGN KEY (deleted_by) REFERENCES users (id));
CREATE INDEX posts_author_id ON posts (author_id);
CREATE INDEX posts_deleted_by ON posts (deleted_by);
CREATE TABLE comments (id INTEGER PRIMARY KEY, target_id BIGINT NOT NULL, target_type VARCHAR(20) NOT NULL, \
    deleted_at TIME NULL);
CREATE TABLE invoices (id INTEGER PRIMARY KEY, account_no VARCHAR(50) NULL);
CREATE INDEX invoices_account_no ON invoices (account_no);
CREATE TABLE sessions (id INTEGER PRIMARY KEY, ended_at BIGINT NULL DEFAULT 0);
CREATE TABLE shelves (id INTEGER PRIMARY KEY, is_active BOOLEAN NOT NULL DEFAULT FALSE)";

/// The places of what is wrong in these tables.
const WRONG: [(Reason, &str); 6] = [
    (Reason::NoColumn, "users.is_deleted"),
    (Reason::NotUnique, "users.name"),
    (Reason::NoEdge, "posts.deleted_by"),
    (Reason::NoIndex, "comments.target_id"),
    (Reason::CanBeNull, "sessions.ended_at"),
    (Reason::BornDeleted, "shelves.is_active"),
];

async fn declared<C>(mut conn: C, time: &str) -> TestResult
where
    C: Asked,
    i64: FromSql<BigInt, C::Backend>,
    String: FromSql<Text, C::Backend>,
{
    conn.batch_execute(&TABLES.replace("TIME", time)).await?;
    let conn = &mut conn;

    let report = check(users::table).execute(conn).await?;
    let found = report.findings().iter().map(|it| (it.reason(), it.place()));
    let wrong = WRONG.map(|(reason, place)| (reason, place.to_owned()));
    assert_eq!(found.collect::<Vec<_>>(), wrong);
    assert_eq!(report.tables(), 5);

    // From any table of the declaration, and without what is meant.
    let less = check(shelves::table)
        .ignore(check::on(comments::table))
        .ignore(check::of(Reason::BornDeleted))
        .ignore(check::at("users.is_deleted"))
        .ignore(|finding| finding.table() == "sessions")
        .execute(conn)
        .await?;
    let places: Vec<_> = less.findings().iter().map(|it| it.place()).collect();
    assert_eq!(places, ["users.name", "posts.deleted_by"]);
    assert_eq!(less.ignored(), 4);
    assert!(
        less.to_string()
            .ends_with("2 findings in 5 tables, 4 ignored"),
        "{less}"
    );

    let json = serde_json::to_value(&report)?;
    assert_eq!(json["tables"], 5);
    let edge = &json["findings"][2];
    assert_eq!(edge["reason"], "NoEdge");
    assert_eq!(edge["table"], "posts");
    assert_eq!(edge["columns"], serde_json::json!(["deleted_by"]));
    assert_eq!(edge["declaration"], "cascade posts (deleted_by)");
    assert_eq!(edge["sql"], serde_json::json!([]));

    for sql in report.sql() {
        conn.batch_execute(sql).await?;
    }
    let left = check(users::table).execute(conn).await?;
    let left: Vec<_> = left.findings().iter().map(|it| it.place()).collect();
    assert_eq!(left, ["posts.deleted_by"]);
    // SQLite does not keep the names of its keys.
    let meant = check(users::table)
        .ignore(check::named("by_whom"))
        .ignore(check::at("posts.deleted_by"));
    let report = meant.execute(conn).await?;
    assert!(report.is_clean(), "{report}");
    assert_eq!(report.to_string(), "no findings in 5 tables, 1 ignored");
    Ok(())
}

pub(crate) async fn postgresql(conn: diesel_async::AsyncPgConnection) -> TestResult {
    declared(conn, "TIMESTAMP").await
}

pub(crate) async fn mysql(conn: diesel_async::AsyncMysqlConnection) -> TestResult {
    declared(conn, "DATETIME(6)").await
}

pub(crate) async fn sqlite(
    conn: diesel_async::sync_connection_wrapper::SyncConnectionWrapper<SqliteConnection>,
) -> TestResult {
    declared(conn, "TIMESTAMP").await?;

    // On a connection of Diesel itself.
    let conn = &mut SqliteConnection::establish(":memory:")?;
    let report = check(users::table).execute(conn)?;
    let reasons: Vec<_> = report.findings().iter().map(|it| it.reason()).collect();
    assert_eq!(reasons, [Reason::NoTable; 6]);
    Ok(())
}

/// A database of 200 tables, declared, read and compared.
pub(crate) async fn many<C>(mut conn: C) -> TestResult
where
    C: Asked,
    i64: FromSql<BigInt, C::Backend>,
    String: FromSql<Text, C::Backend>,
{
    use std::fmt::Write;

    let mut sql = String::new();
    let mut tables = Vec::new();
    for n in 0..200 {
        let _ = write!(
            sql,
            "CREATE TABLE t{n} (id INTEGER NOT NULL PRIMARY KEY, parent_id INTEGER, name VARCHAR(50) NOT NULL, \
             a INTEGER, b INTEGER, c INTEGER, d INTEGER, deleted_at DATE NULL, removed BOOLEAN NOT NULL, \
             FOREIGN KEY (parent_id) REFERENCES t{parent} (id) ON DELETE CASCADE);
             CREATE UNIQUE INDEX i{n} ON t{n} (name, a);",
            parent = n / 2,
        );
        let mut table = timed(&format!("t{n}")).flag("removed").unique(&["name"]);
        if n < 100 {
            table = table.cascade(&format!("t{}", 2 * n + 1), "parent_id");
        }
        tables.push(table);
    }
    conn.batch_execute(&sql).await?;
    let declaration = declare(tables);

    // The machine may be busy with something else.
    let mut fastest = (Duration::MAX, Duration::MAX);
    for _ in 0..3 {
        let start = Instant::now();
        let catalogue = Catalogue::read(&mut conn).await?;
        let read = start.elapsed();
        let report = compare(&declaration, &catalogue);
        fastest = fastest.min((start.elapsed(), read));
        assert_eq!(report.tables(), 200);
        let found = report.findings().len();
        assert!(found > 600, "{found}");
    }
    let (took, read) = fastest;
    println!("200 tables: read in {read:?}, and compared in {took:?} altogether");
    assert!(took < Duration::from_secs(1), "{took:?}");
    Ok(())
}
