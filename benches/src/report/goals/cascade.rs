use benches::{Case, Section};

use super::limit::worst;
use super::{Goal, Verdict};
use crate::figures;
use crate::results::{BACKENDS, Results, setting, typical};

/// Of one statement, where that can be all; elsewhere of the cascade that the
/// benches take as the usual one.
const LIMIT: f64 = 1.1;

/// Of a cascade of whatever size.
const ANY_LIMIT: f64 = 1.2;

const GROWTH_LIMIT: f64 = 1.5;

const OPERATIONS: [&str; 3] = ["soft delete", "restore", "purge"];

/// Where a cascade is one statement.
const ONE_STATEMENT: &str = "PostgreSQL";

pub fn goals(results: &Results) -> Vec<Goal> {
    BACKENDS
        .into_iter()
        .flat_map(|backend| on(results, backend))
        .collect()
}

fn on(results: &Results, backend: &str) -> Vec<Goal> {
    let section = results.get("cascade", Some(backend));
    let mut goals = Vec::new();
    let mut goal = |id, text, limit, wanted: &dyn Fn(&Case) -> bool| {
        let measured = section.and_then(|section| {
            let cases = section.cases.iter().filter(|case| wanted(case));
            worst(cases, "by hand", limit)
        });
        goals.push(Goal::new(id, text, section, measured));
    };
    for operation in OPERATIONS {
        if backend == ONE_STATEMENT {
            for network in ["loopback", "1 ms each way"] {
                let text = format!(
                    "Cascade on {backend}, {operation}, {network}: at most {LIMIT} of one \
                     statement by hand, at every size"
                );
                goal("cascade at once", text, LIMIT, &|case| {
                    case.operation == operation && setting(case, "network") == network
                });
            }
        } else {
            let text = format!(
                "Cascade on {backend}, {operation} of a user with 100 posts and 2,000 comments: \
                 at most {LIMIT} of SQL by hand"
            );
            goal("cascade", text, LIMIT, &|case| {
                case.operation == operation && setting(case, "varies") == "table"
            });
        }
    }
    if backend != ONE_STATEMENT {
        let text = format!(
            "Cascade on {backend}, of any number of rows: at most {ANY_LIMIT} of SQL by hand"
        );
        goal("cascade", text, ANY_LIMIT, &|_| true);
    }
    for operation in OPERATIONS {
        let text = format!(
            "Cascade on {backend}, {operation}: at most {GROWTH_LIMIT} times as long in the \
             largest table as in the smallest"
        );
        let measured = section.and_then(|section| growth(section, operation));
        goals.push(Goal::new("cascade growth", text, section, measured));
    }
    goals
}

/// How much longer it takes when only the table grows.
fn growth(section: &Section, operation: &str) -> Option<(String, Verdict)> {
    let mut cases: Vec<(u64, &Case)> = section
        .cases
        .iter()
        .filter(|case| case.operation == operation && setting(case, "varies") == "table")
        .filter(|case| ["", "loopback"].contains(&setting(case, "network")))
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

    fn of(varies: &str, comments: &str, ours: f64, by_hand: f64) -> Case {
        case(
            "soft delete",
            [("diesel-scopes", &[ours][..]), ("by hand", &[by_hand])],
        )
        .with("varies", varies)
        .with("comments", comments)
    }

    /// The goals that were measured, of soft deletes only.
    fn goals_of(backend: &str, cases: impl IntoIterator<Item = Case>) -> Vec<Goal> {
        let sections = vec![section("cascade", Some(backend), cases)];
        let mut goals = on(&Results { sections }, backend);
        goals.retain(|goal| goal.verdict != Verdict::NotMeasured);
        goals
    }

    fn shown(goals: &[Goal]) -> Vec<(&str, Verdict)> {
        goals
            .iter()
            .map(|it| (it.measured.as_str(), it.verdict))
            .collect()
    }

    #[test]
    fn limits_are_met_exactly_at_them() {
        let goals = goals_of(
            "SQLite",
            [
                of("table", "100000", 110.0, 100.0),
                of("table", "1000000", 120.0, 120.0),
                of("table", "10000", 80.0, 100.0),
                of("touched", "1000000", 120.0, 100.0),
            ],
        );
        assert_eq!(
            goals[0].text,
            "Cascade on SQLite, soft delete of a user with 100 posts and 2,000 comments: at most \
             1.1 of SQL by hand"
        );
        let expected = [
            (
                "1.10 for soft delete (comments 100,000, varies table), the worst of 3 cases",
                Verdict::Met,
            ),
            (
                "1.20 for soft delete (comments 1,000,000, varies touched), the worst of 4 cases",
                Verdict::Met,
            ),
            (
                "1.50 from 10,000 to 1,000,000 comments; by hand 1.20",
                Verdict::Met,
            ),
        ];
        assert_eq!(shown(&goals), expected);
    }

    #[test]
    fn limits_are_missed_beyond_them() {
        let goals = goals_of(
            "SQLite",
            [
                of("table", "10000", 80.0, 100.0),
                of("table", "100000", 110.1, 100.0),
                of("table", "1000000", 120.1, 100.0),
            ],
        );
        let figures: Vec<_> = shown(&goals)
            .into_iter()
            .map(|(text, verdict)| (text.split(' ').next().unwrap_or_default(), verdict))
            .collect();
        let missed = Verdict::Missed;
        let expected = [("1.20", missed), ("1.201", missed), ("1.501", missed)];
        assert_eq!(figures, expected);
        let all = ", the worst of 3 cases, of which 2 miss";
        assert!(goals[0].measured.ends_with(all), "{}", goals[0].measured);
    }

    #[test]
    fn one_statement_is_judged_at_every_size_and_distance() {
        let far = |case: Case| case.with("network", "1 ms each way");
        let near = |case: Case| case.with("network", "loopback");
        let goals = goals_of(
            "PostgreSQL",
            [
                near(of("table", "1000000", 100.0, 100.0)),
                near(of("touched", "1000000", 111.0, 100.0)),
                far(of("touched", "1000000", 109.0, 100.0)),
            ],
        );
        let far = "Cascade on PostgreSQL, soft delete, 1 ms each way: at most 1.1 of one \
                   statement by hand, at every size";
        assert_eq!(goals[1].text, far);
        let verdicts: Vec<_> = goals.iter().map(|it| it.verdict).collect();
        assert_eq!(verdicts, [Verdict::Missed, Verdict::Met]);
    }

    #[test]
    fn growth_takes_tables_of_two_sizes() {
        let goals = goals_of("SQLite", [of("table", "10000", 1.0, 1.0)]);
        assert!(goals.iter().all(|it| it.id != "cascade growth"));
    }
}
