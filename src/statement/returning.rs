//! `RETURNING`.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;

use crate::declare::NoReturning;

/// A backend that can return the rows that a statement wrote.
///
/// Implemented for PostgreSQL and SQLite. A third-party backend that has
/// `UPDATE … RETURNING` and `DELETE … RETURNING` can implement it too, and so can that of
/// a [`MultiConnection`](crate::guide::multi_connection), if all of its backends have them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot return the rows that a statement wrote",
    label = "no `RETURNING` on this backend",
    note = "MySQL and MariaDB have no `UPDATE … RETURNING`: run the statement with `.execute(…)`, then \
            load the rows in the same transaction",
    note = "if all backends of a `MultiConnection` have it, implement `SupportsReturning` for its \
            `MultiBackend`"
)]
pub trait SupportsReturning: Backend {}

#[cfg(feature = "postgres")]
impl SupportsReturning for diesel::pg::Pg {}
#[cfg(feature = "sqlite")]
impl SupportsReturning for diesel::sqlite::Sqlite {}

/// ` RETURNING expression`.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct Returning<E>(pub(crate) E);

/// The SQL of what comes back.
#[diagnostic::on_unimplemented(
    message = "a statement that is recorded is no query fragment of Diesel's",
    label = "the declaration of this table begins with `journal`",
    note = "`.execute(…)` and `.outcome(…)` run it, and `.statements::<Pg>()` shows its SQL"
)]
pub trait ReturningFragment<DB: Backend> {
    fn walk_returning<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()>;
}

impl<DB: Backend> ReturningFragment<DB> for NoReturning {
    fn walk_returning<'b>(&'b self, _: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        Ok(())
    }
}

impl<DB: SupportsReturning, E: QueryFragment<DB>> ReturningFragment<DB> for Returning<E> {
    fn walk_returning<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(" RETURNING ");
        self.0.walk_ast(out)
    }
}
