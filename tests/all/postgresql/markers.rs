//! `Timestamptz` markers, and tables in a schema of their own.

use chrono::{DateTime, TimeDelta, Utc};
use diesel_scopes::Outcome;

use super::backend::{Connection, Database};
use super::cases::prelude::*;

cases![
    a_time_with_its_zone,
    a_table_in_a_schema,
    keys_that_are_arrays,
    distinct_on
];

diesel::table! {
    events (id) { id -> Integer, deleted_at -> Nullable<Timestamptz> }
}

diesel_scopes::soft_deletable! { events (deleted_at) }

async fn a_time_with_its_zone(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "SET TIME ZONE 'Asia/Kolkata'; INSERT INTO events (id) VALUES (1), (2), (3)",
    )
    .await?;
    let before = Utc::now();
    soft_delete(events::table.find(1)).execute(conn).await?;
    soft_delete(events::table.find(2))
        .at(diesel::dsl::now)
        .execute(conn)
        .await?;
    let stamps: Vec<Option<DateTime<Utc>>> = events::table
        .deleted()
        .select(events::deleted_at)
        .load(conn)
        .await?;
    assert_eq!(stamps.len(), 2);
    for stamp in stamps {
        let apart = stamp.ok_or("not deleted")? - before;
        assert!(apart.abs() < TimeDelta::minutes(1), "{apart}");
    }
    let long_ago = before - TimeDelta::days(40);
    let statement = soft_delete(events::table.find(3)).at(long_ago);
    assert_eq!(statement.execute(conn).await?, 1);
    let statement = purge(events::table).older_than(TimeDelta::days(30));
    assert_eq!(statement.execute(conn).await?, 1);
    assert_eq!(restore(events::table).execute(conn).await?, 2);
    let query = events::table.active().select(events::id).order(events::id);
    assert_eq!(ids!(query, conn), [1, 2]);
    Ok(())
}

diesel_scopes::table! {
    #[soft_delete(deleted_at)]
    paths (path) {
        path -> Array<Integer>,
        deleted_at -> Nullable<Timestamp>,
    }
}

/// These are not one bind, since an array of arrays of any length is none.
async fn keys_that_are_arrays(conn: &mut Connection) -> TestResult {
    conn.batch_execute("INSERT INTO paths (path) SELECT ARRAY[n] FROM generate_series(1, 70001) n")
        .await?;
    let sent = record(conn);
    let ids = (1..=70_000).map(|n| vec![n]);
    let statement = soft_delete(paths::table).by_ids(ids);
    assert_eq!(statement.execute(conn).await?, 70_000);
    let updates = sent.try_iter().filter(|text| text.starts_with("UPDATE"));
    assert_eq!(updates.count(), 35);
    let query = paths::table.active().select(paths::path);
    assert_eq!(query.load::<Vec<i32>>(conn).await?, [[70_001]]);
    Ok(())
}

diesel_scopes::table! {
    #[soft_delete(deleted_at)]
    audit.entries (id) {
        id -> Integer,
        note -> Text,
        deleted_at -> Nullable<Timestamp>,
    }
}

async fn a_table_in_a_schema(conn: &mut Connection) -> TestResult {
    conn.batch_execute("INSERT INTO audit.entries (id, note) VALUES (1, 'a'), (2, 'b')")
        .await?;
    let statement = soft_delete(entries::table.find(1)).set(entries::note.eq("c"));
    assert_eq!(statement.outcome(conn).await?, Outcome::Changed(1));
    let statement = soft_delete(entries::table.find(1));
    assert_eq!(statement.outcome(conn).await?, Outcome::Unchanged);
    let query = entries::table.active().select(entries::id);
    assert_eq!(ids!(query, conn), [2]);
    let note: String = restore(entries::table.find(1))
        .returning(entries::note)
        .get_result(conn)
        .await?;
    assert_eq!(note, "c");
    let statement = soft_delete(entries::table).by_ids([1, 2]);
    assert_eq!(statement.execute(conn).await?, 2);
    let e = diesel::alias!(entries as e);
    let query = e.deleted().select(e.field(entries::id));
    assert_eq!(ids!(query, conn).len(), 2);
    assert_eq!(purge(entries::table).execute(conn).await?, 2);
    Ok(())
}

async fn distinct_on(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let query = comments::table
        .active()
        .distinct_on(comments::author_id)
        .order((comments::author_id, comments::id.desc()));
    assert_eq!(ids!(query.select(comments::id), conn), [4, 3]);
    Ok(())
}
