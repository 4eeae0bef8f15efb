//! Parses the SQL of a catalogue.

use std::panic::catch_unwind;

use sqlparser::ast::Expr;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::Token;

use crate::declare::Dialect;
use crate::parsed::dialect_of;

/// How deep expressions may lie in each other: without optimisation a level takes up to 100 KiB
/// of stack, of which there is enough where a comparison runs.
const DEEPEST: usize = 200;

/// Chains of operators lie as deep as they are long, once they are parsed.
const LONGEST: usize = 100_000;

/// An expression and nothing else.
pub(super) fn parsed(sql: &str, dialect: Dialect) -> Option<Expr> {
    parse(sql, dialect, |parser| {
        let expr = parser.parse_expr()?;
        match parser.peek_token_ref().token {
            Token::EOF => Ok(expr),
            _ => parser.expected_ref("the end of the expression", parser.peek_token_ref()),
        }
    })
}

/// A part of an index, which may say in which order.
pub(super) fn part(sql: &str, dialect: Dialect) -> Option<Expr> {
    parse(sql, dialect, |parser| {
        Ok(parser.parse_order_by_expr()?.expr)
    })
}

fn parse(
    sql: &str,
    dialect: Dialect,
    read: fn(&mut Parser<'_>) -> Result<Expr, ParserError>,
) -> Option<Expr> {
    if sql.len() > LONGEST {
        return None;
    }
    let attempt = || {
        let parser = Parser::new(dialect_of(dialect)).with_recursion_limit(DEEPEST);
        read(&mut parser.try_with_sql(sql).ok()?).ok()
    };
    // A fault of the parser's must not become one of the program's.
    catch_unwind(attempt).ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::super::Rows;
    use super::*;
    use crate::check::catalogue::{Table, TableName};
    use crate::check::declared::{self, Marker};

    #[test]
    fn depth_does_no_harm() {
        let look = || {
            let name = TableName {
                schema: None,
                name: "posts".to_owned(),
            };
            let table = Table {
                name: name.clone(),
                columns: Vec::new(),
                primary_key: Vec::new(),
                indexes: Vec::new(),
                foreign_keys: Vec::new(),
            };
            let mut said = declared::Table::new("posts", name);
            said.markers.push(Marker::time("deleted_at", false));
            let rows = Rows::new(&said, &table, Dialect::Postgres);
            for (open, close) in [
                ("(", ")"),
                ("NOT (", ")"),
                ("CASE WHEN ", " IS NULL THEN 1 END"),
                ("coalesce(", ", 1)"),
                ("a AND ", ""),
                ("a || (", ")"),
            ] {
                for depth in [4, 50, 150, 1_000, 15_000, 50_000] {
                    let sql = format!("{}deleted_at{}", open.repeat(depth), close.repeat(depth));
                    let parsed = rows.parse(&sql);
                    assert!(depth > 60 || parsed.is_some(), "{sql}");
                    if let Some(expr) = parsed {
                        let _ = rows.value(&expr, &rows.active());
                        assert!(rows.mentions(&expr), "{sql}");
                    }
                }
            }
        };
        assert!(crate::parsed::deep::run(look).is_some());
    }
}
