//! What the macros write, out of reach of the names around their calls.

pub use core::{compile_error, concat, stringify};

pub use diesel;
pub use diesel::expression::Expression;
pub use diesel::query_source::JoinTo;

pub use crate::declare::{MarkerColumn, MarkerOf, SoftDeletable};
pub use crate::scope::{NarrowOn, Scoped, scoped_join_target};
pub use crate::statement::{Shallow, Unchosen};
