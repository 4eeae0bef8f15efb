//! Many tasks that insert, delete, restore and purge at once, at each isolation
//! level. `SEED=…` gives them other dice.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI32, AtomicI64, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use diesel_scopes::{CascadeError, CascadeReport};
use futures_util::future::join_all;
use tokio::time::timeout;

use super::prelude::*;

cases![; database: with_locks, without_locks];

const TASKS: u64 = 16;

/// How long a storm takes at one level.
const DURATION: Duration = Duration::from_millis(1500);

const TABLES: [&str; 5] = ["users", "posts", "comments", "invoices", "attachments"];

fn levels() -> &'static [&'static str] {
    match Database::NAME {
        "postgresql" => &["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"],
        // It has one.
        "sqlite" => &[""],
        _ => &["READ UNCOMMITTED", "READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"],
    }
}

async fn set_level(conn: &mut Connection, level: &str) -> TestResult {
    match Database::NAME {
        "postgresql" => {
            let set = format!("SET default_transaction_isolation = '{level}'");
            conn.batch_execute(&set).await?;
        }
        "sqlite" => {}
        _ => {
            let set = format!("SET SESSION TRANSACTION ISOLATION LEVEL {level}");
            conn.batch_execute(&set).await?;
        }
    }
    Ok(())
}

/// What the tasks share.
struct Storm {
    locking: bool,
    /// Whether the level gives what locking asks for.
    refused: bool,
    end: Instant,
    next_id: AtomicI32,
    /// The numbers of the rows of each table, as far as they were committed.
    ids: [Mutex<Vec<i32>>; 5],
    inserted: AtomicI64,
    purged: AtomicI64,
    done: AtomicU32,
    tick: AtomicI64,
    stamps: Mutex<BTreeSet<NaiveDateTime>>,
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

impl Storm {
    fn pick(&self, dice: &mut Dice, table: usize) -> i32 {
        let ids = self.ids[table].lock().unwrap();
        let recent = ids.len().min(40);
        ids[ids.len() - 1 - dice.below(recent)]
    }

    fn add(&self, table: usize, id: i32) {
        self.ids[table].lock().unwrap().push(id);
        self.inserted.fetch_add(1, Ordering::Relaxed);
    }

    /// A time that no other cascade has.
    fn stamp(&self) -> NaiveDateTime {
        let tick = self.tick.fetch_add(1, Ordering::Relaxed);
        let stamp = day(5) + chrono::TimeDelta::microseconds(tick);
        self.stamps.lock().unwrap().insert(stamp);
        stamp
    }
}

/// Whether the database only says that somebody else came first.
fn is_conflict(error: &Error) -> bool {
    match error {
        Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _) => true,
        error => {
            let error = CascadeError::Database(copied(error));
            error.is_retryable()
        }
    }
}

/// Diesel's errors cannot be copied.
fn copied(error: &Error) -> Error {
    match error {
        Error::DatabaseError(kind, info) => {
            let kind = match kind {
                DatabaseErrorKind::SerializationFailure => DatabaseErrorKind::SerializationFailure,
                _ => DatabaseErrorKind::Unknown,
            };
            Error::DatabaseError(kind, Box::new(info.message().to_owned()))
        }
        _ => Error::NotFound,
    }
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    id: i32,
}

/// Inserts a row if its parents are active. They are locked first, as somebody
/// does who minds cascades.
async fn insert_below(
    conn: &mut Connection,
    share: &str,
    parents: &[(&str, i32)],
    insert: &str,
) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        for (table, id) in parents {
            let query =
                format!("SELECT id FROM {table} WHERE id = {id} AND deleted_at IS NULL {share}");
            let found: Vec<Id> = diesel::sql_query(query).load(conn).await?;
            if found.iter().all(|row| row.id != *id) {
                return Ok(false);
            }
        }
        diesel::sql_query(insert).execute(conn).await?;
        Ok(true)
    })
    .await
}

