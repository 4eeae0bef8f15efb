//! Asks, of concrete types, what bounds cannot: "is it so?" in place of "it has
//! to be so". An associated constant of the type itself goes before that of a
//! trait, but only if its bounds hold.

// What answers is called like the question.
#![allow(missing_docs)]

use std::marker::PhantomData;

use super::below::{Below, GivesBack, TakesStamp};
use super::dialect::TableText;
#[cfg(feature = "journal")]
use super::ending::Ending;
use super::info::TableInfo;
use super::key::KeyNames;
use super::marker::{FlagMarker, MarkerColumn};
use super::table::Declared;
use super::texts::closed_mark;

/// Of a table: is it declared?
pub struct IsDeclared<T>(PhantomData<T>);

pub trait IsPlain<T> {
    fn info<Kind>(name: &'static str) -> TableInfo
    where
        T: diesel::Table<PrimaryKey: KeyNames<Kind>> + TableText + 'static,
    {
        TableInfo::plain::<T, Kind>(name)
    }
}

impl<T> IsPlain<T> for IsDeclared<T> {}

impl<T: Declared> IsDeclared<T> {
    pub fn info<Kind>(_: &'static str) -> TableInfo
    where
        T: diesel::Table<PrimaryKey: KeyNames<Kind>>,
    {
        T::info()
    }
}

/// A table behind `cascade`, which has to be declared.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not declared, but a cascade leads to it",
    label = "a table behind `cascade` that no declaration names",
    note = "declare it too, with its marker, `posts (deleted_at)`, or without one, `posts ()`",
    note = "rows that are to keep the parent, to lose it or to be removed at once stand behind \
            `restrict`, `nullify` and `remove`, where the table need not be declared"
)]
pub trait CascadeChild: Declared {}

#[diagnostic::do_not_recommend]
impl<C: Declared> CascadeChild for C {}

pub fn cascade_child<C: CascadeChild>() -> TableInfo {
    C::info()
}

/// Of a parent and a child: are they the same table?
pub struct IsSame<P, C>(PhantomData<(P, C)>);

pub trait IsOther {
    const SAME: bool = false;
}

impl<P, C> IsOther for IsSame<P, C> {}

impl<T> IsSame<T, T> {
    pub const SAME: bool = true;
}

pub trait IsUndeclared {
    const DECLARED: bool = false;
}

impl<T> IsUndeclared for IsDeclared<T> {}

impl<T: Declared> IsDeclared<T> {
    pub const DECLARED: bool = true;
}

/// The table at the end of an edge, if there is more to know of what lies below it:
/// if it is declared, and another one than that of the edge.
///
/// A function, since the compiler counts how deep constants lie in each other.
pub struct Child<const LEADS_ON: bool, C>(PhantomData<C>);

impl<C> Child<false, C> {
    pub const fn below() -> Below {
        Below::LEAF
    }
}

impl<C: Declared> Child<true, C> {
    pub const fn below() -> Below {
        C::BELOW_UNLESS_IN_A_CIRCLE
    }
}

/// Of the marker column of a parent and of a child: does the child take its stamps?
pub struct Stamps<P, C>(PhantomData<(P, C)>);

pub trait TakesNoStamp {
    const TAKEN: bool = false;
    const POSSIBLE: bool = false;
}

impl<P, C> TakesNoStamp for Stamps<P, C> {}

impl<P: MarkerColumn, C: Declared<Top: TakesStamp<P::Marker>>> Stamps<P, C> {
    pub const TAKEN: bool = true;
}

/// Of the marker column of a parent and of a child: can stamps be compared there?
pub struct GivenBack<P, C>(PhantomData<(P, C)>);

impl<P, C> TakesNoStamp for GivenBack<P, C> {}

impl<P: MarkerColumn, C: Declared<Top: GivesBack<P::Marker>>> GivenBack<P, C> {
    pub const POSSIBLE: bool = true;
}

/// Of a table: is there a journal of it?
#[cfg(feature = "journal")]
pub struct IsRecorded<T>(PhantomData<T>);

#[cfg(feature = "journal")]
pub trait IsUnrecorded {
    const RECORDED: bool = false;
}

#[cfg(feature = "journal")]
impl<T> IsUnrecorded for IsRecorded<T> {}

#[cfg(feature = "journal")]
impl<T: Declared> IsRecorded<T> {
    pub const RECORDED: bool = T::Journal::RECORDED;
}

/// Of a marker: is it a flag, which takes no stamp?
pub struct IsFlag<M>(PhantomData<M>);

pub trait IsNoFlag {
    const MARKED: Option<&'static str> = None;
}

impl<M> IsNoFlag for IsFlag<M> {}

impl<M: FlagMarker> IsFlag<M> {
    pub const MARKED: Option<&'static str> = Some(closed_mark(M::MARKED));
}

/// A constant as a type.
pub struct Restorable<const IT_IS: bool>;

/// A constant as a type.
pub struct Stampable<const IT_IS: bool>;

/// Whether one stamp can be written to all tables of a cascade.
#[diagnostic::on_unimplemented(
    message = "the tables of this cascade cannot share one stamp",
    label = "a table on the way has a marker of another type",
    note = "a cascade writes the stamp of the table where it starts to all tables: their markers need \
            to be of the same type, or flags: a `Bool`, or a marker of your own that implements \
            `diesel_scopes::FlagMarker`",
    note = "write the rows themselves with `.shallow()`"
)]
pub trait CanBeStamped {}

impl CanBeStamped for Stampable<true> {}

/// Whether a cascade that starts at a table can be restored.
#[diagnostic::on_unimplemented(
    message = "a cascade from this table cannot be restored",
    label = "a marker on the way cannot tell which cascade deleted a row",
    note = "a cascade is restored by equal stamps: every table that it reaches needs a marker such as \
            `Nullable<Timestamp>`, of the same type in all of them; a `Bool` has no stamp",
    note = "restore the rows themselves with `.shallow()`"
)]
pub trait CanBeRestored {}

impl CanBeRestored for Restorable<true> {}
