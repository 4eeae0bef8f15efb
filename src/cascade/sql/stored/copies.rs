//! The names of sets in statements, and copies of those that one names twice.

use diesel::QueryResult;

use super::super::names::Names;
use super::flavor::Flavor;
use crate::cascade::set::SetId;
use crate::cascade::text::{Answer, Course, Piece, Statement, Text};

/// How many copies there are of which sets by now.
#[derive(Clone, Default)]
pub(super) struct Copies {
    made: Vec<usize>,
}

impl Copies {
    /// Writes the names of the sets. A set that a statement names again has a copy
    /// there, if it has to; it is made in front of that statement, and of checks before it.
    pub(super) fn written<F: Flavor>(
        &mut self,
        names: &Names<'_>,
        flavor: &F,
        statements: Vec<Statement>,
        course: Course,
        tables: &mut Vec<String>,
    ) -> QueryResult<Vec<Statement>> {
        self.made
            .resize(names.plan.sets.len().max(self.made.len()), 1);
        let mut all: Vec<Statement> = Vec::new();
        for mut statement in statements {
            let mut count = vec![0; names.plan.sets.len()];
            let mut text = Text::default();
            for piece in statement.text.0 {
                text = match piece {
                    Piece::Set(set) => {
                        count[set.0] += 1;
                        let n = if F::NAMED_ONCE { count[set.0] } else { 1 };
                        text.then(relation(names, set, n)?)
                    }
                    piece => text.then(piece),
                };
            }
            statement.text = text;
            if F::NAMED_ONCE {
                for (at, count) in count.into_iter().enumerate() {
                    while self.made[at] < count {
                        self.made[at] += 1;
                        let set = SetId(at);
                        let key = names.identity(set).join(", ");
                        let name = copy_name(names, set, self.made[at])?;
                        let copy = flavor.copy(&name, names.name(set), &key);
                        let copy = Statement {
                            course,
                            ..Statement::changes(copy, Answer::Nothing)
                        };
                        // Not between checks: all that stands against the cascade is told.
                        let checks = all.iter().rev().take_while(|it| is_check(it)).count();
                        all.insert(all.len() - checks, copy);
                        tables.push(name);
                    }
                }
            }
            all.push(statement);
        }
        Ok(all)
    }
}

fn is_check(statement: &Statement) -> bool {
    let mut answers = statement.answers.iter();
    answers.any(|answer| matches!(answer, Answer::Against(..)))
}

/// A set or a copy of it, under the name of the set.
fn relation(names: &Names<'_>, set: SetId, n: usize) -> QueryResult<String> {
    Ok(match n {
        1 => names.name(set).to_owned(),
        n => format!("{} AS {}", copy_name(names, set, n)?, names.name(set)),
    })
}

fn copy_name(names: &Names<'_>, set: SetId, n: usize) -> QueryResult<String> {
    names.beside(set, &n.to_string())
}
