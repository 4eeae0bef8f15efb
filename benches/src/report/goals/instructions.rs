use benches::{Case, Section};

use super::{Goal, Verdict};
use crate::figures;
use crate::results::{Results, ratio_to, setting};

/// The queries that the compiler knows whole; `in_scope(…)` is put together at run time.
const STATIC: [&str; 3] = ["active()", "active().filter(…)", "three tables joined"];

/// How many more there may be.
const PERCENT: f64 = 0.5;
const LIMIT: f64 = 1.0 + PERCENT / 100.0;

/// By how much counts of the same differ from run to run.
const NOISE: f64 = 0.001;

pub fn goals(results: &Results) -> Vec<Goal> {
    let section = results.get("instructions", None);
    let goal = |operation| {
        let text = format!(
            "Instructions to build and render `{operation}`: at most {PERCENT} % more than \
             Diesel by hand"
        );
        let measured = section.and_then(|section| measured(section, operation));
        Goal::new("instructions", text, section, measured)
    };
    STATIC.into_iter().map(goal).collect()
}

fn measured(section: &Section, operation: &str) -> Option<(String, Verdict)> {
    let cases = section.cases.iter();
    let ratios: Vec<(&Case, _)> = cases
        .filter(|case| case.operation == operation)
        .filter_map(|case| Some((case, ratio_to(case, "Diesel by hand")?)))
        .collect();
    if ratios.is_empty() {
        return None;
    }
    let texts: Vec<_> = ratios
        .iter()
        .map(|(case, ratio)| {
            let figure = figures::ratio_beside(*ratio, LIMIT, case.unit);
            format!("{figure} for {}", setting(case, "dialect"))
        })
        .collect();
    let all_within = |limit| ratios.iter().all(|(_, ratio)| ratio.typical <= limit);
    let verdict = if all_within(1.0 - NOISE) {
        Verdict::MetWithFewer
    } else {
        Verdict::of(all_within(LIMIT))
    };
    Some((texts.join(", "), verdict))
}

#[cfg(test)]
mod tests {
    use benches::Unit;

    use super::*;
    use crate::samples::{counted, section};

    fn verdict(counts: [f64; 2]) -> (String, Verdict) {
        let cases = counts.map(|count| {
            let subjects = [
                ("diesel-scopes", &[count][..]),
                ("Diesel by hand", &[10_000.0]),
            ];
            counted("active()", Unit::Instructions, subjects).with("dialect", "SQLite")
        });
        measured(&section("instructions", None, cases), "active()").unwrap()
    }

    #[test]
    fn more_is_not_met_by_fewer_elsewhere() {
        let text = "0.989 for SQLite, 1.006 for SQLite".to_owned();
        assert_eq!(verdict([9_890.0, 10_060.0]), (text, Verdict::Missed));
    }

    #[test]
    fn the_limit_is_met() {
        assert_eq!(verdict([10_050.0, 9_000.0]).1, Verdict::Met);
        assert_eq!(verdict([10_051.0, 9_000.0]).1, Verdict::Missed);
    }

    #[test]
    fn fewer_are_fewer_beyond_noise() {
        assert_eq!(verdict([9_890.0, 9_960.0]).1, Verdict::MetWithFewer);
        assert_eq!(verdict([9_890.0, 9_995.0]).1, Verdict::Met);
    }
}
