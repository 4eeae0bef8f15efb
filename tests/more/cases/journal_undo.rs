//! Undoing what the journal has.

use diesel_scopes::journal::{self, UndoError, entries};
use diesel_scopes::{mark, undo};

use super::journal::{ROWS, all, compact, recorded};
use super::prelude::*;
use crate::journaled::*;

cases![
    a_cascade_is_undone,
    a_restore_is_undone,
    flags_come_back,
    undone_twice_and_redone,
    what_was_changed_since_stays,
    what_was_redone_since_stays,
    what_is_gone_stays_gone,
    what_the_undo_says,
    keys_of_all_types_are_found,
    by_its_number;
    database: undo_at_once, undo_beside_a_restore, an_undo_that_fails,
];

/// The rows of makers, without their times.
type Maker = (
    i32,
    Option<String>,
    bool,
    Option<NaiveDateTime>,
    Option<NaiveDateTime>,
);

async fn makers_of(conn: &mut Connection) -> TestResult<Vec<Maker>> {
    let rows = makers::table.order(makers::id).select((
        makers::id,
        makers::reason,
        makers::is_gone,
        makers::deleted_at,
        makers::banned_at,
    ));
    Ok(rows.load(conn).await?)
}

async fn prints_of(conn: &mut Connection) -> TestResult<Vec<(i32, Option<i32>, Option<i32>)>> {
    Ok(prints::table.order(prints::id).load(conn).await?)
}

async fn a_cascade_is_undone(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROWS).await?;
    let (makers_before, prints_before) = (makers_of(conn).await?, prints_of(conn).await?);
    let report = soft_delete(makers::table.find(1))
        .set(makers::reason.eq("spam"))
        .cascade()
        .execute(conn)
        .await?;
    let operation = report.operation().unwrap();
    assert_ne!(prints_before, prints_of(conn).await?);

    let preview = undo(operation).preview(conn).await?;
    assert_eq!(
        preview.to_string(),
        "makers: 1, works: 2, memos: 2, prints: 2"
    );
    assert_eq!(preview.operation(), None);
    assert_eq!(all(conn).await?.len(), 1);

    let undone = undo(operation)
        .by("user:8")
        .because("a mistake")
        .execute(conn)
        .await?;
    assert_eq!(
        undone.to_string(),
        "makers: 1, works: 2, memos: 2, prints: 2"
    );
    assert_eq!(
        (undone.total(), undone.undone("works"), undone.left("works")),
        (7, 2, 0)
    );
    assert_eq!(makers_before, makers_of(conn).await?);
    assert_eq!(prints_before, prints_of(conn).await?);
    let deleted: i64 = works::table.deleted().count().get_result(conn).await?;
    assert_eq!(deleted, 0);
    let deleted: i64 = memos::table.deleted().count().get_result(conn).await?;
    assert_eq!(deleted, 0);
    // A write like any other.
    let touched: Option<NaiveDateTime> = makers::table
        .find(1)
        .select(makers::changed_at)
        .first(conn)
        .await?;
    assert!(touched.is_some());

    let all = all(conn).await?;
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].undone_by, Some(all[1].id));
    assert_eq!((all[1].undoes, all[1].undone_by), (Some(all[0].id), None));
    assert_eq!(all[1].verb, "undo");
    assert_eq!(all[1].table_name, "makers");
    assert_eq!(all[1].row_count, 7);
    assert_eq!(all[1].actor.as_deref(), Some("user:8"));
    assert_eq!(all[1].reason.as_deref(), Some("a mistake"));
    assert_eq!(undone.operation().unwrap().id(), all[1].id);
    assert_eq!(recorded(conn, all[1].id).await?.len(), 7);
    Ok(())
}

async fn a_restore_is_undone(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROWS).await?;
    soft_delete(makers::table.find(1))
        .at(day(5))
        .cascade()
        .execute(conn)
        .await?;
    // One is deleted by itself, and is not of the cascade.
    soft_delete(works::table.find(3))
        .shallow()
        .execute(conn)
        .await?;
    diesel::update(makers::table.find(1))
        .set(makers::reason.eq("it's \"old\"\\"))
        .execute(conn)
        .await?;
    let before = makers_of(conn).await?;
    let stamps: Vec<Option<NaiveDateTime>> = works::table
        .order(works::id)
        .select(works::deleted_at)
        .load(conn)
        .await?;
    let report = restore(makers::table.find(1))
        .cascade()
        .execute(conn)
        .await?;
    assert_ne!(before, makers_of(conn).await?);
    let undone = undo(report.operation().unwrap()).execute(conn).await?;
    assert_eq!(undone.to_string(), "makers: 1, works: 2, memos: 2");
    assert_eq!(before, makers_of(conn).await?);
    assert_eq!(before[0].3, Some(day(5)));
    let now: Vec<Option<NaiveDateTime>> = works::table
        .order(works::id)
        .select(works::deleted_at)
        .load(conn)
        .await?;
    assert_eq!(stamps, now);
    Ok(())
}

