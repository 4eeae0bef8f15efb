//! Purges in batches while others are at work, futures that are dropped and sessions that are killed.

use std::time::Duration;

use chrono::TimeDelta;
use diesel_scopes::{PurgeRun, Stopped};
use tokio::time::timeout;

use super::prelude::*;
use super::retention::*;

cases![;
    database:
    two_runs_at_once,
    rows_that_others_have_locked,
    rows_that_are_deleted_meanwhile,
    dropped_in_the_middle,
    killed_in_the_middle,
];

async fn two_runs_at_once(db: &Database) -> TestResult {
    let mut one = db.connect().await?;
    let mut other = db.connect().await?;
    tables(&mut one).await?;
    for _ in 0..5 {
        owners(&mut one, 60).await?;
        let both = async {
            tokio::join!(
                due!().in_batches(3).execute(&mut one),
                due!().in_batches(4).execute(&mut other)
            )
        };
        let (first, second) = timeout(Duration::from_secs(120), both).await?;
        let (first, second): (PurgeRun, PurgeRun) = (first?, second?);
        let rows = first.report().total() + second.report().total();
        // What one has locked the other one leaves alone, and what was left goes next.
        let rest = due!().in_batches(100).execute(&mut one).await?;
        assert_eq!(rows + rest.report().total(), 48 * 9);
        assert_eq!(counts(&mut one).await?, [12, 24, 48, 24]);
        one.batch_execute(
            "DELETE FROM stickers; UPDATE parts SET parent_id = NULL; DELETE FROM parts; \
             DELETE FROM items; DELETE FROM owners",
        )
        .await?;
    }
    Ok(())
}

async fn rows_that_others_have_locked(db: &Database) -> TestResult {
    if Database::NAME == "sqlite" {
        // It has one writer at a time, and nothing else is locked.
        return Ok(());
    }
    let mut one = db.connect().await?;
    let mut other = db.connect().await?;
    tables(&mut one).await?;
    // A table that MySQL and MariaDB do not read as a whole, and lock, for some rows of it.
    insert(&mut one, "owners (id, deleted_at)", 1..=3000, |n| {
        format!("{n}, {}", if n <= 20 { LONG_AGO } else { "NULL" })
    })
    .await?;
    if is_mysql_or_mariadb() {
        one.batch_execute("ANALYZE TABLE owners").await?;
    }
    other
        .batch_execute("BEGIN; UPDATE owners SET on_hold = FALSE WHERE id = 7")
        .await?;
    let run = timeout(
        Duration::from_secs(20),
        due!().in_batches(5).execute(&mut one),
    )
    .await??;
    assert_eq!((run.rows("owners"), run.stopped()), (19, Stopped::Locked));
    assert_eq!(run.locked(), 1);
    assert!(run.oldest_due().is_some());
    other.batch_execute("COMMIT").await?;
    let run = due!().in_batches(5).execute(&mut one).await?;
    assert_eq!((run.rows("owners"), run.oldest_due()), (1, None));
    assert_eq!((run.locked(), run.stopped()), (0, Stopped::Done));
    Ok(())
}

async fn rows_that_are_deleted_meanwhile(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let mut other = db.connect().await?;
    tables(&mut conn).await?;
    owners(&mut conn, 20).await?;
    let purge = due!().in_batches(4).pause(Duration::from_millis(30));
    let running = purge.execute(&mut conn);
    let deleting = async {
        for id in [5, 10, 15, 20] {
            tokio::time::sleep(Duration::from_millis(20)).await;
            for _ in 0..100 {
                match soft_delete(owners::table.find(id))
                    .cascade()
                    .execute(&mut other)
                    .await
                {
                    Err(error) if error.is_retryable() => {}
                    result => {
                        result?;
                        break;
                    }
                }
            }
        }
        TestResult::Ok(())
    };
    let (run, deleted) = tokio::join!(running, deleting);
    deleted?;
    let run: PurgeRun = run?;
    assert_eq!((run.rows("owners"), run.oldest_due()), (16, None));
    assert_eq!(
        ids!(
            owners::table.order(owners::id).select(owners::id),
            &mut conn
        ),
        [5, 10, 15, 20]
    );
    Ok(())
}

async fn dropped_in_the_middle(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    tables(&mut conn).await?;
    owners(&mut conn, 100).await?;
    for millis in 1..40 {
        let mut dropped = db.connect().await?;
        let purge = due!().in_batches(2).execute(&mut dropped);
        let _ = timeout(Duration::from_millis(millis), purge).await;
        drop(dropped);
        // Whole owners are gone, or not.
        let [owners, items, parts, stickers] = counts(&mut conn).await?;
        assert_eq!(
            (items, parts, stickers),
            (2 * owners, 4 * owners, 2 * owners)
        );
        if owners == 20 {
            break;
        }
    }
    resumed_to_the_end(&mut conn).await
}

async fn resumed_to_the_end(conn: &mut Connection) -> TestResult {
    let mut left = 100;
    // The server may still be at the last batch of a connection that is gone.
    for _ in 0..50 {
        due!().in_batches(50).execute(&mut *conn).await?;
        [left, ..] = counts(conn).await?;
        if left == 20 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(left, 20);
    Ok(())
}

#[derive(QueryableByName)]
struct Session {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    id: i64,
}

async fn killed_in_the_middle(db: &Database) -> TestResult {
    if Database::NAME == "sqlite" {
        // It has no server.
        return Ok(());
    }
    let whose = if is_mysql_or_mariadb() {
        "SELECT CAST(CONNECTION_ID() AS SIGNED) AS id"
    } else {
        "SELECT CAST(pg_backend_pid() AS BIGINT) AS id"
    };
    let mut conn = db.connect().await?;
    tables(&mut conn).await?;
    owners(&mut conn, 100).await?;
    let mut killed = 0;
    for millis in 1..40 {
        let mut other = db.connect().await?;
        let Session { id } = diesel::sql_query(whose).get_result(&mut other).await?;
        let killing = async {
            tokio::time::sleep(Duration::from_millis(millis)).await;
            let kill = if is_mysql_or_mariadb() {
                format!("KILL {id}")
            } else {
                format!("SELECT pg_terminate_backend({id})")
            };
            conn.batch_execute(&kill).await
        };
        let run = due!().in_batches(2).execute(&mut other);
        let (run, killing) = tokio::join!(run, killing);
        killing?;
        killed += usize::from(run.is_err());
        // Whole owners are gone, or not.
        let [owners, items, parts, stickers] = counts(&mut conn).await?;
        assert_eq!(
            (items, parts, stickers),
            (2 * owners, 4 * owners, 2 * owners)
        );
        if run.is_ok() {
            break;
        }
    }
    assert!(killed > 0);
    resumed_to_the_end(&mut conn).await
}
