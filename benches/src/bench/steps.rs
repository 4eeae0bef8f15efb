//! What a cascade by hand is made of.

/// A statement, and what its answer is. In it `:id` is the user, and `:stamp` that
/// of a soft delete.
pub(crate) enum Step {
    /// Does all of it, and selects how many rows of each kind it wrote.
    All(&'static str),
    /// Selects how many rows are in the way.
    Clear(&'static str),
    /// Writes rows that are counted.
    Write(Of, &'static str),
    /// Writes rows that are not, such as those of a temporary table.
    Aside(&'static str),
    /// Writes rows that it is not expected to find: what has to be done then
    /// follows.
    Seek(&'static str),
    /// Selects how many such rows there are.
    Look(&'static str),
    /// Only if something was found.
    Then(Option<Of>, &'static str),
}

/// What is counted of a cascade, in this order.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Of {
    Users,
    Posts,
    Comments,
    /// Those that lose their owner.
    Attachments,
    /// The comments that stay deleted, with another parent.
    HandedOver,
}

/// Of each kind so many.
pub(crate) type Rows = [i64; 5];
