//! Everything that was measured, section by section.

mod cases;
mod topic;

use self::topic::{TOPICS, Topic};
use crate::plots::Plot;
use crate::results::{BACKENDS, Results};

const INTRODUCTION: &str = "
## How to read the tables

A row compares ways to do the same work; only `unfiltered` and `table!` do less. A figure is the
median of the rounds' medians. Beneath it stands the ratio of the crate's figure to it, which is
taken within each round: the median over the rounds, and in parentheses their spread, as with the
goals. Below 1, the crate takes less. Where there is no figure, nothing was measured.
";

pub fn describe(results: &Results, plots: &[Plot], only_measured: bool) -> String {
    let mut text = INTRODUCTION.to_owned();
    for topic in &TOPICS {
        let tables = tables(results, topic);
        if only_measured && tables.is_empty() {
            continue;
        }
        text.push_str(&format!("\n## {}\n\n{}\n", topic.title, topic.text));
        text.push_str(&tables);
        text.push_str(&missing(results, topic));
        for plot in plots.iter().filter(|plot| plot.section == topic.section) {
            text.push_str(&format!("\n![{}]({})\n", plot.title, plot.file));
        }
        if !tables.is_empty() {
            text.push_str(&format!("\n{}\n", topic.meaning));
        }
    }
    text
}

/// The tables of all backends, or those that need none.
fn tables(results: &Results, topic: &Topic) -> String {
    let alone = results.get(topic.section, None);
    let alone = alone.map(|section| cases::tables(section, topic));
    let on_backends = results
        .on_backends(topic.section)
        .map(|(backend, section)| format!("\n### {backend}\n{}", cases::tables(section, topic)));
    alone.into_iter().chain(on_backends).collect()
}

fn missing(results: &Results, topic: &Topic) -> String {
    if !topic.on_backends {
        return match (results.get(topic.section, None), topic.needs) {
            (Some(_), _) => String::new(),
            (None, "") => "\nNot measured.\n".to_owned(),
            (None, needs) => format!("\nNot measured. {needs}\n"),
        };
    }
    let missing: Vec<_> = BACKENDS
        .into_iter()
        .filter(|backend| results.get(topic.section, Some(backend)).is_none())
        .collect();
    if missing.is_empty() {
        return String::new();
    }
    format!("\nNot measured on {}.\n", missing.join(", "))
}
