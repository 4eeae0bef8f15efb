//! What many rows depend on, in batches of their own.

use std::ops::ControlFlow;

use chrono::TimeDelta;
use diesel_scopes::Stopped;

use super::prelude::*;
use super::retention::*;

cases![;
    database:
    many_below_one_row,
    a_blocked_row_keeps_what_is_below_it,
    a_tree_with_many_answers,
    a_dry_run_changes_nothing,
];

/// Owner 1 has 300 items with a part each, owner 2 has one.
async fn heavy(conn: &mut Connection) -> TestResult {
    insert(conn, "owners (id, deleted_at)", 1..=3, |n| {
        format!("{n}, {LONG_AGO}")
    })
    .await?;
    insert(conn, "items (id, owner_id, deleted_at)", 1..=301, |n| {
        format!("{n}, {}, {LONG_AGO}", if n == 150 { 2 } else { 1 })
    })
    .await?;
    insert(conn, "parts (id, item_id, deleted_at)", 1..=301, |n| {
        format!("{n}, {n}, {LONG_AGO}")
    })
    .await?;
    // Owner 3 has logins, of which half are active, and one of the items has 70 parts more.
    insert(conn, "logins (id, owner_id, deleted_at)", 1..=120, |n| {
        format!("{n}, 3, {}", if n % 2 == 0 { LONG_AGO } else { "NULL" })
    })
    .await?;
    insert(conn, "parts (id, item_id, deleted_at)", 401..=470, |n| {
        format!("{n}, 7, {LONG_AGO}")
    })
    .await
}

async fn many_below_one_row(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    heavy(conn).await?;
    let mut most = 0;
    let mut tables = Vec::new();
    let run = due!()
        .in_batches(5)
        .on_batch(|batch| {
            most = most.max(batch.report.total() + batch.report.removed("logins"));
            if !tables.contains(&batch.table) {
                tables.push(batch.table);
            }
            ControlFlow::Continue(())
        })
        .execute(conn)
        .await?;
    assert_eq!(
        *run.report(),
        [
            ("owners", 3),
            ("items", 301),
            ("parts", 371),
            ("stickers", 0)
        ]
    );
    assert_eq!(counts(conn).await?, [0, 0, 0, 0]);
    assert!(most <= 50, "{most} rows in a batch");
    assert!(run.batches() > 50);
    tables.sort_unstable();
    assert_eq!(tables, ["items", "logins", "owners", "parts"]);
    assert_eq!(run.report().removed("logins"), 120);
    assert_eq!(logins::table.count().get_result::<i64>(conn).await?, 0);
    Ok(())
}

async fn a_blocked_row_keeps_what_is_below_it(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    heavy(conn).await?;
    conn.batch_execute("INSERT INTO receipts (id, owner_id) VALUES (1, 1)")
        .await?;
    let run = due!().in_batches(5).execute(conn).await?;
    assert_eq!(
        *run.report(),
        [("owners", 2), ("items", 1), ("parts", 1), ("stickers", 0)]
    );
    conn.batch_execute("DELETE FROM receipts; UPDATE items SET on_hold = TRUE WHERE id = 300")
        .await?;
    let run = due!().in_batches(5).execute(conn).await?;
    assert_eq!((run.report().total(), run.held().roots), (0, 1));
    assert_eq!(counts(conn).await?, [1, 300, 370, 0]);
    conn.batch_execute("UPDATE items SET on_hold = FALSE WHERE id = 300")
        .await?;
    // Stopped where a part of what is below is gone, it goes on.
    let run = due!().in_batches(5).up_to(40).execute(conn).await?;
    assert_eq!((run.stopped(), run.rows("owners")), (Stopped::Rows, 0));
    let run = due!().in_batches(5).execute(conn).await?;
    assert_eq!((run.stopped(), run.rows("owners")), (Stopped::Done, 1));
    assert_eq!(counts(conn).await?, [0, 0, 0, 0]);
    Ok(())
}

/// A part with 200 answers, and each of these with one.
async fn a_tree_with_many_answers(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    conn.batch_execute(
        "INSERT INTO owners (id) VALUES (1); INSERT INTO items (id, owner_id) VALUES (1, 1);
         INSERT INTO parts (id, item_id, deleted_at) VALUES (1, 1, '2020-01-01 00:00:00')",
    )
    .await?;
    insert(
        conn,
        "parts (id, item_id, parent_id, deleted_at)",
        2..=401,
        |n| format!("{n}, 1, {}, {LONG_AGO}", if n <= 201 { 1 } else { n - 200 }),
    )
    .await?;
    let mut most = 0;
    let run = purge(parts::table.find(1))
        .cascade()
        .in_batches(3)
        .on_batch(|batch| {
            most = most.max(batch.report.total());
            ControlFlow::Continue(())
        })
        .execute(conn)
        .await?;
    assert_eq!(*run.report(), [("parts", 401)]);
    assert!(most <= 30, "{most} rows in a batch");
    assert_eq!(counts(conn).await?, [1, 1, 0, 0]);
    Ok(())
}

async fn a_dry_run_changes_nothing(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    heavy(conn).await?;
    let before = counts(conn).await?;
    let looked = due!().in_batches(5).preview(conn).await?;
    assert_eq!(counts(conn).await?, before);
    let run = due!().in_batches(5).execute(conn).await?;
    assert_eq!(looked.report(), run.report());
    Ok(())
}
