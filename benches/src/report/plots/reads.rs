use benches::{Case, Section};

use super::panel::{Panel, Panels};
use crate::Result;
use crate::results::{Results, setting};

/// A column of panels for each backend: above without an index on the marker, below with one.
pub fn draw(results: &Results) -> Result<Option<String>> {
    let sections: Vec<_> = results.on_backends("reads").collect();
    let row = |indexed| {
        let sections = sections.iter();
        sections.map(move |(backend, section)| panel(backend, section, indexed))
    };
    let plot = Panels {
        title: "Page of 50 rows that are not deleted, marked by a timestamp".to_owned(),
        x: "share of deleted rows",
        y: "time per page (less is better)",
        columns: sections.len(),
        panels: row(false).chain(row(true)).collect(),
    };
    plot.draw()
}

fn panel(backend: &str, section: &Section, indexed: bool) -> Panel {
    let mut cases: Vec<(f64, &Case)> = section
        .cases
        .iter()
        .filter(|case| case.operation == "page of 50" && setting(case, "marker") == "timestamp")
        .filter(|case| (setting(case, "index") != "none") == indexed)
        .filter_map(|case| {
            let share = setting(case, "deleted").trim_end_matches(" %");
            Some((share.parse().ok()?, case))
        })
        .collect();
    cases.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let index = cases.first().map(|(_, case)| setting(case, "index"));
    let title = match index {
        Some("partial") => format!("{backend}, partial index"),
        Some(columns) if indexed => format!("{backend}, index on ({columns})"),
        _ => format!("{backend}, marker not indexed"),
    };
    let mut panel = Panel::new(title);
    for (at, (_, case)) in cases.into_iter().enumerate() {
        // At even distances, as the ends are what is of interest.
        panel.add(at as f64, setting(case, "deleted").to_owned(), case);
    }
    panel
}
