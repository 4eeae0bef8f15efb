//! What has come of the statements of a cascade so far.

use diesel::result::Error;

use super::error::{CascadeError, Dependents};
use super::report::{CascadeReport, Target};
use super::step::{Counts, Refusal};
use super::text::{Answer, Course, Statement, When};

/// The answers so far, added up.
pub(super) struct Answers {
    /// Whether the statements have been through with another target.
    goes_on: bool,
    /// What is known of the operation in the journal.
    pub(super) noted: Noted,
    /// Whether the target has rows to write, once that is known.
    found: Option<bool>,
    /// Whether something may stay deleted.
    kept: bool,
    against: Vec<(Refusal, Dependents)>,
    /// How many rows it is about, whether these are all, and how many may go at once.
    size: u64,
    is_cut_short: bool,
    at_most: u64,
    /// Whether others have locked some of them.
    pub(super) is_locked: bool,
    pub(super) report: CascadeReport,
}

/// How many rows too many rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Excess {
    /// So many in all.
    Rows(u64),
    /// More than may go, and who knows how many.
    Unknown,
}

/// An operation in the journal, while it is written.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Noted {
    pub(super) operation: Option<i64>,
    /// How many rows have been recorded.
    pub(super) rows: i64,
}

impl Answers {
    pub(super) fn new(report: CascadeReport, at_most: Option<u64>) -> Self {
        Answers {
            goes_on: false,
            noted: Noted::default(),
            found: None,
            kept: false,
            against: Vec::new(),
            size: 0,
            is_cut_short: false,
            is_locked: false,
            at_most: at_most.unwrap_or(u64::MAX),
            report,
        }
    }

    /// The statements begin anew, with another target.
    #[cfg(feature = "journal")]
    pub(super) fn go_on(&mut self) {
        self.found = None;
        self.kept = false;
        self.goes_on = true;
    }

    /// Whether a statement has to be sent, by what is known of the target.
    pub(super) fn is_due(&self, statement: &Statement) -> bool {
        let found = match statement.when {
            When::Always => true,
            When::Found => self.found != Some(false),
            When::NotFound => self.found == Some(false),
            When::Begins => self.found != Some(false) && self.noted.operation.is_none(),
            When::Recorded => self.noted.operation.is_some() && self.noted.rows > 0,
            When::Unrecorded => self.noted.operation.is_some() && self.noted.rows == 0,
        };
        found
            && match statement.course {
                Course::Any => true,
                Course::Kept => self.kept,
                Course::Free => !self.kept,
            }
    }

    /// The error of all that stands against the cascade: of its first reason.
    pub(super) fn refusal(&self) -> Option<CascadeError> {
        if self.too_many().is_some() {
            return Some(Error::RollbackTransaction.into());
        }
        let Some((first, _)) = self.against.first().copied() else {
            return self.is_locked.then(|| Error::RollbackTransaction.into());
        };
        let rows = self.against.iter();
        let rows = rows.filter(|(refusal, _)| *refusal == first);
        let rows = rows.map(|(_, rows)| *rows).collect();
        match first {
            Refusal::Restricted => Some(CascadeError::Restricted(rows)),
            Refusal::ParentDeleted => Some(CascadeError::ParentDeleted(rows)),
            Refusal::StillReferenced => Some(CascadeError::StillReferenced(rows)),
            Refusal::Held => Some(CascadeError::Held(rows)),
            Refusal::Taken => Some(CascadeError::Taken(rows)),
            // These are not told row by row.
            Refusal::TooMany | Refusal::Locked => None,
        }
    }

    /// Whether too many rows would go. If so it is not known what else stands against it.
    pub(super) fn too_many(&self) -> Option<Excess> {
        if self.size <= self.at_most {
            None
        } else if self.is_cut_short {
            Some(Excess::Unknown)
        } else {
            Some(Excess::Rows(self.size))
        }
    }

    /// Whether these answers belong with those to come before it is refused: all that stands
    /// against it is told at once.
    pub(super) fn are_asked_by(&self, answers: &[Answer]) -> bool {
        answers.iter().any(|answer| match answer {
            Answer::Against(Refusal::TooMany, _) => true,
            Answer::Against(..) => self.too_many().is_none(),
            _ => false,
        })
    }

    /// Takes what a number of an answer means.
    pub(super) fn take(&mut self, answer: Answer, number: u64) -> Result<(), CascadeError> {
        match answer {
            Answer::Nothing | Answer::Locked => {}
            Answer::Blind if number > 0 => return Err(CascadeError::IsolationLevel),
            Answer::Blind => {}
            Answer::Kept => self.kept |= number > 0,
            Answer::Roots => {
                self.found = Some(number > 0);
                if number > 0 {
                    self.report.target = Target::Written;
                }
            }
            Answer::Exists => {
                let target = match number {
                    0 => Target::Empty,
                    1 => Target::Unchanged,
                    _ => Target::Written,
                };
                let before = self.report.target;
                self.report.target = if self.goes_on {
                    target.max(before)
                } else {
                    target
                };
            }
            Answer::Against(Refusal::TooMany, _) => {
                self.size = self.size.saturating_add(number);
                // Nobody has counted on.
                self.is_cut_short |= number > self.at_most;
            }
            Answer::Against(Refusal::Locked, _) => self.is_locked |= number > 0,
            Answer::Against(refusal, table) => {
                if number > 0 {
                    let rows = Dependents {
                        table,
                        rows: number,
                    };
                    self.against.push((refusal, rows));
                }
            }
            Answer::Counts(counts) => self.report.add(counts, number),
            Answer::Operation => {
                self.noted.operation = i64::try_from(number).ok().filter(|id| *id > 0);
            }
            Answer::Recorded => self.noted.rows += i64::try_from(number).unwrap_or(i64::MAX),
            Answer::Unrecorded => self.noted.operation = None,
        }
        Ok(())
    }
}

impl CascadeReport {
    fn add(&mut self, counts: Counts, rows: u64) {
        let entry = match counts {
            Counts::Rows(entry)
            | Counts::Nullified(entry)
            | Counts::Removed(entry)
            | Counts::HandedOver(entry) => entry,
            Counts::Nothing => return,
        };
        let Some(table) = self.tables.get_mut(entry) else {
            return;
        };
        match counts {
            Counts::Rows(_) => *table.rows.get_or_insert(0) += rows,
            Counts::Nullified(_) => table.nullified += rows,
            Counts::Removed(_) => table.removed += rows,
            Counts::HandedOver(_) => table.handed_over += rows,
            Counts::Nothing => {}
        }
    }
}
