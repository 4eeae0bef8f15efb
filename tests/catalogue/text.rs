//! A catalogue as a text that a person can read.

use std::fmt::Write;

use diesel_scopes::check::catalogue::{Catalogue, ForeignKey, Index, Part};

pub(crate) fn text(catalogue: &Catalogue) -> String {
    let mut out = String::new();
    for table in &catalogue.tables {
        let _ = writeln!(out, "{} ({})", table.name, table.primary_key.join(", "));
        for column in &table.columns {
            let _ = write!(
                out,
                "  {}: {} {:?}",
                column.name, column.sql_type, column.kind
            );
            if column.nullable {
                out.push_str(" null");
            }
            if let Some(default) = &column.default {
                let _ = write!(out, " = {default}");
            }
            if let Some(generated) = &column.generated {
                let _ = write!(out, " as {generated}");
            }
            out.push('\n');
        }
        for index in &table.indexes {
            let _ = writeln!(out, "  index {}", index_text(index));
        }
        for key in &table.foreign_keys {
            let _ = writeln!(out, "  key {}", key_text(key));
        }
    }
    out
}

fn index_text(index: &Index) -> String {
    let parts = index.parts.iter().map(|part| match part {
        Part::Column(name) => name.clone(),
        Part::Expression(text) => format!("<{text}>"),
    });
    let mut out = format!("{} ({})", index.name, parts.collect::<Vec<_>>().join(", "));
    let words = [
        (index.unique, "unique"),
        (index.primary, "primary"),
        (index.constraint, "constraint"),
        (index.nulls_equal, "nulls-equal"),
        (!index.finds, "finds-nothing"),
    ];
    for (is, word) in words {
        if is {
            out = out + " " + word;
        }
    }
    if let Some(predicate) = &index.predicate {
        out = out + " where " + predicate;
    }
    out
}

fn key_text(key: &ForeignKey) -> String {
    format!(
        "{} ({}) -> {} ({}) {:?}",
        key.name.as_deref().unwrap_or("-"),
        key.columns.join(", "),
        key.table,
        key.refers.join(", "),
        key.on_delete
    )
}
