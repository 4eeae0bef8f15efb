//! Keys that a session, or a function, takes for something else.

use super::backend::Connection;
use super::cases::prelude::*;
use crate::keys::prelude::*;

cases![one_key_in_all_time_zones, a_list_is_refused,];

diesel::table! {
    ticks (at) { at -> Timestamptz, gone -> Bool }
}
diesel::table! {
    paths (path) { path -> Array<Integer>, deleted_at -> Nullable<Timestamp> }
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
