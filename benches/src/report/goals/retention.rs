//! What a purge in batches takes next to a loop by hand.

use benches::{Case, Section};

use super::limit::worst;
use super::{Goal, Verdict};
use crate::figures;
use crate::results::{BACKENDS, Results, setting};

const LIMIT: f64 = 1.1;
/// The longest batch, next to the median.
const LONGEST: f64 = 3.0;
/// Memory for the most rows of so many tables, next to that for the fewest.
const MEMORY: f64 = 1.2;

const CRATE: &str = "diesel-scopes";
const BY_KEY: &str = "raw loop by key";

pub fn goals(results: &Results) -> Vec<Goal> {
    BACKENDS
        .into_iter()
        .flat_map(|backend| on(results, backend))
        .collect()
}

fn on(results: &Results, backend: &str) -> [Goal; 3] {
    let section = results.get("retention", Some(backend));
    let goal = |text: String, measured| Goal::new("retention", text, section, measured);
    let cases = section.map(|it| it.cases.as_slice()).unwrap_or_default();
    let purges = cases.iter().filter(|it| it.operation == "purge");
    [
        goal(
            format!("Purge in batches on {backend}: at most {LIMIT} of a raw loop by key"),
            worst(purges, BY_KEY, LIMIT),
        ),
        goal(
            format!("The longest batch on {backend}: at most {LONGEST} of the median"),
            section.and_then(longest),
        ),
        goal(
            format!("Memory on {backend}: at most {MEMORY} for more rows of that for the fewest"),
            section.and_then(memory),
        ),
    ]
}

fn of<'a>(section: &'a Section, operation: &'a str) -> impl Iterator<Item = (&'a Case, f64)> {
    let cases = section.cases.iter();
    let cases = cases.filter(move |it| it.operation == operation);
    cases.filter_map(|it| Some((it, it.subject(CRATE)?.typical())))
}

/// Of so many tables the most rows: batches of a millisecond are as long as the system lets them.
fn longest(section: &Section) -> Option<(String, Verdict)> {
    let rows = |case: &Case| setting(case, "rows").parse::<u64>().unwrap_or(0);
    let is_largest = |case: &Case| {
        let mut others = of(section, "longest batch").map(|(other, _)| other);
        others.all(|it| setting(it, "tables") != setting(case, "tables") || rows(it) <= rows(case))
    };
    let batches = of(section, "longest batch").filter(|(case, _)| is_largest(case));
    let ratios = batches.filter_map(|(case, longest)| {
        let rows = setting(case, "rows");
        let mut medians = of(section, "median batch");
        let (_, median) = medians.find(|(it, _)| setting(it, "rows") == rows)?;
        Some((longest / median, rows))
    });
    let (ratio, rows) = ratios.max_by(|(one, _), (other, _)| one.total_cmp(other))?;
    let rows = figures::grouped(rows);
    let text = format!("{} for {rows} rows", figures::beside(ratio, LONGEST));
    Some((text, Verdict::of(ratio <= LONGEST)))
}

fn memory(section: &Section) -> Option<(String, Verdict)> {
    let sizes = |tables| {
        let sizes =
            of(section, "peak memory").filter(move |(it, _)| setting(it, "tables") == tables);
        sizes.filter_map(|(case, bytes)| Some((setting(case, "rows").parse::<u64>().ok()?, bytes)))
    };
    let ratios = of(section, "peak memory").filter_map(|(case, _)| {
        let tables = setting(case, "tables");
        let (few, least) = sizes(tables).min_by_key(|(rows, _)| *rows)?;
        let (many, most) = sizes(tables).max_by_key(|(rows, _)| *rows)?;
        Some((most / least, few, many))
    });
    let (ratio, few, many) = ratios.max_by(|(one, ..), (other, ..)| one.total_cmp(other))?;
    let [few, many] = [few, many].map(|rows| figures::grouped(&rows.to_string()));
    let ratio_text = figures::beside(ratio, MEMORY);
    let text = format!("{ratio_text} for {many} rows to {few}");
    Some((text, Verdict::of(ratio <= MEMORY)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{case, section};

    fn measured(purge: f64, longest: f64, memory: f64) -> Vec<(String, Verdict)> {
        let named = |operation, rows: &str, figure: f64| {
            case(operation, [(CRATE, &[figure][..]), (BY_KEY, &[100.0])]).with("rows", rows)
        };
        let cases = [
            named("purge", "1000", purge),
            named("median batch", "10", 1.0),
            named("longest batch", "10", 50.0),
            named("median batch", "1000", 10.0),
            named("longest batch", "1000", longest),
            named("peak memory", "10", 50.0),
            named("peak memory", "1000", memory),
        ];
        let sections = vec![section("retention", Some("SQLite"), cases)];
        let goals = on(&Results { sections }, "SQLite");
        goals.map(|it| (it.measured, it.verdict)).into()
    }

    #[test]
    fn limits_are_met_exactly_at_them() {
        let texts = [
            "1.10 for purge (rows 1,000)",
            "3.00 for 1,000 rows",
            "1.20 for 1,000 rows to 10",
        ];
        let expected: Vec<_> = texts.map(|it| (it.to_owned(), Verdict::Met)).into();
        assert_eq!(measured(110.0, 30.0, 60.0), expected);
    }

    #[test]
    fn limits_are_missed_beyond_them() {
        let verdicts = measured(111.0, 31.0, 61.0).into_iter().map(|it| it.1);
        assert!(verdicts.eq([Verdict::Missed; 3]));
    }
}
