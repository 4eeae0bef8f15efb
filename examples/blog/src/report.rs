//! What calls answer with, beside rows.

use std::fmt;

use diesel_scopes::CascadeReport;
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
    pub fn add(&mut self, report: &CascadeReport) {
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
        sum
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
