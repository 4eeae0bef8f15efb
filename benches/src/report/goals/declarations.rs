use super::Goal;
use super::limit::worst;
use crate::results::Results;

const LIMIT: f64 = 1.10;

pub fn goals(results: &Results) -> Vec<Goal> {
    let section = results.get("compile", None);
    let text = "Time to check declarations: within 1.10 of `table!` alone".to_owned();
    let measured = section.and_then(|section| {
        let cases = section.cases.iter();
        worst(
            cases.filter(|case| case.operation == "100 tables"),
            "table!",
            LIMIT,
        )
    });
    vec![Goal::new("declarations", text, section, measured)]
}
