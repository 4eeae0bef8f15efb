use benches::{Case, Ratio, Section, ratio};

use super::Goal;
use super::limit::worst;
use crate::figures;
use crate::results::{BACKENDS, Results, setting};

/// Of a cascade without a journal; where it is one statement, and elsewhere.
const ONE_STATEMENT_LIMIT: f64 = 2.2;
const LIMIT: f64 = 3.0;

/// Of a restore without a journal.
const UNDO_LIMIT: f64 = 2.0;

const WITH: &str = "with a journal";
const WITHOUT: &str = "without";
const UNDO: &str = "undo";

pub fn goals(results: &Results) -> Vec<Goal> {
    BACKENDS
        .into_iter()
        .flat_map(|backend| on(results, backend))
        .collect()
}

fn on(results: &Results, backend: &str) -> [Goal; 2] {
    let section = results.get("journal", Some(backend));
    let limit = match backend {
        "PostgreSQL" => ONE_STATEMENT_LIMIT,
        _ => LIMIT,
    };
    let of = |undo: bool| {
        let cases = section.map(|it| it.cases.as_slice()).unwrap_or_default();
        cases
            .iter()
            .filter(move |it| (it.operation == UNDO) == undo)
    };
    let cascade = Goal::new(
        "journal",
        format!("Journal on {backend}: a cascade takes at most {limit} of what it takes without"),
        section,
        worst(of(false), WITHOUT, limit),
    );
    let undo = Goal::new(
        "undo",
        format!("Undo on {backend}: at most {UNDO_LIMIT} of a cascade's restore without a journal"),
        section,
        worst(of(true), WITHOUT, UNDO_LIMIT)
            .map(|(text, verdict)| (text + &to_recorded(section), verdict)),
    );
    [cascade, undo]
}

/// What an undo takes next to a restore that is recorded as well.
fn to_recorded(section: Option<&Section>) -> String {
    let cases = section.map(|it| it.cases.as_slice()).unwrap_or_default();
    let ratio_of = |undo: &Case| -> Option<Ratio> {
        let mut restores = cases.iter().filter(|it| it.operation == "restore");
        let restore = restores.find(|it| setting(it, "touched") == setting(undo, "touched"))?;
        Some(ratio(undo.subject(WITH)?, restore.subject(WITH)?))
    };
    let undos = cases.iter().filter(|it| it.operation == UNDO);
    let ratios = undos.filter_map(|undo| Some(ratio_of(undo)?.typical));
    match ratios.max_by(f64::total_cmp) {
        Some(most) => {
            let most = figures::beside(most, UNDO_LIMIT);
            format!("; {most} at most of a restore that is recorded as well")
        }
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;
    use crate::samples::{case, section};

    fn of(operation: &str, with: f64, without: f64) -> Case {
        case(operation, [(WITH, &[with][..]), (WITHOUT, &[without])]).with("touched", "24")
    }

    fn goals_of(backend: &str, cases: [Case; 3]) -> Vec<(String, Verdict)> {
        let sections = vec![section("journal", Some(backend), cases)];
        let goals = on(&Results { sections }, backend);
        goals.map(|it| (it.measured, it.verdict)).into()
    }

    #[test]
    fn limits_are_met_exactly_at_them() {
        let expected = [
            (
                "2.20 for restore (touched 24), the worst of 2 cases".to_owned(),
                Verdict::Met,
            ),
            (
                "2.00 for undo (touched 24); 0.91 at most of a restore that is recorded as well"
                    .to_owned(),
                Verdict::Met,
            ),
        ];
        let cases = [
            of("soft delete", 210.0, 100.0),
            of("restore", 220.0, 100.0),
            of("undo", 200.0, 100.0),
        ];
        assert_eq!(goals_of("PostgreSQL", cases), expected);
    }

    #[test]
    fn limits_are_missed_beyond_them() {
        let verdicts = |backend| {
            let cases = [
                of("soft delete", 221.0, 100.0),
                of("restore", 301.0, 100.0),
                of("undo", 201.0, 100.0),
            ];
            goals_of(backend, cases)
        };
        let [cascade, undo] = &verdicts("PostgreSQL")[..] else {
            panic!("two goals");
        };
        assert_eq!(
            cascade.0,
            "3.01 for restore (touched 24), the worst of 2 cases, of which 2 miss"
        );
        assert_eq!((cascade.1, undo.1), (Verdict::Missed, Verdict::Missed));
        let [cascade, _] = &verdicts("SQLite")[..] else {
            panic!("two goals");
        };
        assert!(cascade.0.ends_with("of which 1 miss"), "{}", cascade.0);
    }
}
