//! Expressions as they stand in a text: the parser keeps no case of TRUE and FALSE, and to SQLite
//! `FALSE` and `false` in the condition of an index are two things.

use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, Expr, Ident, Value, visit_expressions, visit_expressions_mut,
};
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};

use crate::declare::Dialect;
use crate::parsed::{dialect_of, terms};

/// The terms between the ANDs of a condition, each as it stands in the text.
pub(in crate::check) fn spelled_terms(parsed: &Expr, sql: &str, dialect: Dialect) -> Vec<String> {
    let terms = terms(parsed, &BinaryOperator::And);
    let spelled = terms.into_iter().map(|term| spelled(term, sql, dialect));
    spelled.collect()
}

/// A term of a condition as it stands in the text.
pub(in crate::check) fn spelled(term: &Expr, sql: &str, dialect: Dialect) -> String {
    let mut words = booleans(term, sql, dialect).into_iter();
    let mut expr = term.clone();
    let _ = visit_expressions_mut(&mut expr, |part| {
        if is_boolean(part) {
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

/// TRUE and FALSE in an expression of a text, as they stand there.
pub(super) fn booleans(expr: &Expr, sql: &str, dialect: Dialect) -> Vec<String> {
    let tokens = Tokenizer::new(dialect_of(dialect), sql).tokenize_with_location();
    let tokens: Vec<TokenWithSpan> = tokens.unwrap_or_default();
    let mut words = Vec::new();
    let _ = visit_expressions(expr, |part| {
        if let Expr::Value(value) = part {
            if is_boolean(part) {
                let mut tokens = tokens.iter();
                let token = tokens.find(|token| token.span.start == value.span.start);
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

pub(super) fn is_boolean(expr: &Expr) -> bool {
    matches!(expr, Expr::Value(value) if matches!(value.value, Value::Boolean(_)))
}
