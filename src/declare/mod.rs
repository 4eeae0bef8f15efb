//! Declaration: the macros, and what they say of a table.

mod below;
mod check;
mod columns;
mod dialect;
mod edge;
mod info;
mod key;
mod literal;
mod macros;
mod marker;
mod moment;
mod names;
mod probe;
mod row;
mod table;
mod texts;
mod words;

#[cfg(test)]
mod tests;

#[doc(hidden)]
pub use self::below::{Below, GivesBack, Passed, Stamped, TakesStamp};
#[doc(hidden)]
pub use self::check::check_columns;
#[cfg(feature = "journal")]
#[doc(hidden)]
pub use self::check::check_journal;
#[doc(hidden)]
pub use self::columns::{
    clear_column, flag_column, hold_column, keep, key_column, only_column, touch_column,
    unique_column,
};
pub use self::dialect::CascadeBackend;
pub(crate) use self::dialect::Dialect;
pub(crate) use self::dialect::quoted;
#[cfg(feature = "journal")]
pub(crate) use self::dialect::{TableText, table_text};
#[allow(unused_imports)]
pub(crate) use self::edge::Literal;
#[doc(hidden)]
pub use self::edge::{Condition, Edge, EdgeKind};
#[doc(hidden)]
pub(crate) use self::info::MarkerTexts;
#[allow(unused_imports)]
pub(crate) use self::info::Time;
#[doc(hidden)]
pub use self::info::{Keep, MarkerText, TableInfo, Touch};
pub(crate) use self::key::{KeyShape, KeyValue};
#[doc(hidden)]
pub use self::literal::{condition, kept};
#[doc(hidden)]
pub use self::marker::{As, DeclaredMarker};
pub use self::marker::{CascadeMarker, FlagMarker, Marker, MarkerColumn, MarkerOf, TimeMarker};
pub(crate) use self::moment::Moment;
pub(crate) use self::probe::{CanBeRestored, CanBeStamped};
#[doc(hidden)]
pub use self::probe::{
    Child, GivenBack, IsDeclared, IsFlag, IsNoFlag, IsOther, IsPlain, IsSame, IsUndeclared,
    Restorable, Stampable, Stamps, TakesNoStamp, cascade_child,
};
#[cfg(feature = "journal")]
#[doc(hidden)]
pub use self::probe::{IsRecorded, IsUnrecorded};
#[cfg(feature = "journal")]
pub(crate) use self::row::column_info;
pub(crate) use self::row::{ColumnInfo, Shape};
pub use self::table::SoftDeletable;
pub(crate) use self::table::asked_of_the_kind;
#[doc(hidden)]
pub use self::table::{Declared, WithMarker, WithoutMarker};
#[doc(hidden)]
pub use self::texts::{HasNoTexts, Texts};
