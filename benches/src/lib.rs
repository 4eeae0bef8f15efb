//! What the bench writes and the report reads.

#[cfg(test)]
mod quoted;
mod record;
mod setup;
mod stats;

pub use record::{Case, Run, Section, Subject, Unit, results_folder};
pub use setup::Setup;
pub use stats::{CONFIDENCE, Ratio, median, ratio};
