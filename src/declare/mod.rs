//! Declaration: the macros, and what they say of a table.

mod clear;
mod dialect;
mod edge;
mod macros;
mod marker;
mod names;
mod probe;
mod table;

pub use self::dialect::CascadeBackend;
pub(crate) use self::dialect::Dialect;
pub(crate) use self::dialect::quoted;
#[doc(hidden)]
pub(crate) use self::edge::MarkerTexts;
#[doc(hidden)]
pub use self::edge::{Edge, TableInfo};
pub(crate) use self::edge::{EdgeKind, MarkerText};
pub use self::marker::{CascadeMarker, Marker, MarkerColumn, MarkerOf, TimeMarker};
pub(crate) use self::names::ColumnNames;
pub(crate) use self::probe::{CanBeRestored, CanBeStamped};
#[doc(hidden)]
pub use self::probe::{
    IsComparable, IsDeclared, IsFlag, IsIncomparable, IsNoFlag, IsOther, IsPlain, IsSame,
    IsStampable, IsUnstampable, Restorable, Stampable, longer,
};
pub use self::table::SoftDeletable;
