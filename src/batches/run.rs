//! What a run in batches did, and why it ended.

use std::fmt;
use std::time::Duration;

use crate::cascade::{CascadeReport, Dependents, Verb};

/// What a purge in batches came to.
pub type PurgeRun = BatchRun;

/// What a statement in batches came to.
///
/// ```
/// # include!("../doctest_schema.rs");
/// # include!("../doctest_rows.rs");
/// # #[cfg(feature = "sqlite")] fn main() {
/// use diesel_scopes::{Stopped, purge, soft_delete};
/// # let conn = &mut connection();
///
/// soft_delete(users::table).cascade().execute(conn).unwrap();
/// # diesel::sql_query("INSERT INTO invoices VALUES (1, 2, 100, FALSE), (2, 2, 100, FALSE)").execute(conn).unwrap();
///
/// let run = purge(users::table).cascade().in_batches(1_000).execute(conn).unwrap();
/// assert_eq!(run.rows("users"), 1);
/// assert_eq!(run.blocked().roots, 1);
/// assert_eq!(run.stopped(), Stopped::Done);
/// // users: 1, posts: 2, comments: 3, attachments: 1 nullified; 1 blocked (invoices 2), 0 held;
/// // 1 batch in 0.0 s; stopped: done
/// println!("{run}");
/// # assert!(run.to_string().contains("; 1 blocked (invoices 2), 0 held; 1 batch in "), "{run}");
/// # }
/// ```
///
/// With the feature `serde` it can be serialized.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct BatchRun {
    pub(super) report: CascadeReport,
    pub(super) batches: u64,
    pub(super) held: PassedOver,
    pub(super) blocked: PassedOver,
    pub(super) locked: u64,
    pub(super) elapsed: Duration,
    pub(super) stopped: Stopped,
    oldest_due: Option<String>,
    /// Whether it was looked for that.
    #[cfg_attr(feature = "serde", serde(skip))]
    is_aged: bool,
    #[cfg_attr(feature = "serde", serde(skip))]
    verb: Verb,
}

/// Rows of the target that a run has passed over, and what stood against them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct PassedOver {
    /// How many rows of the target stay.
    pub roots: u64,
    /// The tables of the rows because of which they stay. A row that stands against
    /// several of them counts for each.
    pub because_of: Vec<Dependents>,
}

/// Why a run in batches ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub enum Stopped {
    /// All rows that the statement is about have been gone through.
    Done,
    /// The time of [`within`](crate::InBatches::within) was over.
    Time,
    /// As many rows as [`up_to`](crate::InBatches::up_to) says were written.
    Rows,
    /// The callback of [`on_batch`](crate::InBatches::on_batch) said so.
    Callback,
    /// All rows have been gone through, and some of them ([`BatchRun::locked`]) are left to the
    /// next run, since others had locked them, or something below them.
    Locked,
}

/// A batch that has just been committed, for [`on_batch`](crate::InBatches::on_batch).
#[derive(Debug)]
#[non_exhaustive]
pub struct Batch {
    /// What it changed.
    pub report: CascadeReport,
    /// The table whose rows it was about: that of the target, or one below it, of which a
    /// row of the target has so many that they go first, in batches of their own.
    pub table: &'static str,
    /// How many batches there have been, with this one.
    pub batches: u64,
    /// How many rows have been soft-deleted, restored or removed for good in all tables so far.
    pub rows: u64,
    /// How many rows of the target have been passed over so far.
    pub passed_over: u64,
    /// How long it took.
    pub took: Duration,
    /// How long the run has taken.
    pub elapsed: Duration,
    pub(super) wait: Duration,
}

impl Batch {
    /// Waits at least so long before the next batch, longer than
    /// [`pause`](crate::InBatches::pause) says: for replicas that are behind, say.
    pub fn wait(&mut self, time: Duration) {
        self.wait = self.wait.max(time);
    }
}

impl PassedOver {
    /// Rows of the target that are themselves the reason.
    pub(super) fn add_rows(&mut self, table: &'static str, rows: u64) {
        self.roots += rows.saturating_sub(1);
        self.add(vec![Dependents { table, rows }]);
    }

    pub(super) fn add(&mut self, because_of: Vec<Dependents>) {
        self.roots += 1;
        for rows in because_of {
            let known = self.because_of.iter_mut();
            match known.into_iter().find(|it| it.table == rows.table) {
                Some(known) => known.rows += rows.rows,
                None => self.because_of.push(rows),
            }
        }
    }
}

