//! A cascade on large tables reads through indexes only.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use diesel_scopes::{purge, restore, soft_delete};

use super::backend::Database;
use crate::cascade_plans::{seen, watch};
use crate::crowd::{COMMENTS, crowd};
use crate::harness::{TestDatabase, TestResult};
use crate::schema::users;

cases![; database: no_cascade_scans_a_large_table];

#[derive(QueryableByName)]
struct Plan {
    #[diesel(sql_type = Text)]
    detail: String,
}

async fn no_cascade_scans_a_large_table(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    crowd(conn, COMMENTS, &[100]).await?;
    conn.batch_execute("ANALYZE").await?;
    let rows = [("users", 1), ("posts", 100), ("comments", 2000)];
    let target = || users::table.find(1);

    let watched = watch(conn);
    assert_eq!(soft_delete(target()).cascade().execute(conn).await?, rows);
    assert_eq!(restore(target()).cascade().execute(conn).await?, rows);
    soft_delete(target()).cascade().execute(conn).await?;
    assert_eq!(purge(target()).cascade().execute(conn).await?, rows);

    let statements = seen(conn, &watched);
    assert!(statements.len() > 15, "{statements:?}");
    // The write that begins a cascade has no rows to look for.
    let looking = statements
        .iter()
        .filter(|text| !text.ends_with(" WHERE 1 = 0"));
    for statement in looking {
        let explain = format!("EXPLAIN QUERY PLAN {statement}");
        let plan: Vec<Plan> = diesel::sql_query(explain).load(conn).await?;
        let plan: Vec<_> = plan.into_iter().map(|plan| plan.detail).collect();
        let scan = |line: &String| {
            ["users", "posts", "comments", "child"].iter().any(|table| {
                line.strip_prefix("SCAN ")
                    .is_some_and(|rest| rest.split(' ').next() == Some(table))
            })
        };
        assert!(!plan.iter().any(scan), "{statement}\n{}", plan.join("\n"));
    }
    Ok(())
}
