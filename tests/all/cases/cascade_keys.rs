//! Keys that differ from what they refer to, and keys onto other columns than the
//! primary key.

use super::prelude::*;
use crate::archive::*;

cases![
    a_unique_column,
    a_unique_column_that_is_null,
    a_purge_over_a_unique_column,
    two_columns_of_other_widths,
    keys_of_another_width,
    a_part_of_the_key_is_nullified,
    numbers_that_no_integer_holds,
];

const DOCUMENTS: &str = "
    INSERT INTO tenants (id, number) VALUES (1, 2), (2, 1), (3, NULL);
    INSERT INTO documents (id, tenant_number) VALUES (1, 1), (2, 2), (3, NULL);";

/// Tenant 1 has the number 2, and tenant 2 the number 1.
async fn a_unique_column(conn: &mut Connection) -> TestResult {
    conn.batch_execute(DOCUMENTS).await?;
    let delete = || soft_delete(tenants::table.find(1)).at(day(5)).cascade();
    let preview = delete().preview(conn).await?;
    let report = delete().execute(conn).await?;
    assert_eq!(preview, report);
    assert_eq!((report.rows("tenants"), report.rows("documents")), (1, 1));
    assert_eq!(stamped!(conn, documents.deleted_at = day(5)), [2]);

    let refused = refused!(restore(documents::table.find(2)).cascade().execute(conn).await);
    assert_eq!(refused, "cannot restore: rows have a deleted parent in: tenants (1)");
    let back = restore(documents::table.find(2)).cascade().with_parents();
    let report = back.execute(conn).await?;
    assert_eq!((report.rows("tenants"), report.rows("documents")), (1, 1));
    assert_eq!(stamped!(conn, tenants.deleted_at = NULL), [1, 2, 3]);
    Ok(())
}

async fn a_unique_column_that_is_null(conn: &mut Connection) -> TestResult {
    conn.batch_execute(DOCUMENTS).await?;
    let target = || tenants::table.filter(tenants::number.is_null());
    let report = soft_delete(target()).cascade().locking().execute(conn).await?;
    assert_eq!((report.rows("tenants"), report.rows("documents")), (1, 0));
    let report = restore(target()).cascade().execute(conn).await?;
    assert_eq!((report.rows("tenants"), report.rows("documents")), (1, 0));
    soft_delete(documents::table.find(3)).cascade().execute(conn).await?;
    soft_delete(target()).cascade().execute(conn).await?;
    let report = restore(documents::table.find(3)).cascade().execute(conn).await?;
    assert_eq!(report.rows("documents"), 1);
    let report = purge(target()).cascade().execute(conn).await?;
    assert_eq!((report.rows("tenants"), report.rows("documents")), (1, 0));
    assert_eq!(ids!(documents::table.select(documents::id), conn).len(), 3);
    Ok(())
}

async fn a_purge_over_a_unique_column(conn: &mut Connection) -> TestResult {
    conn.batch_execute(DOCUMENTS).await?;
    let target = || tenants::table.find(1);
    soft_delete(target()).cascade().execute(conn).await?;
    restore(documents::table.find(2)).shallow().execute(conn).await?;
    let refused = refused!(purge(target()).cascade().execute(conn).await);
    assert_eq!(refused, "cannot purge: rows that stay refer to the rows: documents (1)");
    soft_delete(documents::table.find(2)).cascade().execute(conn).await?;
    let report = purge(target()).cascade().execute(conn).await?;
    assert_eq!((report.rows("tenants"), report.rows("documents")), (1, 1));
    let left = documents::table.order(documents::id).select(documents::id);
    assert_eq!(ids!(left, conn), [1, 3]);
    Ok(())
}

const FIRMS: &str = "
    INSERT INTO firms (id, country, code) VALUES (1, 49, 7), (2, 49, 8), (3, 43, 7), (4, 49, NULL);
    INSERT INTO offices (id, firm_id) VALUES (1, 1), (2, 2), (3, NULL);
    INSERT INTO agents (id, land, firm_code) VALUES
        (1, 49, 7), (2, 49, 8), (3, 43, 7), (4, 49, NULL), (5, NULL, 7);
    INSERT INTO desks (id, land, firm_code, office_id) VALUES
        (1, 49, 7, 2), (2, 49, 8, 1), (3, 43, 7, NULL), (4, 49, NULL, NULL);";

