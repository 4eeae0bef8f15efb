//! What calls answer with, beside rows.

use std::fmt;

use diesel_scopes::journal::UndoReport;
use diesel_scopes::{CascadeReport, Dependents, PurgeRun, Stopped};
use serde::Serialize;
use utoipa::ToSchema;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub page: i64,
    /// The rows on all pages.
    pub total: i64,
}

/// What a cascade did, or would do, table by table.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Report {
    /// What the journal calls it, if it did anything: `/operations/7/undo` undoes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<i64>,
    /// The rows of all tables.
    total: u64,
    tables: Vec<TableReport>,
}

#[derive(Debug, Serialize, ToSchema)]
struct TableReport {
    table: &'static str,
    /// The rows that were deleted, restored or purged.
    rows: u64,
    /// The rows that stay, and lose a key.
    nullified: u64,
}

impl Report {
    /// Adds what another cascade did.
    fn add(&mut self, report: &CascadeReport) {
        self.total += report.total();
        for table in report.tables() {
            let rows = table.rows.unwrap_or(0);
            match self
                .tables
                .iter_mut()
                .find(|known| known.table == table.table)
            {
                Some(known) => {
                    known.rows += rows;
                    known.nullified += table.nullified;
                }
                None => self.tables.push(TableReport {
                    table: table.table,
                    rows,
                    nullified: table.nullified,
                }),
            }
        }
    }
}

impl From<CascadeReport> for Report {
    fn from(report: CascadeReport) -> Self {
        let mut sum = Report::default();
        sum.add(&report);
        sum.operation = report.operation().map(|operation| operation.id());
        sum
    }
}

/// What a purge in batches did, or would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct Purged {
    #[serde(flatten)]
    report: Report,
    /// The transactions that it took.
    batches: u64,
    /// The rows that are due and stay, since others refer to them that stay.
    blocked: u64,
    /// The rows that stand against it, table by table.
    blocking: Vec<Blocking>,
    /// Whether all that is due has been gone through, or its time was over.
    done: bool,
}

/// Rows that stand against something.
#[derive(Debug, Serialize, ToSchema)]
pub struct Blocking {
    table: &'static str,
    rows: u64,
}

impl From<&Dependents> for Blocking {
    fn from(rows: &Dependents) -> Self {
        Blocking {
            table: rows.table,
            rows: rows.rows,
        }
    }
}

impl Purged {
    pub fn new() -> Self {
        Purged {
            report: Report::default(),
            batches: 0,
            blocked: 0,
            blocking: Vec::new(),
            done: true,
        }
    }

    /// Adds what came of another table.
    pub fn add(&mut self, run: &PurgeRun) {
        self.report.add(run.report());
        self.batches += run.batches();
        self.blocked += run.blocked().roots;
        let blocking = run.blocked().because_of.iter().map(Blocking::from);
        self.blocking.extend(blocking);
        self.done &= run.stopped() == Stopped::Done;
    }
}

/// What an undo did, or would do, table by table.
#[derive(Debug, Serialize, ToSchema)]
pub struct Undone {
    /// What the journal calls the undo: it can be undone too.
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<i64>,
    /// The rows of all tables.
    total: u64,
    tables: Vec<UndoneTable>,
}

#[derive(Debug, Serialize, ToSchema)]
struct UndoneTable {
    table: &'static str,
    /// The rows that are again what they were.
    rows: u64,
    /// The rows that stay as they are, since they have been changed by a later operation.
    left: u64,
}

impl From<UndoReport> for Undone {
    fn from(report: UndoReport) -> Self {
        let tables = report.tables().iter().map(|table| UndoneTable {
            table: table.table,
            rows: table.undone,
            left: table.left,
        });
        Undone {
            operation: report.operation().map(|operation| operation.id()),
            total: report.total(),
            tables: tables.collect(),
        }
    }
}

/// `posts: 2, comments: 5`, for the log.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, table) in self.tables.iter().enumerate() {
            let comma = if i == 0 { "" } else { ", " };
            write!(f, "{comma}{}: {}", table.table, table.rows)?;
        }
        Ok(())
    }
}
