//! The times under `touch (…)`, which every soft delete and every restore sets.

use chrono::NaiveDateTime;
use diesel::backend::Backend;
use diesel::query_builder::AstPass;
use diesel::query_source::Column;
use diesel::result::QueryResult;
use diesel::serialize::ToSql;
use diesel::sql_types::{self, HasSqlType, Nullable};

use crate::declare::Moment;

/// The SQL of a list of columns: `, column = time, …`.
pub trait TouchFragment<DB: Backend> {
    fn walk_touch<'b>(at: &'b Moment, out: AstPass<'_, 'b, DB>) -> QueryResult<()>;
}

impl<DB: Backend> TouchFragment<DB> for () {
    fn walk_touch<'b>(_: &'b Moment, _: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        Ok(())
    }
}

impl<DB, C, Rest> TouchFragment<DB> for (C, Rest)
where
    DB: Backend,
    C: Column<SqlType: Touched<DB>>,
    Rest: TouchFragment<DB>,
{
    fn walk_touch<'b>(at: &'b Moment, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(", ");
        out.push_identifier(C::NAME)?;
        out.push_sql(" = ");
        C::SqlType::push(at, out.reborrow())?;
        Rest::walk_touch(at, out)
    }
}

/// The type of a column that holds a time, on a database that has it.
#[diagnostic::on_unimplemented(
    message = "`{DB}` has no columns of the type `{Self}`, which `touch (…)` names",
    label = "a column under `touch (…)` is of a type of another database"
)]
pub trait Touched<DB: Backend> {
    fn push<'b>(at: &'b Moment, out: AstPass<'_, 'b, DB>) -> QueryResult<()>;
}

macro_rules! touched {
    ($sql_type:ident $value:ty, $field:ident) => {
        impl<DB> Touched<DB> for sql_types::$sql_type
        where
            DB: Backend + HasSqlType<sql_types::$sql_type>,
            $value: ToSql<sql_types::$sql_type, DB>,
        {
            fn push<'b>(at: &'b Moment, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
                out.push_bind_param::<sql_types::$sql_type, $value>(&at.$field)
            }
        }
    };
}

touched!(Timestamp NaiveDateTime, naive);
#[cfg(feature = "postgres")]
touched!(Timestamptz chrono::DateTime<chrono::Utc>, zoned);
#[cfg(feature = "mysql")]
touched!(Datetime NaiveDateTime, naive);
#[cfg(feature = "sqlite")]
touched!(TimestamptzSqlite chrono::DateTime<chrono::Utc>, zoned);

impl<DB: Backend, T: Touched<DB> + diesel::sql_types::SqlType> Touched<DB> for Nullable<T> {
    fn push<'b>(at: &'b Moment, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        T::push(at, out)
    }
}
