//! The columns that a restore sets back to NULL.

use diesel::query_source::Column;
use diesel::sql_types::{SqlType, is_nullable::IsNullable};

use super::names::ColumnNames;

/// A column of the table `T` that may be NULL, as `clear (…)` needs it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be set to NULL",
    label = "this column is `NOT NULL`",
    note = "the columns under `clear (…)` and the keys of `nullify` edges are set to NULL: their type \
            has to be `Nullable<…>`"
)]
pub trait ClearColumn<T>: Column<Table = T> {}

#[diagnostic::do_not_recommend]
impl<T, C> ClearColumn<T> for C
where
    C: Column<Table = T>,
    C::SqlType: SqlType<IsNull: CanBeNull>,
{
}

/// Says whether a type allows NULL.
#[doc(hidden)]
pub trait CanBeNull {}

impl CanBeNull for IsNullable {}

/// The columns of a `clear (…)` option, as a tuple type.
#[doc(hidden)]
pub trait ClearList<T>: ColumnNames {}

impl<T> ClearList<T> for () {}

macro_rules! clear_list {
    ($($column:ident)+) => {
        impl<T, $($column),+> ClearList<T> for ($($column,)+)
        where
            $($column: ClearColumn<T>,)+
        {
        }
    };
}

clear_list!(A);
clear_list!(A B);
clear_list!(A B C);
clear_list!(A B C D);
clear_list!(A B C D E);
clear_list!(A B C D E F);
clear_list!(A B C D E F G);
clear_list!(A B C D E F G H);
