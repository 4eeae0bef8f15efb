//! What a row is set to, beside other columns: `restored()`, `mark_as(…)`; and the
//! marker's own word.

use diesel_scopes::{Outcome, mark, mark_as, unmark};

use super::prelude::*;
use crate::archive::documents;

cases![
    restored_beside_other_columns,
    restored_clears_and_touches,
    restored_takes_all_markers_back,
    an_upsert_revives,
    a_flag_marks_and_unmarks,
    a_marked_row_keeps_its_stamp,
    a_first_marker_takes_its_companions_along,
    cleared_columns_are_written_beside_it,
    beside_a_struct,
    one_statement_for_both_texts,
    a_word_of_its_own;
    database:
    an_upsert_marks,
    a_marker_of_ones_own,
];

diesel::table! {
    logins (id) { id -> Integer, ended_at -> BigInt }
}

/// 0 is active; anything else is when the session ended, in seconds since 1970.
pub struct UnixSeconds;

impl diesel_scopes::Marker for UnixSeconds {
    type SqlType = diesel::sql_types::BigInt;
    type Stamp = i64;
    const ACTIVE: &'static str = "= 0";
    const DELETED: &'static str = "<> 0";
    const RESTORED: &'static str = "0";
    fn stamp(at: chrono::DateTime<chrono::Utc>) -> i64 {
        at.timestamp()
    }
}

diesel_scopes::soft_deletable! {
    logins (ended_at as UnixSeconds)
}

type Post = (String, Option<NaiveDateTime>, Option<String>, Option<i32>);

async fn post(conn: &mut Connection, id: i32) -> TestResult<Post> {
    let columns = (posts::title, posts::deleted_at, posts::delete_reason, posts::deleted_by);
    Ok(posts::table.find(id).select(columns).first(conn).await?)
}

async fn restored_beside_other_columns(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let rows = diesel::update(posts::table.filter(posts::id.le(2)))
        .set((posts::title.eq("new"), posts::table.restored()))
        .execute(conn)
        .await?;
    // One was active, and is written too.
    assert_eq!(rows, 2);
    for id in [1, 2] {
        assert_eq!(post(conn, id).await?, ("new".to_owned(), None, None, None));
    }
    // Alone.
    let rows = diesel::update(users::table.find(3)).set(users::table.restored()).execute(conn).await?;
    assert_eq!(rows, 1);
    assert_eq!(ids!(users::table.deleted().select(users::id), conn), [0; 0]);
    Ok(())
}

const DOCUMENTS: &str = "
    INSERT INTO tenants (id, number) VALUES (1, 10);
    INSERT INTO documents (id, tenant_number, reason, is_gone) VALUES (1, 10, 5, FALSE), (2, 10, 6, FALSE);
    UPDATE documents SET deleted_at = '2026-01-01 00:00:00', removed_at = '2026-01-02 00:00:00',
        is_gone = TRUE WHERE id = 2;";

type Document = (Option<i32>, bool, bool, Option<NaiveDateTime>, Option<NaiveDateTime>);

/// Its reason, whether it is gone, whether it was touched, and its markers.
async fn document(conn: &mut Connection, id: i32) -> TestResult<Document> {
    let columns = (
        documents::reason,
        documents::is_gone,
        documents::changed_at.is_not_null(),
        documents::deleted_at,
        documents::removed_at,
    );
    Ok(documents::table.find(id).select(columns).first(conn).await?)
}

async fn restored_clears_and_touches(conn: &mut Connection) -> TestResult {
    conn.batch_execute(DOCUMENTS).await?;
    let before = chrono::Utc::now().naive_utc();
    diesel::update(documents::table.find(2)).set(documents::table.restored()).execute(conn).await?;
    assert_eq!(document(conn, 2).await?, (None, false, true, None, None));
    let touched: Option<NaiveDateTime> =
        documents::table.find(2).select(documents::changed_at).first(conn).await?;
    let late = chrono::TimeDelta::minutes(1);
    assert!(touched.is_some_and(|it| it >= before && it < before + late), "{touched:?}");
    // The other row is left alone.
    assert_eq!(document(conn, 1).await?, (Some(5), false, false, None, None));
    Ok(())
}

