//! What marks a row as deleted.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::expression::{AsExpression, TypedExpressionType};
use diesel::query_source::Column;
use diesel::sql_types::{self, IntoNotNullable, Nullable, SingleValue, SqlType, Timestamp};

use super::truth::True;

/// How a column of one SQL type says "this row is deleted".
///
/// Implemented for `Nullable<Timestamp>`, `Nullable<Timestamptz>`,
/// `Nullable<Datetime>`, `Nullable<TimestamptzSqlite>` (NULL is active) and
/// `Bool` (false is active).
///
/// The texts are SQL that follows the column's name. They are literals and
/// never binds, since a bound `deleted = $1` cannot use a partial index under
/// a cached generic plan. They have to mean the same on every backend that the
/// table is used with, and to be closed in themselves: a text such as
/// `IS NULL OR state <> 'D'` is refused when a column is declared with the marker,
/// since `target AND state IS NULL OR state <> 'D'` would reach other rows. Closed are
/// `IS NOT TRUE`, `IS DISTINCT FROM 'D'`, MySQL's `<=> 'D'`, `IN ('D', 'X')`.
///
/// # A marker of your own
///
/// Implement the trait for a SQL type of yours (an enum, say), and columns of
/// that type can be declared. For a type that is not yours, implement it for
/// an empty struct and name that behind `as`:
///
/// ```
/// # use diesel::prelude::*;
/// use chrono::{DateTime, Utc};
/// use diesel_scopes::{Marker, TimeMarker, prelude::*, soft_deletable};
///
/// diesel::table! {
///     sessions (id) { id -> Integer, ended_at -> BigInt }
/// }
///
/// /// 0 is active; anything else is when the row was deleted, in seconds since 1970.
/// pub struct UnixSeconds;
///
/// impl Marker for UnixSeconds {
///     type SqlType = diesel::sql_types::BigInt;
///     type Stamp = i64;
///     const ACTIVE: &'static str = "= 0";
///     const DELETED: &'static str = "<> 0";
///     const RESTORED: &'static str = "0";
///     fn stamp(at: DateTime<Utc>) -> i64 {
///         at.timestamp()
///     }
/// }
///
/// // What it stores is a time, so `.at(…)` and `.older_than(…)` make sense.
/// impl TimeMarker for UnixSeconds {}
///
/// soft_deletable! {
///     sessions (ended_at as UnixSeconds)
/// }
///
/// # #[cfg(feature = "sqlite")]
/// assert_eq!(
///     diesel::debug_query::<diesel::sqlite::Sqlite, _>(&sessions::table.active().count()).to_string(),
///     "SELECT COUNT(*) FROM `sessions` WHERE `sessions`.`ended_at` = 0 -- binds: []",
/// );
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not tell how a column marks a row as deleted",
    label = "not a marker",
    note = "what stands behind `as` in a declaration implements `diesel_scopes::Marker`"
)]
pub trait Marker: 'static {
    /// The SQL type of the column, as `diesel::table!` has it.
    type SqlType: SqlType
        + SingleValue
        + IntoNotNullable<NotNullable: SqlType + TypedExpressionType>;

    /// What a soft delete writes: a value, or an expression, of the column's
    /// type without NULL.
    type Stamp: AsExpression<<Self::SqlType as IntoNotNullable>::NotNullable>;

    /// Follows the column where the row has to be active: `IS NULL`.
    const ACTIVE: &'static str;

    /// Follows the column where the row has to be deleted: `IS NOT NULL`.
    const DELETED: &'static str;

    /// What a restore writes: `NULL`.
    const RESTORED: &'static str;

    /// Makes the value that marks a row as deleted at this time.
    fn stamp(at: DateTime<Utc>) -> Self::Stamp;
}

