//! What PostgreSQL makes of conditions before it compares them, and what it then sees to follow.

use sqlparser::ast::{BinaryOperator, Expr, InTarget, UnaryOperator, Value};

use super::implies::is_compared;
use crate::parsed::{bare, terms};

/// Whether a term follows from what a scope writes, both simplified.
pub(super) fn simply_implies(scope: &Expr, term: &Expr) -> bool {
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
        // Of a Bool the comparison is simplified away.
        Expr::IsNotNull(inner) => **inner == *scope || is_compared(scope, inner),
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
pub(super) fn simple(expr: &Expr) -> Expr {
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
