//! What is wrong with the schema is said when the program starts.

use diesel_scopes::check;

use super::Connection;
use crate::schema::users;

/// Logs what the database says otherwise than the declaration. It stops nothing: that is for
/// a test of the migrations.
pub async fn log_findings(conn: &mut Connection) {
    match check(users::table).execute(conn).await {
        Ok(report) => {
            for finding in report.findings() {
                tracing::warn!("schema: {finding}");
            }
        }
        Err(error) => tracing::warn!("schema: {error}"),
    }
}
