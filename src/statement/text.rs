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
    let known: &[fn() -> Box<dyn Any>] = &[
        #[cfg(feature = "postgres")]
        || Box::new(diesel::pg::PgQueryBuilder::default()),
        #[cfg(feature = "mysql")]
        || Box::new(diesel::mysql::MysqlQueryBuilder::default()),
        #[cfg(feature = "sqlite")]
        || Box::new(diesel::sqlite::SqliteQueryBuilder::default()),
    ];
    known.iter().find_map(|new| {
        let builder = new().downcast().ok()?;
        Some(*builder)
    })
}
