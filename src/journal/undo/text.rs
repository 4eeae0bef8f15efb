//! The statements of an undo, with the places of their values.

use crate::declare::Time;

/// A piece of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Sql(String),
    /// The operation that is undone.
    Undone,
    /// That of the undo.
    Undo,
    Actor,
    Reason,
    /// The time of the undo.
    Time(Time),
    /// So many rows were recorded.
    Rows,
}

impl From<&str> for Piece {
    fn from(sql: &str) -> Self {
        Piece::Sql(sql.to_owned())
    }
}

impl From<String> for Piece {
    fn from(sql: String) -> Self {
        Piece::Sql(sql)
    }
}

/// `pieces!["SELECT ", Piece::Undone]`.
macro_rules! pieces {
    ($($piece:expr),* $(,)?) => {
        vec![$($crate::journal::undo::text::Piece::from($piece)),*]
    };
}
pub(super) use pieces;

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) text: Vec<Piece>,
    pub(super) selects: bool,
    /// What the numbers of its answer are.
    pub(super) answers: Vec<Answer>,
    pub(super) when: When,
}

impl Statement {
    pub(super) fn changes(text: Vec<Piece>, when: When) -> Self {
        Statement {
            text,
            selects: false,
            answers: vec![Answer::Nothing],
            when,
        }
    }

    pub(super) fn selects(text: Vec<Piece>, answers: Vec<Answer>, when: When) -> Self {
        Statement {
            text,
            selects: true,
            answers,
            when,
        }
    }
}

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Nothing,
    /// Whether there is such an operation.
    Exists,
    /// Rows that it removed for good.
    Gone,
    /// Entries of it in a table.
    Entries(usize),
    /// Rows of a table of which it is undone.
    Undone(usize),
    /// The operation of the undo, or zero.
    Operation,
    /// The operation of the undo is gone again.
    Vain,
}

/// When a statement is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Always,
    /// If rows are undone.
    Undone,
    /// If the operation of the undo is there, and of no row.
    Vain,
}
