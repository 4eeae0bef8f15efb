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
#[doc(hidden)]
pub use self::dialect::Dialect;
pub(crate) use self::dialect::quoted;
#[doc(hidden)]
pub use self::edge::{Edge, EdgeKind, MarkerText, TableInfo};
pub use self::marker::{CascadeMarker, Marker, MarkerColumn, MarkerOf, TimeMarker};
#[doc(hidden)]
pub(crate) use self::names::ColumnNames;
#[doc(hidden)]
pub use self::probe::{
    CanBeRestored, IsComparable, IsDeclared, IsIncomparable, IsOther, IsPlain, IsSame, Restorable,
    longer,
};
pub use self::table::SoftDeletable;
