//! Soft deletes and restores in batches.

use std::ops::ControlFlow;
use std::time::Duration;

use chrono::NaiveDateTime;
use diesel_scopes::{CascadeError, StatementError, Stopped};
use tokio::time::timeout;

use super::prelude::*;
use super::retention::{LONG_AGO, counts, insert, items, owners, parts, stickers, tables};

cases![;
    database:
    a_soft_delete_has_one_stamp_and_comes_back,
    a_stopped_soft_delete_is_finished_by_the_same_call,
    a_parent_may_come_behind_its_children,
    what_is_taken_stays,
    what_cannot_be_done_is_refused,
    rows_that_are_locked,
    in_a_transaction,
];

diesel::table! {
    slogans (id) { id -> Integer, name -> VarChar, deleted_at -> Nullable<Timestamp> }
}
diesel_scopes::soft_deletable! {
    slogans (deleted_at, unique (name))
}

/// So many owners, all of them active, each with two items; each of these has a part and a sticker.
async fn active_owners(conn: &mut Connection, count: i32) -> TestResult {
    insert(conn, "owners (id)", 1..=count, |n| n.to_string()).await?;
    insert(conn, "items (id, owner_id)", 1..=2 * count, |n| {
        format!("{n}, {}", (n + 1) / 2)
    })
    .await?;
    insert(conn, "parts (id, item_id)", 1..=2 * count, |n| {
        format!("{n}, {n}")
    })
    .await?;
    insert(conn, "stickers (id, item_id)", 1..=2 * count, |n| {
        format!("{n}, {n}")
    })
    .await
}

/// The stamps of all deleted rows, each once.
async fn stamps(conn: &mut Connection) -> TestResult<Vec<NaiveDateTime>> {
    let mut stamps = Vec::new();
    macro_rules! of {
        ($($table:ident),+) => {$(
            let found: Vec<Option<NaiveDateTime>> = $table::table
                .select($table::deleted_at)
                .distinct()
                .load(conn)
                .await?;
            stamps.extend(found.into_iter().flatten());
        )+};
    }
    of!(owners, items, parts);
    stamps.sort_unstable();
    stamps.dedup();
    Ok(stamps)
}

async fn active(conn: &mut Connection) -> TestResult<[i64; 3]> {
    Ok([
        owners::table.active().count().get_result(conn).await?,
        items::table.active().count().get_result(conn).await?,
        parts::table.active().count().get_result(conn).await?,
    ])
}

async fn a_soft_delete_has_one_stamp_and_comes_back(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    active_owners(conn, 30).await?;
    conn.batch_execute("INSERT INTO receipts (id, owner_id) VALUES (1, 4), (2, 4)")
        .await?;
    let all = || soft_delete(owners::table.filter(owners::id.le(25))).cascade();
    let preview = all().in_batches(7).preview(conn).await?;
    assert_eq!(active(conn).await?, [30, 60, 60]);

    let mut batches = Vec::new();
    let run = all()
        .in_batches(7)
        .on_batch(|batch| {
            batches.push(batch.report.rows("owners"));
            ControlFlow::Continue(())
        })
        .execute(conn)
        .await?;
    // 4 has receipts, which restrict it: it stays, with all that is below it.
    assert_eq!(
        *run.report(),
        [("owners", 24), ("items", 48), ("parts", 48)]
    );
    assert_eq!(preview.report(), run.report());
    assert_eq!(batches.iter().sum::<u64>(), 24);
    assert_eq!((run.blocked().roots, run.held().roots), (1, 0));
    assert_eq!(
        run.blocked()
            .because_of
            .iter()
            .map(|it| (it.table, it.rows))
            .next(),
        Some(("receipts", 2))
    );
    let text = run.to_string();
    assert!(
        text.starts_with("owners: 24, items: 48, parts: 48; 1 blocked (receipts 2); ")
            && text.ends_with("; stopped: done"),
        "{text}"
    );
    assert_eq!(active(conn).await?, [6, 12, 12]);
    assert_eq!(stamps(conn).await?.len(), 1);
    let four = owners::table.active().find(4).select(owners::id);
    assert_eq!(ids!(four, conn), [4]);
    // No row has gone.
    assert_eq!(counts(conn).await?, [30, 60, 60, 60]);

    let run = restore(owners::table)
        .cascade()
        .in_batches(10)
        .execute(conn)
        .await?;
    assert_eq!(
        *run.report(),
        [("owners", 24), ("items", 48), ("parts", 48)]
    );
    assert_eq!((run.batches(), run.blocked().roots), (3, 0));
    assert_eq!(active(conn).await?, [30, 60, 60]);

    // The rows of the target alone.
    let run = soft_delete(items::table.filter(items::owner_id.le(10)))
        .shallow()
        .in_batches(6)
        .execute(conn)
        .await?;
    assert_eq!((run.rows("items"), run.batches()), (20, 4));
    assert_eq!(active(conn).await?, [30, 40, 60]);
    assert_eq!(stamps(conn).await?.len(), 1);
    let run = restore(items::table)
        .shallow()
        .in_batches(100)
        .up_to(5)
        .execute(conn)
        .await?;
    assert_eq!((run.rows("items"), run.stopped()), (5, Stopped::Rows));
    Ok(())
}

