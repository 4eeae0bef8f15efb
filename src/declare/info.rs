//! Tables, their markers and the edges between them, as cascades see them.

use std::any::TypeId;
use std::fmt;

use super::dialect::Dialect;
use super::key::KeyShape;
#[cfg(feature = "check")]
use super::key::is_nullable;
use super::marker::{Marker, MarkerColumn};
use super::names::ColumnNames;
use super::row::ColumnInfo;

/// A table as a cascade sees it.
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

/// What becomes of dependents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EdgeKind {
    /// They go the way of the row.
    Cascade,
    /// Active ones keep the row.
    Restrict,
    /// They lose their key.
    Nullify,
    /// Dependents are removed for good at once.
    Remove,
}

/// What a column of a dependent has to be, for the edge to mean the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    pub(crate) column: &'static str,
    pub(crate) literal: Literal,
}

/// A value that stands in a declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Literal {
    /// Has neither a backslash nor a NUL: databases differ in what these mean.
    Text(&'static str),
    Integer(i64),
    Bool(bool),
}

/// A foreign key by which rows of `child` depend on rows of the declared table.
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

/// A marker column in SQL: its name, and what follows or is assigned to it.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touch {
    pub(crate) column: &'static str,
    pub(crate) time: Time,
}

/// How long a deleted row is kept, by its first marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    pub(crate) seconds: u64,
    /// The type of the marker.
    pub(crate) time: Time,
}

/// The type of a column that holds a time, but for NULL.
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
    /// The texts of a marker column.
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

impl fmt::Debug for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Edge {
            kind, child, key, ..
        } = self;
        write!(f, "{kind:?} {child:?} {key:?}")
    }
}
