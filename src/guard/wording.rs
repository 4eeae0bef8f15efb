//! Says a statement in words that the parser knows, where databases have others for the same.

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, TokenWithSpan};

use crate::declare::Dialect;

/// The statement without blanks and comments, and in known words.
pub(super) fn known(mut tokens: Vec<TokenWithSpan>, dialect: Dialect) -> Vec<TokenWithSpan> {
    tokens.retain(|token| !matches!(token.token, Token::Whitespace(_)));
    let mut at = 0;
    while at < tokens.len() {
        if let Some((length, words)) = other_words(&tokens[at..], at == 0, dialect) {
            let span = tokens[at].span;
            let words = words.iter().map(|word| TokenWithSpan {
                token: match *word {
                    "*" => Token::Mul,
                    word => Token::make_keyword(word),
                },
                span,
            });
            tokens.splice(at..at + length, words);
        }
        at += 1;
    }
    tokens
}

/// How many tokens have other words, and these.
fn other_words(
    tokens: &[TokenWithSpan],
    is_first: bool,
    dialect: Dialect,
) -> Option<(usize, &'static [&'static str])> {
    let word = |at: usize| match &tokens.get(at)?.token {
        Token::Word(word) if word.quote_style.is_none() => Some(word.keyword),
        _ => None,
    };
    let first = match &tokens[0].token {
        Token::ExclamationMark if dialect == Dialect::Mysql => return Some((1, &["NOT"])),
        // To MySQL it is a function.
        Token::Word(word)
            if dialect != Dialect::Mysql
                && word.quote_style.is_none()
                && word.value.eq_ignore_ascii_case("isnull") =>
        {
            return Some((1, &["IS", "NULL"]));
        }
        Token::Word(_) => word(0)?,
        _ => return None,
    };
    match first {
        // Locks of PostgreSQL.
        Keyword::FOR => match (word(1)?, word(2)?, word(3)) {
            (Keyword::NO, Keyword::KEY, Some(Keyword::UPDATE)) => Some((4, &["FOR", "UPDATE"])),
            (Keyword::KEY, Keyword::SHARE, _) => Some((3, &["FOR", "SHARE"])),
            _ => None,
        },
        // The one of MySQL and MariaDB.
        Keyword::LOCK => match (word(1)?, word(2)?, word(3)?) {
            (Keyword::IN, Keyword::SHARE, Keyword::MODE) => Some((4, &[])),
            _ => None,
        },
        // With a condition it is that of SQLite alone.
        Keyword::CROSS if dialect == Dialect::Sqlite && word(1)? == Keyword::JOIN => {
            Some((1, &["INNER"]))
        }
        // `UPDATE LOW_PRIORITY IGNORE table`, `DELETE QUICK FROM table`.
        Keyword::UPDATE | Keyword::DELETE if dialect == Dialect::Mysql => {
            let says_how = |at: &usize| match &tokens[*at].token {
                Token::Word(word) if word.quote_style.is_none() => {
                    ["low_priority", "quick", "ignore"]
                        .iter()
                        .any(|how| word.value.eq_ignore_ascii_case(how))
                }
                _ => false,
            };
            let length = (1..tokens.len()).take_while(says_how).count();
            let verb: &[&str] = match first {
                Keyword::UPDATE => &["UPDATE"],
                _ => &["DELETE"],
            };
            (length > 0).then_some((length + 1, verb))
        }
        Keyword::TABLE if is_first => Some((1, &["SELECT", "*", "FROM"])),
        _ => None,
    }
}
