//! What stands in the braces behind a table.

use diesel_scopes::check::declared::{EdgeKind, Literal};
use proc_macro2::TokenTree;

use super::cursor::{Cursor, Path};
use crate::failure::Result;

#[derive(Debug)]
pub(super) struct SourceEdge {
    pub(super) kind: EdgeKind,
    pub(super) child: Path,
    pub(super) key: Vec<String>,
    /// Behind `->`; none for the primary key.
    pub(super) refers: Vec<String>,
    pub(super) conditions: Vec<(String, Literal)>,
    pub(super) only: Vec<String>,
}

pub(super) fn read(tokens: Option<Cursor>) -> Result<Vec<SourceEdge>> {
    let Some(mut tokens) = tokens else {
        return Ok(Vec::new());
    };
    let mut edges = Vec::new();
    while !tokens.is_done() {
        edges.push(edge(&mut tokens)?);
        tokens.comma()?;
    }
    Ok(edges)
}

fn edge(tokens: &mut Cursor) -> Result<SourceEdge> {
    let wrong = tokens.wrong("`cascade`, `restrict`, `nullify` or `remove`");
    let kind = match tokens.ident("an edge")?.as_str() {
        "cascade" => EdgeKind::Cascade,
        "restrict" => EdgeKind::Restrict,
        "nullify" => EdgeKind::Nullify,
        "remove" => EdgeKind::Remove,
        _ => return Err(wrong),
    };
    let child = tokens.path("a table")?;
    let mut edge = SourceEdge {
        kind,
        child,
        key: Vec::new(),
        refers: Vec::new(),
        conditions: Vec::new(),
        only: Vec::new(),
    };
    let mut key = tokens.parentheses("the key in parentheses")?;
    while !key.is_done() {
        edge.key.push(key.ident("a column")?);
        if key.arrow() {
            edge.refers.push(key.ident("a column")?);
        }
        key.comma()?;
    }
    loop {
        if tokens.word("where") {
            let mut conditions = tokens.parentheses("conditions in parentheses")?;
            while !conditions.is_done() {
                let column = conditions.ident("a column")?;
                if !conditions.punct('=') {
                    return Err(conditions.wrong("`=`"));
                }
                edge.conditions.push((column, literal(&mut conditions)?));
                conditions.comma()?;
            }
        } else if tokens.word("only") {
            edge.only = tokens
                .parentheses("columns in parentheses")?
                .names("a column")?;
        } else {
            return Ok(edge);
        }
    }
}

fn literal(tokens: &mut Cursor) -> Result<Literal> {
    let wrong = tokens.wrong("a text, a whole number, `true` or `false`");
    if let Some(text) = tokens.text() {
        return Ok(Literal::Text(text));
    }
    if tokens.word("true") {
        return Ok(Literal::Bool(true));
    }
    if tokens.word("false") {
        return Ok(Literal::Bool(false));
    }
    let sign = if tokens.punct('-') { "-" } else { "" };
    match tokens.next() {
        Some(TokenTree::Literal(literal)) => {
            let digits: syn::LitInt =
                syn::parse2(TokenTree::Literal(literal).into()).map_err(|_| wrong)?;
            let number = format!("{sign}{}", digits.base10_digits()).parse();
            number
                .map(Literal::Integer)
                .map_err(|_| tokens.wrong("a number of 64 bits"))
        }
        _ => Err(wrong),
    }
}
