//! The names of sets in statements, and copies of those that one names twice.

use diesel::QueryResult;

use super::super::names::Names;
use super::flavor::Flavor;
use crate::cascade::set::SetId;
use crate::cascade::text::{Answer, Piece, Statement, Text};

/// Writes the names of the sets. A set that a statement names again has a copy
/// there, if it has to.
pub(super) fn with_copies<F: Flavor>(
    names: &Names<'_>,
    flavor: &F,
    statements: Vec<Statement>,
    tables: &mut Vec<String>,
) -> QueryResult<Vec<Statement>> {
    let mut most = vec![1; names.plan.sets.len()];
    let mut named = Vec::new();
    for mut statement in statements {
        let mut count = vec![0; names.plan.sets.len()];
        let mut text = Text::default();
        for piece in statement.text.0 {
            text = match piece {
                Piece::Set(set) => {
                    count[set.0] += 1;
                    most[set.0] = most[set.0].max(count[set.0]);
                    let n = if F::NAMED_ONCE { count[set.0] } else { 1 };
                    text.then(relation(names, set, n)?)
                }
                piece => text.then(piece),
            };
        }
        statement.text = text;
        named.push(statement);
    }
    let mut all = Vec::new();
    for statement in named {
        let [Piece::Copies(set)] = statement.text.0.as_slice() else {
            all.push(statement);
            continue;
        };
        let key = names.identity(*set).join(", ");
        for n in 2..=most[set.0] {
            if F::NAMED_ONCE {
                let name = copy_name(names, *set, n)?;
                let copy = flavor.copy(&name, names.name(*set), &key);
                all.push(Statement::changes(copy, Answer::Nothing));
                tables.push(name);
            }
        }
    }
    Ok(all)
}

/// A set or a copy of it, under the name of the set.
fn relation(names: &Names<'_>, set: SetId, n: usize) -> QueryResult<String> {
    Ok(match n {
        1 => names.name(set).to_owned(),
        n => format!("{} AS {}", copy_name(names, set, n)?, names.name(set)),
    })
}

fn copy_name(names: &Names<'_>, set: SetId, n: usize) -> QueryResult<String> {
    match n {
        1 => Ok(names.name(set).to_owned()),
        n => names.beside(set, &n.to_string()),
    }
}
