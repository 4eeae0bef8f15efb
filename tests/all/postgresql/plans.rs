//! Whether the planner can use the partial indexes of the migrations.

use diesel::sql_types::Text;

use super::backend::{Connection, Database};
use super::cases::prelude::*;

cases![; database:
    active_rows_are_found_by_the_partial_index,
    a_prepared_statement_keeps_the_partial_index,
    a_bound_flag_loses_the_partial_index,
];

/// 100,000 rows of which one in a thousand is active.
async fn large(db: &Database) -> TestResult<Connection> {
    let mut conn = db.connect().await?;
    conn.batch_execute(
        "INSERT INTO users (id, name) SELECT n, 'u' || n FROM generate_series(1, 100) n;
         INSERT INTO posts (id, author_id, title, deleted_at)
             SELECT n, n % 100 + 1, 't', CASE WHEN n % 1000 > 0 THEN TIMESTAMP '2026-01-01' END
             FROM generate_series(1, 100000) n;
         INSERT INTO communities (id, name, deleted)
             SELECT n, 'c', n % 1000 > 0 FROM generate_series(1, 100000) n;
         ANALYZE",
    )
    .await?;
    Ok(conn)
}

async fn plan(conn: &mut Connection, statement: &str) -> TestResult<String> {
    #[derive(QueryableByName)]
    struct Line {
        #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
        line: String,
    }
    let lines: Vec<Line> = diesel::sql_query(format!("EXPLAIN {statement}"))
        .load(conn)
        .await?;
    let lines: Vec<String> = lines.into_iter().map(|line| line.line).collect();
    Ok(lines.join("\n"))
}

/// The text of a statement as Diesel sends it.
fn text(query: &impl diesel::query_builder::QueryFragment<Db>) -> String {
    let text = diesel::debug_query::<Db, _>(query).to_string();
    text.split(" -- binds")
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// The plan that PostgreSQL may fall back to after a few executions.
async fn generic_plan(
    conn: &mut Connection,
    query: &impl diesel::query_builder::QueryFragment<Db>,
    values: &str,
) -> TestResult<String> {
    let prepare = format!("PREPARE statement AS {}", text(query));
    conn.batch_execute(&prepare).await?;
    conn.batch_execute("SET plan_cache_mode = force_generic_plan")
        .await?;
    let plan = plan(conn, &format!("EXECUTE statement{values}")).await?;
    conn.batch_execute("DEALLOCATE statement").await?;
    Ok(plan)
}

async fn active_rows_are_found_by_the_partial_index(db: &Database) -> TestResult {
    let conn = &mut large(db).await?;
    let by_time = posts::table.active().select(posts::id);
    let found = plan(conn, &text(&by_time)).await?;
    assert!(found.contains("posts_active"), "{found}");
    let by_flags = communities::table.active().select(communities::id);
    let found = plan(conn, &text(&by_flags)).await?;
    assert!(found.contains("communities_active"), "{found}");
    Ok(())
}

async fn a_prepared_statement_keeps_the_partial_index(db: &Database) -> TestResult {
    let conn = &mut large(db).await?;
    let by_time = posts::table.active().filter(posts::author_id.eq(1));
    let found = generic_plan(conn, &by_time.select(posts::id), "(1)").await?;
    assert!(found.contains("posts_active_author_id"), "{found}");
    assert!(found.contains("$1"), "{found}");
    let by_flags = communities::table.active().filter(communities::id.gt(5));
    let found = generic_plan(conn, &by_flags.select(communities::id), "(5)").await?;
    assert!(found.contains("communities_active"), "{found}");
    // The rows of a soft delete are found in the same way.
    let target = posts::table.filter(posts::author_id.eq(1));
    let statement = soft_delete(target).shallow();
    let found = generic_plan(conn, &statement, "(now()::timestamp, 1)").await?;
    assert!(found.contains("posts_active_author_id"), "{found}");
    Ok(())
}

async fn a_bound_flag_loses_the_partial_index(db: &Database) -> TestResult {
    let conn = &mut large(db).await?;
    let bound = communities::table
        .filter(communities::deleted.eq(false))
        .filter(communities::removed.eq(false))
        .select(communities::id);
    let found = generic_plan(conn, &bound, "(false, false)").await?;
    assert!(!found.contains("communities_active"), "{found}");
    assert!(found.contains("deleted = $1"), "{found}");
    Ok(())
}
