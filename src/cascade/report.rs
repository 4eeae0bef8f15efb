//! What a cascade did.

use std::fmt;

use super::plan::Entry;
use crate::execute::Outcome;
#[cfg(feature = "journal")]
use crate::journal::OperationId;

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
/// With the feature `serde` it can be serialized. It compares with an array of the
/// tables that the cascade reaches, with the number of rows that were
/// soft-deleted, restored or purged in each.
///
/// It counts what the statements of the cascade changed, and not what actions of
/// the database's own foreign keys and triggers did besides.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct CascadeReport {
    pub(super) tables: Vec<TableReport>,
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(super) target: Target,
    #[cfg(feature = "journal")]
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub(super) operation: Option<OperationId>,
}

/// What was found of the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// No rows.
    Empty,
    /// Rows, none of which was to be written.
    Unchanged,
    /// Rows that were to be written.
    Written,
}

/// The rows of one table in a [`CascadeReport`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct TableReport {
    /// The table's name in Rust.
    pub table: &'static str,
    /// How many of its rows were soft-deleted, restored or purged; none if the
    /// cascade reaches the table through `nullify` and `remove` edges only.
    pub rows: Option<u64>,
    /// How many of its rows lost a key through a `nullify` edge. A row that lost
    /// several counts once.
    pub nullified: u64,
    /// How many of its rows a soft delete or a purge removed for good through a
    /// `remove` edge, with all that depends on them.
    pub removed: u64,
    /// How many of its rows a restore left deleted, since another parent of theirs
    /// is: they have that parent's stamp from then on, and come back with it.
    pub handed_over: u64,
}

impl CascadeReport {
    pub(super) fn new(entries: &[Entry]) -> Self {
        let tables = entries.iter().map(|entry| TableReport {
            table: entry.table,
            rows: entry.reached.then_some(0),
            nullified: 0,
            removed: 0,
            handed_over: 0,
        });
        CascadeReport {
            tables: tables.collect(),
            target: Target::Unchanged,
            #[cfg(feature = "journal")]
            operation: None,
        }
    }

    /// Whether rows were changed, whether the rows of the target were so already,
    /// or whether there are none.
    ///
    /// The number in [`Outcome::Changed`] is that of all rows in all tables.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # include!("../doctest_rows.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel_scopes::{Outcome, soft_delete};
    /// # let conn = &mut connection();
    ///
    /// let report = soft_delete(posts::table.find(1)).cascade().execute(conn).unwrap();
    /// assert_eq!(report.outcome(), Outcome::Changed(3));
    /// let again = soft_delete(posts::table.find(1)).cascade().execute(conn).unwrap();
    /// assert_eq!(again.outcome(), Outcome::Unchanged);
    /// let nothing = soft_delete(posts::table.find(9)).cascade().execute(conn).unwrap();
    /// assert_eq!(nothing.outcome(), Outcome::NotFound);
    /// # }
    /// ```
    pub fn outcome(&self) -> Outcome {
        match self.target {
            Target::Written => {
                let changed = |table: &TableReport| {
                    table.rows.unwrap_or(0) + table.nullified + table.removed + table.handed_over
                };
                match self.tables.iter().map(changed).sum() {
                    // Another transaction came first.
                    0 => Outcome::Unchanged,
                    rows => Outcome::Changed(rows),
                }
            }
            Target::Unchanged => Outcome::Unchanged,
            Target::Empty => Outcome::NotFound,
        }
    }

    /// The operation that the journal has of this: none if nothing was changed, or if the
    /// tables are declared without a journal.
    #[cfg(feature = "journal")]
    pub fn operation(&self) -> Option<OperationId> {
        self.operation
    }

    /// How many rows of this table a soft delete or a purge removed for good, through a
    /// `remove` edge.
    pub fn removed(&self, table: &str) -> u64 {
        self.of(table).map(|report| report.removed).sum()
    }

    /// How many rows of this table a restore left deleted with another parent, or with one that
    /// another of its markers keeps deleted. Their stamp is that parent's from then on; a row
    /// that has this stamp already is left as it is, and not counted.
    pub fn handed_over(&self, table: &str) -> u64 {
        self.of(table).map(|report| report.handed_over).sum()
    }

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
            .all(|it| it.rows.unwrap_or(0) + it.nullified + it.removed + it.handed_over == 0)
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
            let further = [
                (report.nullified, "nullified"),
                (report.removed, "removed"),
                (report.handed_over, "handed over"),
            ];
            let further = further.into_iter().filter(|(rows, _)| *rows > 0);
            let further = further.map(|(rows, word)| format!("{rows} {word}"));
            let rows = report.rows.map(|rows| rows.to_string());
            let parts: Vec<_> = rows.into_iter().chain(further).collect();
            if !parts.is_empty() {
                write!(f, "{comma}{}: {}", report.table, parts.join(" and "))?;
                comma = ", ";
            }
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

/// Of statements in batches.
impl CascadeReport {
    pub(crate) fn empty() -> Self {
        CascadeReport {
            tables: Vec::new(),
            target: Target::Empty,
            #[cfg(feature = "journal")]
            operation: None,
        }
    }

    /// Of a statement on the rows of one table.
    pub(crate) fn of_one(table: &'static str, rows: u64) -> Self {
        let mut report = CascadeReport::empty();
        report.tables.push(TableReport {
            table,
            rows: Some(rows),
            nullified: 0,
            removed: 0,
            handed_over: 0,
        });
        if rows > 0 {
            report.target = Target::Written;
        } else {
            report.target = Target::Unchanged;
        }
        report
    }

    /// Whether there were rows of the target to write, which nobody else had locked.
    pub(crate) fn found_rows(&self) -> bool {
        self.target == Target::Written
    }

    /// Adds the rows of another report.
    pub(crate) fn absorb(&mut self, other: &CascadeReport) {
        self.mention(other);
        for more in &other.tables {
            let known = self.tables.iter_mut();
            for known in known.filter(|known| known.table == more.table) {
                if let Some(rows) = more.rows {
                    *known.rows.get_or_insert(0) += rows;
                }
                known.nullified += more.nullified;
                known.removed += more.removed;
                known.handed_over += more.handed_over;
            }
        }
        self.target = self.target.max(other.target);
    }

    /// Lists the tables of another report, without their rows.
    pub(crate) fn mention(&mut self, other: &CascadeReport) {
        for table in &other.tables {
            if !self.tables.iter().any(|known| known.table == table.table) {
                self.tables.push(TableReport {
                    rows: table.rows.map(|_| 0),
                    nullified: 0,
                    removed: 0,
                    handed_over: 0,
                    ..*table
                });
            }
        }
    }

    /// How many rows it is about, in whatever way.
    pub(crate) fn changes(&self) -> u64 {
        let changes =
            |it: &TableReport| it.rows.unwrap_or(0) + it.nullified + it.removed + it.handed_over;
        self.tables.iter().map(changes).sum()
    }

    /// How many rows were soft-deleted or restored, or went for good.
    pub(crate) fn written(&self) -> u64 {
        let written = |it: &TableReport| it.rows.unwrap_or(0) + it.removed;
        self.tables.iter().map(written).sum()
    }
}
