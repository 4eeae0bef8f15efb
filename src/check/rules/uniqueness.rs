//! Which rows a unique index holds, and what it keeps them from having in common.

use std::collections::BTreeSet;

use sqlparser::ast::Expr;

use super::super::catalogue::{Index, Part};
use super::super::rows::{Rows, State, Truth, Value};
use super::side::{Side, Sides};

/// A unique index, parsed.
pub(super) struct Unique<'a> {
    pub(super) index: &'a Index,
    rows: &'a Rows,
    predicate: Option<Expr>,
    parts: Vec<Expr>,
}

impl<'a> Unique<'a> {
    /// None if it cannot be read.
    pub(super) fn new(side: &'a Side<'_>, index: &'a Index) -> Option<Self> {
        let rows = &side.rows;
        let predicate = match &index.predicate {
            Some(sql) => Some(rows.parse(sql)?),
            None => None,
        };
        let parts = index.parts.iter().map(|part| match part {
            Part::Column(name) => Some(rows.column_named(name)),
            Part::Expression(sql) => rows.parse_part(sql),
        });
        Some(Unique {
            index,
            rows,
            predicate,
            parts: parts.collect::<Option<_>>()?,
        })
    }

    fn holds(&self, state: &State) -> Truth {
        let predicate = self.predicate.as_ref();
        predicate.map_or(Truth::True, |it| self.rows.truth(it, state))
    }

    fn values(&self, state: &State) -> Vec<Value> {
        let values = self.parts.iter().map(|it| self.rows.value(it, state));
        values.collect()
    }

    /// The columns in which no two active rows can be the same, if there are any.
    pub(super) fn among_active(&self) -> Option<BTreeSet<String>> {
        let active = self.rows.active();
        if !self.holds(&active).keeps() {
            return None;
        }
        let mut columns = BTreeSet::new();
        for value in self.values(&active) {
            match value {
                Value::Null if self.index.nulls_equal => {}
                Value::Bool(_) | Value::Literal(_) => {}
                Value::Of(of) => columns.extend(of),
                Value::Null | Value::Stamp | Value::Unknown => return None,
            }
        }
        Some(columns)
    }

    /// Whether active rows stand in it, each with a NULL that is like no other.
    pub(super) fn never_refuses(&self) -> bool {
        let active = self.rows.active();
        let mut values = self.values(&active).into_iter();
        !self.index.nulls_equal
            && !self.holds(&active).leaves_out()
            && values.any(|value| value == Value::Null)
    }

    /// Whether active rows stand in it.
    pub(super) fn is_about_active(&self) -> bool {
        !self.holds(&self.rows.active()).leaves_out()
    }

    /// Whether deleted rows of this state keep their values from others.
    pub(super) fn holds_deleted(&self, state: &State) -> bool {
        if self.holds(state).leaves_out() {
            return false;
        }
        let mut values = self.parts.iter().zip(self.values(state));
        values.all(|(part, value)| match value {
            Value::Null => self.index.nulls_equal,
            Value::Stamp => false,
            // There is no telling.
            Value::Unknown => !self.rows.mentions(part),
            Value::Bool(_) | Value::Literal(_) | Value::Of(_) => true,
        })
    }

    /// Whether deleted rows of this state keep them from active ones: not if a part of it tells
    /// the two apart.
    pub(super) fn keeps_from_active(&self, state: &State) -> bool {
        let active = self.values(&self.rows.active());
        let mut pairs = active.iter().zip(self.values(state));
        !pairs.any(|(active, deleted)| active.equals(&deleted) == Truth::False)
    }

    /// The parts that are the same in all active rows, by their markers.
    pub(super) fn is_marking(&self, at: usize) -> bool {
        let value = self.rows.value(&self.parts[at], &self.rows.active());
        self.rows.mentions(&self.parts[at])
            && matches!(value, Value::Null | Value::Bool(_) | Value::Literal(_))
    }

    /// The columns that it is made of, as findings name them.
    pub(super) fn columns(&self) -> Vec<String> {
        let mut columns = Vec::new();
        for part in &self.parts {
            let mut names: Vec<_> = self.rows.columns(part).into_iter().collect();
            if let Some(name) = self.rows.name(part) {
                names = vec![name];
            }
            columns.extend(
                names
                    .into_iter()
                    .filter(|name| !columns.contains(name))
                    .collect::<Vec<_>>(),
            );
        }
        columns
    }

    /// Whether no two rows can be the same in it anyway, or a foreign key needs it as it is.
    pub(super) fn is_exempt(&self, sides: &Sides<'_>, side: &Side<'_>) -> bool {
        let Some(columns) = self.index.columns() else {
            return false;
        };
        let key = &side.is.primary_key;
        let referred = sides.catalogue.tables.iter().any(|table| {
            table
                .foreign_keys
                .iter()
                .any(|key| key.table == side.is.name && sides.same_columns(&key.refers, &columns))
        });
        let mut edges = side.said.edges.iter();
        !key.is_empty() && sides.are_among(key, &columns)
            || referred
            || edges.any(|edge| sides.same_columns(&edge.refers, &columns))
    }
}
