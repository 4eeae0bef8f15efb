//! What a declaration knows of the tables below, and of the stamps that go there.

use std::marker::PhantomData;

use super::marker::{CascadeMarker, Marker, MarkerColumn};
use super::table::Declared;

/// What a cascade that starts at a table can do below it.
///
/// It is put together from that of the tables below, so that a circle is an error of
/// the compiler. A circle may go over tables without a marker, and over removals:
///
/// ```compile_fail,E0391
/// # diesel::table! { users (id) { id -> Integer, post_id -> Integer } }
/// # diesel::table! { posts (id) { id -> Integer, author_id -> Integer } }
/// diesel_scopes::soft_deletable! {
///     users () { cascade posts (author_id) }
///     posts () { cascade users (post_id) }
/// }
/// ```
///
/// ```compile_fail,E0391
/// # diesel::table! { users (id) { id -> Integer, post_id -> Integer, deleted -> Bool } }
/// # diesel::table! { posts (id) { id -> Integer, author_id -> Integer, deleted -> Bool } }
/// diesel_scopes::soft_deletable! {
///     users (deleted) { remove posts (author_id) }
///     posts (deleted) { cascade users (post_id) }
/// }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Below {
    /// It can be restored.
    pub restorable: bool,
    /// It can write one stamp to all tables.
    pub stampable: bool,
}

impl Below {
    /// There are no tables below.
    pub const LEAF: Below = Below {
        restorable: true,
        stampable: true,
    };

    /// One more edge.
    pub const fn and(self, edge: Below) -> Below {
        Below {
            restorable: self.restorable && edge.restorable,
            stampable: self.stampable && edge.stampable,
        }
    }

    /// A child that takes the stamp of its parent, or not, and gives it back, or not.
    pub const fn stamped(self, taken: bool, given_back: bool) -> Below {
        self.and(Below {
            restorable: given_back,
            stampable: taken,
        })
    }

    /// A child whose rows are removed.
    pub const fn removed(self) -> Below {
        Below::LEAF
    }
}

/// Of a table that is declared with the marker column `C`: where it takes a stamp.
pub struct Stamped<const IS_FLAG: bool, C>(PhantomData<C>);

/// What takes the stamps of the marker `M`: a marker of the same type, or a flag,
/// which holds none.
pub trait TakesStamp<M> {}

impl<M: Marker, C: MarkerColumn<Marker = M>> TakesStamp<M> for Stamped<false, C> {}
impl<M, C> TakesStamp<M> for Stamped<true, C> {}
impl<M> TakesStamp<M> for () {}

/// What tells by its stamp which cascade of the marker `M` deleted it.
pub trait GivesBack<M> {}

impl<M: CascadeMarker, C: MarkerColumn<Marker = M>> GivesBack<M> for Stamped<false, C> {}
impl<M> GivesBack<M> for () {}

/// The child `C` of a table without a marker, as it takes stamps from above; the
/// table itself says nothing new.
pub struct Passed<const ITSELF: bool, C>(PhantomData<C>);

impl<M, C: Declared<Top: TakesStamp<M>>> TakesStamp<M> for Passed<false, C> {}
impl<M, C> TakesStamp<M> for Passed<true, C> {}
impl<M, C: Declared<Top: GivesBack<M>>> GivesBack<M> for Passed<false, C> {}
impl<M, C> GivesBack<M> for Passed<true, C> {}
