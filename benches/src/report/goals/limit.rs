use benches::{Case, Ratio};

use super::Verdict;
use crate::figures;
use crate::results::{describe, ratio_to};

/// The cases' ratios to the other, the worst one last.
pub fn ratios<'a>(
    cases: impl IntoIterator<Item = &'a Case>,
    other: &str,
) -> Vec<(&'a Case, Ratio)> {
    let mut ratios: Vec<_> = cases
        .into_iter()
        .filter_map(|case| Some((case, ratio_to(case, other)?)))
        .collect();
    ratios.sort_by(|(_, one), (_, other)| one.typical.total_cmp(&other.typical));
    ratios
}

/// Whether all cases are within the limit, and the one that is worst.
pub fn worst<'a>(
    cases: impl IntoIterator<Item = &'a Case>,
    other: &str,
    limit: f64,
) -> Option<(String, Verdict)> {
    let ratios = ratios(cases, other);
    let &(case, ratio) = ratios.last()?;
    let figure = figures::ratio_beside(ratio, limit, case.unit);
    let missed = ratios.iter().filter(|(_, it)| it.typical > limit).count();
    let among = match (missed, ratios.len()) {
        (_, 1) => String::new(),
        (0, all) => format!(", the worst of {all} cases"),
        (missed, all) => format!(", the worst of {all} cases, of which {missed} miss"),
    };
    let text = format!("{figure} for {}{among}", describe(case));
    Some((text, Verdict::of(missed == 0)))
}
