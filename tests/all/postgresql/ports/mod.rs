//! A registry of packages and a forum, twice: by hand and with this crate. Both do the
//! same to the same rows, and the second is shorter.

use std::fmt::Debug;

use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl, SimpleAsyncConnection};

use self::schema::*;
use super::backend::Database;
use crate::harness::{TestDatabase, TestResult};

mod by_hand;
mod by_scopes;
mod schema;

cases![; database: both_do_the_same];
tests![fewer_lines, the_page_shows_them];

const BY_HAND: &str = include_str!("by_hand.rs");
const BY_SCOPES: &str = include_str!("by_scopes.rs");

const STEPS: usize = 1_500;
const SEED: u64 = 0x9E37_79B9_7F4A_7C15;

const USERS: usize = 8;
const PACKAGES: usize = 6;
const COMMUNITIES: usize = 5;
const POSTS: usize = 40;
const COMMENTS: usize = 160;
const VERSIONS: usize = 30;

struct Dice(u64);

impl Dice {
    /// From 1 to the limit.
    fn id(&mut self, limit: usize) -> i32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        1 + i32::try_from((self.0 >> 33) % limit as u64).unwrap_or(0)
    }

    fn one_in(&mut self, limit: usize) -> bool {
        self.id(limit) == 1
    }
}

/// A connection to a schema of its own, with the tables in it.
async fn connect(db: &Database, schema: &str) -> TestResult<Conn> {
    let mut conn = db.connect().await?;
    let tables = include_str!("tables.sql");
    conn.batch_execute(&format!(
        "CREATE SCHEMA {schema}; SET search_path TO {schema}; {tables}"
    ))
    .await?;
    Ok(conn)
}

/// The same rows for both.
fn rows(dice: &mut Dice) -> String {
    let mut sql = String::new();
    let mut insert = |table: &str, count: usize, row: &mut dyn FnMut(usize) -> String| {
        for id in 1..=count {
            sql.push_str(&format!("INSERT INTO {table} VALUES ({id}, {});", row(id)));
        }
    };
    insert("users", USERS, &mut |id| {
        format!("'user {id}', {}", dice.one_in(5))
    });
    insert("packages", PACKAGES, &mut |id| format!("'package {id}'"));
    insert("versions", VERSIONS, &mut |id| {
        let yanked = dice.one_in(3);
        let message = if yanked { "'broken'" } else { "NULL" };
        format!("{}, '0.{id}', {yanked}, {message}", dice.id(PACKAGES))
    });
    insert("communities", COMMUNITIES, &mut |id| {
        format!("'community {id}', {}, {}", dice.one_in(4), dice.one_in(4))
    });
    insert("posts", POSTS, &mut |id| {
        let community = match dice.one_in(4) {
            true => "NULL".to_owned(),
            false => dice.id(COMMUNITIES).to_string(),
        };
        let (deleted, removed) = (dice.one_in(4), dice.one_in(4));
        format!(
            "{}, {community}, 'post {id}', {deleted}, {removed}",
            dice.id(USERS)
        )
    });
    insert("comments", COMMENTS, &mut |id| {
        let (deleted, removed) = (dice.one_in(4), dice.one_in(4));
        let (post, user) = (dice.id(POSTS), dice.id(USERS));
        format!("{post}, {user}, 'comment {id}', {deleted}, {removed}")
    });
    sql
}

async fn everything(conn: &mut Conn) -> TestResult<impl PartialEq + Debug + use<>> {
    let owners: Vec<(i32, i32, i32, bool)> = owners::table
        .order((owners::package_id, owners::user_id))
        .load(conn)
        .await?;
    let versions: Vec<(i32, i32, String, bool, Option<String>)> =
        versions::table.order(versions::id).load(conn).await?;
    let posts: Vec<Post> = posts::table.order(posts::id).load(conn).await?;
    let comments: Vec<(i32, i32, i32, String, bool, bool)> =
        comments::table.order(comments::id).load(conn).await?;
    Ok((owners, versions, posts, comments))
}

