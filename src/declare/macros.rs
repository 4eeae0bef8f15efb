//! `soft_deletable!` and `table!`. Every path that they write goes through
//! `$crate::__private`, so that no name around the call matters.

/// Declares how the rows of tables are soft-deleted.
///
/// Stands beside the schema, like `diesel::joinable!`; `schema.rs` stays what
/// `diesel print-schema` generates. A table is named as it can be reached from
/// the place of the call (`users`, `crate::schema::users`), and behind it, in
/// parentheses, the column that marks a row as deleted:
///
/// ```
/// mod schema {
///     diesel::table! {
///         posts (id) {
///             id -> Integer,
///             title -> Text,
///             deleted_at -> Nullable<Timestamp>,
///             delete_reason -> Nullable<Text>,
///         }
///     }
///     diesel::table! {
///         communities (id) { id -> Integer, deleted -> Bool, removed -> Bool }
///     }
/// }
///
/// diesel_scopes::soft_deletable! {
///     schema::posts (deleted_at, clear (delete_reason))
///     schema::communities (deleted or removed)
/// }
/// ```
///
/// # Markers
///
/// * `posts (deleted_at)`: one marker. Its type is `Nullable<Timestamp>`,
///   `Nullable<Timestamptz>`, `Nullable<Datetime>`,
///   `Nullable<TimestamptzSqlite>` or `Bool`, or one of your own, see
///   [`Marker`](crate::Marker).
/// * `communities (deleted or removed)`: several. A row is active if none is set
///   and deleted if any is. A write sets the first unless
///   [`marking`](crate::Write::marking) names another one.
/// * `sessions (ended_at as UnixSeconds)`: a column whose meaning the struct
///   `UnixSeconds` tells.
///
/// # Options
///
/// Behind the markers, separated by commas:
///
/// * `clear (delete_reason, deleted_by)`: columns that a restore sets back to
///   NULL.
///
/// # Dependents
///
/// Braces behind the parentheses list what becomes of the rows of other tables
/// that refer to a row by the foreign key in parentheses, once a statement says
/// [`.cascade()`](crate::Write::cascade):
///
/// ```
/// # diesel::table! { users (id) { id -> Integer, deleted_at -> Nullable<Timestamp> } }
/// # diesel::table! {
/// #     posts (id) { id -> Integer, author_id -> Integer, deleted_at -> Nullable<Timestamp> }
/// # }
/// # diesel::table! {
/// #     comments (id) {
/// #         id -> Integer,
/// #         post_id -> Integer,
/// #         parent_id -> Nullable<Integer>,
/// #         deleted_at -> Nullable<Timestamp>,
/// #     }
/// # }
/// # diesel::table! { invoices (id) { id -> Integer, customer_id -> Integer } }
/// # diesel::table! { attachments (id) { id -> Integer, owner_id -> Nullable<Integer> } }
/// diesel_scopes::soft_deletable! {
///     users (deleted_at) {
///         cascade  posts (author_id),          // are soft-deleted with the user
///         restrict invoices (customer_id),     // keep the user from being deleted
///         nullify  attachments (owner_id),     // lose their owner
///     }
///     posts (deleted_at) { cascade comments (post_id) }
///     comments (deleted_at) { cascade comments (parent_id) }
/// }
/// ```
///
/// * The columns of a key refer to the primary key of the declared table, in its
///   order, and have its types. They may be `Nullable<…>`, and those of a
///   `nullify` edge have to be.
/// * The table behind `cascade` has to be declared, there or elsewhere. The
///   tables behind `restrict` and `nullify` need not be: then every row counts as
///   active.
/// * A table may depend on itself. Several tables may not depend on each other in
///   a circle: the compiler says `E0391`, "cycle detected", with a name that ends
///   in `UNLESS_IN_A_CIRCLE`, and points to the declarations on the way. Break the
///   circle at one table, with `nullify` or `restrict` in place of `cascade`.
///
///   ```compile_fail,E0391
///   # diesel::table! {
///   #     users (id) {
///   #         id -> Integer, pinned_post -> Nullable<Integer>, deleted_at -> Nullable<Timestamp>
///   #     }
///   # }
///   # diesel::table! {
///   #     posts (id) { id -> Integer, author_id -> Integer, deleted_at -> Nullable<Timestamp> }
///   # }
///   diesel_scopes::soft_deletable! {
///       users (deleted_at) { cascade posts (author_id) }
///       posts (deleted_at) { cascade users (pinned_post) } // `nullify` is meant
///   }
///   ```
/// * Declare tables that depend on each other in one call: a cascade's restore
///   looks for deleted parents among the tables of the call.
///
/// A table with dependents makes its statements ask for `.cascade()` or
/// [`.shallow()`](crate::Write::shallow).
#[macro_export]
macro_rules! soft_deletable {
    ($($($table:ident)::+ ($($head:tt)*) $({ $($edges:tt)* })? $(,)?)+) => {
        $crate::__soft_deletable! {
            @each [$([$($table)::+])+] $([$($table)::+] ($($head)*) [$($($edges)*)?];)+
        }
    };
    () => {};
    ($($other:tt)*) => {
        $crate::__soft_deletable_unread! { $($other)* }
    };
}

