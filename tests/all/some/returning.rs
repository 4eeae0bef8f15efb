//! `RETURNING`, which PostgreSQL and SQLite have.

use super::backend::{Connection, Database};
use super::cases::prelude::*;
use diesel_scopes::Outcome;

cases![
    models_and_columns,
    whole_rows_by_default,
    only_changed_rows_come_back,
    restored_rows_come_back_restored,
    purged_rows_come_back_as_they_were,
    with_everything_else,
    a_second_delete_returns_nothing,
    an_outcome_with_the_rows,
    an_outcome_with_models,
];

async fn an_outcome_with_the_rows(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let delete = |id| {
        soft_delete(posts::table.find(id))
            .shallow()
            .returning(posts::title)
    };
    let once = delete(1).outcome::<String>(conn).await?;
    assert_eq!(once, Outcome::Changed(vec!["ants".to_owned()]));
    assert_eq!(delete(1).outcome::<String>(conn).await?, Outcome::Unchanged);
    assert_eq!(delete(9).outcome::<String>(conn).await?, Outcome::NotFound);

    let back = || {
        restore(posts::table)
            .shallow()
            .returning((posts::id, posts::table.is_active()))
    };
    let Outcome::Changed(mut rows) = back().outcome::<(i32, bool)>(conn).await? else {
        return Err("nothing came back".into());
    };
    rows.sort();
    assert_eq!(rows, [(1, true), (2, true)]);
    assert_eq!(
        back().outcome::<(i32, bool)>(conn).await?,
        Outcome::Unchanged
    );

    let away = || purge(attachments::table).returning(attachments::id);
    assert_eq!(
        away().outcome::<i32>(conn).await?,
        Outcome::Changed(vec![2])
    );
    assert_eq!(away().outcome::<i32>(conn).await?, Outcome::Unchanged);
    diesel::delete(attachments::table.all_rows())
        .execute(conn)
        .await?;
    assert_eq!(away().outcome::<i32>(conn).await?, Outcome::NotFound);
    Ok(())
}

async fn an_outcome_with_models(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let post: Post = posts::table.find(3).first(conn).await?;
    // The type can also be told by what is made of it.
    let outcome: Outcome<Vec<Post>> = soft_delete(&post)
        .shallow()
        .at(day(4))
        .returning(Post::as_returning())
        .outcome(conn)
        .await?;
    let expected = Post {
        deleted_at: Some(day(4)),
        ..post
    };
    assert_eq!(outcome, Outcome::Changed(vec![expected]));
    Ok(())
}

async fn models_and_columns(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let post: Post = posts::table.find(1).first(conn).await?;
    let deleted = soft_delete(&post)
        .shallow()
        .at(day(4))
        .returning(Post::as_returning())
        .get_result(conn)
        .await?;
    let expected = Post {
        deleted_at: Some(day(4)),
        ..post
    };
    assert_eq!(deleted, expected);
    let (id, title): (i32, String) = soft_delete(posts::table.find(3))
        .returning((posts::id, posts::title))
        .shallow()
        .get_result(conn)
        .await?;
    assert_eq!((id, title.as_str()), (3, "cats"));
    Ok(())
}

async fn whole_rows_by_default(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let post: Post = soft_delete(posts::table.find(1))
        .shallow()
        .get_result(conn)
        .await?;
    assert_eq!(post.id, 1);
    assert!(post.deleted_at.is_some());
    let gone: Vec<Attachment> = purge(attachments::table).load(conn).await?;
    assert_eq!(gone.len(), 1);
    Ok(())
}

async fn only_changed_rows_come_back(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let statement = soft_delete(posts::table).shallow().returning(posts::id);
    let mut changed: Vec<i32> = statement.load(conn).await?;
    changed.sort();
    assert_eq!(changed, [1, 3, 4]);
    Ok(())
}

async fn restored_rows_come_back_restored(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let post = restore(posts::table)
        .shallow()
        .returning(Post::as_returning())
        .get_result(conn)
        .await?;
    assert_eq!((post.id, post.deleted_at), (2, None));
    assert_eq!((post.delete_reason, post.deleted_by), (None, None));
    Ok(())
}

async fn purged_rows_come_back_as_they_were(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let gone = purge(attachments::table)
        .returning(Attachment::as_returning())
        .get_results(conn)
        .await?;
    let expected = Attachment {
        id: 2,
        owner_id: Some(1),
        file_name: "b.png".to_owned(),
        deleted_at: Some(back_then()),
    };
    assert_eq!(gone, [expected]);
    let left: i64 = attachments::table.count().get_result(conn).await?;
    assert_eq!(left, 2);
    Ok(())
}

async fn with_everything_else(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let reason: Option<String> = soft_delete(posts::table)
        .shallow()
        .at(diesel::dsl::now)
        .set(posts::delete_reason.eq("late"))
        .filter(posts::title.eq("dogs"))
        .into_boxed::<Db>()
        .filter(posts::published.eq(true))
        .returning(posts::delete_reason)
        .get_result(conn)
        .await?;
    assert_eq!(reason.as_deref(), Some("late"));
    let removed = soft_delete(communities::table)
        .marking(communities::removed)
        .returning((communities::id, communities::table.is_deleted()));
    let mut removed: Vec<(i32, bool)> = removed.load(conn).await?;
    removed.sort();
    assert_eq!(removed, [(1, true), (2, true)]);
    Ok(())
}

async fn a_second_delete_returns_nothing(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let post = soft_delete(posts::table.find(2))
        .shallow()
        .returning(Post::as_returning())
        .get_result(conn)
        .await
        .optional()?;
    assert_eq!(post, None);
    Ok(())
}
