//! A cascade on large tables reads through indexes only.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use diesel_scopes::{purge, restore, soft_delete};

use super::backend::{Connection, Database};
use crate::cascade_plans::{seen, watch};
use crate::crowd::{COMMENTS, crowd};
use crate::harness::{TestDatabase, TestResult};
use crate::schema::users;

cases![;
    database: no_cascade_scans_a_large_table, no_cascade_scans_where_nobody_had_an_answer
];

#[derive(QueryableByName)]
struct Plan {
    #[diesel(sql_type = Text)]
    detail: String,
}

async fn no_cascade_scans_a_large_table(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    crowd(conn, COMMENTS, &[100]).await?;
    conn.batch_execute("ANALYZE").await?;
    nothing_is_scanned(conn, 100).await
}

/// What is counted says of a key that is NULL everywhere that one value has all rows.
async fn no_cascade_scans_where_nobody_had_an_answer(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    crowd(conn, COMMENTS / 10, &[100]).await?;
    conn.batch_execute("UPDATE comments SET parent_id = NULL; ANALYZE")
        .await?;
    nothing_is_scanned(conn, 100).await
}

/// User 1 has so many posts.
async fn nothing_is_scanned(conn: &mut Connection, posts: u64) -> TestResult {
    let rows = [("users", 1), ("posts", posts), ("comments", 20 * posts)];
    let target = || users::table.find(1);

    let watched = watch(conn);
    assert_eq!(soft_delete(target()).cascade().execute(conn).await?, rows);
    assert_eq!(restore(target()).cascade().execute(conn).await?, rows);
    soft_delete(target()).cascade().execute(conn).await?;
    assert_eq!(purge(target()).cascade().execute(conn).await?, rows);

    let statements = seen(conn, &watched);
    assert!(statements.len() > 15, "{statements:?}");
    // Again, one after the other, since the sets are in tables of the cascade's own.
    for statement in statements {
        let statement = with_values(&statement);
        let looks = ["CREATE", "DROP"]
            .iter()
            .all(|verb| !statement.starts_with(verb));
        // The write that begins a cascade has no rows to look for.
        if looks && !statement.ends_with(" WHERE 1 = 0") {
            let explain = format!("EXPLAIN QUERY PLAN {statement}");
            let plan: Vec<Plan> = diesel::sql_query(explain).load(conn).await?;
            let plan: Vec<_> = plan.into_iter().map(|plan| plan.detail).collect();
            let scan = |line: &String| {
                let tables = [
                    "users",
                    "posts",
                    "comments",
                    "diesel_scopes.child",
                    "diesel_scopes.parent",
                ];
                let scanned = line.strip_prefix("SCAN ");
                scanned.is_some_and(|rest| tables.contains(&rest.split(' ').next().unwrap_or("")))
            };
            assert!(!plan.iter().any(scan), "{statement}\n{}", plan.join("\n"));
        }
        conn.batch_execute(&statement).await?;
    }
    Ok(())
}

/// The binds of the cascade from user 1: its id, and the stamp.
fn with_values(statement: &str) -> String {
    statement
        .replace("`id` = ?", "`id` = 1")
        .replace("= ?", "= '2026-01-05 00:00:00'")
}
