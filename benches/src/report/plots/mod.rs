//! The plots of the report, as SVG.

mod bars;
mod canvas;
mod cascade;
mod palette;
mod panel;
mod reads;
mod scale;
mod shapes;
mod single;

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::Result;
use crate::results::Results;

/// A plot that belongs to a section.
pub struct Plot {
    pub section: &'static str,
    /// From the report's folder.
    pub file: &'static str,
    pub title: &'static str,
}

type Draw = fn(&Results) -> Result<Option<String>>;

const PLOTS: [(Plot, Draw); 6] = [
    (
        Plot {
            section: "reads",
            file: "plots/reads.svg",
            title: "Time of a page of 50 rows by share of deleted rows, on a logarithmic scale",
        },
        reads::draw,
    ),
    (
        Plot {
            section: "single",
            file: "plots/single.svg",
            title: "Latency of a soft delete by key, by library: each panel has a scale of its own",
        },
        single::draw,
    ),
    (
        Plot {
            section: "cascade",
            file: "plots/cascade-table.svg",
            title: "Time of a cascade by size of the table, on logarithmic scales",
        },
        cascade::by_table,
    ),
    (
        Plot {
            section: "cascade",
            file: "plots/cascade-touched.svg",
            title: "Time of a cascade by number of touched rows, on logarithmic scales",
        },
        cascade::by_touched,
    ),
    (
        Plot {
            section: "shapes",
            file: "plots/shapes.svg",
            title: "Time of a cascade for each table, by graph: each panel has a scale of its own",
        },
        shapes::draw,
    ),
    (
        Plot {
            section: "replies",
            file: "plots/replies.svg",
            title: "Time of a cascade over very many replies: each panel has a scale of its own",
        },
        shapes::replies,
    ),
];

/// Draws every plot of which there are results.
pub fn draw(results: &Results, output: &Path) -> Result<Vec<Plot>> {
    let folder = output.join("plots");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut plots = Vec::new();
    for (plot, draw) in PLOTS {
        let file = output.join(plot.file);
        match draw(results)? {
            Some(svg) => {
                fs::write(&file, svg).map_err(|error| format!("{}: {error}", file.display()))?;
                plots.push(plot);
            }
            None => remove(&file)?,
        }
    }
    Ok(plots)
}

/// So that no plot of earlier results is left.
fn remove(file: &Path) -> Result {
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(format!("{}: {error}", file.display()).into())
        }
        _ => Ok(()),
    }
}
