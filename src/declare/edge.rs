//! What a table's declaration says of its dependents.

use std::any::TypeId;

use diesel::Table;
use diesel::query_source::Column;
use diesel::sql_types::{Bool, Nullable, SqlType, is_nullable::IsNullable};

use super::clear::ClearList;
use super::dialect::{Dialect, TableText, table_text};
use super::marker::{Marker, MarkerColumn};
use super::names::ColumnNames;
use super::table::SoftDeletable;

/// A table as a cascade sees it.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct TableInfo {
    /// Its name in Rust.
    pub(crate) name: &'static str,
    pub(crate) id: TypeId,
    /// Its name in SQL, quoted, with its schema.
    pub(crate) text: fn(Dialect) -> diesel::QueryResult<String>,
    /// The columns of its primary key.
    pub(crate) key: &'static [&'static str],
    /// Its markers; a table without is not soft-deletable.
    pub(crate) markers: &'static [MarkerText],
    /// What a restore clears.
    pub(crate) clear: &'static [&'static str],
    pub(crate) edges: fn() -> Vec<Edge>,
    /// The tables of the same declaration.
    pub(crate) schema: fn() -> Vec<TableInfo>,
}

impl TableInfo {
    /// A table that is declared.
    pub fn of<T, Kind>(name: &'static str) -> Self
    where
        T: SoftDeletable<PrimaryKey: KeyNames<Kind>> + TableText,
    {
        TableInfo {
            name: unraw(name),
            id: TypeId::of::<T>(),
            text: table_text::<T>,
            key: <T::PrimaryKey as KeyNames<Kind>>::COLUMNS,
            markers: T::Markers::TEXTS,
            clear: T::Clear::NAMES,
            edges: T::edges,
            schema: T::schema,
        }
    }

    /// Any table.
    pub fn plain<T, Kind>(name: &'static str) -> Self
    where
        T: Table<PrimaryKey: KeyNames<Kind>> + TableText + 'static,
    {
        TableInfo {
            name: unraw(name),
            id: TypeId::of::<T>(),
            text: table_text::<T>,
            key: <T::PrimaryKey as KeyNames<Kind>>::COLUMNS,
            markers: &[],
            clear: &[],
            edges: Vec::new,
            schema: Vec::new,
        }
    }
}

/// `type`, of `r#type`.
fn unraw(name: &'static str) -> &'static str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// A marker column in SQL: its name, and what follows or is assigned to it.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct MarkerText {
    pub(crate) column: &'static str,
    pub(crate) active: &'static str,
    pub(crate) deleted: &'static str,
    pub(crate) restored: &'static str,
    /// Whether it is a flag, which every soft delete sets to `TRUE`.
    pub(crate) is_flag: fn() -> bool,
}

impl MarkerText {
    pub(crate) const fn of<C: MarkerColumn>() -> Self {
        MarkerText {
            column: C::NAME,
            active: C::Marker::ACTIVE,
            deleted: C::Marker::DELETED,
            restored: C::Marker::RESTORED,
            is_flag: || TypeId::of::<C::Marker>() == TypeId::of::<Bool>(),
        }
    }
}

/// A tuple of marker columns.
#[doc(hidden)]
pub trait MarkerTexts: ColumnNames {
    const TEXTS: &'static [MarkerText];
}

macro_rules! marker_texts {
    ($($marker:ident)+) => {
        impl<$($marker: MarkerColumn),+> MarkerTexts for ($($marker,)+) {
            const TEXTS: &'static [MarkerText] = &[$(MarkerText::of::<$marker>()),+];
        }
    };
}

marker_texts!(A);
marker_texts!(A B);
marker_texts!(A B C);
marker_texts!(A B C D);
marker_texts!(A B C D E);
marker_texts!(A B C D E F);

/// What becomes of dependents.
#[doc(hidden)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum EdgeKind {
    Cascade,
    Restrict,
    Nullify,
}

/// A foreign key by which rows of `child` depend on rows of the declared table.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Edge {
    pub(crate) kind: EdgeKind,
    pub(crate) child: TableInfo,
    pub(crate) key: &'static [&'static str],
    /// Which of the columns may be NULL.
    pub(crate) nullable: fn() -> Vec<bool>,
}

impl Edge {
    /// Dependents that go with the row.
    pub fn cascade<P, C, K, Kind>(child: TableInfo) -> Self
    where
        P: Table,
        C: SoftDeletable,
        K: ForeignKey<C> + RefersTo<P::PrimaryKey, Kind>,
    {
        Edge {
            kind: EdgeKind::Cascade,
            child,
            key: K::NAMES,
            nullable: K::nullable,
        }
    }

    /// Dependents that keep the row.
    pub fn restrict<P, C, K, Kind>(child: TableInfo) -> Self
    where
        P: Table,
        C: Table,
        K: ForeignKey<C> + RefersTo<P::PrimaryKey, Kind>,
    {
        Edge {
            kind: EdgeKind::Restrict,
            child,
            key: K::NAMES,
            nullable: K::nullable,
        }
    }

    /// Dependents that lose the row.
    pub fn nullify<P, C, K, Kind>(child: TableInfo) -> Self
    where
        P: Table,
        C: Table,
        K: ForeignKey<C> + ClearList<C> + RefersTo<P::PrimaryKey, Kind>,
    {
        Edge {
            kind: EdgeKind::Nullify,
            child,
            key: K::NAMES,
            nullable: K::nullable,
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
