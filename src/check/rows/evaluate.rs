//! Works out what expressions come to.

use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, CaseWhen, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments,
    InTarget, UnaryOperator, Value as Literal, visit_expressions_mut,
};

use super::value::{Truth, Value};
use super::{Rows, State};
use crate::parsed::{Said, bare};

/// Generated columns may be made of others: so often.
const DEEP: usize = 4;

/// Functions that give NULL for NULL only.
const STRICT: [&str; 14] = [
    "lower", "upper", "trim", "ltrim", "rtrim", "btrim", "md5", "sha1", "sha2", "unhex", "hex",
    "reverse", "abs", "left",
];

impl Rows {
    pub(in crate::check) fn value(&self, expr: &Expr, state: &State) -> Value {
        self.at(expr, state, DEEP)
    }

    pub(in crate::check) fn truth(&self, expr: &Expr, state: &State) -> Truth {
        self.value(expr, state).truth()
    }

    fn at(&self, expr: &Expr, state: &State, deep: usize) -> Value {
        let expr = bare(expr);
        if let Some(truth) = self.said(expr, state) {
            return truth.into();
        }
        let of = |expr: &Expr| self.at(expr, state, deep);
        let truth = |expr: &Expr| of(expr).truth();
        match expr {
            Expr::Identifier(_) | Expr::CompoundIdentifier(_) => self.column(expr, state, deep),
            Expr::Value(value) => literal(&value.value),
            Expr::TypedString(text) => Value::Literal(text.to_string()),
            Expr::Cast { expr, .. } | Expr::Collate { expr, .. } => of(expr),
            // `_utf8mb4'D'`
            Expr::Prefixed { value, .. } => of(value),
            Expr::UnaryOp {
                op: UnaryOperator::Not | UnaryOperator::BangNot,
                expr,
            } => truth(expr).not().into(),
            Expr::UnaryOp {
                op: UnaryOperator::Minus,
                expr,
            } => match of(expr) {
                Value::Literal(number) => Value::Literal(format!("-{number}")),
                _ => Value::Unknown,
            },
            Expr::BinaryOp { left, op, right } => binary(op, of(left), of(right)),
            Expr::IsNull(expr) => of(expr).is_null().into(),
            Expr::IsNotNull(expr) => of(expr).is_null().not().into(),
            Expr::IsTrue(expr) => truth(expr).is(Truth::True).into(),
            Expr::IsNotTrue(expr) => truth(expr).is(Truth::True).not().into(),
            Expr::IsFalse(expr) => truth(expr).is(Truth::False).into(),
            Expr::IsNotFalse(expr) => truth(expr).is(Truth::False).not().into(),
            Expr::IsNotDistinctFrom(a, b) => of(a).is_same(&of(b)).into(),
            Expr::IsDistinctFrom(a, b) => of(a).is_same(&of(b)).not().into(),
            Expr::In {
                expr,
                target: InTarget::List(list),
                negated,
                ..
            } => {
                let value = of(expr);
                let among = among(&value, list.iter().map(of));
                if *negated { among.not() } else { among }.into()
            }
            Expr::AnyOp {
                left,
                compare_op: BinaryOperator::Eq,
                right,
                ..
            } => match bare(right) {
                Expr::Array(array) => among(&of(left), array.elem.iter().map(of)).into(),
                _ => Value::Unknown,
            },
            Expr::Case {
                operand,
                conditions,
                else_result,
                ..
            } => {
                let operand = operand.as_deref().map(of);
                let when = |when: &CaseWhen| match &operand {
                    Some(operand) => operand.equals(&of(&when.condition)),
                    None => truth(&when.condition),
                };
                for one in conditions {
                    match when(one) {
                        Truth::True => return of(&one.result),
                        Truth::Unknown => return Value::Unknown,
                        Truth::False | Truth::Null => {}
                    }
                }
                else_result.as_deref().map_or(Value::Null, of)
            }
            Expr::Function(function) => self.function(function, state, deep),
            _ => Value::Unknown,
        }
    }

    fn column(&self, expr: &Expr, state: &State, deep: usize) -> Value {
        let Some(name) = self.name(expr) else {
            return Value::Unknown;
        };
        if let Some(at) = self.position(&name) {
            return match state.0[at] {
                Some(marked) => self.marker_value(at, marked),
                None => Value::Unknown,
            };
        }
        let mut generated = self.generated.iter();
        match generated.find(|(column, _)| *column == name) {
            Some((_, expr)) if deep > 0 => match self.at(expr, state, deep - 1) {
                // A column of its own all the same.
                Value::Unknown if !self.mentions(expr) => Value::Of([name].into()),
                value => value,
            },
            Some(_) => Value::Unknown,
            None => Value::Of([name].into()),
        }
    }

