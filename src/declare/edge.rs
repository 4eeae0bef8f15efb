//! What a table's declaration says of its dependents.

use std::any::TypeId;

use diesel::Table;
use diesel::query_source::Column;
use diesel::sql_types::{Nullable, SqlType, is_nullable::IsNullable};

use super::clear::ClearList;
use super::info::TableInfo;
use super::names::ColumnNames;
use super::table::SoftDeletable;

/// What becomes of dependents.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EdgeKind {
    Cascade,
    Restrict,
    Nullify,
    /// Dependents are removed for good at once.
    #[allow(dead_code)]
    Remove,
}

/// What a column of a dependent has to be, for the edge to mean the row.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Condition {
    pub(crate) column: &'static str,
    pub(crate) literal: Literal,
}

/// A value that stands in a declaration.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(dead_code)]
pub(crate) enum Literal {
    /// Has neither a backslash nor a NUL: databases differ in what these mean.
    Text(&'static str),
    Integer(i64),
    Bool(bool),
}

/// A foreign key by which rows of `child` depend on rows of the declared table.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Edge {
    pub(crate) kind: EdgeKind,
    pub(crate) child: TableInfo,
    /// The columns of the child that hold the key.
    pub(crate) key: &'static [&'static str],
    /// The columns of the declared table that the key refers to, in the same order.
    pub(crate) refers: &'static [&'static str],
    /// Which of the columns of the key may be NULL.
    pub(crate) nullable: fn() -> Vec<bool>,
    /// The columns of the key that `nullify` sets to NULL.
    pub(crate) cleared: &'static [&'static str],
    /// Only rows of the child that meet these depend on the declared table.
    pub(crate) conditions: &'static [Condition],
}

impl Edge {
    /// Dependents that go with the row.
    pub fn cascade<P, C, K, Kind>(child: TableInfo) -> Self
    where
        P: Table<PrimaryKey: KeyNames<Kind>>,
        C: SoftDeletable,
        K: ForeignKey<C> + RefersTo<P::PrimaryKey, Kind>,
    {
        Edge {
            kind: EdgeKind::Cascade,
            child,
            key: K::NAMES,
            refers: <P::PrimaryKey as KeyNames<Kind>>::COLUMNS,
            nullable: K::nullable,
            cleared: &[],
            conditions: &[],
        }
    }

    /// Dependents that keep the row.
    pub fn restrict<P, C, K, Kind>(child: TableInfo) -> Self
    where
        P: Table<PrimaryKey: KeyNames<Kind>>,
        C: Table,
        K: ForeignKey<C> + RefersTo<P::PrimaryKey, Kind>,
    {
        Edge {
            kind: EdgeKind::Restrict,
            child,
            key: K::NAMES,
            refers: <P::PrimaryKey as KeyNames<Kind>>::COLUMNS,
            nullable: K::nullable,
            cleared: &[],
            conditions: &[],
        }
    }

    /// Dependents that lose the row.
    pub fn nullify<P, C, K, Kind>(child: TableInfo) -> Self
    where
        P: Table<PrimaryKey: KeyNames<Kind>>,
        C: Table,
        K: ForeignKey<C> + ClearList<C> + RefersTo<P::PrimaryKey, Kind>,
    {
        Edge {
            kind: EdgeKind::Nullify,
            child,
            key: K::NAMES,
            refers: <P::PrimaryKey as KeyNames<Kind>>::COLUMNS,
            nullable: K::nullable,
            cleared: K::NAMES,
            conditions: &[],
        }
    }
}

/// A primary key of one column.
#[doc(hidden)]
pub enum Single {}

/// A primary key of several columns.
#[doc(hidden)]
pub enum Several {}

/// The names of the columns of a primary key.
#[doc(hidden)]
pub trait KeyNames<Kind> {
    const COLUMNS: &'static [&'static str];
}

impl<C: Column> KeyNames<Single> for C {
    const COLUMNS: &'static [&'static str] = &[C::NAME];
}

impl<K: ColumnNames> KeyNames<Several> for K {
    const COLUMNS: &'static [&'static str] = K::NAMES;
}

/// Columns of the table `C`, as a tuple.
#[doc(hidden)]
pub trait ForeignKey<C>: ColumnNames {
    /// Which of the columns may be NULL.
    fn nullable() -> Vec<bool>;
}

/// A foreign key, as a tuple of columns, that fits the primary key `Pk`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this foreign key does not fit the primary key of the table that it refers to",
    label = "not the same number of columns, or not the same types",
    note = "the columns in parentheses refer to the primary key of the declared table, in its order: \
            `users (deleted_at) {{ cascade posts (author_id) }}`"
)]
pub trait RefersTo<Pk, Kind> {}

/// A primary key of one column.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this foreign key has one column, the primary key that it refers to has several",
    label = "not the same number of columns",
    note = "the columns in parentheses refer to the primary key of the declared table, in its order: \
            `orders (deleted_at) {{ cascade lines (tenant_id, order_number) }}`"
)]
pub trait SingleColumn: Column {}

#[diagnostic::do_not_recommend]
impl<C: Column> SingleColumn for C {}

impl<A, Pk> RefersTo<Pk, Single> for (A,)
where
    Pk: SingleColumn,
    A: Column<SqlType: SameKeyType<Pk::SqlType>>,
{
}

/// The same type, or the same that may be NULL.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a foreign key of type `{Self}` cannot refer to a primary key of type `{Pk}`",
    label = "the type differs from that of the primary key",
    note = "the columns in parentheses refer to the primary key of the declared table, in its order"
)]
pub trait SameKeyType<Pk> {}

impl<T> SameKeyType<T> for T {}
impl<T: SqlType> SameKeyType<T> for Nullable<T> {}

macro_rules! foreign_key {
    ($($column:ident)+) => {
        impl<T, $($column: Column<Table = T>),+> ForeignKey<T> for ($($column,)+)
        where
            $($column::SqlType: SqlType,)+
        {
            fn nullable() -> Vec<bool> {
                vec![$(
                    TypeId::of::<<$column::SqlType as SqlType>::IsNull>()
                        == TypeId::of::<IsNullable>()
                ),+]
            }
        }
    };
}

macro_rules! refers_to {
    ($($column:ident $key:ident)+) => {
        impl<$($column, $key),+> RefersTo<($($key,)+), Several> for ($($column,)+)
        where
            $($key: Column, $column: Column<SqlType: SameKeyType<$key::SqlType>>,)+
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
refers_to!(A Ka B Kb);
refers_to!(A Ka B Kb C Kc);
refers_to!(A Ka B Kb C Kc D Kd);
refers_to!(A Ka B Kb C Kc D Kd E Ke);
refers_to!(A Ka B Kb C Kc D Kd E Ke F Kf);

impl std::fmt::Debug for Edge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Edge {
            kind, child, key, ..
        } = self;
        write!(f, "{kind:?} {child:?} {key:?}")
    }
}
