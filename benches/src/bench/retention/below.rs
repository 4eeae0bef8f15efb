//! Users with their posts and comments, of whom one has very many.

use std::ops::ControlFlow;
use std::time::Instant;

use diesel::{OptionalExtension, sql_query};
use diesel_async::RunQueryDsl;
use diesel_scopes::purge;

use super::beside::{Reading, beside};
use super::{Conn, Ends, Last, Size, Times, age, connect, due, times};
use crate::Result;
use crate::database::{Backend, Database};
use crate::items::numbers;
use crate::measure::Bench;
use crate::schema::members;
use crate::work::{Subject, same, subject};

const TABLES: [&str; 3] = ["users", "posts", "comments"];

/// How many users there are beside the first one, of whom the first half is deleted.
#[derive(Clone, Copy)]
struct Crowd {
    users: u32,
    posts: u32,
    comments: u32,
    /// The first user's posts, with so many comments each.
    own_posts: u32,
    own_comments: u32,
}

impl Crowd {
    /// All users, posts and comments.
    fn all(self) -> [u32; 3] {
        let posts = self.own_posts + self.users * self.posts;
        let own = self.own_posts * self.own_comments;
        [
            1 + self.users,
            posts,
            own + self.users * self.posts * self.comments,
        ]
    }

    /// Those that are active.
    fn active(self) -> [u32; 3] {
        let users = self.users / 2;
        [
            users,
            users * self.posts,
            users * self.posts * self.comments,
        ]
    }

    fn due(self) -> u32 {
        self.all().iter().sum::<u32>() - self.active().iter().sum::<u32>()
    }
}

pub(super) fn measure(bench: &mut Bench<'_>, database: &Database) -> Result<()> {
    let large = Crowd {
        users: 4_000,
        posts: 5,
        comments: 10,
        own_posts: 1_000,
        own_comments: 1_000,
    };
    let small = Crowd {
        users: 20,
        posts: 2,
        comments: 3,
        own_posts: 10,
        own_comments: 30,
    };
    let (crowd, batch) = bench.options.or_quick((large, 10_000), (small, 10));
    // The memory of a purge next to that of one of a tenth as many rows.
    let tenth = Crowd {
        users: crowd.users / 10,
        own_posts: crowd.own_posts / 10,
        ..crowd
    };
    let work = |crowd: Crowd| Below {
        database,
        crowd,
        size: Size {
            tables: TABLES.len(),
            rows: crowd.due(),
            batch,
        },
    };
    let large = work(crowd);
    let subjects = bench.runtime.block_on(large.subjects())?;
    let turns = bench.options.or_quick(3, 1);
    bench.turns(turns, large.size.cases(), subjects)?;
    for work in [work(tenth), large] {
        bench.runtime.block_on(work.start_over())?;
        work.size.add_memory(bench, database)?;
    }
    Ok(())
}

/// Which rows a loop by hand takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// Those of a user that is due.
    User,
    /// Those that are due by their own time.
    Stamp,
}

#[derive(Clone, Copy)]
struct Below<'a> {
    database: &'a Database,
    crowd: Crowd,
    size: Size,
}