async fn insert(conn: &mut Connection, storm: &Storm, dice: &mut Dice) -> TestResult {
    let id = storm.next_id.fetch_add(1, Ordering::Relaxed);
    let user = storm.pick(dice, 0);
    let (table, parents, columns, values) = match dice.below(12) {
        0 => (0, vec![], "id, name", format!("{id}, 'user {id}'")),
        1..=3 => {
            let parents = vec![("users", user)];
            (1, parents, "id, author_id, title", format!("{id}, {user}, 't'"))
        }
        4 => {
            let parents = vec![("users", user)];
            (3, parents, "id, customer_id, amount, voided", format!("{id}, {user}, 1, FALSE"))
        }
        5 => {
            let parents = vec![("users", user)];
            (4, parents, "id, owner_id, file_name", format!("{id}, {user}, 'f'"))
        }
        n => {
            let post = storm.pick(dice, 1);
            let mut parents = vec![("users", user), ("posts", post)];
            let mut parent = "NULL".to_owned();
            if n > 8 {
                let comment = storm.pick(dice, 2);
                parents.push(("comments", comment));
                parent = comment.to_string();
            }
            let values = format!("{id}, {user}, {post}, {parent}, 'b'");
            (2, parents, "id, author_id, post_id, parent_id, body", values)
        }
    };
    let name = TABLES[table];
    let inserted = if Database::NAME == "sqlite" {
        // One statement, as a transaction that reads first may not write any more.
        let active = |(table, id): &(&str, i32)| {
            format!("EXISTS (SELECT 1 FROM {table} WHERE id = {id} AND deleted_at IS NULL)")
        };
        let active: Vec<_> = parents.iter().map(active).chain(["TRUE".to_owned()]).collect();
        let active = active.join(" AND ");
        let insert = format!("INSERT INTO {name} ({columns}) SELECT {values} WHERE {active}");
        diesel::sql_query(insert).execute(conn).await.map(|rows| rows == 1)
    } else {
        let insert = format!("INSERT INTO {name} ({columns}) VALUES ({values})");
        let share = match (Database::NAME, dice.below(2)) {
            ("postgresql", 0) => "FOR KEY SHARE",
            ("postgresql", _) => "FOR SHARE",
            _ => "LOCK IN SHARE MODE",
        };
        insert_below(conn, share, &parents, &insert).await
    };
    match inserted {
        Ok(true) => storm.add(table, id),
        Ok(false) => {}
        Err(error) if is_conflict(&error) => {}
        Err(error) => return Err(format!("insert into {name}: {error}").into()),
    }
    Ok(())
}

macro_rules! run {
    ($conn:expr, $storm:expr, $cascade:expr) => {{
        let cascade = $cascade;
        if $storm.locking {
            cascade.locking().execute($conn).await
        } else {
            cascade.execute($conn).await
        }
    }};
}

/// A cascade on one or two rows of a table.
macro_rules! cascade_on {
    ($conn:expr, $storm:expr, $dice:expr, $table:ident, $number:expr) => {{
        let storm: &Storm = $storm;
        let ids = [storm.pick($dice, $number), storm.pick($dice, $number)];
        let target = || $table::table.filter($table::id.eq_any(ids));
        let one = || $table::table.find(ids[0]);
        match $dice.below(20) {
            0..=5 if storm.locking => run!($conn, storm, soft_delete(one()).cascade()),
            6..=8 if storm.locking => run!($conn, storm, soft_delete(target()).cascade()),
            0..=5 => run!($conn, storm, soft_delete(one()).at(storm.stamp()).cascade()),
            6..=8 => run!($conn, storm, soft_delete(target()).at(storm.stamp()).cascade()),
            9..=12 => run!($conn, storm, restore(one()).cascade()),
            13..=15 => run!($conn, storm, restore(target()).cascade()),
            16..=17 => run!($conn, storm, restore(one()).cascade().with_parents()),
            _ => {
                let report = run!($conn, storm, purge(one()).cascade());
                if let Ok(report) = &report {
                    let purged = i64::try_from(report.total()).unwrap();
                    storm.purged.fetch_add(purged, Ordering::Relaxed);
                }
                report
            }
        }
    }};
}

