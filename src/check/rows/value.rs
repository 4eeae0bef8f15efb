//! What an expression is for all rows of a state, as far as that can be told.

use std::collections::BTreeSet;

/// A value, or what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::check) enum Value {
    Null,
    Bool(bool),
    /// The same for every row, and not NULL.
    Literal(String),
    /// Not NULL, and another one for (nearly) every row: when it was deleted.
    Stamp,
    /// Computed from these columns, and NULL only if one of them is.
    Of(BTreeSet<String>),
    Unknown,
}

/// What a condition comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::check) enum Truth {
    True,
    False,
    Null,
    Unknown,
}

use Truth as T;

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { T::True } else { T::False }
    }
}

impl From<Truth> for Value {
    fn from(truth: Truth) -> Self {
        match truth {
            T::True => Value::Bool(true),
            T::False => Value::Bool(false),
            T::Null => Value::Null,
            T::Unknown => Value::Unknown,
        }
    }
}

impl Truth {
    pub(in crate::check) fn not(self) -> Self {
        match self {
            T::True => T::False,
            T::False => T::True,
            other => other,
        }
    }

    pub(in crate::check) fn and(self, other: Self) -> Self {
        match (self, other) {
            (T::False, _) | (_, T::False) => T::False,
            (T::Unknown, _) | (_, T::Unknown) => T::Unknown,
            (T::Null, _) | (_, T::Null) => T::Null,
            (T::True, T::True) => T::True,
        }
    }

    pub(in crate::check) fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    /// `IS TRUE`, `IS FALSE`, `IS NULL` of a condition.
    pub(in crate::check) fn is(self, what: Truth) -> Self {
        match self {
            T::Unknown => T::Unknown,
            known => (known == what).into(),
        }
    }

    /// Whether a row for which a condition comes to this is kept by it for certain.
    pub(in crate::check) fn keeps(self) -> bool {
        self == T::True
    }

    /// Whether such a row is left out for certain.
    pub(in crate::check) fn leaves_out(self) -> bool {
        matches!(self, T::False | T::Null)
    }
}

impl Value {
    pub(in crate::check) fn truth(&self) -> Truth {
        match self {
            Value::Null => T::Null,
            Value::Bool(value) => (*value).into(),
            Value::Literal(text) if text == "0" => T::False,
            Value::Literal(text) if text == "1" => T::True,
            _ => T::Unknown,
        }
    }

    pub(in crate::check) fn is_null(&self) -> Truth {
        match self {
            Value::Null => T::True,
            Value::Bool(_) | Value::Literal(_) | Value::Stamp => T::False,
            Value::Of(_) | Value::Unknown => T::Unknown,
        }
    }

    /// `a = b`
    pub(in crate::check) fn equals(&self, other: &Value) -> Truth {
        match (self, other) {
            (Value::Null, _) | (_, Value::Null) => T::Null,
            (Value::Bool(a), b) | (b, Value::Bool(a)) => match b.truth() {
                T::True => (*a).into(),
                T::False => T::from(*a).not(),
                _ => T::Unknown,
            },
            (Value::Literal(a), Value::Literal(b)) => (a == b).into(),
            _ => T::Unknown,
        }
    }

    /// `a IS NOT DISTINCT FROM b`
    pub(in crate::check) fn is_same(&self, other: &Value) -> Truth {
        match (self.is_null(), other.is_null()) {
            (T::True, T::True) => T::True,
            (T::True, T::False) | (T::False, T::True) => T::False,
            (T::False, T::False) => self.equals(other),
            _ => T::Unknown,
        }
    }

    /// What is computed from two values, and NULL if one of them is.
    pub(in crate::check) fn with(self, other: Value) -> Value {
        match (self, other) {
            (Value::Null, _) | (_, Value::Null) => Value::Null,
            (Value::Unknown, _) | (_, Value::Unknown) => Value::Unknown,
            (Value::Stamp, _) | (_, Value::Stamp) => Value::Stamp,
            (Value::Of(mut a), Value::Of(b)) => {
                a.extend(b);
                Value::Of(a)
            }
            (Value::Of(columns), _) | (_, Value::Of(columns)) => Value::Of(columns),
            (a, b) => Value::Literal(format!("{a:?} {b:?}")),
        }
    }
}
