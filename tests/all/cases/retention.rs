//! Purges in batches.

use std::ops::ControlFlow;
use std::time::Duration;

use chrono::TimeDelta;
use diesel_scopes::{CascadeError, PurgeRun, Stopped, expire};
use tokio::time::timeout;

use super::prelude::*;

cases![;
    database:
    all_that_is_due_goes,
    what_is_held_or_blocked_is_passed_over,
    one_among_a_thousand,
    many_that_are_blocked,
    stopped_after_each_batch_and_resumed,
    limits_in_rows_and_time,
    many_below_one_row,
    a_blocked_row_keeps_what_is_below_it,
    rows_of_the_target_alone,
    two_runs_at_once,
    rows_that_others_have_locked,
    what_is_wrong_does_nothing,
    rows_that_are_deleted_meanwhile,
    dropped_in_the_middle,
    keys_of_all_types,
    what_is_kept_for_a_time_expires,
    a_dry_run_changes_nothing,
    a_tree_with_many_answers,
    each_batch_is_an_operation,
];

diesel::table! {
    owners (id) { id -> Integer, deleted_at -> Nullable<Timestamp>, on_hold -> Bool }
}
diesel::table! {
    items (id) {
        id -> Integer,
        owner_id -> Integer,
        deleted_at -> Nullable<Timestamp>,
        on_hold -> Nullable<Bool>,
    }
}
diesel::table! {
    parts (id) {
        id -> Integer,
        item_id -> Integer,
        parent_id -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
    }
}
diesel::table! {
    stickers (id) { id -> Integer, item_id -> Integer }
}
diesel::table! {
    receipts (id) { id -> Integer, owner_id -> Integer }
}
diesel::table! {
    medals (id) { id -> Integer, owner_id -> Nullable<Integer>, deleted_at -> Nullable<Timestamp> }
}

