//! Reading through a scope, by hand, and without a filter. Compiled once for each
//! backend.

use std::time::Duration;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::query_builder::QueryFragment;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use diesel_scopes::prelude::*;

use super::{Conn, Db, connect};
use crate::Result;
use crate::database::{Backend, Database};
use crate::items::{self, Share};
use crate::measure::{Bench, case};
use crate::sample::Rounds;
use crate::schema::{flagged, stamped};
use crate::work::{self, Subject, same, subject, timed};

const PAGE: i64 = 50;

type Item = (i32, i32, String, bool, Option<chrono::NaiveDateTime>);

const ROUNDS: Rounds = Rounds {
    rounds: 31,
    sample: Duration::from_millis(4),
    most: 1_000,
};

pub(crate) fn measure(bench: &mut Bench<'_>, database: &Database) -> Result<()> {
    let rows = bench.options.or_quick(1_000_000, 20_000);
    let runtime = bench.runtime;
    for share in [Share::One, Share::Fifty, Share::NinetyNine] {
        runtime.block_on(prepare(database, rows, share))?;
        for index in [false, true] {
            if index {
                runtime.block_on(add_indexes(database))?;
            }
            measure_with(bench, database, Keys { rows, at: 0 }, share, index)?;
        }
    }
    Ok(())
}

fn measure_with(
    bench: &mut Bench<'_>,
    database: &Database,
    keys: Keys,
    share: Share,
    index: bool,
) -> Result<()> {
    let rounds = bench.options.rounds(ROUNDS);
    let index = match (index, database.backend) {
        (false, _) => "none",
        (true, Backend::Mariadb | Backend::Mysql) => "marker, key",
        (true, _) => "partial",
    };
    let case = |operation, marker| {
        case(operation)
            .with("marker", marker)
            .with("deleted", share.name())
            .with("index", index)
    };
    let key = "one row by key";
    let page = "page of 50";
    bench.rounds(case(key, "timestamp"), rounds, async || {
        stamped_keys(database, keys).await
    })?;
    bench.rounds(case(key, "flag"), rounds, async || {
        flagged_keys(database, keys).await
    })?;
    bench.rounds(case(page, "timestamp"), rounds, async || {
        stamped_pages(database, keys).await
    })?;
    bench.rounds(case(page, "flag"), rounds, async || {
        flagged_pages(database, keys).await
    })
}

async fn prepare(database: &Database, rows: u32, share: Share) -> Result<()> {
    items::create(database).await?;
    items::fill(database, rows, rows, share).await?;
    database.tidy(&["items"]).await?;
    database.settle(&["items"]).await
}

/// Partial indexes, or what takes their place where there are none.
async fn add_indexes(database: &Database) -> Result<()> {
    let [stamped, flagged] = match database.backend {
        Backend::Mariadb | Backend::Mysql => ["(deleted_at, id)", "(deleted, id)"],
        _ => [
            "(id) WHERE deleted_at IS NULL",
            "(id) WHERE deleted = FALSE",
        ],
    };
    database
        .send(&format!(
            "CREATE INDEX items_stamped ON items {stamped};
             CREATE INDEX items_flagged ON items {flagged}"
        ))
        .await?;
    database.tidy(&["items"]).await
}

/// Keys of rows that are active whatever the share, up and down the table.
#[derive(Clone, Copy)]
struct Keys {
    rows: u32,
    at: u32,
}

impl Keys {
    fn next(&mut self) -> i32 {
        let hundreds = self.rows / 100;
        // In steps that share no divisor with the number of keys.
        self.at = (self.at + 6_151) % hundreds;
        i32::try_from(1 + 100 * self.at).unwrap_or(1)
    }

    /// One that has fifty active rows before it.
    fn cursor(&mut self) -> i32 {
        loop {
            let key = self.next();
            if u32::try_from(key).is_ok_and(|key| key > self.rows / 2) {
                return key;
            }
        }
    }
}

