//! The extension traits, and nothing with a generic name:
//! `use diesel_scopes::prelude::*;`.

pub use crate::execute::OutcomeDsl;
pub use crate::scope::{JointScopeDsl, ScopeDsl};
pub use crate::statement::RestoredDsl;
