//! A table and its markers, as cascades see them.

use std::any::TypeId;
use std::fmt;

use diesel::Table;

use super::dialect::{Dialect, TableText, table_text};
use super::edge::Edge;
#[cfg(feature = "check")]
use super::key::is_nullable;
use super::key::{KeyNames, KeyShape};
use super::marker::{Marker, MarkerColumn};
use super::names::ColumnNames;
use super::row::ColumnInfo;
use super::table::{Declared, SoftDeletable};

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
    /// The same; where rows are told apart by their numbers, `key` is another one.
    pub(crate) primary: &'static [&'static str],
    /// All of its columns, if there are journals.
    pub(crate) columns: fn() -> Vec<ColumnInfo>,
    /// Whether a column of the key may be NULL, as SQLite lets it.
    pub(crate) key_may_be_null: fn() -> bool,
    /// What the values of its primary key are.
    pub(crate) key_shapes: fn() -> Vec<KeyShape>,
    /// The markers that say whether a row is active; a table without is not
    /// soft-deletable.
    pub(crate) markers: &'static [MarkerText],
    /// The markers that do not.
    pub(crate) also: &'static [MarkerText],
    /// What a restore clears.
    pub(crate) clear: &'static [&'static str],
    /// Bool companions of the first marker.
    pub(crate) flags: &'static [&'static str],
    /// Times that every soft delete and every restore of a row sets.
    pub(crate) touch: &'static [Touch],
    /// While this column is TRUE, the row is not removed for good.
    pub(crate) hold: Option<&'static str>,
    /// How long a deleted row is kept.
    pub(crate) keep: Option<Keep>,
    /// Columns that are unique among active rows.
    pub(crate) unique: &'static [&'static [&'static str]],
    pub(crate) edges: fn() -> Vec<Edge>,
    /// The tables of the same declaration.
    pub(crate) schema: fn() -> Vec<TableInfo>,
}

impl TableInfo {
    /// A table that is declared with markers.
    pub fn of<T, Kind>(name: &'static str) -> Self
    where
        T: SoftDeletable<PrimaryKey: KeyNames<Kind>> + TableText,
    {
        TableInfo {
            markers: T::Markers::TEXTS,
            also: T::ALSO,
            clear: T::CLEAR,
            flags: T::FLAGS,
            touch: T::TOUCH,
            hold: T::HOLD,
            keep: T::KEEP,
            unique: T::UNIQUE,
            ..TableInfo::without_marker::<T, Kind>(name)
        }
    }

    /// A table that is declared without a marker.
    pub fn without_marker<T, Kind>(name: &'static str) -> Self
    where
        T: Declared<PrimaryKey: KeyNames<Kind>> + TableText,
    {
        TableInfo {
            edges: T::edges,
            schema: T::schema,
            ..TableInfo::plain::<T, Kind>(name)
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
            primary: <T::PrimaryKey as KeyNames<Kind>>::COLUMNS,
            columns: T::row_columns,
            key_may_be_null: <T::PrimaryKey as KeyNames<Kind>>::may_be_null,
            key_shapes: <T::PrimaryKey as KeyNames<Kind>>::shapes,
            markers: &[],
            also: &[],
            clear: &[],
            flags: &[],
            touch: &[],
            hold: None,
            keep: None,
            unique: &[],
            edges: Vec::new,
            schema: Vec::new,
        }
    }
}

impl TableInfo {
    /// The table as if nothing depended on its rows, and these on nothing.
    pub(crate) fn alone(self) -> Self {
        TableInfo {
            hold: None,
            unique: &[],
            edges: Vec::new,
            schema: Vec::new,
            ..self
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
    /// What every soft delete writes, if the marker is a flag: it holds no stamp.
    pub(crate) flag: fn() -> Option<&'static str>,
    /// Markers of one kind hold stamps that can be compared.
    pub(crate) kind: fn() -> TypeId,
    /// The type of the column, but for NULL.
    #[cfg(feature = "check")]
    pub(crate) sql_type: fn() -> TypeId,
    #[cfg(feature = "check")]
    pub(crate) nullable: fn() -> bool,
}

/// A column that holds when a row was written last.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touch {
    pub(crate) column: &'static str,
    pub(crate) time: Time,
}

/// How long a deleted row is kept, by its first marker.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    pub(crate) seconds: u64,
    /// The type of the marker.
    pub(crate) time: Time,
}

/// The type of a column that holds a time, but for NULL.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Time {
    Timestamp,
    Timestamptz,
    Datetime,
    TimestamptzSqlite,
}

#[cfg(feature = "check")]
type NotNull<T> = <T as diesel::sql_types::IntoNotNullable>::NotNullable;

impl MarkerText {
    pub const fn of<C: MarkerColumn>() -> Self {
        MarkerText {
            column: C::NAME,
            active: C::Marker::ACTIVE,
            deleted: C::Marker::DELETED,
            restored: C::Marker::RESTORED,
            flag: || C::FLAG,
            kind: || TypeId::of::<C::Marker>(),
            #[cfg(feature = "check")]
            sql_type: || TypeId::of::<NotNull<<C::Marker as Marker>::SqlType>>(),
            #[cfg(feature = "check")]
            nullable: is_nullable::<C>,
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

/// A name says enough of a table, of its dependents it would say too much.
impl fmt::Debug for TableInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Debug for MarkerText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.column)
    }
}
