//! A cascaded restore brings back what the cascade deleted, and nothing else.

use diesel_scopes::CascadeError;

use super::prelude::*;

cases![
    a_comment_deleted_before_stays_deleted,
    a_comment_deleted_in_the_same_millisecond_stays_deleted,
    rows_restored_on_their_own_are_left_alone,
    rows_deleted_again_are_left_alone,
    several_cascades_at_once,
    a_parent_and_its_child_together,
    a_part_of_what_was_deleted,
    every_deleted_parent_is_named,
    a_key_that_is_null_has_no_parent,
    a_key_that_is_cleared_has_no_parent,
    clears_on_every_table,
    set_writes_the_roots_only,
    only_rows_in_reach_of_the_target;
    database:
    a_collision_restores_nothing,
];

async fn without_invoices(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    diesel::delete(invoices::table.all_rows()).execute(conn).await?;
    Ok(())
}

async fn a_comment_deleted_before_stays_deleted(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    soft_delete(comments::table.find(4)).at(day(3)).cascade().execute(conn).await?;
    soft_delete(posts::table.find(1)).cascade().execute(conn).await?;
    let report = restore(posts::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("posts", 1), ("comments", 1)]);
    assert_eq!(stamped!(conn, comments.deleted_at = NULL), [1, 3]);
    assert_eq!(stamped!(conn, comments.deleted_at = day(3)), [4]);
    Ok(())
}

async fn a_comment_deleted_in_the_same_millisecond_stays_deleted(
    conn: &mut Connection,
) -> TestResult {
    without_invoices(conn).await?;
    // Made in the order in which they run, as fast as this machine can.
    let comment = soft_delete(comments::table.find(4)).cascade();
    let post = soft_delete(posts::table.find(1)).cascade();
    comment.execute(conn).await?;
    post.execute(conn).await?;
    let report = restore(posts::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("posts", 1), ("comments", 1)]);

    // A microsecond apart.
    let at = day(5);
    soft_delete(comments::table.find(1)).shallow().at(at).execute(conn).await?;
    let later = at + chrono::TimeDelta::microseconds(1);
    soft_delete(posts::table.find(1)).at(later).cascade().execute(conn).await?;
    let report = restore(posts::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("posts", 1), ("comments", 0)]);
    Ok(())
}

async fn rows_restored_on_their_own_are_left_alone(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    soft_delete(users::table.find(1)).cascade().execute(conn).await?;
    restore(comments::table.find(4)).shallow().execute(conn).await?;
    let report = restore(users::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 1)]);
    Ok(())
}

async fn rows_deleted_again_are_left_alone(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    soft_delete(users::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    restore(posts::table.find(1)).shallow().execute(conn).await?;
    soft_delete(posts::table.find(1)).shallow().at(day(6)).execute(conn).await?;
    let report = restore(users::table.find(1)).cascade().execute(conn).await?;
    // The comment that the user wrote stays with its post, and with what it answers.
    assert_eq!(report, [("users", 1), ("posts", 0), ("comments", 0)]);
    // It has the stamp of these already.
    assert_eq!(report.handed_over("comments"), 0);
    assert_eq!(stamped!(conn, posts.deleted_at = day(6)), [1]);
    assert_eq!(stamped!(conn, comments.deleted_at = day(5)), [1, 4]);
    let report = restore(posts::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("posts", 1), ("comments", 0)]);
    let report = restore(comments::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("comments", 2)]);
    Ok(())
}

async fn several_cascades_at_once(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    soft_delete(comments::table.find(1)).at(day(4)).cascade().execute(conn).await?;
    soft_delete(users::table.find(2)).at(day(5)).cascade().execute(conn).await?;
    soft_delete(users::table.find(1)).at(day(6)).cascade().execute(conn).await?;
    let target = || users::table.filter(users::id.le(2));
    let preview = restore(target()).cascade().preview(conn).await?;
    let report = restore(target()).cascade().execute(conn).await?;
    assert_eq!(preview, report);
    assert_eq!(report, [("users", 2), ("posts", 2), ("comments", 1)]);
    assert_eq!(stamped!(conn, comments.deleted_at = day(4)), [1, 4]);
    Ok(())
}

