//! What a cascade did.

use std::fmt;

/// The rows that a cascade changed, table by table, from parents to children.
///
/// ```
/// # include!("../doctest_schema.rs");
/// # include!("../doctest_rows.rs");
/// # #[cfg(feature = "sqlite")] fn main() {
/// use diesel_scopes::soft_delete;
/// # let conn = &mut connection();
///
/// let report = soft_delete(users::table.find(1)).cascade().execute(conn).unwrap();
///
/// assert_eq!(report, [("users", 1), ("posts", 2), ("comments", 3)]);
/// assert_eq!(report.rows("comments"), 3);
/// assert_eq!(report.nullified("attachments"), 1);
/// assert_eq!(report.total(), 6);
/// assert_eq!(
///     report.to_string(),
///     "users: 1, posts: 2, comments: 3, attachments: 1 nullified",
/// );
/// # }
/// ```
///
/// With the feature `serde` it can be serialized. It compares with an array of the tables that the cascade reaches, with the
/// number of rows that were soft-deleted, restored or purged in each.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct CascadeReport {
    pub(super) tables: Vec<TableReport>,
}

/// The rows of one table in a [`CascadeReport`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct TableReport {
    /// The table's name in Rust.
    pub table: &'static str,
    /// How many of its rows were soft-deleted, restored or purged; none if the
    /// cascade only nullifies keys of the table.
    pub rows: Option<u64>,
    /// How many of its rows lost a key through a `nullify` edge.
    pub nullified: u64,
}

impl CascadeReport {
    /// How many rows of this table were soft-deleted, restored or purged.
    pub fn rows(&self, table: &str) -> u64 {
        self.of(table).filter_map(|report| report.rows).sum()
    }

    /// How many rows of this table lost a key through a `nullify` edge.
    pub fn nullified(&self, table: &str) -> u64 {
        self.of(table).map(|report| report.nullified).sum()
    }

    /// How many rows were soft-deleted, restored or purged in all tables.
    pub fn total(&self) -> u64 {
        self.tables.iter().filter_map(|report| report.rows).sum()
    }

    /// Whether nothing was changed at all.
    pub fn is_empty(&self) -> bool {
        self.tables
            .iter()
            .all(|report| report.rows.unwrap_or(0) == 0 && report.nullified == 0)
    }

    /// The tables, from parents to children.
    pub fn tables(&self) -> &[TableReport] {
        &self.tables
    }

    fn of<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a TableReport> {
        self.tables
            .iter()
            .filter(move |report| report.table == table)
    }
}

impl fmt::Display for CascadeReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut comma = "";
        for report in &self.tables {
            match (report.rows, report.nullified) {
                (None, 0) => continue,
                (None, nullified) => {
                    write!(f, "{comma}{}: {nullified} nullified", report.table)?;
                }
                (Some(rows), 0) => write!(f, "{comma}{}: {rows}", report.table)?,
                (Some(rows), nullified) => {
                    write!(
                        f,
                        "{comma}{}: {rows} and {nullified} nullified",
                        report.table
                    )?;
                }
            }
            comma = ", ";
        }
        Ok(())
    }
}

impl<const N: usize> PartialEq<[(&str, u64); N]> for CascadeReport {
    fn eq(&self, other: &[(&str, u64); N]) -> bool {
        let rows = self
            .tables
            .iter()
            .filter_map(|report| Some((report.table, report.rows?)));
        rows.eq(other.iter().copied())
    }
}
