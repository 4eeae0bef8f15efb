//! Looks at SQL that may hold raw text before a condition is added to it.

use std::any::TypeId;
use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use diesel::backend::Backend;
use diesel::query_builder::{QueryBuilder, QueryFragment, QueryId};
use diesel::result::QueryResult;

use super::error::StatementError;
use super::text::{builder_of, read};
use super::unread;

/// How a condition can stand before ` AND guard`.
///
/// Diesel closes every condition that it builds in parentheses, but leaves
/// `sql("a OR b")` as it is, and `a OR b AND guard` would let `a` past the guard.
/// Operators that another crate adds need not be in parentheses either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closed {
    /// As it is.
    AsItIs,
    /// In parentheses.
    InParentheses,
    /// Not at all: it would leave the parentheses too.
    Never,
    /// Nobody can tell, since its SQL cannot be read.
    Unread,
}

impl Closed {
    /// The text of a type with a static id is looked at once only.
    pub(crate) fn of<DB, F>(condition: &F, backend: &DB) -> QueryResult<Self>
    where
        DB: Backend<QueryBuilder: 'static>,
        F: QueryFragment<DB> + QueryId,
    {
        static KNOWN: RwLock<BTreeMap<(TypeId, TypeId), Closed>> = RwLock::new(BTreeMap::new());

        let name = std::any::type_name::<F>();
        let Some(id) = F::query_id() else {
            return Self::of_unknown(condition, name, backend);
        };
        // Operators differ from one database to the other.
        let id = (TypeId::of::<DB::QueryBuilder>(), id);
        let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(closed) = known.get(&id) {
            return Ok(*closed);
        }
        drop(known);
        let closed = Self::of_unknown(condition, name, backend)?;
        let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(id, closed);
        Ok(closed)
    }

    /// The same for a condition whose type says nothing of its text; with the name that
    /// it had.
    pub(crate) fn of_unknown<DB: Backend<QueryBuilder: 'static>>(
        condition: &impl QueryFragment<DB>,
        name: &str,
        backend: &DB,
    ) -> QueryResult<Self> {
        let (Some(text), Some(dialect)) = (read(condition, backend)?, Raw::of::<DB>()?) else {
            let is_safe = condition.is_safe_to_cache_prepared(backend)?;
            return Ok(match unread::is_closed(name, is_safe) {
                Some(true) => Closed::AsItIs,
                Some(false) => Closed::InParentheses,
                None => Closed::Unread,
            });
        };
        Ok(if check_closed(&text, dialect).is_ok() {
            Closed::AsItIs
        } else if check_closed(&format!("({text})"), dialect).is_ok() {
            Closed::InParentheses
        } else {
            Closed::Never
        })
    }
}

/// The error of a condition that is not closed.
pub(crate) fn loose<DB: Backend<QueryBuilder: 'static>>(
    condition: &impl QueryFragment<DB>,
    backend: &DB,
) -> diesel::result::Error {
    let checked = || match (read(condition, backend)?, Raw::of::<DB>()?) {
        (Some(text), Some(dialect)) => Ok(check_closed(&text, dialect)?),
        _ => Err(StatementError::Unread {
            part: "a condition",
        }
        .into()),
    };
    match checked() {
        Err(error) => error,
        Ok(()) => StatementError::LooseCondition {
            found: String::new(),
        }
        .into(),
    }
}

/// What raw SQL means where databases differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Raw {
    /// `#` and `||` are operators.
    Standard,
    /// `#` begins a comment, and `||` can be `OR`.
    Mysql,
}

impl Raw {
    /// Told by the quotes of names; SQLite, where Diesel writes backticks too,
    /// has no operator `#`.
    fn of<DB: Backend<QueryBuilder: 'static>>() -> QueryResult<Option<Self>> {
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
fn check_closed(condition: &str, dialect: Raw) -> Result<(), StatementError> {
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