/// A marker that holds the time of the deletion.
///
/// Opens [`.at(…)`](crate::Write::at) and
/// [`.older_than(…)`](crate::Write::older_than) for the marker. The values have
/// to sort like the times they stand for.
#[diagnostic::on_unimplemented(
    message = "the marker `{Self}` does not hold the time of the deletion",
    label = "this marker has no time",
    note = "`.at(…)` and `.older_than(…)` need a marker such as `Nullable<Timestamp>`; a `Bool` only \
            says that a row is deleted, not since when"
)]
pub trait TimeMarker: Marker {}

/// A marker whose stamps are as fine as a microsecond, so that no two cascades
/// share one.
///
/// A cascade's restore finds the rows that the cascade deleted by their equal
/// stamps. The column has to keep the microseconds: on MySQL and MariaDB that is a
/// `DATETIME(6)`, on PostgreSQL `timestamp` or `timestamptz` without a number. A plain
/// `DATETIME`, or `timestamp(0)`, gives cascades of the same second the same stamp, and
/// where the columns along an edge differ in precision no dependent has the stamp of its
/// parent, so that none comes back. Implement this for a marker of your own only if its
/// values keep the microseconds of the time that they were made from.
#[diagnostic::on_unimplemented(
    message = "the marker `{Self}` cannot tell which cascade deleted a row",
    label = "a cascade cannot be restored through this marker",
    note = "a cascade is restored by equal stamps, which takes a marker such as \
            `Nullable<Timestamp>`; give the table one, or restore with `.shallow()`"
)]
pub trait CascadeMarker: TimeMarker {}

macro_rules! nullable_time {
    ($sql_type:ty, $value:ty, $at:ident => $stamp:expr) => {
        impl Marker for Nullable<$sql_type> {
            type SqlType = Nullable<$sql_type>;
            type Stamp = $value;
            const ACTIVE: &'static str = "IS NULL";
            const DELETED: &'static str = "IS NOT NULL";
            const RESTORED: &'static str = "NULL";
            fn stamp($at: DateTime<Utc>) -> $value {
                $stamp
            }
        }
        impl TimeMarker for Nullable<$sql_type> {}
        impl CascadeMarker for Nullable<$sql_type> {}
    };
}

nullable_time!(Timestamp, NaiveDateTime, at => at.naive_utc());
#[cfg(feature = "postgres")]
nullable_time!(sql_types::Timestamptz, DateTime<Utc>, at => at);
#[cfg(feature = "mysql")]
nullable_time!(sql_types::Datetime, NaiveDateTime, at => at.naive_utc());
#[cfg(feature = "sqlite")]
nullable_time!(sql_types::TimestamptzSqlite, DateTime<Utc>, at => at);

impl Marker for sql_types::Bool {
    type SqlType = sql_types::Bool;
    type Stamp = True;
    const ACTIVE: &'static str = "= FALSE";
    const DELETED: &'static str = "= TRUE";
    const RESTORED: &'static str = "FALSE";
    fn stamp(_at: DateTime<Utc>) -> True {
        True
    }
}

/// A marker that is a flag: it says that a row is deleted, and nothing else.
///
/// `Bool` is one. A flag holds no stamp, so it can stand below any marker: a cascade
/// writes [`MARKED`](FlagMarker::MARKED) there, whatever the stamp of the table above.
///
/// ```
/// # use diesel::prelude::*;
/// use chrono::{DateTime, Utc};
/// use diesel_scopes::{FlagMarker, Marker, soft_delete, soft_deletable};
///
/// diesel::table! {
///     stores (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
/// }
/// diesel::table! {
///     shelves (id) { id -> Integer, store_id -> Integer, is_active -> Bool }
/// }
///
/// /// TRUE is active, FALSE is deleted.
/// pub struct IsActive;
///
/// impl Marker for IsActive {
///     type SqlType = diesel::sql_types::Bool;
///     type Stamp = bool;
///     const ACTIVE: &'static str = "= TRUE";
///     const DELETED: &'static str = "= FALSE";
///     const RESTORED: &'static str = "TRUE";
///     fn stamp(_at: DateTime<Utc>) -> bool {
///         false
///     }
/// }
///
/// impl FlagMarker for IsActive {
///     const MARKED: &'static str = "FALSE";
/// }
///
/// soft_deletable! {
///     stores (deleted_at) { cascade shelves (store_id) }
///     shelves (is_active as IsActive)
/// }
///
/// // UPDATE "shelves" SET "is_active" = FALSE … and UPDATE "stores" SET "deleted_at" = $1 …
/// let cascade = soft_delete(stores::table.find(1)).cascade();
/// ```
#[diagnostic::on_unimplemented(
    message = "the marker `{Self}` is not a flag",
    label = "not a flag",
    note = "implement `diesel_scopes::FlagMarker` for a marker that holds nothing but whether the row is \
            deleted"
)]
pub trait FlagMarker: Marker {
    /// What marks a row as deleted, as a literal: `TRUE`.
    const MARKED: &'static str;
}

