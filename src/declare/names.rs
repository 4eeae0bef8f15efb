//! The names of a list of columns.

use diesel::query_source::Column;

/// A tuple of columns.
#[doc(hidden)]
pub trait ColumnNames {
    /// Their names in SQL.
    const NAMES: &'static [&'static str];
}

impl ColumnNames for () {
    const NAMES: &'static [&'static str] = &[];
}

macro_rules! column_names {
    ($($column:ident)+) => {
        impl<$($column: Column),+> ColumnNames for ($($column,)+) {
            const NAMES: &'static [&'static str] = &[$($column::NAME),+];
        }
    };
}

column_names!(A);
column_names!(A B);
column_names!(A B C);
column_names!(A B C D);
column_names!(A B C D E);
column_names!(A B C D E F);
column_names!(A B C D E F G);
column_names!(A B C D E F G H);
