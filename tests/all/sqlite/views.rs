//! Views whose rows a trigger writes.

use diesel_scopes::Outcome;

use super::backend::{Connection, Database};
use super::cases::prelude::*;

cases![count_no_rows];

diesel::table! {
    seen_events (id) { id -> Integer, deleted_at -> Nullable<TimestamptzSqlite> }
}

diesel_scopes::soft_deletable! { seen_events (deleted_at) }

async fn count_no_rows(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "INSERT INTO events (id) VALUES (1), (2);
        CREATE VIEW seen_events AS SELECT * FROM events;
        CREATE TRIGGER seen_events_update INSTEAD OF UPDATE ON seen_events BEGIN
            UPDATE events SET deleted_at = NEW.deleted_at WHERE id = NEW.id;
        END",
    )
    .await?;
    assert_eq!(
        soft_delete(seen_events::table.find(1))
            .execute(conn)
            .await?,
        0
    );
    let outcome = soft_delete(seen_events::table.find(2))
        .outcome(conn)
        .await?;
    assert_eq!(outcome, Outcome::Unchanged);
    let active = seen_events::table.active().count();
    assert_eq!(active.get_result::<i64>(conn).await?, 0);
    Ok(())
}
