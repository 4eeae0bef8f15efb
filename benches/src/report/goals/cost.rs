//! What a write costs, of one row and of many.

use super::limit::worst;
use super::{Goal, Verdict};
use crate::figures;
use crate::results::{BACKENDS, Results, ratio_to, setting};

pub fn single(results: &Results) -> Vec<Goal> {
    let backend = "PostgreSQL";
    let section = results.get("single", Some(backend));
    let others = [
        ("diesel::update", 0.5, "at least twice as fast as"),
        ("tokio-postgres", 1.1, "within 1.1 of"),
    ];
    let pairs = others
        .into_iter()
        .flat_map(|other| ["loopback", "1 ms each way"].map(|network| (other, network)));
    let goal = |((other, limit, wanted), network)| {
        let text = format!("Soft delete by key on {backend}, {network}: {wanted} `{other}`");
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
        let text = format!("Many rows at once on {backend}: within 1.1 of the raw statement");
        let section = results.get("bulk", Some(backend));
        let measured = section.and_then(|section| worst(&section.cases, "raw statement", 1.1));
        Goal::new("bulk", text, section, measured)
    };
    BACKENDS.into_iter().map(goal).collect()
}