impl FlagMarker for sql_types::Bool {
    const MARKED: &'static str = "TRUE";
}

/// A column that [`soft_deletable!`](crate::soft_deletable) declared as a marker.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not declared as a soft-delete marker",
    label = "not a marker column",
    note = "name it in the declaration of its table: `diesel_scopes::soft_deletable! {{ my_table \
            (my_column) }}`; several markers are written `my_table (one or other)`"
)]
pub trait MarkerColumn:
    DeclaredMarker + Column<SqlType: SqlType> + Copy + Default + 'static
{
    /// How the column says that a row is deleted.
    type Marker: Marker;
}

/// What the macro says of a marker column.
pub trait DeclaredMarker: Column<SqlType: SqlType> + Copy + Default + 'static {
    /// The column itself, or `As<M>`. If the column does not fit, the compiler then
    /// names it and shows where it is defined.
    type Source: MarkerSource<Self::SqlType>;

    /// What every soft delete writes, if the marker is a flag.
    const FLAG: Option<&'static str>;
}

/// Where a marker column of the type `Type` has its marker from.
#[diagnostic::on_unimplemented(
    message = "`{Self}`, of type `{Type}`, cannot mark a row as deleted",
    label = "a column of this type is no marker",
    note = "a marker is NULL or false as long as the row is active: use `Nullable<Timestamp>`, \
            `Nullable<Timestamptz>`, `Nullable<Datetime>`, `Nullable<TimestamptzSqlite>` or `Bool`",
    note = "a `NOT NULL` timestamp cannot say that a row is active: make the column nullable and \
            declare it as `Nullable<…>`",
    note = "`Nullable<Timestamptz>`, `Nullable<Datetime>` and `Nullable<TimestamptzSqlite>` need the \
            features `postgres`, `mysql` and `sqlite` of `diesel-scopes`",
    note = "for any other type implement `diesel_scopes::Marker`, with that type as its `SqlType`, and \
            name the implementation in the declaration: `my_table (my_column as MyMarker)`"
)]
pub trait MarkerSource<Type> {
    type Marker: Marker<SqlType = Type>;
}

#[diagnostic::do_not_recommend]
impl<C, Type> MarkerSource<Type> for C
where
    C: Column<SqlType = Type>,
    Type: Marker<SqlType = Type>,
{
    type Marker = Type;
}

/// The marker that stands behind `as`.
pub struct As<M>(std::marker::PhantomData<M>);

impl<Type, M: Marker<SqlType = Type>> MarkerSource<Type> for As<M> {
    type Marker = M;
}

#[diagnostic::do_not_recommend]
impl<C: DeclaredMarker> MarkerColumn for C {
    type Marker = <C::Source as MarkerSource<C::SqlType>>::Marker;
}

/// A [`MarkerColumn`] of the table `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a soft-delete marker of `{T}`",
    label = "not a marker of this table",
    note = "`.marking(…)` takes one of the columns that the table's declaration names: \
            `soft_deletable! {{ my_table (one or other) }}`"
)]
pub trait MarkerOf<T>: MarkerColumn<Table = T> {}

#[diagnostic::do_not_recommend]
impl<T, C: MarkerColumn<Table = T>> MarkerOf<T> for C {}