async fn both_do_the_same(db: &Database) -> TestResult {
    let (hand, ours) = (
        &mut connect(db, "hand").await?,
        &mut connect(db, "ours").await?,
    );
    // These tables have the names of others, with which the guard of all cases would take them up.
    hand.set_instrumentation(|_: InstrumentationEvent<'_>| {});
    #[cfg(feature = "guard")]
    let guard = diesel_scopes::guard::of(users::table);
    #[cfg(feature = "guard")]
    ours.set_instrumentation(guard.instrumentation().on::<diesel::pg::Pg>());
    let dice = &mut Dice(SEED);
    let rows = rows(dice);
    hand.batch_execute(&rows).await?;
    ours.batch_execute(&rows).await?;

    /// Calls the function of both files, and compares what they answer.
    macro_rules! both {
        ($function:ident($($argument:expr),*)) => {{
            let before = by_hand::$function(hand, $($argument),*).await?;
            let after = by_scopes::$function(ours, $($argument),*).await?;
            assert_eq!(before, after, stringify!($function));
        }};
    }

    for step in 0..STEPS {
        let (user, by) = (dice.id(USERS), dice.id(USERS));
        let (package, version) = (dice.id(PACKAGES), dice.id(VERSIONS + 2));
        let post = dice.id(POSTS + 2);
        let (flag, rarely) = (dice.one_in(2), dice.one_in(5));
        let of = flag.then_some(by);
        let message = if flag { "late" } else { "wrong" };
        let viewer = match dice.id(3) {
            1 => Viewer::Anybody,
            2 => Viewer::User(user),
            _ => Viewer::Moderator(user),
        };
        match dice.id(16) {
            1 => both!(owners_of(package)),
            2 => both!(is_owner(package, user)),
            3 => both!(add_owner(package, user, by)),
            4 | 5 => both!(remove_owner(package, user)),
            6 => both!(yank(version, message)),
            7 => both!(unyank(version)),
            8 => both!(index()),
            9 => both!(feed(viewer, of)),
            10 => both!(threads()),
            11 => both!(comments_on(post)),
            12 | 13 => both!(set_removed(post, flag)),
            14 if rarely => both!(remove_all_of(user)),
            15 if rarely => both!(scrub(user)),
            16 if rarely => both!(purge_comments(post)),
            _ => both!(feed(viewer, None)),
        }
        if step % 10 == 0 {
            assert_eq!(
                everything(hand).await?,
                everything(ours).await?,
                "step {step}"
            );
        }
    }
    assert_eq!(everything(hand).await?, everything(ours).await?);
    #[cfg(feature = "guard")]
    guard
        .allow(crate::guarded::is_meant)
        // One sees what one has deleted oneself.
        .allow(|finding| finding.sql().contains(" OR "))
        .assert_clean();
    Ok(())
}

/// Lines of code, as rustfmt leaves them, without blank ones and comments.
fn lines(source: &str) -> usize {
    let lines = source.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
        .count()
}

fn fewer_lines() {
    let (hand, ours) = (lines(BY_HAND), lines(BY_SCOPES));
    println!("lines of code: {hand} by hand, {ours} with this crate and its declaration");
    assert!(ours < hand, "{ours} lines with this crate, {hand} by hand");
    let said = format!("{hand} lines become {ours}");
    assert!(page().contains(&said), "{said}");
}

/// The page on porting has one function of each.
fn the_page_shows_them() {
    for file in [BY_HAND, BY_SCOPES] {
        let (_, yank) = file.split_once("async fn yank(").unwrap();
        let (yank, _) = yank.split_once("\n}\n").unwrap();
        assert!(page().contains(yank), "{yank}");
    }
}

fn page() -> String {
    include_str!("../../../../src/guide/porting.rs").replace("//! ", "")
}