async fn restored_takes_all_markers_back(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    diesel::update(communities::table)
        .set((communities::table.restored(), communities::name.eq("same")))
        .execute(conn)
        .await?;
    let active = communities::table.active().filter(communities::name.eq("same"));
    assert_eq!(active.count().get_result::<i64>(conn).await?, 4);
    Ok(())
}

async fn an_upsert_revives(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    for id in [2, 5] {
        insert_or_set!(conn, communities, communities::id,
            (communities::id.eq(id), communities::name.eq("new"),
             communities::deleted.eq(false), communities::removed.eq(false)),
            (communities::table.restored(), communities::name.eq("again")));
    }
    let query = communities::table.active().order(communities::id);
    let active: Vec<(i32, String)> =
        query.select((communities::id, communities::name)).load(conn).await?;
    let active: Vec<_> = active.iter().map(|(id, name)| (*id, name.as_str())).collect();
    assert_eq!(active, [(1, "open"), (2, "again"), (5, "new")]);
    Ok(())
}

async fn a_flag_marks_and_unmarks(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    for (flag, removed) in [(true, &[1, 2, 3, 4][..]), (false, &[])] {
        let rows = diesel::update(communities::table)
            .set((mark_as(communities::removed, flag), communities::name.eq("x")))
            .execute(conn)
            .await?;
        // Every row of the target, whatever it was.
        assert_eq!(rows, 4);
        let marked = communities::table.filter(diesel_scopes::marked(communities::removed));
        let marked = marked.order(communities::id).select(communities::id);
        assert_eq!(ids!(marked, conn), removed);
        // The other marker is left alone.
        let deleted = communities::table.filter(communities::deleted.eq(true));
        assert_eq!(deleted.count().get_result::<i64>(conn).await?, 2);
    }
    Ok(())
}

async fn a_marked_row_keeps_its_stamp(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let rows = diesel::update(posts::table.filter(posts::id.le(2)))
        .set(mark_as(posts::deleted_at, true))
        .execute(conn)
        .await?;
    assert_eq!(rows, 2);
    let stamps: Vec<Option<NaiveDateTime>> = values_of!(conn, posts.deleted_at);
    assert_eq!(stamps[1], Some(back_then()));
    assert!(stamps[0] > Some(back_then()), "{stamps:?}");
    assert_eq!(stamps[2..], [None, None]);
    diesel::update(posts::table).set(mark_as(posts::deleted_at, false)).execute(conn).await?;
    let stamps: Vec<Option<NaiveDateTime>> = values_of!(conn, posts.deleted_at);
    assert_eq!(stamps, [None; 4]);
    Ok(())
}

async fn a_first_marker_takes_its_companions_along(conn: &mut Connection) -> TestResult {
    conn.batch_execute(DOCUMENTS).await?;
    let one = || diesel::update(documents::table.find(1));
    one().set(mark_as(documents::removed_at, true)).execute(conn).await?;
    let (reason, gone, touched, deleted, removed) = document(conn, 1).await?;
    assert_eq!((reason, gone, touched), (Some(5), false, true));
    assert!(deleted.is_none() && removed.is_some());
    one().set(mark_as(documents::deleted_at, true)).execute(conn).await?;
    let (reason, gone, _, deleted, _) = document(conn, 1).await?;
    assert_eq!((reason, gone), (Some(5), true));
    assert!(deleted.is_some());
    one().set(mark_as(documents::deleted_at, false)).execute(conn).await?;
    let (reason, gone, _, deleted, removed) = document(conn, 1).await?;
    assert_eq!((reason, gone, deleted), (Some(5), false, None));
    assert!(removed.is_some());
    Ok(())
}

async fn cleared_columns_are_written_beside_it(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let reason = |reason: Option<&'static str>| posts::delete_reason.eq(reason);
    diesel::update(posts::table.find(1))
        .set((mark_as(posts::deleted_at, true), reason(Some("why"))))
        .execute(conn)
        .await?;
    assert_eq!(post(conn, 1).await?.2.as_deref(), Some("why"));
    diesel::update(posts::table.find(2))
        .set((mark_as(posts::deleted_at, false), reason(None)))
        .execute(conn)
        .await?;
    assert_eq!(post(conn, 2).await?, ("bees".to_owned(), None, None, Some(2)));
    Ok(())
}

