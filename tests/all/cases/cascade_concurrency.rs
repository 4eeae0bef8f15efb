//! Cascades of several connections at once.

use std::time::Duration;

use diesel_scopes::{CascadeError, CascadeReport};
use tokio::time::{sleep, timeout};

use super::prelude::*;

cases![;
    database:
    the_same_rows_at_once,
    the_same_rows_at_once_with_locks,
    overlapping_diamonds,
    overlapping_diamonds_with_locks,
    restores_at_once,
    purges_at_once,
    an_insert_under_way_with_locks,
    an_insert_under_way_without_locks,
    an_insert_under_way_that_refuses,
    a_delete_that_is_rolled_back_with_locks,
];

const ROUNDS: usize = 15;

/// Whether MySQL ended the transaction in favour of another one, so that it can
/// be tried again. diesel-async has no kind of error for it.
fn is_deadlock(error: &CascadeError) -> bool {
    match error {
        CascadeError::Database(Error::DatabaseError(DatabaseErrorKind::Unknown, text)) => {
            is_mysql_or_mariadb() && text.message().starts_with("Deadlock found")
        }
        _ => false,
    }
}

/// Runs a cascade until no other one is in its way, and counts the attempts.
macro_rules! insist {
    ($cascade:expr) => {
        async {
            let mut attempts = 1;
            loop {
                match $cascade.await {
                    Err(error) if is_deadlock(&error) && attempts < 1000 => {
                        attempts += 1;
                        sleep(Duration::from_millis(1)).await;
                    }
                    result => break result.map(|report| (report, attempts)),
                }
            }
        }
    };
}

/// Runs two cascades at once, and gives their reports.
macro_rules! race {
    ($one:expr, $other:expr) => {{
        let both = async { tokio::join!(insist!($one), insist!($other)) };
        let (one, other) = timeout(Duration::from_secs(60), both).await?;
        let ((one, first), (other, second)): ((CascadeReport, i32), (CascadeReport, i32)) =
            (one?, other?);
        if !is_mysql_or_mariadb() {
            assert_eq!((first, second), (1, 1));
        }
        (one, other)
    }};
}

/// Two users with 20 posts each and 400 comments, 300 of them on the posts of
/// the other one; a third writes comments too.
async fn two_users(conn: &mut Connection) -> TestResult {
    conn.batch_execute("INSERT INTO users (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c')").await?;
    let posts: Vec<_> = (1..=40).map(|id| format!("({id}, {}, 't')", 1 + id % 2)).collect();
    let comments: Vec<_> = (1..=400)
        .map(|id| {
            // The order of the keys is not that of the posts.
            let post = 1 + (id * 17) % 40;
            let parent = if id > 40 { (id - 40).to_string() } else { "NULL".to_owned() };
            format!("({id}, {post}, {}, {parent}, 'b')", 1 + (id / 40) % 3)
        })
        .collect();
    conn.batch_execute(&format!(
        "INSERT INTO posts (id, author_id, title) VALUES {};
        INSERT INTO comments (id, post_id, author_id, parent_id, body) VALUES {}",
        posts.join(", "),
        comments.join(", ")
    ))
    .await?;
    Ok(())
}

fn sums(one: &CascadeReport, other: &CascadeReport) -> [u64; 3] {
    ["users", "posts", "comments"].map(|table| one.rows(table) + other.rows(table))
}

