#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![warn(missing_docs, unreachable_pub)]

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod cascade;
mod declare;
pub mod dsl;
mod execute;
pub mod prelude;
mod scope;
mod statement;

pub use crate::cascade::{Cascade, CascadeError, CascadeReport, Dependents, TableReport};
pub use crate::declare::{
    CascadeBackend, CascadeMarker, FlagMarker, Marker, MarkerColumn, MarkerOf, SoftDeletable,
    TimeMarker,
};
pub use crate::execute::{Asynchronous, ByIds, Outcome, Runs, Synchronous};
pub use crate::scope::{
    JointScopeDsl, MarkerField, Scope, ScopeDsl, ScopeSource, Scoped, UnknownScope, marked,
    unmarked,
};
pub use crate::statement::functions::{purge, restore, soft_delete};
pub use crate::statement::{StatementError, SupportsReturning, Write};

/// The query fragments that scopes and statements are made of.
///
/// To name them in code, the aliases of [`dsl`] are shorter and stay the same.
pub mod fragments {
    pub use crate::execute::{Asynchronous, ByIds, Outcome, Runs, Synchronous};
    pub use crate::scope::{AnyRow, Both, Either, Group, InScope, Marked, Unmarked};
    pub use crate::statement::{
        AnyAge, At, BoxedWhere, Changes, Narrowed, NoChanges, NoReturning, Now, OlderThan, Purging,
        Restoring, Returning, Shallow, SoftDeleting, True, Unchosen, Where,
    };
}
