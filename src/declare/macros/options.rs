//! The options behind the markers.

/// Reads one option after the other, in any order. In front of the colon stands what
/// has been read: `[]` where the option has not come yet.
#[doc(hidden)]
#[macro_export]
macro_rules! __options {
    (
        $table:tt also $also:tt
        clear $clear:tt flag $flag:tt touch $touch:tt hold $hold:tt keep $keep:tt
        unique $unique:tt
        :
    ) => {
        $crate::__soft_deletable! {
            @marked $table also $also
            clear $clear flag $flag touch $touch hold $hold keep $keep
            unique $unique
        }
    };
    (
        $table:tt also [$($also:tt)*]
        clear $clear:tt flag $flag:tt touch $touch:tt hold $hold:tt keep $keep:tt
        unique $unique:tt
        : also $column:ident $(as $($kind:ident)::+)? $(, $($rest:tt)*)?
    ) => {
        $crate::__options! {
            $table also [$($also)* $column [$($($kind)::+)?]]
            clear $clear flag $flag touch $touch hold $hold keep $keep
            unique $unique
            : $($($rest)*)?
        }
    };
    (
        $table:tt also $also:tt
        clear [] flag $flag:tt touch $touch:tt hold $hold:tt keep $keep:tt
        unique $unique:tt
        : clear ($($column:ident),* $(,)?) $(, $($rest:tt)*)?
    ) => {
        $crate::__options! {
            $table also $also
            clear [($($column)*)] flag $flag touch $touch hold $hold keep $keep
            unique $unique
            : $($($rest)*)?
        }
    };
    (
        $table:tt also $also:tt
        clear $clear:tt flag [] touch $touch:tt hold $hold:tt keep $keep:tt
        unique $unique:tt
        : flag ($($column:ident),+ $(,)?) $(, $($rest:tt)*)?
    ) => {
        $crate::__options! {
            $table also $also
            clear $clear flag [($($column)+)] touch $touch hold $hold keep $keep
            unique $unique
            : $($($rest)*)?
        }
    };
    (
        $table:tt also $also:tt
        clear $clear:tt flag $flag:tt touch [] hold $hold:tt keep $keep:tt
        unique $unique:tt
        : touch ($($column:ident),+ $(,)?) $(, $($rest:tt)*)?
    ) => {
        $crate::__options! {
            $table also $also
            clear $clear flag $flag touch [($($column)+)] hold $hold keep $keep
            unique $unique
            : $($($rest)*)?
        }
    };
    (
        $table:tt also $also:tt
        clear $clear:tt flag $flag:tt touch $touch:tt hold [] keep $keep:tt
        unique $unique:tt
        : hold ($column:ident $(,)?) $(, $($rest:tt)*)?
    ) => {
        $crate::__options! {
            $table also $also
            clear $clear flag $flag touch $touch hold [($column)] keep $keep
            unique $unique
            : $($($rest)*)?
        }
    };
    (
        $table:tt also $also:tt
        clear $clear:tt flag $flag:tt touch $touch:tt hold $hold:tt keep []
        unique $unique:tt
        : keep $number:literal $unit:ident $(, $($rest:tt)*)?
    ) => {
        $crate::__options! {
            $table also $also
            clear $clear flag $flag touch $touch hold $hold keep [($number $unit)]
            unique $unique
            : $($($rest)*)?
        }
    };
    (
        $table:tt also $also:tt
        clear $clear:tt flag $flag:tt touch $touch:tt hold $hold:tt keep $keep:tt
        unique [$($unique:tt)*]
        : unique ($($column:ident),+ $(,)?) $(, $($rest:tt)*)?
    ) => {
        $crate::__options! {
            $table also $also
            clear $clear flag $flag touch $touch hold $hold keep $keep
            unique [$($unique)* [$($column)+]]
            : $($($rest)*)?
        }
    };
    (
        { $table:tt $markers:tt $edges:tt $shared:tt } also $also:tt
        clear $clear:tt flag $flag:tt touch $touch:tt hold $hold:tt keep $keep:tt
        unique $unique:tt
        : $($wrong:tt)*
    ) => {
        $crate::__option_unread! {
            $table clear $clear flag $flag touch $touch hold $hold keep $keep : $($wrong)*
        }
    };
}

/// How many seconds a unit of `keep` has.
#[doc(hidden)]
#[macro_export]
macro_rules! __kept {
    ($table:tt $number:literal hours) => { $crate::__kept!(@of $table $number 3_600) };
    ($table:tt $number:literal days) => { $crate::__kept!(@of $table $number 86_400) };
    ($table:tt $number:literal weeks) => { $crate::__kept!(@of $table $number 604_800) };
    (@of $table:tt $number:literal $seconds:literal) => {
        $crate::__private::kept(
            $crate::__private::stringify!($number),
            $crate::__private::concat!($number),
            $seconds,
            $crate::__private::concat!(
                "`keep ", $crate::__private::stringify!($number), "` of `", $crate::__last!($table),
                "`: it takes a whole number from 1 on, of no more than a thousand years, and a unit: \
                 `keep 30 days`",
            ),
        )
    };
    ($table:tt $number:literal $unit:ident) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "`keep` of `", $crate::__last!($table), "` knows no `",
                $crate::__private::stringify!($unit),
                "`: there are `hours`, `days` and `weeks`, as in `keep 30 days`",
            )
        }
    };
}

/// The columns under `touch`, as a type: a list of pairs.
#[doc(hidden)]
#[macro_export]
macro_rules! __touched {
    ($table:tt) => { () };
    ($table:tt $column:ident $($rest:ident)*) => {
        ($crate::__column!($table $column), $crate::__touched!($table $($rest)*))
    };
}
