//! A user with posts and comments is deleted, restored and purged: by a cascade, by
//! the best SQL that one would write by hand, and by a statement for each parent.
//! Compiled once for each backend.

mod by_hand;
mod by_parent;
#[path = "../../../../tests/all/crowd.rs"]
mod crowd;
pub(crate) mod journal;

use std::time::{Duration, Instant};

use benches::Case;
use diesel::prelude::*;
use diesel_async::SimpleAsyncConnection;
use diesel_scopes::{CascadeReport, purge, restore, soft_delete};

use self::crowd::{COMMENTS, crowd};
use super::{Conn, MIGRATION, UNDO, connect};
use crate::Result;
use crate::actions::Action;
use crate::blog::users;
use crate::database::{Backend, Database};
use crate::delay;
use crate::measure::{Bench, case};
use crate::steps::Rows;
use crate::work::{Subject, same, subject};

/// A user, and how many posts are theirs.
#[derive(Debug, Clone, Copy)]
struct User {
    id: i32,
    posts: u32,
}

const TABLES: [&str; 4] = ["users", "posts", "comments", "attachments"];

/// How many attachments each user has that are active. There is one more, which is
/// deleted: it keeps its owner until the owner is purged.
const ATTACHMENTS: i64 = 2;

impl User {
    /// The rows that are deleted or restored: all comments on the posts, and as many
    /// on those of others.
    fn rows(self) -> [i64; 3] {
        let posts = i64::from(self.posts);
        [1, posts, 20 * posts]
    }

    /// By a soft delete.
    fn touched(self) -> i64 {
        self.rows().iter().sum::<i64>() + ATTACHMENTS
    }
}

/// How many posts the users have, from the first on. The rows that are touched
/// are 21 times as many, and the user and the attachments.
const POSTS: [u32; 6] = [100, 1, 5, 48, 476, 4_762];

const FIRST: User = User {
    id: 1,
    posts: POSTS[0],
};

/// With whom every connection warms up: the one with the fewest rows.
const SMALLEST: User = User {
    id: 2,
    posts: POSTS[1],
};

/// No user.
const NOBODY: i32 = -1;

/// PostgreSQL plans a prepared statement anew five times before it decides whether
/// to keep a plan.
const WARM_UP: usize = 6;

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
    let own = if full { &POSTS[..] } else { &POSTS[..2] };
    bench.runtime.block_on(fill(database, comments, own))?;
    let turns = bench.options.or_quick(7, 1);
    let table = Size {
        varies: "table",
        comments,
        user: FIRST,
    };
    turns_of(bench, database, table, turns)?;
    if full {
        for (id, posts) in (2..).zip(&POSTS[1..]) {
            let user = User { id, posts: *posts };
            let varies = "touched";
            let size = Size {
                varies,
                comments,
                user,
            };
            // What takes seconds varies less.
            let turns = if *posts > FIRST.posts { 3 } else { 7 };
            turns_of(bench, database, size, turns)?;
        }
    }
    Ok(())
}

/// What a case is about.
#[derive(Clone, Copy)]
struct Size {
    varies: &'static str,
    comments: u32,
    user: User,
}

impl Size {
    fn case(self, action: Action) -> Case {
        case(action.name())
            .with("varies", self.varies)
            .with("comments", self.comments.to_string())
            .with("touched", self.user.touched().to_string())
    }
}

fn turns_of(bench: &mut Bench<'_>, database: &Database, size: Size, turns: usize) -> Result<()> {
    let user = size.user;
    let runtime = bench.runtime;
    runtime.block_on(async {
        keep(database, SMALLEST).await?;
        if user.id == SMALLEST.id {
            return Ok(());
        }
        keep(database, user).await
    })?;
    let near = Turns {
        database,
        user,
        url: &database.url,
    };
    // Of which one statement, and so one round trip, can be all.
    if database.backend == Backend::Postgresql {
        let cases = Action::ALL.map(|it| size.case(it).with("network", "loopback"));
        bench.turns(turns, cases, runtime.block_on(near.subjects(true))?)?;
        let far = Turns {
            url: &delay::behind(&database.url)?,
            ..near
        };
        let cases = Action::ALL.map(|it| size.case(it).with("network", "1 ms each way"));
        bench.turns(turns, cases, runtime.block_on(far.subjects(false))?)?;
    } else {
        let cases = Action::ALL.map(|it| size.case(it));
        bench.turns(turns, cases, runtime.block_on(near.subjects(true))?)?;
    }
    runtime.block_on(async {
        forget(database, SMALLEST).await?;
        forget(database, user).await
    })
}

