//! One row deleted by its key, by this crate, by Diesel, by the driver alone and
//! by other libraries.

pub(crate) mod seaorm;

use std::time::{Duration, Instant};

use crate::Result;
use crate::database::Database;
use crate::items::{self, Share};
use crate::measure::Bench;
use crate::sample::Rounds;
use crate::work::same;

/// More rows than any sample deletes.
const ROWS: u32 = 100_000;

/// Of a sample, the most that are deleted, with those before that warm up.
const MOST: i32 = 2_000;
const WARM_UP: i32 = 3;

/// Of writes that take microseconds many rounds, since a server's time varies more
/// than what is looked for.
pub(crate) const QUICKLY: Rounds = Rounds {
    rounds: 21,
    sample: Duration::from_millis(15),
    most: (MOST - WARM_UP) as u64,
};
pub(crate) const WITH_DELAY: Rounds = Rounds {
    rounds: 11,
    sample: Duration::from_millis(50),
    ..QUICKLY
};

/// What all those say that write their SQL, but for the placeholders.
pub(crate) const SQL_DOLLAR: &str =
    "UPDATE items SET deleted_at = $1 WHERE id = $2 AND deleted_at IS NULL";
pub(crate) const SQL_MARK: &str =
    "UPDATE items SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL";

pub(crate) fn prepare(bench: &mut Bench<'_>, database: &Database) -> Result<()> {
    let rows = bench.options.or_quick(ROWS, 20_000);
    bench.runtime.block_on(async {
        items::create(database).await?;
        items::fill(database, rows, rows, Share::None).await?;
        database.tidy(&["items"]).await?;
        database.settle(&["items"]).await
    })
}

/// Restores what the last sample has deleted, deletes a few rows to begin with,
/// then as many as are asked for, one after the other, and looks whether they are
/// deleted. `delete` returns how many rows it has changed.
pub(crate) async fn deleting(
    database: &Database,
    times: u64,
    mut delete: impl AsyncFnMut(i32) -> Result<u64>,
) -> Result<Duration> {
    let times = i32::try_from(times)?;
    database
        .send(&format!(
            "UPDATE items SET deleted_at = NULL WHERE id <= {MOST} AND deleted_at IS NOT NULL"
        ))
        .await?;
    let all = times + WARM_UP;
    for id in times + 1..=all {
        same("rows", delete(id).await?, 1)?;
    }
    let start = Instant::now();
    for id in 1..=times {
        same("rows", delete(id).await?, 1)?;
    }
    let time = start.elapsed();
    same("deleted rows", database.deleted("items").await?, all.into())?;
    Ok(time)
}

/// The time of the process, as those have to take it who do not use this crate.
pub(crate) fn now() -> chrono::NaiveDateTime {
    chrono::Utc::now().naive_utc()
}
