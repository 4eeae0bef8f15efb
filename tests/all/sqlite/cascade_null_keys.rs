//! Primary keys that are NULL, which SQLite allows in all but `INTEGER` ones.

use super::backend::{Connection, Database};
use super::cases::prelude::*;

cases![a_root_without_a_key, rows_that_refer_to_nothing];

mod forum {
    diesel::table! {
        topics (name) {
            name -> Nullable<Text>,
            parent -> Nullable<Text>,
            deleted_at -> Nullable<Timestamp>,
        }
    }

    diesel_scopes::soft_deletable! {
        topics (deleted_at) { cascade topics (parent) }
    }
}

use forum::topics;

async fn prepare(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "CREATE TABLE topics (
            name TEXT PRIMARY KEY,
            parent TEXT REFERENCES topics (name),
            deleted_at TIMESTAMP
        );
        INSERT INTO topics (name, parent) VALUES
            (NULL, NULL), ('a', NULL), ('b', 'a'), ('c', 'b'), (NULL, 'a'), ('d', NULL)",
    )
    .await?;
    Ok(())
}

async fn a_root_without_a_key(conn: &mut Connection) -> TestResult {
    prepare(conn).await?;
    let report = soft_delete(topics::table).cascade().execute(conn).await?;
    assert_eq!(report, [("topics", 6)]);
    let report = restore(topics::table).cascade().execute(conn).await?;
    assert_eq!(report, [("topics", 6)]);
    soft_delete(topics::table.filter(topics::name.is_null()))
        .cascade()
        .execute(conn)
        .await?;
    soft_delete(topics::table.filter(topics::name.eq("a")))
        .cascade()
        .execute(conn)
        .await?;
    let preview = purge(topics::table).cascade().preview(conn).await?;
    let report = purge(topics::table).cascade().execute(conn).await?;
    assert_eq!(report, [("topics", 5)]);
    assert_eq!(preview, report);
    let left: Vec<Option<String>> = topics::table.select(topics::name).load(conn).await?;
    assert_eq!(left, [Some("d".to_owned())]);
    Ok(())
}

/// NULL is no key, and so the parent of nothing.
async fn rows_that_refer_to_nothing(conn: &mut Connection) -> TestResult {
    prepare(conn).await?;
    let nameless = || topics::table.filter(topics::name.is_null());
    let report = soft_delete(nameless().filter(topics::parent.is_null()))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report, [("topics", 1)]);
    let report = purge(nameless()).cascade().execute(conn).await?;
    assert_eq!(report, [("topics", 1)]);
    let report = soft_delete(topics::table.filter(topics::name.eq("a")))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report, [("topics", 4)]);
    let report = purge(topics::table.filter(topics::name.eq("a")))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report, [("topics", 4)]);
    Ok(())
}
