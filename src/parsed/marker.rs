//! What a condition says of a marker column.

use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, Expr, FunctionArg, FunctionArgExpr, FunctionArguments, Ident, UnaryOperator,
    visit_expressions_mut,
};
use sqlparser::parser::Parser;

use super::dialect_of;
use super::names::{bare, declared};
use super::said::{Flag, boolean, equals, flag_said, is_bind, null_said};
use crate::declare::Dialect;

/// A marker column as it is declared.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MarkerTexts<'a> {
    pub(crate) column: &'a str,
    pub(crate) active: &'a str,
    pub(crate) deleted: &'a str,
    pub(crate) restored: &'a str,
    pub(crate) flag: Option<&'a str>,
}

/// A marker column, with its declared texts parsed.
#[derive(Debug)]
pub(crate) struct Shape {
    /// The column as names in statements are compared.
    pub(crate) folded: String,
    active: Expr,
    deleted: Expr,
    #[cfg_attr(not(feature = "guard"), allow(dead_code))]
    restored: Expr,
    #[cfg_attr(not(feature = "guard"), allow(dead_code))]
    flag: Option<Expr>,
    kind: Kind,
}

/// What else than its own texts says the same of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// NULL is active: whatever compares the column finds deleted rows only.
    Null,
    /// A Boolean; this is what an active row has.
    Flag { active: bool },
    /// A marker of the user's own.
    Own,
}

/// What a condition says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    Unmarked,
    Marked,
    /// One of the two, which the run time chooses: `deleted = $1`.
    Chosen,
}

impl Shape {
    /// A text that is none of this database's is met by nothing.
    pub(crate) fn new(text: &MarkerTexts<'_>, dialect: Dialect) -> Self {
        let quote = if dialect == Dialect::Postgres {
            '"'
        } else {
            '`'
        };
        let column = Ident::with_quote(quote, text.column);
        let is_column = |expr: &Expr| matches!(expr, Expr::Identifier(ident) if *ident == column);
        let parsed = |sql: &str| {
            let parser = Parser::new(dialect_of(dialect)).try_with_sql(sql);
            let expr = parser.and_then(|mut parser| parser.parse_expr());
            expr.map_or_else(
                |_| Expr::Identifier(Ident::new("")),
                |it| normal(&it, &is_column),
            )
        };
        let active = parsed(&format!("{column} {}", text.active));
        let deleted = parsed(&format!("{column} {}", text.deleted));
        let kind = match (&active, &deleted) {
            (Expr::IsNull(_), Expr::IsNotNull(_)) => Kind::Null,
            (active, deleted) => match (equals(active), equals(deleted)) {
                (Some(active), Some(deleted)) if active != deleted => Kind::Flag { active },
                _ => Kind::Own,
            },
        };
        Shape {
            folded: declared(dialect, text.column),
            active,
            deleted,
            restored: parsed(text.restored),
            flag: text.flag.map(parsed),
            kind,
        }
    }

    /// Whether NULL is active.
    #[cfg(feature = "check")]
    pub(crate) fn is_null(&self) -> bool {
        self.kind == Kind::Null
    }

    /// What a flag has in active rows.
    #[cfg(feature = "check")]
    pub(crate) fn flag(&self) -> Option<bool> {
        match self.kind {
            Kind::Flag { active } => Some(active),
            Kind::Null | Kind::Own => None,
        }
    }

    /// What a condition says of the column, if anything.
    pub(crate) fn said(&self, expr: &Expr, is_column: &dyn Fn(&Expr) -> bool) -> Option<Said> {
        let expr = bare(expr);
        if is_same(&self.active, expr, is_column) {
            return Some(Said::Unmarked);
        }
        if is_same(&self.deleted, expr, is_column) {
            return Some(Said::Marked);
        }
        if let Some(condition) = not_null(expr) {
            return self.said(condition, is_column);
        }
        if let Expr::IsTrue(inner) = expr {
            if let Some(said) = self.said(inner, is_column) {
                return Some(said);
            }
        }
        if let Expr::IsNotTrue(inner) = expr {
            if let Some(said) = self.said(inner, is_column) {
                return match said {
                    Said::Marked => Some(Said::Unmarked),
                    Said::Unmarked => Some(Said::Marked),
                    Said::Chosen => None,
                };
            }
        }
        match self.kind {
            Kind::Null => null_said(expr, is_column),
            Kind::Flag { active } => match flag_said(expr, is_column)? {
                Flag::Is(value) if value == active => Some(Said::Unmarked),
                Flag::Is(_) => Some(Said::Marked),
                Flag::Chosen => Some(Said::Chosen),
            },
            Kind::Own => self.own_said(expr, is_column),
        }
    }

