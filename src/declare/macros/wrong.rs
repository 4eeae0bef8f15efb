//! What is wrong with a declaration, in words.

/// Finds what cannot be read, behind the tables that can.
#[doc(hidden)]
#[macro_export]
macro_rules! __soft_deletable_unread {
    (journal $(($($said:tt)*))?; $($rest:tt)*) => {
        $crate::__soft_deletable_unread! { @journal }
    };
    ($($table:ident)::+ ($($head:tt)*) { $($edges:tt)* }, $($rest:tt)*) => {
        $crate::__soft_deletable_unread! { $($rest)* }
    };
    ($($table:ident)::+ ($($head:tt)*) { $($edges:tt)* } $($rest:tt)*) => {
        $crate::__soft_deletable_unread! { $($rest)* }
    };
    ($($table:ident)::+ ($($head:tt)*), $($rest:tt)*) => {
        $crate::__soft_deletable_unread! { $($rest)* }
    };
    ($($table:ident)::+ ($($head:tt)*) $($rest:tt)*) => {
        $crate::__soft_deletable_unread! { $($rest)* }
    };
    (@journal) => {
        $crate::__private::compile_error! {
            "cannot read `journal` in `soft_deletable!`: it stands once, in front of all tables, as \
             `journal;`, or as `journal (actor);` where every statement has to say who does it"
        }
    };
    (; $($rest:tt)*) => {
        $crate::__private::compile_error! {
            "unexpected `;` in `soft_deletable!`: tables stand one after the other, with or without \
             commas: `users (deleted_at)  posts (deleted_at)`"
        }
    };
    ($a:ident :: $b:ident :: $c:ident $($rest:tt)*) => {
        $crate::__soft_deletable_unread! { @table $a::$b::$c }
    };
    ($a:ident :: $b:ident $($rest:tt)*) => {
        $crate::__soft_deletable_unread! { @table $a::$b }
    };
    ($table:ident $($rest:tt)*) => {
        $crate::__soft_deletable_unread! { @table $table }
    };
    (@table $($table:tt)+) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "the table `", $crate::__private::stringify!($($table)+),
                "` in `soft_deletable!` has no marker columns behind it: they stand in parentheses, \
                 then its dependents in braces: `users (deleted_at) { cascade posts (author_id) }`",
            )
        }
    };
    ($next:tt $($rest:tt)*) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "cannot read `", $crate::__private::stringify!($next),
                "` in `soft_deletable!`: it takes tables with their marker columns in parentheses, \
                 then their dependents in braces: `users (deleted_at) { cascade posts (author_id) }`",
            )
        }
    };
}

/// The markers of a table, and what stands behind them.
#[doc(hidden)]
#[macro_export]
macro_rules! __markers_unread {
    ([$($table:ident)::+] $($head:tt)*) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "cannot read `", $crate::__private::stringify!($($head)*), "` of `",
                $crate::__private::stringify!($($table)::+),
                "`: expected marker columns, then options, such as `deleted_at`, \
                 `deleted or removed`, `ended_at as UnixSeconds`, `deleted_at, clear (delete_reason)`",
            )
        }
    };
}

