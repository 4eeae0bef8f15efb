//! Reads a text: what it says of the tables of a declaration.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use sqlparser::ast::Ident;
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Span, Token, TokenWithSpan, Tokenizer, Whitespace, Word};

use super::finding::{Finding, Reason};
use super::print::Printed;
use super::tables::{Own, Tables};
use super::walk::{Found, found};
use super::wording::known;
use crate::declare::Dialect;
use crate::parsed::{OWN, deep, dialect_of};

/// What the parser recurses for. Without optimisation a level takes up to 100 KiB of stack, so
/// only what is small is read where it is sent, and the rest in a thread with a deep stack.
#[derive(Debug, Clone, Copy)]
struct Limits {
    tokens: usize,
    /// Parentheses in parentheses.
    nested: usize,
    joins: usize,
    /// What the parser counts by itself.
    levels: usize,
}

const SHALLOW: Limits = Limits {
    tokens: 150,
    nested: 4,
    joins: 4,
    levels: 8,
};

const DEEP: Limits = Limits {
    tokens: 1_000_000,
    nested: 500,
    joins: 2_000,
    levels: 500,
};

/// Everything that is found in a text, in the first of the dialects that can read it.
pub(super) fn read(sql: &str, dialects: &[Arc<Tables>]) -> Vec<Finding> {
    let mut first = None;
    for tables in dialects {
        let found = read_as(sql, tables);
        if found.is_empty() {
            return Vec::new();
        }
        let is_read = found.iter().all(|it| it.reason != Reason::Unreadable);
        if is_read || first.is_none() {
            let findings = printed(sql, &found, tables.dialect);
            if is_read {
                return findings;
            }
            first = Some(findings);
        }
    }
    first.unwrap_or_default()
}

/// What was found, with the text in which it was.
fn printed(sql: &str, found: &[Found], dialect: Dialect) -> Vec<Finding> {
    let (tokens, _) = tokens(sql, dialect);
    let printed = Printed::new(&tokens);
    let findings = found.iter().map(|found| Finding::new(found, &printed));
    findings.collect()
}

/// The tokens, up to the one that is none.
fn tokens(sql: &str, dialect: Dialect) -> (Vec<TokenWithSpan>, Option<Location>) {
    // A token is large, and moved whenever there is no more room.
    let mut tokens = Vec::with_capacity(sql.len() / 3 + 8);
    let read =
        Tokenizer::new(dialect_of(dialect), sql).tokenize_with_location_into_buf(&mut tokens);
    (tokens, read.err().map(|error| error.location))
}

fn read_as(sql: &str, tables: &Arc<Tables>) -> Vec<Found> {
    let (tokens, end) = tokens(sql, tables.dialect);
    if let Some(end) = end {
        return vec![Found::not_read(end)];
    }
    if tokens.iter().all(|it| it.token != Token::SemiColon) {
        return judge(tokens, tables);
    }
    let mut found = Vec::new();
    let mut statement = Vec::new();
    let mut tokens = tokens.into_iter();
    loop {
        let token = tokens.next();
        match token {
            Some(token) if token.token != Token::SemiColon => statement.push(token),
            token => {
                let whole = std::mem::take(&mut statement);
                found.extend(judge(whole, tables));
                if token.is_none() {
                    return found;
                }
            }
        }
    }
}

/// Everything that is found in a statement.
fn judge(tokens: Vec<TokenWithSpan>, tables: &Arc<Tables>) -> Vec<Found> {
    let is_own = is_own(&tokens);
    if is_own && tables.own == Own::Trusted {
        return Vec::new();
    }
    // Those of this crate say how long a statement may wait, and the like.
    if tables.dialect == Dialect::Mysql && !is_own {
        if let Some(at) = hidden(&tokens) {
            return vec![Found::not_read(at)];
        }
    }
    let is_elsewhere = is_elsewhere(&tokens, tables);
    let tokens = known(tokens, tables.dialect);
    if tokens.is_empty() {
        return Vec::new();
    }
    match parse(tokens, tables, is_own) {
        Ok(found) => found,
        Err(_) if is_elsewhere => Vec::new(),
        Err(at) => vec![Found::not_read(at)],
    }
}

/// Whether a statement is one of this crate's cascades, which name what they make.
fn is_own(tokens: &[TokenWithSpan]) -> bool {
    tokens.iter().any(|token| {
        matches!(&token.token, Token::Word(word) if word.quote_style.is_some() && word.value.starts_with(OWN))
    })
}

