//! Further columns that a soft delete or a restore writes: who and why.

use diesel::backend::Backend;
use diesel::query_builder::{AsChangeset, AstPass, QueryBuilder, QueryFragment, QueryId};
use diesel::result::QueryResult;

use super::error::StatementError;
use super::raw::text_of;

/// No further columns.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct NoChanges;

/// The changeset of [`.set(…)`](crate::Write::set).
///
/// Which columns it assigns is known at run time only (a `None` of a changeset
/// struct leaves its column out), so the statement has no static query id and
/// its prepared statement is looked up by text.
#[derive(Debug, Clone, Copy)]
pub struct Changes<C>(pub(crate) C);

impl<C> QueryId for Changes<C> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

/// A changeset of the table `T`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "these changes are not changes of the table that the statement is about",
    label = "not a changeset of this table",
    note = "`.set(…)` takes what `diesel::update(…).set(…)` takes: `my_column.eq(value)`, a tuple of \
            these, or a struct that derives `AsChangeset`, all of the statement's table"
)]
pub trait ChangesOf<T>: AsChangeset {}

#[diagnostic::do_not_recommend]
impl<T, C: AsChangeset<Target = T>> ChangesOf<T> for C {}

/// The SQL of further columns: `, column = value, …`.
#[doc(hidden)]
pub trait ChangesFragment<DB: Backend> {
    /// Refuses to assign `own`, columns that the statement writes itself, and
    /// `markers`.
    fn walk_changes<'b>(
        &'b self,
        own: &[&'static str],
        markers: &[&'static str],
        out: AstPass<'_, 'b, DB>,
    ) -> QueryResult<()>;

    /// Whether there are any.
    fn has_changes(&self, backend: &DB) -> QueryResult<bool>;

    /// Whether a column is one of them.
    fn assigns(&self, column: &str, backend: &DB) -> QueryResult<bool>;
}

impl<DB: Backend> ChangesFragment<DB> for NoChanges {
    fn has_changes(&self, _: &DB) -> QueryResult<bool> {
        Ok(false)
    }

    fn assigns(&self, _: &str, _: &DB) -> QueryResult<bool> {
        Ok(false)
    }

    fn walk_changes<'b>(
        &'b self,
        _own: &[&'static str],
        _markers: &[&'static str],
        _out: AstPass<'_, 'b, DB>,
    ) -> QueryResult<()> {
        Ok(())
    }
}

impl<DB, C> ChangesFragment<DB> for Changes<C>
where
    DB: Backend<QueryBuilder: Default>,
    C: QueryFragment<DB>,
{
    fn has_changes(&self, backend: &DB) -> QueryResult<bool> {
        Ok(!self.0.is_noop(backend)?)
    }

    fn assigns(&self, column: &str, backend: &DB) -> QueryResult<bool> {
        assigns::<DB>(&text_of(&self.0, backend)?, column)
    }

    fn walk_changes<'b>(
        &'b self,
        own: &[&'static str],
        markers: &[&'static str],
        mut out: AstPass<'_, 'b, DB>,
    ) -> QueryResult<()> {
        if self.0.is_noop(out.backend())? {
            return Ok(());
        }
        let text = text_of(&self.0, out.backend())?;
        for &column in markers {
            if assigns::<DB>(&text, column)? {
                return Err(StatementError::MarkerInSet { column }.into());
            }
        }
        for &column in own {
            if assigns::<DB>(&text, column)? {
                return Err(StatementError::ColumnSetTwice { column }.into());
            }
        }
        out.push_sql(", ");
        self.0.walk_ast(out)
    }
}

/// Whether a SET list assigns the column. Diesel writes the assigned column
/// without its table, and a column that is read with it.
fn assigns<DB: Backend<QueryBuilder: Default>>(set_list: &str, column: &str) -> QueryResult<bool> {
    let mut builder = DB::QueryBuilder::default();
    builder.push_identifier(column)?;
    let assignment = builder.finish() + " = ";
    Ok(set_list
        .match_indices(&assignment)
        .any(|(at, _)| at == 0 || set_list[..at].ends_with(", ")))
}
