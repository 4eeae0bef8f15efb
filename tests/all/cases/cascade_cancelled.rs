//! Cascades whose futures are dropped under way.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::pooled_connection::bb8::Pool;
use futures_util::FutureExt;
use tokio::time::{sleep, timeout};

use super::prelude::*;

cases![;
    database:
    a_dropped_cascade_is_done_or_not,
    a_dropped_cascade_with_locks_is_done_or_not,
    a_dropped_cascade_that_waits_for_a_lock,
    a_dropped_transaction_of_the_caller,
    a_transaction_that_goes_on_without_its_cascade,
];

/// Two users with 30 posts each, and five comments on each of these.
async fn prepare(conn: &mut Connection) -> TestResult {
    let posts: Vec<_> = (1..=60).map(|id| format!("({id}, {}, 't')", 1 + id % 2)).collect();
    let comments: Vec<_> =
        (1..=300).map(|id| format!("({id}, {}, 2, 'b')", 1 + (id - 1) / 5)).collect();
    conn.batch_execute(&format!(
        "INSERT INTO users (id, name) VALUES (1, 'a'), (2, 'b');
        INSERT INTO posts (id, author_id, title) VALUES {};
        INSERT INTO comments (id, post_id, author_id, body) VALUES {}",
        posts.join(", "),
        comments.join(", ")
    ))
    .await?;
    Ok(())
}

#[derive(QueryableByName, Debug, PartialEq, Clone, Copy)]
struct Deleted {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    users: i64,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    posts: i64,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    comments: i64,
}

const NONE: Deleted = Deleted { users: 0, posts: 0, comments: 0 };
const ALL: Deleted = Deleted { users: 1, posts: 30, comments: 150 };

/// How many rows are deleted of those that hang below user 1, at one moment.
async fn deleted(conn: &mut Connection) -> TestResult<Deleted> {
    let query = "SELECT
        (SELECT COUNT(*) FROM users WHERE deleted_at IS NOT NULL) AS users,
        (SELECT COUNT(*) FROM posts WHERE deleted_at IS NOT NULL) AS posts,
        (SELECT COUNT(*) FROM comments WHERE deleted_at IS NOT NULL) AS comments";
    Ok(diesel::sql_query(query).get_result(conn).await?)
}

async fn pool(db: &Database) -> TestResult<Pool<Connection>> {
    let manager = AsyncDieselConnectionManager::<Connection>::new(db.url());
    Ok(Pool::builder().max_size(1).build(manager).await?)
}

/// Somebody who waits for SQLite's one writer.
async fn patient(conn: &mut Connection) -> TestResult {
    if Database::NAME == "sqlite" {
        conn.batch_execute("PRAGMA busy_timeout = 10000").await?;
    }
    Ok(())
}

async fn dropped(db: &Database, locking: bool) -> TestResult {
    let pool = pool(db).await?;
    let other = &mut db.connect().await?;
    prepare(other).await?;
    let mut dice = 20_260_101_u64;
    let (mut cut, mut finished) = (0, 0);
    for round in 0..60 {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        let after = Duration::from_micros(dice % 6_000);
        let verb = round % 2;
        let told = {
            let mut conn = pool.get().await?;
            patient(&mut conn).await?;
            let conn = &mut *conn;
            let delete = soft_delete(users::table.find(1)).cascade();
            let back = restore(users::table.find(1)).cascade();
            let (delete, back) =
                if locking { (delete.locking(), back.locking()) } else { (delete, back) };
            let work = async {
                match verb {
                    0 => delete.execute(conn).await,
                    _ => back.execute(conn).await,
                }
            };
            timeout(after, work).await
        };
        match told {
            Ok(report) => {
                report?;
                finished += 1;
            }
            Err(_) => cut += 1,
        }
        // What the server is still doing comes to an end as a whole.
        let seen = deleted(other).await?;
        assert!(seen == NONE || seen == ALL, "round {round}: {seen:?}");
        // The connection that is given out next is in no transaction, and works.
        let mut conn = pool.get().await?;
        patient(&mut conn).await?;
        let update = format!("UPDATE users SET name = 'round {round}' WHERE id = 2");
        conn.batch_execute(&update).await?;
        let name: String = users::table.find(2).select(users::name).first(other).await?;
        assert_eq!(name, format!("round {round}"));
        let seen = deleted(&mut conn).await?;
        assert!(seen == NONE || seen == ALL, "round {round}: {seen:?}");
        let (expected, report) = match verb {
            0 => (NONE, restore(users::table.find(1)).cascade().execute(&mut conn).await?),
            _ => (ALL, soft_delete(users::table.find(1)).cascade().execute(&mut conn).await?),
        };
        assert!(report.is_empty() || report.total() == 181, "round {round}: {report}");
        assert_eq!(deleted(other).await?, expected, "round {round}");
        if verb == 0 {
            soft_delete(users::table.find(1)).cascade().execute(&mut conn).await?;
        } else {
            restore(users::table.find(1)).cascade().execute(&mut conn).await?;
        }
    }
    assert!(cut > 0, "nothing was cut, {finished} were finished");
    Ok(())
}

async fn a_dropped_cascade_is_done_or_not(db: &Database) -> TestResult {
    dropped(db, false).await
}

async fn a_dropped_cascade_with_locks_is_done_or_not(db: &Database) -> TestResult {
    dropped(db, true).await
}

