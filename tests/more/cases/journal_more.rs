//! The history of a row, what is forgotten, and futures that are dropped.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::pooled_connection::bb8::Pool;
use diesel_scopes::journal::{self, Entry, Operation, UndoError, entries, operations};
use diesel_scopes::undo;
use tokio::time::timeout;

use super::journal::{ROWS, all};
use super::prelude::*;
use crate::journaled::*;

cases![
    what_happened_to_a_row,
    history_by_keys_of_all_types,
    what_is_old_is_forgotten,
    an_undo_of_what_is_forgotten;
    database: dropped_under_way, forgotten_under_way, an_undo_that_can_be_tried_again,
];

async fn what_happened_to_a_row(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROWS).await?;
    soft_delete(makers::table.find(1))
        .cascade()
        .by("a")
        .execute(conn)
        .await?;
    restore(works::table.find(1))
        .shallow()
        .by("b")
        .because("why not")
        .execute(conn)
        .await?;
    soft_delete(works::table.find(3))
        .shallow()
        .by("c")
        .execute(conn)
        .await?;
    let history: Vec<(Entry, Operation)> = journal::history(works::table, 1)
        .order(entries::id)
        .load(conn)
        .await?;
    let told: Vec<_> = history
        .iter()
        .map(|(entry, operation)| {
            let actor = operation.actor.as_deref().unwrap_or_default();
            (entry.what.as_str(), operation.table_name.as_str(), actor)
        })
        .collect();
    assert_eq!(
        told,
        [("deleted", "makers", "a"), ("restored", "works", "b")]
    );
    let reasons: Vec<Option<String>> = journal::history(works::table, 1)
        .filter(operations::verb.eq("restore"))
        .select(operations::reason)
        .load(conn)
        .await?;
    assert_eq!(reasons, [Some("why not".to_owned())]);
    let nothing: Vec<(Entry, Operation)> = journal::history(works::table, 9).load(conn).await?;
    assert!(nothing.is_empty());
    Ok(())
}

async fn history_by_keys_of_all_types(conn: &mut Connection) -> TestResult {
    let word = "it's \"a\" \\ word, ünï\u{1F600}\n";
    let hash: &[u8] = b"\x00\xff'\"\\7f";
    diesel::insert_into(terms::table)
        .values((terms::word.eq(word), terms::gone.eq(false)))
        .execute(conn)
        .await?;
    diesel::insert_into(hashes::table)
        .values((hashes::hash.eq(hash), hashes::gone.eq(false)))
        .execute(conn)
        .await?;
    diesel::insert_into(days::table)
        .values((days::day.eq(day(7).date()), days::gone.eq(false)))
        .execute(conn)
        .await?;
    diesel::insert_into(ledgers::table)
        .values((
            ledgers::tenant.eq(i64::MAX),
            ledgers::number.eq(-7),
            ledgers::name.eq("n'"),
            ledgers::gone.eq(false),
        ))
        .execute(conn)
        .await?;
    let at = day(8) + TimeDelta::microseconds(123_456);
    diesel::insert_into(moments::table)
        .values((moments::at.eq(at), moments::gone.eq(false)))
        .execute(conn)
        .await?;
    soft_delete(moments::table).execute(conn).await?;
    let count: i64 = journal::history(moments::table, at)
        .count()
        .get_result(conn)
        .await?;
    assert_eq!(count, 1);
    soft_delete(terms::table).execute(conn).await?;
    soft_delete(hashes::table).execute(conn).await?;
    soft_delete(days::table).execute(conn).await?;
    soft_delete(ledgers::table).execute(conn).await?;
    let counts: [i64; 5] = [
        journal::history(terms::table, word)
            .count()
            .get_result(conn)
            .await?,
        journal::history(hashes::table, hash)
            .count()
            .get_result(conn)
            .await?,
        journal::history(days::table, day(7).date())
            .count()
            .get_result(conn)
            .await?,
        journal::history(ledgers::table, (i64::MAX, -7_i16, "n'"))
            .count()
            .get_result(conn)
            .await?,
        journal::history(ledgers::table, (i64::MAX, -7_i16, "n"))
            .count()
            .get_result(conn)
            .await?,
    ];
    assert_eq!(counts, [1, 1, 1, 1, 0]);
    Ok(())
}

