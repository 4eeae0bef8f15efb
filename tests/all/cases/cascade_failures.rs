//! A cascade happens as a whole or not at all.

use diesel::result::{DatabaseErrorKind, Error};
use diesel_scopes::{CascadeError, CascadeReport};

use super::prelude::*;
use crate::graph::*;

cases![
    a_refusal_inside_of_a_transaction;
    database:
    a_failure_half_way,
    a_failure_with_a_subselect,
    a_failure_inside_of_a_transaction,
    errors_are_diesel_errors,
    a_rollback_of_the_caller,
    a_failure_outside_of_a_transaction,
];

/// Devices 1 and 2 must not be deleted at the same time.
const ACCOUNTS: &str = "
    INSERT INTO accounts (id) VALUES (1), (2);
    INSERT INTO devices (id, account_id, serial) VALUES (1, 1, 7), (2, 1, 7), (3, 2, 7);
    INSERT INTO tokens (id, device_id) VALUES (1, 1), (2, 2), (3, 3);
    INSERT INTO visits (id, account_id) VALUES (1, 1), (2, 2);";

fn assert_unique_violation(result: Result<CascadeReport, CascadeError>) {
    let Err(CascadeError::Database(Error::DatabaseError(kind, _))) = result else {
        panic!("{result:?}");
    };
    assert!(matches!(kind, DatabaseErrorKind::UniqueViolation), "{kind:?}");
}

async fn assert_unchanged(conn: &mut Connection) -> TestResult {
    assert_eq!(ids!(accounts::table.active().order(accounts::id).select(accounts::id), conn), [1, 2]);
    assert_eq!(ids!(devices::table.active().order(devices::id).select(devices::id), conn), [1, 2, 3]);
    assert_eq!(ids!(tokens::table.active().order(tokens::id).select(tokens::id), conn), [1, 2, 3]);
    let visits: Vec<Option<i32>> = values_of!(conn, visits.account_id);
    assert_eq!(visits, [Some(1), Some(2)]);
    Ok(())
}

async fn a_failure_half_way(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(ACCOUNTS).await?;
    assert_unique_violation(soft_delete(accounts::table.find(1)).cascade().execute(conn).await);
    assert_unchanged(conn).await?;
    let report = soft_delete(accounts::table.find(2)).cascade().execute(conn).await?;
    assert_eq!(report, [("accounts", 1), ("devices", 1), ("tokens", 1)]);
    Ok(())
}

/// Whatever the first one left behind, the next one works.
async fn a_failure_with_a_subselect(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(ACCOUNTS).await?;
    let with_device = |device: i32| {
        let owners = devices::table.active().filter(devices::id.eq(device));
        accounts::table.filter(accounts::id.eq_any(owners.select(devices::account_id)))
    };
    for _ in 0..2 {
        let result = soft_delete(with_device(1)).cascade().execute(conn).await;
        assert_unique_violation(result);
        assert_unchanged(conn).await?;
    }
    // A table with other columns in its place.
    let report = soft_delete(devices::table.filter(devices::account_id.eq_any(
        accounts::table.filter(accounts::id.eq(2)).select(accounts::id),
    )))
    .cascade()
    .execute(conn)
    .await?;
    assert_eq!(report, [("devices", 1), ("tokens", 1)]);
    let lines = order_lines::table.filter(
        order_lines::tenant.eq_any(orders::table.select(orders::tenant)),
    );
    assert!(soft_delete(lines).cascade().execute(conn).await?.is_empty());
    restore(devices::table.find(3)).shallow().execute(conn).await?;
    let report = soft_delete(with_device(3)).cascade().execute(conn).await?;
    assert_eq!(report, [("accounts", 1), ("devices", 1), ("tokens", 0)]);
    Ok(())
}