async fn fill(database: &Database, comments: u32, own: &[u32]) -> Result<()> {
    let conn = &mut connect(&database.url).await?;
    conn.batch_execute(MIGRATION).await?;
    crowd(conn, comments, own).await?;
    let attachments = format!(
        "INSERT INTO attachments (id, owner_id, file_name, deleted_at) \
         SELECT 10 * users.id + d, users.id, 'file', \
         CASE WHEN d < {ATTACHMENTS} THEN NULL ELSE {} END \
         FROM users, digits WHERE d <= {ATTACHMENTS}",
        match database.backend {
            Backend::Postgresql => "TIMESTAMP '2026-01-01 00:00:00'",
            _ => "'2026-01-01 00:00:00.000000'",
        }
    );
    conn.batch_execute(&attachments).await?;
    database.tidy(&TABLES).await
}

/// The tables whose rows a purge takes, and what a row has to say of itself to come
/// back: parents first.
const PURGED: [(&str, &str); 3] = [
    ("users", "id, name"),
    ("posts", "id, author_id, title, published"),
    ("comments", "id, post_id, author_id, parent_id, body"),
];

/// Keeps a copy of the user's rows, for after a purge.
async fn keep(database: &Database, user: User) -> Result<()> {
    let conn = &mut connect(&database.url).await?;
    write(conn, Action::SoftDelete, user.id).await?;
    for (table, columns) in PURGED {
        let copy = format!(
            "CREATE TABLE kept_{table}_{} AS \
             SELECT {columns} FROM {table} WHERE deleted_at IS NOT NULL",
            user.id
        );
        database.send(&copy).await?;
    }
    write(conn, Action::Restore, user.id).await?;
    own_again(database, user).await
}

async fn put_back(database: &Database, user: User) -> Result<()> {
    for (table, columns) in PURGED {
        let insert = format!(
            "INSERT INTO {table} ({columns}) SELECT {columns} FROM kept_{table}_{} ORDER BY id",
            user.id
        );
        database.send(&insert).await?;
    }
    own_again(database, user).await
}

async fn forget(database: &Database, user: User) -> Result<()> {
    for (table, _) in PURGED {
        let drop = format!("DROP TABLE IF EXISTS kept_{table}_{}", user.id);
        database.send(&drop).await?;
    }
    Ok(())
}

/// Gives the user the attachments that lost their owner: no restore knows whose
/// they were.
async fn own_again(database: &Database, user: User) -> Result<()> {
    let again = format!(
        "UPDATE attachments SET owner_id = {} WHERE owner_id IS NULL",
        user.id
    );
    database.send(&again).await
}

/// By this crate.
async fn write(conn: &mut Conn, action: Action, id: i32) -> Result<Rows> {
    let user = users::table.find(id);
    let report = match action {
        Action::SoftDelete => soft_delete(user).cascade().execute(conn).await?,
        Action::Restore => restore(user).cascade().execute(conn).await?,
        Action::Purge => purge(user).cascade().execute(conn).await?,
    };
    Ok(counted(&report))
}

fn counted(report: &CascadeReport) -> Rows {
    let counted = [
        report.rows("users"),
        report.rows("posts"),
        report.rows("comments"),
        report.nullified("attachments"),
        report.handed_over("comments"),
    ];
    counted.map(|rows| i64::try_from(rows).unwrap_or(i64::MAX))
}

#[derive(Clone, Copy)]
struct Turns<'a> {
    database: &'a Database,
    user: User,
    /// Where the database is for those that are measured.
    url: &'a str,
}

type Times = [Option<Duration>; 3];

