//! What `locking` promises: no row stays active that a cascade would have taken.

use std::time::Duration;

use diesel_scopes::CascadeError;
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use super::prelude::*;
use crate::graph::*;

cases![;
    database:
    a_restore_waits_for_the_deletion_of_its_parent,
    a_deletion_waits_for_the_restore_of_a_child,
    a_deletion_waits_for_the_restore_of_a_grandchild,
    a_restore_waits_for_the_deletion_of_another_parent,
    a_deletion_during_a_restore_of_the_same_rows,
];

/// Runs the second while the first is done and not committed, and gives what
/// became of both.
macro_rules! meanwhile {
    ($one:ident: $first:expr, $other:ident: $second:expr $(,)?) => {{
        let (done, first_done) = oneshot::channel();
        let first = $one.transaction(async |conn| {
            let report = $first.execute(conn).await?;
            done.send(()).expect("the other one has gone");
            sleep(Duration::from_millis(300)).await;
            Ok::<_, CascadeError>(report)
        });
        let second = async {
            first_done.await.expect("the first one failed");
            $second.execute($other).await
        };
        let both = async { tokio::join!(first, second) };
        timeout(Duration::from_secs(30), both).await?
    }};
}

async fn without_invoices(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    diesel::delete(invoices::table.all_rows()).execute(conn).await?;
    // Active rows that have been below deleted ones from the beginning.
    diesel::delete(comments::table.all_rows().find(3)).execute(conn).await?;
    diesel::delete(posts::table.all_rows().find(4)).execute(conn).await?;
    Ok(())
}

async fn assert_nothing_active_below(conn: &mut Connection) -> TestResult {
    let below = posts::table
        .active()
        .filter(posts::author_id.eq_any(users::table.deleted().select(users::id)));
    assert_eq!(ids!(below.select(posts::id), conn), [0; 0]);
    let below = comments::table.active().filter(
        comments::post_id
            .eq_any(posts::table.deleted().select(posts::id))
            .or(comments::author_id.eq_any(users::table.deleted().select(users::id))),
    );
    assert_eq!(ids!(below.select(comments::id), conn), [0; 0]);
    Ok(())
}

async fn a_restore_waits_for_the_deletion_of_its_parent(db: &Database) -> TestResult {
    let (one, other) = (&mut db.connect().await?, &mut db.connect().await?);
    without_invoices(one).await?;
    let (deleted, restored) = meanwhile!(
        one: soft_delete(users::table.find(1)).cascade().locking(),
        other: restore(posts::table.find(2)).cascade().locking(),
    );
    assert_eq!(deleted?, [("users", 1), ("posts", 1), ("comments", 2)]);
    assert_eq!(
        refused!(restored),
        "cannot restore: rows have a deleted parent in: users (1)"
    );
    assert_nothing_active_below(one).await
}

async fn a_deletion_waits_for_the_restore_of_a_child(db: &Database) -> TestResult {
    let (one, other) = (&mut db.connect().await?, &mut db.connect().await?);
    without_invoices(one).await?;
    let (restored, deleted) = meanwhile!(
        one: restore(posts::table.find(2)).cascade().locking(),
        other: soft_delete(users::table.find(1)).cascade().locking(),
    );
    assert_eq!(restored?, [("posts", 1), ("comments", 0)]);
    assert_eq!(deleted?, [("users", 1), ("posts", 2), ("comments", 2)]);
    assert_nothing_active_below(one).await
}

/// A comment two tables below the user that goes.
async fn a_deletion_waits_for_the_restore_of_a_grandchild(db: &Database) -> TestResult {
    let (one, other) = (&mut db.connect().await?, &mut db.connect().await?);
    without_invoices(one).await?;
    soft_delete(comments::table.find(1)).at(day(4)).cascade().execute(one).await?;
    let (restored, deleted) = meanwhile!(
        one: restore(comments::table.find(1)).cascade().locking(),
        other: soft_delete(users::table.find(1)).cascade().locking(),
    );
    assert_eq!(restored?, [("comments", 2)]);
    assert_eq!(deleted?, [("users", 1), ("posts", 1), ("comments", 2)]);
    assert_nothing_active_below(one).await
}

/// The books below an author stand on shelves, too.
async fn a_restore_waits_for_the_deletion_of_another_parent(db: &Database) -> TestResult {
    let (one, other) = (&mut db.connect().await?, &mut db.connect().await?);
    one.batch_execute(
        "INSERT INTO authors (id) VALUES (1);
        INSERT INTO shelves (id) VALUES (1), (2);
        INSERT INTO books (id, author_id, shelf_id) VALUES (1, 1, 1), (2, 1, 2);
        INSERT INTO pages (id, book_id) VALUES (1, 1), (2, 2)",
    )
    .await?;
    soft_delete(authors::table).at(day(5)).cascade().execute(one).await?;
    let (deleted, restored) = meanwhile!(
        one: soft_delete(shelves::table.find(1)).at(day(6)).cascade().locking(),
        other: restore(authors::table).cascade().locking(),
    );
    assert_eq!(deleted?, [("shelves", 1), ("books", 0), ("pages", 0)]);
    // Book 1 waits for its shelf.
    assert_eq!(restored?, [("authors", 1), ("books", 1), ("pages", 1)]);
    assert_eq!(stamped!(one, books.deleted_at = day(6)), [1]);
    assert_eq!(stamped!(one, pages.deleted_at = day(6)), [1]);
    let report = restore(shelves::table.find(1)).cascade().execute(one).await?;
    assert_eq!(report, [("shelves", 1), ("books", 1), ("pages", 1)]);
    Ok(())
}

async fn a_deletion_during_a_restore_of_the_same_rows(db: &Database) -> TestResult {
    let (one, other) = (&mut db.connect().await?, &mut db.connect().await?);
    without_invoices(one).await?;
    soft_delete(users::table.find(1)).at(day(5)).cascade().execute(one).await?;
    let (restored, deleted) = meanwhile!(
        one: restore(users::table.find(1)).cascade().locking(),
        other: soft_delete(posts::table.find(1)).at(day(6)).cascade().locking(),
    );
    assert_eq!(restored?, [("users", 1), ("posts", 1), ("comments", 2)]);
    // It waits, or it came first, when there was nothing to delete.
    let deleted = deleted?;
    assert!(deleted.is_empty() || deleted == [("posts", 1), ("comments", 2)], "{deleted}");
    let active = posts::table.active().filter(posts::id.eq(1)).select(posts::id);
    assert_eq!(ids!(active, one).is_empty(), !deleted.is_empty());
    assert_nothing_active_below(one).await
}