async fn what_is_old_is_forgotten(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROWS).await?;
    let old = soft_delete(makers::table.find(1))
        .cascade()
        .execute(conn)
        .await?;
    undo(old.operation().unwrap()).execute(conn).await?;
    let year = TimeDelta::days(365);
    diesel::update(operations::table)
        .set(operations::done_at.eq(Utc::now().naive_utc() - year * 2))
        .execute(conn)
        .await?;
    let new = soft_delete(works::table.find(3))
        .cascade()
        .execute(conn)
        .await?;
    let forgotten = journal::forget_before(Utc::now() - year)
        .in_batches(3)
        .execute(conn)
        .await?;
    assert_eq!((forgotten.operations, forgotten.entries), (2, 14));
    let left = all(conn).await?;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].id, new.operation().unwrap().id());
    let entries: i64 = entries::table.count().get_result(conn).await?;
    assert_eq!(entries, left[0].row_count);
    let forgotten = journal::forget_before(Utc::now() - year)
        .execute(conn)
        .await?;
    assert_eq!((forgotten.operations, forgotten.entries), (0, 0));
    // A number is not given twice.
    let next = restore(works::table.find(3))
        .cascade()
        .execute(conn)
        .await?;
    assert!(next.operation().unwrap().id() > left[0].id);
    assert_eq!(
        undo(next.operation().unwrap()).execute(conn).await?.total(),
        next.total()
    );
    Ok(())
}

/// What it did is in its own entries.
async fn an_undo_of_what_is_forgotten(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROWS).await?;
    let deleted = soft_delete(spots::table.find(1)).execute(conn).await?;
    let deleted = deleted.operation().unwrap();
    let undone = undo(deleted).execute(conn).await?.operation().unwrap();
    let year = TimeDelta::days(365);
    diesel::update(operations::table.find(deleted.id()))
        .set(operations::done_at.eq(Utc::now().naive_utc() - year * 2))
        .execute(conn)
        .await?;
    let forgotten = journal::forget_before(Utc::now() - year)
        .execute(conn)
        .await?;
    assert_eq!((forgotten.operations, forgotten.entries), (1, 1));
    let refused = undo(deleted).execute(conn).await;
    assert!(matches!(refused, Err(UndoError::NotFound)), "{refused:?}");
    assert_eq!(undo(undone).execute(conn).await?.total(), 1);
    let closed: Vec<i32> = spots::table.deleted().select(spots::id).load(conn).await?;
    assert_eq!(closed, [1]);
    Ok(())
}

/// Cut off between its batches and within them, while others write and undo: no entry is
/// left without its operation, and what is left goes the next time.
async fn forgotten_under_way(db: &Database) -> TestResult {
    let manager = AsyncDieselConnectionManager::<Connection>::new(db.url());
    let pool = Pool::builder().max_size(1).build(manager).await?;
    let other = &mut db.connect().await?;
    let works: Vec<_> = (1..=20).map(|id| format!("({id}, 1)")).collect();
    other
        .batch_execute(&format!(
            "INSERT INTO makers (id) VALUES (1);
             INSERT INTO works (id, maker_id) VALUES {}",
            works.join(", ")
        ))
        .await?;
    let maker = || makers::table.find(1);
    let soon = Utc::now() + TimeDelta::days(1);
    let mut dice = 20_260_101_u64;
    let (mut cut, mut undone) = (0, 0);
    for round in 0..40 {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        let after = Duration::from_micros(dice % 12_000);
        let forgetting = async {
            let mut conn = pool.get().await?;
            if Database::NAME == "sqlite" {
                // What is left of a statement holds up the pool for as long, and the other one.
                conn.batch_execute("PRAGMA busy_timeout = 20").await?;
            }
            let forget = journal::forget_before(soon).in_batches(3);
            let forgotten = timeout(after, forget.execute(&mut *conn)).await;
            // A deadlock ends it as well.
            TestResult::Ok(!matches!(forgotten, Ok(Ok(_))))
        };
        let writing = async {
            match soft_delete(maker()).cascade().execute(other).await {
                Ok(report) => match undo(report.operation().unwrap()).execute(other).await {
                    Ok(report) => undone += usize::from(report.operation().is_some()),
                    Err(UndoError::NotFound) => {}
                    Err(error) => assert!(error.is_retryable(), "{error}"),
                },
                Err(error) => assert!(error.is_retryable(), "{error}"),
            }
            let orphans: i64 = entries::table
                .left_join(operations::table)
                .filter(operations::id.nullable().is_null())
                .count()
                .get_result(other)
                .await?;
            assert_eq!(orphans, 0, "round {round}");
            TestResult::Ok(())
        };
        let (forgotten, written) = {
            let mut both = std::pin::pin!(async { tokio::join!(forgetting, writing) });
            // A future of diesel-async on SQLite that is dropped waits for what is under way,
            // and may take the call with it that the other one waits for.
            loop {
                if let Ok(done) = timeout(Duration::from_millis(50), &mut both).await {
                    break done;
                }
            }
        };
        written?;
        cut += usize::from(forgotten?);
        // What the undo did not find any more.
        other
            .batch_execute("UPDATE makers SET deleted_at = NULL; UPDATE works SET deleted_at = NULL")
            .await?;
    }
    assert!(cut > 0 && undone > 0, "{cut} were cut, {undone} undone");
    journal::forget_before(soon).execute(other).await?;
    let left: i64 = operations::table.count().get_result(other).await?;
    let entries: i64 = entries::table.count().get_result(other).await?;
    assert_eq!((left, entries), (0, 0));
    Ok(())
}

