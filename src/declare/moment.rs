//! The time of a statement.

use chrono::{DateTime, NaiveDateTime, Utc};

/// A time, in the types that columns have.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    pub(crate) zoned: DateTime<Utc>,
    pub(crate) naive: NaiveDateTime,
}

impl Moment {
    pub(crate) fn of(at: DateTime<Utc>) -> Self {
        Moment {
            zoned: at,
            naive: at.naive_utc(),
        }
    }
}

impl From<Moment> for DateTime<Utc> {
    fn from(moment: Moment) -> Self {
        moment.zoned
    }
}
