//! What many rows hang by that are removed with one row, or lose their key to it: in batches of
//! their own, and as one transaction would leave it.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use diesel_scopes::{CascadeReport, Stopped};

use super::prelude::*;
use super::retention::{LONG_AGO, insert};

cases![;
    database:
    as_one_transaction_would,
    no_batch_is_large,
    keys_in_batches,
    stopped_after_each_batch_and_resumed,
    what_stands_against_it,
    a_dry_run_counts_the_same,
    with_a_journal,
];

macro_rules! declared {
    ($($journal:tt)*) => {
        diesel::table! {
            lodgers (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
        }
        diesel::table! {
            gadgets (id) {
                id -> Integer,
                lodger_id -> Integer,
                parent_id -> Nullable<Integer>,
                deleted_at -> Nullable<Timestamp>,
                on_hold -> Bool,
            }
        }
        diesel::table! {
            readings (id) { id -> Integer, gadget_id -> Integer, deleted_at -> Nullable<Timestamp> }
        }
        diesel::table! {
            alarms (id) { id -> Integer, gadget_id -> Integer }
        }
        diesel::table! {
            photos (id) { id -> Integer, gadget_id -> Nullable<Integer> }
        }
        diesel::table! {
            claims (id) { id -> Integer, gadget_id -> Integer }
        }
        diesel::table! {
            postcards (id) {
                id -> Integer,
                lodger_id -> Nullable<Integer>,
                deleted_at -> Nullable<Timestamp>,
            }
        }

        diesel_scopes::soft_deletable! {
            $($journal)*
            lodgers (deleted_at) {
                nullify postcards (lodger_id),
                remove gadgets (lodger_id),
            }
            gadgets (deleted_at, hold (on_hold)) {
                cascade gadgets (parent_id),
                cascade readings (gadget_id),
                remove alarms (gadget_id),
                nullify photos (gadget_id),
                restrict claims (gadget_id),
            }
            readings (deleted_at)
            alarms ()
            postcards (deleted_at)
        }
    };
}

declared!();

/// The same tables, with a journal.
pub(crate) mod recorded {
    declared!(journal;);
}

async fn tables(conn: &mut Connection) -> TestResult {
    let time = if is_mysql_or_mariadb() {
        "DATETIME(6)"
    } else {
        "TIMESTAMP"
    };
    conn.batch_execute(&format!(
        "CREATE TABLE lodgers (id INTEGER PRIMARY KEY, deleted_at {time} NULL);
         CREATE TABLE gadgets (id INTEGER PRIMARY KEY, lodger_id INTEGER NOT NULL, \
             parent_id INTEGER NULL, deleted_at {time} NULL, on_hold BOOLEAN NOT NULL DEFAULT FALSE, \
             FOREIGN KEY (lodger_id) REFERENCES lodgers (id), \
             FOREIGN KEY (parent_id) REFERENCES gadgets (id));
         CREATE INDEX gadgets_lodger ON gadgets (lodger_id);
         CREATE INDEX gadgets_parent ON gadgets (parent_id);
         CREATE TABLE readings (id INTEGER PRIMARY KEY, gadget_id INTEGER NOT NULL, \
             deleted_at {time} NULL, FOREIGN KEY (gadget_id) REFERENCES gadgets (id));
         CREATE INDEX readings_gadget ON readings (gadget_id);
         CREATE TABLE alarms (id INTEGER PRIMARY KEY, gadget_id INTEGER NOT NULL, \
             FOREIGN KEY (gadget_id) REFERENCES gadgets (id));
         CREATE TABLE photos (id INTEGER PRIMARY KEY, gadget_id INTEGER NULL, \
             FOREIGN KEY (gadget_id) REFERENCES gadgets (id));
         CREATE TABLE claims (id INTEGER PRIMARY KEY, gadget_id INTEGER NOT NULL, \
             FOREIGN KEY (gadget_id) REFERENCES gadgets (id));
         CREATE TABLE postcards (id INTEGER PRIMARY KEY, lodger_id INTEGER NULL, \
             deleted_at {time} NULL, FOREIGN KEY (lodger_id) REFERENCES lodgers (id))"
    ))
    .await?;
    Ok(())
}

/// Lodgers 1 to 3 are due, 4 is not. The first has 150 gadgets, of which every other is active, and
/// 130 postcards; gadget 7 has 200 readings and 90 gadgets below it, gadget 9 has 120 photos.
async fn fill(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "DELETE FROM claims; DELETE FROM photos; DELETE FROM alarms; DELETE FROM readings; \
         UPDATE gadgets SET parent_id = NULL; DELETE FROM gadgets; DELETE FROM postcards; DELETE FROM lodgers",
    )
    .await?;
    let every_other = |n: i32| if n % 2 == 0 { LONG_AGO } else { "NULL" };
    insert(conn, "lodgers (id, deleted_at)", 1..=4, |n| {
        format!("{n}, {}", if n < 4 { LONG_AGO } else { "NULL" })
    })
    .await?;
    insert(conn, "gadgets (id, lodger_id, deleted_at)", 1..=160, |n| {
        let lodger = if n <= 150 { 1 } else { 2 + n % 3 };
        format!("{n}, {lodger}, {}", every_other(n))
    })
    .await?;
    insert(conn, "gadgets (id, lodger_id, parent_id)", 201..=290, |n| {
        format!("{n}, 1, {}", if n <= 250 { 7 } else { n - 50 })
    })
    .await?;
    insert(conn, "readings (id, gadget_id, deleted_at)", 1..=320, |n| {
        format!("{n}, {}, {}", (n + 1) / 2, every_other(n))
    })
    .await?;
    insert(conn, "readings (id, gadget_id)", 401..=600, |n| {
        format!("{n}, 7")
    })
    .await?;
    insert(conn, "alarms (id, gadget_id)", 1..=160, |n| {
        format!("{n}, {n}")
    })
    .await?;
    insert(conn, "photos (id, gadget_id)", 1..=120, |n| {
        format!("{n}, 9")
    })
    .await?;
    insert(conn, "photos (id, gadget_id)", 121..=130, |n| {
        format!("{n}, {}", n + 30)
    })
    .await?;
    insert(
        conn,
        "postcards (id, lodger_id, deleted_at)",
        1..=140,
        |n| {
            let (lodger, at) = match n {
                1..=130 => (1, LONG_AGO),
                131..=135 => (2, LONG_AGO),
                _ => (4, every_other(n)),
            };
            format!("{n}, {lodger}, {at}")
        },
    )
    .await
}

