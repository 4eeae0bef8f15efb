//! What the macros write, out of reach of the names around their calls.

pub use core::convert::From;
pub use core::option::Option;
pub use core::primitive::{bool, str, u64};
pub use core::{compile_error, concat, stringify};
pub use std::vec::Vec;

pub use diesel;
pub use diesel::expression::Expression;
pub use diesel::query_source::{Column, JoinTo};

pub use crate::declare::{As, DeclaredMarker, HasNoTexts, Texts};
pub use crate::declare::{
    Below, Child, GivenBack, GivesBack, IsDeclared, IsFlag, IsNoFlag, IsOther, IsPlain, IsSame,
    IsUndeclared, Passed, Restorable, Stampable, Stamped, Stamps, TakesNoStamp, TakesStamp,
    cascade_child,
};
pub use crate::declare::{
    Condition, Declared, Edge, EdgeKind, Keep, MarkerText, SoftDeletable, TableInfo, Touch,
    WithMarker, WithoutMarker, check_columns, condition, kept,
};
#[cfg(feature = "journal")]
pub use crate::declare::{IsRecorded, IsUnrecorded, check_journal};
pub use crate::declare::{
    clear_column, flag_column, hold_column, keep, key_column, only_column, touch_column,
    unique_column,
};
pub use crate::scope::{NarrowOn, Scoped, scoped_join_target};
#[cfg(feature = "journal")]
pub use crate::statement::{Anybody, Nobody, Recorded};
pub use crate::statement::{NoReturning, Shallow, Unchosen};