async fn flags_come_back(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROWS).await?;
    mark(spots::barred, spots::table.find(1))
        .execute(conn)
        .await?;
    let report = soft_delete(spots::table).execute(conn).await?;
    assert_eq!(report.total(), 3);
    undo(report.operation().unwrap()).execute(conn).await?;
    let now: Vec<(bool, bool)> = spots::table
        .order(spots::id)
        .select((spots::closed, spots::barred))
        .load(conn)
        .await?;
    assert_eq!(now, [(false, true), (false, false), (false, false)]);
    Ok(())
}

async fn undone_twice_and_redone(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROWS).await?;
    let report = soft_delete(makers::table.find(1))
        .cascade()
        .execute(conn)
        .await?;
    let deleted = (makers_of(conn).await?, prints_of(conn).await?);
    let first = report.operation().unwrap();
    let second = undo(first).execute(conn).await?.operation().unwrap();
    let active = (makers_of(conn).await?, prints_of(conn).await?);

    let again = undo(first).execute(conn).await?;
    assert_eq!(
        (again.total(), again.operation(), again.left("makers")),
        (0, None, 1)
    );
    assert_eq!(all(conn).await?.len(), 2);

    let redone = undo(second).execute(conn).await?;
    assert_eq!(redone.total(), 7);
    assert_eq!(deleted, (makers_of(conn).await?, prints_of(conn).await?));
    let third = redone.operation().unwrap();
    let list = all(conn).await?;
    assert_eq!(
        (list[0].undone_by, list[1].undone_by),
        (None, Some(third.id()))
    );
    let what: Vec<String> = entries::table
        .filter(entries::operation_id.eq(third.id()))
        .select(entries::what)
        .distinct()
        .load(conn)
        .await?;
    assert_eq!(what, ["redone"]);

    // The first is in force again, and can be undone as ever.
    assert_eq!(undo(second).execute(conn).await?.total(), 0);
    let undone = undo(first).execute(conn).await?;
    assert_eq!(undone.total(), 7);
    assert_eq!(undo(third).execute(conn).await?.total(), 0);
    let list = all(conn).await?;
    assert_eq!(list[0].undone_by, Some(undone.operation().unwrap().id()));
    assert_eq!(active, (makers_of(conn).await?, prints_of(conn).await?));
    Ok(())
}

async fn what_was_changed_since_stays(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROWS).await?;
    let first = soft_delete(works::table.filter(works::maker_id.eq(1)))
        .cascade()
        .execute(conn)
        .await?
        .operation()
        .unwrap();
    let second = restore(works::table.find(1))
        .shallow()
        .execute(conn)
        .await?
        .operation()
        .unwrap();
    diesel::delete(memos::table.find(2)).execute(conn).await?;

    let undone = undo(first).execute(conn).await?;
    assert_eq!(
        undone.to_string(),
        "works: 1 and 1 left, memos: 1 and 1 left, prints: 2"
    );
    let deleted: i64 = works::table.deleted().count().get_result(conn).await?;
    assert_eq!(deleted, 0);
    // The one that changed it is undone first.
    assert_eq!(undo(second).execute(conn).await?.total(), 1);
    let undone = undo(first).execute(conn).await?;
    assert_eq!(undone.undone("works"), 1);
    let active: Vec<i32> = works::table
        .active()
        .order(works::id)
        .select(works::id)
        .load(conn)
        .await?;
    assert_eq!(active, [1, 2, 3]);
    Ok(())
}

