//! What holds on every backend.

use super::backend::Database;

case_files![cascade, migrations, predicates, queries, scopes, targets];

/// What a file of cases begins with: `use super::prelude::*;`.
#[allow(unused_imports, dead_code)]
pub(crate) mod prelude {
    pub(crate) use chrono::NaiveDateTime;
    pub(crate) use diesel::prelude::*;
    pub(crate) use diesel_async::{AsyncConnection, RunQueryDsl, SimpleAsyncConnection};
    pub(crate) use diesel_scopes::prelude::*;
    pub(crate) use diesel_scopes::{purge, restore, soft_delete};

    pub(crate) use super::super::backend::{Connection, Database, Db};
    pub(crate) use crate::harness::{TestDatabase, TestResult};
    pub(crate) use crate::models::*;
    pub(crate) use crate::schema::*;

    /// The rows of a query for one integer column.
    macro_rules! ids {
        ($query:expr, $conn:expr) => {{
            let ids: Vec<i32> = $query.load($conn).await?;
            ids
        }};
    }
    pub(crate) use ids;

    /// Fills the tables with the rows of `blog.sql`.
    pub(crate) async fn blog(conn: &mut Connection) -> TestResult {
        Ok(conn.batch_execute(include_str!("blog.sql")).await?)
    }

    /// When the deleted rows of `blog.sql` were deleted.
    pub(crate) fn back_then() -> NaiveDateTime {
        day(1)
    }

    /// A day of January 2026, at midnight.
    pub(crate) fn day(day: u32) -> NaiveDateTime {
        let date = chrono::NaiveDate::from_ymd_opt(2026, 1, day);
        date.and_then(|date| date.and_hms_opt(0, 0, 0)).unwrap()
    }
}
