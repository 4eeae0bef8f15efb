//! What was to be reached, and whether it is.

mod cascade;
mod cost;
mod declarations;
mod guard;
mod instructions;
mod journal;
mod limit;
mod retention;
mod scopes;
mod shapes;

use benches::Section;

use crate::causes::Causes;
use crate::figures;
use crate::results::{Results, counts};
use crate::table::Table;

/// A goal, and what was measured of it.
struct Goal {
    /// That of its cause.
    id: &'static str,
    text: String,
    measured: String,
    verdict: Verdict,
    /// Whether it was measured by a run that means nothing.
    void: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Verdict {
    Met,
    MetWithFewer,
    Missed,
    NotMeasured,
}

impl Goal {
    /// `measured` is of the section, and none if it lacks what the goal is about.
    fn new(
        id: &'static str,
        text: String,
        section: Option<&Section>,
        measured: Option<(String, Verdict)>,
    ) -> Self {
        let (measured, verdict) = measured.unwrap_or(("–".to_owned(), Verdict::NotMeasured));
        Goal {
            id,
            text,
            measured,
            verdict,
            void: section.is_some_and(|section| !counts(section)),
        }
    }

    fn result(&self) -> String {
        let verdict = match self.verdict {
            Verdict::Met => "met",
            Verdict::MetWithFewer => "met, with fewer",
            Verdict::Missed => "**missed**",
            Verdict::NotMeasured => return "not measured".to_owned(),
        };
        let void = if self.void { " (means nothing)" } else { "" };
        format!("{verdict}{void}")
    }
}

impl Verdict {
    fn of(met: bool) -> Self {
        if met { Verdict::Met } else { Verdict::Missed }
    }
}

pub fn describe(results: &Results, causes: &Causes, only_measured: bool) -> String {
    let mut goals: Vec<Goal> = [
        scopes::goals(results),
        instructions::goals(results),
        cost::single(results),
        cost::bulk(results),
        cascade::goals(results),
        journal::goals(results),
        retention::goals(results),
        shapes::shapes(results),
        shapes::replies(results),
        guard::goals(results),
        declarations::goals(results),
    ]
    .into_iter()
    .flatten()
    .collect();
    goals.retain(|goal| !only_measured || goal.verdict != Verdict::NotMeasured);
    let mut table = Table::new(["Goal", "Measured", "Result"]);
    for goal in &goals {
        table.row([goal.text.clone(), goal.measured.clone(), goal.result()]);
    }
    let notes = [RATIOS, figures::SPREAD, &scopes::note()].join("\n");
    format!("\n## Goals\n\n{table}\n{notes}{}", missed(&goals, causes))
}

const RATIOS: &str = "\
A ratio is the crate's share of what the other takes: the median over the rounds, by which all
goals but that of scopes are judged. How much longer a cascade takes in a larger table is the quotient
of two of the crate's own times; how much longer it takes for each of many tables, and over very
many replies, is the median over the turns, in each of which all of them were measured.
";

/// A cause for each id of which a goal is missed.
fn missed(goals: &[Goal], causes: &Causes) -> String {
    let mut ids = Vec::new();
    for goal in goals.iter().filter(|it| it.verdict == Verdict::Missed) {
        if !ids.contains(&goal.id) {
            ids.push(goal.id);
        }
    }
    let texts = ids
        .into_iter()
        .map(|id| format!("\n### Missed: {id}\n\n{}\n", causes.get(id)));
    texts.collect()
}
