//! Cascades over the blog: what they reach, and what they leave.

use diesel_scopes::CascadeError;

use super::prelude::*;

cases![
    deletes_what_depends,
    stops_at_deleted_rows,
    restrict_refuses,
    restores_exactly_what_it_deleted,
    restore_needs_a_live_parent,
    purges_children_first,
    purge_refuses_while_active_rows_refer,
    previews_change_nothing,
    conditions_on_other_rows,
    a_tree_of_any_depth,
    locks_first,
    set_writes_the_root_rows_only,
];

/// Neither invoices in the way nor a deleted user.
async fn without_invoices(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    diesel::delete(invoices::table.all_rows()).execute(conn).await?;
    Ok(())
}

async fn deletes_what_depends(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    let report = soft_delete(users::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 2)]);
    assert_eq!(report.nullified("attachments"), 1);
    assert_eq!(ids!(users::table.active().select(users::id), conn), [2]);
    let active = posts::table.active().order(posts::id).select(posts::id);
    assert_eq!(ids!(active, conn), [3, 4]);
    let active = comments::table.active().select(comments::id);
    assert_eq!(ids!(active, conn), [3]);
    let owners: Vec<Option<i32>> =
        attachments::table.order(attachments::id).select(attachments::owner_id).load(conn).await?;
    assert_eq!(owners, [None, Some(1), None]);

    let again = soft_delete(users::table.find(1)).cascade().execute(conn).await?;
    assert!(again.is_empty(), "{again}");
    Ok(())
}

async fn stops_at_deleted_rows(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    soft_delete(users::table.find(1)).cascade().execute(conn).await?;
    // The comment on the post that was deleted before stays as it is.
    let comment: Comment = comments::table.find(3).first(conn).await?;
    assert_eq!(comment.deleted_at, None);
    let post: Post = posts::table.find(2).first(conn).await?;
    assert_eq!(post.deleted_at, Some(back_then()));
    assert_eq!(post.delete_reason.as_deref(), Some("spam"));
    Ok(())
}

async fn restrict_refuses(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let refused = soft_delete(users::table.find(1)).cascade().execute(conn).await;
    let Err(CascadeError::Restricted(dependents)) = refused else {
        return Err(format!("{refused:?}").into());
    };
    assert_eq!(dependents.len(), 1);
    assert_eq!((dependents[0].table, dependents[0].rows), ("invoices", 1));
    let query = users::table.active().order(users::id).select(users::id);
    assert_eq!(ids!(query, conn), [1, 2]);
    Ok(())
}

async fn restores_exactly_what_it_deleted(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    soft_delete(comments::table.find(4)).cascade().execute(conn).await?;
    soft_delete(users::table.find(1)).cascade().execute(conn).await?;
    let report = restore(users::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 1)]);
    let active = comments::table.active().order(comments::id).select(comments::id);
    assert_eq!(ids!(active, conn), [1, 3]);
    Ok(())
}

async fn restore_needs_a_live_parent(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    soft_delete(users::table.find(1)).cascade().execute(conn).await?;
    let refused = restore(posts::table.find(1)).cascade().execute(conn).await;
    let Err(CascadeError::ParentDeleted(parents)) = refused else {
        return Err(format!("{refused:?}").into());
    };
    assert_eq!((parents[0].table, parents[0].rows), ("users", 1));
    let restored = restore(posts::table.find(1)).shallow().execute(conn).await?;
    assert_eq!(restored, 1);
    Ok(())
}

async fn purges_children_first(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    diesel::delete(comments::table.all_rows().find(3)).execute(conn).await?;
    let report = purge(users::table.find(1)).cascade().execute(conn).await?;
    assert!(report.is_empty(), "{report}");
    soft_delete(users::table.find(1)).cascade().execute(conn).await?;
    let report = purge(users::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 2), ("comments", 3)]);
    assert_eq!(report.nullified("attachments"), 1);
    let query = users::table.order(users::id).select(users::id);
    assert_eq!(ids!(query, conn), [2, 3]);
    Ok(())
}

async fn purge_refuses_while_active_rows_refer(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    let refused = purge(users::table).cascade().execute(conn).await;
    let Err(CascadeError::StillReferenced(rows)) = refused else {
        return Err(format!("{refused:?}").into());
    };
    assert_eq!((rows[0].table, rows[0].rows), ("posts", 1));
    Ok(())
}

async fn previews_change_nothing(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    let target = || users::table.find(1);
    let preview = soft_delete(target()).cascade().preview(conn).await?;
    assert_eq!(ids!(users::table.active().order(users::id).select(users::id), conn), [1, 2]);
    let done = soft_delete(target()).cascade().execute(conn).await?;
    assert_eq!(preview, done);
    let preview = restore(target()).cascade().preview(conn).await?;
    assert_eq!(preview, [("users", 1), ("posts", 1), ("comments", 2)]);
    diesel::delete(comments::table.all_rows().find(3)).execute(conn).await?;
    let preview = purge(target()).cascade().preview(conn).await?;
    let done = purge(target()).cascade().execute(conn).await?;
    assert_eq!(preview, done);
    Ok(())
}

async fn conditions_on_other_rows(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    let authors = || posts::table.active().filter(posts::title.eq("ants")).select(posts::author_id);
    let target = || users::table.active().filter(users::id.eq_any(authors()));
    let preview = soft_delete(target()).cascade().preview(conn).await?;
    let report = soft_delete(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 2)]);
    assert_eq!(preview, report);
    let authors = || posts::table.deleted().filter(posts::title.eq("ants")).select(posts::author_id);
    let target = || users::table.filter(users::id.eq_any(authors()));
    let report = restore(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 2)]);
    Ok(())
}

async fn a_tree_of_any_depth(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    // Children first, as MySQL checks foreign keys row by row.
    for id in [4, 3, 2, 1] {
        diesel::delete(comments::table.all_rows().find(id)).execute(conn).await?;
    }
    let rows: Vec<_> = (1..=1500)
        .map(|id| match id {
            1 => "(1, 3, 2, NULL, 'deep')".to_owned(),
            id => format!("({id}, 3, 2, {}, 'deep')", id - 1),
        })
        .collect();
    conn.batch_execute(&format!(
        "INSERT INTO comments (id, post_id, author_id, parent_id, body) VALUES {}",
        rows.join(", ")
    ))
    .await?;
    soft_delete(comments::table.find(1400)).shallow().execute(conn).await?;
    let report = soft_delete(comments::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("comments", 1399)]);
    let report = restore(comments::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("comments", 1399)]);
    soft_delete(comments::table).shallow().execute(conn).await?;
    let report = purge(comments::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("comments", 1500)]);
    Ok(())
}

async fn locks_first(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    let report = soft_delete(users::table.find(1)).cascade().locking().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 2)]);
    Ok(())
}

async fn set_writes_the_root_rows_only(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    let report = soft_delete(posts::table.find(1))
        .set(posts::delete_reason.eq("rude"))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report, [("posts", 1), ("comments", 2)]);
    let post: Post = posts::table.find(1).first(conn).await?;
    assert_eq!(post.delete_reason.as_deref(), Some("rude"));
    let report = soft_delete(comments::table.find(3))
        .set(comments::body.eq("[deleted]"))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report, [("comments", 1)]);
    let bodies: Vec<String> = comments::table.order(comments::id).select(comments::body).load(conn).await?;
    assert_eq!(bodies, ["nice", "oops", "[deleted]", "thanks"]);
    Ok(())
}
