//! What the options of a declaration write.

use chrono::TimeDelta;
use diesel::dsl::now;
use diesel_scopes::{Marker, Outcome, marked, unmarked};

use super::prelude::*;

cases![
    ages_have_an_end;
    database:
    companions_go_with_the_first_marker,
    times_are_set_by_all,
    what_the_statement_writes_is_not_set,
    columns_that_are_set_keep_what_was_before,
    held_rows_are_passed_over,
    a_marker_that_scopes_do_not_look_at,
    flags_are_operands,
    parts_have_one_stamp,
];

diesel::table! {
    #[sql_name = "optional_accounts"]
    accounts (id) {
        id -> Integer,
        deleted_at -> Nullable<Timestamp>,
        is_deleted -> Bool,
        was_deleted -> Nullable<Bool>,
        updated_at -> Timestamp,
        seen_at -> Nullable<Timestamp>,
        legal_hold -> Nullable<Bool>,
        muted -> Bool,
        reason -> Nullable<Text>,
        last_reason -> Nullable<Text>,
    }
}
diesel::table! {
    #[sql_name = "optional_orders"]
    orders (id) { id -> Integer, status -> Text, status_before -> Nullable<Text> }
}

pub struct Cancelled;

impl Marker for Cancelled {
    type SqlType = diesel::sql_types::Text;
    type Stamp = &'static str;
    const ACTIVE: &'static str = "<> 'cancelled'";
    const DELETED: &'static str = "= 'cancelled'";
    const RESTORED: &'static str = "'open'";
    fn stamp(_: chrono::DateTime<chrono::Utc>) -> &'static str {
        "cancelled"
    }
}

diesel_scopes::soft_deletable! {
    accounts (
        deleted_at,
        flag (is_deleted, was_deleted), touch (updated_at, seen_at), hold (legal_hold), also muted,
        clear (reason),
    )
    orders (status as Cancelled)
}

/// Three accounts, all of them active, last written long ago.
async fn accounts(db: &Database) -> TestResult<Connection> {
    let mut conn = db.connect().await?;
    let time = if is_mysql_or_mariadb() { "DATETIME(6)" } else { "TIMESTAMP" };
    conn.batch_execute(&format!(
        "CREATE TABLE optional_accounts (id INTEGER PRIMARY KEY, deleted_at {time} NULL, \
             is_deleted BOOLEAN NOT NULL, was_deleted BOOLEAN NULL, updated_at {time} NOT NULL, \
             seen_at {time} NULL, legal_hold BOOLEAN NULL, muted BOOLEAN NOT NULL, \
             reason VARCHAR(20) NULL, last_reason VARCHAR(20) NULL);
         INSERT INTO optional_accounts (id, is_deleted, updated_at, muted) VALUES \
             (1, FALSE, '2026-01-01 00:00:00', FALSE), (2, FALSE, '2026-01-01 00:00:00', FALSE), \
             (3, FALSE, '2026-01-01 00:00:00', FALSE);"
    ))
    .await?;
    Ok(conn)
}

async fn companions_go_with_the_first_marker(db: &Database) -> TestResult {
    let conn = &mut accounts(db).await?;
    let flags = || {
        let columns = (accounts::is_deleted, accounts::was_deleted);
        accounts::table.order(accounts::id).select(columns)
    };
    soft_delete(accounts::table.find(1)).execute(conn).await?;
    soft_delete(accounts::table.find(2)).marking(accounts::muted).execute(conn).await?;
    let set: Vec<(bool, Option<bool>)> = flags().load(conn).await?;
    assert_eq!(set, [(true, Some(true)), (false, None), (false, None)]);
    restore(accounts::table).marking(accounts::muted).execute(conn).await?;
    let set: Vec<(bool, Option<bool>)> = flags().load(conn).await?;
    assert_eq!(set, [(true, Some(true)), (false, None), (false, None)]);
    restore(accounts::table).execute(conn).await?;
    let set: Vec<(bool, Option<bool>)> = flags().load(conn).await?;
    assert_eq!(set, [(false, Some(false)), (false, None), (false, None)]);
    Ok(())
}

