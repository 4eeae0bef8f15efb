//! Dependents that are removed for good at once.

use diesel_scopes::CascadeError;

use super::prelude::*;
use crate::archive::*;

cases![
    they_go_with_all_below,
    they_do_not_come_back,
    deleted_ones_go_too,
    restrict_below_them_refuses,
    held_ones_refuse,
    keys_below_them_are_nullified,
    a_purge_takes_them_along,
    nothing_below_an_unchanged_root;
    database:
    a_refusal_removes_nothing,
];

/// Tenant 1 has two passes, of which one is scanned twice and opens a gate.
const PASSES: &str = "
    INSERT INTO tenants (id, number) VALUES (1, 10), (2, 20);
    INSERT INTO documents (id, tenant_number) VALUES (1, 10);
    INSERT INTO passes (id, tenant_id) VALUES (1, 1), (2, 1), (3, 2);
    INSERT INTO scans (id, pass_id) VALUES (1, 1), (2, 1), (3, 3);
    INSERT INTO gates (id, pass_id, document_id) VALUES (1, 1, 1), (2, 3, NULL), (3, 1, NULL);
    UPDATE gates SET deleted_at = '2026-01-01 00:00:00' WHERE id = 3;";

async fn they_go_with_all_below(conn: &mut Connection) -> TestResult {
    conn.batch_execute(PASSES).await?;
    let delete = || soft_delete(tenants::table.find(1)).at(day(5)).cascade();
    let preview = delete().preview(conn).await?;
    assert_eq!(ids!(passes::table.select(passes::id), conn).len(), 3);
    let report = delete().execute(conn).await?;
    assert_eq!(preview, report);
    assert_eq!((report.rows("tenants"), report.rows("documents")), (1, 1));
    assert_eq!((report.removed("passes"), report.removed("scans")), (2, 2));
    assert_eq!((report.rows("passes"), report.rows("scans")), (0, 0));
    assert_eq!(report.removed("tenants"), 0);
    assert_eq!(ids!(passes::table.select(passes::id), conn), [3]);
    assert_eq!(ids!(scans::table.select(scans::id), conn), [3]);
    Ok(())
}

async fn they_do_not_come_back(conn: &mut Connection) -> TestResult {
    conn.batch_execute(PASSES).await?;
    soft_delete(tenants::table.find(1)).cascade().locking().execute(conn).await?;
    let report = restore(tenants::table.find(1)).cascade().execute(conn).await?;
    assert_eq!((report.rows("tenants"), report.rows("documents")), (1, 1));
    assert_eq!((report.rows("passes"), report.removed("passes")), (0, 0));
    assert_eq!(ids!(passes::table.select(passes::id), conn), [3]);
    Ok(())
}

async fn deleted_ones_go_too(conn: &mut Connection) -> TestResult {
    conn.batch_execute(PASSES).await?;
    soft_delete(passes::table.find(2)).cascade().execute(conn).await?;
    let report = soft_delete(tenants::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report.removed("passes"), 2);
    assert_eq!(ids!(passes::table.select(passes::id), conn), [3]);
    Ok(())
}

/// A seal on a pass that goes, broken or not.
async fn restrict_below_them_refuses(conn: &mut Connection) -> TestResult {
    conn.batch_execute(PASSES).await?;
    conn.batch_execute(
        "INSERT INTO seals (id, pass_id, broken_at) VALUES
            (1, 2, NULL), (2, 1, '2026-01-01 00:00:00'), (3, 3, NULL)",
    )
    .await?;
    for refused in [
        soft_delete(tenants::table.find(1)).cascade().preview(conn).await,
        soft_delete(tenants::table.find(1)).cascade().execute(conn).await,
    ] {
        let Err(CascadeError::StillReferenced(rows)) = refused else {
            return Err(format!("{refused:?}").into());
        };
        let rows: Vec<_> = rows.iter().map(|rows| (rows.table, rows.rows)).collect();
        assert_eq!(rows, [("seals", 2)]);
    }
    assert_eq!(ids!(passes::table.select(passes::id), conn).len(), 3);
    assert_eq!(stamped!(conn, tenants.deleted_at = NULL), [1, 2]);
    Ok(())
}

