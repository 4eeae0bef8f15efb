//! What it costs to build a query and to render its SQL. No database is asked.

pub(crate) mod instructions;
mod queries;

use std::time::Duration;

use benches::{Case, Unit};

use self::queries::{ALL_ROWS, DIALECTS, Forms, Render};
use crate::Result;
use crate::measure::Bench;
use crate::sample::Rounds;
use crate::work::{plain, same, subject, timed};

impl Forms {
    fn subjects(&self) -> [(&'static str, Render); 3] {
        [
            ("diesel-scopes", self.scoped),
            ("Diesel by hand", self.by_hand),
            ("sql_query", self.as_text),
        ]
    }

    fn case(&self, dialect: &str, unit: Unit) -> Case {
        Case::new(self.name, unit).with("dialect", dialect)
    }

    /// Whether all of them say the same, but for parentheses and quotes.
    fn check(&self) -> Result<()> {
        let expected = plain(&(self.by_hand)()?);
        for (name, render) in self.subjects() {
            same(name, plain(&render()?).trim_end(), expected.trim_end())?;
        }
        Ok(())
    }
}

const ROUNDS: Rounds = Rounds {
    rounds: 11,
    sample: Duration::from_millis(3),
    most: u64::MAX,
};

pub(crate) fn measure(bench: &mut Bench<'_>) -> Result<()> {
    let rounds = bench.options.rounds(ROUNDS);
    for (name, render, expected) in ALL_ROWS {
        same(name, render()?.as_str(), expected)?;
    }
    for (dialect, forms) in DIALECTS {
        for form in forms {
            form.check()?;
            let subjects = async || {
                let subjects = form.subjects().map(|(name, render)| {
                    subject(name, async move |times| {
                        timed(times, async || {
                            std::hint::black_box(std::hint::black_box(render)()?);
                            Ok(())
                        })
                        .await
                    })
                });
                Ok(subjects.into())
            };
            bench.rounds(form.case(dialect, Unit::Nanoseconds), rounds, subjects)?;
        }
    }
    Ok(())
}
