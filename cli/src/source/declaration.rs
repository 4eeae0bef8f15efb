//! `soft_deletable! { … }`

use proc_macro2::Delimiter;

use super::calls::Call;
use super::cursor::{Cursor, Path, is};
use super::edges::{self, SourceEdge};
use crate::failure::{Failure, Result};

/// A table of a declaration.
#[derive(Debug)]
pub(super) struct Declared {
    pub(super) table: Path,
    /// The modules around the call.
    pub(super) modules: Vec<String>,
    pub(super) markers: Vec<SourceMarker>,
    pub(super) also: Vec<SourceMarker>,
    pub(super) clear: Vec<String>,
    pub(super) flags: Vec<String>,
    pub(super) touch: Vec<String>,
    pub(super) hold: Option<String>,
    pub(super) unique: Vec<Vec<String>>,
    pub(super) edges: Vec<SourceEdge>,
}

/// `ended_at as UnixSeconds`
#[derive(Debug)]
pub(super) struct SourceMarker {
    pub(super) column: String,
    pub(super) kind: Option<String>,
}

pub(super) fn read(call: &Call) -> Result<Vec<Declared>> {
    let mut tokens = call.tokens();
    journal(&mut tokens)?;
    let mut declared = Vec::new();
    while !tokens.is_done() {
        let path = tokens.path("a table")?;
        declared.push(table(&mut tokens, path, &call.modules)?);
        // A table that ends in a comma is taken for what it is.
        tokens.punct(',');
    }
    Ok(declared)
}

/// What stands in `#[soft_delete(deleted_at) { … }]`.
pub(super) fn of_table(mut tokens: Cursor, path: Path) -> Result<Declared> {
    let wanted = "the marker in parentheses";
    let mut options = tokens.parentheses(wanted)?;
    journal(&mut options)?;
    let modules = path.segments[..path.segments.len() - 1].to_vec();
    let mut declared = options_of(options, path, &modules)?;
    declared.edges = edges::read(tokens.group(Delimiter::Brace))?;
    Ok(declared)
}

/// `journal;`, `journal (actor);`
fn journal(tokens: &mut Cursor) -> Result<()> {
    if tokens.is_word("journal") {
        let place = tokens.place();
        tokens.next();
        tokens.group(Delimiter::Parenthesis);
        if !tokens.punct(';') {
            return Err(Failure::new(format!("{place}: `journal` ends with a `;`")));
        }
    }
    Ok(())
}

fn table(tokens: &mut Cursor, path: Path, modules: &[String]) -> Result<Declared> {
    let options = tokens.parentheses("the markers in parentheses")?;
    let mut declared = options_of(options, path, modules)?;
    declared.edges = edges::read(tokens.group(Delimiter::Brace))?;
    Ok(declared)
}

fn options_of(mut tokens: Cursor, table: Path, modules: &[String]) -> Result<Declared> {
    let mut declared = Declared {
        table,
        modules: modules.to_vec(),
        markers: Vec::new(),
        also: Vec::new(),
        clear: Vec::new(),
        flags: Vec::new(),
        touch: Vec::new(),
        hold: None,
        unique: Vec::new(),
        edges: Vec::new(),
    };
    // None of a plain table.
    if tokens.is_done() {
        return Ok(declared);
    }
    declared.markers.push(marker(&mut tokens)?);
    while tokens.word("or") {
        declared.markers.push(marker(&mut tokens)?);
    }
    tokens.comma()?;
    while !tokens.is_done() {
        let wrong = tokens.wrong("`clear`, `also`, `flag`, `touch`, `hold`, `keep` or `unique`");
        let option = tokens.ident("an option")?;
        let mut columns = || {
            let wanted = format!("the columns of `{option}` in parentheses");
            tokens.parentheses(&wanted)?.names("a column")
        };
        if is(&option, "clear") {
            declared.clear = columns()?;
        } else if is(&option, "flag") {
            declared.flags = columns()?;
        } else if is(&option, "touch") {
            declared.touch = columns()?;
        } else if is(&option, "hold") {
            declared.hold = columns()?.pop();
        } else if is(&option, "unique") {
            let columns = columns()?;
            declared.unique.push(columns);
        } else if is(&option, "also") {
            declared.also.push(marker(&mut tokens)?);
        } else if is(&option, "keep") {
            // How long: nothing that the database knows of.
            tokens.next();
            tokens.ident("`hours`, `days` or `weeks`")?;
        } else {
            return Err(wrong);
        }
        tokens.comma()?;
    }
    Ok(declared)
}

fn marker(tokens: &mut Cursor) -> Result<SourceMarker> {
    let column = tokens.ident("a marker column")?;
    let kind = if tokens.word("as") {
        Some(tokens.path("a type")?.last().to_owned())
    } else {
        None
    };
    Ok(SourceMarker { column, kind })
}
