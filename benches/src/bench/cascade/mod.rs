//! A user with posts and comments is deleted and restored: by a cascade, by the
//! best SQL that one would write by hand, and by a statement for each parent.
//! Compiled once for each backend.

mod by_hand;
mod by_parent;
#[path = "../../../../tests/all/crowd.rs"]
mod crowd;

use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use diesel_scopes::prelude::*;
use diesel_scopes::{restore, soft_delete};

use self::crowd::{COMMENTS, crowd};
use super::{Conn, MIGRATION, connect};
use crate::Result;
use crate::blog::{comments, posts, users};
use crate::database::Database;
use crate::measure::{Bench, case};
use crate::work::{Subject, same, subject};

/// A user, and how many posts are theirs.
#[derive(Debug, Clone, Copy)]
struct User {
    id: i32,
    posts: u32,
}

/// The rows of users, posts and comments that are deleted.
type Rows = [i64; 3];

impl User {
    /// All comments on the posts, and as many on those of others.
    fn rows(self) -> Rows {
        let posts = i64::from(self.posts);
        [1, posts, 20 * posts]
    }

    fn touched(self) -> i64 {
        self.rows().iter().sum()
    }
}

/// How many posts the users have, from the first on. The rows that are touched
/// are 21 times as many.
const POSTS: [u32; 6] = [100, 1, 5, 48, 476, 4_762];

pub(crate) fn measure(bench: &mut Bench<'_>, backend: crate::database::Backend) -> Result<()> {
    let sizes = bench
        .options
        .or_quick(&[10_000, 100_000, COMMENTS][..], &[10_000]);
    for comments in sizes {
        let database = bench.runtime.block_on(Database::create(backend))?;
        let measured = measure_among(bench, &database, *comments);
        bench.runtime.block_on(database.discard())?;
        measured?;
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
            let turns = if user.touched() > 50_000 { 3 } else { 7 };
            turns_of(bench, database, "touched", comments, user, turns)?;
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
    database.tidy(&["users", "posts", "comments"]).await
}

#[derive(Clone, Copy)]
struct Turns<'a> {
    database: &'a Database,
    user: User,
}

type Times = [Option<Duration>; 2];

impl<'a> Turns<'a> {
    async fn subjects(self) -> Result<Vec<Subject<'a, Times>>> {
        let url = &self.database.url;
        let (mut one, mut other, mut third): (Conn, Conn, Conn) = (
            connect(url).await?,
            connect(url).await?,
            connect(url).await?,
        );
        let id = self.user.id;
        Ok(vec![
            subject("diesel-scopes", async move |_| {
                let deleting = self
                    .timed(true, async || self.delete(&mut one).await)
                    .await?;
                let restoring = self
                    .timed(false, async || self.restore(&mut one).await)
                    .await?;
                Ok([Some(deleting), Some(restoring)])
            }),
            subject("by hand", async move |_| {
                let deleting = async || by_hand::delete(&mut other, id).await;
                let deleting = self.timed(true, deleting).await?;
                let restoring = async || by_hand::restore(&mut other, id).await;
                let restoring = self.timed(false, restoring).await?;
                Ok([Some(deleting), Some(restoring)])
            }),
            subject("a statement a parent", async move |_| {
                let deleting = async || by_parent::delete(&mut third, id).await;
                let deleting = self.timed(true, deleting).await?;
                self.timed(false, async || self.restore(&mut third).await)
                    .await?;
                Ok([Some(deleting), None])
            }),
        ])
    }

    async fn delete(self, conn: &mut Conn) -> Result<Rows> {
        let statement = soft_delete(users::table.find(self.user.id)).cascade();
        Ok(counts(&statement.execute(conn).await?))
    }

    async fn restore(self, conn: &mut Conn) -> Result<Rows> {
        let statement = restore(users::table.find(self.user.id)).cascade();
        Ok(counts(&statement.execute(conn).await?))
    }

    /// Looks what is deleted then, which is also what the next one finds.
    async fn timed(
        self,
        deletes: bool,
        write: impl AsyncFnOnce() -> Result<Rows>,
    ) -> Result<Duration> {
        let rows = self.user.rows();
        self.database.sweep(&["users", "posts", "comments"]).await?;
        let start = Instant::now();
        let changed = write().await?;
        let time = start.elapsed();
        same("rows", changed, rows)?;
        let after = if deletes { rows } else { [0; 3] };
        same("deleted rows", self.deleted().await?, after)?;
        Ok(time)
    }

    async fn deleted(self) -> Result<Rows> {
        let conn = &mut connect(&self.database.url).await?;
        Ok([
            users::table.deleted().count().get_result(conn).await?,
            posts::table.deleted().count().get_result(conn).await?,
            comments::table.deleted().count().get_result(conn).await?,
        ])
    }
}

fn counts(report: &diesel_scopes::CascadeReport) -> Rows {
    ["users", "posts", "comments"]
        .map(|table| i64::try_from(report.rows(table)).unwrap_or(i64::MAX))
}
