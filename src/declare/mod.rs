//! Declaration: the macros, and what they say of a table.

mod clear;
mod dialect;
mod edge;
mod info;
mod macros;
mod marker;
mod names;
mod probe;
mod table;

pub use self::dialect::CascadeBackend;
pub(crate) use self::dialect::{Dialect, Moment};
pub(crate) use self::dialect::quoted;
#[doc(hidden)]
pub use self::edge::Edge;
#[allow(unused_imports)]
pub(crate) use self::edge::{Condition, EdgeKind, Literal};
#[doc(hidden)]
pub(crate) use self::info::MarkerTexts;
#[doc(hidden)]
pub use self::info::TableInfo;
#[allow(unused_imports)]
pub(crate) use self::info::{MarkerText, Time, Touch};
#[doc(hidden)]
pub use self::marker::{As, DeclaredMarker};
pub use self::marker::{CascadeMarker, Marker, MarkerColumn, MarkerOf, TimeMarker};
pub(crate) use self::names::ColumnNames;
pub(crate) use self::probe::{CanBeRestored, CanBeStamped};
#[doc(hidden)]
pub use self::probe::{
    IsComparable, IsDeclared, IsFlag, IsIncomparable, IsNoFlag, IsOther, IsPlain, IsSame,
    IsStampable, IsUnstampable, Restorable, Stampable, longer,
};
pub use self::table::SoftDeletable;
