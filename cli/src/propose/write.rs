//! A proposal as text.

use std::fmt::Write;

use diesel_scopes::check::declared::EdgeKind;

use super::declared::title;
use super::{Becomes, Edge, Proposal, Proposed};
use crate::names::rust_name;

const WIDTH: usize = 100;

impl Proposal<'_> {
    /// The call of the macro, with the tables below a module if one is given.
    pub(crate) fn text(&self, path: Option<&str>) -> String {
        let path = path.map(|path| path.trim_end_matches("::").to_owned() + "::");
        let path = path.unwrap_or_default();
        let mut out = "diesel_scopes::soft_deletable! {\n".to_owned();
        for proposed in &self.tables {
            table(&mut out, proposed, &path);
        }
        out.push_str("}\n");
        out
    }
}

fn table(out: &mut String, proposed: &Proposed<'_>, path: &str) {
    if !proposed.marks.said.is_empty() {
        let columns = proposed
            .marks
            .said
            .iter()
            .map(|column| rust_name(&column.name));
        let columns: Vec<_> = columns.collect();
        comment(
            out,
            4,
            &format!(
                "clear ({}), if a restore is to set them to NULL",
                columns.join(", ")
            ),
        );
    }
    let markers = proposed
        .marks
        .markers
        .iter()
        .map(|column| rust_name(&column.name));
    let mut options = vec![markers.collect::<Vec<_>>().join(" or ")];
    if !proposed.marks.flags.is_empty() {
        let flags = proposed
            .marks
            .flags
            .iter()
            .map(|column| rust_name(&column.name));
        options.push(format!("flag ({})", flags.collect::<Vec<_>>().join(", ")));
    }
    for columns in &proposed.unique {
        let columns: Vec<_> = columns.iter().map(|column| rust_name(column)).collect();
        options.push(format!("unique ({})", columns.join(", ")));
    }
    let name = format!("{path}{}", title(&proposed.table.name));
    let line = format!("    {name} ({})", options.join(", "));
    if line.len() <= WIDTH {
        out.push_str(&line);
    } else {
        let _ = write!(
            out,
            "    {name} (\n        {},\n    )",
            options.join(",\n        ")
        );
    }
    if proposed.edges.is_empty() {
        out.push('\n');
        return;
    }
    out.push_str(" {\n");
    for edge in &proposed.edges {
        write_edge(out, edge, path);
    }
    out.push_str("    }\n");
}

fn write_edge(out: &mut String, edge: &Edge<'_>, path: &str) {
    if let Some(text) = &edge.comment {
        comment(out, 8, text);
    }
    match &edge.becomes {
        Becomes::Declared(kind) => {
            let _ = writeln!(out, "        {},", one(*kind, edge, path));
        }
        Becomes::Suggested(kinds) => {
            let Some((first, others)) = kinds.split_first() else {
                return;
            };
            let others: Vec<_> = others
                .iter()
                .map(|kind| format!("`{}`", kind.word()))
                .collect();
            comment(
                out,
                8,
                &format!(
                    "{} has no marker: this, or {}.",
                    edge.child.name,
                    others.join(", or ")
                ),
            );
            let _ = writeln!(out, "        // {},", one(*first, edge, path));
        }
    }
}

/// `cascade orders (account_no -> account_no)`
fn one(kind: EdgeKind, edge: &Edge<'_>, path: &str) -> String {
    let key = edge.key.iter().enumerate().map(|(n, column)| {
        let refers = edge.refers.as_ref().and_then(|refers| refers.get(n));
        match refers {
            Some(refers) => format!("{} -> {}", rust_name(column), rust_name(refers)),
            None => rust_name(column),
        }
    });
    let key: Vec<_> = key.collect();
    let mut text = format!(
        "{} {path}{} ({})",
        kind.word(),
        title(&edge.child.name),
        key.join(", ")
    );
    if kind == EdgeKind::Nullify && edge.clearable.len() < edge.key.len() {
        let only: Vec<_> = edge
            .clearable
            .iter()
            .map(|column| rust_name(column))
            .collect();
        let _ = write!(text, " only ({})", only.join(", "));
    }
    text
}

/// A comment of as many lines as it needs.
fn comment(out: &mut String, indent: usize, text: &str) {
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && indent + 3 + line.chars().count() + 1 + word.chars().count() > WIDTH
        {
            let _ = writeln!(out, "{:indent$}// {line}", "");
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let _ = writeln!(out, "{:indent$}// {line}", "");
}
