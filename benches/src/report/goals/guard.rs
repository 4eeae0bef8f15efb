//! What a guard takes for a statement.

use benches::{Case, Section};

use super::{Goal, Verdict};
use crate::figures;
use crate::results::{Results, describe, setting, typical};

/// What is asked of a text, in nanoseconds.
const LIMITS: [(&str, &str, f64); 2] = [
    ("new", "has not seen", 100_000.0),
    ("known", "knows", 2_000.0),
];

pub fn goals(results: &Results) -> Vec<Goal> {
    let section = results.get("guard", None);
    let goals = LIMITS.map(|(text, seen, limit)| {
        let shown = figures::time(limit);
        let goal = format!("A guard in a test build, a statement that it {seen}: at most {shown}");
        let measured = section.and_then(|section| longest(section, text, limit));
        Goal::new("guard", goal, section, measured)
    });
    goals.into()
}

fn longest(section: &Section, text: &str, limit: f64) -> Option<(String, Verdict)> {
    let cases = section.cases.iter();
    let cases = cases.filter(|case| setting(case, "text") == text);
    let mut times: Vec<(&Case, f64)> = cases
        .filter_map(|case| Some((case, typical(case.subjects.first()?)?)))
        .collect();
    times.sort_by(|(_, one), (_, other)| one.total_cmp(other));
    let &(case, longest) = times.last()?;
    let missed = times.iter().filter(|(_, it)| *it > limit).count();
    let among = match (missed, times.len()) {
        (_, 1) => String::new(),
        (0, all) => format!(", the longest of {all} cases"),
        (missed, all) => format!(", the longest of {all} cases, of which {missed} miss"),
    };
    let figure = figures::time(longest);
    let measured = format!("{figure} for {}{among}", describe(case));
    Some((measured, Verdict::of(missed == 0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{case, section};

    fn of(text: &str, microseconds: f64) -> Case {
        case("active()", [("diesel-scopes", &[1e3 * microseconds][..])]).with("text", text)
    }

    #[test]
    fn each_kind_of_text_has_its_limit() {
        let cases = [
            of("new", 40.0),
            of("new", 100.0),
            of("known", 2.1),
            of("known", 1.0),
        ];
        let sections = vec![section("guard", None, cases)];
        let goals = goals(&Results { sections });
        let shown = goals.iter().map(|it| (it.measured.as_str(), it.verdict));
        assert_eq!(
            shown.collect::<Vec<_>>(),
            [
                (
                    "100 µs for active() (text new), the longest of 2 cases",
                    Verdict::Met
                ),
                (
                    "2.10 µs for active() (text known), the longest of 2 cases, of which 1 miss",
                    Verdict::Missed
                ),
            ]
        );
        assert_eq!(
            goals[0].text,
            "A guard in a test build, a statement that it has not seen: at most 100 µs"
        );
    }
}
