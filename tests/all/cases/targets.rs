//! Scopes as targets of Diesel's own statements.

use super::prelude::*;

cases![
    update_through_a_scope,
    delete_through_a_scope,
    insert_from_a_scope,
    insert_a_whole_scope,
];

async fn update_through_a_scope(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let updated = diesel::update(posts::table.active())
        .set(posts::title.eq("all"))
        .execute(conn)
        .await?;
    assert_eq!(updated, 3);
    let updated = diesel::update(posts::table.active().find(2))
        .set(posts::title.eq("one"))
        .execute(conn)
        .await?;
    assert_eq!(updated, 0);
    let updated = diesel::update(posts::table.deleted().filter(posts::author_id.eq(1)))
        .set(posts::delete_reason.eq("checked"))
        .execute(conn)
        .await?;
    assert_eq!(updated, 1);
    let updated = diesel::update(posts::table.all_rows().find(2))
        .set(posts::published.eq(false))
        .execute(conn)
        .await?;
    assert_eq!(updated, 1);

    let post: Post = posts::table.find(2).first(conn).await?;
    assert_eq!(post.title, "bees");
    assert_eq!(post.delete_reason.as_deref(), Some("checked"));
    assert!(!post.published);
    Ok(())
}

async fn delete_through_a_scope(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let removed = diesel::delete(attachments::table.deleted())
        .execute(conn)
        .await?;
    assert_eq!(removed, 1);
    let removed = diesel::delete(communities::table.deleted().filter(communities::id.gt(2)))
        .execute(conn)
        .await?;
    assert_eq!(removed, 2);
    let removed = diesel::delete(communities::table.active().find(2))
        .execute(conn)
        .await?;
    assert_eq!(removed, 0);

    let query = attachments::table.order(attachments::id);
    assert_eq!(ids!(query.select(attachments::id), conn), [1, 3]);
    let query = communities::table.order(communities::id);
    assert_eq!(ids!(query.select(communities::id), conn), [1, 2]);
    Ok(())
}

async fn insert_from_a_scope(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let rows = posts::table.active().filter(posts::id.ne(3)).select((
        posts::id + 100,
        posts::author_id.nullable(),
        posts::title,
    ));
    let inserted = diesel::insert_into(attachments::table)
        .values(rows)
        .into_columns((
            attachments::id,
            attachments::owner_id,
            attachments::file_name,
        ))
        .execute(conn)
        .await?;
    assert_eq!(inserted, 2);
    let query = attachments::table.filter(attachments::id.gt(100));
    let query = query.select(attachments::id).order(attachments::id);
    assert_eq!(ids!(query, conn), [101, 104]);
    Ok(())
}

diesel::table! {
    tags (id) {
        id -> Integer,
        label -> Text,
        deleted_at -> Nullable<Timestamp>,
    }
}

async fn insert_a_whole_scope(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    // The two tables have columns of the same types.
    let inserted = diesel::insert_into(tags::table)
        .values(users::table.active())
        .execute(conn)
        .await?;
    assert_eq!(inserted, 2);
    let inserted = users::table
        .deleted()
        .insert_into(tags::table)
        .execute(conn)
        .await?;
    assert_eq!(inserted, 1);
    let query = tags::table.select(tags::id).order(tags::id);
    assert_eq!(ids!(query, conn), [1, 2, 3]);
    Ok(())
}