/// In a savepoint of the caller's, as any statement of which PostgreSQL says no.
async fn a_failure_inside_of_a_transaction(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(ACCOUNTS).await?;
    conn.transaction(async |conn| {
        let inserted = diesel::insert_into(accounts::table)
            .values(accounts::id.eq(3))
            .execute(conn)
            .await?;
        assert_eq!(inserted, 1);
        let result = conn
            .transaction(async |conn| soft_delete(accounts::table.find(1)).cascade().execute(conn).await)
            .await;
        assert_unique_violation(result);
        // The transaction goes on as if nothing had happened.
        let report = soft_delete(accounts::table.find(3)).cascade().execute(conn).await?;
        assert_eq!(report, [("accounts", 1), ("devices", 0), ("tokens", 0)]);
        Ok::<_, CascadeError>(())
    })
    .await?;
    assert_unchanged(conn).await?;
    assert_eq!(ids!(accounts::table.deleted().select(accounts::id), conn), [3]);
    Ok(())
}

async fn a_refusal_inside_of_a_transaction(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ACCOUNTS).await?;
    conn.batch_execute("INSERT INTO licences (id, account_id) VALUES (1, 1)").await?;
    conn.transaction(async |conn| {
        let refused = soft_delete(accounts::table).cascade().execute(conn).await;
        assert!(matches!(refused, Err(CascadeError::Restricted(_))), "{refused:?}");
        soft_delete(accounts::table.find(2)).cascade().execute(conn).await?;
        Ok::<_, CascadeError>(())
    })
    .await?;
    assert_eq!(ids!(accounts::table.active().select(accounts::id), conn), [1]);
    Ok(())
}

/// For callers that return `QueryResult`.
async fn errors_are_diesel_errors(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(ACCOUNTS).await?;
    conn.batch_execute("INSERT INTO licences (id, account_id) VALUES (1, 1)").await?;
    async fn delete(conn: &mut Connection, id: i32) -> QueryResult<CascadeReport> {
        Ok(soft_delete(accounts::table.find(id)).cascade().execute(conn).await?)
    }
    let Err(Error::QueryBuilderError(error)) = delete(conn, 1).await else {
        return Err("was not refused".into());
    };
    let refused = error.downcast_ref::<CascadeError>();
    assert!(matches!(refused, Some(CascadeError::Restricted(_))), "{refused:?}");
    diesel::delete(licences::table).execute(conn).await?;
    let error = delete(conn, 1).await;
    let Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) = error else {
        return Err(format!("{error:?}").into());
    };
    Ok(())
}

async fn a_rollback_of_the_caller(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(ACCOUNTS).await?;
    let result = conn
        .transaction(async |conn| {
            let report = soft_delete(accounts::table.find(2)).cascade().execute(conn).await?;
            assert_eq!(report, [("accounts", 1), ("devices", 1), ("tokens", 1)]);
            Err::<(), _>(CascadeError::Database(Error::RollbackTransaction))
        })
        .await;
    assert_eq!(result, Err(CascadeError::Database(Error::RollbackTransaction)));
    assert_unchanged(conn).await?;
    let report = soft_delete(accounts::table.find(2)).cascade().execute(conn).await?;
    assert_eq!(report, [("accounts", 1), ("devices", 1), ("tokens", 1)]);
    Ok(())
}

async fn a_failure_outside_of_a_transaction(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(ACCOUNTS).await?;
    let owners = || devices::table.filter(devices::serial.eq(7)).select(devices::account_id);
    let all = || accounts::table.filter(accounts::id.eq_any(owners()));
    assert_unique_violation(soft_delete(accounts::table).cascade().execute(conn).await);
    assert_unique_violation(soft_delete(all()).cascade().locking().execute(conn).await);
    // As others see it.
    assert_unchanged(&mut db.connect().await?).await?;
    assert_unchanged(conn).await?;
    let report = soft_delete(all().filter(accounts::id.eq(2))).cascade().execute(conn).await?;
    assert_eq!(report, [("accounts", 1), ("devices", 1), ("tokens", 1)]);
    assert_eq!(
        ids!(accounts::table.active().select(accounts::id), &mut db.connect().await?),
        [1]
    );
    Ok(())
}
