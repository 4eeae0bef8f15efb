//! The condition that a row has one of some ids.

use std::any::TypeId;

use diesel::ExpressionMethods;
use diesel::backend::Backend;
use diesel::dsl::{EqAny, SqlTypeOf};
use diesel::expression::array_comparison::{AsInExpression, InExpression};
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::query_source::Column;
use diesel::result::QueryResult;
use diesel::serialize::ToSql;
use diesel::sql_types::{HasSqlType, SingleValue, SqlType};

/// A primary key of one column.
#[diagnostic::on_unimplemented(
    message = "`by_ids` needs a table whose primary key is a single column",
    label = "the primary key is `{Self}`",
    note = "rows of a composite key are given by a filter on its columns"
)]
pub trait SingleKey: Column<SqlType: SingleValue> + Default {}

#[diagnostic::do_not_recommend]
impl<K: Column<SqlType: SingleValue> + Default> SingleKey for K {}

/// How a database takes many ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IdBinds {
    /// As one array: the text is the same for any number of them.
    One,
    /// Each as a bind of its own.
    Each,
}

impl IdBinds {
    /// Of PostgreSQL, Diesel binds a list as an array, but not a list of arrays.
    pub(crate) fn of<DB, ST, Id>() -> Self
    where
        DB: 'static,
        ST: SqlType,
        Vec<Id>: AsInExpression<ST>,
    {
        let arrays = [
            #[cfg(feature = "postgres")]
            TypeId::of::<diesel::pg::Pg>(),
        ];
        let none: Vec<Id> = Vec::new();
        if arrays.contains(&TypeId::of::<DB>()) && !none.as_in_expression().is_array() {
            IdBinds::One
        } else {
            IdBinds::Each
        }
    }

    /// How many ids go into one statement.
    ///
    /// A statement may have 32,766 binds on SQLite and 65,535 elsewhere, but with
    /// more than these it is not faster, and a connection keeps it. A message to
    /// PostgreSQL may have a gigabyte, which leaves a thousand bytes for each.
    pub(crate) fn at_once(self) -> usize {
        match self {
            IdBinds::One => 1_000_000,
            IdBinds::Each => 2_000,
        }
    }

    /// Whether a connection keeps the statement on so many ids.
    ///
    /// In a plan that it keeps PostgreSQL expects an array of ten, and so looks each
    /// of a million up in the index. With a bind for each id there is a text for
    /// each number of them, of which only the largest is worth its place.
    fn are_kept(self, count: usize) -> bool {
        match self {
            IdBinds::One => count <= 1_000,
            IdBinds::Each => count == self.at_once(),
        }
    }
}

/// `(key IN (…))`, or `(key = ANY(…))`.
pub(crate) struct OneOf<K, Id>
where
    K: SingleKey,
    Vec<Id>: AsInExpression<SqlTypeOf<K>>,
{
    ids: Ids<K, Id>,
    count: usize,
    is_kept: bool,
}

enum Ids<K, Id>
where
    K: SingleKey,
    Vec<Id>: AsInExpression<SqlTypeOf<K>>,
{
    Array(EqAny<K, Vec<Id>>),
    /// Diesel's own condition would never be kept.
    List(K, Vec<Id>),
}

impl<K, Id> OneOf<K, Id>
where
    K: SingleKey,
    Vec<Id>: AsInExpression<SqlTypeOf<K>>,
{
    /// Takes the next ids, as many as go into one statement.
    pub(crate) fn next(binds: IdBinds, left: &mut impl Iterator<Item = Id>) -> Self {
        let ids: Vec<Id> = left.take(binds.at_once()).collect();
        let count = ids.len();
        let key = K::default();
        OneOf {
            ids: match binds {
                IdBinds::One => Ids::Array(key.eq_any(ids)),
                IdBinds::Each => Ids::List(key, ids),
            },
            count,
            is_kept: binds.are_kept(count),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }
}

impl<DB, K, Id> QueryFragment<DB> for OneOf<K, Id>
where
    DB: Backend + HasSqlType<SqlTypeOf<K>>,
    K: SingleKey + QueryFragment<DB>,
    Vec<Id>: AsInExpression<SqlTypeOf<K>>,
    EqAny<K, Vec<Id>>: QueryFragment<DB>,
    Id: ToSql<SqlTypeOf<K>, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if !self.is_kept {
            out.unsafe_to_cache_prepared();
        }
        match &self.ids {
            Ids::Array(condition) => condition.walk_ast(out),
            Ids::List(key, ids) => {
                out.push_sql("(");
                key.walk_ast(out.reborrow())?;
                out.push_sql(" IN (");
                for (at, id) in ids.iter().enumerate() {
                    if at > 0 {
                        out.push_sql(", ");
                    }
                    out.push_bind_param::<SqlTypeOf<K>, Id>(id)?;
                }
                out.push_sql("))");
                Ok(())
            }
        }
    }
}
