//! What a condition says of a column, apart from the texts of its declaration.

use sqlparser::ast::{BinaryOperator, Expr, InTarget, UnaryOperator, Value};

use super::marker::Said;
use super::names::{OWN, bare};

/// What a condition says of a column where NULL is active.
pub(super) fn null_said(expr: &Expr, is_column: &dyn Fn(&Expr) -> bool) -> Option<Said> {
    let of = |expr: &Expr| is_column(bare(expr));
    match expr {
        Expr::BinaryOp { left, op, right } if of(left) || of(right) => match op {
            BinaryOperator::Spaceship if is_null(left) || is_null(right) => Some(Said::Unmarked),
            // Of NULL none of these is true.
            BinaryOperator::Eq
            | BinaryOperator::NotEq
            | BinaryOperator::Lt
            | BinaryOperator::LtEq
            | BinaryOperator::Gt
            | BinaryOperator::GtEq => Some(Said::Marked),
            _ => None,
        },
        Expr::IsNotDistinctFrom(left, right) if of(left) && is_null(right) => Some(Said::Unmarked),
        Expr::IsNotDistinctFrom(left, right) if of(left) && is_chosen(right) => Some(Said::Chosen),
        Expr::IsDistinctFrom(left, right) if of(left) && is_null(right) => Some(Said::Marked),
        Expr::Between { expr, .. } if of(expr) => Some(Said::Marked),
        Expr::In {
            expr,
            target,
            negated,
            ..
        } if of(expr) => match target {
            InTarget::List(values) if !values.is_empty() => Some(Said::Marked),
            // NULL is not among no rows.
            _ if *negated => None,
            _ => Some(Said::Marked),
        },
        Expr::AnyOp { left, .. } if of(left) => Some(Said::Marked),
        _ => None,
    }
}

/// What a condition asks of a Boolean column.
pub(super) enum Flag {
    Is(bool),
    Chosen,
}

pub(super) fn flag_said(expr: &Expr, is_column: &dyn Fn(&Expr) -> bool) -> Option<Flag> {
    let of = |expr: &Expr| is_column(bare(expr));
    match expr {
        // By itself, as a condition.
        expr if is_column(expr) => Some(Flag::Is(true)),
        Expr::UnaryOp {
            op: UnaryOperator::Not | UnaryOperator::BangNot,
            expr,
        } if of(expr) => Some(Flag::Is(false)),
        Expr::IsTrue(expr) | Expr::IsNotFalse(expr) if of(expr) => Some(Flag::Is(true)),
        Expr::IsFalse(expr) | Expr::IsNotTrue(expr) if of(expr) => Some(Flag::Is(false)),
        Expr::BinaryOp { left, op, right } => {
            let value = if of(left) {
                right
            } else if of(right) {
                left
            } else {
                return None;
            };
            match op {
                BinaryOperator::Eq | BinaryOperator::NotEq | BinaryOperator::Spaceship
                    if is_bind(bare(value)) =>
                {
                    Some(Flag::Chosen)
                }
                BinaryOperator::Eq | BinaryOperator::Spaceship => boolean(value).map(Flag::Is),
                BinaryOperator::NotEq => boolean(value).map(|value| Flag::Is(!value)),
                _ => None,
            }
        }
        Expr::IsNotDistinctFrom(left, right) if of(left) => boolean(right).map(Flag::Is),
        Expr::IsDistinctFrom(left, right) if of(left) => {
            boolean(right).map(|value| Flag::Is(!value))
        }
        _ => None,
    }
}

/// `TRUE` of `column = TRUE`.
pub(super) fn equals(expr: &Expr) -> Option<bool> {
    match expr {
        Expr::BinaryOp {
            op: BinaryOperator::Eq,
            right,
            ..
        } => match bare(right) {
            Expr::Value(value) => match value.value {
                Value::Boolean(value) => Some(value),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

pub(crate) fn boolean(expr: &Expr) -> Option<bool> {
    match bare(expr) {
        Expr::Value(value) => match &value.value {
            Value::Boolean(value) => Some(*value),
            Value::Number(number, _) if number == "0" => Some(false),
            Value::Number(number, _) if number == "1" => Some(true),
            _ => None,
        },
        _ => None,
    }
}

pub(super) fn is_null(expr: &Expr) -> bool {
    matches!(bare(expr), Expr::Value(value) if value.value == Value::Null)
}

/// Whether a value is a bind, or a stamp in one of the sets of this crate's own.
fn is_chosen(expr: &Expr) -> bool {
    match bare(expr) {
        Expr::CompoundIdentifier(parts) => {
            parts.first().is_some_and(|it| it.value.starts_with(OWN))
        }
        expr => is_bind(expr),
    }
}

pub(super) fn is_bind(expr: &Expr) -> bool {
    matches!(expr, Expr::Value(value) if matches!(value.value, Value::Placeholder(_)))
}
