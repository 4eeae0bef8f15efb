use benches::{Case, Section};

use super::panel::{Panel, Panels};
use crate::Result;
use crate::figures::{grouped, short};
use crate::results::{Results, setting};

pub fn by_table(results: &Results) -> Result<Option<String>> {
    let size = Size {
        varies: "table",
        setting: "comments",
        axis: "comments in the table",
    };
    draw(
        results,
        &size,
        |rest| format!("{rest} rows touched"),
        "touched",
    )
}

pub fn by_touched(results: &Results) -> Result<Option<String>> {
    let size = Size {
        varies: "touched",
        setting: "touched",
        axis: "rows touched",
    };
    draw(
        results,
        &size,
        |rest| format!("among {rest} comments"),
        "comments",
    )
}

/// What the x axis is about.
struct Size {
    varies: &'static str,
    setting: &'static str,
    axis: &'static str,
}

/// A panel for each backend. The title tells the other size, if it is always the same.
fn draw(
    results: &Results,
    size: &Size,
    describe: fn(&str) -> String,
    other: &str,
) -> Result<Option<String>> {
    let sections: Vec<_> = results.on_backends("cascade").collect();
    let cases = sections
        .iter()
        .flat_map(|(_, section)| of_size(section, size));
    let mut others: Vec<_> = cases.map(|(_, case)| setting(case, other)).collect();
    others.sort_unstable();
    others.dedup();
    let mut title = format!("Soft delete with cascade, by {}", size.axis);
    if let [other] = others.as_slice() {
        title.push_str(&format!(" ({})", describe(&grouped(other))));
    }
    let panels = sections.iter().map(|(backend, section)| {
        let mut panel = Panel::new((*backend).to_owned());
        for (at, case) in of_size(section, size) {
            panel.add((at as f64).log10(), short(at), case);
        }
        panel
    });
    let plot = Panels {
        title,
        x: size.axis,
        y: "time per cascade (less is better)",
        columns: columns(sections.len()),
        panels: panels.collect(),
    };
    plot.draw()
}

/// No more than there is room for.
fn columns(panels: usize) -> usize {
    if panels > 3 { 2 } else { panels }
}

/// The section's cases of that size, by size.
fn of_size<'a>(section: &'a Section, size: &Size) -> Vec<(u64, &'a Case)> {
    let mut cases: Vec<(u64, &Case)> = section
        .cases
        .iter()
        .filter(|case| case.operation == "soft delete" && setting(case, "varies") == size.varies)
        .filter(|case| ["", "loopback"].contains(&setting(case, "network")))
        .filter_map(|case| Some((setting(case, size.setting).parse().ok()?, case)))
        .filter(|(at, _)| *at > 0)
        .collect();
    cases.sort_by_key(|(at, _)| *at);
    cases
}
