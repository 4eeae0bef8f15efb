//! Declaration: the macros, and what they say of a table.

mod clear;
#[macro_use]
mod macros;
mod marker;
mod table;

pub(crate) use self::clear::ClearList;
#[doc(hidden)]
pub use self::clear::{CanBeNull, ClearColumn};
pub use self::marker::{CascadeMarker, Marker, MarkerColumn, MarkerOf, TimeMarker};
pub use self::table::SoftDeletable;
