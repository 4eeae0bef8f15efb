//! What SQL in a catalogue (predicates, generated columns, defaults) comes to for active rows of
//! a table, and for deleted ones: worked out of the parsed expression and of the declared markers.

mod evaluate;
mod implies;
mod parse;
mod simple;
mod spelled;
mod value;

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sqlparser::ast::{BinaryOperator, Expr, Ident, visit_expressions};

pub(super) use self::implies::Implication;
use self::parse::{parsed, part};
pub(super) use self::spelled::{spelled, spelled_terms};
pub(super) use self::value::{Truth, Value};
use super::catalogue;
use super::declared::{Marker, Table, Type};
use crate::declare::Dialect;
pub(super) use crate::parsed::terms;
use crate::parsed::{MarkerTexts, Shape, bare, declared, folded};

/// The rows of a table.
pub(super) struct Rows {
    dialect: Dialect,
    markers: Vec<Known>,
    /// How many of them say whether a row is active.
    own: usize,
    generated: Vec<(String, Expr)>,
}

/// A marker, and what it holds.
struct Known {
    shape: Shape,
    unmarked: Value,
    marked: Value,
    texts: Marker,
}

/// For each marker: is it set? None where that is left open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State(Vec<Option<bool>>);

impl Known {
    fn new(marker: &Marker, dialect: Dialect) -> Self {
        let texts = MarkerTexts {
            column: &marker.column,
            active: &marker.active,
            deleted: &marker.deleted,
            restored: &marker.restored,
            flag: marker.flag.as_deref(),
        };
        let shape = Shape::new(&texts, dialect);
        let (unmarked, marked) = if shape.is_null() {
            (Value::Null, None)
        } else if let Some(active) = shape.flag() {
            (Value::Bool(active), Some(Value::Bool(!active)))
        } else {
            let column = Value::Of([shape.folded.clone()].into());
            (equal_to(marker, dialect).unwrap_or(column), None)
        };
        let flag = marker
            .flag
            .as_deref()
            .map(|flag| match parsed(flag, dialect) {
                Some(Expr::Value(value)) => evaluate::literal(&value.value),
                _ => Value::Literal(flag.to_owned()),
            });
        Known {
            shape,
            unmarked,
            marked: marked.or(flag).unwrap_or(Value::Stamp),
            texts: marker.clone(),
        }
    }

    fn is_own(&self) -> bool {
        !self.shape.is_null() && self.shape.flag().is_none()
    }
}

/// What a column has in all active rows, if its marker says so: `= 0`.
fn equal_to(marker: &Marker, dialect: Dialect) -> Option<Value> {
    match bare(&parsed(&format!("c {}", marker.active), dialect)?) {
        Expr::BinaryOp {
            op: BinaryOperator::Eq,
            right,
            ..
        } => match bare(right) {
            Expr::Value(value) => Some(evaluate::literal(&value.value)),
            other => Some(Value::Literal(other.to_string())),
        },
        _ => None,
    }
}

/// The names in an expression; none if it cannot be read.
pub(super) fn names(sql: &str, dialect: Dialect) -> Option<BTreeSet<String>> {
    let expr = part(sql, dialect)?;
    let mut found = BTreeSet::new();
    let _ = visit_expressions(&expr, |part| {
        match part {
            Expr::Identifier(ident) => {
                found.insert(folded(dialect, ident).into_owned());
            }
            Expr::CompoundIdentifier(parts) => {
                let names = parts
                    .iter()
                    .map(|ident| folded(dialect, ident).into_owned());
                found.extend(names);
            }
            _ => {}
        }
        ControlFlow::<()>::Continue(())
    });
    Some(found)
}

/// `LEFT(name, 10)`, as the beginning of a column in an index of MySQL's is called.
pub(super) fn beginning(sql: &str, dialect: Dialect) -> Option<(String, String)> {
    let Expr::Function(function) = parsed(sql, dialect)? else {
        return None;
    };
    match evaluate::call(&function)? {
        (name, args) if name == "left" => match args.as_slice() {
            [Expr::Identifier(column), Expr::Value(length)] => {
                Some((column.value.clone(), length.to_string()))
            }
            _ => None,
        },
        _ => None,
    }
}

impl Rows {
    pub(super) fn new(said: &Table, is: &catalogue::Table, dialect: Dialect) -> Self {
        let markers = said.markers.iter().chain(&said.also);
        let generated = is.columns.iter().filter_map(|column| {
            let expr = parsed(column.generated.as_deref()?, dialect)?;
            Some((declared(dialect, &column.name), expr))
        });
        Rows {
            dialect,
            markers: markers.map(|it| Known::new(it, dialect)).collect(),
            own: said.markers.len(),
            generated: generated.collect(),
        }
    }

