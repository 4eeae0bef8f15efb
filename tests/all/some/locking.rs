//! `FOR UPDATE`, which PostgreSQL and MySQL have.

use super::backend::{Connection, Database};
use super::cases::prelude::*;

cases![for_update, an_alias_for_update; database: skip_locked];

async fn for_update(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let query = posts::table.active().for_update();
    let mut ids = ids!(query.select(posts::id), conn);
    ids.sort();
    assert_eq!(ids, [1, 3, 4]);
    let post: Post = posts::table
        .deleted()
        .find(2)
        .for_update()
        .first(conn)
        .await?;
    assert_eq!(post.id, 2);
    Ok(())
}

async fn an_alias_for_update(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let p = diesel::alias!(posts as p);
    let query = p.active().for_update();
    assert_eq!(ids!(query.select(p.field(posts::id)), conn).len(), 3);
    Ok(())
}

async fn skip_locked(db: &Database) -> TestResult {
    let (one, other) = (&mut db.connect().await?, &mut db.connect().await?);
    blog(one).await?;
    one.begin_test_transaction().await?;
    let query = posts::table.active().find(1).for_update();
    assert_eq!(ids!(query.select(posts::id), one), [1]);
    let query = posts::table
        .active()
        .filter(posts::id.eq_any([1, 3]))
        .for_update()
        .skip_locked();
    assert_eq!(ids!(query.select(posts::id), other), [3]);
    Ok(())
}
