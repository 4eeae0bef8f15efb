//! The databases whose SQL a cascade can write.

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryBuilder};
#[allow(unused_imports)]
use diesel::sql_types::{BigInt, Binary, Double, Nullable, Text};

use super::info::Time;
use super::key::KeyValue;
use super::moment::Moment;
use super::row::{ColumnInfo, RowColumns};

/// One of the databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(
    not(all(feature = "postgres", feature = "mysql", feature = "sqlite")),
    allow(dead_code)
)]
pub enum Dialect {
    Postgres,
    Mysql,
    Sqlite,
}

/// A backend on which cascades run.
///
/// Implemented for `Pg`, `Mysql` and `Sqlite`, each behind the feature of its
/// name.
#[diagnostic::on_unimplemented(
    message = "cascades do not run on `{Self}`",
    label = "no cascade on this backend",
    note = "they run on PostgreSQL, MySQL/MariaDB and SQLite, with the features `postgres`, `mysql` \
            and `sqlite` of `diesel-scopes`",
    note = "of a `MultiConnection`, `match` on it and run the cascade on the connection that is inside"
)]
pub trait CascadeBackend: Database + Backend<QueryBuilder: Default> {}

/// What this crate has to know of a database, which nobody else implements.
pub trait Database: Backend<QueryBuilder: Default> + Default + 'static {
    const DIALECT: Dialect;

    /// Binds a time as a column of this type holds it.
    fn push_time<'b>(time: Time, at: &'b Moment, out: AstPass<'_, 'b, Self>) -> QueryResult<()>;

    /// Binds a text.
    fn push_text<'b>(text: &'b Option<String>, out: AstPass<'_, 'b, Self>) -> QueryResult<()>;

    /// Binds a number.
    fn push_number<'b>(number: &'b i64, out: AstPass<'_, 'b, Self>) -> QueryResult<()>;

    /// Binds a value of a key.
    fn push_value<'b>(value: &'b KeyValue, out: AstPass<'_, 'b, Self>) -> QueryResult<()>;
}

macro_rules! cascade_backend {
    ($feature:literal $backend:ty => $dialect:ident $($time:ident $field:ident)?) => {
        #[cfg(feature = $feature)]
        impl CascadeBackend for $backend {}
        #[cfg(feature = $feature)]
        impl Database for $backend {
            const DIALECT: Dialect = Dialect::$dialect;

            fn push_time<'b>(
                time: Time,
                at: &'b Moment,
                mut out: AstPass<'_, 'b, Self>,
            ) -> QueryResult<()> {
                match time {
                    Time::Timestamp => out
                        .push_bind_param::<diesel::sql_types::Timestamp, chrono::NaiveDateTime>(&at.naive),
                    $(Time::$time => {
                        out.push_bind_param::<diesel::sql_types::$time, _>(&at.$field)
                    })?
                    other => Err(diesel::result::Error::QueryBuilderError(
                        format!("this database has no columns of the type {other:?}").into(),
                    )),
                }
            }

            fn push_text<'b>(
                text: &'b Option<String>,
                mut out: AstPass<'_, 'b, Self>,
            ) -> QueryResult<()> {
                out.push_bind_param::<Nullable<Text>, _>(text)
            }

            fn push_number<'b>(number: &'b i64, mut out: AstPass<'_, 'b, Self>) -> QueryResult<()> {
                out.push_bind_param::<BigInt, _>(number)
            }

            fn push_value<'b>(
                value: &'b KeyValue,
                mut out: AstPass<'_, 'b, Self>,
            ) -> QueryResult<()> {
                match value {
                    KeyValue::Text(text) => out.push_bind_param::<Text, _>(text),
                    KeyValue::Integer(number) => out.push_bind_param::<BigInt, _>(number),
                    KeyValue::Real(number) => out.push_bind_param::<Double, _>(number),
                    KeyValue::Bytes(bytes) => out.push_bind_param::<Binary, _>(bytes),
                }
            }
        }
    };
}

cascade_backend!("postgres" diesel::pg::Pg => Postgres Timestamptz zoned);
cascade_backend!("mysql" diesel::mysql::Mysql => Mysql Datetime naive);
cascade_backend!("sqlite" diesel::sqlite::Sqlite => Sqlite TimestamptzSqlite zoned);

/// A name in quotes, as the backend has it.
pub(crate) fn quoted<DB: CascadeBackend>(name: &str) -> QueryResult<String> {
    let mut builder = DB::QueryBuilder::default();
    builder.push_identifier(name)?;
    Ok(builder.finish())
}

/// A table whose name each of the backends can write.
pub trait TableText: Default + PgText + MysqlText + SqliteText {
    /// All of its columns, if there are journals.
    fn row_columns() -> Vec<ColumnInfo>;
}

impl<T> TableText for T
where
    T: Default + PgText + MysqlText + SqliteText + diesel::Table<AllColumns: RowColumns>,
{
    fn row_columns() -> Vec<ColumnInfo> {
        T::AllColumns::columns()
    }
}

macro_rules! backend_text {
    ($feature:literal $backend:ty => $text:ident $method:ident) => {
        pub trait $text {
            fn $method(&self) -> QueryResult<String>;
        }

        #[cfg(feature = $feature)]
        impl<T: diesel::query_builder::QueryFragment<$backend>> $text for T {
            fn $method(&self) -> QueryResult<String> {
                let backend = <$backend>::default();
                let mut builder = <$backend as diesel::backend::Backend>::QueryBuilder::default();
                diesel::query_builder::QueryFragment::<$backend>::to_sql(
                    self,
                    &mut builder,
                    &backend,
                )?;
                Ok(diesel::query_builder::QueryBuilder::<$backend>::finish(
                    builder,
                ))
            }
        }

        #[cfg(not(feature = $feature))]
        impl<T> $text for T {
            fn $method(&self) -> QueryResult<String> {
                Ok(String::new())
            }
        }
    };
}

backend_text!("postgres" diesel::pg::Pg => PgText pg_text);
backend_text!("mysql" diesel::mysql::Mysql => MysqlText mysql_text);
backend_text!("sqlite" diesel::sqlite::Sqlite => SqliteText sqlite_text);

pub(crate) fn table_text<T: TableText>(dialect: Dialect) -> QueryResult<String> {
    let table = T::default();
    match dialect {
        Dialect::Postgres => table.pg_text(),
        Dialect::Mysql => table.mysql_text(),
        Dialect::Sqlite => table.sqlite_text(),
    }
}
