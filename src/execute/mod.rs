//! Execution: what takes more than one statement, on asynchronous and on
//! synchronous connections.

mod by_ids;
mod connection;
mod job;
mod one_of;
mod outcome;
mod retryable;
mod returned;
mod script;

pub use self::by_ids::ByIds;
#[cfg(feature = "journal")]
pub(crate) use self::by_ids::{Conditions, KeyOf};
pub use self::connection::{Asynchronous, Runs, Sends, Synchronous};
pub(crate) use self::job::{Answer, Job, Task};
#[cfg(feature = "journal")]
pub(crate) use self::one_of::{IdBinds, OneOf, SingleKey};
pub use self::outcome::Outcome;
pub(crate) use self::retryable::is_retryable;
pub use self::returned::OutcomeDsl;
pub(crate) use self::script::{Script, Step};
