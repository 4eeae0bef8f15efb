//! What a declaration says of its tables, as plain values: [`check`](super::check()) makes them of
//! the types that [`soft_deletable!`](crate::soft_deletable) declares, and whoever has a
//! declaration in another form makes them by hand.

mod infos;
mod types;

pub(super) use self::infos::declaration;
pub use self::types::{
    Condition, Declaration, Edge, EdgeKind, Literal, Marker, Table, Touch, Type,
};
