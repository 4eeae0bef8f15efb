//! Looks whether a database says what a declaration says, behind the feature `check`.

pub mod catalogue;
mod compare;
pub mod declared;
mod finding;
mod report;
mod rows;
mod rules;
mod sql;

pub use self::compare::compare;
pub use self::finding::{Finding, Reason};
pub use self::report::Report;
