//! A cascade on large tables reads through indexes only, and its plan is not
//! thought expensive enough to be compiled.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use diesel_scopes::{purge, restore, soft_delete};

use super::backend::{Connection, Database};
use crate::cascade_plans::{seen, watch};
use crate::crowd::{COMMENTS, crowd};
use crate::harness::{TestDatabase, TestResult};
use crate::schema::users;

cases![; database: no_cascade_scans_a_large_table];

#[derive(QueryableByName)]
struct Plan {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}

async fn no_cascade_scans_a_large_table(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    crowd(conn, COMMENTS, &[100]).await?;
    conn.batch_execute("ANALYZE").await?;
    let rows = [("users", 1), ("posts", 100), ("comments", 2000)];
    let target = || users::table.find(1);

    let watched = watch(conn);
    assert_eq!(soft_delete(target()).cascade().execute(conn).await?, rows);
    let deleting = seen(conn, &watched);
    let watched = watch(conn);
    assert_eq!(restore(target()).cascade().execute(conn).await?, rows);
    let restoring = seen(conn, &watched);

    explain(conn, &deleting).await?;
    soft_delete(target()).cascade().execute(conn).await?;
    explain(conn, &restoring).await?;

    conn.batch_execute("BEGIN").await?;
    let watched = watch(conn);
    assert_eq!(purge(target()).cascade().execute(conn).await?, rows);
    let purging = seen(conn, &watched);
    conn.batch_execute("ROLLBACK").await?;
    explain(conn, &purging).await
}

/// Runs the statements and looks at their plans, then takes them back.
async fn explain(conn: &mut Connection, statements: &[String]) -> TestResult {
    assert_eq!(statements.len(), 1, "{statements:?}");
    conn.batch_execute("BEGIN").await?;
    for statement in statements {
        let explain = format!("EXPLAIN (ANALYZE) {}", with_values(statement));
        let plan: Vec<Plan> = diesel::sql_query(explain).load(conn).await?;
        let plan: Vec<_> = plan.into_iter().map(|plan| plan.line).collect();
        let plan = plan.join("\n");
        for scan in [
            "Seq Scan on users",
            "Seq Scan on posts",
            "Seq Scan on comments",
            "JIT:",
        ] {
            assert!(!plan.contains(scan), "{statement}\n{plan}");
        }
    }
    conn.batch_execute("ROLLBACK").await?;
    Ok(())
}

/// The binds of the cascade from user 1: its id, and the stamp.
fn with_values(statement: &str) -> String {
    let mut text = statement.to_owned();
    for n in (1..10).rev() {
        text = text.replace(
            &format!("\"users\".\"id\" = ${n})"),
            "\"users\".\"id\" = 1)",
        );
        text = text.replace(&format!("(SELECT ${n})"), "(SELECT LOCALTIMESTAMP)");
    }
    text
}