impl Limits {
    fn hold(self, tokens: &[TokenWithSpan]) -> bool {
        let (mut open, mut nested, mut joins) = (0_usize, 0, 0);
        for token in tokens {
            match &token.token {
                Token::LParen | Token::LBracket | Token::LBrace | Token::Lt => open += 1,
                Token::RParen | Token::RBracket | Token::RBrace | Token::Gt => {
                    open = open.saturating_sub(1);
                }
                Token::Word(word) if word.keyword == Keyword::JOIN => joins += 1,
                Token::Comma | Token::Period => continue,
                _ => {}
            }
            nested = nested.max(open);
        }
        tokens.len() <= self.tokens && nested <= self.nested && joins <= self.joins
    }
}

/// Everything that is found in a statement, or where it could not be read.
fn parse(
    mut tokens: Vec<TokenWithSpan>,
    tables: &Arc<Tables>,
    is_own: bool,
) -> Result<Vec<Found>, Location> {
    let start = tokens.first().map_or(Location::empty(), |it| it.span.start);
    if SHALLOW.hold(&tokens) {
        match guarded(tokens, tables, is_own, SHALLOW.levels) {
            Attempt::Found(found) => return Ok(found),
            Attempt::Stopped(at) => return Err(at),
            Attempt::Panicked => return Err(start),
            Attempt::TooDeep(again) => tokens = again,
        }
    }
    if !DEEP.hold(&tokens) {
        return Err(start);
    }
    let tables = tables.clone();
    match deep::run(move || guarded(tokens, &tables, is_own, DEEP.levels)) {
        Some(Attempt::Found(found)) => Ok(found),
        Some(Attempt::Stopped(at)) => Err(at),
        _ => Err(start),
    }
}

/// What became of reading a statement.
enum Attempt {
    Found(Vec<Found>),
    Stopped(Location),
    TooDeep(Vec<TokenWithSpan>),
    Panicked,
}

/// A fault of the parser's must not become one of the query's.
fn guarded(tokens: Vec<TokenWithSpan>, tables: &Tables, is_own: bool, depth: usize) -> Attempt {
    let attempt = AssertUnwindSafe(|| attempt(tokens, tables, is_own, depth));
    catch_unwind(attempt).unwrap_or(Attempt::Panicked)
}

fn attempt(tokens: Vec<TokenWithSpan>, tables: &Tables, is_own: bool, depth: usize) -> Attempt {
    let mut parser = Parser::new(dialect_of(tables.dialect))
        .with_recursion_limit(depth)
        .with_tokens_with_locations(tokens);
    match parser.parse_statement() {
        Err(ParserError::RecursionLimitExceeded) => Attempt::TooDeep(parser.into_tokens()),
        Ok(statement) if parser.peek_token_ref().token == Token::EOF => {
            Attempt::Found(found(&statement, tables, is_own))
        }
        // What it tries and gives up, it may have given up for want of levels.
        _ if depth < DEEP.levels => Attempt::TooDeep(parser.into_tokens()),
        _ => Attempt::Stopped(parser.peek_token_ref().span.start),
    }
}

/// Whether a statement that cannot be read has to do with no rows of the tables: one that
/// defines something by a query would name a table.
fn is_elsewhere(tokens: &[TokenWithSpan], tables: &Tables) -> bool {
    let mut words = tokens.iter().filter_map(|token| match &token.token {
        Token::Word(word) => Some(word),
        _ => None,
    });
    let Some(first) = words.next() else {
        return false;
    };
    match first.keyword {
        Keyword::ANALYZE
        | Keyword::ATTACH
        | Keyword::BEGIN
        | Keyword::COMMIT
        | Keyword::DETACH
        | Keyword::DROP
        | Keyword::GRANT
        | Keyword::LOCK
        | Keyword::PRAGMA
        | Keyword::REINDEX
        | Keyword::RELEASE
        | Keyword::RESET
        | Keyword::REVOKE
        | Keyword::ROLLBACK
        | Keyword::SAVEPOINT
        | Keyword::SHOW
        | Keyword::START
        | Keyword::UNLOCK
        | Keyword::USE
        | Keyword::VACUUM => true,
        Keyword::ALTER | Keyword::COMMENT | Keyword::CREATE | Keyword::SET => {
            let ident = |word: &Word| Ident {
                value: word.value.clone(),
                quote_style: word.quote_style,
                span: Span::empty(),
            };
            !words.any(|word| tables.mentions(&ident(word)))
        }
        _ => false,
    }
}

/// Where a comment is that MySQL or MariaDB executes.
fn hidden(tokens: &[TokenWithSpan]) -> Option<Location> {
    let hidden = tokens.iter().find(|token| {
        matches!(
            &token.token,
            Token::Whitespace(Whitespace::MultiLineComment(text))
                if text.starts_with('!') || text.starts_with("M!")
        )
    });
    hidden.map(|token| token.span.start)
}