impl<'a> Turns<'a> {
    async fn subjects(self, by_parent: bool) -> Result<Vec<Subject<'a, Times>>> {
        let url = self.url.to_owned();
        let mut conn = connect(&url).await?;
        self.warm_up(async |action, id| write(&mut conn, action, id).await)
            .await?;
        let scopes = subject("diesel-scopes", async move |_| {
            self.turn(async |action, id| write(&mut conn, action, id).await)
                .await
        });
        let mut conn = connect(&url).await?;
        self.warm_up(async |action, id| by_hand::run(&mut conn, action, id).await)
            .await?;
        let by_hand = subject("by hand", async move |_| {
            self.turn(async |action, id| by_hand::run(&mut conn, action, id).await)
                .await
        });
        let mut subjects = vec![scopes, by_hand];
        if by_parent {
            let mut conn = connect(&url).await?;
            subjects.push(subject("a statement a parent", async move |_| {
                let id = self.user.id;
                let mut delete = async |_, id| by_parent::delete(&mut conn, id).await;
                let deleting = self.timed(Action::SoftDelete, &mut delete).await?;
                write(&mut conn, Action::Restore, id).await?;
                own_again(self.database, self.user).await?;
                Ok([Some(deleting), None, None])
            }));
        }
        Ok(subjects)
    }

    /// Does everything a few times to the smallest user.
    async fn warm_up(self, mut write: impl AsyncFnMut(Action, i32) -> Result<Rows>) -> Result<()> {
        for _ in 0..WARM_UP {
            self.begin(&mut write).await?;
        }
        Ok(())
    }

    /// Does everything once to the smallest user.
    async fn begin(self, write: &mut impl AsyncFnMut(Action, i32) -> Result<Rows>) -> Result<()> {
        for action in [Action::SoftDelete, Action::Restore] {
            write(action, SMALLEST.id).await?;
        }
        own_again(self.database, SMALLEST).await?;
        for action in [Action::SoftDelete, Action::Purge] {
            write(action, SMALLEST.id).await?;
        }
        put_back(self.database, SMALLEST).await
    }

    /// Deletes, restores, deletes again, and purges. In the end all is as it was.
    async fn turn(self, mut write: impl AsyncFnMut(Action, i32) -> Result<Rows>) -> Result<Times> {
        let id = self.user.id;
        let deleting = self.timed(Action::SoftDelete, &mut write).await?;
        let restoring = self.timed(Action::Restore, &mut write).await?;
        own_again(self.database, self.user).await?;
        same("rows restored", self.written().await?, [0; 4])?;
        write(Action::SoftDelete, id).await?;
        let purging = self.timed(Action::Purge, &mut write).await?;
        put_back(self.database, self.user).await?;
        same("rows put back", self.written().await?, [0; 4])?;
        Ok([Some(deleting), Some(restoring), Some(purging)])
    }

    /// Looks what is written then, which is also what the next one finds.
    async fn timed(
        self,
        action: Action,
        write: &mut impl AsyncFnMut(Action, i32) -> Result<Rows>,
    ) -> Result<Duration> {
        self.database.settle(&TABLES).await?;
        // A table that was vacuumed has its statements planned anew.
        same(
            "rows of nobody",
            write(action, NOBODY).await?,
            Rows::default(),
        )?;
        let start = Instant::now();
        let rows = write(action, self.user.id).await?;
        let time = start.elapsed();
        let [users, posts, comments] = self.user.rows();
        let (attachments, written) = match action {
            Action::SoftDelete => (ATTACHMENTS, [users, posts, comments, ATTACHMENTS]),
            // A restore cannot know whose the attachments were.
            Action::Restore => (0, [0, 0, 0, ATTACHMENTS]),
            Action::Purge => (1, [0, 0, 0, ATTACHMENTS + 1]),
        };
        same("rows", rows, [users, posts, comments, attachments, 0])?;
        same("rows written", self.written().await?, written)?;
        let left = if action == Action::Purge { 0 } else { comments };
        same("comments", self.comments().await?, left)?;
        Ok(time)
    }

    /// The rows that are deleted, and the attachments without an owner.
    async fn written(self) -> Result<[i64; 4]> {
        let alone = "SELECT COUNT(*) AS number FROM attachments WHERE owner_id IS NULL";
        Ok([
            self.database.deleted("users").await?,
            self.database.deleted("posts").await?,
            self.database.deleted("comments").await?,
            self.database.number(alone).await?,
        ])
    }

    /// The user's, whether they are deleted or not.
    async fn comments(self) -> Result<i64> {
        let there = format!(
            "SELECT COUNT(*) AS number FROM kept_comments_{} AS kept \
             INNER JOIN comments ON comments.id = kept.id",
            self.user.id
        );
        self.database.number(&there).await
    }
}
