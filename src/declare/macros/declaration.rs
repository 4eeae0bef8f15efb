//! What a declaration expands to.

/// The tables of a call, then one of them.
#[doc(hidden)]
#[macro_export]
macro_rules! __soft_deletable {
    // The first table keeps what all have in common, so that it is written once.
    (
        @call $journal:tt $schema:tt $edges_of_all:tt
        { $first:tt $first_head:tt $first_edges:tt }
        $({ $table:tt $head:tt $edges:tt })*
    ) => {
        $crate::__once! {
            __declared_tables [] [] []
            { $first { $first $first_head $first_edges [all $journal $schema $edges_of_all] } }
            $({ $table { $table $head $edges [as $first] } })*
        }
    };

    // A table without a marker.
    ($table:tt () $edges:tt $shared:tt) => {
        impl $crate::__private::Declared for $crate::__table!($table) {
            type Kind = $crate::__private::WithoutMarker;
            type Top = Self;
            type Asks = $crate::__asks!($shared);
            type Journal = $crate::__journal!($shared);
            const BELOW_UNLESS_IN_A_CIRCLE: $crate::__private::Below =
                $crate::__edges!(@below $table [] $edges);

            fn info() -> $crate::__private::TableInfo {
                $crate::__private::TableInfo::without_marker::<Self, _>($crate::__last!($table))
            }

            fn edges() -> $crate::__private::Vec<$crate::__private::Edge> {
                $crate::__edges!(@edges $table $edges)
            }

            fn schema() -> $crate::__private::Vec<$crate::__private::TableInfo> {
                $crate::__schema!($shared)
            }
        }

        // So that a circle of tables is found where it is declared.
        const _: $crate::__private::Below =
            <$crate::__table!($table) as $crate::__private::Declared>::BELOW_UNLESS_IN_A_CIRCLE;

        $crate::__edges! { @through $table $edges }
        $crate::__check_journals! { $table $edges }
        $crate::__joins! { $table }
    };
    // A table with markers; its options come next.
    (
        $table:tt
        (
            $marker:ident $(as $($kind:ident)::+)?
            $(or $other:ident $(as $($other_kind:ident)::+)?)*
            $(, $($options:tt)*)?
        )
        $edges:tt
        $shared:tt
    ) => {
        $crate::__options! {
            {
                $table
                [$marker [$($($kind)::+)?] $($other [$($($other_kind)::+)?])*]
                $edges
                $shared
            }
            also [] clear [] flag [] touch [] hold [] keep [] unique []
            : $($($options)*)?
        }
    };
    ($table:tt ($($head:tt)*) $edges:tt $shared:tt) => {
        $crate::__markers_unread! { $table $($head)* }
    };

    (
        @marked
        {
            $table:tt
            [$marker:ident $kind:tt $($other:ident $other_kind:tt)*]
            $edges:tt
            $shared:tt
        }
        also [$($also:ident $also_kind:tt)*]
        clear [$(($($clear:ident)*))?]
        flag [$(($($flag:ident)*))?]
        touch [$(($($touch:ident)*))?]
        hold [$(($hold:ident))?]
        keep [$(($number:literal $unit:ident))?]
        unique [$([$($unique:ident)*])*]
    ) => {
        impl $crate::__private::Declared for $crate::__table!($table) {
            type Kind = $crate::__private::WithMarker;
            type Top = $crate::__private::Stamped<
                {
                    #[allow(unused_imports)]
                    use $crate::__private::IsNoFlag as _;
                    $crate::__private::IsFlag::<$crate::__meaning!($table $marker $kind)>::MARKED.is_some()
                },
                $crate::__column!($table $marker),
            >;
            type Asks = $crate::__asks!($shared);
            type Journal = $crate::__journal!($shared);
            const BELOW_UNLESS_IN_A_CIRCLE: $crate::__private::Below =
                $crate::__edges!(@below $table [$marker] $edges);

            fn info() -> $crate::__private::TableInfo {
                $crate::__private::TableInfo::of::<Self, _>($crate::__last!($table))
            }

            fn edges() -> $crate::__private::Vec<$crate::__private::Edge> {
                $crate::__edges!(@edges $table $edges)
            }

            fn schema() -> $crate::__private::Vec<$crate::__private::TableInfo> {
                $crate::__schema!($shared)
            }
        }

        impl $crate::__private::MarkedTable for $crate::__table!($table) {
            type Marker = $crate::__column!($table $marker);
            type Markers = (
                $crate::__column!($table $marker),
                $($crate::__column!($table $other),)*
            );
            type Reach = $crate::__reach!($edges);
            type RestoreReach = <Self as $crate::__private::Declared>::Asks;
            type Restorable = $crate::__private::Restorable<{
                <$crate::__table!($table) as $crate::__private::Declared>
                    ::BELOW_UNLESS_IN_A_CIRCLE.restorable
            }>;
            type Stampable = $crate::__private::Stampable<{
                <$crate::__table!($table) as $crate::__private::Declared>
                    ::BELOW_UNLESS_IN_A_CIRCLE.stampable
            }>;
            type Touched = $crate::__touched!($table $($($touch)*)?);
            const ALSO: &'static [$crate::__private::MarkerText] = &[
                $($crate::__private::MarkerText::of::<$crate::__column!($table $also)>(),)*
            ];
            $(const CLEAR: &'static [&'static $crate::__private::str] = &[
                $($crate::__private::clear_column::<Self, $crate::__column!($table $clear)>(),)*
            ];)?
            $(const FLAGS: &'static [&'static $crate::__private::str] = &[
                $($crate::__private::flag_column::<Self, $crate::__column!($table $flag)>(),)*
            ];)?
            $(const TOUCH: &'static [$crate::__private::Touch] = &[
                $($crate::__private::touch_column::<Self, $crate::__column!($table $touch)>(),)*
            ];)?
            $(const HOLD: $crate::__private::Option<&'static $crate::__private::str> =
                $crate::__private::Option::Some(
                    $crate::__private::hold_column::<Self, $crate::__column!($table $hold)>(),
                );)?
            $(const KEEP: $crate::__private::Option<$crate::__private::Keep> =
                $crate::__private::Option::Some(
                    $crate::__private::keep::<<Self as $crate::__private::MarkedTable>::Marker>(
                        $crate::__kept!($table $number $unit),
                    ),
                );)?
            const UNIQUE: &'static [&'static [&'static $crate::__private::str]] = &[
                $(&[$(
                    $crate::__private::unique_column::<Self, $crate::__column!($table $unique)>(),
                )*],)*
            ];
        }

        // What is wrong is found here, and not where a statement is built.
        const _: () = $crate::__private::check_columns::<$crate::__table!($table)>(
            $crate::__last!($table),
        );

        $crate::__once! {
            __declared_markers [] [] []
            { $marker { $table $marker $kind } }
            $({ $other { $table $other $other_kind } })*
            $({ $also { $table $also $also_kind } })*
        }
        $crate::__check_journals! { $table $edges }
        $crate::__joins! { $table }
    };
}

