//! A user with posts and comments is deleted and restored: by a cascade, by the
//! best SQL that one would write by hand, and by a statement for each parent.
//! Compiled once for each backend.

mod by_hand;
mod by_parent;
#[path = "../../../../tests/all/crowd.rs"]
mod crowd;

use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel_async::SimpleAsyncConnection;
use diesel_scopes::{restore, soft_delete};

use self::crowd::{COMMENTS, crowd};
use super::{Conn, MIGRATION, UNDO, connect, tree};
use crate::Result;
use crate::blog::users;
use crate::database::Database;
use crate::measure::{Bench, case};
use crate::work::{Subject, same, subject};

/// A user, and how many posts are theirs.
#[derive(Debug, Clone, Copy)]
struct User {
    id: i32,
    posts: u32,
}

/// The rows of users, posts and comments that are deleted, and the attachments
/// that have no owner any more.
type Rows = [i64; 4];

const TABLES: [&str; 4] = ["users", "posts", "comments", "attachments"];

/// How many attachments each user has.
const ATTACHMENTS: i64 = 2;

impl User {
    /// All comments on the posts, and as many on those of others.
    fn rows(self) -> Rows {
        let posts = i64::from(self.posts);
        [1, posts, 20 * posts, ATTACHMENTS]
    }

    fn touched(self) -> i64 {
        self.rows().iter().sum()
    }
}

/// How many posts the users have, from the first on. The rows that are touched
/// are 21 times as many, and the user and the attachments.
const POSTS: [u32; 6] = [100, 1, 5, 48, 476, 4_762];

pub(crate) fn measure(bench: &mut Bench<'_>, database: &Database) -> Result<()> {
    let sizes = bench
        .options
        .or_quick(&[10_000, 100_000, COMMENTS][..], &[10_000]);
    for comments in sizes {
        measure_among(bench, database, *comments)?;
        let undo = format!("{UNDO} DROP TABLE digits");
        bench.runtime.block_on(database.send(&undo))?;
    }
    Ok(())
}

fn measure_among(bench: &mut Bench<'_>, database: &Database, comments: u32) -> Result<()> {
    let full = comments == COMMENTS;
    let own = if full { &POSTS[..] } else { &POSTS[..1] };
    bench.runtime.block_on(fill(database, comments, own))?;
    let turns = bench.options.or_quick(11, 1);
    let first = User {
        id: 1,
        posts: POSTS[0],
    };
    turns_of(bench, database, "table", comments, first, turns)?;
    if full {
        for (id, posts) in (2..).zip(&POSTS[1..]) {
            let user = User { id, posts: *posts };
            turns_of(bench, database, "touched", comments, user, 7)?;
        }
    }
    Ok(())
}

fn turns_of(
    bench: &mut Bench<'_>,
    database: &Database,
    varies: &str,
    comments: u32,
    user: User,
    turns: usize,
) -> Result<()> {
    let cases = ["soft delete", "restore"].map(|operation| {
        case(operation)
            .with("varies", varies)
            .with("comments", comments.to_string())
            .with("touched", user.touched().to_string())
    });
    let subjects = bench
        .runtime
        .block_on(Turns { database, user }.subjects())?;
    bench.turns(turns, cases, subjects)
}

async fn fill(database: &Database, comments: u32, own: &[u32]) -> Result<()> {
    let conn = &mut connect(&database.url).await?;
    conn.batch_execute(MIGRATION).await?;
    crowd(conn, comments, own).await?;
    let attachments = format!(
        "INSERT INTO attachments (id, owner_id, file_name) \
         SELECT 10 * users.id + d, users.id, 'file' FROM users, digits WHERE d < {ATTACHMENTS}"
    );
    conn.batch_execute(&attachments).await?;
    database.tidy(&TABLES).await
}

#[derive(Clone, Copy)]
struct Turns<'a> {
    database: &'a Database,
    user: User,
}

type Times = [Option<Duration>; 2];

