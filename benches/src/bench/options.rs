//! What the command line asks for.

use std::time::Duration;

use crate::Result;

const USAGE: &str = "\
usage: cargo bench -p benches -- [--quick] [SECTION…]

sections: build instructions reads single bulk cascade compile; all of them without one
--quick   few rows and few rounds, to see that everything works: its figures mean nothing

POSTGRES_URL and MYSQL_URL lead to the servers; SQLite needs none.";

/// The sections, in the order in which they run.
pub(crate) const SECTIONS: [&str; 7] = [
    "build",
    "instructions",
    "reads",
    "single",
    "bulk",
    "cascade",
    "compile",
];

#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) quick: bool,
    pub(crate) sections: Vec<String>,
    /// As they were given.
    pub(crate) arguments: Vec<String>,
}

impl Options {
    pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Self> {
        let mut options = Options {
            quick: false,
            sections: Vec::new(),
            arguments: Vec::new(),
        };
        for argument in arguments {
            match argument.as_str() {
                // Cargo says so to every bench.
                "--bench" => continue,
                "--quick" => options.quick = true,
                section if SECTIONS.contains(&section) => options.sections.push(argument.clone()),
                other => return Err(format!("cannot read `{other}`\n\n{USAGE}").into()),
            }
            options.arguments.push(argument);
        }
        Ok(options)
    }

    pub(crate) fn wants(&self, section: &str) -> bool {
        self.sections.is_empty() || self.sections.iter().any(|it| it == section)
    }

    /// The first in an ordinary run, the second in a quick one.
    pub(crate) fn or_quick<T>(&self, ordinary: T, quick: T) -> T {
        if self.quick { quick } else { ordinary }
    }

    pub(crate) fn warm_up(&self) -> Duration {
        Duration::from_millis(self.or_quick(60, 1))
    }

    pub(crate) fn measurement(&self) -> Duration {
        Duration::from_millis(self.or_quick(300, 5))
    }
}
