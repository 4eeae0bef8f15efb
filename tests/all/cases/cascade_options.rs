//! What a cascade minds of the options of the tables that it reaches: `flag`,
//! `touch`, `clear`, `hold`.

use diesel_scopes::CascadeError;

use super::prelude::*;
use crate::archive::*;

cases![
    flags_go_with_the_first_marker,
    flags_stay_with_another_marker,
    touched_by_deletes_and_restores,
    untouched_by_what_changes_nothing,
    cleared_below_the_root,
    a_hold_refuses_a_purge,
    a_hold_below_refuses_a_purge,
    a_hold_lets_a_soft_delete_through;
    database:
    a_hold_refuses_with_locks,
];

const DOCUMENTS: &str = "
    INSERT INTO tenants (id, number) VALUES (1, 10), (2, 20);
    INSERT INTO documents (id, tenant_number, reason) VALUES (1, 10, 5), (2, 10, 6), (3, 20, 7);
    UPDATE documents SET deleted_at = '2026-01-01 00:00:00', is_gone = TRUE WHERE id = 2;";

async fn gone(conn: &mut Connection) -> TestResult<Vec<i32>> {
    let query = documents::table.filter(documents::is_gone.eq(true));
    Ok(ids!(query.order(documents::id).select(documents::id), conn))
}

