//! The literal `TRUE`.

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::Bool;

/// The literal `TRUE`, which a soft delete writes to a `Bool` marker.
#[derive(Debug, Clone, Copy, QueryId, ValidGrouping)]
pub struct True;

impl Expression for True {
    type SqlType = Bool;
}

impl<QS> AppearsOnTable<QS> for True {}
impl<QS> SelectableExpression<QS> for True {}

impl<DB: Backend> QueryFragment<DB> for True {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("TRUE");
        Ok(())
    }
}
