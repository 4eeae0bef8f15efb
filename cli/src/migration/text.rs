//! The definition of a table of SQLite, read token by token: SQLite has read it before.

use diesel_scopes::check::catalogue::definition::{is, list, tokens, top};
use diesel_scopes::check::catalogue::{Index, Part};
use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, Word};

use super::Definitions;

/// Whether a table is one with types that are kept.
pub(super) fn is_strict(definitions: &Definitions) -> bool {
    let definition = definitions.table.as_deref();
    definition.is_some_and(|definition| has_option(definition, "STRICT"))
}

/// Behind its columns a definition has nothing but options.
pub(super) fn has_option(definition: &str, option: &str) -> bool {
    let tokens = tokens(definition).unwrap_or_default();
    list(&tokens).is_some_and(|(_, rest)| {
        rest.iter().any(
            |token| matches!(token, Token::Word(word) if word.value.eq_ignore_ascii_case(option)),
        )
    })
}

/// Whether ids are counted, so that none is given twice.
pub(super) fn counts(definition: &str) -> bool {
    let tokens = tokens(definition).unwrap_or_default();
    tokens.iter().any(|token| is(token, Keyword::AUTOINCREMENT))
}

/// How the texts of a column are compared, if its definition says so.
pub(super) fn collation(definition: &str, column: &str) -> Option<String> {
    let tokens = tokens(definition)?;
    let (parts, _) = list(&tokens)?;
    let is_it = |part: &&[Token]| name(part).is_some_and(|it| it.eq_ignore_ascii_case(column));
    let part = parts.into_iter().find(is_it)?;
    let last = top(part).filter(|(_, token)| is(token, Keyword::COLLATE));
    let (at, _) = last.last()?;
    name(&part[at + 1..])
}

/// What follows the name in a definition.
pub(super) fn body(definition: &str) -> Option<String> {
    let tokens = tokens(definition)?;
    let open = tokens.iter().position(|token| *token == Token::LParen)?;
    Some(written(&tokens[open..]))
}

/// A definition from which constraints are taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Without {
    pub(super) body: String,
    /// What became of rows that met one of them, by its index: `REPLACE`.
    pub(super) conflicts: Vec<(String, String)>,
}