impl<'a> Turns<'a> {
    async fn subjects(self) -> Result<Vec<Subject<'a, Times>>> {
        let connect = async || connect(&self.database.url).await;
        let id = self.user.id;
        let mut conn = connect().await?;
        let scopes = subject("diesel-scopes", async move |_| {
            let deleting = self.deleting(async || self.delete(&mut conn).await).await?;
            let restoring = self.restoring(async || self.restore(&mut conn).await);
            Ok([Some(deleting), Some(restoring.await?)])
        });
        let mut conn = connect().await?;
        let by_hand = subject("by hand", async move |_| {
            let delete = async || by_hand::delete(&mut conn, id).await;
            let deleting = self.deleting(delete).await?;
            let restore = async || by_hand::restore(&mut conn, id).await;
            Ok([Some(deleting), Some(self.restoring(restore).await?)])
        });
        let mut conn = connect().await?;
        let by_parent = subject("a statement a parent", async move |_| {
            let delete = async || by_parent::delete(&mut conn, id).await;
            let deleting = self.deleting(delete).await?;
            self.restoring(async || self.restore(&mut conn).await)
                .await?;
            Ok([Some(deleting), None])
        });
        let mut subjects = vec![scopes, by_hand, by_parent];
        if let Some(sql) = tree::DELETE_AT_ONCE {
            let mut conn = connect().await?;
            subjects.push(subject("by hand, at once", async move |_| {
                let delete = async || by_hand::delete_at_once(&mut conn, sql, id).await;
                let deleting = self.deleting(delete).await?;
                self.restoring(async || self.restore(&mut conn).await)
                    .await?;
                Ok([Some(deleting), None])
            }));
        }
        Ok(subjects)
    }

    async fn delete(self, conn: &mut Conn) -> Result<Rows> {
        let statement = soft_delete(users::table.find(self.user.id)).cascade();
        Ok(counts(&statement.execute(conn).await?))
    }

    async fn restore(self, conn: &mut Conn) -> Result<Rows> {
        let statement = restore(users::table.find(self.user.id)).cascade();
        Ok(counts(&statement.execute(conn).await?))
    }

    /// Looks what is written then, which is also what the next one finds.
    async fn deleting(self, delete: impl AsyncFnOnce() -> Result<Rows>) -> Result<Duration> {
        let (changed, time) = self.timed(delete).await?;
        same("rows", changed, self.user.rows())?;
        same("rows written", self.written().await?, self.user.rows())?;
        Ok(time)
    }

    async fn restoring(self, restore: impl AsyncFnOnce() -> Result<Rows>) -> Result<Duration> {
        let (changed, time) = self.timed(restore).await?;
        let [users, posts, comments, _] = self.user.rows();
        same("rows", changed, [users, posts, comments, 0])?;
        // A restore cannot know whose they were.
        let id = self.user.id;
        let again = format!("UPDATE attachments SET owner_id = {id} WHERE owner_id IS NULL");
        self.database.send(&again).await?;
        same("rows written", self.written().await?, [0; 4])?;
        Ok(time)
    }

    async fn timed(self, write: impl AsyncFnOnce() -> Result<Rows>) -> Result<(Rows, Duration)> {
        self.database.settle(&TABLES).await?;
        let start = Instant::now();
        let changed = write().await?;
        Ok((changed, start.elapsed()))
    }

    async fn written(self) -> Result<Rows> {
        let alone = "SELECT COUNT(*) AS number FROM attachments WHERE owner_id IS NULL";
        Ok([
            self.database.deleted("users").await?,
            self.database.deleted("posts").await?,
            self.database.deleted("comments").await?,
            self.database.number(alone).await?,
        ])
    }
}

fn counts(report: &diesel_scopes::CascadeReport) -> Rows {
    [
        report.rows("users"),
        report.rows("posts"),
        report.rows("comments"),
        report.nullified("attachments"),
    ]
    .map(|rows| i64::try_from(rows).unwrap_or(i64::MAX))
}
