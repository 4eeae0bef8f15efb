//! `table! { … }`

use proc_macro2::Delimiter;

use super::calls::Call;
use super::cursor::{Cursor, Path};
use super::declaration::{self, Declared};
use crate::failure::Result;
use crate::names::bare;

#[derive(Debug)]
pub(super) struct SourceTable {
    pub(super) modules: Vec<String>,
    /// Its name in Rust.
    pub(super) name: String,
    pub(super) schema: Option<String>,
    pub(super) sql_name: String,
    /// The columns of its key, by their names in Rust.
    pub(super) key: Vec<String>,
    pub(super) columns: Vec<SourceColumn>,
}

#[derive(Debug)]
pub(super) struct SourceColumn {
    pub(super) name: String,
    pub(super) sql_name: String,
    /// The last name of its type, without `Nullable`.
    pub(super) sql_type: String,
    pub(super) nullable: bool,
}

/// The table, and how it is declared, if an attribute says that.
pub(super) fn read(call: &Call) -> Result<(SourceTable, Option<Declared>)> {
    let mut tokens = call.tokens();
    let mut attributes = Attributes::default();
    while !tokens.is_done() {
        if tokens.word("use") {
            while !tokens.is_done() && !tokens.punct(';') {
                tokens.next();
            }
        } else if !attributes.read(&mut tokens)? {
            break;
        }
    }
    let place = tokens.place();
    let first = tokens.ident("the name of a table")?;
    let (schema, name) = if tokens.punct('.') {
        (Some(first), tokens.ident("the name of a table")?)
    } else {
        (None, first)
    };
    let key = match tokens.group(Delimiter::Parenthesis) {
        Some(key) => key.names("a column of the primary key")?,
        None => vec!["id".to_owned()],
    };
    let wrong = tokens.wrong("the columns in braces");
    let columns = columns(tokens.group(Delimiter::Brace).ok_or(wrong)?)?;
    let declared = match attributes.soft_delete {
        Some(said) => {
            let mut segments = call.modules.clone();
            segments.push(name.clone());
            Some(declaration::of_table(said, Path { segments, place })?)
        }
        None => None,
    };
    let table = SourceTable {
        modules: call.modules.clone(),
        schema: schema.map(|schema| bare(&schema).to_owned()),
        sql_name: attributes
            .sql_name
            .unwrap_or_else(|| bare(&name).to_owned()),
        name,
        key,
        columns,
    };
    Ok((table, declared))
}

#[derive(Default)]
struct Attributes {
    sql_name: Option<String>,
    soft_delete: Option<Cursor>,
}

impl Attributes {
    /// Whether there is one.
    fn read(&mut self, tokens: &mut Cursor) -> Result<bool> {
        if !tokens.punct('#') {
            return Ok(false);
        }
        let wrong = tokens.wrong("an attribute");
        let mut inside = tokens.group(Delimiter::Bracket).ok_or(wrong)?;
        if inside.word("sql_name") && inside.punct('=') {
            self.sql_name = inside.text();
        } else if inside.word("soft_delete") {
            self.soft_delete = Some(inside);
        }
        Ok(true)
    }
}

fn columns(mut tokens: Cursor) -> Result<Vec<SourceColumn>> {
    let mut columns = Vec::new();
    loop {
        let mut attributes = Attributes::default();
        while attributes.read(&mut tokens)? {}
        if tokens.is_done() {
            return Ok(columns);
        }
        let name = tokens.ident("a column")?;
        if !tokens.arrow() {
            return Err(tokens.wrong("`->` and a type"));
        }
        let mut column = SourceColumn {
            sql_name: attributes
                .sql_name
                .unwrap_or_else(|| bare(&name).to_owned()),
            name,
            sql_type: String::new(),
            nullable: false,
        };
        sql_type(&mut tokens, &mut column)?;
        columns.push(column);
    }
}

/// `Nullable<diesel::sql_types::Timestamp>,`
fn sql_type(tokens: &mut Cursor, column: &mut SourceColumn) -> Result<()> {
    let mut path = tokens.path("a type")?;
    let mut depth = 0_usize;
    if path.last() == "Nullable" && tokens.punct('<') {
        depth = 1;
        column.nullable = true;
        path = tokens.path("a type")?;
    }
    column.sql_type = path.last().to_owned();
    while !tokens.is_done() {
        if tokens.punct('<') {
            depth += 1;
        } else if tokens.punct('>') {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && tokens.punct(',') {
            break;
        } else {
            tokens.next();
        }
    }
    Ok(())
}
