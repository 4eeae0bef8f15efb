//! What a guard has found.

use std::fmt;

use super::print::Printed;
use super::walk::Found;

/// Why a statement is a [`Finding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// Rows are read, deleted or not.
    Reads,
    /// Some of the table's markers are looked at, and others are not.
    Partly,
    /// Deleted rows are updated along with the others.
    Updates,
    /// Rows are marked that may be marked already: their first stamp is lost.
    Stamps,
    /// Rows are removed for good that need not be deleted, or that are held.
    Deletes,
    /// An upsert may write into a deleted row, which stays deleted.
    Upserts,
    /// The statement cannot be read.
    Unreadable,
}

/// A statement that looks past the markers of a table, as often as it was sent.
///
/// It holds no data: binds are never looked at, and literals and comments are left out of the
/// text. It prints as a compiler prints an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub(super) reason: Reason,
    pub(super) table: Option<&'static str>,
    pub(super) alias: Option<String>,
    pub(super) missing: Vec<&'static str>,
    pub(super) sql: String,
    pub(super) part: Option<(usize, usize)>,
    pub(super) place: Option<String>,
    pub(super) count: u64,
}

impl Finding {
    pub(super) fn new(found: &Found, printed: &Printed) -> Self {
        Finding {
            reason: found.reason,
            table: found.table,
            alias: found.alias.clone(),
            missing: found.missing.clone(),
            sql: printed.text.clone(),
            part: printed.part(found.at),
            place: None,
            count: 0,
        }
    }

    /// Why it was found.
    pub fn reason(&self) -> Reason {
        self.reason
    }

    /// The name of the table in Rust; none of a statement that cannot be read.
    pub fn table(&self) -> Option<&'static str> {
        self.table
    }

    /// What the rows are called in the statement, if not by the table's name.
    pub fn alias(&self) -> Option<&str> {
        self.alias.as_deref()
    }

    /// The columns that should be looked at: the markers that are left out, where others are
    /// not; the one under `hold`.
    pub fn missing(&self) -> &[&'static str] {
        &self.missing
    }

    /// The statement, with a `?` for each literal, `IN (…)` for any list, and without binds
    /// and comments.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// A number that stands for [`sql`](Finding::sql), the same in every run.
    pub fn fingerprint(&self) -> u64 {
        // FNV-1a.
        let bytes = self.sql.bytes();
        bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    }

    /// The function that sent it, with file and line if there is debug information. See
    /// [the module](crate::guard#places).
    pub fn place(&self) -> Option<&str> {
        self.place.as_deref()
    }

    /// How often it was sent.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The same apart from how often, and from where.
    pub(super) fn is_same(&self, other: &Finding) -> bool {
        (self.reason, self.table, &self.alias, self.part)
            == (other.reason, other.table, &other.alias, other.part)
            && self.sql == other.sql
    }

    fn message(&self) -> String {
        let table = self.table.unwrap_or_default();
        let missing = || {
            let columns: Vec<_> = self.missing.iter().map(|it| format!("`{it}`")).collect();
            columns.join(" and ")
        };
        match self.reason {
            Reason::Reads => format!("rows of `{table}` are read, deleted or not"),
            Reason::Partly => {
                format!("rows of `{table}` are read without a look at {}", missing())
            }
            Reason::Updates => format!("rows of `{table}` are updated, deleted or not"),
            Reason::Stamps => {
                format!(
                    "rows of `{table}` that are deleted already get another {}",
                    missing()
                )
            }
            Reason::Deletes if self.missing.is_empty() => {
                format!("rows of `{table}` are removed for good, deleted or not")
            }
            Reason::Deletes => {
                format!(
                    "rows of `{table}` are removed for good that {} holds",
                    missing()
                )
            }
            Reason::Upserts => {
                format!("an upsert of `{table}` can write into a deleted row, which stays deleted")
            }
            Reason::Unreadable => "this statement cannot be read".to_owned(),
        }
    }

    fn help(&self) -> String {
        let table = self.table.unwrap_or_default();
        let source = match &self.alias {
            Some(alias) => format!("{alias}, the alias of `{table}`,"),
            None => format!("`{table}::table`"),
        };
        match self.reason {
            Reason::Reads | Reason::Partly => format!(
                "take `.active()` or `.deleted()` of {source} or filter by `.is_active()` of it; \
                 `.all_rows()` says that all are meant"
            ),
            Reason::Updates => format!(
                "update `{table}::table.active()`, or filter by its `.is_active()`; `.all_rows()` says \
                 that all are meant"
            ),
            Reason::Stamps => "`diesel_scopes::soft_delete(…)` passes over what is deleted, and \
                               `mark_as(…, true)` keeps the stamp that is there"
                .to_owned(),
            Reason::Deletes if self.missing.is_empty() => format!(
                "`diesel_scopes::soft_delete(…)` marks rows, `purge(…)` removes those that are marked; \
                 `{table}::table.all_rows()` says that all are meant"
            ),
            Reason::Deletes => "`diesel_scopes::purge(…)` passes over what is held".to_owned(),
            Reason::Upserts => format!(
                "set `{table}::table.restored()` too, or name an index of active rows: \
                 `.filter_target({table}::table.is_active())`"
            ),
            Reason::Unreadable => "see whether it minds the markers, and allow it then: \
                                   `guard.allow(diesel_scopes::guard::sql(\"…\"))`"
                .to_owned(),
        }
    }
}

/// So much of a statement stands on each side of what is wrong with it.
const AROUND: usize = 60;

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {}", self.message())?;
        if let Some(place) = &self.place {
            writeln!(f, "  --> {place}")?;
        }
        writeln!(f, "   |")?;
        let (start, end) = self.part.unwrap_or((0, 0));
        let from = floor(&self.sql, start.saturating_sub(AROUND));
        let to = floor(&self.sql, end.saturating_add(AROUND).min(self.sql.len()));
        let before = if from > 0 { "… " } else { "" };
        let behind = if to < self.sql.len() { " …" } else { "" };
        writeln!(f, "   | {before}{}{behind}", &self.sql[from..to])?;
        if self.part.is_some() {
            let indent = before.chars().count() + self.sql[from..start].chars().count();
            let marks = self.sql[start..end].chars().count();
            writeln!(f, "   | {:indent$}{}", "", "^".repeat(marks))?;
        }
        writeln!(f, "   |")?;
        writeln!(f, "   = help: {}", self.help())?;
        if from > 0 || to < self.sql.len() {
            writeln!(f, "   = note: all of it: {}", self.sql)?;
        }
        let times = if self.count == 1 {
            "once".to_owned()
        } else {
            format!("{} times", self.count)
        };
        writeln!(
            f,
            "   = note: sent {times}, fingerprint 0x{:016x}",
            self.fingerprint()
        )
    }
}

/// The end of a character at or before a place.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
