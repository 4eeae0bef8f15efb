//! What a cascade says of its target, and restores that take the parents along.

use diesel_scopes::{CascadeError, Outcome};

use super::prelude::*;
use crate::graph::*;

cases![
    changed_unchanged_and_not_found,
    previews_say_the_same,
    a_purge_says_it_too,
    unchanged_with_some_that_do_not_exist,
    parents_come_back_themselves_only,
    parents_up_to_the_top,
    parents_of_a_tree,
    parents_by_every_marker,
    parents_that_are_active_already,
    parents_over_every_kind_of_edge,
    parents_of_parents_that_are_active,
    a_parent_that_is_a_root_too,
    parents_that_held_others_back,
    errors_that_can_be_tried_again;
    database:
    parents_with_locks,
];

async fn without_invoices(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    diesel::delete(invoices::table.all_rows()).execute(conn).await?;
    diesel::delete(attachments::table.all_rows()).execute(conn).await?;
    Ok(())
}

async fn changed_unchanged_and_not_found(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    for locking in [false, true] {
        let delete = |id: i32| {
            let delete = soft_delete(users::table.find(id)).cascade();
            if locking { delete.locking() } else { delete }
        };
        let back = |id: i32| {
            let back = restore(users::table.find(id)).cascade();
            if locking { back.locking() } else { back }
        };
        assert_eq!(delete(1).execute(conn).await?.outcome(), Outcome::Changed(4));
        assert_eq!(delete(1).execute(conn).await?.outcome(), Outcome::Unchanged);
        assert_eq!(delete(9).execute(conn).await?.outcome(), Outcome::NotFound);
        assert_eq!(back(1).execute(conn).await?.outcome(), Outcome::Changed(4));
        assert_eq!(back(1).execute(conn).await?.outcome(), Outcome::Unchanged);
        assert_eq!(back(9).execute(conn).await?.outcome(), Outcome::NotFound);
    }
    Ok(())
}

async fn previews_say_the_same(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    let delete = |id: i32| soft_delete(users::table.find(id)).cascade();
    assert_eq!(delete(1).preview(conn).await?.outcome(), Outcome::Changed(4));
    assert_eq!(delete(3).preview(conn).await?.outcome(), Outcome::Unchanged);
    assert_eq!(delete(9).preview(conn).await?.outcome(), Outcome::NotFound);
    Ok(())
}

async fn a_purge_says_it_too(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    let gone = |id: i32| purge(comments::table.find(id)).cascade();
    assert_eq!(gone(2).execute(conn).await?.outcome(), Outcome::Changed(1));
    assert_eq!(gone(2).execute(conn).await?.outcome(), Outcome::NotFound);
    assert_eq!(gone(1).execute(conn).await?.outcome(), Outcome::Unchanged);
    Ok(())
}

async fn unchanged_with_some_that_do_not_exist(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    let target = users::table.filter(users::id.eq_any([3, 8, 9]));
    let report = soft_delete(target.clone()).cascade().execute(conn).await?;
    assert_eq!(report.outcome(), Outcome::Unchanged);
    let target = users::table.filter(users::id.eq_any([2, 3, 9]));
    let report = soft_delete(target).cascade().execute(conn).await?;
    assert_eq!(report.outcome(), Outcome::Changed(5));
    Ok(())
}

