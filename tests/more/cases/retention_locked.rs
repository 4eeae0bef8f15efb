//! Purges in batches where others have locked what would go along.

use std::time::Duration;

use chrono::TimeDelta;
use diesel_async::pooled_connection::PoolableConnection;
use diesel_scopes::{CascadeError, Stopped};
use tokio::time::timeout;

use super::prelude::*;
use super::retention::*;

cases![;
    database:
    a_row_below,
    nothing_of_a_row_that_is_divided,
    in_a_transaction,
    rows_of_a_tree,
    more_than_one_row,
    dropped_while_it_waits,
    an_error_is_no_lock,
];

/// SQLite has one writer at a time, and nothing else is locked.
fn locks_rows() -> bool {
    Database::NAME != "sqlite"
}

/// Fifty owners that are due, each with two items of a part with an answer, among so many rows that MySQL
/// and MariaDB do not read, and lock, the tables as a whole.
async fn fifty(conn: &mut Connection) -> TestResult {
    tables(conn).await?;
    let at = |owner: i32| if owner <= 50 { LONG_AGO } else { "NULL" };
    insert(conn, "owners (id, deleted_at)", 1..=1500, |n| {
        format!("{n}, {}", at(n))
    })
    .await?;
    insert(conn, "items (id, owner_id, deleted_at)", 1..=3000, |n| {
        format!("{n}, {}, {}", (n + 1) / 2, at((n + 1) / 2))
    })
    .await?;
    insert(
        conn,
        "parts (id, item_id, parent_id, deleted_at)",
        1..=6000,
        |n| {
            let parent = if n % 2 == 0 {
                (n - 1).to_string()
            } else {
                "NULL".to_owned()
            };
            format!("{n}, {}, {parent}, {}", (n + 1) / 2, at((n + 3) / 4))
        },
    )
    .await?;
    if is_mysql_or_mariadb() {
        conn.batch_execute("ANALYZE TABLE owners, items, parts")
            .await?;
    }
    Ok(())
}

#[derive(QueryableByName)]
struct Says {
    #[diesel(sql_type = diesel::sql_types::Text)]
    says: String,
}

/// For how long the session waits for others.
async fn patience(conn: &mut Connection) -> TestResult<String> {
    let query = if is_mysql_or_mariadb() {
        "SELECT CONCAT(@@innodb_lock_wait_timeout, ' ', @@lc_messages) AS says"
    } else {
        "SELECT current_setting('lock_timeout') AS says"
    };
    let Says { says } = diesel::sql_query(query).get_result(conn).await?;
    Ok(says)
}

async fn a_row_below(db: &Database) -> TestResult {
    if !locks_rows() {
        return Ok(());
    }
    let mut one = db.connect().await?;
    let mut other = db.connect().await?;
    fifty(&mut one).await?;
    // Whatever language it speaks.
    one.batch_execute(if is_mysql_or_mariadb() {
        "SET innodb_lock_wait_timeout = 40, lc_messages = 'de_DE'"
    } else {
        "SET lock_timeout = '40s'"
    })
    .await?;
    let before = patience(&mut one).await?;
    // A part of owner 23.
    other
        .batch_execute("BEGIN; UPDATE parts SET parent_id = NULL WHERE id = 90")
        .await?;
    for (size, left) in [(10, 50), (1_000, 1)] {
        let purge = due!().in_batches(size).execute(&mut one);
        let run = timeout(Duration::from_secs(30), purge).await??;
        assert_eq!(run.rows("owners"), left - 1);
        assert_eq!((run.locked(), run.stopped()), (1, Stopped::Locked));
        assert_eq!((run.blocked().roots, run.held().roots), (0, 0));
        assert!(run.oldest_due().is_some());
        assert!(run.to_string().contains(", 1 locked; "), "{run}");
        assert_eq!(counts(&mut one).await?, [1451, 2902, 5804, 0]);
        assert_eq!(patience(&mut one).await?, before);
    }
    let kept = owners::table.filter(owners::id.le(50)).select(owners::id);
    assert_eq!(ids!(kept, &mut one), [23]);
    other.batch_execute("ROLLBACK").await?;
    let run = due!().in_batches(10).execute(&mut one).await?;
    assert_eq!(
        *run.report(),
        [("owners", 1), ("items", 2), ("parts", 4), ("stickers", 0)]
    );
    assert_eq!((run.locked(), run.stopped()), (0, Stopped::Done));
    assert_eq!(patience(&mut one).await?, before);
    Ok(())
}

