//! Row-level security that hides deleted rows.

use super::backend::Database;
use super::cases::prelude::*;
use crate::harness::unique_name;

cases![; database: that_hide_deleted_rows];

diesel::table! {
    tags (id) { id -> Integer, label -> Nullable<Text>, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! { tags (deleted_at) }

async fn that_hide_deleted_rows(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    blog(conn).await?;
    let role = unique_name();
    conn.batch_execute(&format!(
        "CREATE ROLE {role};
        GRANT SELECT, UPDATE ON tags TO {role};
        INSERT INTO tags (id, label) VALUES (1, 'a'), (2, 'b');
        ALTER TABLE tags ENABLE ROW LEVEL SECURITY;
        CREATE POLICY all_are_written ON tags FOR UPDATE USING (TRUE) WITH CHECK (TRUE);
        CREATE POLICY active ON tags FOR SELECT
            USING (deleted_at IS NULL OR current_setting('app.sees_deleted', TRUE) = 'on');
        SET ROLE {role}"
    ))
    .await?;
    let unseen = soft_delete(tags::table.find(1)).execute(conn).await;
    let seen = conn
        .transaction(async |conn| {
            conn.batch_execute("SET LOCAL app.sees_deleted = 'on'")
                .await?;
            soft_delete(tags::table.find(1)).execute(conn).await
        })
        .await;
    let left = tags::table.select(tags::id).load::<i32>(conn).await;
    // Roles belong to the server, and outlive the database.
    conn.batch_execute(&format!(
        "RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}"
    ))
    .await?;
    let Err(Error::DatabaseError(_, refusal)) = unseen else {
        return Err(format!("{unseen:?}").into());
    };
    assert!(
        refusal.message().contains("row-level security policy"),
        "{}",
        refusal.message()
    );
    assert_eq!((seen?, left?), (1, vec![2]));
    Ok(())
}