async fn parents_come_back_themselves_only(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    conn.batch_execute("INSERT INTO posts (id, author_id, title) VALUES (9, 1, 'nine')").await?;
    soft_delete(users::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    let back = || restore(posts::table.find(1)).cascade().with_parents();
    let preview = back().preview(conn).await?;
    let report = back().execute(conn).await?;
    assert_eq!(preview, report);
    assert_eq!(report.rows("posts"), 1);
    assert_eq!(report.rows("comments"), 2);
    assert_eq!(report.rows("users"), 1);
    assert_eq!(ids!(users::table.active().order(users::id).select(users::id), conn), [1, 2]);
    // What else was deleted with the user waits for its own restore.
    assert_eq!(stamped!(conn, posts.deleted_at = day(5)), [9]);
    Ok(())
}

async fn parents_up_to_the_top(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    soft_delete(users::table).at(day(5)).cascade().execute(conn).await?;
    let report = restore(comments::table.find(4)).cascade().with_parents().execute(conn).await?;
    // Comment 4 of user 1 answers 1, of user 2, on post 1, of user 1.
    assert_eq!(report.rows("comments"), 2);
    assert_eq!((report.rows("posts"), report.rows("users")), (1, 2));
    assert_eq!(stamped!(conn, comments.deleted_at = NULL), [1, 4]);
    assert_eq!(stamped!(conn, posts.deleted_at = NULL), [1, 4]);
    assert_eq!(stamped!(conn, users.deleted_at = NULL), [1, 2]);
    Ok(())
}

async fn parents_of_a_tree(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "INSERT INTO roots (id, root_id) VALUES (1, NULL), (2, 1), (3, 2), (4, 3), (5, 4), (6, 2)",
    )
    .await?;
    soft_delete(roots::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    let report = restore(roots::table.find(4)).cascade().with_parents().execute(conn).await?;
    assert_eq!(report, [("roots", 5)]);
    assert_eq!(stamped!(conn, roots.deleted_at = day(5)), [6]);
    Ok(())
}

async fn parents_by_every_marker(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "INSERT INTO clubs (id) VALUES (1);
        INSERT INTO notices (id, club_id) VALUES (1, 1);
        INSERT INTO pins (id, notice_id) VALUES (1, 1)",
    )
    .await?;
    soft_delete(clubs::table).marking(clubs::removed_at).cascade().execute(conn).await?;
    soft_delete(clubs::table).cascade().execute(conn).await?;
    let report = restore(pins::table.find(1)).cascade().with_parents().execute(conn).await?;
    assert_eq!(
        (report.rows("pins"), report.rows("notices"), report.rows("clubs")),
        (1, 1, 1)
    );
    assert_eq!(ids!(clubs::table.active().select(clubs::id), conn), [1]);
    assert_eq!(ids!(notices::table.active().select(notices::id), conn), [1]);
    Ok(())
}

async fn parents_that_are_active_already(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    soft_delete(comments::table.find(1)).cascade().execute(conn).await?;
    let report = restore(comments::table.find(1)).cascade().with_parents().execute(conn).await?;
    assert_eq!(report.rows("comments"), 2);
    assert_eq!((report.rows("posts"), report.rows("users")), (0, 0));
    Ok(())
}

async fn parents_over_every_kind_of_edge(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "INSERT INTO stages (id, previous_id) VALUES (1, NULL), (2, 1), (3, 2);
        INSERT INTO people (id, friend_id) VALUES (1, NULL), (2, 1);
        INSERT INTO letters (id, sender_id, recipient_id, carrier_id) VALUES (1, 2, NULL, 1)",
    )
    .await?;
    soft_delete(stages::table).shallow().execute(conn).await?;
    let report = restore(stages::table.find(3)).cascade().with_parents().execute(conn).await?;
    assert_eq!(report.rows("stages"), 3);

    soft_delete(letters::table).shallow().execute(conn).await?;
    soft_delete(people::table).shallow().execute(conn).await?;
    let refused = restore(letters::table.find(1)).cascade().execute(conn).await;
    assert!(matches!(refused, Err(CascadeError::ParentDeleted(_))), "{refused:?}");
    let report = restore(letters::table.find(1)).cascade().with_parents().execute(conn).await?;
    assert_eq!((report.rows("letters"), report.rows("people")), (1, 2));
    Ok(())
}

/// The answer is shown below a "[deleted]" comment, which is below nothing that
/// matters to it.
async fn parents_of_parents_that_are_active(conn: &mut Connection) -> TestResult {
    conn.batch_execute("INSERT INTO roots (id, root_id) VALUES (1, NULL), (2, 1), (3, 2)").await?;
    soft_delete(roots::table.find(3)).at(day(6)).cascade().execute(conn).await?;
    soft_delete(roots::table.find(1)).shallow().at(day(4)).execute(conn).await?;
    let report = restore(roots::table.find(3)).cascade().with_parents().execute(conn).await?;
    assert_eq!(report, [("roots", 1)]);
    assert_eq!(stamped!(conn, roots.deleted_at = day(4)), [1]);
    Ok(())
}

