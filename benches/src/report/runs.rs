use std::collections::BTreeMap;

use benches::{Run, Section};
use chrono::{DateTime, Utc};

use crate::results::{Results, counts, name, names};
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

/// The commands, with what each has measured, of which commit and when.
pub fn describe(results: &Results, own: &[String]) -> String {
    let mut commands = BTreeMap::<_, Vec<&Section>>::new();
    for section in &results.sections {
        let key = (&section.run.arguments, &section.run.setup.commit);
        commands.entry(key).or_default().push(section);
    }
    let mut table = Table::new(["Command", "Measured", "Commit", "Date"]);
    for ((arguments, commit), sections) in commands {
        let mut dates: Vec<_> = sections.iter().map(|section| date(&section.run)).collect();
        dates.sort_unstable();
        dates.dedup();
        let dates = match dates.as_slice() {
            [first, .., last] => format!("{first} to {last}"),
            dates => dates.concat(),
        };
        let command = command("cargo bench -p benches", arguments);
        table.row([command, names(&sections), commit.clone(), dates]);
    }
    let own = command("cargo run -p benches", own);
    table.row([own.as_str(), "this report", "", ""]);
    format!("\n{table}")
}

fn command(program: &str, arguments: &[String]) -> String {
    let mut command = program.to_owned();
    if !arguments.is_empty() {
        command.push_str(" --");
    }
    for argument in arguments {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::section;

    fn of(name: &str, arguments: &[&str], commit: &str, date: &str) -> Section {
        let mut section = section(name, Some("SQLite"), []);
        section.run.arguments = arguments.iter().map(|&it| it.to_owned()).collect();
        section.run.setup.commit = commit.to_owned();
        section.run.date = date.to_owned();
        section
    }

    #[test]
    fn each_command_has_its_commit() {
        let sections = vec![
            of("bulk", &[], "1a2b3c4", "2026-01-02T03:04:05+00:00"),
            of(
                "cascade",
                &[],
                "5d6e7f8 with changes",
                "2026-01-05T00:00:00+00:00",
            ),
            of("reads", &[], "1a2b3c4", "2026-01-03T00:30:00+02:00"),
            of("single", &["single", "two words"], "1a2b3c4", "whenever"),
            of("write", &[], "1a2b3c4", "2026-01-03T03:04:05+00:00"),
        ];
        let expected = "
| Command | Measured | Commit | Date |
|---|---|---|---|
| `cargo bench -p benches` | bulk on SQLite, reads on SQLite, write on SQLite | 1a2b3c4 | 2026-01-02 to 2026-01-03 |
| `cargo bench -p benches` | cascade on SQLite | 5d6e7f8 with changes | 2026-01-05 |
| `cargo bench -p benches -- single 'two words'` | single on SQLite | 1a2b3c4 | whenever |
| `cargo run -p benches` | this report |  |  |
";
        assert_eq!(describe(&Results { sections }, &[]), expected);
    }

    #[test]
    fn what_means_nothing_is_warned_of() {
        let mut quick = section("bulk", None, []);
        quick.run.quick = true;
        let mut unoptimized = section("reads", Some("SQLite"), []);
        unoptimized.run.optimized = false;
        let sections = vec![quick, unoptimized, section("single", None, [])];
        let text = warning(&Results { sections });
        assert!(text.ends_with(": bulk (quick), reads on SQLite (not optimized).\n"));
        let sections = vec![section("single", None, [])];
        assert_eq!(warning(&Results { sections }), "");
    }
}
