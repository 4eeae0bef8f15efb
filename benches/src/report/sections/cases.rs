use benches::{Case, Section};

use super::topic::Topic;
use crate::figures;
use crate::results::{ratio_to, setting, typical};
use crate::table::Table;

/// The section's cases: in one table, unless the crate's own subject changes.
pub fn tables(section: &Section, topic: &Topic) -> String {
    section
        .cases
        .chunk_by(|one, other| ours(one) == ours(other))
        .map(|cases| table(cases, topic))
        .collect()
}

fn ours(case: &Case) -> Option<&str> {
    case.subjects.first().map(|subject| subject.name.as_str())
}

fn table(cases: &[Case], topic: &Topic) -> String {
    let others = cases.iter().flat_map(|case| case.settings.keys());
    let columns = ["operation"]
        .into_iter()
        .chain(topic.settings.iter().copied());
    let columns = distinct(columns.chain(others.map(String::as_str)));
    let subjects = cases.iter().flat_map(|case| &case.subjects);
    let subjects = distinct(subjects.map(|subject| subject.name.as_str()));
    // What all rows have in common needs no column.
    let (common, columns): (Vec<_>, Vec<_>) = columns
        .into_iter()
        .partition(|column| values(cases, column).len() < 2);
    let mut table = Table::new(columns.iter().chain(&subjects).copied());
    for case in sorted(cases, &columns) {
        let values = columns.iter().map(|column| value(case, column));
        let amounts = subjects.iter().map(|name| amount(case, name));
        table.row(values.map(figures::grouped).chain(amounts));
    }
    format!("\n{}{table}", caption(cases, &common))
}

/// By the first column, then by the second one, …: numbers by size, words as they come.
fn sorted<'a>(cases: &'a [Case], columns: &[&str]) -> Vec<&'a Case> {
    let mut sorted: Vec<_> = cases.iter().collect();
    // The sort is stable, so that the most important column comes last.
    for column in columns.iter().rev() {
        let values = values(cases, column);
        let place = |case: &Case| {
            let value = value(case, column);
            let number = value.trim_end_matches(" %").parse().unwrap_or(u64::MAX);
            (number, values.iter().position(|it| *it == value))
        };
        sorted.sort_by_key(|case| place(case));
    }
    sorted
}

/// What all cases have in common: `soft delete by key, network in process`.
fn caption(cases: &[Case], common: &[&str]) -> String {
    let Some(case) = cases.first() else {
        return String::new();
    };
    let values = common.iter().map(|column| (*column, value(case, column)));
    let parts: Vec<_> = values
        .filter(|(_, value)| !value.is_empty())
        .map(|(column, value)| match column {
            "operation" => value.to_owned(),
            _ => format!("{column} {}", figures::grouped(value)),
        })
        .collect();
    if parts.is_empty() {
        return String::new();
    }
    format!("In all rows: {}.\n\n", parts.join(", "))
}

/// Each of the column's values once.
fn values<'a>(cases: &'a [Case], column: &str) -> Vec<&'a str> {
    distinct(cases.iter().map(|case| value(case, column)))
}

fn value<'a>(case: &'a Case, column: &str) -> &'a str {
    match column {
        "operation" => &case.operation,
        _ => setting(case, column),
    }
}

/// What the subject takes, and beneath it the crate's ratio to that.
fn amount(case: &Case, name: &str) -> String {
    let Some(amount) = case.subject(name).and_then(typical) else {
        return "–".to_owned();
    };
    let amount = figures::amount(amount, case.unit);
    if ours(case) == Some(name) {
        return amount;
    }
    match ratio_to(case, name) {
        Some(ratio) => format!("{amount}<br>{}", figures::ratio(ratio, case.unit)),
        None => amount,
    }
}

/// Each name once, in the order of their first appearance.
fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut distinct = Vec::new();
    for name in names {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    distinct
}
