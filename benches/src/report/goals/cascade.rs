use benches::{Case, Section};

use super::limit::worst;
use super::{Goal, Verdict};
use crate::figures;
use crate::results::{BACKENDS, Results, setting, typical};

const LIMIT: f64 = 1.2;
const GROWTH_LIMIT: f64 = 1.5;

const AT_ONCE: &str = "by hand, at once";

pub fn goals(results: &Results) -> Vec<Goal> {
    BACKENDS
        .into_iter()
        .flat_map(|backend| on(results, backend))
        .collect()
}

fn on(results: &Results, backend: &str) -> Vec<Goal> {
    let section = results.get("cascade", Some(backend));
    let text = format!("Cascade on {backend}: at most {LIMIT} of SQL by hand");
    let measured = section.and_then(|section| worst(&section.cases, "by hand", LIMIT));
    let mut goals = vec![Goal::new("cascade", text, section, measured)];
    // Only one backend can.
    if let Some(measured) = section.and_then(|section| worst(&section.cases, AT_ONCE, LIMIT)) {
        let text = format!(
            "Soft delete by cascade on {backend}: at most {LIMIT} of one statement by hand"
        );
        goals.push(Goal::new("cascade at once", text, section, Some(measured)));
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{case, section};

    fn of(comments: &str, ours: f64, by_hand: f64) -> Case {
        case(
            "soft delete",
            [("diesel-scopes", &[ours][..]), ("by hand", &[by_hand])],
        )
        .with("varies", "table")
        .with("comments", comments)
    }

    /// The goals of the ratio and of the growth.
    fn goals_of(cases: [Case; 3]) -> [Goal; 2] {
        let sections = vec![section("cascade", Some("SQLite"), cases)];
        let [ratio, delete, restore] = on(&Results { sections }, "SQLite").try_into().ok().unwrap();
        assert_eq!(restore.verdict, Verdict::NotMeasured);
        [ratio, delete]
    }

    #[test]
    fn limits_are_met_exactly_at_them() {
        let [ratio, growth] = goals_of([
            of("100000", 120.0, 100.0),
            of("1000000", 120.0, 120.0),
            of("10000", 80.0, 100.0),
        ]);
        assert_eq!(ratio.text, "Cascade on SQLite: at most 1.2 of SQL by hand");
        let text = "1.20 for soft delete (comments 100,000, varies table), the worst of 3 cases";
        assert_eq!(
            (ratio.measured.as_str(), ratio.verdict),
            (text, Verdict::Met)
        );
        let text = "1.50 from 10,000 to 1,000,000 comments; by hand 1.20";
        assert_eq!(
            (growth.measured.as_str(), growth.verdict),
            (text, Verdict::Met)
        );
    }

    #[test]
    fn limits_are_missed_beyond_them() {
        let [ratio, growth] = goals_of([
            of("10000", 80.0, 100.0),
            of("100000", 120.1, 100.0),
            of("1000000", 120.1, 100.0),
        ]);
        assert!(
            ratio.measured.starts_with("1.201 for "),
            "{}",
            ratio.measured
        );
        assert_eq!(ratio.verdict, Verdict::Missed);
        assert!(
            growth.measured.starts_with("1.501 from "),
            "{}",
            growth.measured
        );
        assert_eq!(growth.verdict, Verdict::Missed);
    }

    #[test]
    fn growth_takes_tables_of_two_sizes() {
        let sections = vec![section("cascade", Some("SQLite"), [of("10000", 1.0, 1.0)])];
        let goals = on(&Results { sections }, "SQLite");
        let verdicts: Vec<_> = goals.iter().map(|it| it.verdict).collect();
        let none = Verdict::NotMeasured;
        assert_eq!(verdicts, [Verdict::Met, none, none]);
    }
}
