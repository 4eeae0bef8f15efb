//! Keys, as tuples of columns, and what they refer to.

use std::any::TypeId;

use diesel::query_source::Column;
use diesel::sql_types::{
    BigInt, Integer, IntoNotNullable, SmallInt, SqlType, is_nullable::IsNullable,
};

use super::names::ColumnNames;

/// A primary key of one column.
pub enum Single {}

/// A primary key of several columns.
pub enum Several {}

/// The columns of a primary key.
pub trait KeyNames<Kind> {
    /// Their names.
    const COLUMNS: &'static [&'static str];

    /// Whether one of them may be NULL.
    fn may_be_null() -> bool;

    /// What their values are.
    fn shapes() -> Vec<KeyShape>;
}

/// What the values of a column of a key are, where a database has to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyShape {
    Integer,
    Binary,
    Other,
}

impl KeyShape {
    pub(super) fn of<C: Column<SqlType: SqlType>>() -> Self {
        let id = TypeId::of::<C::SqlType>();
        let is = |types: &[TypeId]| types.contains(&id);
        if is(&[
            TypeId::of::<SmallInt>(),
            TypeId::of::<Integer>(),
            TypeId::of::<BigInt>(),
        ]) {
            return KeyShape::Integer;
        }
        if is(&[TypeId::of::<diesel::sql_types::Binary>()]) {
            return KeyShape::Binary;
        }
        KeyShape::Other
    }
}

/// A value of a key, on its way back to the database.
#[derive(Debug, Clone, PartialEq)]
pub enum KeyValue {
    Text(String),
    Integer(i64),
    Real(f64),
    Bytes(Vec<u8>),
}

impl<C: Column<SqlType: SqlType>> KeyNames<Single> for C {
    const COLUMNS: &'static [&'static str] = &[C::NAME];

    fn may_be_null() -> bool {
        is_nullable::<C>()
    }

    fn shapes() -> Vec<KeyShape> {
        vec![KeyShape::of::<C>()]
    }
}

impl<K: ColumnNames> KeyNames<Several> for K {
    const COLUMNS: &'static [&'static str] = K::NAMES;

    fn may_be_null() -> bool {
        K::nullable().contains(&true)
    }

    fn shapes() -> Vec<KeyShape> {
        K::shapes()
    }
}

pub(super) fn is_nullable<C: Column<SqlType: SqlType>>() -> bool {
    TypeId::of::<<C::SqlType as SqlType>::IsNull>() == TypeId::of::<IsNullable>()
}

/// Columns of the table `T`, as a tuple.
pub trait ForeignKey<T>: ColumnNames {}

/// A foreign key, as a tuple of columns, that fits the key `Key`.
#[diagnostic::on_unimplemented(
    message = "this foreign key does not fit the primary key of the table that it refers to",
    label = "not the same number of columns, or not the same types",
    note = "the columns in parentheses refer to the primary key of the declared table, in its order: \
            `users (deleted_at) {{ cascade posts (author_id) }}`",
    note = "a key onto other columns names them: `cascade orders (account_no -> account_no)`"
)]
pub trait RefersTo<Key, Kind> {}

/// A primary key of one column.
#[diagnostic::on_unimplemented(
    message = "this foreign key has one column, the primary key that it refers to has several",
    label = "not the same number of columns",
    note = "the columns in parentheses refer to the primary key of the declared table, in its order: \
            `orders (deleted_at) {{ cascade lines (tenant_id, order_number) }}`"
)]
pub trait SingleColumn: Column {}

#[diagnostic::do_not_recommend]
impl<C: Column> SingleColumn for C {}

impl<A, Key> RefersTo<Key, Single> for (A,)
where
    Key: SingleColumn<SqlType: KeyType>,
    A: Column<SqlType: KeyType>,
    NotNull<A>: ComparableKey<NotNull<Key>>,
{
}

/// The type of a column, but for NULL.
type NotNull<C> = <<C as diesel::Expression>::SqlType as IntoNotNullable>::NotNullable;

/// The type of a column of a key.
pub trait KeyType: SqlType + IntoNotNullable {}

impl<T: SqlType + IntoNotNullable> KeyType for T {}

/// A type whose values can be those of a key onto a column of the type `Key`.
#[diagnostic::on_unimplemented(
    message = "a foreign key of type `{Self}` cannot refer to a column of type `{Key}`",
    label = "the type differs from that of the key that it refers to",
    note = "the columns in parentheses refer to the primary key of the declared table, in its order; they \
            may differ in width (`SmallInt`, `Integer`, `BigInt`) and in `Nullable<…>`",
    note = "a key onto other columns names them: `cascade orders (account_no -> account_no)`"
)]
pub trait ComparableKey<Key> {}

impl<T> ComparableKey<T> for T {}

macro_rules! widths {
    ($($one:ty, $other:ty;)+) => {$(
        impl ComparableKey<$one> for $other {}
        impl ComparableKey<$other> for $one {}
    )+};
}

widths! {
    SmallInt, Integer;
    SmallInt, BigInt;
    Integer, BigInt;
}

#[cfg(feature = "mysql")]
mod unsigned {
    use diesel::sql_types::Unsigned;

    use super::{BigInt, ComparableKey, Integer, SmallInt};

    widths! {
        Unsigned<SmallInt>, Unsigned<Integer>;
        Unsigned<SmallInt>, Unsigned<BigInt>;
        Unsigned<Integer>, Unsigned<BigInt>;
    }
}

macro_rules! foreign_key {
    ($($column:ident)+) => {
        impl<T, $($column: Column<Table = T, SqlType: SqlType>),+> ForeignKey<T> for ($($column,)+) {}
    };
}

macro_rules! refers_to {
    ($($column:ident $key:ident)+) => {
        impl<$($column, $key),+> RefersTo<($($key,)+), Several> for ($($column,)+)
        where
            $(
                $key: Column<SqlType: KeyType>,
                $column: Column<SqlType: KeyType>,
                NotNull<$column>: ComparableKey<NotNull<$key>>,
            )+
        {
        }
    };
}

foreign_key!(A);
foreign_key!(A B);
foreign_key!(A B C);
foreign_key!(A B C D);
foreign_key!(A B C D E);
foreign_key!(A B C D E F);
refers_to!(A Ka);
refers_to!(A Ka B Kb);
refers_to!(A Ka B Kb C Kc);
refers_to!(A Ka B Kb C Kc D Kd);
refers_to!(A Ka B Kb C Kc D Kd E Ke);
refers_to!(A Ka B Kb C Kc D Kd E Ke F Kf);
