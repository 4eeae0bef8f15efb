//! Purges in batches.

use std::ops::ControlFlow;
use std::time::Duration;

use chrono::TimeDelta;
use diesel_scopes::{PassedOver, Stopped};

use super::prelude::*;

cases![;
    database:
    all_that_is_due_goes,
    what_is_held_or_blocked_is_passed_over,
    one_among_a_thousand,
    many_that_are_blocked,
    stopped_after_each_batch_and_resumed,
    limits_in_rows_and_time,
    rows_of_the_target_alone,
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

pub(crate) async fn tables(conn: &mut Connection) -> TestResult {
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

pub(crate) const LONG_AGO: &str = "'2020-01-02 03:04:05'";

/// Inserts rows of these columns, made of the numbers of a range.
pub(crate) async fn insert(
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
pub(crate) async fn owners(conn: &mut Connection, count: i32) -> TestResult {
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
pub(crate) async fn counts(conn: &mut Connection) -> TestResult<[i64; 4]> {
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
pub(crate) use due;

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
    let because_of = |passed: &PassedOver| {
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
