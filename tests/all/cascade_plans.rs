//! A cascade on large tables reads through indexes only: what the backends'
//! own files share.

use std::sync::{Arc, Mutex};

use diesel::connection::InstrumentationEvent;
use diesel_async::AsyncConnection;

/// Notes the SQL that runs on a connection.
pub(crate) fn watch(conn: &mut impl AsyncConnection) -> Arc<Mutex<Vec<String>>> {
    let seen = Arc::<Mutex<Vec<String>>>::default();
    let to = seen.clone();
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::FinishQuery { query, .. } = event {
            let sql = query.to_string();
            let sql = sql.split(" -- binds").next().unwrap_or_default().to_owned();
            // Not those of the transaction.
            if sql.contains(' ') && !sql.starts_with("SAVEPOINT") && !sql.starts_with("RELEASE") {
                to.lock().unwrap().push(sql);
            }
        }
    });
    seen
}

/// What has run since `watch`, and no longer.
pub(crate) fn seen(conn: &mut impl AsyncConnection, seen: &Mutex<Vec<String>>) -> Vec<String> {
    conn.set_instrumentation(|_: InstrumentationEvent<'_>| {});
    std::mem::take(&mut seen.lock().unwrap())
}
