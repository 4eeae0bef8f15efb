//! Literals in declarations. They are read from their text while the declaration is
//! compiled, so that one error can say in words what does not fit.

use diesel::query_source::Column;
use diesel::sql_types::{self, Nullable};

use super::info::{Condition, Literal};
use super::words::Words;

/// A type whose columns can stand under `where (…)`.
#[diagnostic::on_unimplemented(
    message = "a condition cannot look at a column of type `{Self}`",
    label = "neither a text, nor an integer, nor a Bool",
    note = "`where (column = literal)` takes columns of the types `Text`, `SmallInt`, `Integer`, `BigInt` \
            and `Bool`, nullable or not"
)]
pub trait Comparable {
    const KIND: Kind;
}

/// What the literals of a type are.
#[derive(Clone, Copy)]
pub enum Kind {
    Text,
    Integer { from: i64, to: i64 },
    Bool,
}

macro_rules! comparable {
    ($($sql_type:ty => $kind:expr;)+) => {$(
        impl Comparable for $sql_type {
            const KIND: Kind = $kind;
        }
        impl Comparable for Nullable<$sql_type> {
            const KIND: Kind = $kind;
        }
    )+};
}

macro_rules! range {
    ($integer:ty) => {
        Kind::Integer {
            from: <$integer>::MIN as i64,
            to: <$integer>::MAX as i64,
        }
    };
}

comparable! {
    sql_types::Text => Kind::Text;
    sql_types::SmallInt => range!(i16);
    sql_types::Integer => range!(i32);
    sql_types::BigInt => range!(i64);
    sql_types::Bool => Kind::Bool;
}

#[cfg(feature = "mysql")]
comparable! {
    sql_types::TinyInt => range!(i8);
    sql_types::Unsigned<sql_types::TinyInt> => range!(u8);
    sql_types::Unsigned<sql_types::SmallInt> => range!(u16);
    sql_types::Unsigned<sql_types::Integer> => range!(u32);
    sql_types::Unsigned<sql_types::BigInt> => Kind::Integer { from: 0, to: i64::MAX };
}

/// One comparison. `source` is the literal as it was written, `value` what it means,
/// and `given` the whole condition in words.
pub const fn condition<T, C>(
    source: &'static str,
    value: &'static str,
    given: &'static str,
) -> Condition
where
    C: Column<Table = T, SqlType: Comparable>,
{
    let wrong = match (<C::SqlType as Comparable>::KIND, Form::of(source)) {
        (Kind::Text, Form::Text) if means_the_same_everywhere(value) => {
            return Condition {
                column: C::NAME,
                literal: Literal::Text(value),
            };
        }
        (Kind::Text, Form::Text) => {
            "a string in a declaration can have neither a backslash nor a NUL, which databases read \
             differently"
        }
        (Kind::Text, _) => "the column is a text and is compared with a string, such as \"Post\"",
        (Kind::Integer { from, to }, Form::Integer) => match integer(value) {
            Some(number) if from <= number && number <= to => {
                return Condition {
                    column: C::NAME,
                    literal: Literal::Integer(number),
                };
            }
            _ => "the column's type does not hold this number",
        },
        (Kind::Integer { .. }, _) => "the column is an integer and is compared with one, such as 2",
        (Kind::Bool, Form::Bool) => {
            return Condition {
                column: C::NAME,
                literal: Literal::Bool(value.len() == "true".len()),
            };
        }
        (Kind::Bool, _) => "the column is a Bool and is compared with `true` or `false`",
    };
    Words::new(given).and(": ").and(wrong).refuse()
}

/// How many seconds `keep` says, or an error with these words.
pub const fn kept(source: &str, value: &str, seconds: u64, wrong: &str) -> u64 {
    const LONGEST: u64 = 1_000 * 366 * 86_400;
    if let (Form::Integer, Some(number)) = (Form::of(source), integer(value)) {
        if number > 0 && number as u64 <= LONGEST / seconds {
            return number as u64 * seconds;
        }
    }
    Words::new(wrong).refuse()
}

/// What a literal is, by its text.
#[derive(Clone, Copy)]
enum Form {
    Text,
    Integer,
    Bool,
    Other,
}

impl Form {
    const fn of(source: &str) -> Form {
        let source = source.as_bytes();
        match source {
            [b'"', ..] | [b'r', b'"' | b'#', ..] => Form::Text,
            [b't', b'r', b'u', b'e'] | [b'f', b'a', b'l', b's', b'e'] => Form::Bool,
            [b'0'..=b'9', ..] | [b'-', ..] => Form::Integer,
            _ => Form::Other,
        }
    }
}

const fn means_the_same_everywhere(text: &str) -> bool {
    let text = text.as_bytes();
    let mut at = 0;
    while at < text.len() {
        if text[at] == b'\\' || text[at] == 0 {
            return false;
        }
        at += 1;
    }
    true
}

/// The number that a text in decimal digits says.
const fn integer(text: &str) -> Option<i64> {
    let text = text.as_bytes();
    let negative = matches!(text, [b'-', ..]);
    let mut number: i64 = 0;
    let mut at = negative as usize;
    while at < text.len() {
        if !text[at].is_ascii_digit() {
            return None;
        }
        let digit = (text[at] - b'0') as i64;
        let Some(tens) = number.checked_mul(10) else {
            return None;
        };
        let next = if negative {
            tens.checked_sub(digit)
        } else {
            tens.checked_add(digit)
        };
        let Some(next) = next else {
            return None;
        };
        number = next;
        at += 1;
    }
    Some(number)
}