diesel::table! {
    logins (id) { id -> Integer, owner_id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel_scopes::soft_deletable! {
    owners (deleted_at, hold (on_hold), keep 30 days) {
        cascade items (owner_id),
        restrict receipts (owner_id),
        nullify medals (owner_id),
        remove logins (owner_id),
    }
    items (deleted_at, hold (on_hold), keep 1 weeks) {
        cascade parts (item_id),
        cascade stickers (item_id),
    }
    parts (deleted_at) { cascade parts (parent_id) }
    stickers ()
    medals (deleted_at)
    logins (deleted_at)
}

async fn tables(conn: &mut Connection) -> TestResult {
    let time = if is_mysql_or_mariadb() {
        "DATETIME(6)"
    } else {
        "TIMESTAMP"
    };
    conn.batch_execute(&format!(
        "CREATE TABLE owners (id INTEGER PRIMARY KEY, deleted_at {time} NULL, \
             on_hold BOOLEAN NOT NULL DEFAULT FALSE);
         CREATE TABLE items (id INTEGER PRIMARY KEY, owner_id INTEGER NOT NULL, \
             deleted_at {time} NULL, on_hold BOOLEAN NULL, \
             FOREIGN KEY (owner_id) REFERENCES owners (id));
         CREATE INDEX items_owner ON items (owner_id);
         CREATE TABLE parts (id INTEGER PRIMARY KEY, item_id INTEGER NOT NULL, \
             parent_id INTEGER NULL, deleted_at {time} NULL, \
             FOREIGN KEY (item_id) REFERENCES items (id), \
             FOREIGN KEY (parent_id) REFERENCES parts (id));
         CREATE INDEX parts_item ON parts (item_id);
         CREATE INDEX parts_parent ON parts (parent_id);
         CREATE TABLE stickers (id INTEGER PRIMARY KEY, item_id INTEGER NOT NULL, \
             FOREIGN KEY (item_id) REFERENCES items (id));
         CREATE INDEX stickers_item ON stickers (item_id);
         CREATE TABLE receipts (id INTEGER PRIMARY KEY, owner_id INTEGER NOT NULL, \
             FOREIGN KEY (owner_id) REFERENCES owners (id));
         CREATE TABLE medals (id INTEGER PRIMARY KEY, owner_id INTEGER NULL, \
             deleted_at {time} NULL, FOREIGN KEY (owner_id) REFERENCES owners (id));
         CREATE TABLE logins (id INTEGER PRIMARY KEY, owner_id INTEGER NOT NULL, \
             deleted_at {time} NULL, FOREIGN KEY (owner_id) REFERENCES owners (id))"
    ))
    .await?;
    Ok(())
}

const LONG_AGO: &str = "'2020-01-02 03:04:05'";

/// Inserts rows of these columns, made of the numbers of a range.
async fn insert(
    conn: &mut Connection,
    into: &str,
    numbers: std::ops::RangeInclusive<i32>,
    row: impl Fn(i32) -> String,
) -> TestResult {
    let rows: Vec<_> = numbers.map(|number| format!("({})", row(number))).collect();
    for rows in rows.chunks(500) {
        conn.batch_execute(&format!("INSERT INTO {into} VALUES {}", rows.join(", ")))
            .await?;
    }
    Ok(())
}

/// So many owners, of which every fifth is active; each has two items, each of these a part
/// with an answer, and a sticker. The first owner is 1.
async fn owners(conn: &mut Connection, count: i32) -> TestResult {
    let at = |owner: i32| if owner % 5 == 0 { "NULL" } else { LONG_AGO };
    insert(conn, "owners (id, deleted_at)", 1..=count, |n| {
        format!("{n}, {}", at(n))
    })
    .await?;
    let of = |item: i32| (item + 1) / 2;
    insert(
        conn,
        "items (id, owner_id, deleted_at)",
        1..=2 * count,
        |n| format!("{n}, {}, {}", of(n), at(of(n))),
    )
    .await?;
    insert(
        conn,
        "parts (id, item_id, parent_id, deleted_at)",
        1..=4 * count,
        |n| {
            let item = (n + 1) / 2;
            let parent = if n % 2 == 0 {
                (n - 1).to_string()
            } else {
                "NULL".to_owned()
            };
            format!("{n}, {item}, {parent}, {}", at(of(item)))
        },
    )
    .await?;
    insert(conn, "stickers (id, item_id)", 1..=2 * count, |n| {
        format!("{n}, {n}")
    })
    .await
}

#[derive(QueryableByName)]
struct Counts {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    owners: i64,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    items: i64,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    parts: i64,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    stickers: i64,
}

/// How many rows there are in each table, at one moment.
async fn counts(conn: &mut Connection) -> TestResult<[i64; 4]> {
    let query = "SELECT (SELECT COUNT(*) FROM owners) AS owners, \
                 (SELECT COUNT(*) FROM items) AS items, (SELECT COUNT(*) FROM parts) AS parts, \
                 (SELECT COUNT(*) FROM stickers) AS stickers";
    let Counts {
        owners,
        items,
        parts,
        stickers,
    } = diesel::sql_query(query).get_result(conn).await?;
    Ok([owners, items, parts, stickers])
}

macro_rules! due {
    () => {
        purge(owners::table)
            .older_than(TimeDelta::days(30))
            .cascade()
    };
}

async fn all_that_is_due_goes(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    owners(conn, 50).await?;
    let mut batches = Vec::new();
    let run = due!()
        .in_batches(7)
        .on_batch(|batch| {
            batches.push((batch.table, batch.report.rows("owners"), batch.rows));
            ControlFlow::Continue(())
        })
        .execute(conn)
        .await?;
    assert_eq!(
        *run.report(),
        [
            ("owners", 40),
            ("items", 80),
            ("parts", 160),
            ("stickers", 80)
        ]
    );
    let of_seven = (1..=5).map(|n| ("owners", 7, n * 7 * 9));
    let expected: Vec<_> = of_seven.chain([("owners", 5, 360)]).collect();
    assert_eq!(batches, expected);
    assert_eq!(
        (run.batches(), run.stopped(), run.oldest_due()),
        (6, Stopped::Done, None)
    );
    assert_eq!(counts(conn).await?, [10, 20, 40, 20]);
    let text = run.to_string();
    assert!(
        text.starts_with(
            "owners: 40, items: 80, parts: 160, stickers: 80; 0 blocked, 0 held; 6 batches in "
        ) && text.ends_with(" s; stopped: done; oldest due: none"),
        "{text}"
    );
    // Nothing is left to do.
    let run = due!().in_batches(7).execute(conn).await?;
    assert_eq!((run.report().total(), run.batches()), (0, 0));
    Ok(())
}

async fn what_is_held_or_blocked_is_passed_over(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    owners(conn, 20).await?;
    // 2 is held, 3 by an item; 4 has receipts, 6 an item that is active, and 7 a part.
    conn.batch_execute(
        "UPDATE owners SET on_hold = TRUE WHERE id = 2;
         UPDATE items SET on_hold = TRUE WHERE id = 5;
         INSERT INTO receipts (id, owner_id) VALUES (1, 4), (2, 4), (3, 4);
         UPDATE items SET deleted_at = NULL WHERE id = 11;
         UPDATE parts SET deleted_at = NULL WHERE item_id = 13;
         INSERT INTO medals (id, owner_id, deleted_at) VALUES (1, 8, '2020-01-01 00:00:00'), (2, 9, NULL)",
    )
    .await?;
    let preview = due!().in_batches(100).preview(conn).await?;
    let run = due!().in_batches(100).execute(conn).await?;
    // 9 has a medal that is active.
    assert_eq!(
        ids!(owners::table.order(owners::id).select(owners::id), conn),
        [2, 3, 4, 5, 6, 7, 9, 10, 15, 20]
    );
    assert_eq!(
        *run.report(),
        [
            ("owners", 10),
            ("items", 20),
            ("parts", 40),
            ("stickers", 20)
        ]
    );
    assert_eq!(run.report().nullified("medals"), 1);
    let because_of = |passed: &diesel_scopes::PassedOver| {
        let rows = passed.because_of.iter();
        let mut rows: Vec<_> = rows.map(|it| (it.table, it.rows)).collect();
        rows.sort_unstable();
        (passed.roots, rows)
    };
    let held = (2, vec![("items", 1), ("owners", 1)]);
    let blocked = (
        4,
        vec![("items", 1), ("medals", 1), ("parts", 2), ("receipts", 3)],
    );
    assert_eq!(
        (because_of(run.held()), because_of(run.blocked())),
        (held, blocked)
    );
    assert_eq!(
        (run.stopped(), run.oldest_due().is_some()),
        (Stopped::Done, true)
    );
    assert_eq!(preview.report(), run.report());
    assert_eq!(
        (preview.held(), preview.blocked()),
        (run.held(), run.blocked())
    );
    let text = run.to_string();
    assert!(
        text.contains("; 4 blocked (receipts 3, items 1, parts 2, medals 1), 2 held ("),
        "{text}"
    );
    // None of what is below them is gone.
    assert_eq!(counts(conn).await?, [10, 20, 40, 20]);
    let kept = items::table.filter(items::owner_id.eq_any([2, 3, 4, 6, 7, 9]));
    assert_eq!(kept.count().get_result::<i64>(conn).await?, 12);
    Ok(())
}

async fn one_among_a_thousand(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    insert(conn, "owners (id, deleted_at)", 1..=1000, |n| {
        format!("{n}, {LONG_AGO}")
    })
    .await?;
    conn.batch_execute("INSERT INTO receipts (id, owner_id) VALUES (1, 611)")
        .await?;
    let sent = record(conn);
    let run = due!().in_batches(1_000).execute(conn).await?;
    assert_eq!((run.rows("owners"), run.blocked().roots), (999, 1));
    assert_eq!(ids!(owners::table.select(owners::id), conn), [611]);
    let looked_up = sent
        .try_iter()
        .filter(|text| text.contains("diesel_scopes.next"));
    assert!(looked_up.count() < 35);
    Ok(())
}

async fn many_that_are_blocked(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    insert(conn, "owners (id, deleted_at)", 1..=60, |n| {
        format!("{n}, {LONG_AGO}")
    })
    .await?;
    insert(conn, "receipts (id, owner_id)", 1..=60, |n| {
        format!("{n}, {}", 1 + (n * 7) % 50)
    })
    .await?;
    let run = due!().in_batches(1_000).execute(conn).await?;
    assert_eq!((run.rows("owners"), run.blocked().roots), (10, 50));
    assert_eq!(run.blocked().because_of[0].rows, 60);
    Ok(())
}

/// Runs until it is done, with a stop after so many batches each time.
async fn resumed(conn: &mut Connection, batches: u64) -> TestResult<u64> {
    let mut rows = 0;
    for _ in 0..1000 {
        let run = due!()
            .in_batches(3)
            .on_batch(|batch| {
                if batch.batches == batches {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })
            .execute(conn)
            .await?;
        rows += run.report().total();
        match run.stopped() {
            Stopped::Done => return Ok(rows),
            Stopped::Callback => assert_eq!(run.batches(), batches),
            other => return Err(format!("stopped: {other}").into()),
        }
    }
    Err("it does not end".into())
}

async fn stopped_after_each_batch_and_resumed(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    for batches in [1, 2, 3, 5, 100] {
        owners(conn, 30).await?;
        conn.batch_execute("INSERT INTO receipts (id, owner_id) VALUES (1, 4), (2, 17)")
            .await?;
        let rows = resumed(conn, batches).await?;
        assert_eq!(rows, 22 * 9);
        assert_eq!(counts(conn).await?, [8, 16, 32, 16]);
        conn.batch_execute(
            "DELETE FROM stickers; UPDATE parts SET parent_id = NULL; DELETE FROM parts; \
             DELETE FROM items; DELETE FROM receipts; DELETE FROM owners",
        )
        .await?;
    }
    Ok(())
}

async fn limits_in_rows_and_time(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    insert(conn, "owners (id, deleted_at)", 1..=100, |n| {
        format!("{n}, {LONG_AGO}")
    })
    .await?;
    let run = due!().in_batches(8).up_to(30).execute(conn).await?;
    assert_eq!((run.rows("owners"), run.stopped()), (30, Stopped::Rows));
    assert!(
        run.oldest_due()
            .is_some_and(|at| at.starts_with("2020-01-02 03:04:05"))
    );
    for run in [
        due!().in_batches(8).up_to(0).execute(conn).await?,
        due!().in_batches(8).up_to(0).preview(conn).await?,
    ] {
        assert_eq!((run.rows("owners"), run.stopped()), (0, Stopped::Rows));
    }
    let run = due!()
        .in_batches(8)
        .within(Duration::ZERO)
        .execute(conn)
        .await?;
    assert_eq!((run.rows("owners"), run.stopped()), (0, Stopped::Time));
    let run = due!()
        .in_batches(8)
        .pause(Duration::from_millis(60))
        .within(Duration::from_millis(50))
        .execute(conn)
        .await?;
    assert_eq!((run.rows("owners"), run.stopped()), (8, Stopped::Time));
    let run = due!()
        .in_batches(8)
        .within(Duration::from_millis(50))
        .on_batch(|batch| {
            batch.wait(Duration::from_millis(60));
            ControlFlow::Continue(())
        })
        .execute(conn)
        .await?;
    assert_eq!((run.rows("owners"), run.batches()), (8, 1));
    let run = due!()
        .in_batches(u64::MAX)
        .up_to(u64::MAX)
        .within(Duration::MAX)
        .execute(conn)
        .await?;
    assert_eq!((run.rows("owners"), run.batches()), (54, 1));
    Ok(())
}

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

async fn rows_of_the_target_alone(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    insert(conn, "owners (id, deleted_at)", 1..=40, |n| {
        format!("{n}, {LONG_AGO}")
    })
    .await?;
    conn.batch_execute(
        "INSERT INTO items (id, owner_id, deleted_at) VALUES (1, 9, NULL), (2, 23, '2020-01-01 00:00:00');
         UPDATE owners SET on_hold = TRUE WHERE id IN (3, 4)",
    )
    .await?;
    // The database says what refers to the rows.
    let run = purge(owners::table)
        .older_than(TimeDelta::days(1))
        .filter(owners::id.le(30))
        .shallow()
        .in_batches(10)
        .execute(conn)
        .await?;
    assert_eq!(
        (run.rows("owners"), run.blocked().roots, run.held().roots),
        (26, 2, 2)
    );
    assert_eq!(*run.report(), [("owners", 26)]);
    let left = ids!(
        owners::table
            .filter(owners::id.le(30))
            .order(owners::id)
            .select(owners::id),
        conn
    );
    assert_eq!(left, [3, 4, 9, 23]);
    Ok(())
}

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
    assert_eq!((run.rows("owners"), run.stopped()), (19, Stopped::Done));
    assert!(run.oldest_due().is_some());
    other.batch_execute("COMMIT").await?;
    let run = due!().in_batches(5).execute(&mut one).await?;
    assert_eq!((run.rows("owners"), run.oldest_due()), (1, None));
    Ok(())
}

async fn what_is_wrong_does_nothing(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    owners(conn, 5).await?;
    let error = |result: Result<PurgeRun, CascadeError>| match result {
        Err(CascadeError::Database(error)) => statement_error::<()>(Err(error)),
        other => Err(format!("not refused: {other:?}").into()),
    };
    let none = due!().in_batches(0).execute(conn).await;
    assert_eq!(error(none)?, StatementError::EmptyBatch);
    let none = expire(owners::table).in_batches(0).execute(conn).await;
    assert_eq!(error(none)?, StatementError::EmptyBatch);
    let none = due!().in_batches(0).preview(conn).await;
    assert_eq!(error(none)?, StatementError::EmptyBatch);
    let age = TimeDelta::days(-1);
    let negative = purge(owners::table)
        .older_than(age)
        .cascade()
        .in_batches(5)
        .execute(conn)
        .await;
    assert_eq!(error(negative)?, StatementError::NegativeAge { age });
    let age = TimeDelta::MAX;
    let absurd = purge(owners::table)
        .older_than(age)
        .shallow()
        .in_batches(5)
        .execute(conn)
        .await;
    assert_eq!(error(absurd)?, StatementError::AgeOutOfRange { age });
    let nothing = expire(communities::table).in_batches(5).execute(conn).await;
    assert_eq!(error(nothing)?, StatementError::NothingExpires);
    assert_eq!(counts(conn).await?, [5, 10, 20, 10]);
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
    let mut left = 100;
    // The server may still be at the last batch of a connection that is gone.
    for _ in 0..50 {
        due!().in_batches(50).execute(&mut conn).await?;
        [left, ..] = counts(&mut conn).await?;
        if left == 20 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(left, 20);
    Ok(())
}

diesel::table! {
    by_text (name) { name -> Text, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    by_number (id) { id -> BigInt, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    by_bytes (hash) { hash -> Binary, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    by_day (day) { day -> Date, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    by_several (tenant, name, number) {
        tenant -> Integer,
        name -> Text,
        number -> SmallInt,
        deleted_at -> Nullable<Timestamp>,
    }
}
diesel_scopes::soft_deletable! {
    by_text (deleted_at)
    by_number (deleted_at)
    by_bytes (deleted_at)
    by_day (deleted_at)
    by_several (deleted_at)
}

async fn keys_of_all_types(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    let time = if is_mysql_or_mariadb() {
        "DATETIME(6)"
    } else {
        "TIMESTAMP"
    };
    let bytes = match Database::NAME {
        "postgresql" => "BYTEA",
        "sqlite" => "BLOB",
        _ => "VARBINARY(20)",
    };
    conn.batch_execute(&format!(
        "CREATE TABLE by_text (name VARCHAR(50) PRIMARY KEY, deleted_at {time} NULL);
         CREATE TABLE by_number (id BIGINT PRIMARY KEY, deleted_at {time} NULL);
         CREATE TABLE by_bytes (hash {bytes} PRIMARY KEY, deleted_at {time} NULL);
         CREATE TABLE by_day (day DATE PRIMARY KEY, deleted_at {time} NULL);
         CREATE TABLE by_several (tenant INTEGER NOT NULL, name VARCHAR(50) NOT NULL, \
             number SMALLINT NOT NULL, deleted_at {time} NULL, PRIMARY KEY (tenant, name, number))"
    ))
    .await?;
    let texts = [
        "", "a", "B", "c'd", "c\"d", "e\\f", "g:h", "ü", "日本", "{}", "%s", "z z ",
    ];
    let stamp = day(1);
    for text in texts {
        diesel::insert_into(by_text::table)
            .values((by_text::name.eq(text), by_text::deleted_at.eq(stamp)))
            .execute(conn)
            .await?;
        for tenant in [-1, 7] {
            for number in [-3_i16, 4] {
                let key = (
                    by_several::tenant.eq(tenant),
                    by_several::name.eq(text),
                    by_several::number.eq(number),
                );
                diesel::insert_into(by_several::table)
                    .values((key, by_several::deleted_at.eq(stamp)))
                    .execute(conn)
                    .await?;
            }
        }
    }
    let numbers = [
        i64::MIN,
        i64::MIN + 1,
        -1,
        0,
        1,
        (1 << 53) + 1,
        (1 << 53) + 2,
        i64::MAX - 1,
        i64::MAX,
    ];
    for number in numbers {
        diesel::insert_into(by_number::table)
            .values((by_number::id.eq(number), by_number::deleted_at.eq(stamp)))
            .execute(conn)
            .await?;
        let hash = number.to_be_bytes().to_vec();
        diesel::insert_into(by_bytes::table)
            .values((by_bytes::hash.eq(hash), by_bytes::deleted_at.eq(stamp)))
            .execute(conn)
            .await?;
    }
    for day in 1..=9 {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 2, day).unwrap();
        diesel::insert_into(by_day::table)
            .values((by_day::day.eq(day), by_day::deleted_at.eq(stamp)))
            .execute(conn)
            .await?;
    }
    // A batch of two in which nothing goes, and so the key alone leads on; then all go.
    macro_rules! goes {
        ($table:ident, $rows:expr) => {
            let looked = purge($table::table).in_batches(2).preview(conn).await?;
            let run = purge($table::table).in_batches(2).execute(conn).await?;
            assert_eq!(looked.report(), run.report());
            let rows: i64 = $rows;
            let batches = u64::try_from((rows + 1) / 2).unwrap();
            assert_eq!((looked.batches(), run.batches()), (batches, batches));
            assert_eq!($table::table.count().get_result::<i64>(conn).await?, 0);
        };
    }
    goes!(by_text, 12);
    goes!(by_several, 48);
    goes!(by_number, 9);
    goes!(by_bytes, 9);
    goes!(by_day, 9);
    Ok(())
}

async fn what_is_kept_for_a_time_expires(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    let now = chrono::Utc::now().naive_utc();
    let days = |days: i64| {
        format!(
            "'{}'",
            (now - TimeDelta::days(days)).format("%Y-%m-%d %H:%M:%S")
        )
    };
    let (ten, forty, two) = (days(10), days(40), days(2));
    conn.batch_execute(&format!(
        "INSERT INTO owners (id, deleted_at) VALUES (1, {ten}), (2, {forty}), (3, NULL), (4, {forty});
         INSERT INTO items (id, owner_id, deleted_at, on_hold) VALUES (1, 1, {ten}, NULL), \
             (2, 1, {two}, NULL), (3, 2, {two}, FALSE), (4, 3, {ten}, TRUE), (5, 4, {forty}, TRUE);
         INSERT INTO parts (id, item_id, deleted_at) VALUES (1, 1, {ten}), (2, 3, {ten}), (3, 4, {ten});
         INSERT INTO stickers (id, item_id) VALUES (1, 1), (2, 2)"
    ))
    .await?;
    let looked = expire(owners::table).in_batches(10).preview(conn).await?;
    let run = expire(owners::table).in_batches(10).execute(conn).await?;
    assert_eq!(
        ids!(owners::table.order(owners::id).select(owners::id), conn),
        [1, 3, 4]
    );
    assert_eq!(
        ids!(items::table.order(items::id).select(items::id), conn),
        [2, 4, 5]
    );
    assert_eq!(
        (
            run.rows("owners"),
            run.rows("items"),
            run.rows("parts"),
            run.rows("stickers")
        ),
        (1, 2, 2, 1)
    );
    // Items 4 and 5 are held, and owner 4 by the second.
    assert_eq!(run.held().roots, 3);
    assert!(run.oldest_due().is_some());
    assert_eq!(looked.report().total(), run.report().total());
    // Any table of the declaration stands for it.
    let run = expire(parts::table).in_batches(10).execute(conn).await?;
    assert_eq!((run.report().total(), run.held().roots), (0, 3));
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

async fn each_batch_is_an_operation(db: &Database) -> TestResult {
    use crate::journaled::{makers, works};
    use diesel_scopes::journal::{entries, operations};

    let mut conn = db.connect().await?;
    let conn = &mut conn;
    insert(conn, "makers (id, deleted_at)", 1..=7, |n| {
        format!("{n}, {LONG_AGO}")
    })
    .await?;
    insert(conn, "works (id, maker_id, deleted_at)", 1..=14, |n| {
        format!("{n}, {}, {LONG_AGO}", (n + 1) / 2)
    })
    .await?;
    let run = purge(makers::table)
        .older_than(TimeDelta::days(30))
        .cascade()
        .by("cron")
        .because("old")
        .in_batches(3)
        .execute(conn)
        .await?;
    assert_eq!(
        (run.rows("makers"), run.rows("works"), run.batches()),
        (7, 14, 3)
    );
    let told: Vec<(String, Option<String>, Option<String>, i64)> = operations::table
        .order(operations::id)
        .select((
            operations::verb,
            operations::actor,
            operations::reason,
            operations::row_count,
        ))
        .load(conn)
        .await?;
    let of = |rows| {
        (
            "purge".to_owned(),
            Some("cron".to_owned()),
            Some("old".to_owned()),
            rows,
        )
    };
    assert_eq!(told, [of(9), of(9), of(3)]);
    assert_eq!(entries::table.count().get_result::<i64>(conn).await?, 21);
    assert_eq!(works::table.count().get_result::<i64>(conn).await?, 0);
    Ok(())
}
