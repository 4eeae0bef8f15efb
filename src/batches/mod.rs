//! Statements on any number of rows, in batches.
//!
//! What users call (`in_batches`) becomes work in many transactions (`job`), with what is
//! to be heeded (`limits`). It goes down the rows in the order of their keys (`level`,
//! `key`), through statements on one stretch of keys each (`rooting`), and says what came
//! of it (`run`).

mod in_batches;
mod job;
mod key;
mod level;
mod limits;
mod queries;
mod rooting;
mod run;

pub use self::in_batches::InBatches;
pub(crate) use self::key::walk_name;
pub(crate) use self::rooting::Ages;
pub use self::rooting::Everything;
pub use self::run::{Batch, BatchRun, PassedOver, PurgeRun, Stopped};
