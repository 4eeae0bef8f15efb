//! `INTERSECT` and `EXCEPT`, which Diesel has on PostgreSQL and SQLite.

use super::backend::{Connection, Database};
use super::cases::prelude::*;

cases![intersect, except];

async fn intersect(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let posts: Vec<Post> = posts::table
        .active()
        .intersect(posts::table.filter(posts::author_id.le(2)))
        .load(conn)
        .await?;
    let mut ids: Vec<_> = posts.iter().map(|post| post.id).collect();
    ids.sort();
    assert_eq!(ids, [1, 3]);
    Ok(())
}

async fn except(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let posts: Vec<Post> = posts::table
        .all_rows()
        .except(posts::table.active())
        .load(conn)
        .await?;
    assert_eq!(posts.iter().map(|p| p.id).collect::<Vec<_>>(), [2]);
    Ok(())
}
