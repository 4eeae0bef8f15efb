use super::prelude::*;

cases![
    active_hides_deleted_rows,
    deleted_shows_nothing_else,
    all_rows_hides_nothing,
];

async fn active_hides_deleted_rows(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let posts: Vec<Post> = posts::table.active().order(posts::id).load(conn).await?;
    assert_eq!(posts.iter().map(|p| p.id).collect::<Vec<_>>(), [1, 3, 4]);
    assert!(posts.iter().all(|post| post.deleted_at.is_none()));
    Ok(())
}

async fn deleted_shows_nothing_else(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let posts: Vec<Post> = posts::table.deleted().load(conn).await?;
    assert_eq!(posts.len(), 1);
    assert_eq!((posts[0].id, posts[0].deleted_at), (2, Some(back_then())));
    Ok(())
}

async fn all_rows_hides_nothing(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let posts: Vec<i32> = posts::table.all_rows().select(posts::id).order(posts::id).load(conn).await?;
    assert_eq!(posts, [1, 2, 3, 4]);
    Ok(())
}