/// An option that cannot be read, or that was there before.
#[doc(hidden)]
#[macro_export]
macro_rules! __option_unread {
    ([$($table:ident)::+] clear [$given:tt] flag [$($flag:tt)*] touch [$($touch:tt)*] hold [$($hold:tt)*] keep [$($keep:tt)*] : clear $($rest:tt)*) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "the option `clear` of `", $crate::__private::stringify!($($table)::+),
                "` is there twice: it comes once, as `clear (delete_reason, deleted_by)`",
            )
        }
    };
    ([$($table:ident)::+] clear [$($clear:tt)*] flag [$given:tt] touch [$($touch:tt)*] hold [$($hold:tt)*] keep [$($keep:tt)*] : flag $($rest:tt)*) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "the option `flag` of `", $crate::__private::stringify!($($table)::+),
                "` is there twice: it comes once, as `flag (is_deleted)`",
            )
        }
    };
    ([$($table:ident)::+] clear [$($clear:tt)*] flag [$($flag:tt)*] touch [$given:tt] hold [$($hold:tt)*] keep [$($keep:tt)*] : touch $($rest:tt)*) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "the option `touch` of `", $crate::__private::stringify!($($table)::+),
                "` is there twice: it comes once, as `touch (updated_at)`",
            )
        }
    };
    ([$($table:ident)::+] clear [$($clear:tt)*] flag [$($flag:tt)*] touch [$($touch:tt)*] hold [$given:tt] keep [$($keep:tt)*] : hold $($rest:tt)*) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "the option `hold` of `", $crate::__private::stringify!($($table)::+),
                "` is there twice: it comes once, as `hold (legal_hold)`",
            )
        }
    };
    ([$($table:ident)::+] clear [$($clear:tt)*] flag [$($flag:tt)*] touch [$($touch:tt)*] hold [$($hold:tt)*] keep [$given:tt] : keep $($rest:tt)*) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "the option `keep` of `", $crate::__private::stringify!($($table)::+),
                "` is there twice: it comes once, as `keep 30 days`",
            )
        }
    };
    ([$($table:ident)::+] $($state:ident [$($given:tt)?])* : clear $($rest:tt)*) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "cannot read the option `clear ", $crate::__private::stringify!($($rest)*), "` of `",
                $crate::__private::stringify!($($table)::+),
                "`: it takes columns in parentheses: `clear (delete_reason, deleted_by)`",
            )
        }
    };
    ([$($table:ident)::+] $($state:ident [$($given:tt)?])* : flag $($rest:tt)*) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "cannot read the option `flag ", $crate::__private::stringify!($($rest)*), "` of `",
                $crate::__private::stringify!($($table)::+),
                "`: it takes Bool columns in parentheses: `flag (is_deleted)`",
            )
        }
    };
    ([$($table:ident)::+] $($state:ident [$($given:tt)?])* : touch $($rest:tt)*) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "cannot read the option `touch ", $crate::__private::stringify!($($rest)*), "` of `",
                $crate::__private::stringify!($($table)::+),
                "`: it takes columns that hold a time, in parentheses: `touch (updated_at)`",
            )
        }
    };
    ([$($table:ident)::+] $($state:ident [$($given:tt)?])* : hold $($rest:tt)*) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "cannot read the option `hold ", $crate::__private::stringify!($($rest)*), "` of `",
                $crate::__private::stringify!($($table)::+),
                "`: it takes one Bool column in parentheses: `hold (legal_hold)`",
            )
        }
    };
    ([$($table:ident)::+] $($state:ident [$($given:tt)?])* : keep $($rest:tt)*) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "cannot read the option `keep ", $crate::__private::stringify!($($rest)*), "` of `",
                $crate::__private::stringify!($($table)::+),
                "`: it takes a number and a unit: `keep 30 days`",
            )
        }
    };
    ([$($table:ident)::+] $($state:ident [$($given:tt)?])* : also $($rest:tt)*) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "cannot read the option `also ", $crate::__private::stringify!($($rest)*), "` of `",
                $crate::__private::stringify!($($table)::+),
                "`: it takes one marker column: `also local_removed`",
            )
        }
    };
    ([$($table:ident)::+] $($state:ident [$($given:tt)?])* : unique $($rest:tt)*) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "cannot read the option `unique ", $crate::__private::stringify!($($rest)*), "` of `",
                $crate::__private::stringify!($($table)::+),
                "`: it takes columns in parentheses: `unique (name)`",
            )
        }
    };
    ([$($table:ident)::+] $($state:ident [$($given:tt)?])* : $option:ident $($rest:tt)*) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "unknown option `", $crate::__private::stringify!($option), "` of `",
                $crate::__private::stringify!($($table)::+),
                "`: there are `also`, `clear`, `flag`, `touch`, `hold`, `keep` and `unique`; several \
                 markers are written `deleted or removed`, not with a comma",
            )
        }
    };
    ([$($table:ident)::+] $($state:ident [$($given:tt)?])* : $($other:tt)*) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "cannot read `", $crate::__private::stringify!($($other)*), "` in the options of `",
                $crate::__private::stringify!($($table)::+),
                "`: they stand behind the markers, with commas between them, such as \
                 `deleted_at, clear (delete_reason), keep 30 days`",
            )
        }
    };
}

