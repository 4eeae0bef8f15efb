use std::path::{Path, PathBuf};

use crate::Result;

const USAGE: &str = "\
usage: cargo run -p benches -- [--quick] [--measured] [--results FOLDER] [--output FOLDER] [--causes FILE]

--quick      of the last quick run, into `report` beside its results
--measured   leaves out what was not measured";

/// Where everything is read from and written to.
pub struct Options {
    /// As they were given.
    pub arguments: Vec<String>,
    /// Whether to leave out what was not measured.
    pub measured: bool,
    pub results: PathBuf,
    pub output: PathBuf,
    pub causes: PathBuf,
}

impl Options {
    /// None if only the usage was asked for, and printed.
    pub fn parse(arguments: impl Iterator<Item = String>) -> Result<Option<Self>> {
        let benches = Path::new(env!("CARGO_MANIFEST_DIR"));
        let arguments: Vec<String> = arguments.collect();
        let mut options = Options {
            arguments: arguments.clone(),
            measured: false,
            results: benches::results_folder(false),
            output: benches.to_owned(),
            causes: benches.join("CAUSES.md"),
        };
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let place = match argument.as_str() {
                "--help" => {
                    println!("{USAGE}");
                    return Ok(None);
                }
                "--quick" => {
                    options.results = benches::results_folder(true);
                    // Not over the results that mean something.
                    options.output = options.results.join("report");
                    continue;
                }
                "--measured" => {
                    options.measured = true;
                    continue;
                }
                "--results" => &mut options.results,
                "--output" => &mut options.output,
                "--causes" => &mut options.causes,
                _ => return Err(format!("cannot read `{argument}`\n\n{USAGE}").into()),
            };
            *place = arguments
                .next()
                .ok_or_else(|| format!("`{argument}` of what?\n\n{USAGE}"))?
                .into();
        }
        Ok(Some(options))
    }
}
