//! Very many deleted rows, purged in batches, with a reader beside. Compiled once for each
//! backend.

mod alone;
mod below;
mod beside;

use std::time::{Duration, Instant};

use benches::{Case, Unit};
use chrono::TimeDelta;
use diesel::QueryableByName;
use diesel::sql_types::Integer;

use super::{Conn, connect};
use crate::Result;
use crate::database::Database;
use crate::measure::{Bench, case};
use crate::memory;

/// The purge, its batches, and what is read beside it.
const CASES: [&str; 4] = ["purge", "median batch", "longest batch", "read beside, p99"];

type Times = [Option<Duration>; CASES.len()];

pub(crate) fn measure(bench: &mut Bench<'_>, database: &Database) -> Result<()> {
    alone::measure(bench, database)?;
    below::measure(bench, database)
}

/// When each batch of a run has ended.
type Ends = Vec<Instant>;

/// Purges what is due of one table, or of several: what a process does whose memory is measured.
pub(crate) async fn purge_due(url: &str, tables: usize, batch: u32) -> Result<()> {
    let mut conn = connect(url).await?;
    let mut ends = Ends::new();
    let rows = match tables {
        1 => alone::purge_due(&mut conn, batch, &mut ends).await?,
        _ => below::purge_due(&mut conn, batch, &mut ends).await?,
    };
    if rows == 0 {
        return Err("there was nothing to purge".into());
    }
    Ok(())
}

/// A key.
#[derive(QueryableByName)]
struct Last {
    #[diesel(sql_type = Integer)]
    id: i32,
}

/// What has been deleted for longer.
fn age() -> TimeDelta {
    TimeDelta::days(30)
}

/// That a row has been deleted for longer.
fn due(column: &str) -> String {
    let before = chrono::Utc::now().naive_utc() - age();
    format!("{column} < '{}'", before.format("%F %T%.6f"))
}

/// So many rows of so many tables, in batches of so many.
#[derive(Clone, Copy)]
struct Size {
    tables: usize,
    rows: u32,
    batch: u32,
}

impl Size {
    fn cases(self) -> [Case; CASES.len()] {
        CASES.map(|operation| self.named(case(operation)))
    }

    fn named(self, case: Case) -> Case {
        case.with("tables", self.tables.to_string())
            .with("rows", self.rows.to_string())
            .with("batch", self.batch.to_string())
    }

    /// The most memory that a process had in a purge, of which the rows are there.
    fn add_memory(self, bench: &mut Bench<'_>, database: &Database) -> Result<()> {
        let mut memory = self.named(Case::new("peak memory", Unit::Bytes));
        let bytes = memory::of_purge(database, self.tables, self.batch)?;
        println!("peak memory, rows {}: {:.1} MB", self.rows, bytes / 1e6);
        memory.subjects.push(benches::Subject {
            name: "diesel-scopes".to_owned(),
            rounds: vec![vec![bytes]],
        });
        bench.add(memory);
        Ok(())
    }
}

/// How long a run took, its median batch, its longest one, and what was read beside it.
fn times(start: Instant, ends: &Ends, read: Option<Duration>) -> Times {
    let all = ends.last().map(|last| *last - start);
    let begins = std::iter::once(&start).chain(ends);
    let mut batches: Vec<_> = begins.zip(ends).map(|(from, to)| *to - *from).collect();
    batches.sort_unstable();
    let median = batches.get(batches.len() / 2).copied();
    [all, median, batches.last().copied(), read]
}
