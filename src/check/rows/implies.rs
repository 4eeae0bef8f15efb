//! Whether a database sees that a condition of an index follows from one that a scope writes.
//!
//! As it was found by asking them: PostgreSQL (15 and 18) simplifies comparisons with TRUE and
//! FALSE, and `NOT`, and knows what follows from `=`; SQLite compares word by word, and knows
//! that what is compared is not NULL.

use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, Expr, Ident, InTarget, UnaryOperator, Value, visit_expressions,
    visit_expressions_mut,
};
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};

use super::Rows;
use crate::declare::Dialect;
use crate::parsed::{bare, dialect_of, folded, terms};

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
        for (at, marker) in rows.markers().enumerate() {
            let column = rows.column_named(&marker.column);
            texts.push(format!("{column} {}", marker.active));
            texts.push(format!("{column} {}", marker.deleted));
            texts.push(format!("({column} {}) IS NOT TRUE", marker.deleted));
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
            spelled: self.booleans(expr, sql),
            expr: match self.dialect {
                Dialect::Postgres => simple(&plain),
                Dialect::Mysql | Dialect::Sqlite => plain,
            },
        }
    }

    /// A term as it stands in the condition: the parser keeps no case of TRUE and FALSE.
    pub(in crate::check) fn spelled(&self, term: &Expr, sql: &str) -> String {
        let mut words = self.booleans(term, sql).into_iter();
        let mut expr = term.clone();
        let _ = visit_expressions_mut(&mut expr, |part| {
            if matches!(part, Expr::Value(value) if matches!(value.value, Value::Boolean(_))) {
                if let Some(word) = words.next() {
                    *part = Expr::Identifier(Ident::new(word));
                }
            }
            ControlFlow::<()>::Continue(())
        });
        match expr {
            Expr::BinaryOp {
                op: BinaryOperator::Or,
                ..
            } => format!("({expr})"),
            expr => expr.to_string(),
        }
    }

    fn booleans(&self, expr: &Expr, sql: &str) -> Vec<String> {
        let tokens = Tokenizer::new(dialect_of(self.dialect), sql).tokenize_with_location();
        let tokens: Vec<TokenWithSpan> = tokens.unwrap_or_default();
        let mut words = Vec::new();
        let _ = visit_expressions(expr, |part| {
            if let Expr::Value(value) = part {
                if matches!(value.value, Value::Boolean(_)) {
                    let token = tokens
                        .iter()
                        .find(|token| token.span.start == value.span.start);
                    words.push(match token.map(|token| &token.token) {
                        Some(Token::Word(word)) => word.value.clone(),
                        _ => value.to_string(),
                    });
                }
            }
            ControlFlow::<()>::Continue(())
        });
        words
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
        let is_one = matches!(part, Expr::Value(value) if matches!(value.value, Value::Boolean(_)));
        count += usize::from(is_one);
        ControlFlow::<()>::Continue(())
    });
    count
}