async fn cascade(
    conn: &mut Connection,
    storm: &Storm,
    dice: &mut Dice,
) -> Result<CascadeReport, CascadeError> {
    match dice.below(10) {
        0..=2 => cascade_on!(conn, storm, dice, users, 0),
        3..=5 => cascade_on!(conn, storm, dice, posts, 1),
        6..=8 => cascade_on!(conn, storm, dice, comments, 2),
        _ => cascade_on!(conn, storm, dice, attachments, 4),
    }
}

async fn task(conn: &mut Connection, storm: &Storm, mut dice: Dice) -> TestResult {
    while Instant::now() < storm.end {
        if dice.below(5) < 2 {
            insert(conn, storm, &mut dice).await?;
            continue;
        }
        // An invoice in the way is paid now and then.
        if dice.below(10) == 0 {
            let invoice = invoices::table.find(storm.pick(&mut dice, 3));
            match soft_delete(invoice).execute(conn).await {
                Ok(_) => {}
                Err(error) if is_conflict(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
        match cascade(conn, storm, &mut dice).await {
            Err(CascadeError::IsolationLevel) if storm.refused => {}
            Err(error) if error.is_retryable() => {}
            result if storm.refused => return Err(format!("was not refused: {result:?}").into()),
            Ok(_) => {
                storm.done.fetch_add(1, Ordering::Relaxed);
            }
            Err(
                CascadeError::Restricted(_)
                | CascadeError::ParentDeleted(_)
                | CascadeError::StillReferenced(_),
            ) => {}
            // A row that was inserted below one that is purged.
            Err(CascadeError::Database(Error::DatabaseError(
                DatabaseErrorKind::ForeignKeyViolation,
                _,
            ))) if !storm.locking => {}
            Err(error) => return Err(format!("{error:?}").into()),
        }
    }
    Ok(())
}

/// How many rows are active below one that is not.
async fn active_below_deleted(conn: &mut Connection) -> TestResult<Vec<(&'static str, i64)>> {
    #[derive(QueryableByName)]
    struct Number {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    let mut found = Vec::new();
    for (child, active, key, parent) in [
        ("posts", "deleted_at IS NULL", "author_id", "users"),
        ("comments", "deleted_at IS NULL", "author_id", "users"),
        ("comments", "deleted_at IS NULL", "post_id", "posts"),
        ("comments", "deleted_at IS NULL", "parent_id", "comments"),
        ("invoices", "voided = FALSE", "customer_id", "users"),
        ("attachments", "deleted_at IS NULL", "owner_id", "users"),
    ] {
        let query = format!(
            "SELECT COUNT(*) AS n FROM {child} WHERE {active} AND {key} IN \
             (SELECT id FROM {parent} WHERE deleted_at IS NOT NULL)"
        );
        let number: Number = diesel::sql_query(query).get_result(conn).await?;
        if number.n > 0 {
            found.push((key, number.n));
        }
    }
    Ok(found)
}

async fn rows(conn: &mut Connection) -> TestResult<i64> {
    Ok(users::table.count().get_result::<i64>(conn).await?
        + posts::table.count().get_result::<i64>(conn).await?
        + comments::table.count().get_result::<i64>(conn).await?
        + invoices::table.count().get_result::<i64>(conn).await?
        + attachments::table.count().get_result::<i64>(conn).await?)
}

async fn stamps(conn: &mut Connection) -> TestResult<BTreeSet<NaiveDateTime>> {
    type Stamps = Vec<Option<NaiveDateTime>>;
    let mut all: Stamps = users::table.select(users::deleted_at).load(conn).await?;
    let some: Stamps = posts::table.select(posts::deleted_at).load(conn).await?;
    all.extend(some);
    let some: Stamps = comments::table.select(comments::deleted_at).load(conn).await?;
    all.extend(some);
    let some: Stamps = attachments::table.select(attachments::deleted_at).load(conn).await?;
    all.extend(some);
    Ok(all.into_iter().flatten().collect())
}

async fn storm(db: &Database, locking: bool) -> TestResult {
    let seed = match std::env::var("SEED") {
        Ok(seed) => seed.parse::<u64>()?,
        Err(_) => 20_260_101,
    };
    let conn = &mut db.connect().await?;
    let mut next_id = 1;
    for level in levels() {
        let mut conns = Vec::new();
        for _ in 0..TASKS {
            let mut conn = db.connect().await?;
            set_level(&mut conn, level).await?;
            conns.push(conn);
        }
        let before = rows(conn).await?;
        let refused =
            locking && Database::NAME == "postgresql" && *level != "READ COMMITTED";
        let storm = Storm {
            locking,
            refused,
            end: Instant::now() + if refused { DURATION / 5 } else { DURATION },
            next_id: AtomicI32::new(next_id),
            ids: Default::default(),
            inserted: AtomicI64::new(0),
            purged: AtomicI64::new(0),
            done: AtomicU32::new(0),
            tick: AtomicI64::new(i64::from(next_id) * 1000),
            stamps: Mutex::default(),
        };
        for (table, columns) in ["name", "author_id, title", "author_id, post_id, body"]
            .into_iter()
            .chain(["customer_id, amount, voided", "owner_id, file_name"])
            .enumerate()
        {
            let values = ["'user ID'", "USER, 't'", "USER, POST, 'b'", "USER, 1, TRUE", "USER, 'f'"];
            for _ in 0..8 {
                let id = storm.next_id.fetch_add(1, Ordering::Relaxed);
                let parent = |table: usize| {
                    let ids = storm.ids[table].lock().unwrap();
                    let id = ids.get(usize::try_from(id).unwrap() % ids.len().max(1));
                    id.copied().unwrap_or_default().to_string()
                };
                let values = values[table]
                    .replace("ID", &id.to_string())
                    .replace("USER", &parent(0))
                    .replace("POST", &parent(1));
                let name = TABLES[table];
                let insert = format!("INSERT INTO {name} (id, {columns}) VALUES ({id}, {values})");
                conn.batch_execute(&insert).await?;
                storm.add(table, id);
            }
        }
        let known = stamps(conn).await?;
        let began = chrono::Utc::now().naive_utc();

        let tasks = conns.iter_mut().zip(1..).map(|(conn, number)| {
            task(conn, &storm, Dice(seed.wrapping_mul(2 * number + 1).max(1)))
        });
        for result in timeout(Duration::from_secs(60), join_all(tasks)).await? {
            let told = |error: libtest_mimic::Failed| {
                format!("{level}, SEED={seed}: {}", error.message().unwrap_or_default())
            };
            result.map_err(told)?;
        }

        let found = active_below_deleted(conn).await?;
        if locking {
            assert_eq!(found, [], "{level}, SEED={seed}: active below deleted");
        }
        let expected = before + AtomicI64::load(&storm.inserted, Ordering::Relaxed)
            - AtomicI64::load(&storm.purged, Ordering::Relaxed);
        assert_eq!(rows(conn).await?, expected, "{level}, SEED={seed}: rows");
        let used = storm.stamps.lock().unwrap().clone();
        for stamp in &stamps(conn).await? - &known {
            if locking {
                assert!(stamp >= began, "{level}, SEED={seed}: {stamp}");
            } else {
                assert!(used.contains(&stamp), "{level}, SEED={seed}: {stamp}");
            }
        }
        let done = AtomicU32::load(&storm.done, Ordering::Relaxed);
        assert!(refused || done > 20, "{level}: only {done} cascades came to something");
        next_id = AtomicI32::load(&storm.next_id, Ordering::Relaxed);
        drop(conns);
        conn.batch_execute("UPDATE comments SET parent_id = NULL").await?;
        for table in ["attachments", "invoices", "comments", "posts", "users"] {
            conn.batch_execute(&format!("DELETE FROM {table}")).await?;
        }
    }
    Ok(())
}

/// Nothing is active below what is deleted.
async fn with_locks(db: &Database) -> TestResult {
    storm(db, true).await
}

/// Rows can stay active below others then, as the documentation says; but none is
/// lost, and none has a stamp that no cascade had.
async fn without_locks(db: &Database) -> TestResult {
    storm(db, false).await
}
