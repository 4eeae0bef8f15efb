//! Looks whether a database says what a declaration says, behind the feature `check`.

pub mod catalogue;
mod compare;
pub mod declared;
mod execute;
mod finding;
mod ignore;
mod report;
mod rows;
mod rules;
mod sql;

pub use self::compare::{compare, unique_among_active};
pub use self::execute::{Check, check};
pub use self::finding::{Finding, Reason};
pub use self::ignore::{at, named, of, on};
pub use self::report::Report;