async fn the_same_rows(db: &Database, locking: bool) -> TestResult {
    let (one, other) = (&mut db.connect().await?, &mut db.connect().await?);
    two_users(one).await?;
    let cascade = |at| {
        let cascade = soft_delete(users::table.filter(users::id.le(2))).at(at).cascade();
        if locking { cascade.locking() } else { cascade }
    };
    for _ in 0..ROUNDS {
        let (first, second) =
            race!(cascade(day(5)).execute(one), cascade(day(6)).execute(other));
        assert_eq!(sums(&first, &second), [2, 40, 400]);
        // One of them came first on every table.
        assert!(first.is_empty() || second.is_empty(), "{first}; {second}");
        let stamps = [day(5), day(6)].map(|at| {
            (
                users::table.filter(users::deleted_at.eq(at)).count(),
                posts::table.filter(posts::deleted_at.eq(at)).count(),
                comments::table.filter(comments::deleted_at.eq(at)).count(),
            )
        });
        for (report, (users, posts, comments)) in [&first, &second].into_iter().zip(stamps) {
            let counts: [i64; 3] = [
                users.get_result(one).await?,
                posts.get_result(one).await?,
                comments.get_result(one).await?,
            ];
            let told = ["users", "posts", "comments"].map(|table| report.rows(table));
            assert_eq!(counts.map(|count| u64::try_from(count).unwrap()), told);
        }
        let restored = restore(users::table.filter(users::id.le(2))).cascade().execute(one).await?;
        assert_eq!(restored, [("users", 2), ("posts", 40), ("comments", 400)]);
    }
    Ok(())
}

async fn the_same_rows_at_once(db: &Database) -> TestResult {
    the_same_rows(db, false).await
}

async fn the_same_rows_at_once_with_locks(db: &Database) -> TestResult {
    the_same_rows(db, true).await
}

async fn overlapping(db: &Database, locking: bool) -> TestResult {
    let (one, other) = (&mut db.connect().await?, &mut db.connect().await?);
    two_users(one).await?;
    let cascade = |user: i32| {
        let cascade = soft_delete(users::table.find(user)).cascade();
        if locking { cascade.locking() } else { cascade }
    };
    for _ in 0..ROUNDS {
        let (first, second) = race!(cascade(1).execute(one), cascade(2).execute(other));
        assert_eq!(sums(&first, &second), [2, 40, 400]);
        assert_eq!((first.rows("users"), second.rows("posts")), (1, 20));
        let active = comments::table.active().count();
        assert_eq!(active.get_result::<i64>(one).await?, 0);
        for table in ["users", "posts", "comments"] {
            one.batch_execute(&format!("UPDATE {table} SET deleted_at = NULL")).await?;
        }
    }
    Ok(())
}

async fn overlapping_diamonds(db: &Database) -> TestResult {
    overlapping(db, false).await
}

async fn overlapping_diamonds_with_locks(db: &Database) -> TestResult {
    overlapping(db, true).await
}

async fn restores_at_once(db: &Database) -> TestResult {
    let (one, other) = (&mut db.connect().await?, &mut db.connect().await?);
    two_users(one).await?;
    let cascade = || restore(users::table.filter(users::id.le(2))).cascade();
    for _ in 0..ROUNDS {
        soft_delete(users::table.filter(users::id.le(2))).cascade().execute(one).await?;
        let (first, second) = race!(cascade().execute(one), cascade().execute(other));
        assert_eq!(sums(&first, &second), [2, 40, 400]);
    }
    Ok(())
}

async fn purges_at_once(db: &Database) -> TestResult {
    let (one, other) = (&mut db.connect().await?, &mut db.connect().await?);
    for _ in 0..ROUNDS / 3 {
        two_users(one).await?;
        soft_delete(users::table).cascade().execute(one).await?;
        let cascade = || purge(users::table).cascade();
        let (first, second) = race!(cascade().execute(one), cascade().execute(other));
        assert_eq!(sums(&first, &second), [3, 40, 400]);
    }
    Ok(())
}

/// What becomes of a cascade that starts while a comment on a post of user 1 is
/// being inserted: the result, and the active comments under deleted posts.
async fn insert_under_way(
    db: &Database,
    locking: bool,
) -> TestResult<(Result<CascadeReport, CascadeError>, i64)> {
    let (inserting, deleting) = (&mut db.connect().await?, &mut db.connect().await?);
    blog(inserting).await?;
    diesel::delete(invoices::table.all_rows()).execute(inserting).await?;
    diesel::delete(comments::table.all_rows().find(3)).execute(inserting).await?;
    inserting
        .batch_execute(
            "BEGIN;
            INSERT INTO comments (id, post_id, author_id, body) VALUES (9, 1, 2, 'late')",
        )
        .await?;
    let cascade = soft_delete(users::table.find(1)).cascade();
    let cascade = if locking { cascade.locking() } else { cascade };
    let commit = async {
        sleep(Duration::from_millis(300)).await;
        inserting.batch_execute("COMMIT").await
    };
    let (result, committed) = tokio::join!(cascade.execute(deleting), commit);
    committed?;
    let under_deleted = comments::table
        .active()
        .filter(comments::post_id.eq_any(posts::table.deleted().select(posts::id)))
        .count();
    Ok((result, under_deleted.get_result(deleting).await?))
}

