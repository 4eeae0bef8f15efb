//! A message with very many replies, in a table that was last counted when all rows
//! were active: planners expect none that is deleted. Compiled once for each backend.

use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel_scopes::{purge, restore, soft_delete};

use super::{Conn, connect};
use crate::Result;
use crate::actions::Action;
use crate::database::{Backend, Database};
use crate::items::numbers;
use crate::measure::{Bench, case};
use crate::schema::messages;
use crate::work::{Subject, same, subject};

const WAYS: [(&str, bool); 2] = [("plain", false), ("locking", true)];

const CASES: usize = Action::ALL.len() * WAYS.len();

pub(crate) fn measure(bench: &mut Bench<'_>, database: &Database) -> Result<()> {
    let replies = bench.options.or_quick(1_000_000, 2_000);
    let cases = WAYS.into_iter().flat_map(|(way, _)| {
        Action::ALL.map(|action| {
            case(action.name())
                .with("way", way)
                .with("replies", replies.to_string())
        })
    });
    let cases: Vec<_> = cases.collect();
    let cases = cases.try_into().map_err(|_| "not as many cases")?;
    let messages = Messages { database, replies };
    let subject = bench.runtime.block_on(async {
        messages.create().await?;
        let mut conn = connect(&database.url).await?;
        let subject: Subject<'_, [Option<Duration>; CASES]> =
            subject("diesel-scopes", async move |_| {
                messages.turn(&mut conn).await
            });
        Result::Ok(subject)
    })?;
    let turns = bench.options.or_quick(3, 1);
    bench.turns(turns, cases, vec![subject])
}

#[derive(Clone, Copy)]
struct Messages<'a> {
    database: &'a Database,
    replies: i32,
}

impl Messages<'_> {
    /// A table of which nothing counts the rows but `fill`.
    async fn create(self) -> Result<()> {
        let (stamp, options) = match self.database.backend {
            Backend::Postgresql => ("TIMESTAMP", " WITH (autovacuum_enabled = off)"),
            Backend::Mariadb | Backend::Mysql => ("DATETIME(6) NULL", " STATS_AUTO_RECALC = 0"),
            Backend::Sqlite => ("TIMESTAMP", ""),
        };
        self.database
            .send(&format!(
                "CREATE TABLE messages (id INTEGER NOT NULL PRIMARY KEY, parent_id INTEGER, \
                 deleted_at {stamp}, FOREIGN KEY (parent_id) REFERENCES messages (id)){options};
                 CREATE INDEX messages_parent_id ON messages (parent_id)"
            ))
            .await?;
        self.fill().await
    }

    /// The message, all the replies, and half as many of another message.
    async fn fill(self) -> Result<()> {
        let (first, all) = (self.replies + 2, self.replies / 2 * 3 + 2);
        self.database
            .send(&format!(
                "INSERT INTO messages (id, parent_id) \
                 SELECT n, CASE WHEN n <= 2 THEN NULL WHEN n <= {first} THEN 1 ELSE 2 END \
                 FROM {} WHERE n <= {all} AND (n = 1 OR n BETWEEN 3 AND {first} \
                 OR NOT EXISTS (SELECT 1 FROM messages WHERE id = 2)) ORDER BY n",
                numbers()
            ))
            .await?;
        self.database.tidy(&["messages"]).await
    }

    async fn turn(self, conn: &mut Conn) -> Result<[Option<Duration>; CASES]> {
        let mut times = Vec::new();
        for (_, locking) in WAYS {
            times.push(self.timed(conn, Action::SoftDelete, locking).await?);
            times.push(self.timed(conn, Action::Restore, locking).await?);
            run(conn, Action::SoftDelete, false).await?;
            times.push(self.timed(conn, Action::Purge, locking).await?);
            self.fill().await?;
        }
        let times: Vec<_> = times.into_iter().map(Some).collect();
        times.try_into().map_err(|_| "not as many times".into())
    }

    async fn timed(self, conn: &mut Conn, action: Action, locking: bool) -> Result<Duration> {
        self.database.settle(&["messages"]).await?;
        let start = Instant::now();
        let rows = run(conn, action, locking).await?;
        let time = start.elapsed();
        let all = i64::from(self.replies) + 1;
        same("rows", rows, all)?;
        let deleted = if action == Action::SoftDelete { all } else { 0 };
        same(
            "deleted rows",
            self.database.deleted("messages").await?,
            deleted,
        )?;
        let there = "SELECT COUNT(*) AS number FROM messages WHERE id = 1 OR parent_id = 1";
        let left = if action == Action::Purge { 0 } else { all };
        same("rows left", self.database.number(there).await?, left)?;
        Ok(time)
    }
}

async fn run(conn: &mut Conn, action: Action, locking: bool) -> Result<i64> {
    let message = messages::table.find(1);
    let report = match (action, locking) {
        (Action::SoftDelete, false) => soft_delete(message).cascade().execute(conn).await?,
        (Action::SoftDelete, true) => {
            soft_delete(message)
                .cascade()
                .locking()
                .execute(conn)
                .await?
        }
        (Action::Restore, false) => restore(message).cascade().execute(conn).await?,
        (Action::Restore, true) => restore(message).cascade().locking().execute(conn).await?,
        (Action::Purge, false) => purge(message).cascade().execute(conn).await?,
        (Action::Purge, true) => purge(message).cascade().locking().execute(conn).await?,
    };
    Ok(i64::try_from(report.total())?)
}
