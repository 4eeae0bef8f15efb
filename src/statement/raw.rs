//! SQL as raw text: what lets a condition reach beyond its place, and what has another value
//! the next time.

use diesel::backend::Backend;
use diesel::query_builder::QueryBuilder;
use diesel::result::QueryResult;

use super::error::StatementError;
use super::text::builder_of;

/// What raw SQL means where databases differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Raw {
    /// `#` and `||` are operators.
    Standard,
    /// `#` begins a comment, and `||` can be `OR`.
    Mysql,
}

impl Raw {
    /// Told by the quotes of names; SQLite, where Diesel writes backticks too,
    /// has no operator `#`.
    pub(super) fn of<DB: Backend<QueryBuilder: 'static>>() -> QueryResult<Option<Self>> {
        let Some(mut builder) = builder_of::<DB>() else {
            return Ok(None);
        };
        builder.push_identifier("x")?;
        Ok(Some(if builder.finish().starts_with('`') {
            Raw::Mysql
        } else {
            Raw::Standard
        }))
    }
}

/// Refuses what lets a condition reach beyond its place.
pub(super) fn check_closed(condition: &str, dialect: Raw) -> Result<(), StatementError> {
    let loose = |found: &str| {
        Err(StatementError::LooseCondition {
            found: format!("`{found}`"),
        })
    };
    let mut depth = 0usize;
    let mut rest = condition;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' | '`' => match quoted(rest, first) {
                Some(length) => length,
                None => return loose(&first.to_string()),
            },
            '(' => {
                depth += 1;
                1
            }
            ')' if depth == 0 => return loose(")"),
            ')' => {
                depth -= 1;
                1
            }
            ';' => return loose(";"),
            '#' if dialect == Raw::Mysql => return loose("#"),
            // PostgreSQL's `$$text$$`; `$1` is a bind.
            '$' if !rest[1..].starts_with(|c: char| c.is_ascii_digit()) => return loose("$"),
            _ if rest.starts_with("--") => return loose("--"),
            _ if rest.starts_with("/*") => return loose("/*"),
            '|' if depth == 0 && dialect == Raw::Mysql && rest.starts_with("||") => {
                return loose("||");
            }
            _ if first.is_alphabetic() || first == '_' => {
                let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$');
                let word = &rest[..length.unwrap_or(rest.len())];
                if depth == 0 && BREAKS_OUT.iter().any(|w| w.eq_ignore_ascii_case(word)) {
                    return loose(word);
                }
                word.len()
            }
            _ => first.len_utf8(),
        };
        rest = &rest[length..];
    }
    if depth > 0 { loose("(") } else { Ok(()) }
}

/// Words that bind more loosely than `AND`, or that end the condition.
const BREAKS_OUT: [&str; 14] = [
    "OR",
    "XOR",
    "ORDER",
    "LIMIT",
    "OFFSET",
    "GROUP",
    "HAVING",
    "WINDOW",
    "UNION",
    "INTERSECT",
    "EXCEPT",
    "RETURNING",
    "FOR",
    "FETCH",
];

/// The length of a quoted text, whichever way its quotes are escaped.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut inside = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = inside.next() {
        // `'\'` ends on PostgreSQL and goes on in MySQL: no telling which is meant.
        if c == '\\' {
            return None;
        }
        if c == quote {
            match inside.peek() {
                Some((_, next)) if *next == quote => {
                    inside.next();
                }
                _ => return Some(at + 1),
            }
        }
    }
    None
}

/// Refuses what may have another value the next time: a function, a subquery, a
/// clock. What is left is columns, operators, literals and binds.
pub(crate) fn refuse_evaluation(text: &str) -> Result<(), StatementError> {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' | '`' => quoted(rest, first).unwrap_or(rest.len()),
            _ if first.is_alphabetic() || first == '_' => {
                let end = |c: char| !c.is_alphanumeric() && c != '_';
                let word = &rest[..rest.find(end).unwrap_or(rest.len())];
                let is = |words: &[&str]| words.iter().any(|w| w.eq_ignore_ascii_case(word));
                let called = rest[word.len()..].trim_start().starts_with('(');
                if called && !is(&TAKE_PARENTHESES) || is(&EVALUATED) {
                    return Err(StatementError::EvaluatedTwice {
                        found: text.trim().to_owned(),
                    });
                }
                word.len()
            }
            _ => first.len_utf8(),
        };
        rest = &rest[length..];
    }
    Ok(())
}

/// Words that are no functions, although parentheses follow.
const TAKE_PARENTHESES: [&str; 9] = [
    "WHERE", "AND", "OR", "NOT", "IN", "ANY", "ALL", "LIKE", "BETWEEN",
];

/// Words that are evaluated without parentheses.
const EVALUATED: [&str; 9] = [
    "SELECT",
    "CURRENT_TIMESTAMP",
    "CURRENT_TIME",
    "CURRENT_DATE",
    "LOCALTIMESTAMP",
    "LOCALTIME",
    "UTC_TIMESTAMP",
    "UTC_TIME",
    "UTC_DATE",
];

#[cfg(test)]
mod tests {
    use super::{Raw, check_closed, refuse_evaluation};

    #[test]
    fn closed_conditions_pass() {
        for condition in [
            "",
            " WHERE a = 1",
            " WHERE (a = 1 OR b = 2) AND c IS NULL",
            " WHERE name = 'this OR that'",
            r#" WHERE "or" = 1 AND `order` = ?"#,
            " WHERE oracle = $1 AND `a``b` = 'it''s'",
            " WHERE id IN (SELECT id FROM t ORDER BY id LIMIT 1)",
        ] {
            assert_eq!(check_closed(condition, Raw::Mysql), Ok(()), "{condition}");
        }
    }

    #[test]
    fn loose_conditions_are_refused() {
        for (condition, found) in [
            ("a OR b", "OR"),
            ("(a) or (b)", "or"),
            ("a XOR b", "XOR"),
            ("a || b", "||"),
            ("a -- b", "--"),
            ("(a /* b) */", "/*"),
            ("a # b", "#"),
            ("a; DELETE FROM t", ";"),
            ("a) OR (b", ")"),
            ("(a", "("),
            ("a = 'b", "'"),
            (r"a = '\' OR b = '", "'"),
            ("a ORDER BY b", "ORDER"),
            ("a LIMIT 1", "LIMIT"),
            ("a = $$($$ OR b = $$)$$", "$"),
        ] {
            let error = check_closed(condition, Raw::Mysql).unwrap_err().to_string();
            assert!(
                error.contains(&format!("has `{found}` outside")),
                "{condition}: {error}"
            );
        }
    }

    #[test]
    fn operators_of_postgresql_pass_there() {
        for condition in ["\"a\" #> $1 IS NULL", "a || b = c"] {
            assert_eq!(
                check_closed(condition, Raw::Standard),
                Ok(()),
                "{condition}"
            );
        }
    }

    #[test]
    fn what_is_evaluated_anew_is_found() {
        for text in [
            "$1",
            "?",
            "TRUE",
            r#" WHERE ("t"."a" = $1) AND ("b" IN (1, 2)) AND "#,
        ] {
            assert_eq!(refuse_evaluation(text), Ok(()), "{text}");
        }
        for text in [
            "CURRENT_TIMESTAMP",
            "now()",
            "a = (SELECT 1)",
            "lower (a) = b",
            "random() < 1",
        ] {
            assert!(refuse_evaluation(text).is_err(), "{text}");
        }
        assert_eq!(refuse_evaluation(r#""now" = 'now()'"#), Ok(()));
    }
}
