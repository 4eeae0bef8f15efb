//! Scopes: which rows of a declared table a query sees.

mod any_row;
mod forward;
pub(crate) mod functions;
mod join;
mod joint;
mod mark;
mod methods;
mod name;
mod predicate;
mod query;
mod said;
mod scoped;
mod source;
pub(crate) mod types;

pub use self::any_row::AnyRow;
pub use self::join::{NarrowOn, scoped_join_target};
pub use self::joint::JointScopeDsl;
pub use self::mark::{marked, unmarked};
pub use self::methods::ScopeDsl;
pub use self::name::{Scope, UnknownScope};
pub use self::predicate::{Both, Either, Group, InScope, Marked, NotMarked, Unmarked};
pub use self::query::QueryScopeDsl;
#[cfg(feature = "guard")]
pub(crate) use self::said::ALL_ROWS_OF;
pub(crate) use self::said::walk_all_of;
pub use self::scoped::Scoped;
pub use self::source::{MarkerField, ScopeSource};
