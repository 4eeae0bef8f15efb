//! The dependents of a table.

/// What follows from the edges of a table.
#[doc(hidden)]
#[macro_export]
macro_rules! __edges {
    // The edges themselves.
    (@edges $table:tt []) => { $crate::__private::Vec::new() };
    (
        @edges $table:tt
        [$(
            $kind:ident $($child:ident)::+ ($($key:tt)*) $($word:ident ($($words:tt)*))*
        ),+ $(,)?]
    ) => {
        $crate::__private::From::from([$(
            $crate::__edge!($kind $table [$($child)::+] ($($key)*) [$($word ($($words)*))*]),
        )+])
    };
    (@edges $table:tt [$($wrong:tt)*]) => {
        $crate::__edges_unread! { $table $($wrong)* }
    };

    // What is known of the tables below. What cannot be read is reported above.
    (
        @below $table:tt $marker:tt
        [$(
            $kind:ident $($child:ident)::+ ($($key:tt)*) $($word:ident ($($words:tt)*))*
        ),+ $(,)?]
    ) => {{
        #[allow(unused_imports)]
        use $crate::__private::{IsOther as _, IsUndeclared as _, TakesNoStamp as _};
        $crate::__private::Below::LEAF
            $(.and($crate::__below!($kind $table $marker [$($child)::+])))+
    }};
    (@below $table:tt $marker:tt [$($other:tt)*]) => { $crate::__private::Below::LEAF };

    // A table without a marker hands the stamps of the table above to those below.
    (
        @through $table:tt
        [$(
            $kind:ident $($child:ident)::+ ($($key:tt)*) $($word:ident ($($words:tt)*))*
        ),* $(,)?]
    ) => {
        impl<M> $crate::__private::TakesStamp<M> for $crate::__table!($table)
        where
            $($crate::__passed!($kind $table [$($child)::+]): $crate::__private::TakesStamp<M>,)*
        {
        }
        impl<M> $crate::__private::GivesBack<M> for $crate::__table!($table)
        where
            $($crate::__passed!($kind $table [$($child)::+]): $crate::__private::GivesBack<M>,)*
        {
        }
    };
    (@through $table:tt $edges:tt) => {};
}

/// What one edge adds to what is known of the tables below.
#[doc(hidden)]
#[macro_export]
macro_rules! __below {
    (cascade $table:tt [] $child:tt) => {
        $crate::__private::Child::<
            {
                $crate::__private::IsDeclared::<$crate::__table!($child)>::DECLARED
                    && !$crate::__private::IsSame::<
                        $crate::__table!($table), $crate::__table!($child)
                    >::SAME
            },
            $crate::__table!($child),
        >::below()
    };
    (cascade $table:tt [$marker:ident] $child:tt) => {
        $crate::__below!(cascade $table [] $child).stamped(
            $crate::__private::Stamps::<
                $crate::__column!($table $marker), $crate::__table!($child)
            >::TAKEN,
            $crate::__private::GivenBack::<
                $crate::__column!($table $marker), $crate::__table!($child)
            >::POSSIBLE,
        )
    };
    // Removed rows take no stamp, but they lead on to others all the same.
    (remove $table:tt $marker:tt $child:tt) => {
        $crate::__below!(cascade $table [] $child).removed()
    };
    ($kind:ident $table:tt $marker:tt $child:tt) => { $crate::__private::Below::LEAF };
}

/// What takes the stamps that go through a table without a marker.
#[doc(hidden)]
#[macro_export]
macro_rules! __passed {
    (cascade $table:tt $child:tt) => {
        $crate::__private::Passed<
            {
                #[allow(unused_imports)]
                use $crate::__private::IsOther as _;
                $crate::__private::IsSame::<
                    $crate::__table!($table), $crate::__table!($child)
                >::SAME
            },
            $crate::__table!($child),
        >
    };
    ($kind:ident $table:tt $child:tt) => { () };
}
