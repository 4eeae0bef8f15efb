//! A guard on connections of Diesel itself, and beside an instrumentation of one's own.

use std::sync::atomic::{AtomicU64, Ordering};

use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use diesel_scopes::guard::{self, Reason};
use diesel_scopes::prelude::*;

use crate::harness::TestResult;
use crate::schema::{posts, users};

tests![
    a_connection_of_diesel_is_heard,
    an_instrumentation_of_ones_own_goes_on,
    two_declarations,
    binds_are_not_looked_at,
    places_are_named,
    the_default_instrumentation_goes_on,
    a_later_default_instrumentation_is_noticed,
];

fn connection() -> SqliteConnection {
    let mut conn = SqliteConnection::establish(":memory:").expect("a database in memory");
    for table in ["users", "posts", "drafts"] {
        let columns = "id INTEGER PRIMARY KEY, title TEXT, deleted_at TIMESTAMP";
        let sql = format!("CREATE TABLE {table} ({columns})");
        diesel::sql_query(sql).execute(&mut conn).expect("a table");
    }
    conn
}

fn a_connection_of_diesel_is_heard() -> TestResult {
    let conn = &mut connection();
    let guard = guard::of(users::table);
    conn.set_instrumentation(guard.instrumentation());
    posts::table.active().select(posts::id).load::<i32>(conn)?;
    guard.assert_clean();
    posts::table.select(posts::id).load::<i32>(conn)?;
    diesel::sql_query("SELECT id FROM users").execute(conn)?;
    let found = guard.findings();
    assert_eq!(found.len(), 2);
    assert_eq!(
        (found[0].table(), found[1].table()),
        (Some("posts"), Some("users"))
    );
    Ok(())
}

fn an_instrumentation_of_ones_own_goes_on() -> TestResult {
    static HEARD: AtomicU64 = AtomicU64::new(0);

    let guard = guard::install(users::table);
    let conn = &mut connection();
    conn.set_instrumentation(guard::beside(|event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { .. } = event {
            HEARD.fetch_add(1, Ordering::Relaxed);
        }
    }));
    diesel::sql_query("SELECT own.id FROM posts AS own").execute(conn)?;
    assert_eq!(HEARD.load(Ordering::Relaxed), 1);
    let found = guard.findings();
    assert!(found.iter().any(|it| it.alias() == Some("own")));
    Ok(())
}

mod another {
    diesel::table! {
        drafts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
    }
    diesel_scopes::soft_deletable! { drafts (deleted_at) }
}

fn two_declarations() -> TestResult {
    let blog = guard::of(users::table);
    let drafts = guard::of(another::drafts::table);
    for (guard, table) in [(&blog, "users"), (&drafts, "drafts")] {
        let conn = &mut connection();
        conn.set_instrumentation(guard.instrumentation());
        diesel::sql_query("SELECT users.id FROM users, drafts").execute(conn)?;
        let found = guard.findings();
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].reason(), found[0].table()),
            (Reason::Reads, Some(table))
        );
    }
    Ok(())
}

/// What panics when it is printed.
#[derive(diesel::expression::AsExpression)]
#[diesel(sql_type = diesel::sql_types::Text)]
struct Private;

impl std::fmt::Debug for Private {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        panic!("a bind was printed")
    }
}

impl diesel::serialize::ToSql<diesel::sql_types::Text, diesel::sqlite::Sqlite> for Private {
    fn to_sql<'b>(
        &'b self,
        out: &mut diesel::serialize::Output<'b, '_, diesel::sqlite::Sqlite>,
    ) -> diesel::serialize::Result {
        out.set_value("private");
        Ok(diesel::serialize::IsNull::No)
    }
}

