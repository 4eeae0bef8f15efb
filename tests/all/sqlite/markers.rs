//! `TimestamptzSqlite` markers.

use chrono::{DateTime, TimeDelta, Utc};

use super::backend::{Connection, Database};
use super::cases::prelude::*;

cases![a_time_with_its_zone];

diesel::table! {
    events (id) { id -> Integer, deleted_at -> Nullable<TimestamptzSqlite> }
}

diesel_scopes::soft_deletable! { events (deleted_at) }

async fn a_time_with_its_zone(conn: &mut Connection) -> TestResult {
    conn.batch_execute("INSERT INTO events (id) VALUES (1), (2), (3)")
        .await?;
    let before = Utc::now();
    let fine = before - TimeDelta::days(40) + TimeDelta::nanoseconds(123);
    let statement = soft_delete(events::table.find(1)).at(fine);
    assert_eq!(statement.execute(conn).await?, 1);
    assert_eq!(soft_delete(events::table.find(2)).execute(conn).await?, 1);
    let stamps: Vec<Option<DateTime<Utc>>> = events::table
        .deleted()
        .order(events::id)
        .select(events::deleted_at)
        .load(conn)
        .await?;
    assert_eq!(stamps.len(), 2);
    let apart = stamps[1].ok_or("not deleted")? - before;
    assert!(apart.abs() < TimeDelta::minutes(1), "{apart}");
    let statement = purge(events::table).older_than(TimeDelta::days(30));
    assert_eq!(statement.execute(conn).await?, 1);
    assert_eq!(restore(events::table).execute(conn).await?, 1);
    let query = events::table.active().select(events::id).order(events::id);
    assert_eq!(ids!(query, conn), [2, 3]);
    Ok(())
}
