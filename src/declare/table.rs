//! A table that was declared soft-deletable.

use std::any::TypeId;

use diesel::Table;
use diesel::query_builder::QueryId;

use super::below::Below;
use super::dialect::{TableText, table_text};
use super::ending::Ending;
use super::info::{Edge, Keep, MarkerText, MarkerTexts, TableInfo, Touch};
use super::key::KeyNames;
use super::marker::MarkerOf;
use super::reach::Reach;

/// A table that [`soft_deletable!`](crate::soft_deletable) declared, with a marker or
/// without.
#[diagnostic::on_unimplemented(
    message = "this is not a table that is declared as soft-deletable",
    label = "declare it once, beside the schema: `diesel_scopes::soft_deletable! {{ my_table \
             (deleted_at) }}`",
    note = "a scope is taken of a table or an alias. Of a query (`.filter(…)`, `.find(…)`, `.into_boxed()`, \
            `Model::query()`, `belonging_to(…)`) write `.filter(my_table::table.is_active())`"
)]
pub trait Declared: Table + QueryId + Copy + Default + Send + Sync + 'static {
    /// Whether it has a marker: `WithMarker`, or `WithoutMarker`.
    type Kind;

    /// What a stamp from above meets here: `Stamped<…>`, or the table itself, which
    /// hands it on.
    type Top;

    /// Whether a restore of a table of this declaration has to say how far it
    /// reaches: that is so if there are edges in it, since a row may have a deleted
    /// parent.
    type Asks: Reach;

    /// Whether statements on the tables of this declaration are recorded.
    type Journal: Ending;

    /// What is known of the tables below. If tables depend on each other in a
    /// circle, the compiler finds that this depends on itself.
    const BELOW_UNLESS_IN_A_CIRCLE: Below;

    /// The table itself.
    fn info() -> TableInfo;

    /// Its dependents.
    fn edges() -> Vec<Edge>;

    /// The tables of the same declaration.
    fn schema() -> Vec<TableInfo>;
}

/// The kind of a table that is declared with a marker.
pub struct WithMarker;

/// The kind of a table that is declared without one.
pub struct WithoutMarker;

/// Gives a trait the words for a table that is declared without a marker. What such
/// traits ask is asked of the table's kind, so that of a table that is not declared at
/// all this one thing is reported, and what follows it is not.
macro_rules! asked_of_the_kind {
    ($($item:tt)+) => {
        #[diagnostic::on_unimplemented(
            message = "this table is declared without a marker: it has no scopes, and cannot be \
                       soft-deleted",
            label = "name its marker in the declaration: `my_table (deleted_at)`",
            note = "a table without a marker, `my_table ()`, joins scopes and stands in the middle of \
                    cascades; its rows are removed by `diesel::delete`"
        )]
        $($item)+
    };
}
pub(crate) use asked_of_the_kind;

/// A table that [`soft_deletable!`](crate::soft_deletable) (or
/// [`table!`](crate::table)) declared.
///
/// The macros alone implement it. As a bound it says "any soft-deletable table":
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
    label = "declare it once, beside the schema: `diesel_scopes::soft_deletable! {{ my_table \
             (deleted_at) }}`",
    note = "a scope is taken of a table or an alias. Of a query (`.filter(…)`, `.find(…)`, `.into_boxed()`, \
            `Model::query()`, `belonging_to(…)`) write `.filter(my_table::table.is_active())`"
)]
pub trait SoftDeletable: MarkedTable {}

#[diagnostic::do_not_recommend]
impl<T: MarkedTable> SoftDeletable for T {}

/// What the declaration of a table with markers says.
pub trait MarkedTable: Declared<Kind = WithMarker> {
    /// The marker that a write uses unless it names another one.
    type Marker: MarkerOf<Self>;

    /// The markers that say whether a row is active, as a tuple of columns.
    type Markers: MarkerTexts;

    /// The columns under `touch`, as a list of pairs.
    type Touched;

    /// Whether a write has to say how far it reaches.
    type Reach: Reach;

    /// Whether a restore has to say how far it reaches.
    type RestoreReach: Reach;

    /// Whether a cascade that starts here can be restored.
    type Restorable;

    /// Whether a cascade that starts here can write one stamp to all tables.
    type Stampable;

    /// The markers under `also`.
    const ALSO: &'static [MarkerText];

    /// The columns that a restore clears.
    const CLEAR: &'static [&'static str] = &[];

    /// The Bool companions of the first marker.
    const FLAGS: &'static [&'static str] = &[];

    /// The times that every soft delete and every restore sets.
    const TOUCH: &'static [Touch] = &[];

    /// The column that holds a row back from being removed.
    const HOLD: Option<&'static str> = None;

    /// How long a deleted row is kept.
    const KEEP: Option<Keep> = None;

    /// The columns that are unique among active rows.
    const UNIQUE: &'static [&'static [&'static str]];
}

impl TableInfo {
    /// A table that is declared with markers.
    pub fn of<T, Kind>(name: &'static str) -> Self
    where
        T: SoftDeletable<PrimaryKey: KeyNames<Kind>> + TableText,
    {
        TableInfo {
            markers: T::Markers::TEXTS,
            also: T::ALSO,
            clear: T::CLEAR,
            flags: T::FLAGS,
            touch: T::TOUCH,
            hold: T::HOLD,
            keep: T::KEEP,
            unique: T::UNIQUE,
            ..TableInfo::without_marker::<T, Kind>(name)
        }
    }

    /// A table that is declared without a marker.
    pub fn without_marker<T, Kind>(name: &'static str) -> Self
    where
        T: Declared<PrimaryKey: KeyNames<Kind>> + TableText,
    {
        TableInfo {
            edges: T::edges,
            schema: T::schema,
            ..TableInfo::plain::<T, Kind>(name)
        }
    }

    /// Any table.
    pub fn plain<T, Kind>(name: &'static str) -> Self
    where
        T: Table<PrimaryKey: KeyNames<Kind>> + TableText + 'static,
    {
        TableInfo {
            name: unraw(name),
            id: TypeId::of::<T>(),
            text: table_text::<T>,
            key: <T::PrimaryKey as KeyNames<Kind>>::COLUMNS,
            primary: <T::PrimaryKey as KeyNames<Kind>>::COLUMNS,
            columns: T::row_columns,
            key_may_be_null: <T::PrimaryKey as KeyNames<Kind>>::may_be_null,
            key_shapes: <T::PrimaryKey as KeyNames<Kind>>::shapes,
            markers: &[],
            also: &[],
            clear: &[],
            flags: &[],
            touch: &[],
            hold: None,
            keep: None,
            unique: &[],
            edges: Vec::new,
            schema: Vec::new,
        }
    }
}

/// `type`, of `r#type`.
fn unraw(name: &'static str) -> &'static str {
    name.strip_prefix("r#").unwrap_or(name)
}
