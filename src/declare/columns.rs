//! The columns that the options of a declaration name.

use diesel::query_source::Column;
use diesel::sql_types::{self, Bool, Nullable, SqlType, is_nullable::IsNullable};

use super::info::{Keep, Time, Touch};
use super::marker::MarkerColumn;

/// A column of the table `T` that may be NULL.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be set to NULL",
    label = "this column is `NOT NULL`",
    note = "the columns under `clear (…)` and the keys of `nullify` edges are set to NULL: their type \
            has to be `Nullable<…>`",
    note = "where only a part of a key is set to NULL, name it: `nullify drafts (tenant_id, owner_id) \
            only (owner_id)`"
)]
pub trait ClearColumn<T>: Column<Table = T> {}

#[diagnostic::do_not_recommend]
impl<T, C> ClearColumn<T> for C
where
    C: Column<Table = T>,
    C::SqlType: SqlType<IsNull: CanBeNull>,
{
}

/// Says whether a type allows NULL.
pub trait CanBeNull {}

impl CanBeNull for IsNullable {}

/// The name of a column that a restore clears.
pub const fn clear_column<T, C: ClearColumn<T>>() -> &'static str {
    C::NAME
}

/// The name of a column of a key that `nullify` sets to NULL.
pub const fn key_column<T, C: ClearColumn<T>>() -> &'static str {
    C::NAME
}

/// A column under `only`, which has to be one of the key.
pub const fn only_column(
    column: &'static str,
    key: &[&'static str],
    wrong: &'static str,
) -> &'static str {
    let mut at = 0;
    while at < key.len() {
        if same(column, key[at]) {
            return column;
        }
        at += 1;
    }
    panic!("{}", wrong)
}

/// `==`, for constants.
pub(super) const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

/// A column of the table `T` that is TRUE or FALSE.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a Bool",
    label = "neither `Bool` nor `Nullable<Bool>`",
    note = "the columns under `flag (…)` and `hold (…)` are TRUE or FALSE: their type has to be `Bool` \
            or `Nullable<Bool>`"
)]
pub trait FlagColumn<T>: Column<Table = T> {}

#[diagnostic::do_not_recommend]
impl<T, C: Column<Table = T, SqlType: IsBool>> FlagColumn<T> for C {}

pub trait IsBool {}

impl IsBool for Bool {}
impl IsBool for Nullable<Bool> {}

/// The name of a companion of the first marker.
pub const fn flag_column<T, C: FlagColumn<T>>() -> &'static str {
    C::NAME
}

/// The name of the column that holds rows back.
pub const fn hold_column<T, C: FlagColumn<T>>() -> &'static str {
    C::NAME
}

/// A column of the table `T` that holds a time.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not hold a time",
    label = "not a column of a type that `touch (…)` can write",
    note = "the columns under `touch (…)` are `Timestamp`, `Timestamptz`, `Datetime` or \
            `TimestamptzSqlite`, nullable or not",
    note = "`Timestamptz`, `Datetime` and `TimestamptzSqlite` need the features `postgres`, `mysql` and \
            `sqlite` of `diesel-scopes`"
)]
pub trait TouchColumn<T>: Column<Table = T> {
    const TIME: Time;
}

#[diagnostic::do_not_recommend]
impl<T, C: Column<Table = T, SqlType: IsTime>> TouchColumn<T> for C {
    const TIME: Time = <C::SqlType as IsTime>::TIME;
}

/// A type whose values are times, or NULL.
pub trait IsTime {
    const TIME: Time;
}

macro_rules! is_time {
    ($sql_type:ty => $time:ident) => {
        impl IsTime for $sql_type {
            const TIME: Time = Time::$time;
        }
        impl IsTime for Nullable<$sql_type> {
            const TIME: Time = Time::$time;
        }
    };
}

is_time!(sql_types::Timestamp => Timestamp);
#[cfg(feature = "postgres")]
is_time!(sql_types::Timestamptz => Timestamptz);
#[cfg(feature = "mysql")]
is_time!(sql_types::Datetime => Datetime);
#[cfg(feature = "sqlite")]
is_time!(sql_types::TimestamptzSqlite => TimestamptzSqlite);

/// A column that every soft delete and every restore sets.
pub const fn touch_column<T, C: TouchColumn<T>>() -> Touch {
    Touch {
        column: C::NAME,
        time: C::TIME,
    }
}

/// A marker by which it is known how long a row has been deleted.
#[diagnostic::on_unimplemented(
    message = "`keep` does not know since when a row is deleted by the marker `{Self}`",
    label = "this marker does not hold a time that `expire` can compare",
    note = "the first marker of a table with `keep` is `Nullable<Timestamp>`, `Nullable<Timestamptz>`, \
            `Nullable<Datetime>` or `Nullable<TimestamptzSqlite>`",
    note = "rows with a marker of your own are purged by \
            `purge(…).older_than(…).in_batches(…)`, if it is a `TimeMarker`"
)]
pub trait KeepsTime {
    const TIME: Time;
}

#[diagnostic::do_not_recommend]
impl<M: IsTime> KeepsTime for M {
    const TIME: Time = <M as IsTime>::TIME;
}

/// How long the rows with this marker are kept.
pub const fn keep<M: MarkerColumn<Marker: KeepsTime>>(seconds: u64) -> Keep {
    Keep {
        seconds,
        time: <M::Marker as KeepsTime>::TIME,
    }
}

/// The name of one of the columns under `unique (…)`.
pub const fn unique_column<T, C: Column<Table = T>>() -> &'static str {
    C::NAME
}
