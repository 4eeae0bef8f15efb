use benches::{Case, Section};

use super::{Goal, Verdict};
use crate::figures;
use crate::results::{Results, ratio_to, setting};

/// The queries that the compiler knows whole; `in_scope(…)` is put together at run time.
const STATIC: [&str; 3] = ["active()", "active().filter(…)", "three tables joined"];

const LIMIT: f64 = 1.005;

pub fn goals(results: &Results) -> Vec<Goal> {
    let section = results.get("instructions", None);
    let goal = |operation| {
        let text = format!(
            "Instructions to build and render `{operation}`: within 0.5 % of Diesel by hand"
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
    let all = |wanted: fn(f64) -> bool| ratios.iter().all(|(_, ratio)| wanted(ratio.typical));
    let verdict = if all(|it| it < 1.0) {
        Verdict::MetWithFewer
    } else {
        Verdict::of(all(|it| it <= LIMIT))
    };
    Some((texts.join(", "), verdict))
}