async fn times_are_set_by_all(db: &Database) -> TestResult {
    let conn = &mut accounts(db).await?;
    async fn times(conn: &mut Connection, id: i32) -> TestResult<(NaiveDateTime, Option<NaiveDateTime>)> {
        let columns = (accounts::updated_at, accounts::seen_at);
        Ok(accounts::table.find(id).select(columns).first(conn).await?)
    }
    soft_delete(accounts::table.find(1)).execute(conn).await?;
    let (deleted, seen) = times(conn, 1).await?;
    assert!(deleted > day(1));
    assert_eq!(seen, Some(deleted));
    let stamp: Option<NaiveDateTime> =
        accounts::table.find(1).select(accounts::deleted_at).first(conn).await?;
    assert_eq!(stamp, Some(deleted));
    restore(accounts::table.find(1)).execute(conn).await?;
    let (restored, seen) = times(conn, 1).await?;
    assert!(restored > deleted);
    assert_eq!(seen, Some(restored));
    // What is written later than it happened was touched when it was written.
    soft_delete(accounts::table.find(2)).at(day(1)).execute(conn).await?;
    assert!(times(conn, 2).await?.0 > restored);
    soft_delete(accounts::table.find(3)).marking(accounts::muted).execute(conn).await?;
    assert!(times(conn, 3).await?.0 > restored);
    Ok(())
}

async fn what_the_statement_writes_is_not_set(db: &Database) -> TestResult {
    let conn = &mut accounts(db).await?;
    let twice = |column| StatementError::ColumnSetTwice { column };
    let statement = soft_delete(accounts::table).set(accounts::is_deleted.eq(false));
    assert_eq!(statement_error(statement.execute(conn).await)?, twice("is_deleted"));
    let statement = soft_delete(accounts::table).set((
        accounts::reason.eq("a, \"updated_at\" = b"),
        accounts::updated_at.eq(day(1)),
    ));
    assert_eq!(statement_error(statement.execute(conn).await)?, twice("updated_at"));
    let statement = restore(accounts::table).set(accounts::reason.eq("x"));
    assert_eq!(statement_error(statement.execute(conn).await)?, twice("reason"));
    let statement = soft_delete(accounts::table).set(accounts::muted.eq(true));
    assert_eq!(
        statement_error(statement.execute(conn).await)?,
        StatementError::MarkerInSet { column: "muted" }
    );
    let statement = soft_delete(accounts::table).set(accounts::reason.eq("x"));
    assert_eq!(statement.execute(conn).await?, 3);
    Ok(())
}

async fn columns_that_are_set_keep_what_was_before(db: &Database) -> TestResult {
    let conn = &mut accounts(db).await?;
    conn.batch_execute(
        "CREATE TABLE optional_orders (id INTEGER PRIMARY KEY, status VARCHAR(20) NOT NULL, \
             status_before VARCHAR(20) NULL);
         INSERT INTO optional_orders VALUES (1, 'paid', NULL);",
    )
    .await?;
    let statement = soft_delete(orders::table).set(orders::status_before.eq(orders::status.nullable()));
    assert_eq!(statement.execute(conn).await?, 1);
    let statuses: (String, Option<String>) = orders::table
        .select((orders::status, orders::status_before))
        .first(conn)
        .await?;
    assert_eq!(statuses, ("cancelled".to_owned(), Some("paid".to_owned())));

    let statement = soft_delete(accounts::table.find(1)).set(accounts::reason.eq("spam"));
    statement.execute(conn).await?;
    let statement = restore(accounts::table.find(1)).set(accounts::last_reason.eq(accounts::reason));
    assert_eq!(statement.execute(conn).await?, 1);
    let reasons: (Option<String>, Option<String>) = accounts::table
        .find(1)
        .select((accounts::reason, accounts::last_reason))
        .first(conn)
        .await?;
    assert_eq!(reasons, (None, Some("spam".to_owned())));
    Ok(())
}