async fn an_insert_under_way_with_locks(db: &Database) -> TestResult {
    let (result, under_deleted) = insert_under_way(db, true).await?;
    assert_eq!(result?, [("users", 1), ("posts", 1), ("comments", 3)]);
    assert_eq!(under_deleted, 0);
    Ok(())
}

/// What `locking` is for.
async fn an_insert_under_way_without_locks(db: &Database) -> TestResult {
    let (result, under_deleted) = insert_under_way(db, false).await?;
    if Database::NAME == "postgresql" {
        // The comment could not be seen, and its insert was not waited for.
        assert_eq!(result?, [("users", 1), ("posts", 1), ("comments", 2)]);
        assert_eq!(under_deleted, 1);
    } else {
        // The updates of MySQL wait for what is being inserted; SQLite has one
        // writer.
        assert_eq!(result?, [("users", 1), ("posts", 1), ("comments", 3)]);
        assert_eq!(under_deleted, 0);
    }
    Ok(())
}

async fn an_insert_under_way_that_refuses(db: &Database) -> TestResult {
    let (inserting, deleting) = (&mut db.connect().await?, &mut db.connect().await?);
    blog(inserting).await?;
    diesel::delete(invoices::table.all_rows()).execute(inserting).await?;
    inserting
        .batch_execute("BEGIN; INSERT INTO invoices (id, customer_id, amount) VALUES (9, 1, 5)")
        .await?;
    let commit = async {
        sleep(Duration::from_millis(300)).await;
        inserting.batch_execute("COMMIT").await
    };
    let cascade = soft_delete(users::table.find(1)).cascade().locking();
    let (result, committed) = tokio::join!(cascade.execute(deleting), commit);
    committed?;
    assert_eq!(
        refused!(result),
        "cannot delete: active rows depend on the rows: invoices (1)"
    );
    assert_eq!(ids!(users::table.active().select(users::id), deleting).len(), 2);
    Ok(())
}

/// What others have not committed is not what a cascade with locks goes by, not even
/// where its level of isolation shows it.
async fn a_delete_that_is_rolled_back_with_locks(db: &Database) -> TestResult {
    let (other, deleting) = (&mut db.connect().await?, &mut db.connect().await?);
    blog(other).await?;
    other
        .batch_execute(
            "INSERT INTO comments (id, post_id, author_id, parent_id, body) VALUES
                (20, 1, 2, NULL, 'a'), (21, 1, 2, 20, 'b'), (22, 1, 2, 21, 'c')",
        )
        .await?;
    let delete = "BEGIN; UPDATE comments SET deleted_at = '2026-01-02 00:00:00' WHERE id = 21";
    other.batch_execute(delete).await?;
    if is_mysql_or_mariadb() {
        let level = "SET SESSION TRANSACTION ISOLATION LEVEL READ UNCOMMITTED";
        deleting.batch_execute(level).await?;
    }
    let cascade = soft_delete(comments::table.find(20)).cascade().locking();
    let roll_back = async {
        sleep(Duration::from_millis(300)).await;
        other.batch_execute("ROLLBACK").await
    };
    let (result, rolled_back) = tokio::join!(cascade.execute(deleting), roll_back);
    rolled_back?;
    assert_eq!(result?, [("comments", 3)]);
    let deleted = comments::table.deleted().filter(comments::id.ge(20)).count();
    assert_eq!(deleted.get_result::<i64>(deleting).await?, 3);
    Ok(())
}
