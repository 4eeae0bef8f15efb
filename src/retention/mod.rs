//! Retention: rows that were deleted long enough ago are removed for good, however many
//! there are, in batches.
//!
//! What users call (`batches`, `expire`) becomes work in many transactions (`job`),
//! with what is to be heeded (`limits`). It goes down the rows in the order of their keys
//! (`level`, `key`), through cascades over one stretch of keys each (`rooting`), and says
//! what came of it (`run`).

mod batches;
mod expire;
mod job;
mod key;
mod level;
mod limits;
mod queries;
mod rooting;
mod run;

pub use self::batches::InBatches;
pub use self::expire::{Expire, Expiring, expire};
pub use self::rooting::Everything;
pub use self::run::{Batch, PassedOver, PurgeRun, Stopped};
