//! Results on their way from the bench to the report: a JSON file for each
//! section and backend.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::setup::Setup;

/// All that one section has measured on one backend.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// `reads`, `single`, …
    pub name: String,
    /// `PostgreSQL`, `MariaDB`, `MySQL` or `SQLite`; none where no database is used.
    pub backend: Option<String>,
    pub run: Run,
    pub cases: Vec<Case>,
}

/// How it was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// When it ended, in RFC 3339.
    pub date: String,
    /// The arguments behind `cargo bench -p benches --`.
    pub arguments: Vec<String>,
    /// Whether it was a quick run, of which the figures mean nothing.
    pub quick: bool,
    /// Whether the code was compiled with optimizations.
    pub optimized: bool,
    #[serde(default)]
    pub setup: Setup,
    /// The server's version, and those of its settings that the figures depend on:
    /// `version` is `15.18`, `fsync` is `off`.
    #[serde(default)]
    pub server: Vec<(String, String)>,
}

/// The same work, done by several subjects.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// `soft delete by key`.
    pub operation: String,
    /// What else was the same for all of them: `deleted` is `50 %`.
    pub settings: BTreeMap<String, String>,
    pub unit: Unit,
    /// This crate first.
    pub subjects: Vec<Subject>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    Nanoseconds,
    Instructions,
    Bytes,
}

/// One way to do the work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// `diesel-scopes`, `sqlx`, …
    pub name: String,
    /// The samples of each round, per operation. Round 3 of one subject was
    /// measured right before or after round 3 of the others.
    pub rounds: Vec<Vec<f64>>,
}

impl Section {
    /// `target/benches/single-PostgreSQL.json`.
    fn path(&self, folder: &Path) -> PathBuf {
        let backend = self.backend.as_deref().unwrap_or("none");
        folder.join(format!("{}-{backend}.json", self.name))
    }

    /// Puts the section in the place of that of an earlier run.
    pub fn write(&self, folder: &Path) -> Result<()> {
        fs::create_dir_all(folder)?;
        fs::write(self.path(folder), serde_json::to_string(self)?)
    }

    /// All sections in the folder, by file name.
    pub fn read_all(folder: &Path) -> Result<Vec<Self>> {
        let mut paths = fs::read_dir(folder)?
            .map(|entry| Ok(entry?.path()))
            .collect::<Result<Vec<_>>>()?;
        paths.retain(|path| path.extension().is_some_and(|it| it == "json"));
        paths.sort();
        paths
            .into_iter()
            .map(|path| {
                serde_json::from_str(&fs::read_to_string(&path)?).map_err(|error| {
                    Error::new(
                        ErrorKind::InvalidData,
                        format!("{}: {error}", path.display()),
                    )
                })
            })
            .collect()
    }
}

impl Case {
    pub fn new(operation: impl Into<String>, unit: Unit) -> Self {
        Case {
            operation: operation.into(),
            settings: BTreeMap::new(),
            unit,
            subjects: Vec::new(),
        }
    }

    pub fn with(mut self, setting: &str, value: impl Into<String>) -> Self {
        self.settings.insert(setting.to_owned(), value.into());
        self
    }

    pub fn subject(&self, name: &str) -> Option<&Subject> {
        self.subjects.iter().find(|subject| subject.name == name)
    }
}

/// `target/benches`; of quick runs a folder of their own, so that they do not take
/// the place of results that mean something.
pub fn results_folder(quick: bool) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"),
        PathBuf::from,
    );
    target.join(if quick { "benches-quick" } else { "benches" })
}