#[derive(AsChangeset)]
#[diesel(table_name = posts)]
struct Renamed {
    title: Option<String>,
    published: Option<bool>,
}

async fn beside_a_struct(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let renamed = Renamed {
        title: Some("new".to_owned()),
        published: None,
    };
    diesel::update(posts::table.find(2)).set((&renamed, posts::table.restored())).execute(conn).await?;
    assert_eq!(post(conn, 2).await?.0, "new");
    diesel::update(posts::table.find(3)).set((mark_as(posts::deleted_at, true), renamed)).execute(conn).await?;
    assert_eq!(ids!(posts::table.deleted().select(posts::id), conn), [3]);
    Ok(())
}

/// The text depends on the flag, the type does not.
async fn one_statement_for_both_texts(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    for flag in [true, false, true, true, false] {
        for id in 1..=4 {
            let update = diesel::update(communities::table.find(id));
            update.set(mark_as(communities::removed, flag)).execute(conn).await?;
        }
        let removed = communities::table.filter(communities::removed.eq(flag));
        assert_eq!(removed.count().get_result::<i64>(conn).await?, 4);
    }
    Ok(())
}

async fn a_word_of_its_own(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let one = || communities::table.find(1);
    let ban = || mark(communities::removed, one());
    assert_eq!(ban().outcome(conn).await?, Outcome::Changed(1));
    assert_eq!(ban().outcome(conn).await?, Outcome::Unchanged);
    assert_eq!(mark(communities::removed, communities::table.find(9)).execute(conn).await?, 0);
    let banned = communities::table.filter(communities::removed.eq(true)).order(communities::id);
    assert_eq!(ids!(banned.select(communities::id), conn), [1, 3, 4]);
    assert_eq!(unmark(communities::removed, communities::table).shallow().execute(conn).await?, 3);
    // The other marker is left alone.
    assert_eq!(ids!(communities::table.deleted().order(communities::id).select(communities::id), conn), [2, 4]);
    // The same type.
    for statement in [
        soft_delete(one()).marking(communities::removed),
        mark(communities::removed, communities::table.find(2)),
    ] {
        assert_eq!(statement.execute(conn).await?, 1);
    }
    Ok(())
}

async fn a_marker_of_ones_own(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(
        "CREATE TABLE logins (id INTEGER PRIMARY KEY, ended_at BIGINT NOT NULL);
         INSERT INTO logins (id, ended_at) VALUES (1, 0), (2, 77);",
    )
    .await?;
    diesel::update(logins::table).set(mark_as(logins::ended_at, true)).execute(conn).await?;
    let ended: Vec<i64> = values_of!(conn, logins.ended_at);
    assert!(ended[0] > 1_700_000_000, "{ended:?}");
    assert_eq!(ended[1], 77);
    diesel::update(logins::table.find(2)).set(mark_as(logins::ended_at, false)).execute(conn).await?;
    diesel::update(logins::table.find(1)).set(logins::table.restored()).execute(conn).await?;
    let ended: Vec<i64> = values_of!(conn, logins.ended_at);
    assert_eq!(ended, [0, 0]);
    Ok(())
}

async fn an_upsert_marks(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(DOCUMENTS).await?;
    for (id, flag) in [(1, true), (2, true), (1, false)] {
        insert_or_set!(conn, documents, documents::id,
            (documents::id.eq(id), documents::is_gone.eq(false)),
            (mark_as(documents::deleted_at, flag), documents::reason.eq(9)));
    }
    let (reason, gone, touched, deleted, _) = document(conn, 1).await?;
    assert_eq!((reason, gone, touched, deleted), (Some(9), false, true, None));
    let (reason, gone, _, deleted, _) = document(conn, 2).await?;
    assert_eq!((reason, gone, deleted), (Some(9), true, Some(back_then())));
    Ok(())
}