/// One marker column.
#[doc(hidden)]
#[macro_export]
macro_rules! __marker {
    ($table:tt $marker:ident $kind:tt) => {
        impl $crate::__private::DeclaredMarker for $crate::__column!($table $marker) {
            type Source = $crate::__source!($table $marker $kind);
            const FLAG: $crate::__private::Option<&'static $crate::__private::str> = {
                #[allow(unused_imports)]
                use $crate::__private::IsNoFlag as _;
                $crate::__private::IsFlag::<$crate::__meaning!($table $marker $kind)>::MARKED
            };
        }
        const _: () = {
            #[allow(unused_imports)]
            use $crate::__private::HasNoTexts as _;
            $crate::__private::Texts::<$crate::__meaning!($table $marker $kind)>::ARE_CLOSED
        };
    };
}

/// What tells the meaning of a marker column: its type, or what stands behind `as`.
#[doc(hidden)]
#[macro_export]
macro_rules! __source {
    ($table:tt $marker:ident []) => { $crate::__column!($table $marker) };
    ($table:tt $marker:ident [$($kind:ident)::+]) => { $crate::__private::As<$($kind)::+> };
}

/// The type that implements `Marker` for a marker column.
#[doc(hidden)]
#[macro_export]
macro_rules! __meaning {
    ($table:tt $marker:ident []) => {
        <$crate::__column!($table $marker) as $crate::__private::Expression>::SqlType
    };
    ($table:tt $marker:ident [$($kind:ident)::+]) => { $($kind)::+ };
}

/// Scopes as targets of joins that start at the table.
#[doc(hidden)]
#[macro_export]
macro_rules! __joins {
    ($table:tt) => {
        impl<S, P> $crate::__private::JoinTo<$crate::__private::Scoped<S, P>>
            for $crate::__table!($table)
        where
            $crate::__table!($table): $crate::__private::JoinTo<S>,
            P: $crate::__private::NarrowOn,
        {
            type FromClause =
                <$crate::__table!($table) as $crate::__private::JoinTo<S>>::FromClause;
            type OnClause = <P as $crate::__private::NarrowOn>::Output<
                <$crate::__table!($table) as $crate::__private::JoinTo<S>>::OnClause,
            >;

            fn join_target(
                rhs: $crate::__private::Scoped<S, P>,
            ) -> (Self::FromClause, Self::OnClause) {
                $crate::__private::scoped_join_target::<$crate::__table!($table), S, P>(rhs)
            }
        }
    };
}

/// The tables of a declaration.
#[doc(hidden)]
#[macro_export]
macro_rules! __schema {
    ([as $first:tt]) => {
        <$crate::__table!($first) as $crate::__private::Declared>::schema()
    };
    ([all $journal:tt [$($table:tt)+] $edges:tt]) => {
        $crate::__private::From::from([
            $(<$crate::__table!($table) as $crate::__private::Declared>::info(),)+
        ])
    };
}

/// Whether a restore has to say how far it reaches.
#[doc(hidden)]
#[macro_export]
macro_rules! __asks {
    ([as $first:tt]) => {
        <$crate::__table!($first) as $crate::__private::Declared>::Asks
    };
    ([all $journal:tt $schema:tt $edges:tt]) => {
        $crate::__reach!($edges)
    };
}

/// Whether a statement has to say how far it reaches.
#[doc(hidden)]
#[macro_export]
macro_rules! __reach {
    ([]) => {
        $crate::__private::Shallow
    };
    ([$($edges:tt)+]) => {
        $crate::__private::Unchosen
    };
}
