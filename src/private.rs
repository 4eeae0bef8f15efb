//! What the macros write, out of reach of the names around their calls.

pub use core::primitive::{bool, usize};
pub use core::{compile_error, concat, stringify};
pub use std::vec::Vec;

pub use diesel;
pub use diesel::expression::Expression;
pub use diesel::query_source::JoinTo;

pub use crate::declare::{
    Edge, IsComparable, IsDeclared, IsFlag, IsIncomparable, IsNoFlag, IsOther, IsPlain, IsSame,
    IsStampable, IsUnstampable, MarkerColumn, MarkerOf, Restorable, SoftDeletable, Stampable,
    TableInfo, longer,
};
pub use crate::scope::{NarrowOn, Scoped, scoped_join_target};
pub use crate::statement::{Shallow, Unchosen};
