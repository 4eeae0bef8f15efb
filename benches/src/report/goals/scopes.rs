use benches::{Case, Ratio, Section, median};

use super::limit::ratios;
use super::{Goal, Verdict};
use crate::figures;
use crate::results::{BACKENDS, Results, describe};

pub const NOISE: &str = "\
A case of reads is within noise if 1.00 lies between the first and the ninth decile of its ratio, or
within 0.05 of the median. Scopes cost nothing if no case is slower than that. How far the deciles
typically are apart tells how large a cost the noise could hide.
";

const LEAST_NOISE: f64 = 0.05;

pub fn goals(results: &Results) -> Vec<Goal> {
    let goal = |backend| {
        let text = format!("Scopes cost nothing to run: reads on {backend} next to Diesel by hand");
        let section = results.get("reads", Some(backend));
        Goal::new("scopes", text, section, section.and_then(measured))
    };
    BACKENDS.into_iter().map(goal).collect()
}

fn measured(section: &Section) -> Option<(String, Verdict)> {
    let ratios = ratios(&section.cases, "Diesel by hand");
    let &(worst, ratio) = ratios.last()?;
    let count = |wanted: fn(Ratio) -> bool| ratios.iter().filter(|(_, it)| wanted(*it)).count();
    let (slower, faster) = (count(is_slower), count(is_faster));
    let within = ratios.len() - slower - faster;
    let over =
        |wanted: fn(&(&Case, Ratio)) -> f64| median(&ratios.iter().map(wanted).collect::<Vec<_>>());
    let text = format!(
        "median {:.2}, deciles typically {:.2} apart; {within} of {} cases within noise, \
         {faster} faster, {slower} slower; the worst {} for {}",
        over(|(_, it)| it.typical),
        over(|(_, it)| it.high - it.low),
        ratios.len(),
        figures::ratio(ratio, worst.unit),
        describe(worst),
    );
    Some((text, Verdict::of(slower == 0)))
}

fn is_slower(ratio: Ratio) -> bool {
    ratio.low.min(ratio.typical - LEAST_NOISE) > 1.0
}

fn is_faster(ratio: Ratio) -> bool {
    ratio.high.max(ratio.typical + LEAST_NOISE) < 1.0
}
