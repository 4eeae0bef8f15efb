//! `journal;` in front of the tables.

/// How a statement on a table of the declaration ends.
#[doc(hidden)]
#[macro_export]
macro_rules! __journal {
    ([as $first:tt]) => {
        <$crate::__table!($first) as $crate::__private::Declared>::Journal
    };
    ([all [$($journal:tt)+] $schema:tt $edges:tt]) => {
        $($journal)+
    };
}

/// Refuses edges onto tables that have a journal, from one that has none.
#[cfg(feature = "journal")]
#[doc(hidden)]
#[macro_export]
macro_rules! __check_journals {
    (
        $table:tt
        [$(
            $kind:ident $($child:ident)::+ ($($key:tt)*) $($word:ident ($($words:tt)*))*
        ),+ $(,)?]
    ) => {
        const _: () = {
            #[allow(unused_imports)]
            use $crate::__private::IsUnrecorded as _;
            $($crate::__private::check_journal::<$crate::__table!($table)>(
                $crate::__last!($table),
                $crate::__private::IsRecorded::<$crate::__table!([$($child)::+])>::RECORDED,
                $crate::__last!([$($child)::+]),
            );)+
        };
    };
    ($table:tt $edges:tt) => {};
}

/// Refuses edges onto tables that have a journal, from one that has none.
#[cfg(not(feature = "journal"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __check_journals {
    ($table:tt $edges:tt) => {};
}

/// The tables of a declaration with a journal.
#[cfg(feature = "journal")]
#[doc(hidden)]
#[macro_export]
macro_rules! __journaled {
    ($who:ident $($($table:ident)::+ ($($head:tt)*) $({ $($edges:tt)* })? $(,)?)+) => {
        $crate::__soft_deletable! {
            @call
            [$crate::__private::Recorded<$crate::__private::$who>]
            [$([$($table)::+])+]
            [$($($($edges)*)?)+]
            $({ [$($table)::+] ($($head)*) [$($($edges)*)?] })+
        }
    };
    ($who:ident) => {};
    ($who:ident $($other:tt)*) => {
        $crate::__soft_deletable_unread! { $($other)* }
    };
}

/// The tables of a declaration with a journal: declared without one, so that what is
/// missing is said once.
#[cfg(not(feature = "journal"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __journaled {
    ($who:ident $($tables:tt)*) => {
        $crate::__private::compile_error! {
            "`journal` in `soft_deletable!`: enable the feature `journal` of `diesel-scopes`, as in \
             `features = [\"journal\"]` in `Cargo.toml`"
        }
        $crate::soft_deletable! { $($tables)* }
    };
}
