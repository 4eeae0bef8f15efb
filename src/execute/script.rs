//! A sequence of statements, each of which may depend on the answers so far.

use diesel::RunQueryDsl;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
#[cfg(feature = "check")]
use diesel::sql_types::Untyped;
use diesel::sql_types::{BigInt, Text};

/// A sequence of statements. It says what to send and is told the answer; a
/// connection does the sending, see [`Runs`](super::Runs).
#[doc(hidden)]
pub trait Script<DB: Backend>: Sized {
    /// What it comes to.
    type Report: Send;
    /// Why it did not come to that.
    type Error: From<diesel::result::Error> + Send;

    /// Whether the statements need a transaction around them.
    fn is_atomic(&self) -> bool;

    /// The next statement, or none if all is done.
    fn next(&mut self) -> Result<Option<Step<'_, DB>>, Self::Error>;

    /// Takes the number of rows that the statement changed, or the numbers that it
    /// selected.
    fn answer(&mut self, numbers: &[u64]) -> Result<(), Self::Error>;

    /// Says what it came to.
    fn finish(self) -> Self::Report;
}

/// One statement of a [`Script`].
#[doc(hidden)]
pub enum Step<'a, DB: Backend> {
    /// Changes rows, and answers how many.
    Change(&'a dyn QueryFragment<DB>),
    /// Selects numbers, one a row.
    Select(&'a dyn QueryFragment<DB>),
}

/// A statement whose type is not known. Its prepared statement is looked up by
/// text.
pub(super) struct Sent<'a, DB: Backend>(pub(super) &'a dyn QueryFragment<DB>);

impl<DB: Backend> QueryFragment<DB> for Sent<'_, DB> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }
}

impl<DB: Backend> QueryId for Sent<'_, DB> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB: Backend> Query for Sent<'_, DB> {
    type SqlType = BigInt;
}

impl<DB: Backend, Conn> RunQueryDsl<Conn> for Sent<'_, DB> {}

/// The same of a statement that selects texts.
pub(super) struct SentText<'a, DB: Backend>(pub(super) &'a dyn QueryFragment<DB>);

impl<DB: Backend> QueryFragment<DB> for SentText<'_, DB> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }
}

impl<DB: Backend> QueryId for SentText<'_, DB> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB: Backend> Query for SentText<'_, DB> {
    type SqlType = Text;
}

impl<DB: Backend, Conn> RunQueryDsl<Conn> for SentText<'_, DB> {}

/// The same of a statement whose rows have several columns.
#[cfg(feature = "check")]
pub(super) struct SentRows<'a, DB: Backend>(pub(super) &'a dyn QueryFragment<DB>);

#[cfg(feature = "check")]
impl<DB: Backend> QueryFragment<DB> for SentRows<'_, DB> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }
}

#[cfg(feature = "check")]
impl<DB: Backend> QueryId for SentRows<'_, DB> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

#[cfg(feature = "check")]
impl<DB: Backend> Query for SentRows<'_, DB> {
    type SqlType = Untyped;
}
