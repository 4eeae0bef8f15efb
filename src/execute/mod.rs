//! Execution: what takes more than one statement, on asynchronous and on
//! synchronous connections.

mod by_ids;
mod connection;
mod one_of;
mod outcome;
mod returned;
mod script;

pub use self::by_ids::ByIds;
pub use self::connection::{Asynchronous, Runs, Sends, Synchronous};
pub use self::outcome::Outcome;
pub use self::returned::OutcomeDsl;
pub(crate) use self::script::{Script, Step};
