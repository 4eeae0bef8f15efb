//! The files of migrations, as Diesel has them.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Plan, Step};
use crate::failure::{Failure, Result};

/// Writes each step into a folder of its own, and says which these are.
pub(crate) fn write(
    plan: &Plan,
    migrations: &Path,
    name: &str,
    now: DateTime<Utc>,
) -> Result<Vec<String>> {
    let mut written = Vec::new();
    for (number, step) in (0_i32..).zip(&plan.steps) {
        let version = now + TimeDelta::seconds(number.into());
        let version = version.format("%Y-%m-%d-%H%M%S");
        let folder = migrations.join(format!("{version}_{}", step.name(name)));
        let failed = |error: std::io::Error| {
            Failure::new(format!("{} cannot be written: {error}", folder.display()))
                .help("--migrations names the folder of the migrations, --stdout writes none")
        };
        std::fs::create_dir_all(migrations).map_err(failed)?;
        std::fs::create_dir(&folder).map_err(failed)?;
        for (file, text) in step.files() {
            let file = folder.join(file);
            std::fs::write(&file, text).map_err(failed)?;
            written.push(file.display().to_string());
        }
    }
    Ok(written)
}

/// All of it, with the names of the files as comments.
pub(crate) fn print(plan: &Plan, name: &str) -> String {
    let mut text = String::new();
    for step in &plan.steps {
        for (file, content) in step.files() {
            let mark = if file.ends_with("toml") { "#" } else { "--" };
            text += &format!("{mark} {}/{file}\n{content}\n", step.name(name));
        }
    }
    text.truncate(text.trim_end().len());
    text + "\n"
}

impl Step {
    fn name(&self, name: &str) -> String {
        let suffix = if self.suffix.is_empty() {
            String::new()
        } else {
            format!("_{}", self.suffix)
        };
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        format!("{name}{suffix}").chars().map(plain).collect()
    }

    fn warning(&self) -> &'static str {
        if self.narrows {
            "-- Fails where a deleted row has what another has that is unique: purge such rows first.\n"
        } else {
            ""
        }
    }

    fn files(&self) -> Vec<(&'static str, String)> {
        let mut files = vec![
            ("up.sql", self.up.join("\n") + "\n"),
            (
                "down.sql",
                self.warning().to_owned() + &self.down.join("\n") + "\n",
            ),
        ];
        if self.outside_of_transaction {
            files.push(("metadata.toml", "run_in_transaction = false\n".to_owned()));
        }
        files
    }
}
