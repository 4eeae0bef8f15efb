//! What a database says when it ends a transaction in favour of another one.

use diesel::result::{DatabaseErrorKind, Error};

/// Whether the same can succeed if it is tried again.
pub(crate) fn is_retryable(error: &Error) -> bool {
    let Error::DatabaseError(kind, information) = error else {
        return false;
    };
    match kind {
        DatabaseErrorKind::SerializationFailure => true,
        DatabaseErrorKind::UniqueViolation
        | DatabaseErrorKind::ForeignKeyViolation
        | DatabaseErrorKind::NotNullViolation
        | DatabaseErrorKind::CheckViolation => false,
        // Diesel has no kind for these, and the code of the database is not
        // to be had: its message is all that is left.
        _ => RETRYABLE
            .iter()
            .any(|message| information.message().starts_with(message)),
    }
}

/// How the messages begin with which databases end one of two transactions.
const RETRYABLE: [&str; 8] = [
    // PostgreSQL: 40P01, 55P03.
    "deadlock detected",
    "canceling statement due to lock timeout",
    // MySQL: 1213, 1205, 3572. MariaDB: 1020.
    "Deadlock found when trying to get lock",
    "Lock wait timeout exceeded",
    "Statement aborted because lock(s) could not be acquired immediately",
    "Record has changed since last read",
    // SQLite: SQLITE_BUSY, SQLITE_LOCKED.
    "database is locked",
    "database table is locked",
];
