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
    let alike = cases.windows(2).all(|it| rounds(&it[0]) == rounds(&it[1]));
    let rounds_column = if alike { None } else { Some("rounds") };
    let header = columns.iter().copied().chain(rounds_column);
    let mut table = Table::new(header.chain(subjects.iter().copied()));
    for case in sorted(cases, &columns) {
        let values = columns.iter().map(|column| value(case, column));
        let rounds = rounds_column.map(|_| rounds(case).to_string());
        let amounts = subjects.iter().map(|name| amount(case, name));
        table.row(values.map(figures::grouped).chain(rounds).chain(amounts));
    }
    format!("\n{}{table}", caption(cases, &common, alike))
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

/// How often the crate did it; the others did it as often.
fn rounds(case: &Case) -> usize {
    case.subjects.first().map_or(0, |it| it.rounds.len())
}

/// What all cases have in common: `soft delete by key, network in process, 11 rounds`.
fn caption(cases: &[Case], common: &[&str], rounds_alike: bool) -> String {
    let Some(case) = cases.first() else {
        return String::new();
    };
    let values = common.iter().map(|column| (*column, value(case, column)));
    let rounds = rounds_alike.then(|| match rounds(case) {
        1 => "1 round".to_owned(),
        rounds => format!("{rounds} rounds"),
    });
    let parts: Vec<_> = values
        .filter(|(_, value)| !value.is_empty())
        .map(|(column, value)| match column {
            "operation" => value.to_owned(),
            _ => format!("{column} {}", figures::grouped(value)),
        })
        .chain(rounds)
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

#[cfg(test)]
mod tests {
    use super::super::topic::TOPICS;
    use super::*;
    use crate::samples::{case, section};

    fn of(operation: &str, rows: &str, rounds: &[f64]) -> Case {
        let raw = vec![1e6; rounds.len()];
        case(
            operation,
            [("diesel-scopes", rounds), ("raw statement", &raw)],
        )
        .with("rows", rows)
    }

    fn shown(cases: [Case; 2]) -> String {
        let section = section("bulk", Some("SQLite"), cases);
        let topic = TOPICS.iter().find(|topic| topic.section == section.name);
        topic
            .map(|topic| tables(&section, topic))
            .unwrap_or_default()
    }

    #[test]
    fn rounds_that_are_alike_stand_above() {
        let text = shown([
            of("purge", "10000", &[1.1e6, 1.2e6]),
            of("purge", "1000000", &[1.1e6, 1.1e6]),
        ]);
        let expected = "
In all rows: purge, 2 rounds.

| rows | diesel-scopes | raw statement |
|---|---|---|
| 10,000 | 1.15 ms | 1.00 ms<br>1.15 (1.10–1.20) |
| 1,000,000 | 1.10 ms | 1.00 ms<br>1.10 (1.10–1.10) |
";
        assert_eq!(text, expected);
    }

    #[test]
    fn rounds_that_differ_have_a_column() {
        let text = shown([
            of("restore", "1000000", &[1.1e6]),
            of("purge", "10000", &[1.1e6, 1.2e6]),
        ]);
        let expected = "
| operation | rows | rounds | diesel-scopes | raw statement |
|---|---|---|---|---|
| restore | 1,000,000 | 1 | 1.10 ms | 1.00 ms<br>1.10 |
| purge | 10,000 | 2 | 1.15 ms | 1.00 ms<br>1.15 (1.10–1.20) |
";
        assert_eq!(text, expected);
    }
}
