//! A statement as it is kept and shown: without binds, literals and comments.

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Location, Token, TokenWithSpan, Whitespace};

/// The text, and where in it what stood where in the statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Printed {
    pub(super) text: String,
    places: Vec<(Location, usize, usize)>,
}

impl Printed {
    pub(super) fn new(tokens: &[TokenWithSpan]) -> Self {
        let mut printed = Printed {
            text: String::new(),
            places: Vec::new(),
        };
        let mut space = false;
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            if let Token::Whitespace(blank) = &token.token {
                // What is in a comment can be anything.
                let _: &Whitespace = blank;
                space = true;
                continue;
            }
            if std::mem::take(&mut space) && !printed.text.is_empty() {
                printed.text.push(' ');
            }
            let start = printed.text.len();
            match &token.token {
                Token::EOF => {}
                token if is_literal(token) => printed.text.push('?'),
                token => printed.text.push_str(&token.to_string()),
            }
            let place = (token.span.start, start, printed.text.len());
            printed.places.push(place);
            if matches!(&token.token, Token::Word(word) if word.keyword == Keyword::IN) {
                if let Some(length) = list(&tokens[at..]) {
                    printed.text.push_str(" (…)");
                    at += length;
                }
            }
        }
        printed
    }

    /// The part of the text that stood here.
    pub(super) fn part(&self, at: Location) -> Option<(usize, usize)> {
        let place = self
            .places
            .binary_search_by_key(&at, |place| place.0)
            .ok()?;
        let (_, start, end) = self.places[place];
        Some((start, end)).filter(|(start, end)| start < end)
    }
}

fn is_literal(token: &Token) -> bool {
    use Token as T;
    matches!(
        token,
        T::Number(..)
            | T::SingleQuotedString(_)
            | T::DoubleQuotedString(_)
            | T::TripleSingleQuotedString(_)
            | T::TripleDoubleQuotedString(_)
            | T::DollarQuotedString(_)
            | T::SingleQuotedByteStringLiteral(_)
            | T::DoubleQuotedByteStringLiteral(_)
            | T::TripleSingleQuotedByteStringLiteral(_)
            | T::TripleDoubleQuotedByteStringLiteral(_)
            | T::SingleQuotedRawStringLiteral(_)
            | T::DoubleQuotedRawStringLiteral(_)
            | T::TripleSingleQuotedRawStringLiteral(_)
            | T::TripleDoubleQuotedRawStringLiteral(_)
            | T::NationalStringLiteral(_)
            | T::QuoteDelimitedStringLiteral(_)
            | T::NationalQuoteDelimitedStringLiteral(_)
            | T::EscapedStringLiteral(_)
            | T::UnicodeStringLiteral(_)
            | T::HexStringLiteral(_)
            | T::CopyData { .. }
    )
}

/// How many tokens a list of values has, with its parentheses: however many values
/// there are, the statement is the same.
fn list(tokens: &[TokenWithSpan]) -> Option<usize> {
    let mut open = false;
    for (at, token) in tokens.iter().enumerate() {
        match &token.token {
            Token::Whitespace(_) => {}
            Token::LParen if !open => open = true,
            Token::RParen if open => return Some(at + 1),
            Token::Comma | Token::Placeholder(_) if open => {}
            token if open && is_literal(token) => {}
            _ => return None,
        }
    }
    None
}
