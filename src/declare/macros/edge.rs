//! One edge.

/// One edge.
#[doc(hidden)]
#[macro_export]
macro_rules! __edge {
    ($kind:ident $table:tt $child:tt ($($key:ident),+ $(,)?) $words:tt) => {
        $crate::__edge!(@words $kind $table $child [$($key)+] [] $words)
    };
    ($kind:ident $table:tt $child:tt ($($key:ident -> $refers:ident),+ $(,)?) $words:tt) => {
        $crate::__edge!(@words $kind $table $child [$($key)+] [$($refers)+] $words)
    };

    (@words $kind:ident $table:tt $child:tt $key:tt $refers:tt []) => {
        $crate::__edge!(@emit $kind $table $child $key $refers where [] only [])
    };
    (@words $kind:ident $table:tt $child:tt $key:tt $refers:tt [where $where:tt]) => {
        $crate::__edge!(@where $kind $table $child $key $refers $where only [])
    };
    (@words nullify $table:tt $child:tt $key:tt $refers:tt [only ($($only:ident),+ $(,)?)]) => {
        $crate::__edge!(@emit nullify $table $child $key $refers where [] only [$($only)+])
    };
    (
        @words nullify $table:tt $child:tt $key:tt $refers:tt
        [where $where:tt only ($($only:ident),+ $(,)?)]
    ) => {
        $crate::__edge!(@where nullify $table $child $key $refers $where only [$($only)+])
    };
    (
        @words nullify $table:tt $child:tt $key:tt $refers:tt
        [only ($($only:ident),+ $(,)?) where $where:tt]
    ) => {
        $crate::__edge!(@where nullify $table $child $key $refers $where only [$($only)+])
    };

    (
        @where $kind:ident $table:tt $child:tt $key:tt $refers:tt
        ($($column:ident = $literal:literal),+ $(,)?)
        only $only:tt
    ) => {
        $crate::__edge!(
            @emit $kind $table $child $key $refers where [$($column $literal)+] only $only
        )
    };

    (
        @emit $kind:ident $table:tt $child:tt [$($key:ident)+] $refers:tt
        where [] only $only:tt
    ) => {
        $crate::__edge!(@kind $kind $table $child [$($key)+] $refers &[]; $only)
    };
    (
        @emit $kind:ident $table:tt $child:tt [$($key:ident)+] $refers:tt
        where [$($column:ident $literal:literal)+] only $only:tt
    ) => {{
        const CONDITIONS: &[$crate::__private::Condition] = &[$(
            $crate::__private::condition::<
                $crate::__table!($child), $crate::__column!($child $column)
            >(
                $crate::__private::stringify!($literal),
                $crate::__private::concat!($literal),
                $crate::__private::concat!(
                    "`where (", $crate::__private::stringify!($column), " = ",
                    $crate::__private::stringify!($literal), ")` of `", $crate::__last!($child), "`",
                ),
            ),
        )+];
        $crate::__edge!(@kind $kind $table $child [$($key)+] $refers CONDITIONS; $only)
    }};

    (
        @kind cascade $table:tt $child:tt $key:tt $refers:tt $conditions:expr; []
    ) => {
        $crate::__edge!(
            @new Cascade $table $child $key $refers
            $crate::__private::cascade_child::<$crate::__table!($child)>(), &[], $conditions
        )
    };
    (
        @kind restrict $table:tt $child:tt $key:tt $refers:tt $conditions:expr; []
    ) => {
        $crate::__edge!(
            @new Restrict $table $child $key $refers $crate::__child!($child), &[], $conditions
        )
    };
    (
        @kind remove $table:tt $child:tt $key:tt $refers:tt $conditions:expr; []
    ) => {
        $crate::__edge!(
            @new Remove $table $child $key $refers $crate::__child!($child), &[], $conditions
        )
    };
    (
        @kind nullify $table:tt $child:tt [$($key:ident)+] $refers:tt $conditions:expr; []
    ) => {{
        const CLEARED: &[&$crate::__private::str] = &[$(
            $crate::__private::key_column::<
                $crate::__table!($child), $crate::__column!($child $key)
            >(),
        )+];
        $crate::__edge!(
            @new Nullify $table $child [$($key)+] $refers
            $crate::__child!($child), CLEARED, $conditions
        )
    }};
    (
        @kind nullify $table:tt $child:tt [$($key:ident)+] $refers:tt $conditions:expr;
        [$($only:ident)+]
    ) => {{
        const KEY: &[&$crate::__private::str] = &[$(
            <$crate::__column!($child $key) as $crate::__private::Column>::NAME,
        )+];
        const CLEARED: &[&$crate::__private::str] = &[$(
            $crate::__private::only_column(
                $crate::__private::key_column::<
                    $crate::__table!($child), $crate::__column!($child $only)
                >(),
                KEY,
                $crate::__private::concat!(
                    "`only (", $crate::__private::stringify!($only), ")` of `nullify ",
                    $crate::__last!($child), " (…)` names a column that is not part of the key",
                ),
            ),
        )+];
        $crate::__edge!(
            @new Nullify $table $child [$($key)+] $refers
            $crate::__child!($child), CLEARED, $conditions
        )
    }};

    (
        @new $kind:ident $table:tt $child:tt [$($key:ident)+] [] $info:expr, $cleared:expr,
        $conditions:expr
    ) => {
        $crate::__private::Edge::to_primary_key::<
            $crate::__table!($table),
            $crate::__table!($child),
            ($($crate::__column!($child $key),)+),
            _,
        >($crate::__private::EdgeKind::$kind, $info, $cleared, $conditions)
    };
    (
        @new $kind:ident $table:tt $child:tt [$($key:ident)+] [$($refers:ident)+] $info:expr,
        $cleared:expr, $conditions:expr
    ) => {
        $crate::__private::Edge::to_columns::<
            $crate::__table!($table),
            $crate::__table!($child),
            ($($crate::__column!($child $key),)+),
            ($($crate::__column!($table $refers),)+),
        >($crate::__private::EdgeKind::$kind, $info, $cleared, $conditions)
    };

    ($kind:ident $table:tt $child:tt $key:tt $words:tt) => {
        $crate::__edge_unread! { $kind $table $child $key $words }
    };
    (@$rule:ident $($wrong:tt)*) => {
        $crate::__edge_unread! { @$rule $($wrong)* }
    };
}

/// A dependent table that may be declared or not.
#[doc(hidden)]
#[macro_export]
macro_rules! __child {
    ($child:tt) => {{
        #[allow(unused_imports)]
        use $crate::__private::IsPlain as _;
        $crate::__private::IsDeclared::<$crate::__table!($child)>::info::<_>($crate::__last!(
            $child
        ))
    }};
}
