//! A table that was declared soft-deletable.

use diesel::Table;
use diesel::query_builder::QueryId;

use super::clear::ClearList;
use super::edge::Edge;
use super::info::{MarkerTexts, TableInfo};
use super::marker::MarkerOf;
use crate::statement::Reach;

/// A table that [`soft_deletable!`](crate::soft_deletable) (or
/// [`table!`](crate::table)) declared.
///
/// The macros are the only supported way to implement it; its items may change
/// in any release. As a bound it says "any soft-deletable table":
///
/// ```
/// use diesel::prelude::*;
/// use diesel::query_builder::IntoUpdateTarget;
/// use diesel_scopes::{SoftDeletable, dsl, soft_delete};
///
/// fn to_trash<T>(target: T) -> dsl::SoftDelete<T>
/// where
///     T: IntoUpdateTarget,
///     T::Table: SoftDeletable,
/// {
///     soft_delete(target)
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "this is not a table that is declared as soft-deletable",
    label = "no scopes and no soft delete of this",
    note = "declare the table once, beside the schema: `diesel_scopes::soft_deletable! {{ my_table \
            (deleted_at) }}`",
    note = "a scope is taken of a table or an alias, before `.filter(…)`, `.find(…)` and the like; \
            behind those write `.filter(my_table::table.is_active())`"
)]
pub trait SoftDeletable: Table + QueryId + Copy + Default + Send + Sync + 'static {
    /// The marker that a write uses unless it names another one.
    #[doc(hidden)]
    type Marker: MarkerOf<Self>;

    /// All markers, as a tuple of columns.
    #[doc(hidden)]
    type Markers: MarkerTexts;

    /// The columns that a restore clears, as a tuple of columns.
    #[doc(hidden)]
    type Clear: ClearList<Self>;

    /// Whether a write has to say how far it reaches.
    #[doc(hidden)]
    type Reach: Reach;

    /// Whether a cascade that starts here can be restored.
    #[doc(hidden)]
    type Restorable;

    /// The same as a value.
    #[doc(hidden)]
    const RESTORABLE_UNLESS_IN_A_CIRCLE: bool;

    /// Whether a cascade that starts here can write one stamp to all tables.
    #[doc(hidden)]
    type Stampable;

    /// The same as a value.
    #[doc(hidden)]
    const STAMPABLE: bool;

    /// How many tables lie below, on the longest way. If tables depend on each
    /// other in a circle, the compiler finds that this depends on itself.
    #[doc(hidden)]
    const DEPTH: usize;

    /// The table itself.
    #[doc(hidden)]
    fn info() -> TableInfo;

    /// Its dependents.
    #[doc(hidden)]
    fn edges() -> Vec<Edge>;

    /// The tables of the same declaration.
    #[doc(hidden)]
    fn schema() -> Vec<TableInfo>;
}
