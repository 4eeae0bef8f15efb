//! What an undo did.

use std::fmt;

use crate::journal::OperationId;

/// The rows of which an operation was undone, table by table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct UndoReport {
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub(super) operation: Option<OperationId>,
    pub(super) tables: Vec<UndoneTable>,
}

/// The rows of one table in an [`UndoReport`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct UndoneTable {
    /// The table's name in Rust.
    pub table: &'static str,
    /// Of how many rows it was undone.
    pub undone: u64,
    /// How many rows were left as they are: another operation has changed them since,
    /// it was undone of them before, or they are there no more.
    pub left: u64,
}

impl UndoReport {
    /// The operation that the undo itself is: none if nothing was changed.
    pub fn operation(&self) -> Option<OperationId> {
        self.operation
    }

    /// The tables of which the operation has changed rows.
    pub fn tables(&self) -> &[UndoneTable] {
        &self.tables
    }

    /// Of how many rows of this table it was undone.
    pub fn undone(&self, table: &str) -> u64 {
        self.of(table).map(|report| report.undone).sum()
    }

    /// How many rows of this table were left as they are.
    pub fn left(&self, table: &str) -> u64 {
        self.of(table).map(|report| report.left).sum()
    }

    /// Of how many rows it was undone in all tables.
    pub fn total(&self) -> u64 {
        self.tables.iter().map(|report| report.undone).sum()
    }

    fn of<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a UndoneTable> {
        self.tables
            .iter()
            .filter(move |report| report.table == table)
    }
}

impl fmt::Display for UndoReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, report) in self.tables.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{}: {}", report.table, report.undone)?;
            if report.left > 0 {
                write!(f, " and {} left", report.left)?;
            }
        }
        Ok(())
    }
}
