//! What a write costs, of one row and of many.

use super::limit::worst;
use super::{Goal, Verdict};
use crate::figures;
use crate::results::{BACKENDS, Results, ratio_to, setting};

const UPDATE_LIMIT: f64 = 0.5;
const DRIVER_LIMIT: f64 = 1.1;
const BULK_LIMIT: f64 = 1.1;

pub fn single(results: &Results) -> Vec<Goal> {
    let backend = "PostgreSQL";
    let section = results.get("single", Some(backend));
    let others = [
        ("diesel::update", UPDATE_LIMIT),
        ("tokio-postgres", DRIVER_LIMIT),
    ];
    let pairs = others
        .into_iter()
        .flat_map(|other| ["loopback", "1 ms each way"].map(|network| (other, network)));
    let goal = |((other, limit), network)| {
        let text = format!(
            "Soft delete by key on {backend}, {network}: at most {limit} of the time of `{other}`"
        );
        let case = section.and_then(|section| {
            let mut cases = section.cases.iter();
            cases.find(|case| setting(case, "network") == network)
        });
        let measured = case.and_then(|case| {
            let ratio = ratio_to(case, other)?;
            let figure = figures::ratio_beside(ratio, limit, case.unit);
            Some((figure, Verdict::of(ratio.typical <= limit)))
        });
        Goal::new("single", text, section, measured)
    };
    pairs.map(goal).collect()
}

pub fn bulk(results: &Results) -> Vec<Goal> {
    let goal = |backend| {
        let text =
            format!("Many rows at once on {backend}: at most {BULK_LIMIT} of the raw statement");
        let section = results.get("bulk", Some(backend));
        let measured =
            section.and_then(|section| worst(&section.cases, "raw statement", BULK_LIMIT));
        Goal::new("bulk", text, section, measured)
    };
    BACKENDS.into_iter().map(goal).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{case, section};

    /// The goals next to `diesel::update` and to the driver, with the crate's time behind a
    /// network.
    fn next_to_100(ours: f64) -> Vec<Goal> {
        let subjects = [
            ("diesel-scopes", &[ours][..]),
            ("diesel::update", &[100.0]),
            ("tokio-postgres", &[100.0]),
        ];
        let case = case("soft delete by key", subjects).with("network", "1 ms each way");
        let sections = vec![section("single", Some("PostgreSQL"), [case])];
        let goals = single(&Results { sections });
        goals
            .into_iter()
            .filter(|it| it.verdict != Verdict::NotMeasured)
            .collect()
    }

    #[test]
    fn a_little_above_one_half_misses() {
        let [to_update, to_driver] = &next_to_100(50.3)[..] else {
            panic!("two are measured");
        };
        let text = "Soft delete by key on PostgreSQL, 1 ms each way: \
                    at most 0.5 of the time of `diesel::update`";
        assert_eq!(to_update.text, text);
        assert_eq!(to_update.measured, "0.503");
        assert_eq!(to_update.result(), "**missed**");
        assert_eq!(
            (to_driver.measured.as_str(), to_driver.verdict),
            ("0.50", Verdict::Met)
        );
    }

    #[test]
    fn one_half_and_the_limit_are_met() {
        let verdicts = |ours| {
            next_to_100(ours)
                .iter()
                .map(|it| it.verdict)
                .collect::<Vec<_>>()
        };
        assert_eq!(verdicts(50.0), [Verdict::Met; 2]);
        assert_eq!(verdicts(110.0), [Verdict::Missed, Verdict::Met]);
        assert_eq!(verdicts(110.1), [Verdict::Missed; 2]);
    }

    fn many_rows(times: [f64; 3]) -> Goal {
        let cases = times.map(|time| {
            case(
                "restore",
                [("diesel-scopes", &[time][..]), ("raw statement", &[100.0])],
            )
            .with("rows", "1000000")
        });
        let sections = vec![section("bulk", Some("MariaDB"), cases)];
        bulk(&Results { sections }).swap_remove(1)
    }

    #[test]
    fn the_worst_case_decides() {
        let goal = many_rows([95.0, 110.0, 100.0]);
        assert_eq!(
            goal.text,
            "Many rows at once on MariaDB: at most 1.1 of the raw statement"
        );
        assert_eq!(
            goal.measured,
            "1.10 for restore (rows 1,000,000), the worst of 3 cases"
        );
        assert_eq!(goal.verdict, Verdict::Met);
        let goal = many_rows([95.0, 111.0, 110.2]);
        let measured = "1.11 for restore (rows 1,000,000), the worst of 3 cases, of which 2 miss";
        assert_eq!(
            (goal.measured.as_str(), goal.verdict),
            (measured, Verdict::Missed)
        );
    }

    #[test]
    fn what_means_nothing_says_so() {
        let case = case(
            "purge",
            [("diesel-scopes", &[1.0][..]), ("raw statement", &[1.0])],
        );
        let mut section = section("bulk", Some("PostgreSQL"), [case]);
        section.run.quick = true;
        let sections = vec![section];
        let results: Vec<_> = bulk(&Results { sections })
            .iter()
            .map(Goal::result)
            .collect();
        assert_eq!(
            results,
            [
                "met (means nothing)",
                "not measured",
                "not measured",
                "not measured"
            ]
        );
    }
}
