//! `soft_deletable!` and `table!`. Every path that they write goes through
//! `$crate::__private`, so that no name around the call matters.

mod columns;
mod declaration;
mod edge;
mod edges;
mod journal;
mod once;
mod options;
mod soft_deletable;
mod table;
mod wrong;
