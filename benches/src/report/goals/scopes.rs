use benches::{CONFIDENCE, Ratio, Section, median};

use super::limit::ratios;
use super::{Goal, Verdict};
use crate::figures;
use crate::results::{BACKENDS, Results, describe};

/// Of the median over the cases.
const LIMIT: f64 = 1.01;

/// How far from 1 a case has to be, beyond noise, to be slower or faster.
const MARGIN: f64 = 0.02;
const SLOWER: f64 = 1.0 + MARGIN;
const FASTER: f64 = 1.0 - MARGIN;

pub fn note() -> String {
    format!(
        "\
Scopes cost nothing to run if the median of all cases' ratios is at most {LIMIT} and no case is
slower beyond noise: if none has an interval that is above {SLOWER} as a whole. One below {FASTER}
as a whole is faster. The interval is that of the median and stands in parentheses in the place of
the spread. It is right with a confidence of {} % or more, however the rounds' ratios are
distributed, if they do not depend on each other; with fewer than 8 rounds it is the range of all
of them, which is less sure. How wide the intervals typically are tells how large a cost the noise
could hide in a single case.
",
        CONFIDENCE * 100.0
    )
}

pub fn goals(results: &Results) -> Vec<Goal> {
    let goal = |backend| {
        let text = format!(
            "Scopes cost nothing to run: reads on {backend} next to Diesel by hand, at most \
             {LIMIT} in the median and no case slower beyond noise"
        );
        let section = results.get("reads", Some(backend));
        Goal::new("scopes", text, section, section.and_then(measured))
    };
    BACKENDS.into_iter().map(goal).collect()
}

fn measured(section: &Section) -> Option<(String, Verdict)> {
    let ratios = ratios(&section.cases, "Diesel by hand");
    let &(worst, ratio) = ratios.last()?;
    let of_all = |wanted: fn(Ratio) -> f64| {
        median(&ratios.iter().map(|(_, it)| wanted(*it)).collect::<Vec<_>>())
    };
    let middle = of_all(|it| it.typical);
    if ratio.rounds < 2 {
        let middle_shown = figures::beside(middle, LIMIT);
        let text = format!(
            "median {middle_shown} of {} cases, of one round each",
            ratios.len()
        );
        return Some((text, Verdict::of(middle <= LIMIT)));
    }
    let width = of_all(|it| it.interval.1 - it.interval.0);
    let slower = ratios.iter().filter(|(_, it)| is_slower(*it));
    let faster = ratios.iter().filter(|(_, it)| is_faster(*it));
    let mut text = format!(
        "median {} of {} cases, {} slower and {} faster beyond noise, intervals typically \
         {width:.2} wide; the worst {} for {}",
        figures::beside(middle, LIMIT),
        ratios.len(),
        slower.clone().count(),
        faster.count(),
        figures::interval_beside(ratio, SLOWER),
        describe(worst),
    );
    // The worst of all may be one that is only noisy.
    if let Some((case, slower)) = slower.clone().next_back().filter(|_| !is_slower(ratio)) {
        text.push_str(&format!(
            "; of the slower ones {} for {}",
            figures::interval_beside(*slower, SLOWER),
            describe(case),
        ));
    }
    Some((text, Verdict::of(middle <= LIMIT && slower.count() == 0)))
}

fn is_slower(ratio: Ratio) -> bool {
    ratio.interval.0 > SLOWER
}

fn is_faster(ratio: Ratio) -> bool {
    ratio.interval.1 < FASTER
}

#[cfg(test)]
mod tests {
    use benches::Case;

    use super::*;
    use crate::samples::{case, section};

    /// The crate's times of 21 rounds, next to 1 µs by hand.
    fn of(time: impl Fn(usize) -> f64) -> Case {
        let ours: Vec<f64> = (0..21).map(time).collect();
        case(
            "page of 50",
            [("diesel-scopes", &ours), ("Diesel by hand", &[1e3; 21])],
        )
    }

    /// Within 1 % of the ratio.
    fn near(ratio: f64) -> Case {
        of(|round| 1e3 * ratio * (0.99 + 0.001 * (round * 8 % 21) as f64))
    }

    fn verdict(cases: impl IntoIterator<Item = Case>) -> (String, Verdict) {
        measured(&section("reads", Some("SQLite"), cases)).unwrap()
    }

    #[test]
    fn what_is_as_fast_is_met() {
        let (text, verdict) = verdict((0..24).map(|_| near(1.0)));
        assert_eq!(
            text,
            "median 1.00 of 24 cases, 0 slower and 0 faster beyond noise, intervals typically 0.01 \
             wide; the worst 1.00 (0.99–1.01) for page of 50"
        );
        assert!(verdict == Verdict::Met);
    }

    #[test]
    fn a_uniform_overhead_misses() {
        let (text, verdict) = verdict((0..24).map(|_| near(1.049)));
        assert!(
            text.starts_with("median 1.05 of 24 cases, 24 slower and 0 faster"),
            "{text}"
        );
        assert!(verdict == Verdict::Missed);
    }

    #[test]
    fn a_small_uniform_overhead_misses_by_the_median() {
        let (text, verdict) = verdict((0..24).map(|_| near(1.012)));
        assert!(
            text.starts_with("median 1.012 of 24 cases, 0 slower and 0 faster"),
            "{text}"
        );
        assert!(verdict == Verdict::Missed);
    }

    #[test]
    fn the_median_may_be_at_the_limit() {
        let at = |time: f64| of(move |_| time);
        assert!(verdict([at(1010.0)]).1 == Verdict::Met);
        assert!(verdict([at(1010.1)]).1 == Verdict::Missed);
    }

    #[test]
    fn a_noisy_case_does_not_miss() {
        // Slow in most rounds, but not in enough of them.
        let noisy = of(|round| if round % 3 == 0 { 990.0 } else { 1360.0 });
        let (text, verdict) = verdict((0..23).map(|_| near(1.0)).chain([noisy]));
        assert!(
            text.starts_with("median 1.00 of 24 cases, 0 slower and 0 faster"),
            "{text}"
        );
        assert!(
            text.ends_with("the worst 1.36 (0.99–1.36) for page of 50"),
            "{text}"
        );
        assert!(verdict == Verdict::Met);
    }

    #[test]
    fn one_case_that_is_slower_misses() {
        let noisy = of(|round| if round % 3 == 0 { 990.0 } else { 1360.0 });
        let slow = near(1.1).with("deleted", "99 %");
        let fast = near(0.9);
        let cases = (0..22).map(|_| near(1.0)).chain([noisy, slow, fast]);
        let (text, verdict) = verdict(cases);
        assert!(
            text.contains(" of 25 cases, 1 slower and 1 faster beyond noise"),
            "{text}"
        );
        let slow = "; of the slower ones 1.10 (1.09–1.11) for page of 50 (deleted 99 %)";
        assert!(text.ends_with(slow), "{text}");
        assert!(verdict == Verdict::Missed);
    }
}
