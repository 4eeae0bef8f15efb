//! The SQL of a fragment, to be looked at before it is sent.

use std::any::Any;

use diesel::backend::Backend;
use diesel::query_builder::{QueryBuilder, QueryFragment};
use diesel::result::QueryResult;

/// The SQL of a fragment, without its binds.
pub(crate) fn text_of<DB: Backend<QueryBuilder: Default>>(
    fragment: &impl QueryFragment<DB>,
    backend: &DB,
) -> QueryResult<String> {
    text_in(DB::QueryBuilder::default(), fragment, backend)
}

/// The same on any backend, if this crate knows how it writes.
///
/// What `#[derive(diesel::MultiConnection)]` makes of several backends writes as the one
/// that is connected does, and gives nobody a query builder to see how.
pub(crate) fn read<DB: Backend<QueryBuilder: 'static>>(
    fragment: &impl QueryFragment<DB>,
    backend: &DB,
) -> QueryResult<Option<String>> {
    match builder_of::<DB>() {
        Some(builder) => text_in(builder, fragment, backend).map(Some),
        None => Ok(None),
    }
}

fn text_in<DB: Backend>(
    mut builder: DB::QueryBuilder,
    fragment: &impl QueryFragment<DB>,
    backend: &DB,
) -> QueryResult<String> {
    fragment.to_sql(&mut builder, backend)?;
    Ok(builder.finish())
}

/// An empty query builder, of the backends that this crate has a feature for.
pub(super) fn builder_of<DB: Backend<QueryBuilder: 'static>>() -> Option<DB::QueryBuilder> {
    #[allow(unused_mut)] // without a feature
    let mut builder: Option<DB::QueryBuilder> = None;
    #[cfg(feature = "postgres")]
    fill::<diesel::pg::PgQueryBuilder>(&mut builder);
    #[cfg(feature = "mysql")]
    fill::<diesel::mysql::MysqlQueryBuilder>(&mut builder);
    #[cfg(feature = "sqlite")]
    fill::<diesel::sqlite::SqliteQueryBuilder>(&mut builder);
    builder
}

/// If it is one of this type.
#[allow(dead_code)] // without a feature
fn fill<B: Default + 'static>(builder: &mut dyn Any) {
    if let Some(builder) = builder.downcast_mut::<Option<B>>() {
        *builder = Some(B::default());
    }
}