/// What was done first and is in force again since came after what was done second.
async fn what_was_redone_since_stays(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROWS).await?;
    let work = || works::table.find(1);
    let stamps = async |conn: &mut Connection| -> TestResult<Option<NaiveDateTime>> {
        Ok(work().select(works::deleted_at).first(conn).await?)
    };
    let delete = async |conn: &mut Connection, at| -> TestResult<_> {
        let report = soft_delete(work())
            .at(day(at))
            .shallow()
            .execute(conn).await?;
        Ok(report.operation().unwrap())
    };
    let first = delete(conn, 1).await?;
    let first_undone = undo(first).execute(conn).await?.operation().unwrap();
    let second = delete(conn, 2).await?;
    let second_undone = undo(second).execute(conn).await?.operation().unwrap();
    let redone = undo(first_undone).execute(conn).await?.operation().unwrap();
    assert_eq!(stamps(conn).await?, Some(day(1)));

    for operation in [second_undone, second] {
        let preview = undo(operation).preview(conn).await?;
        assert_eq!((preview.total(), preview.left("works")), (0, 1));
        let undone = undo(operation).execute(conn).await?;
        assert_eq!((undone.total(), undone.left("works")), (0, 1));
        assert_eq!(stamps(conn).await?, Some(day(1)));
    }
    // What was redone is undone first.
    assert_eq!(undo(redone).execute(conn).await?.total(), 1);
    assert_eq!(undo(second_undone).execute(conn).await?.total(), 1);
    assert_eq!(stamps(conn).await?, Some(day(2)));
    assert_eq!(undo(second).execute(conn).await?.total(), 1);
    assert_eq!(stamps(conn).await?, None);
    Ok(())
}

async fn what_is_gone_stays_gone(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROWS).await?;
    conn.batch_execute("INSERT INTO badges (id, maker_id) VALUES (1, 1), (2, 1)")
        .await?;
    let removed = soft_delete(makers::table.find(1))
        .cascade()
        .execute(conn)
        .await?;
    let refused = undo(removed.operation().unwrap()).execute(conn).await;
    assert_eq!(refused, Err(UndoError::Gone { rows: 2 }));
    let refused = undo(removed.operation().unwrap()).preview(conn).await;
    assert_eq!(
        refused.unwrap_err().to_string(),
        "cannot undo: the operation removed rows for good (2); what they were stands in the journal"
    );
    let deleted: i64 = works::table.deleted().count().get_result(conn).await?;
    assert_eq!(deleted, 2);
    let purged = purge(memos::table).cascade().execute(conn).await?;
    let refused = undo(purged.operation().unwrap()).execute(conn).await;
    assert_eq!(refused, Err(UndoError::Gone { rows: 2 }));
    assert_eq!(all(conn).await?.len(), 2);
    Ok(())
}

async fn what_the_undo_says(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROWS).await?;
    let report = soft_delete(deeds::table).by("a").execute(conn).await?;
    let operation = report.operation().unwrap();
    let refused = undo(operation).execute(conn).await;
    assert_eq!(refused, Err(UndoError::NoActor));
    assert_eq!(undo(operation).preview(conn).await?.total(), 2);
    assert_eq!(undo(operation).by("b").execute(conn).await?.total(), 2);
    Ok(())
}

async fn keys_of_all_types_are_found(conn: &mut Connection) -> TestResult {
    let strange = [
        "it's \"a\" \\ word, ünï\u{1F600}\n",
        "",
        "x'00'",
        "null",
        "7",
    ];
    for word in strange {
        diesel::insert_into(terms::table)
            .values((terms::word.eq(word), terms::gone.eq(false)))
            .execute(conn)
            .await?;
    }
    for hash in [&b"\x00\xff'\"\\7f"[..], b"a", b"\xf0\x9f"] {
        diesel::insert_into(hashes::table)
            .values((hashes::hash.eq(hash), hashes::gone.eq(false)))
            .execute(conn)
            .await?;
    }
    for date in [
        day(7).date(),
        chrono::NaiveDate::from_ymd_opt(1999, 12, 31).unwrap(),
    ] {
        diesel::insert_into(days::table)
            .values((days::day.eq(date), days::gone.eq(false)))
            .execute(conn)
            .await?;
    }
    let at = day(8) + chrono::TimeDelta::microseconds(123_456);
    diesel::insert_into(moments::table)
        .values((moments::at.eq(at), moments::gone.eq(false)))
        .execute(conn)
        .await?;
    for (tenant, number) in [(i64::MAX, -7), (i64::MIN, i16::MAX), (0, 0)] {
        diesel::insert_into(ledgers::table)
            .values((
                ledgers::tenant.eq(tenant),
                ledgers::number.eq(number),
                ledgers::name.eq("n'"),
                ledgers::gone.eq(false),
            ))
            .execute(conn)
            .await?;
    }
    let operations = [
        (
            soft_delete(terms::table).execute(conn).await?,
            strange.len() as u64,
        ),
        (soft_delete(hashes::table).execute(conn).await?, 3),
        (soft_delete(days::table).execute(conn).await?, 2),
        (soft_delete(moments::table).execute(conn).await?, 1),
        (soft_delete(ledgers::table).execute(conn).await?, 3),
    ];
    for (report, rows) in operations {
        let undone = undo(report.operation().unwrap()).execute(conn).await?;
        assert_eq!(
            (report.total(), undone.total()),
            (rows, rows),
            "{report}: {undone}"
        );
    }
    let left: i64 = terms::table.deleted().count().get_result(conn).await?;
    let hashes: i64 = hashes::table.deleted().count().get_result(conn).await?;
    let days: i64 = days::table.deleted().count().get_result(conn).await?;
    let moments: i64 = moments::table.deleted().count().get_result(conn).await?;
    let ledgers: i64 = ledgers::table.deleted().count().get_result(conn).await?;
    assert_eq!((left, hashes, days, moments, ledgers), (0, 0, 0, 0, 0));
    Ok(())
}

