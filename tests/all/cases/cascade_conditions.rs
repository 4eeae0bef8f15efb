//! Keys that mean different tables in different rows.

use super::prelude::*;
use crate::archive::*;

cases![
    rows_of_the_same_number_below_another_table,
    restores_and_purges_by_condition,
    a_parent_of_another_type_does_not_matter,
    a_child_with_parents_of_two_types,
    conditions_of_every_type,
    a_text_with_a_quote,
];

/// Labels of tenant 1 and of document 1, and one of something else.
const LABELS: &str = "
    INSERT INTO tenants (id, number) VALUES (1, 10), (2, 20);
    INSERT INTO documents (id, tenant_number) VALUES (1, 20), (2, 10);
    INSERT INTO labels (id, target_type, target_id) VALUES
        (1, 'Tenant', 1), (2, 'Document', 1), (3, 'Tenant', 2), (4, 'Document', 2),
        (5, 'Person', 1), (6, 'Tenancy', 2);";

async fn rows_of_the_same_number_below_another_table(conn: &mut Connection) -> TestResult {
    conn.batch_execute(LABELS).await?;
    let delete = || soft_delete(documents::table.find(1)).at(day(5)).cascade();
    let preview = delete().preview(conn).await?;
    let report = delete().execute(conn).await?;
    assert_eq!(preview, report);
    assert_eq!((report.rows("documents"), report.rows("labels")), (1, 1));
    assert_eq!(stamped!(conn, labels.deleted_at = day(5)), [2]);

    // Document 2 hangs below it, and so a label of each type.
    let report =
        soft_delete(tenants::table.find(1)).at(day(6)).cascade().locking().execute(conn).await?;
    assert_eq!((report.rows("documents"), report.rows("labels")), (1, 2));
    assert_eq!(stamped!(conn, labels.deleted_at = day(6)), [1, 4]);
    Ok(())
}

async fn restores_and_purges_by_condition(conn: &mut Connection) -> TestResult {
    conn.batch_execute(LABELS).await?;
    soft_delete(tenants::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    // By chance at the same time.
    conn.batch_execute("UPDATE labels SET deleted_at = '2026-01-05 00:00:00' WHERE id IN (2, 5)")
        .await?;
    let target = || tenants::table.find(1);
    let preview = restore(target()).cascade().preview(conn).await?;
    let report = restore(target()).cascade().execute(conn).await?;
    assert_eq!(preview, report);
    assert_eq!(report.rows("labels"), 2);
    assert_eq!(stamped!(conn, labels.deleted_at = day(5)), [2, 5]);

    soft_delete(target()).cascade().execute(conn).await?;
    let preview = purge(target()).cascade().preview(conn).await?;
    let report = purge(target()).cascade().execute(conn).await?;
    assert_eq!(preview, report);
    assert_eq!((report.rows("documents"), report.rows("labels")), (1, 2));
    assert_eq!(ids!(labels::table.order(labels::id).select(labels::id), conn), [2, 3, 5, 6]);
    Ok(())
}

/// Tenant 1 is deleted, but label 2 is that of document 1.
async fn a_parent_of_another_type_does_not_matter(conn: &mut Connection) -> TestResult {
    conn.batch_execute(LABELS).await?;
    soft_delete(documents::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    soft_delete(tenants::table.find(1)).at(day(6)).cascade().execute(conn).await?;
    let report = restore(documents::table.find(1)).cascade().execute(conn).await?;
    assert_eq!((report.rows("labels"), report.handed_over("labels")), (1, 0));
    assert_eq!(stamped!(conn, labels.deleted_at = NULL), [2, 3, 5, 6]);
    soft_delete(labels::table.find(2)).cascade().execute(conn).await?;
    let report = restore(labels::table.find(2)).cascade().execute(conn).await?;
    assert_eq!(report, [("labels", 1)]);
    let refused = refused!(restore(labels::table.find(1)).cascade().execute(conn).await);
    assert_eq!(refused, "cannot restore: rows have a deleted parent in: tenants (1)");
    Ok(())
}

/// A document with its tenant, and a label that goes from the one to the other.
async fn a_child_with_parents_of_two_types(conn: &mut Connection) -> TestResult {
    conn.batch_execute(LABELS).await?;
    let report =
        soft_delete(tenants::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    assert_eq!(report.rows("labels"), 2);
    conn.batch_execute("UPDATE labels SET target_type = 'Tenant', target_id = 2 WHERE id = 4")
        .await?;
    let report = restore(tenants::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report.rows("labels"), 1);
    assert_eq!(stamped!(conn, labels.deleted_at = day(5)), [4]);
    Ok(())
}

const FIRMS: &str = "
    INSERT INTO firms (id, country, code) VALUES (1, 49, 7), (2, 43, 8);
    INSERT INTO offices (id, firm_id) VALUES (1, 2), (2, 1);
    INSERT INTO tickets (id, about, about_id, kind, urgent) VALUES
        (1, 'Firm''s own', 1, 7, NULL),
        (2, 'Firm''s own', 1, 8, NULL),
        (3, 'Firms own', 1, 7, NULL),
        (4, 'Firm''s own', 2, 7, TRUE),
        (5, 'Office', 1, -1, TRUE),
        (6, 'Office', 1, -1, FALSE),
        (7, 'Office', 1, -1, NULL),
        (8, 'Office', 1, 1, TRUE),
        (9, 'Office', 2, -1, TRUE);";

async fn conditions_of_every_type(conn: &mut Connection) -> TestResult {
    conn.batch_execute(FIRMS).await?;
    let target = || offices::table.find(1_i16);
    let report = soft_delete(target()).at(day(5)).cascade().execute(conn).await?;
    assert_eq!((report.rows("offices"), report.rows("tickets")), (1, 1));
    assert_eq!(stamped!(conn, tickets.deleted_at = day(5)), [5]);
    let report = restore(target()).cascade().locking().execute(conn).await?;
    assert_eq!(report.rows("tickets"), 1);
    soft_delete(target()).cascade().execute(conn).await?;
    let report = purge(target()).cascade().execute(conn).await?;
    assert_eq!(report.rows("tickets"), 1);
    let left = tickets::table.order(tickets::id).select(tickets::id);
    assert_eq!(ids!(left, conn), [1, 2, 3, 4, 6, 7, 8, 9]);
    Ok(())
}

async fn a_text_with_a_quote(conn: &mut Connection) -> TestResult {
    conn.batch_execute(FIRMS).await?;
    let target = || firms::table.find(1_i64);
    let delete = || soft_delete(target()).at(day(5)).cascade();
    let preview = delete().preview(conn).await?;
    let report = delete().execute(conn).await?;
    assert_eq!(preview, report);
    assert_eq!((report.rows("offices"), report.rows("tickets")), (1, 2));
    assert_eq!(stamped!(conn, tickets.deleted_at = day(5)), [1, 9]);
    let report = restore(target()).cascade().execute(conn).await?;
    assert_eq!(report.rows("tickets"), 2);
    Ok(())
}
