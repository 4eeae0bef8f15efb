use super::Goal;
use super::limit::worst;
use crate::results::Results;

const LIMIT: f64 = 1.1;

pub fn goals(results: &Results) -> Vec<Goal> {
    let section = results.get("compile", None);
    let text = format!("Time to check tables with declarations: at most {LIMIT} of `table!` alone");
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
