//! What stands in the definitions that SQLite keeps as texts, token by token. SQLite has
//! read them before, so that a word that it reserves can be nothing else. The command line tool
//! takes them apart in the same way.

use std::collections::BTreeMap;

use sqlparser::dialect::SQLiteDialect;
use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, Tokenizer};

/// A definition of an index.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct IndexText {
    pub(super) parts: Vec<String>,
    pub(super) predicate: Option<String>,
}

/// `CREATE INDEX name ON table (parts) WHERE predicate`
pub(super) fn index(text: &str) -> Option<IndexText> {
    let tokens = tokens(text)?;
    let (parts, rest) = list(&tokens)?;
    let filter = rest.iter().position(|token| is(token, Keyword::WHERE));
    Some(IndexText {
        parts: parts.into_iter().map(written).collect(),
        predicate: filter.map(|at| written(&rest[at + 1..])),
    })
}

/// What the generated columns of a table are made of, by their names in lower case.
pub(super) fn generated(text: &str) -> Option<BTreeMap<String, String>> {
    let tokens = tokens(text)?;
    let (columns, _) = list(&tokens)?;
    let columns = columns.into_iter().filter_map(|column| {
        let name = column.iter().find_map(|token| match token {
            Token::Word(word) => Some(word.value.replace("\"\"", "\"").to_lowercase()),
            Token::SingleQuotedString(name) => Some(name.to_lowercase()),
            _ => None,
        })?;
        let at = top(column).find(|(_, token)| is(token, Keyword::AS))?.0;
        let (_, rest) = list(&column[at..])?;
        let start = column[at..]
            .iter()
            .position(|token| *token == Token::LParen)?;
        let end = column.len() - rest.len();
        Some((name, written(&column[at + start + 1..end - 1])))
    });
    Some(columns.collect())
}

/// The tokens, which print as they were written.
pub fn tokens(text: &str) -> Option<Vec<Token>> {
    let tokenizer = Tokenizer::new(&SQLiteDialect {}, text);
    tokenizer.with_unescape(false).tokenize().ok()
}

/// Whether this is the keyword, and no name.
pub fn is(token: &Token, keyword: Keyword) -> bool {
    matches!(token, Token::Word(word) if word.keyword == keyword && word.quote_style.is_none())
}

/// The tokens outside of parentheses, with their places.
pub fn top(tokens: &[Token]) -> impl Iterator<Item = (usize, &Token)> {
    let mut depth = 0_usize;
    tokens.iter().enumerate().filter(move |(_, token)| {
        match token {
            Token::LParen => depth += 1,
            Token::RParen => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    })
}

/// What stands in the first parentheses, divided by commas, and what comes behind these.
pub fn list(tokens: &[Token]) -> Option<(Vec<&[Token]>, &[Token])> {
    let open = tokens.iter().position(|token| *token == Token::LParen)?;
    let mut parts = Vec::new();
    let mut depth = 0_usize;
    let mut start = open + 1;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token {
            Token::LParen => depth += 1,
            Token::RParen => depth -= 1,
            Token::Comma if depth == 1 => {
                parts.push(&tokens[start..at]);
                start = at + 1;
            }
            _ => {}
        }
        if depth == 0 {
            parts.push(&tokens[start..at]);
            return Some((parts, &tokens[at + 1..]));
        }
    }
    None
}

/// Without blanks and comments at its ends: what comes behind a comment would be part of it.
fn written(tokens: &[Token]) -> String {
    let is_text = |token: &Token| !matches!(token, Token::Whitespace(_));
    let start = tokens.iter().position(is_text);
    let end = tokens.iter().rposition(is_text);
    let text = start.zip(end).map(|(start, end)| &tokens[start..=end]);
    let text = text.unwrap_or_default();
    text.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_has_parts_and_a_predicate() {
        let text = "CREATE UNIQUE INDEX \"where\" ON \"a (b\" (lower(name, ','), [id] DESC)\n  \
                    WHERE deleted_at IS NULL AND state <> 'it''s where' ";
        assert_eq!(
            index(text),
            Some(IndexText {
                parts: vec!["lower(name, ',')".to_owned(), "[id] DESC".to_owned()],
                predicate: Some("deleted_at IS NULL AND state <> 'it''s where'".to_owned()),
            })
        );
        let noted = index("CREATE INDEX i ON t (/* a */ lower(a) -- as it is\n, b -- too\n)");
        let noted = noted.map(|index| index.parts);
        assert_eq!(noted, Some(vec!["lower(a)".to_owned(), "b".to_owned()]));
        let plain = index("CREATE INDEX i ON t(a)");
        assert_eq!(plain.and_then(|index| index.predicate), None);
    }

    #[test]
    fn generated_columns_say_what_they_are_made_of() {
        let text = "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT DEFAULT ('a, as (b)'), \
                    \"Live\" INT GENERATED ALWAYS AS (CASE WHEN (id > 1) THEN 1 END) STORED, \
                    n INT AS (id + (2)), CHECK (id > 0))";
        let found = generated(text).unwrap_or_default();
        let found: Vec<_> = found
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        assert_eq!(
            found,
            [("live", "CASE WHEN (id > 1) THEN 1 END"), ("n", "id + (2)"),]
        );
    }
}
