//! Keys that a session, or a function, takes for something else.

use super::backend::{Connection, Database};
use super::cases::prelude::*;
use crate::harness::TestDatabase;
use crate::keys::prelude::*;

cases![
    one_key_in_all_time_zones, a_list_is_refused,;
    database:
    the_first_batch_reads_no_whole_table,
];

diesel::table! {
    ticks (at) { at -> Timestamptz, gone -> Bool }
}
diesel::table! {
    paths (path) { path -> Array<Integer>, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    parcels (name) { name -> Text, body -> Text, deleted_at -> Nullable<Timestamp> }
}
diesel_scopes::soft_deletable! {
    parcels (deleted_at)
}
diesel_scopes::soft_deletable! {
    journal;
    ticks (gone)
    paths (deleted_at)
}

async fn one_key_in_all_time_zones(conn: &mut Connection) -> TestResult {
    // In Berlin there are two of 2:30.
    conn.batch_execute(
        "CREATE TABLE ticks (at TIMESTAMPTZ PRIMARY KEY, gone BOOLEAN NOT NULL DEFAULT FALSE);
         INSERT INTO ticks (at) VALUES ('1999-12-31 23:59:58.123456Z'), ('infinity'),
             ('0044-03-15 12:00:00Z BC'), ('2026-10-25 00:30:00Z'), ('2026-10-25 01:30:00Z');
         SET TIME ZONE 'Asia/Tokyo'",
    )
    .await?;
    let deleted = soft_delete(ticks::table).execute(conn).await?;
    conn.batch_execute("SET TIME ZONE 'Europe/Berlin'").await?;
    restore(ticks::table.find(moment().and_utc()))
        .execute(conn)
        .await?;
    let history = journal::history(ticks::table, moment().and_utc());
    assert_eq!(history.count().get_result::<i64>(conn).await?, 2);
    let undone = undo(deleted.operation().unwrap()).execute(conn).await?;
    assert_eq!((undone.total(), undone.left("ticks")), (4, 1));
    let active = ticks::table.active().count();
    assert_eq!(active.get_result::<i64>(conn).await?, 5);
    soft_delete(ticks::table).execute(conn).await?;
    let run = purge(ticks::table).in_batches(2).execute(conn).await?;
    assert_eq!((run.report().total(), run.batches()), (5, 3), "{run}");
    Ok(())
}

/// It would be taken apart where keys are looked up.
async fn a_list_is_refused(conn: &mut Connection) -> TestResult {
    conn.batch_execute("INSERT INTO paths (path) VALUES ('{1, 2}')")
        .await?;
    let refused = conn
        .transaction(async |conn| {
            let deletion = soft_delete(paths::table.find(vec![1, 2]));
            deletion.execute(conn).await
        })
        .await;
    let error = refused.unwrap_err().to_string();
    assert_eq!(error, "operator does not exist: integer[] = integer");
    assert_eq!(
        paths::table
            .active()
            .count()
            .get_result::<i64>(conn)
            .await?,
        1
    );
    assert_eq!(entries::table.count().get_result::<i64>(conn).await?, 0);
    Ok(())
}

/// Its end alone would be a third of the table to the planner.
async fn the_first_batch_reads_no_whole_table(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(
        "CREATE TABLE parcels (name TEXT PRIMARY KEY, body TEXT NOT NULL, deleted_at TIMESTAMP);
         INSERT INTO parcels SELECT md5(n::TEXT), repeat('x', 200), '2000-01-01' \
             FROM generate_series(1, 20000) AS n;
         ANALYZE parcels",
    )
    .await?;
    let before = whole_reads(conn).await?;
    let run = purge(parcels::table)
        .in_batches(10)
        .up_to(10)
        .execute(conn)
        .await?;
    assert_eq!((run.rows("parcels"), run.batches()), (10, 1), "{run}");
    assert_eq!(whole_reads(conn).await?, before);
    // It would be noticed.
    let bodies = parcels::table.all_rows().select(parcels::body);
    assert_eq!(bodies.load::<String>(conn).await?.len(), 19_990);
    assert_eq!(whole_reads(conn).await?, before + 1);
    Ok(())
}

/// How often the table has been read as a whole.
async fn whole_reads(conn: &mut Connection) -> TestResult<i64> {
    #[derive(diesel::QueryableByName)]
    struct Scans {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        seq_scan: i64,
    }
    conn.batch_execute("SELECT pg_stat_force_next_flush()")
        .await?;
    let scans = "SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'parcels'";
    let Scans { seq_scan } = diesel::sql_query(scans).get_result(conn).await?;
    Ok(seq_scan)
}