/// Finds what cannot be read, behind the tables that can.
#[doc(hidden)]
#[macro_export]
macro_rules! __soft_deletable_unread {
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
    (; $($rest:tt)*) => {
        $crate::__private::compile_error! {
            "unexpected `;` in `soft_deletable!`: tables stand one after the other, with or without \
             commas: `users (deleted_at)  posts (deleted_at)`"
        }
    };
    ($first:ident $(:: $part:ident)* $($rest:tt)*) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "the table `", $crate::__private::stringify!($first $(:: $part)*),
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

/// One table.
#[doc(hidden)]
#[macro_export]
macro_rules! __soft_deletable {
    // The first table keeps the list of all, so that it is written once.
    (
        @each $schema:tt
        $first:tt $first_head:tt $first_edges:tt;
        $($table:tt $head:tt $edges:tt;)*
    ) => {
        $crate::__soft_deletable! { $first $first_head $first_edges $schema }
        $($crate::__soft_deletable! { $table $head $edges [as $first] })*
    };
    (
        [$($table:ident)::+]
        (
            $marker:ident $(as $($kind:ident)::+)?
            $(or $other:ident $(as $($other_kind:ident)::+)?)*
            $(, clear ($($clear:ident),* $(,)?))?
            $(,)?
        )
        $edges:tt
        $schema:tt
    ) => {
        $crate::__soft_deletable! {
            @emit
            [$($table)::+]
            [$marker [$($($kind)::+)?] $($other [$($($other_kind)::+)?])*]
            [$($($clear)*)?]
            $edges
            $schema
        }
    };
    (
        @emit
        $table:tt
        [$marker:ident $kind:tt $($other:ident $other_kind:tt)*]
        [$($clear:ident)*]
        $edges:tt
        $schema:tt
    ) => {
        impl $crate::__private::SoftDeletable for $crate::__table!($table) {
            type Marker = $crate::__column!($table $marker);
            type Markers = (
                $crate::__column!($table $marker),
                $($crate::__column!($table $other),)*
            );
            type Clear = ($($crate::__column!($table $clear),)*);
            type Reach = $crate::__reach!($edges);
            type Restorable = $crate::__private::Restorable<
                { <$crate::__table!($table) as $crate::__private::SoftDeletable>::RESTORABLE_UNLESS_IN_A_CIRCLE },
            >;
            const RESTORABLE_UNLESS_IN_A_CIRCLE: $crate::__private::bool =
                $crate::__edges!(@restorable $table $marker $edges);
            type Stampable = $crate::__private::Stampable<
                { <$crate::__table!($table) as $crate::__private::SoftDeletable>::STAMPABLE },
            >;
            const STAMPABLE: $crate::__private::bool =
                $crate::__edges!(@stampable $table $marker $edges);
            const DEPTH: $crate::__private::usize = $crate::__edges!(@depth $table $edges);

            fn info() -> $crate::__private::TableInfo {
                $crate::__private::TableInfo::of::<$crate::__table!($table), _>(
                    $crate::__last!($table),
                )
            }

            fn edges() -> $crate::__private::Vec<$crate::__private::Edge> {
                #[allow(unused_imports)]
                use $crate::__private::IsPlain as _;
                $crate::__edges!(@edges $table [] $edges)
            }

            fn schema() -> $crate::__private::Vec<$crate::__private::TableInfo> {
                $crate::__schema!($schema)
            }
        }

        // Here and not only where a cascade is used, so that a circle of tables is
        // found where it is declared.
        const _: $crate::__private::usize =
            <$crate::__table!($table) as $crate::__private::SoftDeletable>::DEPTH;

        $crate::__soft_delete_marker! { $table $marker $kind }
        $($crate::__soft_delete_marker! { $table $other $other_kind })*

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

    // From here on: what is wrong with the declaration, in words.
    ([$($table:ident)::+] () $edges:tt $schema:tt) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "name the column that marks a deleted row: `",
                $crate::__private::stringify!($($table)::+), " (deleted_at)`",
            )
        }
    };
    (
        [$($table:ident)::+]
        (
            $marker:ident $(as $($kind:ident)::+)?
            $(or $other:ident $(as $($other_kind:ident)::+)?)*
            , clear $($rest:tt)*
        )
        $edges:tt
        $schema:tt
    ) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "the option `clear` of `", $crate::__private::stringify!($($table)::+),
                "` takes columns in parentheses, and is the last one: \
                 `clear (delete_reason, deleted_by)`",
            )
        }
    };
    (
        [$($table:ident)::+]
        (
            $marker:ident $(as $($kind:ident)::+)?
            $(or $other:ident $(as $($other_kind:ident)::+)?)*
            , $option:ident $($rest:tt)*
        )
        $edges:tt
        $schema:tt
    ) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "unknown option `", $crate::__private::stringify!($option), "` of `",
                $crate::__private::stringify!($($table)::+),
                "`: there is `clear (column, …)`; several markers are written \
                 `deleted or removed`, not with a comma",
            )
        }
    };
    ([$($table:ident)::+] ($($head:tt)*) $edges:tt $schema:tt) => {
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

/// The tables of a declaration.
#[doc(hidden)]
#[macro_export]
macro_rules! __schema {
    ([as $first:tt]) => {
        <$crate::__table!($first) as $crate::__private::SoftDeletable>::schema()
    };
    ([$($table:tt)+]) => {
        $crate::__private::From::from([
            $(<$crate::__table!($table) as $crate::__private::SoftDeletable>::info(),)+
        ])
    };
}

/// What follows from the edges of a table.
#[doc(hidden)]
#[macro_export]
macro_rules! __edges {
    // The edges themselves, one after the other.
    (@edges $table:tt [$($edges:tt)*] []) => {
        $crate::__private::From::from([$($edges)*])
    };
    (
        @edges $table:tt [$($edges:tt)*]
        [cascade $($child:ident)::+ ($($key:ident),+ $(,)?) $(, $($rest:tt)*)?]
    ) => {
        $crate::__edges!(
            @edges $table
            [$($edges)* $crate::__edge!(cascade $table [$($child)::+] [$($key)+]),]
            [$($($rest)*)?]
        )
    };
    (
        @edges $table:tt [$($edges:tt)*]
        [restrict $($child:ident)::+ ($($key:ident),+ $(,)?) $(, $($rest:tt)*)?]
    ) => {
        $crate::__edges!(
            @edges $table
            [$($edges)* $crate::__edge!(restrict $table [$($child)::+] [$($key)+]),]
            [$($($rest)*)?]
        )
    };
    (
        @edges $table:tt [$($edges:tt)*]
        [nullify $($child:ident)::+ ($($key:ident),+ $(,)?) $(, $($rest:tt)*)?]
    ) => {
        $crate::__edges!(
            @edges $table
            [$($edges)* $crate::__edge!(nullify $table [$($child)::+] [$($key)+]),]
            [$($($rest)*)?]
        )
    };
    (@edges $table:tt $edges:tt [$kind:ident $($child:ident)::+ ($($key:tt)*) $($rest:tt)*]) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "cannot read the dependents `", $crate::__private::stringify!($kind), " ",
                $crate::__private::stringify!($($child)::+),
                $crate::__private::stringify!(($($key)*)), "` of `", $crate::__last!($table),
                "`: they are written `cascade posts (author_id)`, `restrict invoices (customer_id)` \
                 or `nullify attachments (owner_id)`, with commas between them",
            )
        }
    };
    (@edges $table:tt $edges:tt [$($other:tt)*]) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "cannot read `", $crate::__private::stringify!($($other)*), "` in the dependents of `",
                $crate::__last!($table),
                "`: they are written `cascade posts (author_id)`, `restrict invoices (customer_id)` \
                 or `nullify attachments (owner_id)`, with commas between them",
            )
        }
    };

    // How far the cascades reach. What cannot be read is reported above.
    (@depth $table:tt [cascade $($child:ident)::+ ($($key:tt)*) $(, $($rest:tt)*)?]) => {{
        #[allow(unused_imports)]
        use $crate::__private::IsOther as _;
        $crate::__private::longer(
            1 + $crate::__private::IsSame::<
                $crate::__table!($table), $($child)::+::table
            >::DEPTH,
            $crate::__edges!(@depth $table [$($($rest)*)?]),
        )
    }};
    (@depth $table:tt [$kind:ident $($child:ident)::+ ($($key:tt)*) $(, $($rest:tt)*)?]) => {
        $crate::__edges!(@depth $table [$($($rest)*)?])
    };
    (@depth $table:tt [$($other:tt)*]) => { 0 };

    // Whether a restore can follow the stamps.
    (
        @restorable $table:tt $marker:ident
        [cascade $($child:ident)::+ ($($key:tt)*) $(, $($rest:tt)*)?]
    ) => {{
        #[allow(unused_imports)]
        use $crate::__private::{IsIncomparable as _, IsOther as _};
        $crate::__private::IsComparable::<
            <$crate::__column!($table $marker) as $crate::__private::MarkerColumn>::Marker,
            <
                <$($child)::+::table as $crate::__private::SoftDeletable>::Marker
                as $crate::__private::MarkerColumn
            >::Marker,
        >::COMPARABLE
            && $crate::__private::IsSame::<
                $crate::__table!($table), $($child)::+::table
            >::RESTORABLE_UNLESS_IN_A_CIRCLE
            && $crate::__edges!(@restorable $table $marker [$($($rest)*)?])
    }};
    (
        @restorable $table:tt $marker:ident
        [$kind:ident $($child:ident)::+ ($($key:tt)*) $(, $($rest:tt)*)?]
    ) => {
        $crate::__edges!(@restorable $table $marker [$($($rest)*)?])
    };
    (@restorable $table:tt $marker:ident [$($other:tt)*]) => { true };

    // Whether the stamp of the table fits the tables below.
    (
        @stampable $table:tt $marker:ident
        [cascade $($child:ident)::+ ($($key:tt)*) $(, $($rest:tt)*)?]
    ) => {{
        #[allow(unused_imports)]
        use $crate::__private::{IsNoFlag as _, IsOther as _, IsUnstampable as _};
        ($crate::__private::IsStampable::<
            <$crate::__column!($table $marker) as $crate::__private::MarkerColumn>::Marker,
            <
                <$($child)::+::table as $crate::__private::SoftDeletable>::Marker
                as $crate::__private::MarkerColumn
            >::Marker,
        >::STAMPABLE || $crate::__private::IsFlag::<
            <
                <$($child)::+::table as $crate::__private::SoftDeletable>::Marker
                as $crate::__private::MarkerColumn
            >::Marker,
        >::FLAG)
            && $crate::__private::IsSame::<
                $crate::__table!($table), $($child)::+::table
            >::STAMPABLE
            && $crate::__edges!(@stampable $table $marker [$($($rest)*)?])
    }};
    (
        @stampable $table:tt $marker:ident
        [$kind:ident $($child:ident)::+ ($($key:tt)*) $(, $($rest:tt)*)?]
    ) => {
        $crate::__edges!(@stampable $table $marker [$($($rest)*)?])
    };
    (@stampable $table:tt $marker:ident [$($other:tt)*]) => { true };
}