    /// What the declared texts of a marker say, where these are the user's own.
    fn said(&self, expr: &Expr, state: &State) -> Option<Truth> {
        self.markers.iter().enumerate().find_map(|(at, marker)| {
            if !marker.is_own() {
                return None;
            }
            let is_column =
                |expr: &Expr| self.name(bare(expr)).as_deref() == Some(&marker.shape.folded);
            let said = |expr: &Expr| marker.shape.said(expr, &is_column);
            let said = said(expr).or_else(|| said(&without_types(expr)))?;
            let Some(marked) = state.0[at] else {
                return Some(Truth::Unknown);
            };
            Some(match said {
                Said::Marked => marked.into(),
                Said::Unmarked => (!marked).into(),
                Said::Chosen => Truth::Unknown,
            })
        })
    }

    fn function(&self, function: &Function, state: &State, deep: usize) -> Value {
        let Some((name, args)) = call(function) else {
            return Value::Unknown;
        };
        let of = |expr: &Expr| self.at(expr, state, deep);
        match (name.as_str(), args.as_slice()) {
            ("if" | "iif", [condition, yes, no]) => match of(condition).truth() {
                Truth::True => of(yes),
                Truth::Unknown => Value::Unknown,
                Truth::False | Truth::Null => of(no),
            },
            ("coalesce" | "ifnull", args) => {
                for arg in args {
                    match of(arg) {
                        Value::Null => {}
                        // It stands for itself only where it is there.
                        Value::Of(_) | Value::Unknown => return Value::Unknown,
                        value => return value,
                    }
                }
                Value::Null
            }
            ("nullif", [a, b]) => match of(a).equals(&of(b)) {
                Truth::True => Value::Null,
                Truth::False | Truth::Null => of(a),
                Truth::Unknown => Value::Unknown,
            },
            ("isnull", [arg]) => of(arg).is_null().into(),
            (name, [first, rest @ ..]) if STRICT.contains(&name) => {
                let values = rest.iter().map(|arg| of(arg));
                values.fold(of(first), Value::with)
            }
            _ => Value::Unknown,
        }
    }
}

/// An expression without what databases add to it when they keep it: `'D'::text`, `_utf8mb4'D'`.
fn without_types(expr: &Expr) -> Expr {
    let mut expr = expr.clone();
    let _ = visit_expressions_mut(&mut expr, |part| {
        if let Expr::Cast { expr: inner, .. } | Expr::Prefixed { value: inner, .. } = part {
            *part = bare(inner).clone();
        }
        ControlFlow::<()>::Continue(())
    });
    expr
}

fn binary(op: &BinaryOperator, a: Value, b: Value) -> Value {
    use BinaryOperator as B;
    match op {
        B::And => a.truth().and(b.truth()).into(),
        B::Or => a.truth().or(b.truth()).into(),
        B::Eq => a.equals(&b).into(),
        B::NotEq => a.equals(&b).not().into(),
        B::Spaceship => a.is_same(&b).into(),
        B::StringConcat => a.with(b),
        // Of NULL none of the others is anything.
        _ if a == Value::Null || b == Value::Null => Value::Null,
        _ => Value::Unknown,
    }
}

fn among(value: &Value, list: impl Iterator<Item = Value>) -> Truth {
    let equals = list.map(|one| value.equals(&one));
    equals.fold(Truth::False, Truth::or)
}

pub(super) fn literal(value: &Literal) -> Value {
    match value {
        Literal::Null => Value::Null,
        Literal::Boolean(value) => Value::Bool(*value),
        Literal::Number(number, _) => Value::Literal(number.clone()),
        Literal::SingleQuotedString(text) => match text.as_str() {
            // PostgreSQL writes `'f'::boolean` now and then.
            "t" | "true" => Value::Bool(true),
            "f" | "false" => Value::Bool(false),
            text => Value::Literal(text.to_owned()),
        },
        Literal::Placeholder(_) => Value::Unknown,
        other => Value::Literal(other.to_string()),
    }
}

/// The name of a function in lower case, and its arguments, if it is a plain call.
pub(super) fn call(function: &Function) -> Option<(String, Vec<&Expr>)> {
    let name = function.name.0.last()?.as_ident()?.value.to_lowercase();
    let FunctionArguments::List(list) = &function.args else {
        return None;
    };
    let args = list.args.iter().map(|arg| match arg {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
        _ => None,
    });
    Some((name, args.collect::<Option<_>>()?))
}
