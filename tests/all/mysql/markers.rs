//! `Datetime` markers, with and without a fraction of seconds.

use chrono::TimeDelta;
use diesel_scopes::Outcome;

use super::backend::{Connection, Database};
use super::cases::prelude::*;

cases![
    a_datetime,
    a_datetime_of_whole_seconds,
    whole_seconds_can_be_old,
];

diesel::table! {
    events (id) { id -> Integer, deleted_at -> Nullable<Datetime> }
}

diesel::table! {
    coarse_events (id) { id -> Integer, deleted_at -> Nullable<Datetime> }
}

diesel_scopes::soft_deletable! {
    events (deleted_at)
    coarse_events (deleted_at)
}

async fn a_datetime(conn: &mut Connection) -> TestResult {
    conn.batch_execute("INSERT INTO events (id) VALUES (1), (2)")
        .await?;
    let fine = day(3) + TimeDelta::nanoseconds(123_456_789);
    let statement = soft_delete(events::table.find(1)).at(fine);
    assert_eq!(statement.execute(conn).await?, 1);
    let kept: Option<NaiveDateTime> = events::table
        .find(1)
        .select(events::deleted_at)
        .first(conn)
        .await?;
    assert_eq!(kept, Some(day(3) + TimeDelta::microseconds(123_456)));

    let before = chrono::Utc::now().naive_utc();
    soft_delete(events::table).execute(conn).await?;
    let stamp: Option<NaiveDateTime> = events::table
        .find(2)
        .select(events::deleted_at)
        .first(conn)
        .await?;
    let apart = stamp.ok_or("not deleted")? - before;
    assert!(apart.abs() < TimeDelta::minutes(1), "{apart}");
    let statement = purge(events::table).older_than(TimeDelta::days(1));
    assert_eq!(statement.execute(conn).await?, 1);
    assert_eq!(restore(events::table).execute(conn).await?, 1);
    Ok(())
}

async fn a_datetime_of_whole_seconds(conn: &mut Connection) -> TestResult {
    conn.batch_execute("INSERT INTO coarse_events (id) VALUES (1), (2)")
        .await?;
    let fine = day(3) + TimeDelta::microseconds(999_999);
    let statement = soft_delete(coarse_events::table.find(1)).at(fine);
    assert_eq!(statement.outcome(conn).await?, Outcome::Changed(1));
    let statement = soft_delete(coarse_events::table.find(1)).at(fine);
    assert_eq!(statement.outcome(conn).await?, Outcome::Unchanged);
    let query = coarse_events::table.active().select(coarse_events::id);
    assert_eq!(ids!(query, conn), [2]);
    // Rounded or cut off, by whichever server this is.
    let kept: Option<NaiveDateTime> = coarse_events::table
        .find(1)
        .select(coarse_events::deleted_at)
        .first(conn)
        .await?;
    let cut_off = kept.ok_or("not deleted")? - day(3);
    assert!([0, 1].contains(&cut_off.num_seconds()), "{cut_off}");
    Ok(())
}

async fn whole_seconds_can_be_old(conn: &mut Connection) -> TestResult {
    conn.batch_execute("INSERT INTO coarse_events (id) VALUES (1), (2)")
        .await?;
    let old = chrono::Utc::now().naive_utc() - TimeDelta::days(31);
    soft_delete(coarse_events::table.find(1))
        .at(old)
        .execute(conn)
        .await?;
    soft_delete(coarse_events::table).execute(conn).await?;
    let statement = purge(coarse_events::table).older_than(TimeDelta::days(30));
    assert_eq!(statement.execute(conn).await?, 1);
    let query = coarse_events::table.select(coarse_events::id);
    assert_eq!(ids!(query, conn), [2]);
    Ok(())
}