async fn two_columns_of_other_widths(conn: &mut Connection) -> TestResult {
    conn.batch_execute(FIRMS).await?;
    let target = || firms::table.find(1_i64);
    let delete = || soft_delete(target()).at(day(5)).cascade();
    let preview = delete().preview(conn).await?;
    let report = delete().execute(conn).await?;
    assert_eq!(preview, report);
    assert_eq!((report.rows("offices"), report.rows("agents")), (1, 1));
    assert_eq!(stamped!(conn, agents.deleted_at = day(5)), [1]);
    let report = restore(target()).cascade().locking().execute(conn).await?;
    assert_eq!((report.rows("offices"), report.rows("agents")), (1, 1));
    // NULL is equal to nothing.
    let report = soft_delete(firms::table.find(4_i64)).cascade().execute(conn).await?;
    assert_eq!((report.rows("firms"), report.rows("agents")), (1, 0));
    assert_eq!(stamped!(conn, agents.deleted_at = NULL), [1, 2, 3, 4, 5]);
    Ok(())
}

async fn keys_of_another_width(conn: &mut Connection) -> TestResult {
    conn.batch_execute(FIRMS).await?;
    let report = soft_delete(firms::table.find(2_i64)).cascade().execute(conn).await?;
    assert_eq!(report.rows("offices"), 1);
    let deleted: Vec<i16> = offices::table.deleted().select(offices::id).load(conn).await?;
    assert_eq!(deleted, [2]);
    // Desk 1 was in office 2.
    let offices: Vec<Option<i64>> =
        desks::table.order(desks::id).select(desks::office_id).load(conn).await?;
    assert_eq!(offices, [None, Some(1), None, None]);
    let report = purge(firms::table.find(2_i64)).cascade().execute(conn).await?;
    assert_eq!((report.rows("firms"), report.rows("offices"), report.rows("agents")), (1, 1, 1));
    Ok(())
}

/// The land is not to be lost with the firm.
async fn a_part_of_the_key_is_nullified(conn: &mut Connection) -> TestResult {
    conn.batch_execute(FIRMS).await?;
    let delete = || soft_delete(firms::table.find(1_i64)).cascade();
    let preview = delete().preview(conn).await?;
    let report = delete().execute(conn).await?;
    // Desk 2 was in the firm's office.
    assert_eq!(report.nullified("desks"), 2);
    assert_eq!(preview, report);
    let keys: Vec<(i32, Option<i16>)> = desks::table
        .order(desks::id)
        .select((desks::land, desks::firm_code))
        .load(conn)
        .await?;
    assert_eq!(keys, [(49, None), (49, Some(8)), (43, Some(7)), (49, None)]);

    soft_delete(firms::table.find(3_i64)).shallow().execute(conn).await?;
    soft_delete(desks::table.find(3)).shallow().execute(conn).await?;
    let report = purge(firms::table.find(3_i64)).cascade().execute(conn).await;
    // Agent 3 is active.
    assert_eq!(refused!(report), "cannot purge: rows that stay refer to the rows: agents (1)");
    soft_delete(agents::table.find(3)).shallow().execute(conn).await?;
    let report = purge(firms::table.find(3_i64)).cascade().execute(conn).await?;
    assert_eq!((report.rows("agents"), report.nullified("desks")), (1, 1));
    let key = desks::table.find(3).select((desks::land, desks::firm_code));
    assert_eq!(key.first::<(i32, Option<i16>)>(conn).await?, (43, None));
    Ok(())
}

async fn numbers_that_no_integer_holds(conn: &mut Connection) -> TestResult {
    conn.batch_execute(FIRMS).await?;
    conn.batch_execute(
        "INSERT INTO firms (id, country, code) VALUES (5000000000, 1, 1), (705032704, 1, 2);
        INSERT INTO tickets (id, about, about_id, kind) VALUES
            (1, 'Firm''s own', 5000000000, 7), (2, 'Firm''s own', 705032704, 7);
        INSERT INTO offices (id, firm_id) VALUES (9, 705032704)",
    )
    .await?;
    let target = || firms::table.find(5_000_000_000_i64);
    let report = soft_delete(target()).at(day(5)).cascade().execute(conn).await?;
    assert_eq!((report.rows("offices"), report.rows("tickets")), (0, 1));
    assert_eq!(stamped!(conn, tickets.deleted_at = day(5)), [1]);
    let report = restore(target()).cascade().execute(conn).await?;
    assert_eq!(report.rows("tickets"), 1);
    Ok(())
}
