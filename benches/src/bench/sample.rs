//! The samples that Criterion takes: how many, and of how many operations.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId};
use tokio::runtime::Runtime;
use tokio::sync::Mutex;

use crate::Result;
use crate::work::Work;

/// The samples of a round.
pub(crate) const SAMPLES: usize = 10;

/// How often something is measured by Criterion.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rounds {
    pub(crate) rounds: usize,
    /// About how long a sample takes. All subjects do the same number of operations
    /// in it.
    pub(crate) sample: Duration,
    /// The most operations of a sample.
    pub(crate) most: u64,
}

/// Of what takes a multiple of a sample, so many rounds are enough.
const FEW_ROUNDS: usize = 8;

/// What a sample is, in one case.
pub(crate) struct Sample {
    pub(crate) rounds: usize,
    /// The operations of a sample.
    times: u64,
    /// What Criterion is told that a round takes.
    pub(crate) measuring: Duration,
}

impl Sample {
    /// Tries it with one of the subjects.
    pub(crate) async fn of(rounds: Rounds, work: &mut dyn Work<Duration>) -> Result<Self> {
        let operation = work.run(2).await? / 2;
        let times = rounds.sample.as_nanos() / operation.as_nanos().max(1);
        let times = u64::try_from(times).unwrap_or(u64::MAX);
        let times = times.clamp(1, rounds.most);
        let start = Instant::now();
        work.run(times).await?;
        Ok(Sample {
            rounds: if operation > 4 * rounds.sample {
                rounds.rounds.min(FEW_ROUNDS)
            } else {
                rounds.rounds
            },
            times,
            // With what is done beside the clock, and enough for one that is slower.
            measuring: start.elapsed() * SAMPLES as u32 * 2,
        })
    }

    /// A round of one subject: its samples, in nanoseconds per operation.
    pub(crate) fn measure(
        &self,
        group: &mut BenchmarkGroup<'_, WallTime>,
        id: BenchmarkId,
        runtime: &Runtime,
        work: &mut dyn Work<Duration>,
    ) -> Result<Vec<f64>> {
        // Criterion makes the futures before it polls them.
        let work = Mutex::new(work);
        let samples = RefCell::new(Vec::new());
        let failure = RefCell::new(None);
        group.bench_function(id, |bencher| {
            bencher.to_async(runtime).iter_custom(async |times| {
                let mut time = Duration::ZERO;
                for _ in 0..times {
                    if failure.borrow().is_some() {
                        return Duration::from_secs(1);
                    }
                    match work.lock().await.run(self.times).await {
                        Ok(it) => time += it,
                        Err(error) => {
                            failure.replace(Some(error));
                        }
                    }
                }
                let operations = (times * self.times) as f64;
                samples
                    .borrow_mut()
                    .push(time.as_nanos() as f64 / operations);
                // What is shown is the time of one operation.
                time.div_f64(self.times as f64)
            });
        });
        if let Some(error) = failure.into_inner() {
            return Err(error);
        }
        // Those before them warmed up.
        let mut samples = samples.into_inner();
        Ok(samples.split_off(samples.len().saturating_sub(SAMPLES)))
    }
}