/// An edge list that cannot be read: the first that is wrong.
#[doc(hidden)]
#[macro_export]
macro_rules! __edges_unread {
    (
        $table:tt
        $kind:ident $($child:ident)::+ ($($key:tt)*) $($word:ident ($($words:tt)*))*,
        $($rest:tt)+
    ) => {
        $crate::__edges_unread! { $table $($rest)+ }
    };
    (
        $table:tt $kind:ident $($child:ident)::+ ($($key:tt)*) $($rest:tt)*
    ) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "cannot read the dependents `", $crate::__private::stringify!($kind), " ",
                $crate::__private::stringify!($($child)::+),
                $crate::__private::stringify!(($($key)*)),
                $crate::__private::stringify!($($rest)*),
                "` of `", $crate::__last!($table), $crate::__edges_are!(),
            )
        }
    };
    ($table:tt $($other:tt)*) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "cannot read `", $crate::__private::stringify!($($other)*),
                "` in the dependents of `", $crate::__last!($table), $crate::__edges_are!(),
            )
        }
    };
}

/// How edges are written.
#[doc(hidden)]
#[macro_export]
macro_rules! __edges_are {
    () => {
        "`: they are written `cascade posts (author_id)`, `restrict invoices (customer_id)`, \
         `nullify attachments (owner_id)` or `remove sessions (user_id)`, with commas between them"
    };
}

/// One edge whose parts cannot be read.
#[doc(hidden)]
#[macro_export]
macro_rules! __edge_unread {
    // The key.
    ($kind:ident $table:tt [$($child:ident)::+] $key:tt $words:tt) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "cannot read the key `", $crate::__private::stringify!($key), "` of `",
                $crate::__private::stringify!($kind), " ",
                $crate::__private::stringify!($($child)::+), "`, dependents of `",
                $crate::__last!($table),
                "`: it is the columns that hold the parent's primary key, as in `(author_id)`, or those \
                 of other columns, as in `(account_no -> account_no)`",
            )
        }
    };
    (
        @kind $kind:ident $table:tt [$($child:ident)::+] [$($key:ident)*] $($wrong:tt)*
    ) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "cannot read the dependents `", $crate::__private::stringify!($kind), " ",
                $crate::__private::stringify!($($child)::+),
                $crate::__private::stringify!(($($key),*)),
                "` of `", $crate::__last!($table), $crate::__edges_are!(),
            )
        }
    };
    (@where $kind:ident $table:tt [$($child:ident)::+] $key:tt $refers:tt $where:tt $($rest:tt)*) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "cannot read `where ", $crate::__private::stringify!($where), "` of `",
                $crate::__private::stringify!($kind), " ",
                $crate::__private::stringify!($($child)::+), "`, dependents of `",
                $crate::__last!($table),
                "`: it compares columns of the dependents with strings, integers, `true` or `false`: \
                 `where (target_type = \"Post\", kind = 2)`",
            )
        }
    };
    (@$rule:ident $kind:ident $table:tt [$($child:ident)::+] $($rest:tt)*) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "cannot read what stands behind the key of `", $crate::__private::stringify!($kind), " ",
                $crate::__private::stringify!($($child)::+), "`, dependents of `",
                $crate::__last!($table),
                "`: there is `where (target_type = \"Post\")` and, behind `nullify`, `only (owner_id)`, \
                 each once",
            )
        }
    };
}
