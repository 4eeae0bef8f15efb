//! Cascades wait for another writer as long as the connection says.

use std::time::Duration;

use tokio::time::sleep;

use super::backend::{Connection, Database};
use super::cases::prelude::*;

cases![;
    database:
    a_writer_that_commits_under_way,
    a_writer_that_writes_all_the_time,
];

async fn without_invoices(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    diesel::delete(invoices::table.all_rows())
        .execute(conn)
        .await?;
    Ok(())
}

/// Authors of a post: the target looks at another table.
macro_rules! authors_of {
    ($title:expr) => {{
        let posts = posts::table.filter(posts::title.eq($title));
        users::table.filter(users::id.eq_any(posts.select(posts::author_id)))
    }};
}

async fn a_writer_that_commits_under_way(db: &Database) -> TestResult {
    let (writer, conn) = (&mut db.connect().await?, &mut db.connect().await?);
    without_invoices(writer).await?;
    for round in 0..3 {
        writer
            .batch_execute("BEGIN IMMEDIATE; UPDATE comments SET body = 'x'")
            .await?;
        let commit = async {
            sleep(Duration::from_millis(200)).await;
            writer.batch_execute("COMMIT").await
        };
        let cascade = async {
            match round {
                0 => {
                    soft_delete(authors_of!("ants"))
                        .cascade()
                        .execute(conn)
                        .await
                }
                1 => {
                    restore(authors_of!("ants"))
                        .cascade()
                        .locking()
                        .execute(conn)
                        .await
                }
                _ => {
                    soft_delete(users::table.find(1))
                        .cascade()
                        .execute(conn)
                        .await
                }
            }
        };
        let (committed, report) = tokio::join!(commit, cascade);
        committed?;
        assert_eq!(report?, [("users", 1), ("posts", 1), ("comments", 2)]);
    }
    Ok(())
}

async fn a_writer_that_writes_all_the_time(db: &Database) -> TestResult {
    let (writer, conn) = (&mut db.connect().await?, &mut db.connect().await?);
    without_invoices(writer).await?;
    let writing = async {
        for n in 0..300 {
            let update = format!("UPDATE users SET name = 'bob {n}' WHERE id = 2");
            writer.batch_execute(&update).await?;
        }
        TestResult::Ok(())
    };
    let cascading = async {
        for _ in 0..40 {
            let report = soft_delete(authors_of!("ants"))
                .cascade()
                .execute(conn)
                .await?;
            assert_eq!(report.rows("users"), 1);
            let report = restore(authors_of!("ants")).cascade().execute(conn).await?;
            assert_eq!(report.rows("users"), 1);
        }
        TestResult::Ok(())
    };
    let (writing, cascading) = tokio::join!(writing, cascading);
    writing?;
    cascading
}
