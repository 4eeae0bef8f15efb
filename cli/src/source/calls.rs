//! Finds calls of macros in a file, whatever modules they are in.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::cursor::Cursor;

pub(super) struct Call {
    pub(super) name: Name,
    /// The modules around it.
    pub(super) modules: Vec<String>,
    pub(super) file: String,
    group: Group,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    SoftDeletable,
    /// `diesel::table!`, or the one with `#[soft_delete(…)]`.
    Table,
}

impl Call {
    pub(super) fn tokens(&self) -> Cursor {
        let line = self.group.span_open().start().line;
        Cursor::new(self.group.stream(), &self.file, line)
    }
}

pub(super) fn find(tokens: TokenStream, file: &str) -> Vec<Call> {
    let mut calls = Vec::new();
    let mut modules = Vec::new();
    walk(tokens, file, &mut modules, &mut calls);
    calls
}

fn walk(tokens: TokenStream, file: &str, modules: &mut Vec<String>, calls: &mut Vec<Call>) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at..] {
            // What a macro writes is not known.
            [
                TokenTree::Ident(word),
                TokenTree::Punct(mark),
                TokenTree::Ident(_),
                TokenTree::Group(_),
                ..,
            ] if *word == "macro_rules" && mark.as_char() == '!' => {
                at += 4;
            }
            [
                TokenTree::Ident(name),
                TokenTree::Punct(mark),
                TokenTree::Group(group),
                ..,
            ] if mark.as_char() == '!' => {
                let name = match name.to_string().as_str() {
                    "soft_deletable" => Some(Name::SoftDeletable),
                    "table" => Some(Name::Table),
                    _ => None,
                };
                match name {
                    Some(name) => calls.push(Call {
                        name,
                        modules: modules.clone(),
                        file: file.to_owned(),
                        group: group.clone(),
                    }),
                    None => walk(group.stream(), file, modules, calls),
                }
                at += 3;
            }
            [
                TokenTree::Ident(word),
                TokenTree::Ident(name),
                TokenTree::Group(group),
                ..,
            ] if *word == "mod" && group.delimiter() == Delimiter::Brace => {
                modules.push(name.to_string());
                walk(group.stream(), file, modules, calls);
                modules.pop();
                at += 3;
            }
            [TokenTree::Group(group), ..] => {
                walk(group.stream(), file, modules, calls);
                at += 1;
            }
            _ => at += 1,
        }
    }
}