async fn a_stopped_soft_delete_is_finished_by_the_same_call(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    active_owners(conn, 20).await?;
    let stamp: NaiveDateTime = "2025-03-04T05:06:07.123456".parse()?;
    let mut runs = 0;
    loop {
        let run = soft_delete(owners::table)
            .at(stamp)
            .cascade()
            .in_batches(6)
            .on_batch(|_| ControlFlow::Break(()))
            .execute(conn)
            .await?;
        if run.stopped() == Stopped::Done {
            break;
        }
        runs += 1;
        // Whole owners have gone, no other row.
        let gone = (6 * runs).min(20);
        assert_eq!(
            active(conn).await?,
            [20 - gone, 40 - 2 * gone, 40 - 2 * gone]
        );
    }
    assert_eq!(runs, 4);
    assert_eq!(stamps(conn).await?, [stamp]);
    let report = restore(owners::table).cascade().execute(conn).await?;
    assert_eq!(report, [("owners", 20), ("items", 40), ("parts", 40)]);
    Ok(())
}

async fn a_parent_may_come_behind_its_children(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    active_owners(conn, 1).await?;
    // Each answers to the next one, and has been deleted by itself.
    insert(conn, "parts (id, item_id)", 101..=112, |n| {
        format!("{n}, 1")
    })
    .await?;
    conn.batch_execute("UPDATE parts SET parent_id = id + 1 WHERE id BETWEEN 101 AND 111")
        .await?;
    for id in 101..=112 {
        soft_delete(parts::table.find(id))
            .shallow()
            .execute(conn)
            .await?;
    }
    let run = restore(parts::table)
        .cascade()
        .in_batches(4)
        .execute(conn)
        .await?;
    assert_eq!((run.rows("parts"), run.blocked().roots), (12, 0));
    assert_eq!(active(conn).await?, [1, 2, 14]);

    // A parent that stays deleted is the reason.
    soft_delete(items::table.find(2))
        .cascade()
        .execute(conn)
        .await?;
    let run = restore(parts::table)
        .cascade()
        .in_batches(4)
        .execute(conn)
        .await?;
    assert_eq!((run.rows("parts"), run.blocked().roots), (0, 1));
    assert_eq!(run.blocked().because_of[0].table, "items");
    let run = restore(parts::table)
        .cascade()
        .with_parents()
        .in_batches(4)
        .execute(conn)
        .await?;
    assert_eq!((run.rows("items"), run.rows("parts")), (1, 1));
    Ok(())
}

async fn what_is_taken_stays(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    let time = if is_mysql_or_mariadb() {
        "DATETIME(6)"
    } else {
        "TIMESTAMP"
    };
    conn.batch_execute(&format!(
        "CREATE TABLE slogans (id INTEGER PRIMARY KEY, name VARCHAR(20) NOT NULL, deleted_at {time} NULL);
         CREATE INDEX slogans_name ON slogans (name);
         INSERT INTO slogans (id, name, deleted_at) VALUES (1, 'a', NULL), (2, 'a', {old}), \
             (3, 'b', {old}), (4, 'b', {old}), (5, 'c', {old})",
        old = LONG_AGO,
    ))
    .await?;
    let run = restore(slogans::table)
        .cascade()
        .in_batches(10)
        .execute(conn)
        .await?;
    // One of the two that have `b` comes back.
    assert_eq!((run.rows("slogans"), run.blocked().roots), (2, 2));
    let deleted = slogans::table
        .deleted()
        .order(slogans::id)
        .select(slogans::id);
    assert_eq!(ids!(deleted, conn), [2, 4]);
    Ok(())
}