/// As many entries as operations say, and they say it of all that was done.
async fn dropped_under_way(db: &Database) -> TestResult {
    let manager = AsyncDieselConnectionManager::<Connection>::new(db.url());
    let pool = Pool::builder().max_size(1).build(manager).await?;
    let other = &mut db.connect().await?;
    let works: Vec<_> = (1..=60).map(|id| format!("({id}, 1)")).collect();
    other
        .batch_execute(&format!(
            "INSERT INTO makers (id) VALUES (1);
             INSERT INTO works (id, maker_id) VALUES {}",
            works.join(", ")
        ))
        .await?;
    let mut dice = 20_260_101_u64;
    let (mut cut, mut finished) = (0, 0);
    for round in 0..40 {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        let after = Duration::from_micros(dice % 8_000);
        let told = {
            let mut conn = pool.get().await?;
            if Database::NAME == "sqlite" {
                conn.batch_execute("PRAGMA busy_timeout = 10000").await?;
            }
            let work = async {
                if round % 2 == 0 {
                    soft_delete(makers::table.find(1))
                        .cascade()
                        .execute(&mut *conn)
                        .await
                } else {
                    restore(makers::table.find(1))
                        .cascade()
                        .execute(&mut *conn)
                        .await
                }
            };
            timeout(after, work).await
        };
        match told {
            Ok(report) => {
                report?;
                finished += 1;
            }
            Err(_) => cut += 1,
        }
        // What the server is still doing comes to an end as a whole.
        let mut conn = pool.get().await?;
        if Database::NAME == "sqlite" {
            conn.batch_execute("PRAGMA busy_timeout = 10000").await?;
        }
        conn.batch_execute("UPDATE makers SET name = 'x' WHERE id = 1")
            .await?;
        let is_deleted: bool = makers::table
            .find(1)
            .select(makers::table.is_deleted())
            .first(&mut conn)
            .await?;
        let all = all(&mut conn).await?;
        let count: i64 = entries::table.count().get_result(&mut conn).await?;
        assert_eq!(count, 61 * all.len() as i64, "round {round}");
        assert!(all.iter().all(|it| it.row_count == 61), "round {round}");
        // They are of both kinds in turn.
        assert_eq!(all.len() % 2 == 1, is_deleted, "round {round}");
    }
    assert!(cut > 0, "nothing was cut, {finished} were finished");
    Ok(())
}

/// Another one has the row, for longer than is waited.
async fn an_undo_that_can_be_tried_again(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(ROWS).await?;
    let deleted = soft_delete(spots::table.find(1)).execute(conn).await?;
    let operation = deleted.operation().unwrap();
    let other = &mut db.connect().await?;
    other
        .batch_execute(match Database::NAME {
            "postgresql" => "SET lock_timeout = '200ms'",
            "sqlite" => "PRAGMA busy_timeout = 200",
            _ => "SET innodb_lock_wait_timeout = 1",
        })
        .await?;
    let refused = conn
        .transaction(async |conn| {
            diesel::update(spots::table.find(1))
                .set(spots::name.eq("z"))
                .execute(conn)
                .await?;
            Ok::<_, Error>(undo(operation).execute(other).await)
        })
        .await?;
    let error = refused.unwrap_err();
    assert!(error.is_retryable(), "{error}");
    assert_eq!(all(conn).await?.len(), 1);
    assert_eq!(undo(operation).execute(other).await?.total(), 1);

    let refused = UndoError::from(Error::DatabaseError(
        DatabaseErrorKind::UniqueViolation,
        Box::new("deadlock detected".to_owned()),
    ));
    assert!(!refused.is_retryable());
    for error in [
        UndoError::NotFound,
        UndoError::Gone { rows: 1 },
        UndoError::NoActor,
        UndoError::from(Error::NotFound),
    ] {
        assert!(!error.is_retryable(), "{error}");
    }
    Ok(())
}
