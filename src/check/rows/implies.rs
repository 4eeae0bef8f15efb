//! Whether a database sees that a condition of an index follows from one that a scope writes.
//!
//! As it was found by asking them: PostgreSQL (15 and 18) simplifies comparisons with TRUE and
//! FALSE, and `NOT`, and knows what follows from `=`; SQLite compares word by word, and knows
//! that what is compared is not NULL.

use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, Expr, Ident, Value, visit_expressions, visit_expressions_mut,
};

use super::Rows;
use super::simple::{simple, simply_implies};
use super::spelled::{booleans, is_boolean};
use crate::declare::Dialect;
use crate::parsed::folded;

/// What the scopes of a table write.
pub(in crate::check) struct Implication {
    dialect: Dialect,
    scopes: Vec<Condition>,
}

/// A condition, and how TRUE and FALSE are spelled in it.
struct Condition {
    expr: Expr,
    spelled: Vec<String>,
}

impl Implication {
    pub(in crate::check) fn of_scopes(rows: &Rows, dialect: Dialect) -> Self {
        let mut texts = Vec::new();
        let mut deleted = Vec::new();
        // `is_not_deleted` is none of them: behind an outer join no index helps.
        for (at, marker) in rows.markers().enumerate() {
            let column = rows.column_named(&marker.column);
            texts.push(format!("{column} {}", marker.active));
            texts.push(format!("{column} {}", marker.deleted));
            if at < rows.own {
                deleted.push(format!("{column} {}", marker.deleted));
            }
        }
        if deleted.len() > 1 {
            texts.push(deleted.join(" OR "));
        }
        let mut it = Implication {
            dialect,
            scopes: Vec::new(),
        };
        let scopes = texts
            .iter()
            .filter_map(|text| Some(it.condition(&rows.parse(text)?, text)));
        it.scopes = scopes.collect();
        it
    }

    /// Whether a scope is seen to imply a term of the condition `sql`.
    pub(in crate::check) fn imply(&self, term: &Expr, sql: &str) -> bool {
        let term = self.condition(term, sql);
        self.scopes.iter().any(|scope| match self.dialect {
            Dialect::Postgres => simply_implies(&scope.expr, &term.expr),
            Dialect::Mysql | Dialect::Sqlite => literally_implies(scope, &term),
        })
    }

    fn condition(&self, expr: &Expr, sql: &str) -> Condition {
        let plain = plain(expr, self.dialect);
        Condition {
            spelled: booleans(expr, sql, self.dialect),
            expr: match self.dialect {
                Dialect::Postgres => simple(&plain),
                Dialect::Mysql | Dialect::Sqlite => plain,
            },
        }
    }
}

/// An expression without parentheses, and with names that can be compared.
fn plain(expr: &Expr, dialect: Dialect) -> Expr {
    let mut expr = expr.clone();
    let _ = visit_expressions_mut(&mut expr, |part| {
        let name = match part {
            Expr::Nested(inner) => {
                let inner = std::mem::replace(&mut **inner, Expr::Identifier(Ident::new("")));
                *part = inner;
                None
            }
            Expr::Identifier(ident) => Some(folded(dialect, ident).into_owned()),
            Expr::CompoundIdentifier(parts) => parts
                .last()
                .map(|ident| folded(dialect, ident).into_owned()),
            _ => None,
        };
        if let Some(name) = name {
            *part = Expr::Identifier(Ident::new(name));
        }
        let null = |expr: &Expr| matches!(expr, Expr::Value(value) if value.value == Value::Null);
        match part {
            Expr::IsNotDistinctFrom(inner, other) if null(other) => {
                *part = Expr::IsNull(inner.clone());
            }
            Expr::IsDistinctFrom(inner, other) if null(other) => {
                *part = Expr::IsNotNull(inner.clone());
            }
            _ => {}
        }
        ControlFlow::<()>::Continue(())
    });
    expr
}

/// As SQLite sees it.
fn literally_implies(scope: &Condition, term: &Condition) -> bool {
    if scope.expr == term.expr && scope.spelled == term.spelled {
        return true;
    }
    match &term.expr {
        Expr::BinaryOp {
            left,
            op: BinaryOperator::Or,
            right,
        } => {
            let mut spelled = term.spelled.iter();
            let mut side = |expr: &Expr| {
                let count = booleans_in(expr);
                Condition {
                    expr: expr.clone(),
                    spelled: spelled.by_ref().take(count).cloned().collect(),
                }
            };
            let (left, right) = (side(left), side(right));
            literally_implies(scope, &left) || literally_implies(scope, &right)
        }
        Expr::IsNotNull(inner) => is_compared(&scope.expr, inner),
        _ => false,
    }
}

fn booleans_in(expr: &Expr) -> usize {
    let mut count = 0;
    let _ = visit_expressions(expr, |part| {
        count += usize::from(is_boolean(part));
        ControlFlow::<()>::Continue(())
    });
    count
}

/// Whether a condition is true only if this is not NULL.
pub(super) fn is_compared(condition: &Expr, what: &Expr) -> bool {
    use BinaryOperator as B;
    match condition {
        Expr::BinaryOp {
            left,
            op: B::Eq | B::NotEq | B::Lt | B::LtEq | B::Gt | B::GtEq,
            right,
        } => **left == *what || **right == *what,
        Expr::In {
            expr,
            negated: false,
            ..
        } => **expr == *what,
        _ => false,
    }
}
