//! Graphs that stand in the way of the SQL of a cascade.

use super::prelude::*;
use crate::graph::*;

cases![
    a_root_that_refers_to_itself,
    tables_that_are_named_like_sets,
    tables_that_are_named_like_sets_with_subselects,
];

/// By a key that takes no NULL.
async fn a_root_that_refers_to_itself(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "INSERT INTO directories (id, parent_id) VALUES
            (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (6, 6), (7, 6)",
    )
    .await?;
    let target = || directories::table.find(1);
    let report = soft_delete(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("directories", 5)]);
    let report = restore(target()).cascade().locking().execute(conn).await?;
    assert_eq!(report, [("directories", 5)]);
    soft_delete(directories::table.find(2)).cascade().execute(conn).await?;
    soft_delete(target()).cascade().execute(conn).await?;
    let preview = purge(target()).cascade().preview(conn).await?;
    let report = purge(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("directories", 5)]);
    assert_eq!(preview, report);
    let left = directories::table.order(directories::id).select(directories::id);
    assert_eq!(ids!(left, conn), [6, 7]);
    Ok(())
}

const ROOTS: &str = "
    INSERT INTO cascade_roots (id) VALUES (1), (2);
    INSERT INTO cascade_cascade_roots (id, root_id, parent_id) VALUES
        (1, 1, NULL), (2, 2, 1), (3, 2, NULL);
    INSERT INTO diesel_scopes_roots (id, root_id) VALUES (1, 1), (2, 2);";

/// Deletes, restores and purges the target.
macro_rules! all_verbs {
    ($conn:expr, $target:expr) => {{
        let rows =
            [("cascade_roots", 1), ("cascade_cascade_roots", 2), ("diesel_scopes_roots", 1)];
        let preview = soft_delete($target).cascade().preview($conn).await?;
        assert_eq!(preview, rows);
        let report = soft_delete($target).at(day(5)).cascade().execute($conn).await?;
        assert_eq!(report, rows);
        assert_eq!(stamped!($conn, cascade_cascade_roots.deleted_at = day(5)), [1, 2]);
        assert_eq!(restore($target).cascade().locking().execute($conn).await?, rows);
        assert_eq!(soft_delete($target).cascade().locking().execute($conn).await?, rows);
        assert_eq!(purge($target).cascade().execute($conn).await?, rows);
        let left = cascade_cascade_roots::table.select(cascade_cascade_roots::id);
        assert_eq!(ids!(left, $conn), [3]);
    }};
}

async fn tables_that_are_named_like_sets(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROOTS).await?;
    all_verbs!(conn, cascade_roots::table.find(1));
    Ok(())
}

async fn tables_that_are_named_like_sets_with_subselects(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROOTS).await?;
    let with_row = || {
        let rows = diesel_scopes_roots::table.filter(diesel_scopes_roots::id.eq(1));
        let rows = rows.select(diesel_scopes_roots::root_id);
        cascade_roots::table.filter(cascade_roots::id.eq_any(rows))
    };
    all_verbs!(conn, with_row());
    Ok(())
}