async fn held_ones_refuse(conn: &mut Connection) -> TestResult {
    conn.batch_execute(PASSES).await?;
    conn.batch_execute("UPDATE passes SET pinned = TRUE WHERE id IN (2, 3)").await?;
    for refused in [
        soft_delete(tenants::table.find(1)).cascade().preview(conn).await,
        soft_delete(tenants::table.find(1)).cascade().execute(conn).await,
    ] {
        let Err(CascadeError::Held(rows)) = refused else {
            return Err(format!("{refused:?}").into());
        };
        let rows: Vec<_> = rows.iter().map(|rows| (rows.table, rows.rows)).collect();
        assert_eq!(rows, [("passes", 1)]);
    }
    assert_eq!(ids!(passes::table.select(passes::id), conn).len(), 3);
    assert_eq!(ids!(scans::table.select(scans::id), conn).len(), 3);
    assert_eq!(stamped!(conn, documents.deleted_at = NULL), [1]);
    Ok(())
}

/// Deleted ones as well: the row that they refer to is gone.
async fn keys_below_them_are_nullified(conn: &mut Connection) -> TestResult {
    conn.batch_execute(PASSES).await?;
    let report = soft_delete(tenants::table.find(1)).cascade().execute(conn).await?;
    // Gate 1 loses its pass and its document, and is counted once.
    assert_eq!(report.nullified("gates"), 2);
    let keys: Vec<(Option<i32>, Option<i32>)> = gates::table
        .order(gates::id)
        .select((gates::pass_id, gates::document_id))
        .load(conn)
        .await?;
    assert_eq!(keys, [(None, None), (Some(3), None), (None, None)]);
    Ok(())
}

/// Passes that came after the tenant was deleted.
async fn a_purge_takes_them_along(conn: &mut Connection) -> TestResult {
    conn.batch_execute(PASSES).await?;
    let target = || tenants::table.find(1);
    soft_delete(target()).cascade().execute(conn).await?;
    conn.batch_execute(
        "INSERT INTO passes (id, tenant_id) VALUES (8, 1);
        INSERT INTO scans (id, pass_id) VALUES (8, 8)",
    )
    .await?;
    let preview = purge(target()).cascade().preview(conn).await?;
    let report = purge(target()).cascade().execute(conn).await?;
    assert_eq!(preview, report);
    assert_eq!((report.rows("tenants"), report.rows("documents")), (1, 1));
    assert_eq!(report.rows("passes") + report.removed("passes"), 1);
    assert_eq!(report.rows("scans") + report.removed("scans"), 1);
    assert_eq!(ids!(passes::table.select(passes::id), conn), [3]);
    assert_eq!(ids!(tenants::table.select(tenants::id), conn), [2]);
    Ok(())
}

async fn nothing_below_an_unchanged_root(conn: &mut Connection) -> TestResult {
    conn.batch_execute(PASSES).await?;
    soft_delete(tenants::table.find(1)).shallow().execute(conn).await?;
    let report = soft_delete(tenants::table.find(1)).cascade().execute(conn).await?;
    assert!(report.is_empty(), "{report}");
    assert_eq!(ids!(passes::table.select(passes::id), conn).len(), 3);
    Ok(())
}

async fn a_refusal_removes_nothing(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(PASSES).await?;
    conn.batch_execute("INSERT INTO bills (id, tenant_id) VALUES (1, 1)").await?;
    for locking in [false, true] {
        let delete = soft_delete(tenants::table.find(1)).cascade();
        let delete = if locking { delete.locking() } else { delete };
        let refused = delete.execute(conn).await;
        let Err(CascadeError::Restricted(rows)) = refused else {
            return Err(format!("{refused:?}").into());
        };
        assert_eq!((rows[0].table, rows[0].rows), ("bills", 1));
        let other = &mut db.connect().await?;
        assert_eq!(ids!(passes::table.select(passes::id), other).len(), 3);
        assert_eq!(ids!(scans::table.select(scans::id), other).len(), 3);
        assert_eq!(stamped!(other, tenants.deleted_at = NULL), [1, 2]);
    }
    Ok(())
}
