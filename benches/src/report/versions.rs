use std::fs;
use std::path::Path;
use std::process::Command;

use crate::Result;
use crate::results::{BACKENDS, Results};
use crate::table::Table;

const CRATES: [&str; 10] = [
    "diesel-scopes",
    "diesel",
    "diesel-async",
    "sqlx",
    "sea-orm",
    "tokio-postgres",
    "mysql_async",
    "rusqlite",
    "libsqlite3-sys",
    "criterion",
];

/// The versions of all that took part.
pub fn describe(results: &Results) -> Result<String> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let lock = fs::read_to_string(workspace.join("Cargo.lock"))
        .map_err(|error| format!("Cargo.lock: {error}"))?;
    let mut table = Table::new(["Version", ""]);
    // There, as a toolchain may be set for the folder.
    let rustc = Command::new("rustc")
        .arg("-V")
        .current_dir(&workspace)
        .output()
        .map_err(|error| format!("rustc -V: {error}"))?;
    table.row(["Rust", String::from_utf8_lossy(&rustc.stdout).trim()]);
    for name in CRATES {
        table.row([&format!("`{name}`"), &locked(&lock, name)]);
    }
    for backend in BACKENDS {
        table.row([backend, &servers(results, backend)]);
    }
    Ok(format!("\n{table}"))
}

/// All versions of the crate in the lock file.
fn locked(lock: &str, name: &str) -> String {
    let key = format!("name = \"{name}\"");
    let lines = lock.lines().zip(lock.lines().skip(1));
    let versions: Vec<_> = lines
        .filter(|(line, _)| *line == key)
        .filter_map(|(_, next)| next.strip_prefix("version = \"")?.strip_suffix('"'))
        .collect();
    if versions.is_empty() {
        "unknown".to_owned()
    } else {
        versions.join(", ")
    }
}

/// The backend's servers, in case that it was another one for some sections.
fn servers(results: &Results, backend: &str) -> String {
    let sections = results.sections.iter();
    let mut servers: Vec<_> = sections
        .filter(|section| section.backend.as_deref() == Some(backend))
        .map(|section| section.run.server.as_deref().unwrap_or("unknown"))
        .collect();
    servers.sort_unstable();
    servers.dedup();
    if servers.is_empty() {
        "not measured".to_owned()
    } else {
        servers.join(", ")
    }
}