/// Whether a condition is true only if this is not NULL.
fn is_compared(condition: &Expr, what: &Expr) -> bool {
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

/// As PostgreSQL sees it.
fn simply_implies(scope: &Expr, term: &Expr) -> bool {
    if scope == term {
        return true;
    }
    let either = |expr| terms(expr, &BinaryOperator::Or);
    if either(scope).len() > 1 {
        return either(scope).iter().all(|it| simply_implies(it, term));
    }
    if either(term).len() > 1 {
        return either(term).iter().any(|it| simply_implies(scope, it));
    }
    let all = terms(term, &BinaryOperator::And);
    if all.len() > 1 {
        return all.iter().all(|it| simply_implies(scope, it));
    }
    match term {
        Expr::IsNotNull(inner) => is_compared(scope, inner),
        _ => follows(scope, term),
    }
}

/// What follows from `column = 0`, and from `column IN (0, 1)`.
fn follows(scope: &Expr, term: &Expr) -> bool {
    let values = |expr: &Expr| match expr {
        Expr::BinaryOp {
            left,
            op: BinaryOperator::Eq,
            right,
        } => Some((left.clone(), vec![(**right).clone()])),
        Expr::In {
            expr,
            target: InTarget::List(list),
            negated: false,
            ..
        } => Some((expr.clone(), list.clone())),
        _ => None,
    };
    let Some((column, has)) = values(scope) else {
        return false;
    };
    if let Some((other, allowed)) = values(term) {
        return column == other && has.iter().all(|value| allowed.contains(value));
    }
    let Expr::BinaryOp { left, op, right } = term else {
        return false;
    };
    let number = |expr: &Expr| expr.to_string().parse::<i64>().ok();
    let Some(bound) = number(right) else {
        return false;
    };
    **left == *column
        && has.iter().all(|value| {
            number(value).is_some_and(|value| match op {
                BinaryOperator::Lt => value < bound,
                BinaryOperator::LtEq => value <= bound,
                BinaryOperator::Gt => value > bound,
                BinaryOperator::GtEq => value >= bound,
                BinaryOperator::NotEq => value != bound,
                _ => false,
            })
        })
}

/// An expression as PostgreSQL simplifies it before it compares: `NOT deleted` for `deleted =
/// FALSE`. Without casts, of which only its own are in a catalogue.
fn simple(expr: &Expr) -> Expr {
    match bare(expr) {
        Expr::Cast { expr, .. } => simple(expr),
        Expr::UnaryOp {
            op: UnaryOperator::Not,
            expr,
        } => negated(simple(expr)),
        Expr::IsNull(expr) => Expr::IsNull(Box::new(simple(expr))),
        Expr::IsNotNull(expr) => Expr::IsNotNull(Box::new(simple(expr))),
        Expr::IsTrue(expr) => Expr::IsTrue(Box::new(simple(expr))),
        Expr::IsNotTrue(expr) => Expr::IsNotTrue(Box::new(simple(expr))),
        Expr::IsFalse(expr) => Expr::IsFalse(Box::new(simple(expr))),
        Expr::IsNotFalse(expr) => Expr::IsNotFalse(Box::new(simple(expr))),
        Expr::IsDistinctFrom(a, b) => {
            Expr::IsDistinctFrom(Box::new(simple(a)), Box::new(simple(b)))
        }
        Expr::IsNotDistinctFrom(a, b) => {
            Expr::IsNotDistinctFrom(Box::new(simple(a)), Box::new(simple(b)))
        }
        Expr::BinaryOp { left, op, right } => comparison(simple(left), op, simple(right)),
        Expr::AnyOp {
            left,
            compare_op: BinaryOperator::Eq,
            right,
            ..
        } => match bare(right) {
            Expr::Array(array) => among(simple(left), array.elem.iter().map(simple).collect()),
            _ => expr.clone(),
        },
        Expr::In {
            expr,
            target: InTarget::List(list),
            negated: false,
            ..
        } => among(simple(expr), list.iter().map(simple).collect()),
        other => other.clone(),
    }
}

fn among(expr: Expr, mut list: Vec<Expr>) -> Expr {
    if list.len() == 1 {
        if let Some(value) = list.pop() {
            return comparison(expr, &BinaryOperator::Eq, value);
        }
    }
    list.sort_by_key(ToString::to_string);
    Expr::In {
        expr: Box::new(expr),
        target: InTarget::List(list),
        negated: false,
        global: false,
    }
}

fn comparison(left: Expr, op: &BinaryOperator, right: Expr) -> Expr {
    use BinaryOperator as B;
    let boolean = |expr: &Expr| match expr {
        Expr::Value(value) => match value.value {
            Value::Boolean(value) => Some(value),
            _ => None,
        },
        _ => None,
    };
    let is_literal = |expr: &Expr| matches!(expr, Expr::Value(_));
    let turned = match op {
        B::Eq | B::NotEq => op.clone(),
        B::Lt => B::Gt,
        B::Gt => B::Lt,
        B::LtEq => B::GtEq,
        B::GtEq => B::LtEq,
        _ => {
            return Expr::BinaryOp {
                left: Box::new(left),
                op: op.clone(),
                right: Box::new(right),
            };
        }
    };
    if is_literal(&left) && !is_literal(&right) {
        return comparison(right, &turned, left);
    }
    match (op, boolean(&right)) {
        (B::Eq, Some(true)) | (B::NotEq, Some(false)) => left,
        (B::Eq, Some(false)) | (B::NotEq, Some(true)) => negated(left),
        _ => Expr::BinaryOp {
            left: Box::new(left),
            op: op.clone(),
            right: Box::new(right),
        },
    }
}

fn negated(expr: Expr) -> Expr {
    use BinaryOperator as B;
    match expr {
        Expr::UnaryOp {
            op: UnaryOperator::Not,
            expr,
        } => *expr,
        Expr::IsNull(expr) => Expr::IsNotNull(expr),
        Expr::IsNotNull(expr) => Expr::IsNull(expr),
        Expr::IsTrue(expr) => Expr::IsNotTrue(expr),
        Expr::IsNotTrue(expr) => Expr::IsTrue(expr),
        Expr::IsFalse(expr) => Expr::IsNotFalse(expr),
        Expr::IsNotFalse(expr) => Expr::IsFalse(expr),
        Expr::BinaryOp { left, op, right } => {
            let op = match op {
                B::Eq => B::NotEq,
                B::NotEq => B::Eq,
                B::Lt => B::GtEq,
                B::GtEq => B::Lt,
                B::Gt => B::LtEq,
                B::LtEq => B::Gt,
                op => {
                    let whole = Expr::BinaryOp { left, op, right };
                    return not(whole);
                }
            };
            Expr::BinaryOp { left, op, right }
        }
        other => not(other),
    }
}

fn not(expr: Expr) -> Expr {
    Expr::UnaryOp {
        op: UnaryOperator::Not,
        expr: Box::new(expr),
    }
}
