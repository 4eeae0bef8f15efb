//! The extension traits, and nothing with a generic name:
//! `use diesel_scopes::prelude::*;`.

#[doc(hidden)]
pub use crate::scope::QueryScopeDsl as _;
pub use crate::scope::{JointScopeDsl, ScopeDsl};
