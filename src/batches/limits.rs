//! What a run in batches heeds.

use std::ops::ControlFlow;
use std::time::Duration;

use super::run::Batch;

/// A callback that has nothing to say.
pub(crate) type Silent = fn(&mut Batch) -> ControlFlow<()>;

/// What a run in batches heeds.
pub(super) struct Limits<F> {
    /// How many rows of the target a batch has at most.
    pub(super) roots: u64,
    pub(super) pause: Duration,
    pub(super) within: Option<Duration>,
    pub(super) up_to: Option<u64>,
    pub(super) on_batch: F,
}

impl Limits<Silent> {
    pub(super) fn new(roots: u64) -> Self {
        Limits {
            roots,
            pause: Duration::ZERO,
            within: None,
            up_to: None,
            on_batch: |_| ControlFlow::Continue(()),
        }
    }
}

impl<F> Limits<F> {
    pub(super) fn on_batch<G>(self, on_batch: G) -> Limits<G> {
        Limits {
            roots: self.roots,
            pause: self.pause,
            within: self.within,
            up_to: self.up_to,
            on_batch,
        }
    }
}
