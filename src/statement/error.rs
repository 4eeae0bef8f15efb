//! What is wrong with a statement before it is sent.

use std::fmt;

use chrono::TimeDelta;

/// A statement that was refused while its SQL was built: nothing was sent.
///
/// It arrives inside of [`diesel::result::Error::QueryBuilderError`]. A statement
/// that is refused cannot be printed either: `debug_query(&statement).to_string()`
/// panics then, as it does for any query that Diesel cannot build.
///
///
/// ```
/// # include!("../doctest_schema.rs");
/// # #[cfg(feature = "sqlite")] fn main() {
/// use chrono::TimeDelta;
/// use diesel::result::Error;
/// use diesel_scopes::{StatementError, purge};
///
/// # let conn = &mut diesel::SqliteConnection::establish(":memory:").unwrap();
/// let refused = purge(posts::table).shallow().older_than(TimeDelta::days(-30)).execute(conn);
///
/// let Err(Error::QueryBuilderError(error)) = refused else { panic!() };
/// assert!(matches!(error.downcast_ref(), Some(StatementError::NegativeAge { .. })));
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StatementError {
    /// [`older_than`](crate::Write::older_than) was given a negative duration,
    /// which would reach into the future.
    NegativeAge {
        /// The duration.
        age: TimeDelta,
    },
    /// [`older_than`](crate::Write::older_than) was given a duration that
    /// reaches back to before the year 1000, which not every database can store.
    AgeOutOfRange {
        /// The duration.
        age: TimeDelta,
    },
    /// [`set`](crate::Write::set) assigns a column that the statement itself
    /// writes.
    ColumnSetTwice {
        /// The column's name.
        column: &'static str,
    },
    /// [`set`](crate::Write::set) assigns a marker of the table, which only
    /// [`marking`](crate::Write::marking) chooses.
    MarkerInSet {
        /// The column's name.
        column: &'static str,
    },
    /// A condition that is not closed in itself, so that the condition added by
    /// this crate would not hold for every row: an `OR`, a comment or a further
    /// clause outside of parentheses, in raw SQL or from an operator of your own.
    LooseCondition {
        /// What was found.
        found: String,
    },
    /// [`in_batches`](crate::Write::in_batches) was told to take no rows at a time.
    EmptyBatch,
    /// [`expire`](crate::expire) of a declaration in which no table has `keep`.
    NothingExpires,
    /// A statement that [`by_ids`](crate::Write::by_ids), for so many ids, or
    /// [`in_batches`](crate::Write::in_batches) divides into several, and whose stamp (with
    /// ids also the target) the database would evaluate anew in each: a function, a subquery
    /// or a clock. Give the value itself, or fewer ids.
    EvaluatedTwice {
        /// The SQL that would be evaluated more than once.
        found: String,
    },
    /// A part of a statement that holds raw SQL, or something else that this crate does
    /// not know, on a connection where nobody can look at it before it is sent. See
    /// [`guide::multi_connection`](crate::guide::multi_connection).
    Unread {
        /// What it is.
        part: &'static str,
    },
}

impl fmt::Display for StatementError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StatementError::NegativeAge { age } => write!(
                f,
                "`older_than` was given a negative duration ({age}), nothing was purged"
            ),
            StatementError::AgeOutOfRange { age } => write!(
                f,
                "`older_than` was given a duration ({age}) that reaches back to before the year \
                 1000, nothing was purged"
            ),
            StatementError::ColumnSetTwice { column } => write!(
                f,
                "`set` assigns `{column}`, which the statement sets itself"
            ),
            StatementError::MarkerInSet { column } => write!(
                f,
                "`set` assigns the marker `{column}`; choose the marker with `.marking(…)` and \
                 its value with `.at(…)`"
            ),
            StatementError::LooseCondition { found } => write!(
                f,
                "a condition has {found} outside of parentheses, which would let it reach \
                 rows that the statement must not touch: put the condition in parentheses"
            ),
            StatementError::EmptyBatch => {
                f.write_str("`in_batches` was given no rows at a time, nothing was done")
            }
            StatementError::NothingExpires => f.write_str(
                "`expire` of a declaration in which no table says how long deleted rows are kept: \
                 `my_table (deleted_at, keep 30 days)`",
            ),
            StatementError::EvaluatedTwice { found } => write!(
                f,
                "this takes several statements, each of which would evaluate `{found}` anew: give a \
                 value in its place"
            ),
            StatementError::Unread { part } => write!(
                f,
                "{part} cannot be looked at on a connection of several backends, and has more in \
                 it than columns, values and operators of Diesel: write it with these, or `match` on \
                 the connection and run the statement on the one that is inside"
            ),
        }
    }
}

impl std::error::Error for StatementError {}

impl From<StatementError> for diesel::result::Error {
    fn from(error: StatementError) -> Self {
        diesel::result::Error::QueryBuilderError(Box::new(error))
    }
}
