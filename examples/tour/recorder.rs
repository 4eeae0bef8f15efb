//! Records the SQL that a connection really sends.

use std::sync::Mutex;

use diesel::connection::{Instrumentation, InstrumentationEvent};

static SENT: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// All that was ever sent.
#[cfg(feature = "guard")]
static ALL: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Set on the connection with `set_instrumentation`.
pub struct Recorder;

impl Instrumentation for Recorder {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        let InstrumentationEvent::StartQuery { query, .. } = event else {
            return;
        };
        let query = query.to_string();
        #[cfg(feature = "guard")]
        if let Ok(mut all) = ALL.lock() {
            all.push(query.clone());
        }
        if let Ok(mut sent) = SENT.lock() {
            sent.push(query);
        }
    }
}

/// What has been sent since the last call.
pub fn take() -> Vec<String> {
    SENT.lock()
        .map(|mut sent| std::mem::take(&mut *sent))
        .unwrap_or_default()
}

/// Has a guard hear all that was sent: no step looks past the markers but those that say so.
#[cfg(feature = "guard")]
pub fn look_through<DB: diesel_scopes::CascadeBackend>() -> crate::Result<()> {
    let guard = diesel_scopes::guard::of(crate::schema::users::table);
    // The outer join with its filter in the wrong place, which the tour shows.
    guard.allow(|finding| finding.sql().starts_with("SELECT DISTINCT"));
    let all = ALL.lock().map_err(|_| "a step panicked")?;
    for sql in &*all {
        guard.hear::<DB>(sql);
    }
    let findings = guard.findings();
    let texts: Vec<_> = findings.iter().map(ToString::to_string).collect();
    if texts.is_empty() {
        Ok(())
    } else {
        Err(texts.join("\n").into())
    }
}