/// All that is there: the rows, and whose they are.
async fn all(conn: &mut Connection) -> TestResult<Vec<(&'static str, i32, Option<i32>)>> {
    let mut all = Vec::new();
    macro_rules! see {
        ($($table:ident . $column:expr),* $(,)?) => {$(
            let rows: Vec<(i32, Option<i32>)> = $table::table
                .order($table::id)
                .select(($table::id, $column.nullable()))
                .load(conn)
                .await?;
            all.extend(rows.into_iter().map(|(id, of)| (stringify!($table), id, of)));
        )*};
    }
    see!(
        lodgers.lodgers::id,
        gadgets.gadgets::lodger_id,
        readings.readings::gadget_id,
        alarms.alarms::gadget_id,
        photos.photos::gadget_id,
        postcards.postcards::lodger_id,
    );
    Ok(all)
}

/// How many rows were purged, lost a key, were removed.
fn numbers(report: &CascadeReport) -> BTreeMap<&'static str, (u64, u64, u64)> {
    let tables = report.tables().iter();
    let numbers = tables.map(|it| (it.table, (it.rows.unwrap_or(0), it.nullified, it.removed)));
    numbers.collect()
}

async fn as_one_transaction_would(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    fill(conn).await?;
    let whole = purge(lodgers::table).cascade().execute(conn).await?;
    let left = all(conn).await?;
    let expected = [
        ("lodgers", (3, 0, 0)),
        ("alarms", (0, 0, 157)),
        ("gadgets", (0, 0, 247)),
        ("postcards", (0, 135, 0)),
        ("photos", (0, 127, 0)),
        ("readings", (0, 0, 514)),
    ];
    assert_eq!(numbers(&whole), BTreeMap::from(expected));
    for size in [1, 3, 20, 1_000] {
        fill(conn).await?;
        let run = purge(lodgers::table)
            .cascade()
            .in_batches(size)
            .execute(conn)
            .await?;
        assert_eq!(numbers(run.report()), numbers(&whole), "{size}");
        assert_eq!(run.stopped(), Stopped::Done);
        assert!(all(conn).await? == left, "{size}");
    }
    Ok(())
}