impl<'a> Below<'a> {
    async fn subjects(self) -> Result<Vec<Subject<'a, Times>>> {
        let mut conn = connect(&self.database.url).await?;
        let mut by_user = connect(&self.database.url).await?;
        let mut by_stamp = connect(&self.database.url).await?;
        Ok(vec![
            subject("diesel-scopes", async move |_| {
                self.turn(async |ends| purge_due(&mut conn, self.size.batch, ends).await)
                    .await
            }),
            subject("raw loop by key", async move |_| {
                self.turn(async |ends| self.by_hand(&mut by_user, By::User, ends).await)
                    .await
            }),
            subject("raw loop by stamp", async move |_| {
                self.turn(async |ends| self.by_hand(&mut by_stamp, By::Stamp, ends).await)
                    .await
            }),
        ])
    }

    async fn start_over(self) -> Result<()> {
        let stamp = match self.database.backend {
            Backend::Mariadb | Backend::Mysql => "DATETIME(6) NULL",
            Backend::Postgresql | Backend::Sqlite => "TIMESTAMP",
        };
        self.database
            .send(&format!(
                "DROP TABLE IF EXISTS comments;
                 DROP TABLE IF EXISTS posts;
                 DROP TABLE IF EXISTS users;
                 CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, deleted_at {stamp});
                 CREATE TABLE posts (id INTEGER NOT NULL PRIMARY KEY, user_id INTEGER NOT NULL, \
                     deleted_at {stamp}, FOREIGN KEY (user_id) REFERENCES users (id));
                 CREATE TABLE comments (id INTEGER NOT NULL PRIMARY KEY, post_id INTEGER NOT NULL, \
                     body VARCHAR(80) NOT NULL, deleted_at {stamp}, \
                     FOREIGN KEY (post_id) REFERENCES posts (id));
                 CREATE INDEX posts_user_id ON posts (user_id);
                 CREATE INDEX comments_post_id ON comments (post_id)"
            ))
            .await?;
        let Crowd {
            posts,
            comments,
            own_posts,
            own_comments,
            ..
        } = self.crowd;
        let own = own_posts * own_comments;
        let divided = |number: &str, by: u32| match self.database.backend {
            Backend::Mariadb | Backend::Mysql => format!("({number} DIV {by})"),
            Backend::Postgresql | Backend::Sqlite => format!("({number} / {by})"),
        };
        let post_of = |n: &str| {
            format!(
                "CASE WHEN {n} <= {own} THEN 1 + {} ELSE {own_posts} + 1 + {} END",
                divided(&format!("({n} - 1)"), own_comments),
                divided(&format!("({n} - {own} - 1)"), comments)
            )
        };
        let user_of = |n: &str| {
            format!(
                "CASE WHEN {n} <= {own_posts} THEN 1 ELSE 2 + {} END",
                divided(&format!("({n} - {own_posts} - 1)"), posts)
            )
        };
        let [users, posts, comments] = self.crowd.all();
        let last = users - self.crowd.active()[0];
        let stamp = match self.database.backend {
            Backend::Postgresql => "TIMESTAMP '2026-01-01 00:00:00'",
            _ => "'2026-01-01 00:00:00.000000'",
        };
        let deleted = |user: &str| format!("CASE WHEN {user} <= {last} THEN {stamp} ELSE NULL END");
        let numbers = numbers();
        let (post, user, its_user) = (post_of("n"), user_of("n"), user_of("posts.id"));
        self.database
            .send(&format!(
                "INSERT INTO users (id, deleted_at) SELECT n, {} FROM {numbers} \
                     WHERE n <= {users} ORDER BY n;
                 INSERT INTO posts (id, user_id, deleted_at) SELECT n, {user}, {} FROM {numbers} \
                     WHERE n <= {posts} ORDER BY n;
                 INSERT INTO comments (id, post_id, body, deleted_at) \
                     SELECT n, posts.id, CONCAT('What comment ', n, ' says'), {} \
                     FROM {numbers} INNER JOIN posts ON posts.id = {post} \
                     WHERE n <= {comments} ORDER BY n",
                deleted("n"),
                deleted(&user),
                deleted(&its_user),
            ))
            .await?;
        self.database.tidy(&TABLES).await?;
        self.database.settle(&TABLES).await
    }

    async fn turn(self, run: impl AsyncFnOnce(&mut Ends) -> Result<u64>) -> Result<Times> {
        self.start_over().await?;
        let all = self.crowd.all().map(i64::from);
        same("rows", self.rows().await?, all)?;
        let [_, _, active] = self.crowd.active();
        let [_, _, comments] = self.crowd.all();
        let reading = Reading {
            url: self.database.url.clone(),
            table: "comments",
            first: comments - active + 1,
            step: 1,
            rows: active,
        };
        let mut ends = Vec::new();
        let start = Instant::now();
        let (rows, read) = beside(reading, async || run(&mut ends).await).await?;
        same("rows", rows, u64::from(self.size.rows))?;
        let active = self.crowd.active().map(i64::from);
        same("rows left", self.rows().await?, active)?;
        Ok(times(start, &ends, read))
    }

    async fn rows(self) -> Result<[i64; 3]> {
        let mut rows = [0; 3];
        for (rows, table) in rows.iter_mut().zip(TABLES) {
            let count = format!("SELECT COUNT(*) AS number FROM {table}");
            *rows = self.database.number(&count).await?;
        }
        Ok(rows)
    }

    /// Children first, a table after the other.
    async fn by_hand(self, conn: &mut Conn, by: By, ends: &mut Ends) -> Result<u64> {
        let mut rows = 0;
        for (depth, table) in TABLES.into_iter().enumerate().rev() {
            rows += self.of_table(conn, depth, table, by, ends).await?;
        }
        Ok(rows)
    }

    async fn of_table(
        self,
        conn: &mut Conn,
        depth: usize,
        table: &str,
        by: By,
        ends: &mut Ends,
    ) -> Result<u64> {
        let joined = match (by, depth) {
            (By::Stamp, _) | (_, 0) => "",
            (By::User, 1) => "INNER JOIN users ON users.id = posts.user_id",
            (By::User, _) => {
                "INNER JOIN posts ON posts.id = comments.post_id \
                 INNER JOIN users ON users.id = posts.user_id"
            }
        };
        let due = match by {
            By::User => due("users.deleted_at"),
            By::Stamp => due(&format!("{table}.deleted_at")),
        };
        let before = self.size.batch - 1;
        let (mut after, mut rows) = (0, 0);
        loop {
            let next = format!(
                "SELECT {table}.id FROM {table} {joined} WHERE {table}.id > {after} AND {due} \
                 ORDER BY {table}.id LIMIT 1 OFFSET {before}"
            );
            let last: Option<Last> = sql_query(next).get_result(conn).await.optional()?;
            let up_to = last.as_ref().map(|Last { id }| *id).unwrap_or(i32::MAX);
            let these = format!("{table}.id > {after} AND {table}.id <= {up_to} AND {due}");
            let delete = match self.database.backend {
                _ if joined.is_empty() => format!("DELETE FROM {table} WHERE {these}"),
                Backend::Mariadb | Backend::Mysql => {
                    format!("DELETE {table} FROM {table} {joined} WHERE {these}")
                }
                Backend::Postgresql | Backend::Sqlite => format!(
                    "DELETE FROM {table} WHERE id IN \
                     (SELECT {table}.id FROM {table} {joined} WHERE {these})"
                ),
            };
            rows += u64::try_from(sql_query(delete).execute(conn).await?)?;
            ends.push(Instant::now());
            match last {
                Some(Last { id }) => after = id,
                None => return Ok(rows),
            }
        }
    }
}

pub(super) async fn purge_due(conn: &mut Conn, batch: u32, ends: &mut Ends) -> Result<u64> {
    let run = purge(members::users::table)
        .older_than(age())
        .cascade()
        .in_batches(u64::from(batch))
        .on_batch(|_| {
            ends.push(Instant::now());
            ControlFlow::Continue(())
        })
        .execute(conn)
        .await?;
    Ok(TABLES.iter().map(|table| run.rows(table)).sum())
}
