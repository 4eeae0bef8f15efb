//! A sequence of statements, each of which may depend on the answers so far.

use std::marker::PhantomData;

use diesel::RunQueryDsl;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;

/// A sequence of statements. It says what to send and is told the answer; a
/// connection does the sending, see [`Runs`](super::Runs).
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
pub enum Step<'a, DB: Backend> {
    /// Changes rows, and answers how many.
    Change(&'a dyn QueryFragment<DB>),
    /// Selects numbers, one a row.
    Select(&'a dyn QueryFragment<DB>),
}

/// A statement whose type is not known, which selects rows of the type `ST`. Its prepared
/// statement is looked up by text.
pub(super) struct Sent<'a, DB: Backend, ST> {
    statement: &'a dyn QueryFragment<DB>,
    selects: PhantomData<fn() -> ST>,
}

impl<'a, DB: Backend, ST> Sent<'a, DB, ST> {
    pub(super) fn new(statement: &'a dyn QueryFragment<DB>) -> Self {
        Sent {
            statement,
            selects: PhantomData,
        }
    }
}

impl<DB: Backend, ST> QueryFragment<DB> for Sent<'_, DB, ST> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.statement.walk_ast(out)
    }
}

impl<DB: Backend, ST> QueryId for Sent<'_, DB, ST> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB: Backend, ST> Query for Sent<'_, DB, ST> {
    type SqlType = ST;
}

impl<DB: Backend, ST, Conn> RunQueryDsl<Conn> for Sent<'_, DB, ST> {}
