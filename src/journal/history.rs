//! What happened to one row.

use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::dsl::{Eq, Filter, InnerJoin};
use diesel::expression::{AppearsOnTable, SelectableExpression};
use diesel::expression::{AsExpression, Expression, ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::query_source::Column;
use diesel::sql_types::{SingleValue, SqlType, Text};

use super::{entries, operations};
use crate::cascade::{around_on_sqlite, key_on_mysql, literal, no_row, unquoted};
use crate::declare::{
    CascadeBackend, ColumnInfo, Dialect, Shape, TableText, column_info, quoted, table_text,
};

/// What happened to the row of this table with this key: a query for its entries, each
/// with its operation.
///
/// ```
/// # #[cfg(feature = "sqlite")] fn main() {
/// use diesel::prelude::*;
/// use diesel_migrations::MigrationHarness;
/// use diesel_scopes::journal::{self, Entry, Operation};
/// use diesel_scopes::{restore, soft_delete};
///
/// # let conn = &mut SqliteConnection::establish(":memory:").unwrap();
/// # conn.run_pending_migrations(journal::migrations()).unwrap();
/// # for sql in [
/// #     "CREATE TABLE posts (id INTEGER PRIMARY KEY, deleted_at TIMESTAMP)",
/// #     "INSERT INTO posts (id) VALUES (7), (8)",
/// # ] {
/// #     diesel::sql_query(sql).execute(conn).unwrap();
/// # }
/// soft_delete(posts::table).by("user:1").because("spam").execute(conn).unwrap();
/// restore(posts::table.find(7)).by("user:2").execute(conn).unwrap();
///
/// let history: Vec<(Entry, Operation)> = journal::history(posts::table, 7)
///     .order(journal::entries::id)
///     .load(conn)
///     .unwrap();
/// assert_eq!(history.len(), 2);
/// assert_eq!((history[0].0.what.as_str(), history[0].1.actor.as_deref()), ("deleted", Some("user:1")));
/// assert_eq!((history[1].0.what.as_str(), history[1].1.actor.as_deref()), ("restored", Some("user:2")));
/// # }
/// # #[cfg(not(feature = "sqlite"))] fn main() {}
///
/// diesel::table! { posts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> } }
/// diesel_scopes::soft_deletable! {
///     journal;
///     posts (deleted_at)
/// }
/// ```
///
/// A key of several columns is a tuple. It is an ordinary query, to which filters, an
/// order and a `select` can be added:
///
/// ```text
/// -- PostgreSQL
/// … WHERE "diesel_scopes_entries"."table_name" = 'posts'
///     AND "diesel_scopes_entries"."row_key" = (SELECT jsonb_build_object('id', "diesel_scopes.row"."id")::TEXT
///         FROM jsonb_populate_record((SELECT "diesel_scopes.none" FROM "posts" AS "diesel_scopes.none"
///             WHERE FALSE), jsonb_build_object('id', $1)) AS "diesel_scopes.row")
/// -- MySQL
/// … AND `diesel_scopes_entries`.`row_key` = CAST(JSON_OBJECT('id', ?) AS CHAR)
/// -- SQLite
/// … AND `diesel_scopes_entries`.`row_key` = json_object('id', ?)
/// ```
pub fn history<T, Id, Kind>(
    _: T,
    key: Id,
) -> History<T, <T::PrimaryKey as KeyValues<Id, Kind>>::Values>
where
    T: TableText + Table<PrimaryKey: KeyValues<Id, Kind>>,
{
    let entries_with_operations = entries::table.inner_join(operations::table);
    let title = TableTitle(PhantomData::<T>);
    let key = RowKey(
        PhantomData::<T>,
        <T::PrimaryKey as KeyValues<Id, Kind>>::values(key),
    );
    entries_with_operations
        .filter(entries::table_name.eq(title))
        .filter(entries::row_key.eq(key))
}

/// The type of [`history`].
pub type History<T, Values> = Filter<
    Filter<InnerJoin<entries::table, operations::table>, Eq<entries::table_name, TableTitle<T>>>,
    Eq<entries::row_key, RowKey<T, Values>>,
>;

/// The name of a table in the journal.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct TableTitle<T>(PhantomData<T>);

/// The key of a row in the journal.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct RowKey<T, Values>(PhantomData<T>, Values);

impl<T> Expression for TableTitle<T> {
    type SqlType = Text;
}
impl<T, QS> AppearsOnTable<QS> for TableTitle<T> {}
impl<T, QS> SelectableExpression<QS> for TableTitle<T> {}

impl<T, Values> Expression for RowKey<T, Values> {
    type SqlType = Text;
}
impl<T, Values, QS> AppearsOnTable<QS> for RowKey<T, Values> {}
impl<T, Values, QS> SelectableExpression<QS> for RowKey<T, Values> {}
impl<T> ValidGrouping<()> for TableTitle<T> {
    type IsAggregate = is_aggregate::Never;
}
impl<T, Values> ValidGrouping<()> for RowKey<T, Values> {
    type IsAggregate = is_aggregate::Never;
}

impl<DB: CascadeBackend, T: TableText> QueryFragment<DB> for TableTitle<T> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(&literal(&unquoted(&table_text::<T>(DB::DIALECT)?)));
        Ok(())
    }
}