/// It waits for a row of a table in the middle, with what is above it locked.
async fn a_dropped_cascade_that_waits_for_a_lock(db: &Database) -> TestResult {
    let pool = pool(db).await?;
    let (writer, other) = (&mut db.connect().await?, &mut db.connect().await?);
    prepare(other).await?;
    for locking in [false, true] {
        let begin = if Database::NAME == "sqlite" { "BEGIN IMMEDIATE" } else { "BEGIN" };
        writer
            .batch_execute(&format!("{begin}; UPDATE posts SET title = 'x' WHERE id = 1"))
            .await?;
        {
            let mut conn = pool.get().await?;
            patient(&mut conn).await?;
            let cascade = soft_delete(users::table.find(2)).cascade();
            let cascade = if locking { cascade.locking() } else { cascade };
            let result = timeout(Duration::from_millis(200), cascade.execute(&mut conn)).await;
            assert!(result.is_err(), "{result:?}");
        }
        writer.batch_execute("COMMIT").await?;
        // The next one has to have the connection, or another one.
        let mut conn = pool.get().await?;
        patient(&mut conn).await?;
        soft_delete(users::table.find(2)).cascade().execute(&mut conn).await?;
        let mut seen = deleted(other).await?;
        for _ in 0..50 {
            if seen.comments == 300 {
                break;
            }
            sleep(Duration::from_millis(20)).await;
            seen = deleted(other).await?;
        }
        assert_eq!(seen, Deleted { users: 1, posts: 30, comments: 300 });
        restore(users::table.find(2)).cascade().execute(&mut conn).await?;
        assert_eq!(deleted(other).await?, NONE);
    }
    Ok(())
}

/// What the caller wrote before goes and stays with it.
async fn a_dropped_transaction_of_the_caller(db: &Database) -> TestResult {
    let other = &mut db.connect().await?;
    prepare(other).await?;
    let mut dice = 20_260_101_u64;
    let mut cut = 0;
    for round in 0..30 {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        let after = Duration::from_micros(dice % 8_000);
        let name = format!("round {round}");
        let mut conn = db.connect().await?;
        let work = conn.transaction(async |conn| {
            let update = format!("UPDATE users SET name = '{name}' WHERE id = 1");
            conn.batch_execute(&update).await?;
            soft_delete(users::table.find(1)).cascade().execute(conn).await
        });
        match timeout(after, work).await {
            Ok(report) => assert_eq!(report?.total(), 181),
            Err(_) => cut += 1,
        }
        drop(conn);
        // A commit that is still under way comes to an end.
        sleep(Duration::from_millis(20)).await;
        let (deleted, found) = one_moment(other).await?;
        let all = if found == name { ALL } else { NONE };
        assert_eq!(deleted, all, "round {round}: {found}");
        restore(users::table.find(1)).cascade().execute(other).await?;
    }
    assert!(cut > 0, "nothing was cut");
    Ok(())
}

/// The transaction's closure gives the cascade up, goes on and says `Ok`.
async fn a_transaction_that_goes_on_without_its_cascade(db: &Database) -> TestResult {
    let other = &mut db.connect().await?;
    prepare(other).await?;
    let mut dice = 20_260_101_u64;
    let (mut cut, mut lost) = (0, 0);
    for round in 0..60 {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        let after = Duration::from_micros(dice % 6_000);
        let name = format!("round {round}");
        let mut conn = db.connect().await?;
        patient(&mut conn).await?;
        let work = conn.transaction(async |conn| {
            let update = format!("UPDATE users SET name = '{name}' WHERE id = 1");
            conn.batch_execute(&update).await?;
            let cascade = soft_delete(users::table.find(1)).cascade().execute(conn);
            Ok::<_, Error>(timeout(after, cascade).await.is_err())
        });
        // diesel-async asserts, in a debug build, that no savepoint was about to be set or released.
        let told = AssertUnwindSafe(work).catch_unwind().await;
        drop(conn);
        // What the server is still doing comes to an end.
        sleep(Duration::from_millis(20)).await;
        let (deleted, found) = one_moment(other).await?;
        let committed = found == name;
        match told {
            Ok(Ok(false)) => assert!(committed && deleted == ALL, "round {round}: {deleted:?}"),
            Ok(Ok(true)) => {
                cut += 1;
                assert!(deleted == NONE || deleted == ALL, "round {round}: {deleted:?}");
                assert!(committed || deleted == NONE, "round {round}: {deleted:?}");
                lost += u32::from(!committed);
            }
            Ok(Err(_)) | Err(_) => assert_eq!((committed, deleted), (false, NONE), "round {round}"),
        }
        restore(users::table.find(1)).cascade().execute(other).await?;
    }
    assert!(cut > 0, "nothing was cut");
    // Where a cascade has a savepoint, the end of the transaction ends that in its place.
    assert_eq!(lost > 0, Database::NAME != "postgresql", "{lost} of {cut}");
    Ok(())
}

/// What is deleted and what the user is called, as they are together.
async fn one_moment(conn: &mut Connection) -> TestResult<(Deleted, String)> {
    #[derive(QueryableByName)]
    struct Name {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
    }
    let query = "SELECT name,
        (SELECT COUNT(*) FROM users WHERE deleted_at IS NOT NULL) AS users,
        (SELECT COUNT(*) FROM posts WHERE deleted_at IS NOT NULL) AS posts,
        (SELECT COUNT(*) FROM comments WHERE deleted_at IS NOT NULL) AS comments
        FROM users WHERE id = 1";
    let (name, deleted): (Name, Deleted) = diesel::sql_query(query).get_result(conn).await?;
    Ok((deleted, name.name))
}
