//! Writes `RESULTS.md` and its plots from what `cargo bench -p benches` has measured.

mod causes;
mod figures;
mod goals;
mod options;
mod plots;
mod results;
mod runs;
#[cfg(test)]
mod samples;
mod sections;
mod servers;
mod setup;
mod table;

use std::error::Error;
use std::fs;

use crate::causes::Causes;
use crate::options::Options;
use crate::results::Results;

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

const INTRODUCTION: &str = "\
# Results

This file is written by `cargo run -p benches`, never by hand.
";

fn main() -> Result {
    let Some(options) = Options::parse(std::env::args().skip(1))? else {
        return Ok(());
    };
    let results = Results::read(&options.results)?;
    let causes = Causes::read(&options.causes)?;
    fs::create_dir_all(&options.output)
        .map_err(|error| format!("{}: {error}", options.output.display()))?;
    let plots = plots::draw(&results, &options.output)?;
    let parts = [
        INTRODUCTION.to_owned(),
        runs::warning(&results),
        setup::describe(&results),
        servers::describe(&results),
        runs::describe(&results, &options.arguments),
        goals::describe(&results, &causes, options.measured),
        sections::describe(&results, &plots, options.measured),
    ];
    let file = options.output.join("RESULTS.md");
    fs::write(&file, parts.concat()).map_err(|error| format!("{}: {error}", file.display()))?;
    println!("{}", file.display());
    Ok(())
}
