//! What is measured.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

use crate::Result;

/// Does its work so many times, and says how long that took: `async |times| …` is
/// one. In turns it is once.
pub(crate) trait Work<T> {
    fn run(&mut self, times: u64) -> Pin<Box<dyn Future<Output = Result<T>> + '_>>;
}

impl<T, F: AsyncFnMut(u64) -> Result<T>> Work<T> for F {
    fn run(&mut self, times: u64) -> Pin<Box<dyn Future<Output = Result<T>> + '_>> {
        Box::pin(self(times))
    }
}

/// One of those that do the same work.
pub(crate) struct Subject<'a, T> {
    pub(crate) name: &'static str,
    pub(crate) work: Box<dyn Work<T> + 'a>,
}

pub(crate) fn subject<'a, T>(name: &'static str, work: impl Work<T> + 'a) -> Subject<'a, T> {
    Subject {
        name,
        work: Box::new(work),
    }
}

/// How long it takes to do something so many times.
pub(crate) async fn timed(
    times: u64,
    mut work: impl AsyncFnMut() -> Result<()>,
) -> Result<Duration> {
    let start = Instant::now();
    for _ in 0..times {
        work().await?;
    }
    Ok(start.elapsed())
}

/// SQL without the parentheses and the quotes, in which it differs by who writes it.
pub(crate) fn plain(sql: &str) -> String {
    sql.replace(['(', ')', '"', '`'], "").replace("  ", " ")
}

/// A subject that did something else than was asked for fails the bench.
pub(crate) fn same<T: PartialEq + std::fmt::Debug>(
    what: &str,
    found: T,
    expected: T,
) -> Result<()> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{what}: {found:?} where it should be {expected:?}").into())
    }
}
