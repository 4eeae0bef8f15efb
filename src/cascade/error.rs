//! Why a cascade did not happen.

use std::fmt;

use diesel::result::Error;

/// Why a cascade did nothing. Whatever it says, nothing has changed, and the
/// connection can be used on.
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
    /// The stamp of [`at`](crate::Write::at) is an expression that the database
    /// may evaluate anew for every table, so that the rows of the cascade would
    /// not share one stamp.
    UnstableStamp,
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
            CascadeError::UnstableStamp => f.write_str(
                "the stamp of a cascade has to be a value, as the database would evaluate the \
                 expression anew for every table",
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