async fn no_batch_is_large(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    fill(conn).await?;
    let mut most = 0;
    let mut tables = Vec::new();
    let run = purge(lodgers::table)
        .cascade()
        .in_batches(4)
        .on_batch(|batch| {
            let rows = numbers(&batch.report);
            most = most.max(rows.values().map(|(a, b, c)| a + b + c).sum());
            if !tables.contains(&batch.table) {
                tables.push(batch.table);
            }
            ControlFlow::Continue(())
        })
        .execute(conn)
        .await?;
    assert!(most <= 40, "{most} rows in a batch");
    assert!(run.batches() > 30);
    tables.sort_unstable();
    // One gadget has many readings and gadgets below it, another many photos; these go first.
    assert_eq!(
        tables,
        [
            "alarms",
            "gadgets",
            "lodgers",
            "photos",
            "postcards",
            "readings"
        ]
    );
    Ok(())
}

/// The statement by which rows lose their keys, on each of the databases.
async fn keys_in_batches(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    fill(conn).await?;
    let sent = record(conn);
    purge(lodgers::table)
        .cascade()
        .in_batches(4)
        .execute(conn)
        .await?;
    let statement = match Database::NAME {
        "postgresql" => {
            "AND (\"postcards\".\"deleted_at\" IS NOT NULL) FOR NO KEY UPDATE SKIP LOCKED), \
             \"diesel_scopes.step.0\" AS (UPDATE \"postcards\" SET \"lodger_id\" = NULL \
             WHERE \"postcards\".\"id\" = ANY(ARRAY(SELECT k1 FROM \"diesel_scopes.postcards.roots\"))"
        }
        "sqlite" => {
            "UPDATE `postcards` SET `lodger_id` = NULL WHERE `postcards`.`lodger_id` IN \
             (SELECT `lodgers`.`id` FROM `lodgers` WHERE `lodgers`.`id` = ? \
             AND `lodgers`.`deleted_at` IS NOT NULL) AND `postcards`.`id` > ? \
             AND `postcards`.`id` <= ? AND (`postcards`.`deleted_at` IS NOT NULL)"
        }
        _ => {
            "`diesel_scopes.postcards.roots` STRAIGHT_JOIN `postcards` \
             ON `postcards`.`id` = `diesel_scopes.postcards.roots`.k1 \
             SET `postcards`.`lodger_id` = NULL WHERE `postcards`.`deleted_at` IS NOT NULL"
        }
    };
    let sent: Vec<_> = sent.try_iter().collect();
    let count = sent.iter().filter(|it| it.contains(statement)).count();
    let keys: Vec<_> = sent.iter().filter(|it| it.contains("= NULL")).collect();
    assert!(count > 20, "{keys:?}");
    Ok(())
}

async fn stopped_after_each_batch_and_resumed(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    fill(conn).await?;
    let whole = purge(lodgers::table).cascade().execute(conn).await?;
    let left = all(conn).await?;
    for batches in [1, 2, 5] {
        fill(conn).await?;
        let mut sums: BTreeMap<_, (u64, u64, u64)> = BTreeMap::new();
        loop {
            let run = purge(lodgers::table)
                .cascade()
                .in_batches(6)
                .on_batch(|batch| {
                    if batch.batches == batches {
                        ControlFlow::Break(())
                    } else {
                        ControlFlow::Continue(())
                    }
                })
                .execute(conn)
                .await?;
            for (table, (rows, nullified, removed)) in numbers(run.report()) {
                let sum = sums.entry(table).or_default();
                *sum = (sum.0 + rows, sum.1 + nullified, sum.2 + removed);
            }
            if run.stopped() == Stopped::Done {
                break;
            }
            assert_eq!((run.stopped(), run.batches()), (Stopped::Callback, batches));
        }
        assert_eq!(sums, numbers(&whole));
        assert!(all(conn).await? == left);
    }
    Ok(())
}

