//! Cascades over many tables, and over many rows of one parent.

use std::time::Duration;

use tokio::time::timeout;

use super::prelude::*;
use crate::chain::*;

cases![
    ten_thousand_direct_answers,
    a_tree_that_is_deeper_than_a_thousand;
    database:
    a_chain_of_sixty_tables,
    sixteen_tables_that_depend_on_all_before,
];

/// How long something may take that does not end otherwise.
const A_MINUTE: Duration = Duration::from_secs(60);

async fn all_verbs_on_the_chain(conn: &mut Connection) -> TestResult {
    let top = || chain_1::table.find(1);
    let every = |report: &diesel_scopes::CascadeReport| {
        assert_eq!(report.tables().len(), 60);
        assert!(report.tables().iter().all(|table| table.rows == Some(1)), "{report}");
    };
    let preview = soft_delete(top()).cascade().preview(conn).await?;
    let report = soft_delete(top()).at(day(5)).cascade().execute(conn).await?;
    every(&report);
    assert_eq!(preview, report);
    assert_eq!(stamped!(conn, chain_60.deleted_at = day(5)), [1]);
    let preview = restore(top()).cascade().preview(conn).await?;
    let report = restore(top()).cascade().locking().execute(conn).await?;
    every(&report);
    assert_eq!(preview, report);
    // From the middle.
    let report = soft_delete(chain_31::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report.total(), 30);
    let report = soft_delete(top()).cascade().locking().execute(conn).await?;
    assert_eq!(report.total(), 30);
    let report = restore(top()).cascade().execute(conn).await?;
    assert_eq!(report.total(), 30);
    soft_delete(chain_1::table).cascade().execute(conn).await?;
    let preview = purge(top()).cascade().preview(conn).await?;
    let report = purge(top()).cascade().execute(conn).await?;
    every(&report);
    assert_eq!(preview, report);
    assert_eq!(ids!(chain_60::table.select(chain_60::id), conn), [2]);
    Ok(())
}

async fn a_chain_of_sixty_tables(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(&chain_sql()).await?;
    timeout(A_MINUTE, all_verbs_on_the_chain(conn)).await?
}

async fn all_verbs_on_the_mesh(conn: &mut Connection) -> TestResult {
    let top = || mesh_a::table.find(1);
    let preview = soft_delete(top()).cascade().preview(conn).await?;
    let report = soft_delete(top()).at(day(5)).cascade().execute(conn).await?;
    assert_eq!(report.total(), 16);
    assert_eq!(preview, report);
    assert_eq!(stamped!(conn, mesh_p.deleted_at = day(5)), [1]);
    let preview = restore(top()).cascade().preview(conn).await?;
    let report = restore(top()).cascade().locking().execute(conn).await?;
    assert_eq!(report.total(), 16);
    assert_eq!(preview, report);
    let report = soft_delete(mesh_h::table).cascade().locking().execute(conn).await?;
    assert_eq!(report.total(), 18);
    let report = soft_delete(top()).cascade().execute(conn).await?;
    assert_eq!(report.total(), 7);
    let preview = purge(top()).cascade().preview(conn).await?;
    let report = purge(top()).cascade().execute(conn).await?;
    assert_eq!(report.total(), 16);
    assert_eq!(preview, report);
    assert_eq!(ids!(mesh_p::table.select(mesh_p::id), conn), [2]);
    Ok(())
}

async fn sixteen_tables_that_depend_on_all_before(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(&mesh_sql()).await?;
    timeout(A_MINUTE, all_verbs_on_the_mesh(conn)).await?
}

/// One comment with as many answers.
async fn answers(conn: &mut Connection, count: i32, parent: impl Fn(i32) -> i32) -> TestResult {
    blog(conn).await?;
    diesel::delete(invoices::table.all_rows()).execute(conn).await?;
    let rows: Vec<_> = (11..11 + count)
        .map(|id| match id {
            11 => "(11, 3, 2, NULL, 'x')".to_owned(),
            id => format!("({id}, 3, 2, {}, 'x')", parent(id)),
        })
        .collect();
    conn.batch_execute(&format!(
        "INSERT INTO comments (id, post_id, author_id, parent_id, body) VALUES {}",
        rows.join(", ")
    ))
    .await?;
    Ok(())
}

async fn ten_thousand(conn: &mut Connection) -> TestResult {
    answers(conn, 10_001, |_| 11).await?;
    let target = || comments::table.find(11);
    let rows = [("comments", 10_001)];
    assert_eq!(soft_delete(target()).cascade().execute(conn).await?, rows);
    assert_eq!(restore(target()).cascade().execute(conn).await?, rows);
    assert_eq!(soft_delete(target()).cascade().locking().execute(conn).await?, rows);
    assert_eq!(restore(target()).cascade().locking().execute(conn).await?, rows);
    assert_eq!(soft_delete(target()).cascade().execute(conn).await?, rows);
    assert_eq!(purge(target()).cascade().execute(conn).await?, rows);
    Ok(())
}

/// The database has not been told how many of them are deleted.
async fn ten_thousand_direct_answers(conn: &mut Connection) -> TestResult {
    timeout(A_MINUTE, ten_thousand(conn)).await?
}

async fn deep(conn: &mut Connection) -> TestResult {
    answers(conn, 1_200, |id| id - 1).await?;
    // Roots that are set aside, with locks, and with a comment on another branch.
    let first = || {
        let open = posts::table.active().select(posts::id);
        comments::table.filter(comments::post_id.eq_any(open)).filter(comments::id.eq(11))
    };
    let rows = [("comments", 1_200)];
    assert_eq!(soft_delete(first()).cascade().preview(conn).await?, rows);
    assert_eq!(soft_delete(first()).cascade().locking().execute(conn).await?, rows);
    assert_eq!(restore(first()).cascade().preview(conn).await?, rows);
    assert_eq!(restore(first()).cascade().locking().execute(conn).await?, rows);
    soft_delete(comments::table.find(700)).cascade().execute(conn).await?;
    let report = soft_delete(posts::table.find(3)).cascade().execute(conn).await?;
    assert_eq!(report, [("posts", 1), ("comments", 689)]);
    let report = restore(posts::table.find(3)).cascade().execute(conn).await?;
    assert_eq!(report, [("posts", 1), ("comments", 689)]);
    soft_delete(first()).cascade().execute(conn).await?;
    assert_eq!(purge(first()).cascade().preview(conn).await?, rows);
    assert_eq!(purge(first()).cascade().execute(conn).await?, rows);
    Ok(())
}

/// Databases have limits for recursive queries: MySQL at a thousand.
async fn a_tree_that_is_deeper_than_a_thousand(conn: &mut Connection) -> TestResult {
    timeout(A_MINUTE, deep(conn)).await?
}