async fn flags_go_with_the_first_marker(conn: &mut Connection) -> TestResult {
    conn.batch_execute(DOCUMENTS).await?;
    soft_delete(tenants::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(gone(conn).await?, [1, 2]);
    restore(tenants::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(gone(conn).await?, [2]);
    // At the root, too.
    soft_delete(documents::table.find(3)).cascade().execute(conn).await?;
    assert_eq!(gone(conn).await?, [2, 3]);
    restore(documents::table.find(3)).cascade().locking().execute(conn).await?;
    assert_eq!(gone(conn).await?, [2]);
    Ok(())
}

async fn flags_stay_with_another_marker(conn: &mut Connection) -> TestResult {
    conn.batch_execute(DOCUMENTS).await?;
    let target = || documents::table.filter(documents::id.ne(1));
    let remove = soft_delete(target()).marking(documents::removed_at).cascade();
    assert_eq!(remove.execute(conn).await?.rows("documents"), 2);
    assert_eq!(gone(conn).await?, [2]);
    let back = restore(target()).marking(documents::removed_at).cascade();
    assert_eq!(back.execute(conn).await?.rows("documents"), 2);
    assert_eq!(gone(conn).await?, [2]);
    Ok(())
}

async fn changed(conn: &mut Connection) -> TestResult<Vec<Option<NaiveDateTime>>> {
    Ok(values_of!(conn, documents.changed_at))
}

async fn touched_by_deletes_and_restores(conn: &mut Connection) -> TestResult {
    conn.batch_execute(DOCUMENTS).await?;
    soft_delete(tenants::table.find(1)).cascade().execute(conn).await?;
    let deleted = changed(conn).await?;
    assert!(deleted[0].is_some());
    // Document 2 was deleted before.
    assert_eq!(deleted[1..], [None, None]);

    restore(tenants::table.find(1)).cascade().execute(conn).await?;
    let restored = changed(conn).await?;
    assert!(restored[0] > deleted[0], "{restored:?} after {deleted:?}");
    assert_eq!(restored[1..], [None, None]);

    soft_delete(documents::table.find(3)).cascade().locking().execute(conn).await?;
    let again = changed(conn).await?;
    assert!(again[2] > restored[0], "{again:?} after {restored:?}");
    assert_eq!(again[0], restored[0]);
    Ok(())
}

async fn untouched_by_what_changes_nothing(conn: &mut Connection) -> TestResult {
    conn.batch_execute(DOCUMENTS).await?;
    soft_delete(tenants::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    // A preview touches nothing.
    let before = changed(conn).await?;
    restore(tenants::table.find(1)).cascade().preview(conn).await?;
    soft_delete(documents::table).cascade().preview(conn).await?;
    assert_eq!(changed(conn).await?, before);
    let nothing = soft_delete(tenants::table.find(1)).cascade().execute(conn).await?;
    assert!(nothing.is_empty(), "{nothing}");
    assert_eq!(changed(conn).await?, before);
    Ok(())
}

async fn cleared_below_the_root(conn: &mut Connection) -> TestResult {
    conn.batch_execute(DOCUMENTS).await?;
    soft_delete(tenants::table).cascade().execute(conn).await?;
    restore(tenants::table.find(1)).cascade().execute(conn).await?;
    let reasons: Vec<Option<i32>> = values_of!(conn, documents.reason);
    assert_eq!(reasons, [None, Some(6), Some(7)]);
    Ok(())
}

fn held(result: Result<diesel_scopes::CascadeReport, CascadeError>) -> TestResult<(String, u64)> {
    match result {
        Err(CascadeError::Held(rows)) if rows.len() == 1 => {
            Ok((rows[0].table.to_owned(), rows[0].rows))
        }
        other => Err(format!("{other:?}").into()),
    }
}

async fn a_hold_refuses_a_purge(conn: &mut Connection) -> TestResult {
    conn.batch_execute(DOCUMENTS).await?;
    conn.batch_execute("UPDATE tenants SET on_hold = TRUE WHERE id = 1").await?;
    soft_delete(tenants::table).cascade().execute(conn).await?;
    let all = || purge(tenants::table).cascade();
    assert_eq!(held(all().preview(conn).await)?, ("tenants".to_owned(), 1));
    assert_eq!(held(all().execute(conn).await)?, ("tenants".to_owned(), 1));
    assert_eq!(ids!(tenants::table.select(tenants::id), conn).len(), 2);
    let report = purge(tenants::table.find(2)).cascade().execute(conn).await?;
    assert_eq!((report.rows("tenants"), report.rows("documents")), (1, 1));
    conn.batch_execute("UPDATE tenants SET on_hold = FALSE").await?;
    let report = all().execute(conn).await?;
    assert_eq!((report.rows("tenants"), report.rows("documents")), (1, 2));
    Ok(())
}

async fn a_hold_below_refuses_a_purge(conn: &mut Connection) -> TestResult {
    conn.batch_execute(DOCUMENTS).await?;
    soft_delete(tenants::table.find(1)).cascade().execute(conn).await?;
    conn.batch_execute("INSERT INTO passes (id, tenant_id, pinned) VALUES (1, 1, TRUE), (2, 1, FALSE)")
        .await?;
    let target = || purge(tenants::table.find(1)).cascade();
    assert_eq!(held(target().preview(conn).await)?, ("passes".to_owned(), 1));
    assert_eq!(held(target().execute(conn).await)?, ("passes".to_owned(), 1));
    assert_eq!(ids!(passes::table.select(passes::id), conn).len(), 2);
    Ok(())
}

async fn a_hold_lets_a_soft_delete_through(conn: &mut Connection) -> TestResult {
    conn.batch_execute(DOCUMENTS).await?;
    conn.batch_execute("UPDATE tenants SET on_hold = TRUE").await?;
    let report = soft_delete(tenants::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report.rows("tenants"), 1);
    let report = restore(tenants::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report.rows("tenants"), 1);
    Ok(())
}

async fn a_hold_refuses_with_locks(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(DOCUMENTS).await?;
    conn.batch_execute("UPDATE tenants SET on_hold = TRUE WHERE id = 1").await?;
    soft_delete(tenants::table).cascade().execute(conn).await?;
    let all = purge(tenants::table).cascade().locking();
    assert_eq!(held(all.execute(conn).await)?, ("tenants".to_owned(), 1));
    let other = &mut db.connect().await?;
    assert_eq!(ids!(documents::table.select(documents::id), other).len(), 3);
    Ok(())
}
