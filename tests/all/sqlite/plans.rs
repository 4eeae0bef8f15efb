//! SQLite uses a partial index only where the query repeats its condition.

use diesel::sql_types::Text;

use super::backend::{Connection, Database};
use super::cases::prelude::*;

cases![active_rows_are_found_by_the_partial_index];

async fn plan(
    conn: &mut Connection,
    query: &impl diesel::query_builder::QueryFragment<Db>,
) -> TestResult<String> {
    #[derive(QueryableByName)]
    struct Line {
        #[diesel(sql_type = Text)]
        detail: String,
    }
    let text = diesel::debug_query::<Db, _>(query).to_string();
    let text = text.split(" -- binds").next().unwrap_or_default();
    let lines: Vec<Line> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {text}"))
        .load(conn)
        .await?;
    let lines: Vec<String> = lines.into_iter().map(|line| line.detail).collect();
    Ok(lines.join("\n"))
}

async fn active_rows_are_found_by_the_partial_index(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let posts = posts::table.active().filter(posts::author_id.eq(1));
    let found = plan(conn, &posts.select(posts::id)).await?;
    assert!(found.contains("posts_active_author_id"), "{found}");
    let invoices = invoices::table.active().filter(invoices::customer_id.eq(1));
    let found = plan(conn, &invoices.select(invoices::id)).await?;
    assert!(found.contains("invoices_active_customer_id"), "{found}");
    let communities = communities::table.active().select(communities::id);
    let found = plan(conn, &communities).await?;
    assert!(found.contains("communities_active"), "{found}");

    let bound = invoices::table
        .filter(invoices::voided.eq(false))
        .filter(invoices::customer_id.eq(1));
    let found = plan(conn, &bound.select(invoices::id)).await?;
    assert!(!found.contains("invoices_active"), "{found}");
    Ok(())
}
