//! `table!`: `diesel::table!` and a declaration in one.

/// `diesel::table!` with a `#[soft_delete(…)]` attribute.
///
/// What stands in the attribute's parentheses, and in braces behind them, is
/// that of [`soft_deletable!`](crate::soft_deletable). Everything else goes to
/// `diesel::table!` as it is: `use` lines, documentation, `#[sql_name]`, a schema
/// in front of the table's name, composite primary keys.
///
/// ```
/// use diesel_scopes::prelude::*;
///
/// diesel_scopes::table! {
///     /// What people wrote.
///     #[soft_delete(deleted_at)]
///     posts (id) {
///         id -> Integer,
///         title -> Text,
///         deleted_at -> Nullable<Timestamp>,
///     }
/// }
///
/// let active = posts::table.active();
/// ```
///
/// With a journal: `#[soft_delete(journal; deleted_at)]`.
#[macro_export]
macro_rules! table {
    ($($tokens:tt)*) => {
        $crate::__soft_delete_table! { [] $($tokens)* }
    };
}

/// Looks for the attribute, from the front.
#[doc(hidden)]
#[macro_export]
macro_rules! __soft_delete_table {
    ([$($before:tt)*] #[soft_delete (journal; $($head:tt)*) $({ $($edges:tt)* })?] $($after:tt)*) => {
        $crate::__private::diesel::table! { $($before)* $($after)* }
        $crate::__soft_delete_named! { [journal;] [($($head)*) $({ $($edges)* })?] $($after)* }
    };
    (
        [$($before:tt)*]
        #[soft_delete (journal (actor); $($head:tt)*) $({ $($edges:tt)* })?]
        $($after:tt)*
    ) => {
        $crate::__private::diesel::table! { $($before)* $($after)* }
        $crate::__soft_delete_named! {
            [journal (actor);] [($($head)*) $({ $($edges)* })?] $($after)*
        }
    };
    ([$($before:tt)*] #[soft_delete ($($head:tt)*) $({ $($edges:tt)* })?] $($after:tt)*) => {
        $crate::__private::diesel::table! { $($before)* $($after)* }
        $crate::__soft_delete_named! { [] [($($head)*) $({ $($edges)* })?] $($after)* }
    };
    ([$($before:tt)*] #[soft_delete $($wrong:tt)*] $($after:tt)*) => {
        $crate::__private::compile_error! {
            "the attribute `soft_delete` takes the marker column in parentheses: \
             `#[soft_delete(deleted_at)]`"
        }
    };
    // Long documentation, and long `use` lines, would run into the recursion limit.
    (
        [$($before:tt)*]
        #[doc = $a:literal] #[doc = $b:literal] #[doc = $c:literal] #[doc = $d:literal]
        #[doc = $e:literal] #[doc = $f:literal] #[doc = $g:literal] #[doc = $h:literal]
        $($after:tt)*
    ) => {
        $crate::__soft_delete_table! {
            [
                $($before)*
                #[doc = $a] #[doc = $b] #[doc = $c] #[doc = $d]
                #[doc = $e] #[doc = $f] #[doc = $g] #[doc = $h]
            ]
            $($after)*
        }
    };
    ([$($before:tt)*] #[$($attribute:tt)*] $($after:tt)*) => {
        $crate::__soft_delete_table! { [$($before)* #[$($attribute)*]] $($after)* }
    };
    ([$($before:tt)*] use $($path:ident)::+; $($after:tt)*) => {
        $crate::__soft_delete_table! { [$($before)* use $($path)::+;] $($after)* }
    };
    ([$($before:tt)*] { $($columns:tt)* }) => {
        $crate::__private::compile_error! {
            "`diesel_scopes::table!` needs the attribute `#[soft_delete(deleted_at)]`, which names \
             the marker column, in front of the table's name; a table without soft deletion is \
             declared with `diesel::table!`"
        }
    };
    ([$($before:tt)*] $next:tt $($after:tt)*) => {
        $crate::__soft_delete_table! { [$($before)* $next] $($after)* }
    };
    ([$($before:tt)*]) => {
        $crate::__private::compile_error! {
            "`diesel_scopes::table!` takes what `diesel::table!` takes, with the attribute \
             `#[soft_delete(deleted_at)]` in front of the table's name"
        }
    };
}

/// Finds the table's name behind the attribute.
#[doc(hidden)]
#[macro_export]
macro_rules! __soft_delete_named {
    (
        [$($journal:tt)*] [$($declared:tt)*] $(#[$($attribute:tt)*])*
        $schema:ident . $table:ident $(($($key:tt)*))? { $($columns:tt)* }
    ) => {
        $crate::soft_deletable! { $($journal)* $table $($declared)* }
    };
    (
        [$($journal:tt)*] [$($declared:tt)*] $(#[$($attribute:tt)*])*
        $table:ident $(($($key:tt)*))? { $($columns:tt)* }
    ) => {
        $crate::soft_deletable! { $($journal)* $table $($declared)* }
    };
    // `diesel::table!` says what is wrong with the rest.
    ($($other:tt)*) => {};
}