    /// The declared texts with their operands changed round, or with a bind for their
    /// literal.
    fn own_said(&self, expr: &Expr, is_column: &dyn Fn(&Expr) -> bool) -> Option<Said> {
        let Expr::BinaryOp { left, op, right } = expr else {
            return None;
        };
        let (column, value) = (bare(left), bare(right));
        if is_column(column) && *op == BinaryOperator::Eq && is_bind(value) {
            return Some(Said::Chosen);
        }
        if !is_column(value) {
            return None;
        }
        let turned = match op {
            BinaryOperator::Eq | BinaryOperator::NotEq | BinaryOperator::Spaceship => op.clone(),
            BinaryOperator::Lt => BinaryOperator::Gt,
            BinaryOperator::Gt => BinaryOperator::Lt,
            BinaryOperator::LtEq => BinaryOperator::GtEq,
            BinaryOperator::GtEq => BinaryOperator::LtEq,
            _ => return None,
        };
        let turned = Expr::BinaryOp {
            left: Box::new(value.clone()),
            op: turned,
            right: Box::new(column.clone()),
        };
        self.said(&turned, is_column)
    }

    /// Whether an assignment gives a row that has a stamp another one.
    #[cfg(feature = "guard")]
    pub(crate) fn is_new_stamp(&self, value: &Expr) -> bool {
        // What a bind is the run time says: NULL is one to Diesel.
        let is_own = |name: Option<&Ident>| {
            name.is_some_and(|name| name.value.starts_with(super::names::OWN))
        };
        match (&self.kind, bare(value)) {
            (Kind::Null, Expr::CompoundIdentifier(parts)) => !is_own(parts.first()),
            (Kind::Null, value) => !super::said::is_null(value) && !is_bind(value),
            _ => false,
        }
    }

    /// Whether an assignment leaves no row with a mark that is not its own: it takes the
    /// marker back, sets a flag, or keeps a stamp that is there.
    #[cfg(feature = "guard")]
    pub(crate) fn is_kept_by(&self, value: &Expr, is_column: &dyn Fn(&Expr) -> bool) -> bool {
        let value = bare(value);
        if is_same(&self.restored, value, is_column) {
            return true;
        }
        if let Some(flag) = &self.flag {
            if is_same(flag, value, is_column) {
                return true;
            }
        }
        match value {
            // Whichever of the two it is.
            Expr::Value(_) if matches!(self.kind, Kind::Flag { .. }) => true,
            Expr::Function(_) => {
                let operands = coalesced(value);
                operands.is_some_and(|all| all.first().is_some_and(|it| is_column(bare(it))))
            }
            Expr::Case {
                operand: None,
                conditions,
                else_result: Some(otherwise),
                ..
            } => {
                is_column(bare(otherwise))
                    && conditions
                        .iter()
                        .all(|when| self.said(&when.condition, is_column) == Some(Said::Unmarked))
            }
            _ => false,
        }
    }
}

/// The operands of a COALESCE.
fn coalesced(expr: &Expr) -> Option<Vec<&Expr>> {
    let Expr::Function(function) = expr else {
        return None;
    };
    let [name] = function.name.0.as_slice() else {
        return None;
    };
    let is_coalesce = |name: &Ident| name.value.eq_ignore_ascii_case("coalesce");
    let FunctionArguments::List(list) = &function.args else {
        return None;
    };
    let operands = list.args.iter().map(|argument| match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(operand)) => Some(operand),
        _ => None,
    });
    name.as_ident().filter(|name| is_coalesce(name))?;
    operands.collect()
}

/// What `COALESCE(…, FALSE)` is true of.
pub(crate) fn not_null(expr: &Expr) -> Option<&Expr> {
    match coalesced(expr)?.as_slice() {
        [condition, otherwise] if boolean(otherwise) == Some(false) => Some(condition),
        _ => None,
    }
}

/// Whether an expression is that of the declaration.
fn is_same(declared: &Expr, found: &Expr, is_column: &dyn Fn(&Expr) -> bool) -> bool {
    let kind = std::mem::discriminant(declared);
    kind == std::mem::discriminant(found) && *declared == normal(found, is_column)
}

/// An expression with the column under no table's name, and without parentheses.
fn normal(expr: &Expr, is_column: &dyn Fn(&Expr) -> bool) -> Expr {
    let marker = || Expr::Identifier(Ident::new("marker"));
    let mut expr = expr.clone();
    let _ = visit_expressions_mut(&mut expr, |part| {
        if is_column(part) {
            *part = marker();
        }
        match part {
            Expr::Nested(inner) => {
                let inner = std::mem::replace(&mut **inner, Expr::Identifier(Ident::new("")));
                *part = inner;
            }
            // What keeps SQLite from reading an index.
            Expr::UnaryOp {
                op: UnaryOperator::Plus,
                expr,
            } if **expr == marker() => *part = marker(),
            _ => {}
        }
        ControlFlow::<()>::Continue(())
    });
    expr
}