fn binds_are_not_looked_at() -> TestResult {
    let conn = &mut connection();
    let guard = guard::of(users::table);
    conn.set_instrumentation(guard.instrumentation());
    let query = posts::table
        .filter(posts::title.eq(Private))
        .select(posts::id);
    query.load::<i32>(conn)?;
    let sql = "SELECT `posts`.`id` FROM `posts` WHERE (`posts`.`title` = ?)";
    assert_eq!(guard.findings()[0].sql(), sql);
    Ok(())
}

/// Runs the rest of a test in a process of its own, with this in its environment: what it
/// changes is there for the whole of it. False in that process.
fn elsewhere(test: &str, variable: &str) -> TestResult<bool> {
    if std::env::var_os(variable).is_some() {
        return Ok(false);
    }
    let ran = std::process::Command::new(std::env::current_exe()?)
        .args(["--exact", &format!("guard_synchronous::{test}")])
        .env(variable, "1")
        .output()?;
    let printed = String::from_utf8_lossy(&ran.stdout);
    assert!(
        ran.status.success() && printed.contains("1 passed"),
        "{printed}"
    );
    Ok(true)
}

fn places_are_named() -> TestResult {
    if elsewhere("places_are_named", "DIESEL_SCOPES_GUARD_PLACES")? {
        return Ok(());
    }
    let conn = &mut connection();
    let guard = guard::of(users::table);
    conn.set_instrumentation(guard.instrumentation());
    for _ in 0..2 {
        one_place(conn)?;
    }
    another_place(conn)?;
    let found = guard.findings();
    let places: Vec<_> = found.iter().filter_map(|it| it.place()).collect();
    assert_eq!(places.len(), 2, "{places:?}");
    assert!(
        places[0].contains("guard_synchronous::one_place"),
        "{places:?}"
    );
    assert!(
        places[1].contains("guard_synchronous::another_place"),
        "{places:?}"
    );
    assert_eq!((found[0].count(), found[1].count()), (2, 1));
    Ok(())
}

#[inline(never)]
fn one_place(conn: &mut SqliteConnection) -> QueryResult<Vec<i32>> {
    posts::table.select(posts::id).load(conn)
}

#[inline(never)]
fn another_place(conn: &mut SqliteConnection) -> QueryResult<Vec<i32>> {
    posts::table.select(posts::id).load(conn)
}

static LOGGED: AtomicU64 = AtomicU64::new(0);

fn logging() -> Option<Box<dyn diesel::connection::Instrumentation>> {
    Some(Box::new(|event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { .. } = event {
            LOGGED.fetch_add(1, Ordering::Relaxed);
        }
    }))
}

fn the_default_instrumentation_goes_on() -> TestResult {
    if elsewhere("the_default_instrumentation_goes_on", "GUARD_TEST_DEFAULT")? {
        return Ok(());
    }
    diesel::connection::set_default_instrumentation(logging)?;
    let guard = guard::install(users::table);
    let conn = &mut connection();
    let before = LOGGED.load(Ordering::Relaxed);
    diesel::sql_query("SELECT id FROM posts").execute(conn)?;
    assert_eq!(LOGGED.load(Ordering::Relaxed), before + 1);
    assert_eq!(guard.findings().len(), 1);
    Ok(())
}

fn a_later_default_instrumentation_is_noticed() -> TestResult {
    if elsewhere(
        "a_later_default_instrumentation_is_noticed",
        "GUARD_TEST_LATER",
    )? {
        return Ok(());
    }
    let guard = guard::install(users::table);
    guard.assert_clean();
    diesel::connection::set_default_instrumentation(logging)?;
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| guard.assert_clean()));
    let message = panic
        .unwrap_err()
        .downcast::<&str>()
        .map(|it| it.to_string());
    assert!(message.is_ok_and(|it| it.contains("diesel_scopes::guard::beside")));
    diesel::connection::set_default_instrumentation(|| Some(Box::new(guard::beside(logging()))))?;
    guard.assert_clean();
    let conn = &mut connection();
    diesel::sql_query("SELECT id FROM posts").execute(conn)?;
    assert_eq!(guard.findings().len(), 1);
    Ok(())
}
