//! What a statement does with the rows of its target.

use diesel::backend::Backend;
use diesel::query_builder::AstPass;
use diesel::query_source::Column;
use diesel::result::QueryResult;

use crate::declare::SoftDeletable;

/// The table of a target that `diesel::delete` would take.
pub(crate) type TargetTable<Target> = <Target as diesel::associations::HasTable>::Table;

/// One of the three things that can be done: soft delete, restore, purge.
pub trait Action {
    type Table: SoftDeletable;
}

/// The SQL of an action, around the target's own conditions.
pub trait ActionFragment<DB: Backend>: Action {
    /// Everything in front of `WHERE`.
    fn walk_head<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()>;

    /// The condition that rows of the target have to meet besides.
    fn walk_guard<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()>;

    /// The value that has to be the same for all rows.
    fn walk_value<'b>(&'b self, _: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        Ok(())
    }

    /// Whether the type of that value says that it is.
    fn value_is_constant(&self) -> bool {
        true
    }
}

/// Whether `M` is the first marker of the table, which has the companions.
pub(super) fn is_first<T: SoftDeletable, M: Column>() -> bool {
    M::NAME == <T::Marker as Column>::NAME
}

/// `, flag = TRUE, …`.
pub(super) fn walk_flags<T: SoftDeletable, DB: Backend>(
    value: &str,
    mut out: AstPass<'_, '_, DB>,
) -> QueryResult<()> {
    for column in T::FLAGS {
        out.push_sql(", ");
        out.push_identifier(column)?;
        out.push_sql(" = ");
        out.push_sql(value);
    }
    Ok(())
}

/// The columns that the statement sets to its own time.
pub(crate) fn touched<T: SoftDeletable>() -> Vec<&'static str> {
    T::TOUCH.iter().map(|touch| touch.column).collect()
}
