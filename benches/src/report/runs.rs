use std::collections::BTreeMap;

use benches::{Run, Section};
use chrono::{DateTime, Utc};

use crate::results::{Results, counts};
use crate::table::Table;

/// A warning if there are sections that mean nothing.
pub fn warning(results: &Results) -> String {
    let sections: Vec<_> = results
        .sections
        .iter()
        .filter(|section| !counts(section))
        .map(|section| {
            let why = match section.run {
                Run {
                    optimized: true, ..
                } => "quick",
                Run { quick: true, .. } => "quick, not optimized",
                _ => "not optimized",
            };
            format!("{} ({why})", name(section))
        })
        .collect();
    if sections.is_empty() {
        return String::new();
    }
    format!(
        "\n> [!WARNING]\n> **THE FIGURES OF THESE SECTIONS MEAN NOTHING**, as they come from quick \
         runs, or from code without optimizations: {}.\n",
        sections.join(", ")
    )
}

/// The commands, with what each has measured and when.
pub fn describe(results: &Results) -> String {
    let mut commands = BTreeMap::<String, Vec<&Section>>::new();
    for section in &results.sections {
        commands
            .entry(command(&section.run))
            .or_default()
            .push(section);
    }
    let mut table = Table::new(["Command", "Measured", "Date"]);
    for (command, sections) in commands {
        let names: Vec<_> = sections.iter().map(|section| name(section)).collect();
        let mut dates: Vec<_> = sections.iter().map(|section| date(&section.run)).collect();
        dates.sort_unstable();
        dates.dedup();
        let dates = match dates.as_slice() {
            [first, .., last] => format!("{first} to {last}"),
            dates => dates.concat(),
        };
        table.row([command, names.join(", "), dates]);
    }
    table.row(["`cargo run -p benches --bin report`", "this report", ""]);
    format!("\n{table}")
}

fn name(section: &Section) -> String {
    match &section.backend {
        Some(backend) => format!("{} on {backend}", section.name),
        None => section.name.clone(),
    }
}

fn command(run: &Run) -> String {
    let mut command = "cargo bench -p benches".to_owned();
    if !run.arguments.is_empty() {
        command.push_str(" --");
    }
    for argument in &run.arguments {
        let quote = if argument.contains(' ') { "'" } else { "" };
        command.push_str(&format!(" {quote}{argument}{quote}"));
    }
    format!("`{command}`")
}

fn date(run: &Run) -> String {
    match DateTime::parse_from_rfc3339(&run.date) {
        Ok(date) => date.with_timezone(&Utc).format("%Y-%m-%d").to_string(),
        Err(_) => run.date.clone(),
    }
}
