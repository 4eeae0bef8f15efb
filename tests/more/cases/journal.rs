//! Every statement on a journaled table is recorded, with every row that it changed.

use diesel_scopes::journal::{Entry, Operation, entries, operations};
use diesel_scopes::{CascadeReport, Outcome, mark};

use super::prelude::*;
use crate::journaled::*;

cases![
    a_single_delete,
    a_restore_and_a_purge,
    a_cascade,
    what_changes_nothing,
    what_keeps_its_stamp,
    what_is_said,
    many_by_ids,
    another_marker,
    further_columns,
    keys_of_all_types;
    database: nothing_recorded_nothing_done, at_once,
];

pub(crate) const ROWS: &str = "
    INSERT INTO makers (id, name, reason) VALUES (1, 'a', 'r1'), (2, 'b', NULL), (3, 'c', NULL);
    INSERT INTO works (id, maker_id) VALUES (1, 1), (2, 1), (3, 2);
    INSERT INTO memos (id, work_id, parent_id) VALUES (1, 1, NULL), (2, NULL, 1), (3, 3, NULL);
    INSERT INTO prints (id, work_id, maker_id) VALUES (1, 1, 1), (2, 2, NULL), (3, 3, 2);
    INSERT INTO spots (id, name) VALUES (1, 'x'), (2, 'y'), (3, 'x2');
    INSERT INTO deeds (id) VALUES (1), (2);";

/// JSON is written with or without blanks.
pub(crate) fn compact(json: &str) -> String {
    json.replace(": ", ":").replace(", ", ",")
}

/// `table key what was` of an operation, in order.
pub(crate) async fn recorded(conn: &mut Connection, of: i64) -> TestResult<Vec<String>> {
    let found: Vec<Entry> = entries::table
        .filter(entries::operation_id.eq(of))
        .select(Entry::as_select())
        .load(conn)
        .await?;
    let mut lines: Vec<_> = found
        .into_iter()
        .map(|it| {
            let was = it.was.map(|was| compact(&was)).unwrap_or_default();
            format!(
                "{} {} {} {was}",
                it.table_name,
                compact(&it.row_key),
                it.what
            )
        })
        .collect();
    lines.sort();
    Ok(lines)
}

pub(crate) async fn all(conn: &mut Connection) -> TestResult<Vec<Operation>> {
    let all = operations::table
        .order(operations::id)
        .select(Operation::as_select());
    Ok(all.load(conn).await?)
}

fn id(report: &CascadeReport) -> i64 {
    report.operation().unwrap().id()
}

async fn a_single_delete(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROWS).await?;
    let report = soft_delete(works::table.find(1))
        .shallow()
        .execute(conn)
        .await?;
    assert_eq!(report, [("works", 1)]);
    assert_eq!(
        recorded(conn, id(&report)).await?,
        [r#"works {"id":1} deleted {"deleted_at":null}"#]
    );
    let all = all(conn).await?;
    assert_eq!(all.len(), 1);
    assert_eq!(
        (all[0].verb.as_str(), all[0].table_name.as_str()),
        ("delete", "works")
    );
    assert_eq!(
        (&all[0].actor, &all[0].reason, all[0].row_count),
        (&None, &None, 1)
    );
    let since = chrono::Utc::now().naive_utc() - all[0].done_at;
    assert!(since.num_seconds().abs() < 60, "{since}");
    let deleted: Vec<i32> = works::table.deleted().select(works::id).load(conn).await?;
    assert_eq!(deleted, [1]);
    Ok(())
}

