//! Makes a table of SQLite anew without some of its UNIQUE constraints, which it has no other way to
//! lose. The definition is read token by token: SQLite has read it before.

use diesel_scopes::check::catalogue::definition::{is, list, tokens, top};
use diesel_scopes::check::catalogue::{Index, Part, Table};
use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, Word};

use super::Work;

/// A table that takes the place of one, with all of its rows.
pub(super) fn statements(work: &Work<'_>, definition: &str, again: &[String]) -> Vec<String> {
    let quote = &work.quote;
    let table = work.table();
    let new = new_name(work.table);
    let columns = work.table.columns.iter();
    let columns = columns.filter(|column| column.generated.is_none());
    let columns: Vec<_> = columns.map(|column| column.name.clone()).collect();
    let columns = quote.list(&columns);
    let new = quote.name(&new);
    let mut statements = vec![
        format!("CREATE TABLE {new} {definition};"),
        format!("INSERT INTO {new} ({columns})\n    SELECT {columns} FROM {table};"),
        format!("DROP TABLE {table};"),
        format!("ALTER TABLE {new} RENAME TO {table};"),
    ];
    statements.extend(again.iter().map(|sql| format!("{sql};")));
    statements
}

/// Around statements that drop a table to which others refer: what is not possible within a
/// transaction that somebody else began.
pub(super) fn enclosed(statements: Vec<String>) -> Vec<String> {
    let before = [
        "PRAGMA foreign_keys = OFF;",
        "PRAGMA legacy_alter_table = ON;",
        "BEGIN;",
    ];
    let behind = [
        "COMMIT;",
        "PRAGMA legacy_alter_table = OFF;",
        "PRAGMA foreign_keys = ON;",
    ];
    let before = before.map(str::to_owned).into_iter();
    before
        .chain(statements)
        .chain(behind.map(str::to_owned))
        .collect()
}

fn new_name(table: &Table) -> String {
    format!("{}_new", table.name.name)
}

/// What follows the name in a definition.
pub(super) fn body(definition: &str) -> Option<String> {
    let tokens = tokens(definition)?;
    let open = tokens.iter().position(|token| *token == Token::LParen)?;
    Some(written(&tokens[open..]))
}

/// The same, without the constraints of these indexes.
pub(super) fn body_without(definition: &str, gone: &[&Index]) -> Option<String> {
    let tokens = tokens(definition)?;
    let (parts, rest) = list(&tokens)?;
    let mut left = gone.to_vec();
    let mut kept = Vec::new();
    let mut end = String::new();
    for part in parts {
        let (text, removed) = without(part, &left);
        left.retain(|index| !removed.contains(&index.name));
        end = match &text {
            Some(_) => String::new(),
            None => blank_end(part),
        };
        kept.extend(text);
    }
    // What is not found is not understood.
    left.is_empty()
        .then(|| format!("({}{end}){}", kept.join(","), written(rest)))
}

/// The blanks with which a part ends.
fn blank_end(part: &[Token]) -> String {
    let is_blank = |token: &&Token| matches!(token, Token::Whitespace(_));
    let blanks = part.iter().rev().take_while(is_blank).count();
    written(&part[part.len() - blanks..])
}

fn written(tokens: &[Token]) -> String {
    tokens.iter().map(ToString::to_string).collect()
}

