//! Asks, of concrete types, what bounds cannot: "is it so?" in place of "it has
//! to be so". An associated constant of the type itself goes before that of a
//! trait, but only if its bounds hold.

use std::marker::PhantomData;

use super::dialect::TableText;
use super::edge::KeyNames;
use super::info::TableInfo;
use super::marker::CascadeMarker;
use super::table::SoftDeletable;

/// Of a table: is it declared?
#[doc(hidden)]
pub struct IsDeclared<T>(PhantomData<T>);

#[doc(hidden)]
pub trait IsPlain<T> {
    fn info<Kind>(name: &'static str) -> TableInfo
    where
        T: diesel::Table<PrimaryKey: KeyNames<Kind>> + TableText + 'static,
    {
        TableInfo::plain::<T, Kind>(name)
    }
}

impl<T> IsPlain<T> for IsDeclared<T> {}

impl<T: SoftDeletable> IsDeclared<T> {
    pub fn info<Kind>(name: &'static str) -> TableInfo
    where
        T: SoftDeletable<PrimaryKey: KeyNames<Kind>> + TableText,
    {
        TableInfo::of::<T, Kind>(name)
    }
}

/// Of a parent and a child: are they the same table?
#[doc(hidden)]
pub struct IsSame<P, C>(PhantomData<(P, C)>);

#[doc(hidden)]
pub trait IsOther<C: SoftDeletable> {
    const DEPTH: usize = C::DEPTH;
    const RESTORABLE_UNLESS_IN_A_CIRCLE: bool = C::RESTORABLE_UNLESS_IN_A_CIRCLE;
    const STAMPABLE: bool = C::STAMPABLE;
}

impl<P, C: SoftDeletable> IsOther<C> for IsSame<P, C> {}

impl<T> IsSame<T, T> {
    pub const DEPTH: usize = 0;
    pub const RESTORABLE_UNLESS_IN_A_CIRCLE: bool = true;
    pub const STAMPABLE: bool = true;
}

/// Of the markers of a parent and a child: do they hold stamps that can be
/// compared?
#[doc(hidden)]
pub struct IsComparable<P, C>(PhantomData<(P, C)>);

#[doc(hidden)]
pub trait IsIncomparable {
    const COMPARABLE: bool = false;
}

impl<P, C> IsIncomparable for IsComparable<P, C> {}

impl<M: CascadeMarker> IsComparable<M, M> {
    pub const COMPARABLE: bool = true;
}

/// Of the markers of a parent and a child: does the stamp of one fit the other?
#[doc(hidden)]
pub struct IsStampable<P, C>(PhantomData<(P, C)>);

#[doc(hidden)]
pub trait IsUnstampable {
    const STAMPABLE: bool = false;
}

impl<P, C> IsUnstampable for IsStampable<P, C> {}

impl<M> IsStampable<M, M> {
    pub const STAMPABLE: bool = true;
}

/// Of a marker: is it a flag, which takes no stamp?
#[doc(hidden)]
pub struct IsFlag<M>(PhantomData<M>);

#[doc(hidden)]
pub trait IsNoFlag {
    const FLAG: bool = false;
}

impl<M> IsNoFlag for IsFlag<M> {}

impl IsFlag<diesel::sql_types::Bool> {
    pub const FLAG: bool = true;
}

/// A constant as a type.
#[doc(hidden)]
pub struct Restorable<const IT_IS: bool>;

/// A constant as a type.
#[doc(hidden)]
pub struct Stampable<const IT_IS: bool>;

/// Whether one stamp can be written to all tables of a cascade.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the tables of this cascade cannot share one stamp",
    label = "a table on the way has a marker of another type",
    note = "a cascade writes the stamp of the table where it starts to all tables: their markers need \
            to be of the same type, or a `Bool`",
    note = "write the rows themselves with `.shallow()`"
)]
pub trait CanBeStamped {}

impl CanBeStamped for Stampable<true> {}

/// Whether a cascade that starts at a table can be restored.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a cascade from this table cannot be restored",
    label = "a marker on the way cannot tell which cascade deleted a row",
    note = "a cascade is restored by equal stamps: every table that it reaches needs a marker such as \
            `Nullable<Timestamp>`, of the same type in all of them; a `Bool` has no stamp",
    note = "restore the rows themselves with `.shallow()`"
)]
pub trait CanBeRestored {}

impl CanBeRestored for Restorable<true> {}

/// The longer of two ways.
#[doc(hidden)]
pub const fn longer(a: usize, b: usize) -> usize {
    if a > b { a } else { b }
}