async fn held_rows_are_passed_over(db: &Database) -> TestResult {
    let conn = &mut accounts(db).await?;
    soft_delete(accounts::table).at(day(1)).execute(conn).await?;
    for (id, hold) in [(1, true), (2, false)] {
        let target = diesel::update(accounts::table.find(id));
        target.set(accounts::legal_hold.eq(hold)).execute(conn).await?;
    }
    let statement = purge(accounts::table.find(1));
    assert_eq!(statement.outcome(conn).await?, Outcome::Unchanged);
    let statement = purge(accounts::table).older_than(TimeDelta::days(1));
    assert_eq!(statement.execute(conn).await?, 2);
    assert_eq!(ids!(accounts::table.select(accounts::id), conn), [1]);
    Ok(())
}

async fn a_marker_that_scopes_do_not_look_at(db: &Database) -> TestResult {
    let conn = &mut accounts(db).await?;
    let statement = soft_delete(accounts::table.find(2)).marking(accounts::muted);
    assert_eq!(statement.execute(conn).await?, 1);
    let active = accounts::table.active().order(accounts::id).select(accounts::id);
    assert_eq!(ids!(active, conn), [1, 2, 3]);
    let muted = accounts::table.filter(marked(accounts::muted)).select(accounts::id);
    assert_eq!(ids!(muted, conn), [2]);
    assert_eq!(purge(accounts::table).execute(conn).await?, 0);
    let statement = purge(accounts::table).marking(accounts::muted);
    assert_eq!(statement.execute(conn).await?, 1);
    Ok(())
}

async fn flags_are_operands(db: &Database) -> TestResult {
    let conn = &mut accounts(db).await?;
    soft_delete(accounts::table.find(2)).execute(conn).await?;
    soft_delete(accounts::table.find(2)).marking(accounts::muted).execute(conn).await?;
    soft_delete(accounts::table.find(3)).marking(accounts::muted).execute(conn).await?;
    let same = marked(accounts::deleted_at).eq(marked(accounts::muted));
    let query = accounts::table.filter(same).order(accounts::id).select(accounts::id);
    assert_eq!(ids!(query, conn), [1, 2]);
    let query = accounts::table.filter(unmarked(accounts::muted).eq(false)).order(accounts::id);
    assert_eq!(ids!(query.select(accounts::id), conn), [2, 3]);
    Ok(())
}

async fn parts_have_one_stamp(db: &Database) -> TestResult {
    let conn = &mut accounts(db).await?;
    let ids = 1..=ids_at_once() + 1;
    let statement = soft_delete(accounts::table).at(now).by_ids(ids.clone());
    let Err(Error::QueryBuilderError(error)) = statement.execute(conn).await else {
        return Err("a clock was read twice".into());
    };
    assert!(matches!(
        error.downcast_ref(),
        Some(StatementError::EvaluatedTwice { found }) if found == "CURRENT_TIMESTAMP"
    ));
    let target = accounts::table.filter(accounts::id.eq_any(orders::table.select(orders::id)));
    let statement = purge(target).by_ids(ids.clone());
    assert!(statement_error(statement.execute(conn).await).is_ok());
    let statement = soft_delete(accounts::table.filter(accounts::muted.eq(false))).at(day(1));
    assert_eq!(statement.by_ids(ids).execute(conn).await?, 3);
    // What takes one statement may evaluate what it likes.
    restore(accounts::table).execute(conn).await?;
    let statement = soft_delete(accounts::table).at(now).by_ids([1, 2]);
    assert_eq!(statement.execute(conn).await?, 2);
    Ok(())
}

diesel::allow_tables_to_appear_in_same_query!(accounts, orders);

async fn ages_have_an_end(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    for age in [TimeDelta::days(1_000_000), TimeDelta::days(400_000), TimeDelta::MAX] {
        let statement = purge(attachments::table).older_than(age);
        let refused = statement_error(statement.execute(conn).await)?;
        assert_eq!(refused, StatementError::AgeOutOfRange { age });
    }
    let statement = purge(attachments::table).older_than(TimeDelta::days(365_000));
    assert_eq!(statement.execute(conn).await?, 0);
    Ok(())
}
