//! Logs the SQL that is sent: `RUST_LOG=info,sql=debug`.

use diesel::connection::{Instrumentation, InstrumentationEvent};

/// For `set_default_instrumentation`: every new connection gets one.
pub fn instrumentation() -> Option<Box<dyn Instrumentation>> {
    Some(Box::new(|event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            tracing::debug!(target: "sql", "{query}");
        }
    }))
}
