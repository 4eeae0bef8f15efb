//! Graphs of many tables with few rows, to see what a cascade costs for each table
//! when there are more of them. Compiled once for each backend.

mod tables;

use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel_scopes::{CascadeReport, purge, restore, soft_delete};

use self::tables::Tables;
use super::{Conn, connect};
use crate::Result;
use crate::actions::Action;
use crate::database::Database;
use crate::graphs::{chain_6, chain_60, complete_16, layers_21};
use crate::measure::{Bench, case};
use crate::work::{Subject, same, subject};

/// How a cascade is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// For the first time on a connection, which has to prepare it.
    First,
    /// Again, on one that has.
    Again,
    Preview,
    Locking,
}

const WAYS: [(&str, Way); 4] = [
    ("first", Way::First),
    ("again", Way::Again),
    ("preview", Way::Preview),
    ("locking", Way::Locking),
];

const SHAPES: [(&str, &[&[usize]]); 4] = [
    ("chain", chain_6::PARENTS),
    ("chain", chain_60::PARENTS),
    ("complete", complete_16::PARENTS),
    ("layers", layers_21::PARENTS),
];

const CASES: usize = SHAPES.len() * Action::ALL.len() * WAYS.len();

/// PostgreSQL plans a prepared statement anew five times before it decides whether
/// to keep a plan.
const WARM_UP: usize = 6;

pub(crate) fn measure(bench: &mut Bench<'_>, database: &Database) -> Result<()> {
    let turns = bench.options.or_quick(7, 1);
    let warm_up = bench.options.or_quick(WARM_UP, 0);
    let shapes: Vec<_> = SHAPES
        .iter()
        .map(|(name, parents)| (*name, Tables::new(name, parents)))
        .collect();
    let cases = shapes.iter().flat_map(|(name, tables)| {
        Action::ALL.into_iter().flat_map(move |action| {
            WAYS.map(|(way, _)| {
                case(action.name())
                    .with("way", way)
                    .with("shape", *name)
                    .with("tables", tables.count().to_string())
            })
        })
    });
    let cases: Vec<_> = cases.collect();
    let cases = cases.try_into().map_err(|_| "not as many cases")?;
    let subject = bench.runtime.block_on(async {
        for (_, tables) in &shapes {
            tables.create(database).await?;
        }
        let mut conn = connect(&database.url).await?;
        for _ in 0..warm_up {
            turn(database, &shapes, &mut conn).await?;
        }
        let shapes = &shapes;
        let subject: Subject<'_, [Option<Duration>; CASES]> =
            subject("diesel-scopes", async move |_| {
                turn(database, shapes, &mut conn).await
            });
        Result::Ok(subject)
    })?;
    bench.turns(turns, cases, vec![subject])
}

async fn turn(
    database: &Database,
    shapes: &[(&str, Tables)],
    conn: &mut Conn,
) -> Result<[Option<Duration>; CASES]> {
    let mut times = Vec::new();
    for (shape, (_, tables)) in shapes.iter().enumerate() {
        for action in Action::ALL {
            for (_, way) in WAYS {
                tables.prepare(database, action).await?;
                let rows = tables.touched();
                let mut fresh = match way {
                    Way::First => Some(connect(&database.url).await?),
                    _ => None,
                };
                let conn = fresh.as_mut().unwrap_or(conn);
                let start = Instant::now();
                let report = run(conn, shape, action, way).await?;
                times.push(Some(start.elapsed()));
                same("rows", i64::try_from(report.total())?, rows)?;
                tables.check(database, action, way == Way::Preview).await?;
            }
        }
    }
    times.try_into().map_err(|_| "not as many times".into())
}

async fn run(conn: &mut Conn, shape: usize, action: Action, way: Way) -> Result<CascadeReport> {
    macro_rules! of {
        ($tables:ident) => {{
            let target = $tables::root::table.find(1);
            match (action, way) {
                (Action::SoftDelete, Way::Preview) => {
                    soft_delete(target).cascade().preview(conn).await
                }
                (Action::SoftDelete, Way::Locking) => {
                    soft_delete(target).cascade().locking().execute(conn).await
                }
                (Action::SoftDelete, _) => soft_delete(target).cascade().execute(conn).await,
                (Action::Restore, Way::Preview) => restore(target).cascade().preview(conn).await,
                (Action::Restore, Way::Locking) => {
                    restore(target).cascade().locking().execute(conn).await
                }
                (Action::Restore, _) => restore(target).cascade().execute(conn).await,
                (Action::Purge, Way::Preview) => purge(target).cascade().preview(conn).await,
                (Action::Purge, Way::Locking) => {
                    purge(target).cascade().locking().execute(conn).await
                }
                (Action::Purge, _) => purge(target).cascade().execute(conn).await,
            }
        }};
    }
    Ok(match shape {
        0 => of!(chain_6),
        1 => of!(chain_60),
        2 => of!(complete_16),
        _ => of!(layers_21),
    }?)
}
