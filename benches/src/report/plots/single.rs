use benches::Case;

use super::bars::{Bars, Panel};
use crate::Result;
use crate::results::{Results, typical};

/// A row of panels with bars for each backend.
pub fn draw(results: &Results) -> Result<Option<String>> {
    let rows: Vec<Vec<Panel>> = results
        .on_backends("single")
        .map(|(backend, section)| {
            let cases = section.cases.iter();
            cases.map(|case| panel(backend, case)).collect()
        })
        .collect();
    let plot = Bars {
        title: "Latency of a soft delete by key",
        x: "time per soft delete (less is better)",
        rows,
    };
    plot.draw()
}

fn panel(backend: &str, case: &Case) -> Panel {
    let settings: Vec<_> = case.settings.values().map(String::as_str).collect();
    let subjects = case.subjects.iter();
    Panel {
        title: format!("{backend}, {}", settings.join(", ")),
        bars: subjects
            .filter_map(|subject| Some((subject.name.clone(), typical(subject)?)))
            .collect(),
    }
}
