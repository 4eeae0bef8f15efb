//! The name of an operation.

use std::fmt;

use crate::declare::{Declared, TableInfo};
use crate::statement::Ending;

/// An operation of the journal, with the declaration whose tables it is about: what
/// `report.operation()` returns, and what `undo` takes.
#[derive(Clone, Copy)]
pub struct OperationId {
    id: i64,
    tables: fn() -> Vec<TableInfo>,
    /// Whether the journal asks for an actor.
    asks: bool,
}

/// The operation with this number, of the declaration that the table is in.
///
/// For numbers that come from [`operations`](super::operations), or from outside:
///
/// ```
/// # diesel::table! { posts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> } }
/// # diesel_scopes::soft_deletable! { journal; posts (deleted_at) }
/// let operation = diesel_scopes::journal::operation(posts::table, 7);
/// assert_eq!(operation.id(), 7);
/// ```
pub fn operation<T: Declared>(_: T, id: i64) -> OperationId {
    OperationId::of::<T>(id)
}

impl OperationId {
    pub(crate) fn of<T: Declared>(id: i64) -> Self {
        OperationId {
            id,
            tables: T::schema,
            asks: T::Journal::ASKS,
        }
    }

    pub(super) fn tables(&self) -> Vec<TableInfo> {
        (self.tables)()
    }

    pub(super) fn asks(&self) -> bool {
        self.asks
    }

    pub(super) fn number(&self) -> &i64 {
        &self.id
    }

    /// Another operation on the same tables.
    pub(super) fn sibling(&self, id: i64) -> Self {
        OperationId { id, ..*self }
    }

    /// The key of its row in [`operations`](super::operations).
    pub fn id(&self) -> i64 {
        self.id
    }
}

impl PartialEq for OperationId {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for OperationId {}

impl fmt::Debug for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OperationId").field(&self.id).finish()
    }
}

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.id.fmt(f)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for OperationId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.id.serialize(serializer)
    }
}
