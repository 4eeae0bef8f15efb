//! What the figures were measured of, and on what.

use std::fs;
use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use serde::{Deserialize, Serialize};

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

const UNKNOWN: &str = "unknown";

/// The setup at the time of measuring, as the report may be written elsewhere
/// and later.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Setup {
    /// Of this repository, and whether there were changes since.
    pub commit: String,
    pub machine: Vec<(String, String)>,
    /// Of the compiler and of the crates that take part.
    pub versions: Vec<(String, String)>,
}

impl Setup {
    pub fn here() -> Result<Self> {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        Ok(Setup {
            commit: commit(&workspace).unwrap_or_else(|| UNKNOWN.to_owned()),
            machine: machine()?,
            versions: versions(&workspace)?,
        })
    }
}

/// None if git is not there, or if this is no repository.
fn commit(workspace: &Path) -> Option<String> {
    let commit = git(workspace, &["rev-parse", "--short", "HEAD"])?;
    // What the report writes does not change what is measured.
    let status = git(
        workspace,
        &[
            "status",
            "--porcelain",
            "--untracked-files=no",
            "--",
            ".",
            ":(exclude)benches/RESULTS.md",
            ":(exclude)benches/plots",
        ],
    )?;
    let changes = if status.is_empty() {
        ""
    } else {
        " with changes"
    };
    Some(commit + changes)
}

fn git(workspace: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(workspace)
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn machine() -> Result<Vec<(String, String)>> {
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease");
    let kernel = kernel.as_deref().unwrap_or(UNKNOWN).trim();
    Ok(pairs([
        ("CPU", value("/proc/cpuinfo", "model name", ':')),
        ("Cores", thread::available_parallelism()?.to_string()),
        ("Memory", memory()),
        ("System", value("/etc/os-release", "PRETTY_NAME", '=')),
        ("Kernel", kernel.to_owned()),
    ]))
}

/// The value of the first line with the key.
fn value(file: &str, key: &str, separator: char) -> String {
    let text = fs::read_to_string(file).unwrap_or_default();
    text.lines()
        .filter_map(|line| line.split_once(separator))
        .find(|(name, _)| name.trim() == key)
        .map_or(UNKNOWN, |(_, value)| value.trim().trim_matches('"'))
        .to_owned()
}

fn memory() -> String {
    let kibibytes = value("/proc/meminfo", "MemTotal", ':');
    match kibibytes.trim_end_matches(" kB").parse::<f64>() {
        Ok(it) => format!("{:.1} GiB", it / f64::from(1 << 20)),
        Err(_) => UNKNOWN.to_owned(),
    }
}

fn versions(workspace: &Path) -> Result<Vec<(String, String)>> {
    let path: PathBuf = workspace.join("Cargo.lock");
    let lock = fs::read_to_string(path).map_err(|error| because("Cargo.lock", &error))?;
    // There, as a toolchain may be set for the folder.
    let rustc = Command::new("rustc")
        .arg("-V")
        .current_dir(workspace)
        .output()
        .map_err(|error| because("rustc -V", &error))?;
    let rustc = String::from_utf8_lossy(&rustc.stdout).trim().to_owned();
    let crates = CRATES.into_iter().map(|name| (name, locked(&lock, name)));
    Ok(pairs([("Rust", rustc)].into_iter().chain(crates)))
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
        UNKNOWN.to_owned()
    } else {
        versions.join(", ")
    }
}

fn pairs(pairs: impl IntoIterator<Item = (&'static str, String)>) -> Vec<(String, String)> {
    let pairs = pairs.into_iter();
    pairs
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn because(what: &str, error: &Error) -> Error {
    Error::new(error.kind(), format!("{what}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_versions_in_the_lock_file() {
        let lock = "\
[[package]]
name = \"diesel\"
version = \"2.3.14\"

[[package]]
name = \"sqlx\"
version = \"0.9.0\"

[[package]]
name = \"sqlx\"
version = \"0.8.1\"
";
        assert_eq!(locked(lock, "diesel"), "2.3.14");
        assert_eq!(locked(lock, "sqlx"), "0.9.0, 0.8.1");
        assert_eq!(locked(lock, "sea-orm"), "unknown");
    }
}