/// The subjects that run one query each; the query has the key as `$key`.
macro_rules! subjects {
    ($database:ident, $keys:ident, $next:ident, $rows:expr; $($name:literal: $query:expr,)+) => {{
        let mut subjects: Vec<Subject<'static, Duration>> = Vec::new();
        let mut expected: Option<(String, Vec<Vec<Item>>)> = None;
        $(
            let mut conn: Conn = connect(&$database.url).await?;
            // Those that filter have to ask for the same, and to find the same rows.
            let asked = plain(&$query(1));
            let mut keys = $keys;
            let mut found = Vec::new();
            for _ in 0..5 {
                let rows: Vec<Item> = $query(keys.$next()).load(&mut conn).await?;
                same($name, rows.len(), $rows)?;
                found.push(rows);
            }
            if $name != UNFILTERED {
                let (text, rows) = expected.get_or_insert_with(|| (asked.clone(), found.clone()));
                same($name, &asked, text)?;
                if found != *rows {
                    return Err(format!("{} found other rows than the crate", $name).into());
                }
            }
            subjects.push(subject($name, async move |times| {
                timed(times, async || {
                    let rows: Vec<Item> = $query(keys.$next()).load(&mut conn).await?;
                    same($name, rows.len(), $rows)
                })
                .await
            }));
        )+
        subjects
    }};
}

const UNFILTERED: &str = "unfiltered";

/// The query's plain SQL without the names of the table and of binds, and with a
/// literal in the place of a flag that is a bind.
fn plain(query: &impl QueryFragment<Db>) -> String {
    let text = diesel::debug_query::<Db, _>(query).to_string();
    let text = text.split(" -- binds").next().unwrap_or_default();
    let text = work::plain(text).replace("items.", "");
    let mut binds = text.split('$');
    let first = binds.next().unwrap_or_default().to_owned();
    binds
        .fold(first, |text, rest| {
            let rest = rest.trim_start_matches(|it: char| it.is_ascii_digit());
            format!("{text}?{rest}")
        })
        .replace("deleted = ?", "deleted = FALSE")
}

async fn stamped_keys(database: &Database, keys: Keys) -> Result<Vec<Subject<'static, Duration>>> {
    Ok(subjects! {
        database, keys, next, 1;
        "diesel-scopes": |key| stamped::table.active().find(key),
        "Diesel by hand": |key| stamped::table.find(key).filter(stamped::deleted_at.is_null()),
        "unfiltered": |key| stamped::table.find(key),
    })
}

async fn flagged_keys(database: &Database, keys: Keys) -> Result<Vec<Subject<'static, Duration>>> {
    Ok(subjects! {
        database, keys, next, 1;
        "diesel-scopes": |key| flagged::table.active().find(key),
        "Diesel, literal": |key| flagged::table.find(key).filter(sql::<Bool>("deleted = FALSE")),
        "Diesel by hand": |key| flagged::table.find(key).filter(flagged::deleted.eq(false)),
        "unfiltered": |key| flagged::table.find(key),
    })
}

async fn stamped_pages(database: &Database, keys: Keys) -> Result<Vec<Subject<'static, Duration>>> {
    Ok(subjects! {
        database, keys, cursor, 50;
        "diesel-scopes": |key| stamped::table
            .active()
            .filter(stamped::id.lt(key))
            .order(stamped::id.desc())
            .limit(PAGE),
        "Diesel by hand": |key| stamped::table
            .filter(stamped::deleted_at.is_null())
            .filter(stamped::id.lt(key))
            .order(stamped::id.desc())
            .limit(PAGE),
        "unfiltered": |key| stamped::table
            .filter(stamped::id.lt(key))
            .order(stamped::id.desc())
            .limit(PAGE),
    })
}

async fn flagged_pages(database: &Database, keys: Keys) -> Result<Vec<Subject<'static, Duration>>> {
    Ok(subjects! {
        database, keys, cursor, 50;
        "diesel-scopes": |key| flagged::table
            .active()
            .filter(flagged::id.lt(key))
            .order(flagged::id.desc())
            .limit(PAGE),
        "Diesel, literal": |key| flagged::table
            .filter(sql::<Bool>("deleted = FALSE"))
            .filter(flagged::id.lt(key))
            .order(flagged::id.desc())
            .limit(PAGE),
        "Diesel by hand": |key| flagged::table
            .filter(flagged::deleted.eq(false))
            .filter(flagged::id.lt(key))
            .order(flagged::id.desc())
            .limit(PAGE),
        "unfiltered": |key| flagged::table
            .filter(flagged::id.lt(key))
            .order(flagged::id.desc())
            .limit(PAGE),
    })
}
