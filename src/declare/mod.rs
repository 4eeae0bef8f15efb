//! Declaration: the macros, and what they say of a table.

mod clear;
mod macros;
mod marker;
mod names;
mod table;

pub use self::marker::{CascadeMarker, Marker, MarkerColumn, MarkerOf, TimeMarker};
#[doc(hidden)]
pub(crate) use self::names::ColumnNames;
pub use self::table::SoftDeletable;