async fn a_restore_and_a_purge(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROWS).await?;
    soft_delete(makers::table.find(3))
        .at(day(3))
        .shallow()
        .execute(conn)
        .await?;
    diesel::update(makers::table.find(3))
        .set(makers::reason.eq("old"))
        .execute(conn)
        .await?;
    let report = restore(makers::table.find(3))
        .shallow()
        .execute(conn)
        .await?;
    let when = if is_sqlite() {
        "2026-01-03T00:00:00"
    } else {
        "2026-01-03"
    };
    let lines = recorded(conn, id(&report)).await?;
    assert_eq!(lines.len(), 1);
    assert!(
        lines[0].starts_with(r#"makers {"id":3} restored {"#),
        "{}",
        lines[0]
    );
    assert!(lines[0].contains(r#""reason":"old""#), "{}", lines[0]);
    assert!(
        lines[0].contains(&format!(r#""deleted_at":"{}"#, &when[..10])),
        "{}",
        lines[0]
    );
    assert!(!lines[0].contains("changed_at"), "{}", lines[0]);

    soft_delete(makers::table.find(3))
        .shallow()
        .execute(conn)
        .await?;
    diesel::update(makers::table.find(3))
        .set(makers::on_hold.eq(true))
        .execute(conn)
        .await?;
    let held = purge(makers::table.find(3)).shallow().execute(conn).await?;
    assert_eq!(
        (held.outcome(), held.operation()),
        (Outcome::Unchanged, None)
    );
    diesel::update(makers::table.find(3))
        .set(makers::on_hold.eq(false))
        .execute(conn)
        .await?;
    let report = purge(makers::table.find(3)).shallow().execute(conn).await?;
    assert_eq!(report, [("makers", 1)]);
    let lines = recorded(conn, id(&report)).await?;
    assert_eq!(lines.len(), 1);
    assert!(
        lines[0].starts_with(r#"makers {"id":3} purged {"#),
        "{}",
        lines[0]
    );
    for part in [
        r#""id":3"#,
        r#""name":"c""#,
        r#""banned_at":null"#,
        r#""changed_at":"2"#,
    ] {
        assert!(lines[0].contains(part), "{part} in {}", lines[0]);
    }
    Ok(())
}

fn is_sqlite() -> bool {
    std::any::TypeId::of::<Db>() == std::any::TypeId::of::<diesel::sqlite::Sqlite>()
}

/// How a Bool is written.
pub(crate) fn bool(is_so: bool) -> &'static str {
    let is_pg = std::any::TypeId::of::<Db>() == std::any::TypeId::of::<diesel::pg::Pg>();
    match (is_pg, is_so) {
        (true, true) => "true",
        (true, false) => "false",
        (false, true) => "1",
        (false, false) => "0",
    }
}

async fn a_cascade(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROWS).await?;
    conn.batch_execute("INSERT INTO badges (id, maker_id) VALUES (7, 1), (8, 2)")
        .await?;
    let preview = soft_delete(makers::table.find(1))
        .cascade()
        .preview(conn)
        .await?;
    assert_eq!(preview.operation(), None);
    assert!(all(conn).await?.is_empty());
    let report = soft_delete(makers::table.find(1))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(
        report.to_string(),
        "makers: 1, works: 2, memos: 2, prints: 2 nullified, badges: 1 removed"
    );
    let no = bool(false);
    let mut lines = recorded(conn, id(&report)).await?;
    // The order of columns is that of the database.
    let maker = lines
        .iter()
        .position(|line| line.starts_with("makers"))
        .unwrap();
    let maker = lines.remove(maker);
    assert!(maker.starts_with(r#"makers {"id":1} deleted {"#), "{maker}");
    assert!(maker.contains(&format!(r#""is_gone":{no}"#)), "{maker}");
    assert!(maker.contains(r#""deleted_at":null"#), "{maker}");
    let badge = lines.remove(0);
    assert!(badge.starts_with(r#"badges {"id":7} removed {"#), "{badge}");
    assert!(
        badge.contains(r#""picture":null"#) && badge.contains(r#""maker_id":1"#),
        "{badge}"
    );
    // A print that lost one key has the other as it was, and that is told too.
    let prints: Vec<_> = lines
        .iter()
        .filter(|line| line.starts_with("prints"))
        .collect();
    assert!(
        prints[0].starts_with(r#"prints {"id":1} nullified {"#),
        "{}",
        prints[0]
    );
    assert!(prints[0].contains(r#""work_id":1"#), "{}", prints[0]);
    assert!(prints[0].contains(r#""maker_id":1"#), "{}", prints[0]);
    assert!(!prints[1].contains("maker_id"), "{}", prints[1]);
    assert!(prints[1].contains(r#""work_id":2"#), "{}", prints[1]);
    lines.retain(|line| !line.starts_with("prints"));
    assert_eq!(
        lines,
        [
            r#"memos {"id":1} deleted {"deleted_at":null}"#,
            r#"memos {"id":2} deleted {"deleted_at":null}"#,
            r#"works {"id":1} deleted {"deleted_at":null}"#,
            r#"works {"id":2} deleted {"deleted_at":null}"#,
        ]
    );
    let all = all(conn).await?;
    assert_eq!((all.len(), all[0].row_count), (1, 8));
    assert_eq!(
        (all[0].verb.as_str(), all[0].table_name.as_str()),
        ("delete", "makers")
    );

    let report = restore(makers::table.find(1))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report, [("makers", 1), ("works", 2), ("memos", 2)]);
    assert_eq!(recorded(conn, id(&report)).await?.len(), 5);
    soft_delete(works::table.find(1))
        .cascade()
        .execute(conn)
        .await?;
    let report = purge(works::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("works", 1), ("memos", 2)]);
    let lines = recorded(conn, id(&report)).await?;
    assert_eq!(lines.len(), 3);
    // Keys that some databases take away first stand there as they were.
    assert!(lines[1].contains(r#""parent_id":1"#), "{}", lines[1]);
    Ok(())
}

async fn what_changes_nothing(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROWS).await?;
    let report = restore(works::table.find(1))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(
        (report.outcome(), report.operation()),
        (Outcome::Unchanged, None)
    );
    let report = soft_delete(works::table.find(9))
        .shallow()
        .execute(conn)
        .await?;
    assert_eq!(
        (report.outcome(), report.operation()),
        (Outcome::NotFound, None)
    );
    let outcome = purge(works::table.find(1)).shallow().outcome(conn).await?;
    assert_eq!(outcome, Outcome::Unchanged);
    let report = soft_delete(works::table)
        .shallow()
        .by_ids([9, 10])
        .execute(conn)
        .await?;
    assert_eq!(
        (report.outcome(), report.operation()),
        (Outcome::NotFound, None)
    );
    let report = soft_delete(works::table)
        .shallow()
        .by_ids(Vec::<i32>::new())
        .execute(conn)
        .await?;
    assert_eq!(report.operation(), None);
    assert!(all(conn).await?.is_empty());
    let count: i64 = entries::table.count().get_result(conn).await?;
    assert_eq!(count, 0);
    Ok(())
}

async fn what_is_said(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROWS).await?;
    let strange = [
        "",
        "' OR 1=1 --",
        "\\",
        "\"}",
        "?$1",
        "ünï\u{1F600}",
        "a\nb",
    ];
    for (at, text) in strange.into_iter().enumerate() {
        let report = soft_delete(deeds::table.find(1))
            .by(text)
            .because(text)
            .execute(conn)
            .await?;
        restore(deeds::table.find(1)).by("x").execute(conn).await?;
        let all = all(conn).await?;
        let said = &all[2 * at];
        assert_eq!(said.id, id(&report));
        assert_eq!(
            (said.actor.as_deref(), said.reason.as_deref()),
            (Some(text), Some(text))
        );
    }
    let report = soft_delete(makers::table.find(1))
        .cascade()
        .by("user:7")
        .because("spam")
        .execute(conn)
        .await?;
    let said = all(conn).await?.pop().unwrap();
    assert_eq!(said.id, id(&report));
    assert_eq!(
        (said.actor.as_deref(), said.reason.as_deref()),
        (Some("user:7"), Some("spam"))
    );
    Ok(())
}

async fn many_by_ids(conn: &mut Connection) -> TestResult {
    let rows: Vec<_> = (1..=4_500).map(|id| format!("({id}, '{id}')")).collect();
    conn.batch_execute(&format!(
        "INSERT INTO spots (id, name) VALUES {}",
        rows.join(", ")
    ))
    .await?;
    let report = soft_delete(spots::table)
        .by_ids(1..=4_600)
        .by("user:1")
        .execute(conn)
        .await?;
    assert_eq!(
        (report.rows("spots"), report.outcome()),
        (4_500, Outcome::Changed(4_500))
    );
    let all = all(conn).await?;
    assert_eq!(
        (all.len(), all[0].id, all[0].row_count),
        (1, id(&report), 4_500)
    );
    let count: i64 = entries::table.count().get_result(conn).await?;
    assert_eq!(count, 4_500);
    Ok(())
}

async fn another_marker(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROWS).await?;
    let report = mark(spots::barred, spots::table.find(1))
        .execute(conn)
        .await?;
    let no = bool(false);
    assert_eq!(
        recorded(conn, id(&report)).await?,
        [format!(r#"spots {{"id":1}} deleted {{"barred":{no}}}"#)]
    );
    let report = restore(spots::table)
        .shallow()
        .marking(spots::barred)
        .execute(conn)
        .await?;
    let yes = bool(true);
    assert_eq!(
        recorded(conn, id(&report)).await?,
        [format!(r#"spots {{"id":1}} restored {{"barred":{yes}}}"#)]
    );
    Ok(())
}

async fn further_columns(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROWS).await?;
    let report = soft_delete(makers::table.find(1))
        .set((makers::reason.eq("spam"), makers::name.eq("gone")))
        .shallow()
        .execute(conn)
        .await?;
    let lines = recorded(conn, id(&report)).await?;
    for part in [r#""reason":"r1""#, r#""name":"a""#] {
        assert!(lines[0].contains(part), "{part} in {}", lines[0]);
    }
    let now: (Option<String>, Option<String>) = makers::table
        .find(1)
        .select((makers::name, makers::reason))
        .first(conn)
        .await?;
    assert_eq!(now, (Some("gone".to_owned()), Some("spam".to_owned())));
    Ok(())
}

async fn keys_of_all_types(conn: &mut Connection) -> TestResult {
    let word = "it's \"a\" \\ word, ünï\u{1F600}\n";
    diesel::insert_into(terms::table)
        .values((terms::word.eq(word), terms::gone.eq(false)))
        .execute(conn)
        .await?;
    let hash: &[u8] = b"\x00\xff'\"\\7f";
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
            ledgers::name.eq("n"),
            ledgers::gone.eq(false),
        ))
        .execute(conn)
        .await?;
    for report in [
        soft_delete(terms::table).execute(conn).await?,
        soft_delete(hashes::table).execute(conn).await?,
        soft_delete(days::table).execute(conn).await?,
        soft_delete(ledgers::table).execute(conn).await?,
    ] {
        assert_eq!(report.total(), 1);
        assert_eq!(recorded(conn, id(&report)).await?.len(), 1);
    }
    let key: String = entries::table
        .filter(entries::table_name.eq("ledgers"))
        .select(entries::row_key)
        .first(conn)
        .await?;
    let key: serde_json::Value = serde_json::from_str(&key)?;
    assert_eq!(
        key,
        serde_json::json!({"tenant": i64::MAX, "number": -7, "name": "n"})
    );
    let key: String = entries::table
        .filter(entries::table_name.eq("terms"))
        .select(entries::row_key)
        .first(conn)
        .await?;
    let key: serde_json::Value = serde_json::from_str(&key)?;
    assert_eq!(key, serde_json::json!({"word": word}));
    Ok(())
}

/// A statement that fails leaves neither rows nor entries; nor does one whose caller
/// rolls back.
async fn nothing_recorded_nothing_done(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(
        "INSERT INTO spots (id, name, closed, barred) VALUES
             (1, 'x', FALSE, FALSE), (2, 'x', TRUE, FALSE), (3, 'y', FALSE, FALSE)",
    )
    .await?;
    let failed = soft_delete(spots::table).execute(conn).await;
    assert!(failed.is_err());
    assert!(all(conn).await?.is_empty());
    let active: Vec<i32> = spots::table
        .active()
        .order(spots::id)
        .select(spots::id)
        .load(conn)
        .await?;
    assert_eq!(active, [1, 3]);
    let rolled_back = conn
        .transaction(async |conn| {
            soft_delete(spots::table.find(3)).execute(conn).await?;
            Err::<(), _>(Error::RollbackTransaction)
        })
        .await;
    assert!(rolled_back.is_err());
    assert!(all(conn).await?.is_empty());
    let report = soft_delete(spots::table.find(3)).execute(conn).await?;
    assert_eq!(report.total(), 1);
    // Without its tables nothing is done.
    conn.batch_execute("DROP TABLE diesel_scopes_entries")
        .await?;
    assert!(
        restore(spots::table.find(3))
            .shallow()
            .execute(conn)
            .await
            .is_err()
    );
    let active: Vec<i32> = spots::table
        .active()
        .order(spots::id)
        .select(spots::id)
        .load(conn)
        .await?;
    assert_eq!(active, [1]);
    Ok(())
}

/// Its works stay deleted with a maker that was banned before, by the stamp that they have.
async fn what_keeps_its_stamp(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROWS).await?;
    let maker = || makers::table.find(1);
    let ban = soft_delete(maker())
        .marking(makers::banned_at)
        .at(day(4));
    ban.shallow().execute(conn).await?;
    soft_delete(maker()).at(day(5)).cascade().execute(conn).await?;
    let report = restore(maker()).cascade().execute(conn).await?;
    assert_eq!(report, [("makers", 1), ("works", 0), ("memos", 0)]);
    assert_eq!((report.handed_over("works"), report.handed_over("memos")), (0, 0));
    let entries = recorded(conn, id(&report)).await?;
    assert!(
        matches!(entries.as_slice(), [entry] if entry.starts_with(r#"makers {"id":1} restored "#)),
        "{entries:?}"
    );
    assert_eq!(all(conn).await?.pop().map(|it| it.row_count), Some(1));

    // Banned after they were deleted, they get the stamp of that.
    let maker = || makers::table.find(2);
    soft_delete(maker()).at(day(5)).cascade().execute(conn).await?;
    let ban = soft_delete(maker())
        .marking(makers::banned_at)
        .at(day(6));
    ban.shallow().execute(conn).await?;
    let report = restore(maker()).cascade().execute(conn).await?;
    assert_eq!(
        (report.handed_over("works"), report.handed_over("memos")),
        (1, 1)
    );
    assert_eq!(recorded(conn, id(&report)).await?.len(), 3);
    Ok(())
}

/// Of several at once, one is recorded.
async fn at_once(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(ROWS).await?;
    let one = || async {
        let mut conn = db.connect().await?;
        TestResult::Ok(soft_delete(spots::table.find(1)).execute(&mut conn).await?)
    };
    let (a, b, c, d) = tokio::join!(one(), one(), one(), one());
    let mut recorded = 0;
    for report in [a, b, c, d] {
        recorded += usize::from(report?.operation().is_some());
    }
    assert_eq!(recorded, 1);
    assert_eq!(all(conn).await?.len(), 1);
    Ok(())
}
