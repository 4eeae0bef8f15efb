use std::path::{Path, PathBuf};

use crate::Result;

const USAGE: &str = "report [--quick] [--results FOLDER] [--output FOLDER] [--causes FILE]";

/// Where everything is read from and written to.
pub struct Options {
    pub results: PathBuf,
    pub output: PathBuf,
    pub causes: PathBuf,
}

impl Options {
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self> {
        let benches = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut options = Options {
            results: benches::results_folder(false),
            output: benches.to_owned(),
            causes: benches.join("CAUSES.md"),
        };
        while let Some(argument) = arguments.next() {
            let place = match argument.as_str() {
                "--quick" => {
                    options.results = benches::results_folder(true);
                    continue;
                }
                "--results" => &mut options.results,
                "--output" => &mut options.output,
                "--causes" => &mut options.causes,
                _ => return Err(format!("what is `{argument}`? {USAGE}").into()),
            };
            *place = arguments
                .next()
                .ok_or_else(|| format!("`{argument}` of what? {USAGE}"))?
                .into();
        }
        Ok(options)
    }
}
