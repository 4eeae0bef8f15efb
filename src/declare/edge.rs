//! An edge, from what a declaration says of it.

use diesel::Table;

use super::info::{Condition, Edge, EdgeKind, TableInfo};
use super::key::{ForeignKey, KeyNames, RefersTo, Several};
use super::names::ColumnNames;

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
