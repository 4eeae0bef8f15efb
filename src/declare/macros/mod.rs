//! `soft_deletable!` and `table!`. Every path that they write goes through
//! `$crate::__private`, so that no name around the call matters.

mod columns;
mod declaration;
mod edge;
mod edges;
mod once;
mod options;
mod table;
mod wrong;
