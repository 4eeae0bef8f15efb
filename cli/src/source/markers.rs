//! `impl Marker for UnixSeconds { … }`: what a column of that kind says.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::cursor::Cursor;

#[derive(Debug)]
pub(super) struct MarkerImpl {
    pub(super) kind: String,
    pub(super) active: Option<String>,
    pub(super) deleted: Option<String>,
    pub(super) restored: Option<String>,
    /// Of `impl FlagMarker`.
    pub(super) marked: Option<String>,
}

pub(super) fn find(tokens: TokenStream) -> Vec<MarkerImpl> {
    let mut found = Vec::new();
    walk(tokens, &mut found);
    found
}

fn walk(tokens: TokenStream, found: &mut Vec<MarkerImpl>) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        if let TokenTree::Group(group) = token {
            let of = (group.delimiter() == Delimiter::Brace)
                .then(|| kind(&tokens[..at]))
                .flatten();
            match of {
                Some(kind) => found.push(texts(kind, group.stream())),
                None => walk(group.stream(), found),
            }
        }
    }
}

/// The type in `impl Marker for path::Kind`, which is what stands in front of a brace.
fn kind(before: &[TokenTree]) -> Option<String> {
    let start = before.iter().rposition(|token| is(token, "impl"))?;
    let between = &before[start..];
    let for_ = between.iter().position(|token| is(token, "for"))?;
    let trait_ = between[..for_].last()?;
    if !is(trait_, "Marker") && !is(trait_, "FlagMarker") {
        return None;
    }
    match between.last()? {
        TokenTree::Ident(name) => Some(name.to_string()),
        _ => None,
    }
}

fn is(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if *ident == word)
}

fn texts(kind: String, tokens: TokenStream) -> MarkerImpl {
    let mut found = MarkerImpl {
        kind,
        active: None,
        deleted: None,
        restored: None,
        marked: None,
    };
    let mut tokens = Cursor::new(tokens, "", 0);
    while !tokens.is_done() {
        if !tokens.word("const") {
            tokens.next();
            continue;
        }
        let Ok(name) = tokens.ident("a name") else {
            continue;
        };
        while !tokens.is_done() && !tokens.punct('=') {
            tokens.next();
        }
        let text = tokens.text();
        match name.as_str() {
            "ACTIVE" => found.active = text,
            "DELETED" => found.deleted = text,
            "RESTORED" => found.restored = text,
            "MARKED" => found.marked = text,
            _ => {}
        }
    }
    found
}
