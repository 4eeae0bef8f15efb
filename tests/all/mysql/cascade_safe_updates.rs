//! Cascades while the server refuses updates without a key in their conditions.

use super::backend::{Connection, Database};
use super::cases::prelude::*;
use crate::graph::*;
use crate::journaled::{makers, works};
use diesel_scopes::undo;

cases![
    every_verb_with_safe_updates,
    trees_with_safe_updates,
    every_table_has_a_primary_key,
    what_is_recorded_and_undone,
];

/// With either, or with both.
async fn what_is_recorded_and_undone(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "INSERT INTO makers (id) VALUES (1);
         INSERT INTO works (id, maker_id) VALUES (1, 1), (2, 1);
         INSERT INTO prints (id, work_id, maker_id) VALUES (1, 1, 1);
         SET sql_safe_updates = 1;",
    )
    .await?;
    // MariaDB cannot.
    if Database::NAME == "mysql" {
        conn.batch_execute("SET sql_require_primary_key = 1")
            .await?;
    }
    let report = soft_delete(makers::table.find(1))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(
        report.to_string(),
        "makers: 1, works: 2, memos: 0, prints: 1 nullified"
    );
    let operation = report.operation().ok_or("not recorded")?;
    let undone = undo(operation).execute(conn).await?;
    assert_eq!(undone.to_string(), "makers: 1, works: 2, prints: 1");
    let works: i64 = works::table.active().count().get_result(conn).await?;
    assert_eq!(works, 2);
    Ok(())
}

/// A server can ask for that, also of temporary tables.
async fn every_table_has_a_primary_key(conn: &mut Connection) -> TestResult {
    // MariaDB cannot.
    if Database::NAME != "mysql" {
        return Ok(());
    }
    blog(conn).await?;
    diesel::delete(invoices::table.all_rows())
        .execute(conn)
        .await?;
    // It is active on a deleted post.
    diesel::delete(comments::table.all_rows().find(3))
        .execute(conn)
        .await?;
    conn.batch_execute("SET sql_require_primary_key = 1")
        .await?;
    let one = || users::table.find(1);
    let rows = [("users", 1), ("posts", 1), ("comments", 2)];
    for _ in 0..2 {
        let report = soft_delete(one())
            .at(diesel::dsl::now)
            .cascade()
            .execute(conn)
            .await?;
        assert_eq!(report, rows);
        let back = restore(posts::table.find(1)).cascade().with_parents();
        assert_eq!(back.execute(conn).await?.rows("users"), 1);
        soft_delete(one()).cascade().locking().execute(conn).await?;
        assert_eq!(
            restore(one())
                .cascade()
                .locking()
                .execute(conn)
                .await?
                .rows("users"),
            1
        );
    }
    soft_delete(one()).cascade().execute(conn).await?;
    let report = purge(one()).cascade().execute(conn).await?;
    assert_eq!(report.rows("users"), 1);
    Ok(())
}

async fn every_verb_with_safe_updates(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    diesel::delete(invoices::table.all_rows())
        .execute(conn)
        .await?;
    diesel::delete(comments::table.all_rows().find(3))
        .execute(conn)
        .await?;
    conn.batch_execute("SET sql_safe_updates = 1").await?;
    let one = || users::table.find(1);
    let named = || users::table.filter(users::name.eq("ann"));
    let rows = [("users", 1), ("posts", 1), ("comments", 2)];
    let report = soft_delete(one()).cascade().execute(conn).await?;
    assert_eq!(report, rows);
    assert_eq!(report.nullified("attachments"), 1);
    assert_eq!(restore(one()).cascade().execute(conn).await?, rows);
    let delete = soft_delete(named()).cascade().locking();
    assert_eq!(delete.execute(conn).await?, rows);
    let restore = restore(named()).cascade().locking();
    assert_eq!(restore.execute(conn).await?, rows);
    soft_delete(named()).cascade().execute(conn).await?;
    let report = purge(named()).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 2), ("comments", 3)]);
    assert_eq!(report.nullified("attachments"), 1);
    Ok(())
}

async fn trees_with_safe_updates(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "INSERT INTO directories (id, parent_id) VALUES (1, 1), (2, 1), (3, 2);
        INSERT INTO people (id, friend_id) VALUES (1, NULL), (2, 1), (3, 2);
        SET sql_safe_updates = 1",
    )
    .await?;
    for _ in 0..2 {
        let report = soft_delete(directories::table.find(1))
            .cascade()
            .execute(conn)
            .await?;
        assert_eq!(report, [("directories", 3)]);
        let report = restore(directories::table.find(1))
            .cascade()
            .execute(conn)
            .await?;
        assert_eq!(report, [("directories", 3)]);
    }
    let report = soft_delete(people::table.find(1))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report.nullified("people"), 1);
    soft_delete(directories::table)
        .cascade()
        .execute(conn)
        .await?;
    let report = purge(directories::table.find(1))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report, [("directories", 3)]);
    Ok(())
}
