//! A reader beside a purge.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use diesel::sql_query;
use diesel_async::RunQueryDsl;

use super::{Last, connect};
use crate::Result;
use crate::work::same;

/// Which rows are read.
pub(super) struct Reading {
    pub(super) url: String,
    pub(super) table: &'static str,
    /// The first key of an active row, the step to the next one, and how many there are.
    pub(super) first: u32,
    pub(super) step: u32,
    pub(super) rows: u32,
}

/// Reads until `run` has ended.
pub(super) async fn beside<T>(
    reading: Reading,
    run: impl AsyncFnOnce() -> Result<T>,
) -> Result<(T, Option<Duration>)> {
    let done = Arc::new(AtomicBool::new(false));
    let reader = std::thread::spawn({
        let done = done.clone();
        move || reading.read(&done)
    });
    let end = run().await;
    done.store(true, Ordering::Relaxed);
    let read = reader.join().map_err(|_| "the reader panicked")?;
    Ok((end?, read?))
}

impl Reading {
    /// Reads rows by their keys until it is done, and returns the time within which 99 of
    /// 100 were there.
    fn read(&self, done: &AtomicBool) -> Result<Option<Duration>> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let mut conn = connect(&self.url).await?;
            let mut times = Vec::new();
            let mut at = 0;
            while !done.load(Ordering::Relaxed) {
                let (table, id) = (self.table, self.first + at * self.step);
                let query =
                    format!("SELECT id FROM {table} WHERE id = {id} AND deleted_at IS NULL");
                let start = Instant::now();
                let found: Vec<Last> = sql_query(query).load(&mut conn).await?;
                // Small, as the memory of the process is measured.
                times.push(u32::try_from(start.elapsed().as_nanos()).unwrap_or(u32::MAX));
                same("rows read", found.len(), 1)?;
                // All of them, in an order that jumps.
                at = (at + 7_919) % self.rows;
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            times.sort_unstable();
            let longest = times.get(times.len() * 99 / 100).copied();
            Ok(longest.map(|nanos| Duration::from_nanos(nanos.into())))
        })
    }
}
