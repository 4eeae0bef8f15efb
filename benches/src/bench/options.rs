//! What the command line asks for.

use crate::Result;
use crate::sample::Rounds;

const USAGE: &str = "\
usage: cargo bench -p benches -- [--quick] [SECTION…]

sections: build instructions reads single bulk cascade journal retention shapes replies guard compile; all of them without one
--quick   few rows and few rounds, to see that everything works: its figures mean nothing

POSTGRES_URL, MARIADB_URL and MYSQL_URL lead to the servers; SQLite needs none.";

/// The sections, in the order in which they run.
pub(crate) const SECTIONS: [&str; 12] = [
    "build",
    "instructions",
    "reads",
    "single",
    "bulk",
    "cascade",
    "journal",
    "retention",
    "shapes",
    "replies",
    "guard",
    "compile",
];

#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) quick: bool,
    pub(crate) sections: Vec<String>,
    /// As they were given.
    pub(crate) arguments: Vec<String>,
    /// Whether Cargo runs it as a bench, and not as a test.
    pub(crate) is_bench: bool,
}

impl Options {
    /// None if only the usage was asked for, and printed.
    pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Option<Self>> {
        let mut options = Options {
            quick: false,
            sections: Vec::new(),
            arguments: Vec::new(),
            is_bench: false,
        };
        for argument in arguments {
            match argument.as_str() {
                // Cargo says so to every bench.
                "--bench" => {
                    options.is_bench = true;
                    continue;
                }
                "--help" => {
                    println!("{USAGE}");
                    return Ok(None);
                }
                "--quick" => options.quick = true,
                section if SECTIONS.contains(&section) => options.sections.push(argument.clone()),
                other => return Err(format!("cannot read `{other}`\n\n{USAGE}").into()),
            }
            options.arguments.push(argument);
        }
        Ok(Some(options))
    }

    pub(crate) fn wants(&self, section: &str) -> bool {
        self.sections.is_empty() || self.sections.iter().any(|it| it == section)
    }

    /// The first in an ordinary run, the second in a quick one.
    pub(crate) fn or_quick<T>(&self, ordinary: T, quick: T) -> T {
        if self.quick { quick } else { ordinary }
    }

    /// Of a quick run one round of two operations.
    pub(crate) fn rounds(&self, ordinary: Rounds) -> Rounds {
        self.or_quick(
            ordinary,
            Rounds {
                rounds: 1,
                most: 2,
                ..ordinary
            },
        )
    }
}
