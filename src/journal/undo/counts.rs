//! What is known of an operation before anything else is asked.

use super::table::Undoable;
use super::text::{Answer, Piece, Statement, When, pieces};
use crate::cascade::{ENTRIES, OPERATIONS};

/// Whether there is such an operation, what it removed for good, and how many entries it
/// has in each table.
pub(super) fn counts(tables: &[Undoable]) -> Statement {
    let mut text = pieces![
        format!("SELECT n FROM (SELECT 0 AS t, COUNT(*) AS n FROM {OPERATIONS} WHERE id = "),
        Piece::Undone,
        format!(
            " UNION ALL SELECT 1, COUNT(*) FROM {ENTRIES} WHERE what IN ('purged', 'removed') \
             AND operation_id = "
        ),
        Piece::Undone
    ];
    let mut answers = vec![Answer::Exists, Answer::Gone];
    for (at, table) in tables.iter().enumerate() {
        text.extend(pieces![
            format!(
                " UNION ALL SELECT {}, COUNT(*) FROM {ENTRIES} WHERE table_name = {} \
                 AND operation_id = ",
                at + 2,
                table.title
            ),
            Piece::Undone
        ]);
        answers.push(Answer::Entries(at));
    }
    text.push(") AS counted ORDER BY t".into());
    Statement::selects(text, answers, When::Always)
}
