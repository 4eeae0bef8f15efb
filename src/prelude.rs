//! The extension traits, and nothing with a generic name:
//! `use diesel_scopes::prelude::*;`.

pub use crate::execute::OutcomeDsl;
#[doc(hidden)]
pub use crate::scope::QueryScopeDsl as _;
pub use crate::scope::{JointScopeDsl, ScopeDsl};
pub use crate::statement::RestoredDsl;
