//! How far a statement reaches, which a table with dependents has to be told.

use diesel::query_builder::QueryId;

/// Whether the caller has chosen how far the statement reaches.
pub trait Reach: Default + Copy + QueryId + 'static {}

/// Only the rows of the target.
#[derive(Debug, Clone, Copy, Default, QueryId)]
pub struct Shallow;

/// The table has dependents, and the caller has not chosen yet.
#[derive(Debug, Clone, Copy, Default, QueryId)]
pub struct Unchosen;

impl Reach for Shallow {}
impl Reach for Unchosen {}

/// The caller has chosen, or has nothing to choose.
#[diagnostic::on_unimplemented(
    message = "this table has dependents: say what becomes of them",
    label = "neither `.cascade()` nor `.shallow()` was called",
    note = "`.cascade()` follows the edges that the table's declaration lists; `.shallow()` writes \
            only the rows of the target itself",
    note = "in a declaration with edges a `restore` asks this of every table: its rows may have a deleted \
            parent, which `.cascade()` finds and `.shallow()` does not look for"
)]
pub trait ChosenReach: Reach {}

impl ChosenReach for Shallow {}
