//! SQL in pieces: what is known when the plan is made, and the places where the
//! statement's own conditions and values go.

use super::set::SetId;
use super::step::{Counts, Refusal};
use crate::declare::Time;

/// A piece of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Sql(String),
    /// The name of a set, where it may have several.
    Set(SetId),
    /// ` WHERE … AND `: the conditions of the target.
    Target,
    /// The condition that makes a row of the target a root: `marker IS NULL`.
    Guard,
    /// The value that a soft delete writes.
    Stamp,
    /// The time of the statement.
    Time(Time),
    /// Further columns of the root rows, each followed by `, `.
    Changes,
    /// Who says so.
    Actor,
    /// Why.
    Reason,
    /// When the journal is written.
    Now,
    /// The id of the operation in the journal.
    Operation,
    /// How many rows have been recorded.
    Recorded,
    /// How many rows may go at once.
    AtMost,
    /// One more: as many as are looked for.
    Beyond,
}

/// A text with places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Text(pub(super) Vec<Piece>);

impl Text {
    pub(super) fn sql(sql: impl Into<String>) -> Self {
        Text(vec![Piece::Sql(sql.into())])
    }

    pub(super) fn then(mut self, next: impl Into<Text>) -> Self {
        for piece in next.into().0 {
            match (self.0.last_mut(), piece) {
                (_, Piece::Sql(more)) if more.is_empty() => {}
                (Some(Piece::Sql(last)), Piece::Sql(more)) => last.push_str(&more),
                (_, piece) => self.0.push(piece),
            }
        }
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Text {
    fn from(sql: &str) -> Self {
        Text::sql(sql)
    }
}

impl From<String> for Text {
    fn from(sql: String) -> Self {
        Text::sql(sql)
    }
}

impl From<Piece> for Text {
    fn from(piece: Piece) -> Self {
        Text(vec![piece])
    }
}

impl From<SetId> for Text {
    fn from(set: SetId) -> Self {
        Piece::Set(set).into()
    }
}

/// Texts with something between them.
pub(super) fn join(texts: impl IntoIterator<Item = Text>, between: &str) -> Text {
    texts.into_iter().fold(Text::default(), |joined, text| {
        if joined.is_empty() {
            text
        } else {
            joined.then(between).then(text)
        }
    })
}

/// One text after the other: `text!["SELECT ", set, " WHERE ", condition]`.
macro_rules! text {
    ($($part:expr),* $(,)?) => {
        $crate::cascade::text::Text::default()$(.then($part))*
    };
}
pub(super) use text;

/// A statement of a cascade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) text: Text,
    /// Whether it selects numbers, one a row, and does not answer with the number
    /// of rows that it changed.
    pub(super) selects: bool,
    pub(super) answers: Vec<Answer>,
    pub(super) when: When,
    pub(super) course: Course,
    pub(super) again: Option<Again>,
}

impl Statement {
    pub(super) fn changes(text: Text, answer: Answer) -> Self {
        Statement {
            text,
            selects: false,
            answers: vec![answer],
            when: When::Found,
            course: Course::Any,
            again: None,
        }
    }

    pub(super) fn selects(text: Text, answers: Vec<Answer>) -> Self {
        Statement {
            selects: true,
            answers,
            ..Statement::changes(text, Answer::Nothing)
        }
    }
}

/// How long a statement is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    /// With so many before it, until the answers stay the same.
    UntilSame(usize),
    /// Until it changes nothing.
    UntilNone,
}

/// What a number in a statement's answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Nothing,
    /// So many rows are to be written.
    Roots,
    /// The target has no rows, rows of which none is to be written, or others: 0, 1
    /// or 2.
    Exists,
    /// So many rows stand against the cascade.
    Against(Refusal, &'static str),
    Counts(Counts),
    /// The level of isolation does not let the cascade see what others commit, if
    /// not zero.
    Blind,
    /// So many rows are locked.
    Locked,
    /// So many parents may keep rows of a restore deleted.
    Kept,
    /// The id of the operation in the journal, or zero if there is none.
    Operation,
    /// So many rows were recorded.
    Recorded,
    /// The operation is gone again.
    Unrecorded,
}

/// Which way of a restore a statement belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Course {
    Any,
    /// Something may stay deleted.
    Kept,
    /// All of it comes back.
    Free,
}

/// When a statement is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Always,
    /// Unless there are no roots.
    Found,
    /// If there are no roots.
    NotFound,
    /// As `Found`, if there is no operation in the journal yet.
    Begins,
    /// If rows have been recorded.
    Recorded,
    /// If there is an operation of which no row has been recorded.
    Unrecorded,
}
