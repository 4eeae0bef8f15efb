//! Records the SQL that a connection really sends.

use std::sync::Mutex;

use diesel::connection::{Instrumentation, InstrumentationEvent};

static SENT: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Set on the connection with `set_instrumentation`.
pub struct Recorder;

impl Instrumentation for Recorder {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        let InstrumentationEvent::StartQuery { query, .. } = event else {
            return;
        };
        if let Ok(mut sent) = SENT.lock() {
            sent.push(query.to_string());
        }
    }
}

/// What has been sent since the last call.
pub fn take() -> Vec<String> {
    SENT.lock()
        .map(|mut sent| std::mem::take(&mut *sent))
        .unwrap_or_default()
}