/// A column or a constraint, without what belongs to these indexes, and their names.
fn without(part: &[Token], gone: &[&Index]) -> (Option<String>, Vec<String>) {
    let is_blank = |token: &Token| matches!(token, Token::Whitespace(_));
    let outside = top(part).filter(|(_, token)| !is_blank(token));
    let places: Vec<_> = outside.map(|(at, _)| at).collect();
    let word = |n: usize| places.get(n).map(|at| &part[*at]);
    let first = word(0);
    let is_named = first.is_some_and(|token| is(token, Keyword::CONSTRAINT));
    let head = if is_named { word(2) } else { first };
    if head.is_some_and(|token| is(token, Keyword::UNIQUE)) {
        let columns = list(part)
            .map(|(columns, _)| columns.iter().filter_map(|it| name(it)).collect::<Vec<_>>());
        let index = columns.and_then(|columns| gone.iter().find(|it| is_of(it, &columns)));
        return match index {
            Some(index) => (None, vec![index.name.clone()]),
            None => (Some(written(part)), Vec::new()),
        };
    }
    let column: Vec<_> = name(part).into_iter().collect();
    let index = gone.iter().find(|it| is_of(it, &column));
    let unique = places.iter().position(|at| is(&part[*at], Keyword::UNIQUE));
    let (Some(index), Some(unique)) = (index, unique) else {
        return (Some(written(part)), Vec::new());
    };
    // `CONSTRAINT name UNIQUE ON CONFLICT IGNORE`
    let from = match unique.checked_sub(2).and_then(word) {
        Some(token) if is(token, Keyword::CONSTRAINT) => unique - 2,
        _ => unique,
    };
    let until = match word(unique + 1) {
        Some(token) if is(token, Keyword::ON) => unique + 4,
        _ => unique + 1,
    };
    let before = written(&part[..places[from]]);
    let behind = places
        .get(until)
        .map_or(String::new(), |at| written(&part[*at..]));
    (Some(before + &behind), vec![index.name.clone()])
}

/// The name with which a part begins.
fn name(part: &[Token]) -> Option<String> {
    part.iter().find_map(|token| match token {
        Token::Word(Word { value, .. }) => Some(value.replace("\"\"", "\"")),
        Token::SingleQuotedString(value) => Some(value.clone()),
        _ => None,
    })
}

fn is_of(index: &Index, columns: &[String]) -> bool {
    let parts = index.parts.iter().map(|part| match part {
        Part::Column(name) => name.as_str(),
        Part::Expression(_) => "",
    });
    index.parts.len() == columns.len()
        && parts
            .zip(columns)
            .all(|(part, column)| part.eq_ignore_ascii_case(column))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unique(columns: &[&str]) -> Index {
        Index {
            name: columns.join("_"),
            parts: columns
                .iter()
                .map(|name| Part::Column((*name).to_owned()))
                .collect(),
            unique: true,
            primary: false,
            predicate: None,
            definition: None,
            nulls_equal: false,
            finds: true,
            constraint: true,
        }
    }

    #[test]
    fn constraints_are_taken_out() {
        let definition = "CREATE TABLE \"a (b\" (\n    id INTEGER PRIMARY KEY, -- a key, UNIQUE\n    \
            name TEXT NOT NULL CONSTRAINT \"u n\" UNIQUE ON CONFLICT IGNORE DEFAULT 'UNIQUE, (',\n    \
            [e mail] TEXT UNIQUE CHECK (length(\"e mail\") > 1),\n    code TEXT UNIQUE,\n    \
            UNIQUE (name, code),\n    CONSTRAINT x UNIQUE (code, name) ON CONFLICT FAIL\n) STRICT";
        let gone = [
            unique(&["name"]),
            unique(&["e mail"]),
            unique(&["code", "name"]),
        ];
        let gone: Vec<_> = gone.iter().collect();
        assert_eq!(
            body_without(definition, &gone).as_deref(),
            Some(
                "(\n    id INTEGER PRIMARY KEY, -- a key, UNIQUE\n\n    \
                 name TEXT NOT NULL DEFAULT 'UNIQUE, (',\n    \
                 [e mail] TEXT CHECK (length(\"e mail\") > 1),\n    code TEXT UNIQUE,\n    \
                 UNIQUE (name, code)\n) STRICT"
            )
        );
        assert_eq!(body_without(definition, &[&unique(&["other"])]), None);
        assert_eq!(
            body("CREATE TABLE t (a, b (c)) STRICT").as_deref(),
            Some("(a, b (c)) STRICT")
        );
    }
}
