//! The commands.

pub(crate) mod check;
pub(crate) mod declare;
pub(crate) mod migration;
