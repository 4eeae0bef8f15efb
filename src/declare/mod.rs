//! Declaration: the macros, and what they say of a table.

mod below;
mod check;
mod columns;
mod dialect;
mod edge;
mod ending;
mod info;
mod key;
mod literal;
mod macros;
mod marker;
mod moment;
mod names;
mod probe;
mod reach;
mod row;
mod table;
mod texts;
mod truth;
mod words;

#[cfg(test)]
mod tests;

pub use self::below::{Below, GivesBack, Passed, Stamped, TakesStamp};
pub use self::check::check_columns;
#[cfg(feature = "journal")]
pub use self::check::check_journal;
pub use self::columns::{
    clear_column, flag_column, hold_column, keep, key_column, only_column, touch_column,
    unique_column,
};
pub use self::dialect::CascadeBackend;
#[cfg(feature = "check")]
pub(crate) use self::dialect::Database;
pub(crate) use self::dialect::{Dialect, quoted};
#[cfg(feature = "journal")]
pub(crate) use self::dialect::{TableText, table_text};
pub use self::ending::NoReturning;
#[cfg(feature = "journal")]
pub use self::ending::{Anybody, Nobody, Recorded};
pub(crate) use self::ending::{Ending, Said, Told, Unrecorded};
#[cfg(feature = "journal")]
pub(crate) use self::ending::{Journaled, Whose};
pub use self::info::{Condition, Edge, EdgeKind, Keep, MarkerText, TableInfo, Touch};
pub(crate) use self::info::{Literal, MarkerTexts, Time};
pub(crate) use self::key::{KeyShape, KeyValue};
pub use self::literal::{condition, kept};
pub use self::marker::{As, DeclaredMarker};
pub use self::marker::{CascadeMarker, FlagMarker, Marker, MarkerColumn, MarkerOf, TimeMarker};
pub(crate) use self::moment::Moment;
pub(crate) use self::probe::{CanBeRestored, CanBeStamped};
pub use self::probe::{
    Child, GivenBack, IsDeclared, IsFlag, IsNoFlag, IsOther, IsPlain, IsSame, IsUndeclared,
    Restorable, Stampable, Stamps, TakesNoStamp, cascade_child,
};
#[cfg(feature = "journal")]
pub use self::probe::{IsRecorded, IsUnrecorded};
pub(crate) use self::reach::ChosenReach;
pub use self::reach::{Shallow, Unchosen};
#[cfg(feature = "journal")]
pub(crate) use self::row::column_info;
pub(crate) use self::row::{ColumnInfo, Shape};
pub use self::table::SoftDeletable;
pub(crate) use self::table::asked_of_the_kind;
pub use self::table::{Declared, MarkedTable, WithMarker, WithoutMarker};
pub use self::texts::{HasNoTexts, Texts};
pub use self::truth::True;