/// What others have not committed may keep a row of the target: then all that is below it stays.
async fn nothing_of_a_row_that_is_divided(db: &Database) -> TestResult {
    if !locks_rows() {
        return Ok(());
    }
    let mut one = db.connect().await?;
    let mut other = db.connect().await?;
    fifty(&mut one).await?;
    // Owner 23 has more than go at once.
    insert(&mut one, "parts (id, item_id, deleted_at)", 6001..=6040, |n| {
        format!("{n}, {}, {LONG_AGO}", 45 + n % 2)
    })
    .await?;
    let all = [1451, 2902, 5844, 0];
    for disturbance in [
        "UPDATE parts SET deleted_at = NULL WHERE id = 6030",
        "UPDATE items SET deleted_at = NULL WHERE id = 46",
        "INSERT INTO parts (id, item_id) VALUES (7000, 46)",
    ] {
        other.batch_execute(&format!("BEGIN; {disturbance}")).await?;
        let purge = due!().in_batches(1).execute(&mut one);
        let run = timeout(Duration::from_secs(60), purge).await??;
        assert_eq!((run.locked(), run.stopped()), (1, Stopped::Locked), "{run}");
        assert_eq!(counts(&mut one).await?, all, "{disturbance}");
        if !disturbance.starts_with("INSERT") {
            other.batch_execute("ROLLBACK").await?;
        }
    }
    other.batch_execute("COMMIT").await?;
    let run = due!().in_batches(1).execute(&mut one).await?;
    assert_eq!((run.blocked().roots, run.locked()), (1, 0), "{run}");
    assert_eq!(counts(&mut one).await?, [1451, 2902, 5845, 0]);
    Ok(())
}

async fn in_a_transaction(db: &Database) -> TestResult {
    if !locks_rows() {
        return Ok(());
    }
    let mut one = db.connect().await?;
    let mut other = db.connect().await?;
    fifty(&mut one).await?;
    let before = patience(&mut one).await?;
    other
        .batch_execute("BEGIN; UPDATE parts SET parent_id = NULL WHERE id = 90")
        .await?;
    let purging = one.transaction(async |conn| {
        let run = due!().in_batches(10).execute(conn).await?;
        Ok::<_, CascadeError>((run, patience(conn).await.map_err(|_| Error::NotFound)?))
    });
    let (run, within) = timeout(Duration::from_secs(30), purging).await??;
    assert_eq!((run.rows("owners"), run.locked()), (49, 1));
    assert_eq!((&within, &patience(&mut one).await?), (&before, &before));
    other.batch_execute("ROLLBACK").await?;
    assert_eq!(counts(&mut one).await?, [1451, 2902, 5804, 0]);
    Ok(())
}

/// The rows of the target, and others below them, in one table.
async fn rows_of_a_tree(db: &Database) -> TestResult {
    if !locks_rows() {
        return Ok(());
    }
    let mut one = db.connect().await?;
    let mut other = db.connect().await?;
    fifty(&mut one).await?;
    // An answer, and the part of another one.
    other
        .batch_execute("BEGIN; SELECT id FROM parts WHERE id IN (51, 90) FOR UPDATE")
        .await?;
    let purge = || {
        purge(parts::table.filter(parts::parent_id.is_null()))
            .older_than(TimeDelta::days(30))
            .cascade()
    };
    let run = timeout(
        Duration::from_secs(30),
        purge().in_batches(20).execute(&mut one),
    )
    .await??;
    assert_eq!((run.rows("parts"), run.locked()), (196, 2), "{run}");
    let kept = parts::table
        .filter(parts::id.le(200))
        .order(parts::id)
        .select(parts::id);
    assert_eq!(ids!(kept, &mut one), [51, 52, 89, 90]);
    other.batch_execute("ROLLBACK").await?;
    let run = purge().in_batches(20).execute(&mut one).await?;
    assert_eq!((run.rows("parts"), run.stopped()), (4, Stopped::Done));
    Ok(())
}

