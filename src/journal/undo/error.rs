//! Why an operation was not undone.

use std::fmt;

use diesel::result::Error;

use crate::execute::is_retryable;

/// Why an undo did nothing. Whatever it says, nothing has changed.
#[derive(Debug, PartialEq)]
#[non_exhaustive]
pub enum UndoError {
    /// There is no such operation.
    NotFound,
    /// The operation removed rows for good. They do not come back; what they were stands
    /// in the journal, as JSON.
    Gone {
        /// How many rows.
        rows: u64,
    },
    /// The declaration begins with `journal (actor);`, and `.by(…)` was not called.
    NoActor,
    /// What the database says.
    Database(Error),
}

impl fmt::Display for UndoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UndoError::NotFound => f.write_str("there is no such operation in the journal"),
            UndoError::Gone { rows } => write!(
                f,
                "cannot undo: the operation removed rows for good ({rows}); what they were stands \
                 in the journal"
            ),
            UndoError::NoActor => {
                f.write_str("the journal asks who does this: name the actor with `.by(…)`")
            }
            UndoError::Database(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for UndoError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            UndoError::Database(error) => Some(error),
            _ => None,
        }
    }
}

impl UndoError {
    /// Whether the same can succeed if it is tried again: the database ended it in favour
    /// of another transaction, as with
    /// [`CascadeError::is_retryable`](crate::CascadeError::is_retryable).
    ///
    /// ```
    /// use diesel::result::{DatabaseErrorKind, Error};
    /// use diesel_scopes::journal::UndoError;
    ///
    /// let kind = DatabaseErrorKind::Unknown;
    /// let error = Error::DatabaseError(kind, Box::new("deadlock detected".to_owned()));
    /// assert!(UndoError::from(error).is_retryable());
    /// assert!(!UndoError::NotFound.is_retryable());
    /// ```
    pub fn is_retryable(&self) -> bool {
        matches!(self, UndoError::Database(error) if is_retryable(error))
    }
}

impl From<Error> for UndoError {
    fn from(error: Error) -> Self {
        UndoError::Database(error)
    }
}

/// For callers whose functions return Diesel's `QueryResult`.
impl From<UndoError> for Error {
    fn from(error: UndoError) -> Self {
        match error {
            UndoError::Database(error) => error,
            error => Error::QueryBuilderError(Box::new(error)),
        }
    }
}