impl<DB, T, Values> QueryFragment<DB> for RowKey<T, Values>
where
    DB: CascadeBackend,
    T: TableText,
    Values: WalkValues<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let (before, behind) = match DB::DIALECT {
            // By way of the columns, which can write a value in another way than it came: a
            // `CHAR(3)` fills it up.
            Dialect::Postgres => {
                let row = quoted::<DB>("diesel_scopes.row")?;
                let pairs = Values::columns().into_iter().map(|column| {
                    let value = format!("{row}.{}", quoted::<DB>(column.name)?);
                    let value = match column.shape {
                        Shape::Zoned => format!("{value} AT TIME ZONE 'UTC'"),
                        _ => value,
                    };
                    Ok(format!("{}, {value}", literal(column.name)))
                });
                let pairs = pairs.collect::<QueryResult<Vec<_>>>()?.join(", ");
                let before = format!(
                    "(SELECT jsonb_build_object({pairs})::TEXT FROM jsonb_populate_record({}, \
                     jsonb_build_object(",
                    no_row(&table_text::<T>(DB::DIALECT)?)
                );
                (before, format!(")) AS {row})"))
            }
            Dialect::Mysql => ("CAST(JSON_OBJECT(".to_owned(), ") AS CHAR)".to_owned()),
            Dialect::Sqlite => ("json_object(".to_owned(), ")".to_owned()),
        };
        out.push_sql(&before);
        self.1.walk_values(out.reborrow())?;
        out.push_sql(&behind);
        Ok(())
    }
}

/// A primary key, and what its values are given as.
#[diagnostic::on_unimplemented(
    message = "this is not a key of the table",
    label = "not of the type of the table's primary key",
    note = "`journal::history(posts::table, 7)` takes what `posts::table.find(7)` takes; several columns \
            are a tuple"
)]
pub trait KeyValues<Id, Kind> {
    type Values;
    fn values(id: Id) -> Self::Values;
}

/// Of one column.
pub enum Single {}

/// Of several.
pub enum Several {}

/// The value of a column.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct Value<C, E>(PhantomData<C>, E);

impl<C, E> Value<C, E> {
    fn of<Id>(id: Id) -> Self
    where
        C: Column<SqlType: SqlType + SingleValue>,
        Id: AsExpression<C::SqlType, Expression = E>,
    {
        Value(PhantomData, id.as_expression())
    }
}

impl<C, Id> KeyValues<Id, Single> for C
where
    C: Column<SqlType: SqlType + SingleValue>,
    Id: AsExpression<C::SqlType>,
{
    type Values = (Value<C, Id::Expression>,);

    fn values(id: Id) -> Self::Values {
        (Value::of(id),)
    }
}

/// The SQL of the values of a key.
pub trait WalkValues<DB: Backend> {
    fn columns() -> Vec<ColumnInfo>;
    fn walk_values<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()>;
}

impl<C: Column<SqlType: 'static>, E> Value<C, E> {
    fn walk<'b, DB>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        DB: CascadeBackend,
        E: QueryFragment<DB>,
    {
        out.push_sql(&literal(C::NAME));
        out.push_sql(", ");
        // As the entries have it.
        match (DB::DIALECT, column_info::<C>().shape) {
            (Dialect::Mysql, shape) => {
                let [before, behind] = key_on_mysql(shape);
                out.push_sql(before);
                self.1.walk_ast(out.reborrow())?;
                out.push_sql(behind);
            }
            (Dialect::Sqlite, shape) => match around_on_sqlite(shape).and_then(<[_]>::split_last) {
                None => self.1.walk_ast(out)?,
                Some((last, around)) => {
                    for before in around {
                        out.push_sql(before);
                        self.1.walk_ast(out.reborrow())?;
                    }
                    out.push_sql(last);
                }
            },
            (Dialect::Postgres, _) => self.1.walk_ast(out)?,
        }
        Ok(())
    }
}

macro_rules! values {
    ($($column:ident $id:ident $value:ident $at:tt)+) => {
        impl<$($column, $id),+> KeyValues<($($id,)+), Several> for ($($column,)+)
        where
            $(
                $column: Column<SqlType: SqlType + SingleValue>,
                $id: AsExpression<$column::SqlType>,
            )+
        {
            type Values = ($(Value<$column, $id::Expression>,)+);

            fn values(id: ($($id,)+)) -> Self::Values {
                ($(Value::of(id.$at),)+)
            }
        }

        values!(@walk $($column $value $at)+);
    };
    (@walk $($column:ident $value:ident $at:tt)+) => {
        impl<DB, $($column, $value),+> WalkValues<DB> for ($(Value<$column, $value>,)+)
        where
            DB: CascadeBackend,
            $($column: Column<SqlType: 'static>, $value: QueryFragment<DB>,)+
        {
            fn columns() -> Vec<ColumnInfo> {
                vec![$(column_info::<$column>()),+]
            }

            fn walk_values<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
                let mut comma = "";
                $(
                    out.push_sql(comma);
                    self.$at.walk(out.reborrow())?;
                    comma = ", ";
                )+
                let _ = comma;
                Ok(())
            }
        }
    };
}

values!(@walk A Va 0);
values!(A Ia Va 0 B Ib Vb 1);
values!(A Ia Va 0 B Ib Vb 1 C Ic Vc 2);
values!(A Ia Va 0 B Ib Vb 1 C Ic Vc 2 D Id Vd 3);
values!(A Ia Va 0 B Ib Vb 1 C Ic Vc 2 D Id Vd 3 E Ie Ve 4);
