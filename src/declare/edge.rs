//! What a table's declaration says of its dependents.

use diesel::Table;

use super::info::TableInfo;
use super::key::{ForeignKey, KeyNames, RefersTo, Several};
use super::names::ColumnNames;

/// What becomes of dependents.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EdgeKind {
    Cascade,
    Restrict,
    Nullify,
    /// Dependents are removed for good at once.
    Remove,
}

/// What a column of a dependent has to be, for the edge to mean the row.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    pub(crate) column: &'static str,
    pub(crate) literal: Literal,
}

/// A value that stands in a declaration.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// The key `K` of the table `C` refers to the primary key of the table `P`.
    pub fn to_primary_key<P, C, K, Kind>(
        kind: EdgeKind,
        child: TableInfo,
        cleared: &'static [&'static str],
        conditions: &'static [Condition],
    ) -> Self
    where
        P: Table<PrimaryKey: KeyNames<Kind>>,
        K: ForeignKey<C> + RefersTo<P::PrimaryKey, Kind>,
    {
        Edge {
            kind,
            child,
            key: K::NAMES,
            refers: <P::PrimaryKey as KeyNames<Kind>>::COLUMNS,
            nullable: K::nullable,
            cleared,
            conditions,
        }
    }

    /// The key `K` of the table `C` refers to the columns `R` of the table `P`.
    pub fn to_columns<P, C, K, R>(
        kind: EdgeKind,
        child: TableInfo,
        cleared: &'static [&'static str],
        conditions: &'static [Condition],
    ) -> Self
    where
        R: ForeignKey<P>,
        K: ForeignKey<C> + RefersTo<R, Several>,
    {
        Edge {
            kind,
            child,
            key: K::NAMES,
            refers: <R as ColumnNames>::NAMES,
            nullable: K::nullable,
            cleared,
            conditions,
        }
    }
}

impl std::fmt::Debug for Edge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Edge {
            kind, child, key, ..
        } = self;
        write!(f, "{kind:?} {child:?} {key:?}")
    }
}