/// The target is a row and its parent, of which one has another marker, too.
async fn a_parent_that_is_a_root_too(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "INSERT INTO clubs (id) VALUES (1);
        INSERT INTO notices (id, club_id, answers) VALUES (1, 1, NULL), (2, 1, 1)",
    )
    .await?;
    soft_delete(notices::table).shallow().at(day(5)).execute(conn).await?;
    soft_delete(notices::table.find(1))
        .marking(notices::removed_at)
        .shallow()
        .at(day(6))
        .execute(conn)
        .await?;
    let refused = restore(notices::table).cascade().execute(conn).await;
    assert!(matches!(refused, Err(CascadeError::ParentDeleted(_))), "{refused:?}");
    // A row of the target comes back by the marker that is named, and by no other.
    let refused = restore(notices::table).cascade().with_parents().execute(conn).await;
    assert!(matches!(refused, Err(CascadeError::ParentDeleted(_))), "{refused:?}");
    restore(notices::table.find(1)).marking(notices::removed_at).shallow().execute(conn).await?;
    let report = restore(notices::table).cascade().execute(conn).await?;
    assert_eq!(report.rows("notices"), 2);
    let active = notices::table.active().order(notices::id).select(notices::id);
    assert_eq!(ids!(active, conn), [1, 2]);
    Ok(())
}

/// What hangs below the parents stays where it is.
async fn parents_that_held_others_back(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    soft_delete(posts::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    soft_delete(users::table.find(2)).at(day(6)).cascade().execute(conn).await?;
    // Comment 1 needs both; comment 4 hangs below it.
    let report = restore(comments::table.find(1)).cascade().with_parents().execute(conn).await?;
    assert_eq!(report.rows("comments"), 2);
    assert_eq!(report.handed_over("comments"), 0);
    assert_eq!((report.rows("posts"), report.rows("users")), (1, 1));
    assert_eq!(stamped!(conn, posts.deleted_at = day(6)), [3]);
    assert_eq!(stamped!(conn, comments.deleted_at = day(6)), [3]);
    Ok(())
}

async fn errors_that_can_be_tried_again(_: &mut Connection) -> TestResult {
    let database = |kind, text: &str| {
        CascadeError::Database(Error::DatabaseError(kind, Box::new(text.to_owned())))
    };
    let serialization = DatabaseErrorKind::SerializationFailure;
    assert!(database(serialization, "could not serialize access").is_retryable());
    assert!(!database(DatabaseErrorKind::UniqueViolation, "duplicate key").is_retryable());
    assert!(!database(DatabaseErrorKind::ForeignKeyViolation, "deadlock").is_retryable());
    assert!(!CascadeError::Database(Error::NotFound).is_retryable());
    assert!(!CascadeError::Restricted(Vec::new()).is_retryable());
    assert!(!CascadeError::ParentDeleted(Vec::new()).is_retryable());
    assert!(!CascadeError::StillReferenced(Vec::new()).is_retryable());
    assert!(!CascadeError::Held(Vec::new()).is_retryable());
    assert!(!CascadeError::IsolationLevel.is_retryable());
    Ok(())
}

async fn parents_with_locks(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    without_invoices(conn).await?;
    soft_delete(users::table).at(day(5)).cascade().execute(conn).await?;
    let back = restore(comments::table.find(4)).cascade().with_parents().locking();
    let report = back.execute(conn).await?;
    assert_eq!(report.rows("comments"), 2);
    assert_eq!((report.rows("posts"), report.rows("users")), (1, 2));
    assert_eq!(stamped!(conn, comments.deleted_at = NULL), [1, 4]);
    Ok(())
}
