//! Runs the tool.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::{TestResult, unique_name};

pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// With the URL in the environment, where it usually is.
pub(crate) fn run(url: Option<&str>, args: &[&str]) -> TestResult<Ran> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_diesel-scopes"));
    command
        .args(args)
        .env_remove("DATABASE_URL")
        .env_remove("CLICOLOR_FORCE");
    if let Some(url) = url {
        command.env("DATABASE_URL", url);
    }
    let output = command.output()?;
    Ok(Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout)?,
        stderr: String::from_utf8(output.stderr)?,
    })
}

impl Ran {
    /// What it printed, if it did what it was told.
    pub(crate) fn done(self) -> TestResult<String> {
        self.ended(0)
    }

    pub(crate) fn ended(self, code: i32) -> TestResult<String> {
        if self.code == Some(code) {
            return Ok(self.stdout);
        }
        let code = self.code;
        Err(format!("it ended with {code:?}\n{}{}", self.stdout, self.stderr).into())
    }

    /// What it said, where it could not.
    pub(crate) fn refused(self) -> TestResult<String> {
        if self.code == Some(2) && self.stdout.is_empty() {
            return Ok(self.stderr);
        }
        Err(format!(
            "it ended with {:?}\n{}{}",
            self.code, self.stdout, self.stderr
        )
        .into())
    }
}

/// A file of these tests.
pub(crate) fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/all")
        .join(path)
}

/// Compares a text with that of a file, which `BLESS=1` writes.
pub(crate) fn is_as_in(text: &str, path: &str) -> TestResult {
    let file = file(path);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, text)?;
    }
    let expected = std::fs::read_to_string(&file)?;
    assert_eq!(text, expected, "{path} is different; BLESS=1 writes it");
    Ok(())
}

/// A folder that vanishes.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> TestResult<Self> {
        let path = std::env::temp_dir().join(unique_name());
        std::fs::create_dir(&path)?;
        Ok(Folder(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left of it does no harm.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
