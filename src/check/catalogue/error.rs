//! Why a catalogue could not be read.

use std::fmt;

use diesel::result::{DatabaseErrorKind, Error};

/// Why a catalogue could not be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum CatalogueError {
    /// The role of the connection may not read this part of it.
    Denied {
        /// What it may not read.
        what: String,
        /// The privilege that it needs, as a `GRANT` has it.
        privilege: String,
    },
    /// The connection is to a server, and to no database of it.
    NoDatabase,
    /// The server said something else than expected.
    Unexpected {
        /// Of what.
        what: String,
    },
    /// The connection to the database is lost.
    Lost(Error),
    /// The database refused a query, or Diesel did.
    Database(Error),
}

impl fmt::Display for CatalogueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CatalogueError::Denied { what, privilege } => write!(
                f,
                "the role of this connection may not read {what}: grant it {privilege}, or connect as the \
                 owner of the tables"
            ),
            CatalogueError::NoDatabase => {
                f.write_str("the connection is to no database: name one at the end of its URL")
            }
            CatalogueError::Unexpected { what } => {
                write!(f, "the database says of {what} what is not known here")
            }
            CatalogueError::Lost(error) => {
                write!(f, "the connection to the database is lost: {error}")
            }
            CatalogueError::Database(error) => {
                write!(f, "the catalogue of the database cannot be read: {error}")
            }
        }
    }
}

impl std::error::Error for CatalogueError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            CatalogueError::Lost(error) | CatalogueError::Database(error) => Some(error),
            _ => None,
        }
    }
}

impl From<Error> for CatalogueError {
    fn from(error: Error) -> Self {
        match error {
            Error::DatabaseError(
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
                _,
            )
            | Error::BrokenTransactionManager => CatalogueError::Lost(error),
            error => CatalogueError::Database(error),
        }
    }
}
