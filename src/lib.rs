#![doc = include_str!("../README.md")]
//!
//! # Guides
//!
//! - [Porting a code base](guide::porting): what is written by hand, before and after.
//! - [Retention](guide::retention): how long deleted rows stay, and how they go.
//! - [One program for several databases](guide::multi_connection), through Diesel's
//!   `MultiConnection`.
#![cfg_attr(docsrs, feature(doc_cfg))]
// Tables have up to 128 columns.
#![cfg_attr(feature = "journal", recursion_limit = "256")]
#![forbid(unsafe_code)]
#![warn(missing_docs, unreachable_pub)]

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod batches;
mod cascade;
#[cfg(feature = "check")]
#[cfg_attr(docsrs, doc(cfg(feature = "check")))]
pub mod check;
mod declare;
pub mod dsl;
mod execute;
#[cfg(feature = "guard")]
#[cfg_attr(docsrs, doc(cfg(feature = "guard")))]
pub mod guard;
pub mod guide;
#[cfg(feature = "journal")]
pub mod journal;
#[cfg(not(feature = "journal"))]
mod no_journal;
#[cfg(any(feature = "guard", feature = "check"))]
mod parsed;
pub mod prelude;
mod retention;
mod scope;
mod statement;

pub use crate::batches::{Batch, BatchRun, InBatches, PassedOver, PurgeRun, Stopped};
pub use crate::cascade::{Cascade, CascadeError, CascadeReport, Dependents, TableReport};
#[cfg(feature = "check")]
pub use crate::check::check;
pub use crate::declare::{
    CascadeBackend, CascadeMarker, FlagMarker, Marker, MarkerColumn, MarkerOf, SoftDeletable,
    TimeMarker,
};
pub use crate::execute::{Asynchronous, ByIds, Outcome, OutcomeDsl, Runs, Sends, Synchronous};
#[cfg(feature = "journal")]
pub use crate::journal::undo;
pub use crate::retention::{Expire, expire};
pub use crate::scope::{
    JointScopeDsl, MarkerField, Scope, ScopeDsl, ScopeSource, Scoped, UnknownScope,
};
pub use crate::statement::{RestoredDsl, StatementError, SupportsReturning, Write};

// The functions, and their types under the names that `auto_type` gives these.
pub use crate::dsl::{
    Active, AllRows, Deleted, InScope, IsActive, IsDeleted, IsIn, IsNotDeleted, Mark, MarkAs,
    Marked, Purge, Restore, Restored, SoftDelete, Unmark, Unmarked,
};
pub use crate::dsl::{
    active, all_rows, deleted, in_scope, is_active, is_deleted, is_in, is_not_deleted, mark,
    mark_as, marked, purge, restore, soft_delete, unmark, unmarked,
};

/// The query fragments that scopes and statements are made of.
///
/// To name them in code, the aliases of [`dsl`] are shorter and stay the same.
pub mod fragments {
    pub use crate::batches::Everything;
    pub use crate::execute::{Asynchronous, ByIds, Outcome, Runs, Sends, Synchronous};
    pub use crate::retention::Expiring;
    pub use crate::scope::{AnyRow, Both, Either, Group, InScope, Marked, NotMarked, Unmarked};
    pub use crate::statement::{
        AnyAge, At, BoxedWhere, Changes, MarkAs, Narrowed, NoChanges, NoReturning, Now, OlderThan,
        Purging, Restored, Restoring, Returning, Shallow, SoftDeleting, True, Unchosen, Where,
    };
}
