//! Tables and columns, from the path of a table.

/// The type of a table.
#[doc(hidden)]
#[macro_export]
macro_rules! __table {
    ([$($table:ident)::+]) => { $($table)::+::table };
}

/// The type of a column.
#[doc(hidden)]
#[macro_export]
macro_rules! __column {
    ([$($table:ident)::+] $column:ident) => { $($table)::+::$column };
}

/// The last part of a path, as text.
#[doc(hidden)]
#[macro_export]
macro_rules! __last {
    ([$last:ident]) => { $crate::__private::stringify!($last) };
    ([$first:ident :: $($rest:ident)::+]) => { $crate::__last!([$($rest)::+]) };
}