async fn a_parent_and_its_child_together(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    soft_delete(comments::table.find(4)).at(day(4)).cascade().execute(conn).await?;
    soft_delete(comments::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    let answer = || comments::table.find(4);
    let refused = restore(answer()).cascade().execute(conn).await;
    assert_eq!(refused!(refused), "cannot restore: rows have a deleted parent in: comments (1)");
    let both = || comments::table.filter(comments::id.eq_any([1, 4]));
    let preview = restore(both()).cascade().preview(conn).await?;
    let report = restore(both()).cascade().execute(conn).await?;
    assert_eq!(report, [("comments", 2)]);
    assert_eq!(preview, report);
    Ok(())
}

async fn a_part_of_what_was_deleted(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    soft_delete(posts::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    restore(posts::table.find(1)).shallow().execute(conn).await?;
    let report = restore(comments::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("comments", 2)]);
    Ok(())
}

async fn every_deleted_parent_is_named(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    soft_delete(users::table.find(1)).cascade().execute(conn).await?;
    let target = || comments::table.filter(comments::id.eq_any([1, 4]));
    for refused in [
        restore(target()).cascade().preview(conn).await,
        restore(target()).cascade().execute(conn).await,
        restore(target()).cascade().locking().execute(conn).await,
    ] {
        let Err(CascadeError::ParentDeleted(parents)) = refused else {
            return Err(format!("{refused:?}").into());
        };
        let parents: Vec<_> = parents.iter().map(|p| (p.table, p.rows)).collect();
        // 4 was written by user 1; both are on post 1.
        assert_eq!(parents, [("users", 1), ("posts", 2)]);
    }
    // Parents over `restrict` and `nullify` edges count as well.
    conn.batch_execute("INSERT INTO invoices (id, customer_id, amount, voided) VALUES (8, 1, 1, TRUE)")
        .await?;
    let refused = refused!(restore(attachments::table.find(2)).cascade().execute(conn).await);
    assert_eq!(refused, "cannot restore: rows have a deleted parent in: users (1)");
    let shallow = restore(attachments::table.find(2)).shallow().execute(conn).await?;
    assert_eq!(shallow, 1);
    Ok(())
}

async fn a_key_that_is_null_has_no_parent(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    soft_delete(attachments::table.find(3)).execute(conn).await?;
    let report = restore(attachments::table.find(3)).cascade().execute(conn).await?;
    assert_eq!(report, [("attachments", 1)]);
    Ok(())
}

/// The posts again, of which it is told too who deleted them.
mod moderation {
    diesel::table! {
        users (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
    }
    diesel::table! {
        posts (id) {
            id -> Integer,
            author_id -> Integer,
            deleted_at -> Nullable<Timestamp>,
            deleted_by -> Nullable<Integer>,
        }
    }

    diesel_scopes::soft_deletable! {
        users (deleted_at) {
            cascade posts (author_id),
            nullify posts (deleted_by),
        }
        posts (deleted_at, clear (deleted_by))
    }
}

async fn a_key_that_is_cleared_has_no_parent(conn: &mut Connection) -> TestResult {
    use moderation::{posts, users};

    without_invoices(conn).await?;
    // Post 2, of user 1, was deleted by user 2.
    soft_delete(users::table.find(2)).cascade().execute(conn).await?;
    let report = restore(posts::table.find(2)).cascade().execute(conn).await?;
    assert_eq!(report, [("posts", 1)]);
    let by: Option<i32> = posts::table.find(2).select(posts::deleted_by).first(conn).await?;
    assert_eq!(by, None);
    // Post 3 is user 2's own.
    let refused = restore(posts::table.find(3)).cascade().execute(conn).await;
    assert!(matches!(refused, Err(CascadeError::ParentDeleted(_))), "{refused:?}");
    Ok(())
}

async fn clears_on_every_table(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    conn.batch_execute("UPDATE posts SET delete_reason = 'rude', deleted_by = 2 WHERE id IN (1, 3)")
        .await?;
    soft_delete(users::table.find(1)).cascade().execute(conn).await?;
    restore(users::table.find(1)).cascade().execute(conn).await?;
    let post: Post = posts::table.find(1).first(conn).await?;
    assert_eq!((post.delete_reason, post.deleted_by), (None, None));
    let post: Post = posts::table.find(2).first(conn).await?;
    assert_eq!((post.delete_reason.as_deref(), post.deleted_by), (Some("spam"), Some(2)));
    let post: Post = posts::table.find(3).first(conn).await?;
    assert_eq!((post.delete_reason.as_deref(), post.deleted_by), (Some("rude"), Some(2)));
    Ok(())
}

async fn set_writes_the_roots_only(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    soft_delete(comments::table.find(1)).cascade().execute(conn).await?;
    let report = restore(comments::table.find(1))
        .set(comments::body.eq("back"))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report, [("comments", 2)]);
    let bodies: Vec<String> = values_of!(conn, comments.body);
    assert_eq!(bodies, ["back", "oops", "buzz", "thanks"]);
    Ok(())
}

async fn a_collision_restores_nothing(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    without_invoices(conn).await?;
    soft_delete(users::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    conn.batch_execute("INSERT INTO users (id, name) VALUES (9, 'ann')").await?;
    let collision = restore(users::table.find(1)).cascade().execute(conn).await;
    let Err(CascadeError::Database(diesel::result::Error::DatabaseError(kind, _))) = collision
    else {
        return Err(format!("{collision:?}").into());
    };
    assert!(matches!(kind, diesel::result::DatabaseErrorKind::UniqueViolation));
    // The posts and comments had been written by then.
    assert_eq!(stamped!(conn, posts.deleted_at = day(5)), [1]);
    assert_eq!(stamped!(conn, comments.deleted_at = day(5)), [1, 4]);
    Ok(())
}

async fn only_rows_in_reach_of_the_target(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    // One cascade over both users; each can come back without the other. What
    // belongs to both stays deleted.
    soft_delete(users::table).at(day(5)).cascade().execute(conn).await?;
    let report = restore(users::table.find(2)).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 1)]);
    // With the stamp that it has.
    assert_eq!(report.handed_over("comments"), 0);
    assert_eq!(stamped!(conn, users.deleted_at = day(5)), [1]);
    assert_eq!(stamped!(conn, posts.deleted_at = day(5)), [1]);
    Ok(())
}