    /// An expression of this database; none if it cannot be read.
    pub(super) fn parse(&self, sql: &str) -> Option<Expr> {
        parsed(sql, self.dialect)
    }

    /// The same of a part of an index, which may say in which order.
    pub(super) fn parse_part(&self, sql: &str) -> Option<Expr> {
        part(sql, self.dialect)
    }

    /// A column, as an expression.
    pub(super) fn column_named(&self, name: &str) -> Expr {
        let quote = match self.dialect {
            Dialect::Postgres => '"',
            Dialect::Mysql | Dialect::Sqlite => '`',
        };
        Expr::Identifier(Ident::with_quote(quote, name))
    }

    /// Rows that are not deleted.
    pub(super) fn active(&self) -> State {
        self.state(|_| Some(false))
    }

    /// Rows that are deleted, by each combination of the markers.
    pub(super) fn deleted(&self) -> Vec<State> {
        let all = 1_u32..1 << self.own;
        all.map(|bits| self.state(|at| Some(bits & (1 << at) != 0)))
            .collect()
    }

    /// Rows that are deleted by one marker alone.
    pub(super) fn only(&self, marker: usize) -> State {
        self.state(|at| Some(at == marker))
    }

    /// Rows of which nothing is said.
    pub(super) fn open(&self) -> State {
        State(vec![None; self.markers.len()])
    }

    /// Rows that one marker has marked, or not, whatever the others say.
    pub(super) fn one(&self, marker: usize, marked: bool) -> State {
        let mut state = State(vec![None; self.markers.len()]);
        state.0[marker] = Some(marked);
        state
    }

    fn state(&self, marked: impl Fn(usize) -> Option<bool>) -> State {
        let all = (0..self.markers.len()).map(|at| if at < self.own { marked(at) } else { None });
        State(all.collect())
    }

    /// The markers, those under `also` last.
    pub(super) fn markers(&self) -> impl Iterator<Item = &Marker> {
        self.markers.iter().map(|known| &known.texts)
    }

    pub(super) fn shapes(&self) -> impl Iterator<Item = &Shape> {
        self.markers.iter().map(|known| &known.shape)
    }

    fn marker_value(&self, at: usize, marked: bool) -> Value {
        let known = &self.markers[at];
        let value = if marked {
            &known.marked
        } else {
            &known.unmarked
        };
        value.clone()
    }

    /// Whether a column is this marker, as names are compared.
    fn position(&self, name: &str) -> Option<usize> {
        self.shapes().position(|shape| shape.folded == name)
    }

    /// The column that an expression is.
    pub(super) fn name(&self, expr: &Expr) -> Option<String> {
        let ident = match expr {
            Expr::Identifier(ident) => ident,
            Expr::CompoundIdentifier(parts) => parts.last()?,
            _ => return None,
        };
        Some(folded(self.dialect, ident).into_owned())
    }

    /// The columns in an expression, those behind generated ones too.
    pub(super) fn columns(&self, expr: &Expr) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        self.collect(expr, &mut found);
        found
    }

    fn collect(&self, expr: &Expr, found: &mut BTreeSet<String>) {
        let _ = visit_expressions(expr, |part| {
            if let Some(name) = self.name(part) {
                if found.insert(name.clone()) {
                    for (_, expr) in self.generated.iter().filter(|(it, _)| *it == name) {
                        self.collect(expr, found);
                    }
                }
            }
            ControlFlow::<()>::Continue(())
        });
    }

    /// Whether a marker is looked at.
    pub(super) fn mentions(&self, expr: &Expr) -> bool {
        let columns = self.columns(expr);
        self.shapes().any(|shape| columns.contains(&shape.folded))
    }

    /// Whether a default, as SQL, marks a row that has it; none if there is no telling.
    pub(super) fn is_born_deleted(&self, marker: usize, default: &str) -> Option<bool> {
        let known = &self.markers[marker];
        let value = self.value(&self.parse(default)?, &self.active());
        if known.shape.is_null() {
            return Some(value != Value::Null);
        }
        if value == Value::Null {
            return Some(false);
        }
        match value.equals(&known.unmarked) {
            Truth::True => Some(false),
            Truth::False => Some(true),
            Truth::Null | Truth::Unknown => None,
        }
    }

    /// Whether NULL is active too, by the marker's own text.
    pub(super) fn is_null_active(&self, marker: usize) -> bool {
        let active = self.parse(&format!("NULL {}", self.markers[marker].texts.active));
        active.is_some_and(|it| self.truth(&it, &self.open()).keeps())
    }

    /// Whether a marker's type is that of times.
    pub(super) fn is_time(marker: &Marker) -> bool {
        matches!(marker.sql_type, Type::Time { .. }) && marker.flag.is_none()
    }
}