async fn more_than_one_row(db: &Database) -> TestResult {
    if !locks_rows() {
        return Ok(());
    }
    let mut one = db.connect().await?;
    let mut other = db.connect().await?;
    fifty(&mut one).await?;
    // Parts of owners 5, 6, 7 and 41; one that has many below is divided.
    insert(
        &mut one,
        "parts (id, item_id, deleted_at)",
        10_001..=10_100,
        |n| format!("{n}, 81, {LONG_AGO}"),
    )
    .await?;
    other
        .batch_execute("BEGIN; SELECT id FROM parts WHERE id IN (20, 24, 28, 10050) FOR UPDATE")
        .await?;
    let purge = due!().in_batches(8).execute(&mut one);
    let run = timeout(Duration::from_secs(60), purge).await??;
    assert_eq!((run.rows("owners"), run.locked()), (46, 4), "{run}");
    let kept = owners::table
        .filter(owners::id.le(50))
        .order(owners::id)
        .select(owners::id);
    assert_eq!(ids!(kept, &mut one), [5, 6, 7, 41]);
    other.batch_execute("ROLLBACK").await?;
    let run = due!().in_batches(8).execute(&mut one).await?;
    assert_eq!((run.rows("owners"), run.stopped()), (4, Stopped::Done));
    assert_eq!(counts(&mut one).await?, [1450, 2900, 5800, 0]);
    Ok(())
}

/// A pool sees that such a connection is in a transaction, and gives it to nobody.
async fn dropped_while_it_waits(db: &Database) -> TestResult {
    if !locks_rows() {
        return Ok(());
    }
    let mut one = db.connect().await?;
    let mut other = db.connect().await?;
    fifty(&mut one).await?;
    other
        .batch_execute("BEGIN; SELECT id FROM parts WHERE id = 90 FOR UPDATE")
        .await?;
    let purge = purge(owners::table.filter(owners::id.ge(22)))
        .older_than(TimeDelta::days(30))
        .cascade()
        .in_batches(2)
        .execute(&mut one);
    assert!(timeout(Duration::from_millis(500), purge).await.is_err());
    assert!(one.is_broken());
    Ok(())
}

/// A trigger that says no to one row, at once or after longer than a lock is waited for.
async fn an_error_is_no_lock(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    fifty(conn).await?;
    for slow in [false, true] {
        conn.batch_execute(&match Database::NAME {
            "postgresql" => format!(
                "CREATE OR REPLACE FUNCTION refuse() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN \
                     IF OLD.id = 90 THEN PERFORM pg_sleep({}); RAISE EXCEPTION 'not this one'; END IF; \
                     RETURN OLD; END $$; \
                 DROP TRIGGER IF EXISTS refusing ON parts; \
                 CREATE TRIGGER refusing BEFORE DELETE ON parts FOR EACH ROW EXECUTE FUNCTION refuse()",
                if slow { 1.5 } else { 0.0 }
            ),
            "sqlite" => "DROP TRIGGER IF EXISTS refusing; \
                         CREATE TRIGGER refusing BEFORE DELETE ON parts WHEN OLD.id = 90 \
                         BEGIN SELECT RAISE(ABORT, 'not this one'); END"
                .to_owned(),
            _ => format!(
                "DROP TRIGGER IF EXISTS refusing; \
                 CREATE TRIGGER refusing BEFORE DELETE ON parts FOR EACH ROW BEGIN IF OLD.id = 90 THEN {} \
                 SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not this one'; END IF; END",
                if slow { "DO SLEEP(1.5);" } else { "" }
            ),
        })
        .await?;
        let error = due!().in_batches(10).execute(conn).await.unwrap_err();
        assert!(error.to_string().contains("not this one"), "{error}");
        assert!(!error.is_retryable());
        // What went before has gone.
        assert_eq!(counts(conn).await?, [1480, 2960, 5920, 0]);
    }
    Ok(())
}