async fn what_stands_against_it(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    for (against, undo, held) in [
        (
            "INSERT INTO claims (id, gadget_id) VALUES (1, 290)",
            "DELETE FROM claims",
            false,
        ),
        (
            "UPDATE gadgets SET on_hold = TRUE WHERE id = 140",
            "UPDATE gadgets SET on_hold = FALSE",
            true,
        ),
        (
            "UPDATE postcards SET deleted_at = NULL WHERE id = 77",
            "UPDATE postcards SET deleted_at = '2020-01-02 03:04:05' WHERE id = 77",
            false,
        ),
    ] {
        fill(conn).await?;
        conn.batch_execute(against).await?;
        let before = all(conn).await?;
        let run = purge(lodgers::table)
            .cascade()
            .in_batches(5)
            .execute(conn)
            .await?;
        assert_eq!(run.rows("lodgers"), 2);
        assert_eq!(
            (run.held().roots, run.blocked().roots),
            (u64::from(held), u64::from(!held))
        );
        // Nothing of the first lodger is touched.
        let of_others = |(table, id, of): &&(&str, i32, Option<i32>)| match *table {
            "lodgers" => [1, 4].contains(id),
            "gadgets" => [Some(1), Some(4)].contains(of),
            "postcards" => *id <= 130 || *id > 135,
            _ => true,
        };
        let now = all(conn).await?;
        let kept = |table: &str, rows: &[(&'static str, i32, Option<i32>)]| {
            let rows = rows.iter().filter(of_others);
            let rows = rows.filter(|(of, ..)| *of == table).copied();
            rows.collect::<Vec<_>>()
        };
        for table in ["lodgers", "gadgets", "postcards"] {
            let now: Vec<_> = kept(table, &now);
            assert_eq!(now, kept(table, &before));
        }
        conn.batch_execute(undo).await?;
        let run = purge(lodgers::table)
            .cascade()
            .in_batches(5)
            .execute(conn)
            .await?;
        assert_eq!((run.rows("lodgers"), run.stopped()), (1, Stopped::Done));
    }
    Ok(())
}

async fn a_dry_run_counts_the_same(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    fill(conn).await?;
    let before = all(conn).await?;
    let looked = purge(lodgers::table)
        .cascade()
        .in_batches(5)
        .preview(conn)
        .await?;
    assert!(all(conn).await? == before);
    let run = purge(lodgers::table)
        .cascade()
        .in_batches(5)
        .execute(conn)
        .await?;
    assert_eq!(numbers(looked.report()), numbers(run.report()));
    Ok(())
}

async fn with_a_journal(db: &Database) -> TestResult {
    use diesel_scopes::journal::{entries, operations};

    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    fill(conn).await?;
    let mut told = Vec::new();
    let run = purge(recorded::lodgers::table)
        .cascade()
        .in_batches(5)
        .on_batch(|batch| {
            told.extend(batch.report.operation());
            ControlFlow::Continue(())
        })
        .execute(conn)
        .await?;
    for (what, table, rows) in [
        ("purged", "lodgers", 3),
        ("removed", "gadgets", 247),
        ("removed", "readings", 514),
        ("nullified", "postcards", 135),
        ("nullified", "photos", 127),
    ] {
        let found = entries::table
            .filter(entries::what.eq(what))
            .filter(entries::table_name.eq(table));
        assert_eq!(
            found.count().get_result::<i64>(conn).await?,
            rows,
            "{table}"
        );
    }
    // Each batch is an operation.
    let operations: i64 = operations::table.count().get_result(conn).await?;
    assert_eq!(u64::try_from(operations)?, run.batches());
    told.dedup();
    assert_eq!(u64::try_from(told.len())?, run.batches());
    let keys = entries::table
        .filter(entries::what.eq("nullified"))
        .filter(entries::table_name.eq("postcards"))
        .filter(
            entries::row_key
                .like("%: 7}")
                .or(entries::row_key.like("%:7}")),
        );
    let was: Option<String> = keys.select(entries::was).get_result(conn).await?;
    assert_eq!(
        was.unwrap_or_default().replace(' ', ""),
        r#"{"lodger_id":1}"#
    );
    Ok(())
}