async fn by_its_number(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROWS).await?;
    soft_delete(works::table.find(1))
        .shallow()
        .execute(conn)
        .await?;
    let number = all(conn).await?[0].id;
    // Any table of the declaration will do.
    let undone = undo(journal::operation(makers::table, number))
        .execute(conn)
        .await?;
    assert_eq!(undone.to_string(), "works: 1");
    let unknown = undo(journal::operation(makers::table, number + 9))
        .execute(conn)
        .await;
    assert_eq!(unknown, Err(UndoError::NotFound));
    let key: String = entries::table.select(entries::row_key).first(conn).await?;
    assert_eq!(compact(&key), r#"{"id":1}"#);
    Ok(())
}

/// Of several at once, one undoes.
async fn undo_at_once(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(ROWS).await?;
    let report = soft_delete(makers::table).cascade().execute(conn).await?;
    let operation = report.operation().unwrap();
    let one = || async {
        let mut conn = db.connect().await?;
        TestResult::Ok(undo(operation).execute(&mut conn).await?.total())
    };
    let (a, b, c) = tokio::join!(one(), one(), one());
    let mut undone = [a?, b?, c?];
    undone.sort_unstable();
    assert_eq!(undone, [0, 0, 12]);
    assert_eq!(all(conn).await?.len(), 2);
    Ok(())
}

/// A restore that is under way has changed the row, by the time that it can be undone.
async fn undo_beside_a_restore(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(ROWS).await?;
    let report = mark(spots::barred, spots::table.find(1))
        .execute(conn)
        .await?;
    let operation = report.operation().unwrap();
    let other = &mut db.connect().await?;
    let under_way = conn.transaction(async |conn| {
        restore(spots::table.find(1))
            .shallow()
            .marking(spots::barred)
            .execute(conn)
            .await?;
        let waiting = async {
            let undone = undo(operation).execute(other).await;
            TestResult::Ok(undone?.total())
        };
        let mut waiting = Box::pin(waiting);
        let early = tokio::time::timeout(std::time::Duration::from_millis(300), &mut waiting).await;
        assert!(early.is_err(), "it does not wait: {early:?}");
        Ok::<_, Error>(waiting)
    });
    let waiting = under_way.await?;
    assert_eq!(waiting.await?, 0);
    assert_eq!(all(conn).await?.len(), 2);
    Ok(())
}

/// A unique value is taken by now: neither rows nor entries.
async fn an_undo_that_fails(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(ROWS).await?;
    let report = soft_delete(spots::table.find(1)).execute(conn).await?;
    conn.batch_execute("INSERT INTO spots (id, name) VALUES (9, 'x')")
        .await?;
    let failed = undo(report.operation().unwrap()).execute(conn).await;
    assert!(matches!(failed, Err(UndoError::Database(_))), "{failed:?}");
    assert_eq!(all(conn).await?.len(), 1);
    let closed: Vec<i32> = spots::table.deleted().select(spots::id).load(conn).await?;
    assert_eq!(closed, [1]);
    conn.batch_execute("DELETE FROM spots WHERE id = 9").await?;
    assert_eq!(
        undo(report.operation().unwrap())
            .execute(conn)
            .await?
            .total(),
        1
    );
    Ok(())
}
