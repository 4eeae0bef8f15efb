//! What a statement does with the rows of its target.

use diesel::backend::Backend;
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;

use crate::declare::SoftDeletable;

/// The table of a target that `diesel::delete` would take.
#[doc(hidden)]
pub(crate) type TargetTable<Target> = <Target as diesel::associations::HasTable>::Table;

/// One of the three things that can be done: soft delete, restore, purge.
#[doc(hidden)]
pub trait Action {
    type Table: SoftDeletable;
}

/// The SQL of an action, around the target's own conditions.
#[doc(hidden)]
pub trait ActionFragment<DB: Backend>: Action {
    /// Everything in front of `WHERE`.
    fn walk_head<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()>;

    /// The condition that rows of the target have to meet besides.
    fn walk_guard<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()>;
}
