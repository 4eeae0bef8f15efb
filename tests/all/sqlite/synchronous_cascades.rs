//! Cascades on Diesel's own connection, without diesel-async.

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel_migrations::MigrationHarness;
use diesel_scopes::prelude::*;
use diesel_scopes::{CascadeError, purge, restore, soft_delete};

use super::backend::MIGRATIONS;
use super::cases::prelude::day;
use crate::graph::{accounts, devices, tokens};
use crate::harness::TestResult;
use crate::schema::*;

tests![
    delete_restore_purge,
    a_subselect,
    a_tree,
    refusals,
    a_failure_half_way,
    the_transaction_of_the_caller,
];

fn connect() -> TestResult<SqliteConnection> {
    let mut conn = SqliteConnection::establish(":memory:")?;
    conn.batch_execute("PRAGMA foreign_keys = ON")?;
    conn.run_pending_migrations(MIGRATIONS)?;
    conn.batch_execute(include_str!("../cases/graph.sql"))?;
    conn.batch_execute(include_str!("../cases/blog.sql"))?;
    Ok(conn)
}

fn delete_restore_purge() -> TestResult {
    let conn = &mut connect()?;
    diesel::delete(invoices::table.all_rows()).execute(conn)?;
    diesel::delete(comments::table.all_rows().find(3)).execute(conn)?;
    let expected = [("users", 1), ("posts", 1), ("comments", 2)];
    let target = || users::table.find(1);
    let preview = soft_delete(target()).cascade().preview(conn)?;
    let report = soft_delete(target()).at(day(5)).cascade().execute(conn)?;
    assert_eq!(report, expected);
    assert_eq!(preview, report);
    let preview = restore(target()).cascade().preview(conn)?;
    let report = restore(target()).cascade().execute(conn)?;
    assert_eq!(report, expected);
    assert_eq!(preview, report);
    let report = soft_delete(target()).cascade().locking().execute(conn)?;
    assert_eq!(report, expected);
    let preview = purge(target()).cascade().preview(conn)?;
    let report = purge(target()).cascade().execute(conn)?;
    assert_eq!(report, [("users", 1), ("posts", 2), ("comments", 3)]);
    assert_eq!(preview, report);
    Ok(())
}

fn a_subselect() -> TestResult {
    let conn = &mut connect()?;
    let cats = posts::table
        .filter(posts::title.eq("cats"))
        .select(posts::author_id);
    let target = users::table.filter(users::id.eq_any(cats));
    diesel::delete(invoices::table.all_rows()).execute(conn)?;
    let report = soft_delete(target).cascade().execute(conn)?;
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 3)]);
    let report = restore(target)
        .set(users::name.eq("rob"))
        .cascade()
        .execute(conn)?;
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 3)]);
    Ok(())
}

fn a_tree() -> TestResult {
    let conn = &mut connect()?;
    let report = soft_delete(comments::table.find(1))
        .cascade()
        .execute(conn)?;
    assert_eq!(report, [("comments", 2)]);
    let report = purge(comments::table).cascade().execute(conn)?;
    assert_eq!(report, [("comments", 3)]);
    Ok(())
}

fn refusals() -> TestResult {
    let conn = &mut connect()?;
    let refused = soft_delete(users::table.find(1)).cascade().execute(conn);
    assert!(
        matches!(refused, Err(CascadeError::Restricted(_))),
        "{refused:?}"
    );
    soft_delete(users::table).shallow().execute(conn)?;
    let refused = restore(posts::table.find(2)).cascade().execute(conn);
    assert!(
        matches!(refused, Err(CascadeError::ParentDeleted(_))),
        "{refused:?}"
    );
    let refused = purge(users::table).cascade().execute(conn);
    assert!(
        matches!(refused, Err(CascadeError::StillReferenced(_))),
        "{refused:?}"
    );
    Ok(())
}

const ACCOUNTS: &str = "
    INSERT INTO accounts (id) VALUES (1), (2);
    INSERT INTO devices (id, account_id, serial) VALUES (1, 1, 7), (2, 1, 7), (3, 2, 7);
    INSERT INTO tokens (id, device_id) VALUES (1, 1), (2, 2), (3, 3);";

fn a_failure_half_way() -> TestResult {
    let conn = &mut connect()?;
    conn.batch_execute(ACCOUNTS)?;
    let failed = soft_delete(accounts::table.find(1)).cascade().execute(conn);
    assert!(
        matches!(failed, Err(CascadeError::Database(_))),
        "{failed:?}"
    );
    let revoked = tokens::table.filter(tokens::revoked).count();
    assert_eq!(revoked.get_result::<i64>(conn)?, 0);
    let report = soft_delete(accounts::table.find(2))
        .cascade()
        .execute(conn)?;
    assert_eq!(report, [("accounts", 1), ("devices", 1), ("tokens", 1)]);
    Ok(())
}

fn the_transaction_of_the_caller() -> TestResult {
    let conn = &mut connect()?;
    conn.batch_execute(ACCOUNTS)?;
    let result = conn.transaction(|conn| {
        let failed = soft_delete(accounts::table.find(1)).cascade().execute(conn);
        assert!(
            matches!(failed, Err(CascadeError::Database(_))),
            "{failed:?}"
        );
        let report = soft_delete(accounts::table.find(2))
            .cascade()
            .execute(conn)?;
        assert_eq!(report, [("accounts", 1), ("devices", 1), ("tokens", 1)]);
        Err::<(), _>(CascadeError::Database(
            diesel::result::Error::RollbackTransaction,
        ))
    });
    assert!(result.is_err());
    let deleted = devices::table
        .filter(devices::deleted_at.is_not_null())
        .count();
    assert_eq!(deleted.get_result::<i64>(conn)?, 0);
    Ok(())
}
