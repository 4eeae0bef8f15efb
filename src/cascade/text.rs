//! SQL in pieces: what is known when the plan is made, and the places where the
//! statement's own conditions and values go.

/// A piece of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Sql(String),
    /// ` WHERE … AND `: the conditions of the target.
    Target,
    /// The condition that makes a row of the target a root: `marker IS NULL`.
    Guard,
    /// The value that a soft delete writes.
    Stamp,
    /// Further columns of the root rows: `, column = value`.
    Changes,
    /// The whole statement on the root rows.
    Write,
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
                (Some(Piece::Sql(last)), Piece::Sql(more)) => last.push_str(&more),
                (_, piece) => self.0.push(piece),
            }
        }
        self
    }

    pub(super) fn mentions(&self, words: &str) -> bool {
        self.0
            .iter()
            .any(|piece| matches!(piece, Piece::Sql(sql) if sql.contains(words)))
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
