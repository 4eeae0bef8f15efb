use benches::{Case, Section};

use super::limit::worst;
use super::{Goal, Verdict};
use crate::figures;
use crate::results::{BACKENDS, Results, setting, typical};

const GROWTH_LIMIT: f64 = 1.5;

pub fn goals(results: &Results) -> Vec<Goal> {
    BACKENDS
        .into_iter()
        .flat_map(|backend| on(results, backend))
        .collect()
}

fn on(results: &Results, backend: &str) -> Vec<Goal> {
    let section = results.get("cascade", Some(backend));
    let text = format!("Cascade on {backend}: within 1.2 of SQL by hand");
    let measured = section.and_then(|section| worst(&section.cases, "by hand", 1.2));
    let mut goals = vec![Goal::new("cascade", text, section, measured)];
    for operation in ["soft delete", "restore"] {
        let text = format!(
            "Cascade on {backend}, {operation}: at most {GROWTH_LIMIT} times as long in the \
             largest table as in the smallest"
        );
        let measured = section.and_then(|section| growth(section, operation));
        goals.push(Goal::new("cascade", text, section, measured));
    }
    goals
}

/// How much longer it takes when only the table grows.
fn growth(section: &Section, operation: &str) -> Option<(String, Verdict)> {
    let mut cases: Vec<(u64, &Case)> = section
        .cases
        .iter()
        .filter(|case| case.operation == operation && setting(case, "varies") == "table")
        .filter_map(|case| Some((setting(case, "comments").parse().ok()?, case)))
        .collect();
    cases.sort_by_key(|(comments, _)| *comments);
    let [(fewest, smallest), .., (most, largest)] = cases.as_slice() else {
        return None;
    };
    let growth = |name| {
        let of = |case: &Case| typical(case.subject(name)?);
        Some(of(largest)? / of(smallest)?)
    };
    let ours = growth("diesel-scopes")?;
    let by_hand = match growth("by hand") {
        Some(it) => format!("by hand {it:.2}"),
        None => "by hand not measured".to_owned(),
    };
    let [fewest, most] = [fewest, most].map(|it| figures::grouped(&it.to_string()));
    let ours_shown = figures::beside(ours, GROWTH_LIMIT);
    let text = format!("{ours_shown} from {fewest} to {most} comments; {by_hand}");
    Some((text, Verdict::of(ours <= GROWTH_LIMIT)))
}
