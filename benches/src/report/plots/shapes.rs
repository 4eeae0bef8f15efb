use benches::{Case, Section};

use super::bars::{Bars, Panel};
use crate::Result;
use crate::figures::grouped;
use crate::results::{Results, setting, typical};

/// A row for each backend, with a panel for each operation.
pub fn draw(results: &Results) -> Result<Option<String>> {
    let rows = results.on_backends("shapes");
    let rows = rows.map(|(backend, section)| {
        let operations = ["soft delete", "restore", "purge"];
        operations.map(|it| of_shapes(backend, section, it)).into()
    });
    let plot = Bars {
        title: "Cascades of many tables",
        x: "time per table (less is better)",
        rows: rows.collect(),
    };
    plot.draw()
}

fn of_shapes(backend: &str, section: &Section, operation: &str) -> Panel {
    let cases = section.cases.iter();
    let cases = cases.filter(|it| it.operation == operation && setting(it, "way") == "again");
    let bars = cases.filter_map(|case| {
        let tables = setting(case, "tables");
        let name = format!("{} of {tables}", setting(case, "shape"));
        Some((name, time(case)? / tables.parse::<f64>().ok()?))
    });
    Panel {
        title: format!("{backend}, {operation}"),
        bars: bars.collect(),
    }
}

/// Two panels in a row, for a backend each.
pub fn replies(results: &Results) -> Result<Option<String>> {
    let panels: Vec<_> = results
        .on_backends("replies")
        .map(|(backend, section)| of_replies(backend, section))
        .collect();
    let mut panels = panels.into_iter().peekable();
    let mut rows = Vec::new();
    while panels.peek().is_some() {
        rows.push(panels.by_ref().take(2).collect());
    }
    let plot = Bars {
        title: "Cascades over very many replies",
        x: "time per cascade (less is better)",
        rows,
    };
    plot.draw()
}

fn of_replies(backend: &str, section: &Section) -> Panel {
    let bars = section.cases.iter().filter_map(|case| {
        let name = match setting(case, "way") {
            "locking" => format!("{}, locks", case.operation),
            _ => case.operation.clone(),
        };
        Some((name, time(case)?))
    });
    let replies = section.cases.first().map(|case| setting(case, "replies"));
    Panel {
        title: format!(
            "{backend}, {} replies",
            grouped(replies.unwrap_or_default())
        ),
        bars: bars.collect(),
    }
}

/// Of this crate, which is alone here.
fn time(case: &Case) -> Option<f64> {
    typical(case.subjects.first()?)
}