/// One edge.
#[doc(hidden)]
#[macro_export]
macro_rules! __edge {
    ($kind:ident $table:tt $child:tt [$($key:ident)+]) => {
        $crate::__private::Edge::$kind::<
            $crate::__table!($table),
            $crate::__table!($child),
            ($($crate::__column!($child $key),)+),
            _,
        >($crate::__private::IsDeclared::<$crate::__table!($child)>::info::<_>(
            $crate::__last!($child),
        ))
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

/// One marker column.
#[doc(hidden)]
#[macro_export]
macro_rules! __soft_delete_marker {
    ($table:tt $marker:ident []) => {
        impl $crate::__private::DeclaredMarker for $crate::__column!($table $marker) {
            type Source = $crate::__column!($table $marker);
        }
        impl $crate::__private::MarkerOf<$crate::__table!($table)>
            for $crate::__column!($table $marker)
        {
        }
    };
    ($table:tt $marker:ident [$($kind:ident)::+]) => {
        impl $crate::__private::DeclaredMarker for $crate::__column!($table $marker) {
            type Source = $crate::__private::As<$($kind)::+>;
        }
        impl $crate::__private::MarkerOf<$crate::__table!($table)>
            for $crate::__column!($table $marker)
        {
        }
    };
}

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
    ([$($before:tt)*] #[soft_delete ($($head:tt)*) $({ $($edges:tt)* })?] $($after:tt)*) => {
        $crate::__private::diesel::table! { $($before)* $($after)* }
        $crate::__soft_delete_named! { [($($head)*) $({ $($edges)* })?] $($after)* }
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
        [$($declared:tt)*] $(#[$($attribute:tt)*])*
        $schema:ident . $table:ident $(($($key:tt)*))? { $($columns:tt)* }
    ) => {
        $crate::soft_deletable! { $table $($declared)* }
    };
    (
        [$($declared:tt)*] $(#[$($attribute:tt)*])*
        $table:ident $(($($key:tt)*))? { $($columns:tt)* }
    ) => {
        $crate::soft_deletable! { $table $($declared)* }
    };
    // `diesel::table!` says what is wrong with the rest.
    ($($other:tt)*) => {};
}