/// The same, without the constraints of these indexes. None if it is not understood.
pub(super) fn body_without(definition: &str, gone: &[&Index]) -> Option<Without> {
    let tokens = tokens(definition)?;
    let (parts, rest) = list(&tokens)?;
    let mut left = gone.to_vec();
    let mut kept = Vec::new();
    let mut conflicts = Vec::new();
    let mut end = String::new();
    for part in parts {
        // The same constraint twice is one index.
        let all: Vec<_> = left.iter().chain(gone).copied().collect();
        let taken = without(part, &all)?;
        if let Some(index) = &taken.index {
            left.retain(|it| it.name != *index);
            let clause = taken.conflict.map(|clause| (index.clone(), clause));
            conflicts.extend(clause);
        }
        end = match &taken.text {
            Some(_) => String::new(),
            None => blank_end(part),
        };
        kept.extend(taken.text);
    }
    // What is not found is not understood.
    left.is_empty().then(|| Without {
        body: format!("({}{end}){}", kept.join(","), written(rest)),
        conflicts,
    })
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

/// What is left of a part.
#[derive(Default)]
struct Taken {
    text: Option<String>,
    index: Option<String>,
    conflict: Option<String>,
}

/// A column or a constraint, without what belongs to one of these indexes. None if there is more to
/// it than is known: SQLite takes constraints without a comma between them.
fn without(part: &[Token], gone: &[&Index]) -> Option<Taken> {
    let is_blank = |token: &Token| matches!(token, Token::Whitespace(_));
    let outside = top(part).filter(|(_, token)| !is_blank(token));
    let places: Vec<_> = outside.map(|(at, _)| at).collect();
    let word = |n: usize| places.get(n).map(|at| &part[*at]);
    let whole = || Taken {
        text: Some(written(part)),
        ..Taken::default()
    };
    // `ON CONFLICT REPLACE`; what nobody says is `ABORT`.
    let conflict = |n: usize| match (word(n), word(n + 2)) {
        (Some(on), Some(clause)) if is(on, Keyword::ON) => Some(clause.to_string()),
        _ => None,
    };
    let heeded = |clause: &String| !clause.eq_ignore_ascii_case("ABORT");
    let first = word(0);
    let is_named = first.is_some_and(|token| is(token, Keyword::CONSTRAINT));
    let unique = if is_named { 2 } else { 0 };
    if word(unique).is_some_and(|token| is(token, Keyword::UNIQUE)) {
        let columns = list(part)
            .map(|(columns, _)| columns.iter().filter_map(|it| name(it)).collect::<Vec<_>>());
        let index = columns.and_then(|columns| gone.iter().find(|it| is_of(it, &columns)));
        let Some(index) = index else {
            return Some(whole());
        };
        let conflict = conflict(unique + 1);
        let end = unique + if conflict.is_some() { 4 } else { 1 };
        return (places.len() == end).then(|| Taken {
            text: None,
            index: Some(index.name.clone()),
            conflict: conflict.filter(heeded),
        });
    }
    let column: Vec<_> = name(part).into_iter().collect();
    let index = gone.iter().find(|it| is_of(it, &column));
    let mut uniques = (0..places.len()).filter(|n| is(&part[places[*n]], Keyword::UNIQUE));
    let (Some(index), Some(unique)) = (index, uniques.next()) else {
        return Some(whole());
    };
    if uniques.next().is_some() {
        return None;
    }
    // `CONSTRAINT name UNIQUE ON CONFLICT IGNORE`
    let from = match unique.checked_sub(2).and_then(word) {
        Some(token) if is(token, Keyword::CONSTRAINT) => unique - 2,
        _ => unique,
    };
    let conflict = conflict(unique + 1);
    let until = unique + if conflict.is_some() { 4 } else { 1 };
    let before = written(&part[..places[from]]);
    let behind = places
        .get(until)
        .map_or(String::new(), |at| written(&part[*at..]));
    Some(Taken {
        text: Some(before + &behind),
        index: Some(index.name.clone()),
        conflict: conflict.filter(heeded),
    })
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
            body_without(definition, &gone).map(|it| it.body).as_deref(),
            Some(
                "(\n    id INTEGER PRIMARY KEY, -- a key, UNIQUE\n\n    \
                 name TEXT NOT NULL DEFAULT 'UNIQUE, (',\n    \
                 [e mail] TEXT CHECK (length(\"e mail\") > 1),\n    code TEXT UNIQUE,\n    \
                 UNIQUE (name, code)\n) STRICT"
            )
        );
        assert_eq!(body_without(definition, &[&unique(&["other"])]), None);
        assert_eq!(
            body_without(definition, &gone).map(|it| it.conflicts),
            Some(vec![
                ("name".to_owned(), "IGNORE".to_owned()),
                ("code_name".to_owned(), "FAIL".to_owned())
            ])
        );
        // Twice the same is one index, and without a comma it is not known what belongs to what.
        let of_a = unique(&["a"]);
        assert_eq!(
            body_without("CREATE TABLE t (a UNIQUE, b, UNIQUE (a))", &[&of_a]).map(|it| it.body),
            Some("(a , b)".to_owned())
        );
        for unclear in [
            "CREATE TABLE t (a, b, UNIQUE (a) CHECK (b > 1))",
            "CREATE TABLE t (a, b, UNIQUE (a) ON CONFLICT FAIL UNIQUE (b))",
            "CREATE TABLE t (a UNIQUE UNIQUE, b)",
        ] {
            assert_eq!(body_without(unclear, &[&of_a]), None, "{unclear}");
        }
        assert_eq!(
            body("CREATE TABLE t (a, b (c)) STRICT").as_deref(),
            Some("(a, b (c)) STRICT")
        );
    }

    #[test]
    fn options_and_collations_are_read() {
        let definition = "CREATE TABLE t (\"without\" TEXT DEFAULT 'STRICT' COLLATE binary COLLATE \
            \"no case\", b TEXT CHECK (b COLLATE rtrim > 'a'), PRIMARY KEY (b)) without rowid, Strict";
        assert!(has_option(definition, "STRICT") && has_option(definition, "WITHOUT"));
        assert!(!has_option("CREATE TABLE strict (strict, a)", "STRICT"));
        assert_eq!(collation(definition, "WITHOUT").as_deref(), Some("no case"));
        assert_eq!(collation(definition, "b"), None);
        assert!(counts(
            "CREATE TABLE t (id INTEGER PRIMARY KEY /* */ autoincrement)"
        ));
        assert!(!counts("CREATE TABLE t (\"autoincrement\")"));
    }
}
