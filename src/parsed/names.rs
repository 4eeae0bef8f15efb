//! Names, as databases compare them.

use std::borrow::Cow;

use sqlparser::ast::{BinaryOperator, Expr, Ident, ObjectName, UnaryOperator};
use sqlparser::parser::Parser;

use super::dialect_of;
use crate::declare::Dialect;

/// Names that begin so are given by this crate alone: with a dot in them.
pub(crate) const OWN: &str = "diesel_scopes.";

/// The parts of a name in SQL, quoted or not, the last one being that of the table itself.
pub(crate) fn parts(text: &str, dialect: Dialect) -> Option<Vec<Ident>> {
    let parser = Parser::new(dialect_of(dialect)).try_with_sql(text);
    let name = parser.ok()?.parse_object_name(false).ok()?;
    Some(idents(&name)?.into_iter().cloned().collect())
}

/// The parts of a name, if it is made of nothing else.
pub(crate) fn idents(name: &ObjectName) -> Option<Vec<&Ident>> {
    name.0.iter().map(|part| part.as_ident()).collect()
}

/// A name as the database compares it.
pub(crate) fn folded(dialect: Dialect, ident: &Ident) -> Cow<'_, str> {
    match (dialect, ident.quote_style) {
        (Dialect::Postgres, Some(_)) => Cow::Borrowed(&ident.value),
        // On MySQL the case of tables can count, that of columns never does.
        _ if ident.value.chars().any(char::is_uppercase) => Cow::Owned(ident.value.to_lowercase()),
        _ => Cow::Borrowed(&ident.value),
    }
}

/// A name of a declaration, folded as those of statements are.
pub(crate) fn declared(dialect: Dialect, name: &str) -> String {
    match dialect {
        Dialect::Postgres => name.to_owned(),
        Dialect::Mysql | Dialect::Sqlite => name.to_lowercase(),
    }
}

/// An expression without the parentheses around it, and without the sign that keeps SQLite from
/// reading an index.
pub(crate) fn bare(mut expr: &Expr) -> &Expr {
    while let Expr::Nested(inner)
    | Expr::UnaryOp {
        op: UnaryOperator::Plus,
        expr: inner,
    } = expr
    {
        expr = inner;
    }
    expr
}

/// The operands of a chain of one operator, without the parentheses around them.
pub(crate) fn terms<'s>(expr: &'s Expr, by: &BinaryOperator) -> Vec<&'s Expr> {
    let mut open = vec![expr];
    let mut terms = Vec::new();
    while let Some(expr) = open.pop() {
        match bare(expr) {
            Expr::BinaryOp { left, op, right } if op == by => open.extend([&**left, &**right]),
            term => terms.push(term),
        }
    }
    // The last one came first.
    terms.reverse();
    terms
}
