//! The guide: pages to read, each in a few minutes.
//!
//! What a method does exactly, and the SQL that it sends, stands beside the method. These pages say what
//! goes together, and why.
//!
//! | page | |
//! | --- | --- |
//! | [`declaring`] | markers, options, edges: what a deleted row is |
//! | [`reading`] | scopes, predicates, joins, models; indexes |
//! | [`writing`] | soft delete, restore, purge; changesets, outcomes, unique values |
//! | [`cascades`] | what becomes of dependents, what comes back, several at once |
//! | [`many_rows`] | by a condition, by ids |
//! | [`retention`] | how long deleted rows stay, and how they go |
//! | [`journal`] | who, when, why; undoing it |
//! | [`finding`] | the guard, the check, the tool |
//! | [`databases`] | features, what differs, connections; databases that were not tried |
//! | [`multi_connection`] | one program for several databases |
//! | [`porting`] | a code base that filters, updates and upserts by hand, before and after |
//! | [`errors`] | what can go wrong, and what to do |
//! | [`whether`] | whether to soft-delete at all, and how to go about it |
//! | [`design`] | why it is explicit, literal, and in sets |
//! | [`costs`] | figures and pictures |

pub mod cascades;
pub mod costs;
pub mod databases;
pub mod declaring;
pub mod design;
pub mod errors;
pub mod finding;
pub mod journal;
pub mod many_rows;
pub mod multi_connection;
pub mod porting;
pub mod reading;
pub mod retention;
pub mod whether;
pub mod writing;
