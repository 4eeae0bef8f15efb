//! Tokens, one after the other.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::failure::{Failure, Result};
use crate::names::bare;

/// A table as it is named in Rust: `crate::schema::audit::entries`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path {
    pub(super) segments: Vec<String>,
    pub(super) place: String,
}

impl Path {
    pub(super) fn last(&self) -> &str {
        self.segments.last().map_or("", String::as_str)
    }

    /// The module in which it is, if that may be named after a schema.
    pub(super) fn module(&self) -> Option<&str> {
        let at = self.segments.len().checked_sub(2)?;
        let module = self.segments[at].as_str();
        (!["crate", "self", "super"].contains(&module)).then_some(module)
    }
}

pub(super) struct Cursor {
    tokens: Vec<TokenTree>,
    at: usize,
    file: String,
    /// Where they begin, for an error at their end.
    line: usize,
}

impl Cursor {
    pub(super) fn new(tokens: TokenStream, file: &str, line: usize) -> Self {
        Cursor {
            tokens: tokens.into_iter().collect(),
            at: 0,
            file: file.to_owned(),
            line,
        }
    }

    pub(super) fn inside(&self, group: &Group) -> Cursor {
        Cursor::new(
            group.stream(),
            &self.file,
            line(&TokenTree::Group(group.clone())),
        )
    }

    pub(super) fn peek(&self) -> Option<&TokenTree> {
        self.tokens.get(self.at)
    }

    fn peek_at(&self, ahead: usize) -> Option<&TokenTree> {
        self.tokens.get(self.at + ahead)
    }

    pub(super) fn next(&mut self) -> Option<TokenTree> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    pub(super) fn is_done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// `src/schema.rs:12`
    pub(super) fn place(&self) -> String {
        let line = self.peek().map_or(self.line, line);
        format!("{}:{line}", self.file)
    }

    pub(super) fn wrong(&self, wanted: &str) -> Failure {
        let found = match self.peek() {
            Some(token) => {
                let text = token.to_string();
                let text: String = text.chars().take(30).collect();
                format!("`{text}`")
            }
            None => "the end".to_owned(),
        };
        Failure::new(format!(
            "{}: {wanted} is expected, and there is {found}",
            self.place()
        ))
        .help("the declaration has to be one that compiles")
    }

    pub(super) fn is_punct(&self, wanted: char) -> bool {
        matches!(self.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
    }

    pub(super) fn punct(&mut self, wanted: char) -> bool {
        let is = self.is_punct(wanted);
        self.at += usize::from(is);
        is
    }

    pub(super) fn is_word(&self, wanted: &str) -> bool {
        matches!(self.peek(), Some(TokenTree::Ident(ident)) if *ident == wanted)
    }

    pub(super) fn word(&mut self, wanted: &str) -> bool {
        let is = self.is_word(wanted);
        self.at += usize::from(is);
        is
    }

    /// A name, as it is written.
    pub(super) fn ident(&mut self, wanted: &str) -> Result<String> {
        match self.peek() {
            Some(TokenTree::Ident(ident)) => {
                let name = ident.to_string();
                self.at += 1;
                Ok(name)
            }
            _ => Err(self.wrong(wanted)),
        }
    }

    pub(super) fn group(&mut self, delimiter: Delimiter) -> Option<Cursor> {
        match self.peek() {
            Some(TokenTree::Group(group)) if group.delimiter() == delimiter => {
                let inside = self.inside(group);
                self.at += 1;
                Some(inside)
            }
            _ => None,
        }
    }

    pub(super) fn parentheses(&mut self, wanted: &str) -> Result<Cursor> {
        let wrong = self.wrong(wanted);
        self.group(Delimiter::Parenthesis).ok_or(wrong)
    }

    /// `->`
    pub(super) fn arrow(&mut self) -> bool {
        let next = self.peek_at(1);
        let is_tip = matches!(next, Some(TokenTree::Punct(punct)) if punct.as_char() == '>');
        let is = self.is_punct('-') && is_tip;
        self.at += if is { 2 } else { 0 };
        is
    }

    /// `::`
    pub(super) fn colons(&mut self) -> bool {
        let next = self.peek_at(1);
        let is_second = matches!(next, Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
        let is = self.is_punct(':') && is_second;
        self.at += if is { 2 } else { 0 };
        is
    }

    pub(super) fn path(&mut self, wanted: &str) -> Result<Path> {
        let place = self.place();
        let mut segments = vec![self.ident(wanted)?];
        while self.colons() {
            segments.push(self.ident("a name")?);
        }
        Ok(Path { segments, place })
    }

    /// Names with commas between them, up to the end.
    pub(super) fn names(mut self, wanted: &str) -> Result<Vec<String>> {
        let mut names = Vec::new();
        while !self.is_done() {
            names.push(self.ident(wanted)?);
            self.comma()?;
        }
        Ok(names)
    }

    /// A comma, or the end.
    pub(super) fn comma(&mut self) -> Result<()> {
        if self.is_done() || self.punct(',') {
            Ok(())
        } else {
            Err(self.wrong("a comma"))
        }
    }

    /// What a literal text says.
    pub(super) fn text(&mut self) -> Option<String> {
        let token = self.peek()?.clone();
        let text: syn::LitStr = syn::parse2(TokenStream::from(token)).ok()?;
        self.at += 1;
        Some(text.value())
    }
}

fn line(token: &TokenTree) -> usize {
    token.span().start().line
}

/// Whether a name in Rust is this word.
pub(super) fn is(name: &str, word: &str) -> bool {
    bare(name) == word
}
