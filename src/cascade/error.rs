//! Why a cascade did not happen.

use std::fmt;

use diesel::result::Error;

use crate::execute::is_retryable;

/// Why a cascade did nothing. Whatever it says, the cascade has changed nothing, and the
/// connection can be used on.
///
/// Whether a transaction of the caller can be gone on with is another matter. After a
/// refusal it can. After [`Database`](CascadeError::Database) it cannot on PostgreSQL, where any
/// error aborts it, unless the cascade is in a `conn.transaction(…)` of its own; and on MySQL and
/// MariaDB a deadlock has undone all of it, with what the caller did before.
/// [The guide](crate::guide::errors#what-is-left-after-an-error) shows what to try again.
#[derive(Debug, PartialEq)]
#[non_exhaustive]
pub enum CascadeError {
    /// A soft delete: active rows depend on the rows through `restrict` edges.
    Restricted(Vec<Dependents>),
    /// A restore: rows of the target have a parent that is still deleted.
    ParentDeleted(Vec<Dependents>),
    /// A purge: rows that would stay refer to rows that would go. They are
    /// active, or depend through a `restrict` edge.
    StillReferenced(Vec<Dependents>),
    /// Rows that would be removed for good are held: the column that the
    /// declaration of their table names under `hold` is TRUE.
    Held(Vec<Dependents>),
    /// A restore: rows would come back with values that active rows have by now, or
    /// that several of them have, in columns which the declaration of their table
    /// names under `unique`.
    Taken(Vec<Dependents>),
    /// [`locking`](crate::Cascade::locking) was asked for in a transaction that
    /// does not see what others commit: on PostgreSQL any above READ COMMITTED.
    IsolationLevel,
    /// What the database says.
    Database(Error),
}

/// The rows of one table that stand against a cascade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Dependents {
    /// The table's name in Rust.
    pub table: &'static str,
    /// The number of rows.
    pub rows: u64,
}

struct List<'a>(&'a [Dependents]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, dependents) in self.0.iter().enumerate() {
            let comma = if i == 0 { "" } else { ", " };
            write!(f, "{comma}{} ({})", dependents.table, dependents.rows)?;
        }
        Ok(())
    }
}

impl fmt::Display for CascadeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CascadeError::Restricted(rows) => {
                write!(
                    f,
                    "cannot delete: active rows depend on the rows: {}",
                    List(rows)
                )
            }
            CascadeError::ParentDeleted(rows) => {
                write!(
                    f,
                    "cannot restore: rows have a deleted parent in: {}",
                    List(rows)
                )
            }
            CascadeError::StillReferenced(rows) => {
                write!(
                    f,
                    "cannot purge: rows that stay refer to the rows: {}",
                    List(rows)
                )
            }
            CascadeError::Held(rows) => {
                write!(f, "cannot remove for good: rows are held: {}", List(rows))
            }
            CascadeError::Taken(rows) => {
                write!(
                    f,
                    "cannot restore: what is unique among active rows is taken by now: {}",
                    List(rows)
                )
            }
            CascadeError::IsolationLevel => f.write_str(
                "a cascade cannot lock its rows in a transaction above READ COMMITTED, which does \
                 not see what others commit meanwhile",
            ),
            CascadeError::Database(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for CascadeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            CascadeError::Database(error) => Some(error),
            _ => None,
        }
    }
}

impl CascadeError {
    /// Whether the same can succeed if it is tried again: the database ended it in
    /// favour of another transaction.
    ///
    /// True of deadlocks, of serialization failures, of locks that were waited for
    /// too long, and of a locked SQLite. On MySQL, MariaDB and PostgreSQL a deadlock, and on
    /// PostgreSQL any error, ends the caller's transaction too: then it is that
    /// which has to be tried again, from its first statement.
    ///
    /// ```
    /// use diesel::result::{DatabaseErrorKind, Error};
    /// use diesel_scopes::CascadeError;
    ///
    /// let kind = DatabaseErrorKind::SerializationFailure;
    /// let error = Error::DatabaseError(kind, Box::new("could not serialize access".to_owned()));
    /// assert!(CascadeError::from(error).is_retryable());
    /// assert!(!CascadeError::from(Error::NotFound).is_retryable());
    /// ```
    pub fn is_retryable(&self) -> bool {
        matches!(self, CascadeError::Database(error) if is_retryable(error))
    }
}

impl From<Error> for CascadeError {
    fn from(error: Error) -> Self {
        CascadeError::Database(error)
    }
}

/// For callers whose functions return Diesel's `QueryResult`.
impl From<CascadeError> for Error {
    fn from(error: CascadeError) -> Self {
        match error {
            CascadeError::Database(error) => error,
            error => Error::QueryBuilderError(Box::new(error)),
        }
    }
}
