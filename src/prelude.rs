//! The extension traits, and nothing with a generic name:
//! `use diesel_scopes::prelude::*;`.

pub use crate::scope::{JointScopeDsl, ScopeDsl};
