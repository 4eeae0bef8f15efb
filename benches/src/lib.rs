//! What the bench writes and the report reads.

mod record;
mod stats;

pub use record::{Case, Run, Section, Subject, Unit, results_folder};
pub use stats::{Ratio, median, ratio};