async fn what_cannot_be_done_is_refused(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    active_owners(conn, 3).await?;
    let refused = |error: CascadeError| match error {
        CascadeError::Database(diesel::result::Error::QueryBuilderError(error)) => {
            error.downcast::<StatementError>().map(|it| *it).ok()
        }
        _ => None,
    };
    let error = soft_delete(owners::table)
        .cascade()
        .in_batches(0)
        .execute(conn)
        .await
        .unwrap_err();
    assert_eq!(refused(error), Some(StatementError::EmptyBatch));
    // Each batch would have a stamp of its own.
    let error = soft_delete(owners::table)
        .at(diesel::dsl::now)
        .cascade()
        .in_batches(2)
        .execute(conn)
        .await
        .unwrap_err();
    assert!(matches!(
        refused(error),
        Some(StatementError::EvaluatedTwice { .. })
    ));
    assert_eq!(active(conn).await?, [3, 6, 6]);
    assert_eq!(stickers::table.count().get_result::<i64>(conn).await?, 6);
    Ok(())
}

async fn rows_that_are_locked(db: &Database) -> TestResult {
    if Database::NAME == "sqlite" {
        // It has one writer at a time, and nothing else is locked.
        return Ok(());
    }
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    let mut other = db.connect().await?;
    tables(conn).await?;
    insert(conn, "owners (id, deleted_at)", 1..=3000, |n| {
        format!("{n}, {}", if n <= 20 { LONG_AGO } else { "NULL" })
    })
    .await?;
    if is_mysql_or_mariadb() {
        conn.batch_execute("ANALYZE TABLE owners").await?;
    }
    let lock = "BEGIN; UPDATE owners SET on_hold = FALSE WHERE id = 7";
    other.batch_execute(lock).await?;
    // A purge passes over what is locked, and the next one has it.
    let run = timeout(
        Duration::from_secs(20),
        purge(owners::table).shallow().in_batches(5).execute(conn),
    )
    .await??;
    assert_eq!((run.rows("owners"), run.batches()), (19, 4));
    assert_eq!(ids!(owners::table.deleted().select(owners::id), conn), [7]);
    other.batch_execute("COMMIT").await?;

    // A soft delete and a restore wait.
    other.batch_execute(lock).await?;
    let restoring = restore(owners::table).shallow().in_batches(5);
    let restoring = restoring.execute(conn);
    let committing = async {
        tokio::time::sleep(Duration::from_millis(400)).await;
        other.batch_execute("COMMIT").await
    };
    let (run, committed) = tokio::join!(restoring, committing);
    committed?;
    assert_eq!(run?.rows("owners"), 1);
    Ok(())
}

/// Each batch is a savepoint then, and what it sets for itself ends with it.
async fn in_a_transaction(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    active_owners(conn, 10).await?;
    let rolled_back: Result<(), Error> = conn
        .transaction(async |conn| {
            let run = soft_delete(items::table)
                .shallow()
                .in_batches(6)
                .execute(conn)
                .await?;
            assert_eq!((run.rows("items"), run.batches()), (20, 4));
            // The database says what refers to the rows: three of these have parts.
            diesel::sql_query("DELETE FROM parts WHERE id > 3")
                .execute(conn)
                .await?;
            diesel::sql_query("DELETE FROM stickers")
                .execute(conn)
                .await?;
            let run = purge(items::table)
                .shallow()
                .in_batches(6)
                .execute(conn)
                .await?;
            assert_eq!((run.rows("items"), run.blocked().roots), (17, 3));
            Err(Error::RollbackTransaction)
        })
        .await;
    assert!(matches!(rolled_back, Err(Error::RollbackTransaction)));
    assert_eq!(active(conn).await?, [10, 20, 20]);

    // The same outside of one.
    soft_delete(items::table).shallow().execute(conn).await?;
    conn.batch_execute("DELETE FROM parts WHERE id > 3; DELETE FROM stickers")
        .await?;
    let run = purge(items::table)
        .shallow()
        .in_batches(6)
        .execute(conn)
        .await?;
    assert_eq!((run.rows("items"), run.blocked().roots), (17, 3));
    if ids_are_an_array() {
        #[derive(QueryableByName)]
        struct Timeout {
            #[diesel(sql_type = diesel::sql_types::Text)]
            lock_timeout: String,
        }
        let timeout: Timeout = diesel::sql_query("SHOW lock_timeout")
            .get_result(conn)
            .await?;
        assert_eq!(timeout.lock_timeout, "0");
    }
    Ok(())
}
