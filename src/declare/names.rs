//! The names of a list of columns.

use diesel::query_source::Column;
use diesel::sql_types::SqlType;

use super::key::{KeyShape, is_nullable};

/// A tuple of columns.
pub trait ColumnNames {
    /// Their names in SQL.
    const NAMES: &'static [&'static str];

    /// Which of them may be NULL.
    fn nullable() -> Vec<bool>;

    /// What their values are.
    fn shapes() -> Vec<KeyShape>;
}

macro_rules! column_names {
    ($($column:ident)+) => {
        impl<$($column: Column<SqlType: SqlType>),+> ColumnNames for ($($column,)+) {
            const NAMES: &'static [&'static str] = &[$($column::NAME),+];

            fn nullable() -> Vec<bool> {
                vec![$(is_nullable::<$column>()),+]
            }

            fn shapes() -> Vec<KeyShape> {
                vec![$(KeyShape::of::<$column>()),+]
            }
        }
    };
}

column_names!(A);
column_names!(A B);
column_names!(A B C);
column_names!(A B C D);
column_names!(A B C D E);
column_names!(A B C D E F);