impl BatchRun {
    pub(super) fn new(verb: Verb) -> Self {
        BatchRun {
            report: CascadeReport::empty(),
            batches: 0,
            held: PassedOver::default(),
            blocked: PassedOver::default(),
            locked: 0,
            elapsed: Duration::ZERO,
            stopped: Stopped::Done,
            oldest_due: None,
            is_aged: false,
            verb,
        }
    }

    /// Takes since when the oldest row of a table is deleted that is due.
    pub(super) fn see_due(&mut self, oldest: Option<String>) {
        self.is_aged = true;
        let known = self.oldest_due.take();
        self.oldest_due = known.into_iter().chain(oldest).min();
    }

    /// The rows of all batches, table by table.
    pub fn report(&self) -> &CascadeReport {
        &self.report
    }

    /// How many rows of this table were soft-deleted, restored or purged.
    pub fn rows(&self, table: &str) -> u64 {
        self.report.rows(table)
    }

    /// How many batches were committed that changed rows.
    pub fn batches(&self) -> u64 {
        self.batches
    }

    /// What was passed over since it is held, or since a row below it is (`hold`).
    pub fn held(&self) -> &PassedOver {
        &self.held
    }

    /// What was passed over for another reason: in a purge since a row that stays refers to
    /// it, or to what would have to go with it; in a soft delete since something depends on it
    /// through a `restrict` edge; in a restore since a parent stays deleted, or a value that is
    /// `unique` is taken.
    pub fn blocked(&self) -> &PassedOver {
        &self.blocked
    }

    /// How many rows of the target a purge has passed over since others had them locked, or
    /// something that would have had to go along. The next run comes to them.
    ///
    /// Rows that were not due when the run came by, and are when it looks whether some are
    /// left, count too.
    pub fn locked(&self) -> u64 {
        self.locked
    }

    /// Why it ended.
    pub fn stopped(&self) -> Stopped {
        self.stopped
    }

    /// How long it took.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// Since when the oldest row of the target is deleted that is due and still there, as
    /// the database writes it. None if there is no such row, or if the purge was not told
    /// an age.
    pub fn oldest_due(&self) -> Option<&str> {
        self.oldest_due.as_deref()
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stopped::Done => "done",
            Stopped::Time => "out of time",
            Stopped::Rows => "enough rows",
            Stopped::Callback => "by the callback",
            Stopped::Locked => "done but for what is locked",
        })
    }
}

struct Passed<'a>(&'a PassedOver, &'static str);

impl fmt::Display for Passed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", Grouped(self.0.roots), self.1)?;
        if self.0.because_of.is_empty() {
            return Ok(());
        }
        f.write_str(" (")?;
        for (at, rows) in self.0.because_of.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{} {}", rows.table, Grouped(rows.rows))?;
        }
        f.write_str(")")
    }
}

/// `180,412`.
struct Grouped(u64);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at) % 3 == 0 {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

impl fmt::Display for BatchRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut comma = "";
        for table in self.report.tables() {
            let parts = [
                (table.rows.unwrap_or(0), ""),
                (table.nullified, " nullified"),
                (table.removed, " removed"),
                (table.handed_over, " handed over"),
            ];
            let parts = parts.into_iter().filter(|(rows, _)| *rows > 0);
            let parts = parts.map(|(rows, word)| format!("{}{word}", Grouped(rows)));
            let parts: Vec<_> = parts.collect();
            if !parts.is_empty() {
                write!(f, "{comma}{}: {}", table.table, parts.join(" and "))?;
                comma = ", ";
            }
        }
        if comma.is_empty() {
            f.write_str("no rows")?;
        }
        write!(f, "; {}", Passed(&self.blocked, "blocked"))?;
        if self.verb == Verb::Purge {
            write!(f, ", {}", Passed(&self.held, "held"))?;
        }
        if self.locked > 0 {
            write!(f, ", {} locked", Grouped(self.locked))?;
        }
        write!(
            f,
            "; {} {} in {:.1} s; stopped: {}",
            Grouped(self.batches),
            if self.batches == 1 {
                "batch"
            } else {
                "batches"
            },
            self.elapsed.as_secs_f64(),
            self.stopped,
        )?;
        if self.is_aged {
            let oldest = self.oldest_due.as_deref().unwrap_or("none");
            write!(f, "; oldest due: {oldest}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Grouped;

    #[test]
    fn numbers_have_groups_of_three_digits() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (12_345_678, "12,345,678"),
        ] {
            assert_eq!(Grouped(number).to_string(), text);
        }
    }
}
