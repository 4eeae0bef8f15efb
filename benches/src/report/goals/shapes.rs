//! What a cascade takes for each table, and with stale statistics.

use benches::{Case, Section, ratio};

use super::{Goal, Verdict};
use crate::figures;
use crate::results::{BACKENDS, Results, describe, setting};

const LIMIT: f64 = 2.0;

/// The shape next to which all others are judged.
const USUAL: (&str, &str) = ("chain", "6");

/// How a cascade is run, and how the goal calls that.
const WAYS: [(&str, &str); 4] = [
    ("first", "for the first time on a connection"),
    ("again", "prepared"),
    ("preview", "previewed"),
    ("locking", "with locks"),
];

pub fn shapes(results: &Results) -> Vec<Goal> {
    let goals = BACKENDS.into_iter().flat_map(|backend| {
        WAYS.map(|(way, name)| {
            let section = results.get("shapes", Some(backend));
            let text = format!(
                "Cascades of many tables on {backend}, {name}: at most {LIMIT} times as long for \
                 each table as in a chain of 6"
            );
            let measured = section.and_then(|section| a_table(section, way));
            Goal::new("shapes", text, section, measured)
        })
    });
    goals.collect()
}

fn a_table(section: &Section, way: &str) -> Option<(String, Verdict)> {
    let cases = || {
        let cases = section.cases.iter();
        cases.filter(|case| setting(case, "way") == way)
    };
    let shape = |case: &Case| {
        let (shape, tables) = (setting(case, "shape"), setting(case, "tables"));
        (shape.to_owned(), tables.to_owned())
    };
    let is_usual = |case: &Case| shape(case) == (USUAL.0.to_owned(), USUAL.1.to_owned());
    let tables = |case: &Case| setting(case, "tables").parse::<f64>().ok();
    let ratios = cases().filter(|case| !is_usual(case)).filter_map(|case| {
        let same = |other: &&Case| is_usual(other) && other.operation == case.operation;
        let usual = cases().find(same)?;
        Some((case, times(case, usual)? * tables(usual)? / tables(case)?))
    });
    longest(ratios.collect())
}

pub fn replies(results: &Results) -> Vec<Goal> {
    let goal = |backend| {
        let section = results.get("replies", Some(backend));
        let text = format!(
            "Cascades over very many replies on {backend}, counted before the delete: restore, \
             purge and locking at most {LIMIT} times as long as the delete"
        );
        let measured = section.and_then(|section| {
            let is_delete =
                |case: &Case| case.operation == "soft delete" && setting(case, "way") == "plain";
            let delete = section.cases.iter().find(|case| is_delete(case))?;
            let others = section.cases.iter().filter(|case| !is_delete(case));
            let ratios = others.filter_map(|case| Some((case, times(case, delete)?)));
            longest(ratios.collect())
        });
        Goal::new("replies", text, section, measured)
    };
    BACKENDS.into_iter().map(goal).collect()
}

/// How many times as long one case takes as another that was measured in the same
/// turns.
fn times(case: &Case, other: &Case) -> Option<f64> {
    let times = ratio(case.subjects.first()?, other.subjects.first()?).typical;
    Some(times).filter(|it| it.is_finite())
}

fn longest(mut times: Vec<(&Case, f64)>) -> Option<(String, Verdict)> {
    times.sort_by(|(_, one), (_, other)| one.total_cmp(other));
    let &(case, longest) = times.last()?;
    let missed = times.iter().filter(|(_, it)| *it > LIMIT).count();
    let among = match (missed, times.len()) {
        (_, 1) => String::new(),
        (0, all) => format!(", the longest of {all} cases"),
        (missed, all) => format!(", the longest of {all} cases, of which {missed} miss"),
    };
    let longest = figures::beside(longest, LIMIT);
    let text = format!("{longest} for {}{among}", describe(case));
    Some((text, Verdict::of(missed == 0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{case, section};

    fn shape(shape: &str, tables: &str, rounds: &[f64]) -> Case {
        case("restore", [("diesel-scopes", rounds)])
            .with("way", "again")
            .with("shape", shape)
            .with("tables", tables)
    }

    fn measured(cases: impl IntoIterator<Item = Case>) -> (String, Verdict) {
        a_table(&section("shapes", Some("MySQL"), cases), "again").unwrap()
    }

    #[test]
    fn a_table_is_compared_with_one_of_a_short_chain() {
        // In the second turn everything took longer.
        let usual = || shape("chain", "6", &[6.0, 60.0, 6.0]);
        let (text, verdict) = measured([
            usual(),
            shape("chain", "60", &[60.0, 600.0, 60.0]),
            shape("complete", "16", &[32.0, 320.0, 32.0]),
        ]);
        let expected = "2.00 for restore (shape complete, tables 16, way again), the longest of \
                        2 cases";
        assert_eq!((text.as_str(), verdict), (expected, Verdict::Met));
        let (text, verdict) = measured([usual(), shape("layers", "20", &[40.1, 400.1, 40.1])]);
        let missed = "2.005 for restore (shape layers, tables 20, way again)";
        assert_eq!((text.as_str(), verdict), (missed, Verdict::Missed));
    }

    #[test]
    fn nothing_is_compared_with_nothing() {
        let alone = section("shapes", Some("MySQL"), [shape("chain", "60", &[1.0])]);
        assert!(a_table(&alone, "again").is_none());
        let alone = section("shapes", Some("MySQL"), [shape("chain", "6", &[1.0])]);
        assert!(a_table(&alone, "again").is_none());
    }

    #[test]
    fn all_is_compared_with_the_delete() {
        let of = |operation, way, time| {
            case(operation, [("diesel-scopes", &[time][..])]).with("way", way)
        };
        let cases = [
            of("soft delete", "plain", 10.0),
            of("restore", "plain", 19.0),
            of("soft delete", "locking", 21.0),
        ];
        let sections = vec![section("replies", Some("SQLite"), cases)];
        let goals = replies(&Results { sections });
        let goal = goals.last().unwrap();
        let text = "2.10 for soft delete (way locking), the longest of 2 cases, of which 1 miss";
        assert_eq!(
            (goal.measured.as_str(), goal.verdict),
            (text, Verdict::Missed)
        );
    }
}
