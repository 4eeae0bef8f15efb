//! What came of a stretch of rows, and what follows from it.

use std::ops::ControlFlow;
use std::time::Duration;

use diesel::result::{DatabaseErrorKind, Error};

use super::{BatchJob, Phase, SLOW, TRIES};
use crate::batches::key::{self, Key};
use crate::batches::level::Level;
use crate::batches::queries::Batched;
use crate::batches::run::{Batch, Stopped};
use crate::cascade::{
    Acting, Bound, CascadeError, CascadeReport, CascadingFragment, Dependents, Excess,
};
use crate::declare::CascadeBackend;
use crate::statement::{Ending, TargetClause};

impl<A, W, R, F> BatchJob<A, W, R, F>
where
    A: Acting,
    R: Ending,
{
    /// The last row of the next stretch, if there is another one.
    pub(super) fn found_full<DB>(&mut self, text: Option<&String>) -> Result<(), CascadeError>
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
        W: TargetClause<DB>,
    {
        let (Some(text), Ok(count)) = (text, u64::try_from(self.size)) else {
            self.phase = Phase::Rest;
            return Ok(());
        };
        match self
            .level()
            .map(|level| key::read::<DB>(&level.table, text))
        {
            Some(key) => self.found::<DB>(count, key?),
            None => Ok(()),
        }
    }

    pub(super) fn found_rest<DB>(&mut self, text: Option<&String>) -> Result<(), CascadeError>
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
        W: TargetClause<DB>,
    {
        let Some(text) = text else {
            let depth = self.depth();
            self.phase = Phase::Next;
            self.end_of_level();
            if depth > 1 {
                self.divide::<DB>();
            }
            return Ok(());
        };
        let level = self.level();
        match level.map(|level| key::read_counted::<DB>(&level.table, text)) {
            Some(found) => {
                let (count, key) = found?;
                self.found::<DB>(count, key)
            }
            None => Ok(()),
        }
    }

    /// The next stretch has so many rows, up to this one.
    fn found<DB>(&mut self, count: u64, key: Key) -> Result<(), CascadeError>
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
        W: TargetClause<DB>,
    {
        let Some(level) = self.level() else {
            return Ok(());
        };
        if level.after.as_ref() == Some(&key) {
            // It would go on for ever.
            let wrong = format!("`{}` has a row after itself: {key:?}", level.table.name);
            return Err(Error::DeserializationError(wrong.into()).into());
        }
        level.count = count;
        level.up_to = Some(key);
        let bound = self.bound();
        self.start::<DB>(bound);
        Ok(())
    }

    /// Goes on with what depends on the row under way, or, if all of that is done with,
    /// with the row itself.
    fn divide<DB>(&mut self)
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
        W: TargetClause<DB>,
    {
        let roots = self.limits.roots;
        let Some(level) = self.level() else {
            return self.stop(Stopped::Done);
        };
        let next = level.divided.unwrap_or(0);
        let edge = level.edges().get(next).copied();
        let fate = level.fate;
        level.divided = Some(next + 1);
        level.alone = true;
        match (edge, self.statement_mut()) {
            (Some(edge), Some(statement)) => {
                let below = Level::below(fate, edge, roots);
                statement.action.levels.push(below);
                self.phase = Phase::Next;
            }
            _ => self.start::<DB>(Bound::None),
        }
    }

    /// The script is at its end.
    pub(super) fn finished<DB>(&mut self) -> Result<(), CascadeError>
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
        W: TargetClause<DB>,
        F: FnMut(&mut Batch) -> ControlFlow<()>,
    {
        let Some(script) = self.script.take() else {
            return Ok(());
        };
        let (report, statement) = script.into_parts();
        let looked = statement.action.bound == Bound::Looked;
        self.put_back(statement);
        if looked && report.found_rows() {
            self.phase = Phase::Next;
            self.divide::<DB>();
        } else {
            self.settle::<DB>(report);
        }
        Ok(())
    }

    /// The stretch has been gone through, or has been looked at.
    pub(super) fn settle<DB>(&mut self, report: CascadeReport)
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
        W: TargetClause<DB>,
        F: FnMut(&mut Batch) -> ControlFlow<()>,
    {
        self.phase = Phase::Next;
        self.is_locked = false;
        let depth = self.depth();
        if depth == 1 {
            self.run.report.mention(&report);
        }
        if depth == 1 && !self.dry && Self::is_hasty::<DB>() && self.may_have_left(&report) {
            self.left = Some(report);
            self.phase = Phase::Left;
        } else {
            self.conclude(report);
        }
    }

    /// Whether the database may have passed over rows of the target.
    fn may_have_left(&mut self, report: &CascadeReport) -> bool {
        self.level().is_some_and(|level| {
            let edges = (level.table.edges)();
            let mut edges = edges.iter();
            // In a tree others count too.
            edges.any(|edge| edge.child.id == level.table.id)
                || report.rows(level.table.name) < level.count
        })
    }

    /// So many of the rows are still there that the stretch has.
    pub(super) fn know_left<DB>(&mut self, text: Option<&String>) -> Result<(), CascadeError>
    where
        DB: CascadeBackend,
        F: FnMut(&mut Batch) -> ControlFlow<()>,
    {
        let table = self.level().map(|level| level.table);
        if let (Some(table), Some(text)) = (table, text) {
            let (left, _) = key::read_counted::<DB>(&table, text)?;
            self.run.locked += left;
        }
        self.phase = Phase::Next;
        if let Some(report) = self.left.take() {
            self.conclude(report);
        }
        Ok(())
    }

    /// The stretch is done with.
    fn conclude(&mut self, report: CascadeReport)
    where
        F: FnMut(&mut Batch) -> ControlFlow<()>,
    {
        let took = self.begun.elapsed();
        let most = self.limits.roots;
        let times = self.times(&report, took);
        let rows = report.changes();
        let dry = self.dry;
        self.failures = 0;
        if rows > 0 {
            self.patience.in_vain = false;
        }
        let Some(level) = self.level() else {
            return;
        };
        let table = level.table.name;
        level.advance();
        if took > SLOW && !dry {
            level.suspects = 0;
            level.size = (level.size / 2).max(1);
        } else {
            level.grow(times, most);
        }
        self.run.report.absorb(&report);
        if rows == 0 {
            return;
        }
        self.run.batches += 1;
        self.progressed = true;
        if dry {
            return;
        }
        let mut batch = Batch {
            report,
            table,
            batches: self.run.batches,
            rows: self.run.report.written(),
            passed_over: self.run.blocked.roots + self.run.held.roots + self.run.locked,
            took,
            elapsed: self.elapsed(),
            wait: self.limits.pause,
        };
        if (self.limits.on_batch)(&mut batch).is_break() {
            self.stop(Stopped::Callback);
        } else if batch.wait > Duration::ZERO {
            self.phase = Phase::Wait(batch.wait);
        }
    }

    /// The script has ended with an error, and so has its transaction.
    pub(super) fn failed<DB>(&mut self, error: CascadeError) -> Result<(), CascadeError>
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
        W: TargetClause<DB>,
    {
        self.phase = Phase::Next;
        self.is_locked = false;
        if let Some(script) = self.script.take() {
            let (too_many, is_locked) = (script.too_many(), script.is_locked());
            let (report, statement) = script.into_parts();
            self.put_back(statement);
            if let Some(excess) = too_many {
                // Its tables come in the order of the whole cascade.
                if self.depth() == 1 {
                    self.run.report.mention(&report);
                }
                self.reduce::<DB>(excess);
                return Ok(());
            }
            if is_locked {
                self.pass_locked();
                return Ok(());
            }
        }
        match against(error) {
            Ok((because_of, held)) => self.pass_over(because_of, held),
            Err(error) => self.try_again(error)?,
        }
        Ok(())
    }

    /// How many times larger the next stretch may be than one of which this came, in this time.
    fn times(&self, report: &CascadeReport, took: Duration) -> u64 {
        let by_rows = self.most() / report.changes().max(1);
        let by_time = SLOW.as_millis() / took.as_millis().max(1);
        by_rows
            .min(u64::try_from(by_time).unwrap_or(u64::MAX))
            .max(1)
    }

    /// More rows would go with the stretch than may.
    fn reduce<DB>(&mut self, excess: Excess)
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
        W: TargetClause<DB>,
    {
        let most = self.most();
        let depth = self.depth();
        let Some(level) = self.level() else {
            return;
        };
        if level.count > 1 {
            level.shrink(excess, most);
        } else if depth == 1 {
            // For all that is below: it does not go in parts if a part of it stays.
            self.start::<DB>(Bound::Looked);
        } else {
            self.divide::<DB>();
        }
    }

    /// Something stands against a row of the stretch: it is found, or passed over.
    fn pass_over(&mut self, because_of: Vec<Dependents>, held: bool) {
        let depth = self.depth();
        let Some(level) = self.level() else {
            return;
        };
        if level.count > 1 {
            level.suspect();
            level.start_again();
            return;
        }
        level.pass();
        // Of a row below it is the row above that stays, and is counted.
        if depth > 1 {
            return;
        }
        if held {
            self.run.held.add(because_of);
        } else {
            self.run.blocked.add(because_of);
        }
    }

    /// The database has ended the batch in favour of others, or something is wrong.
    fn try_again(&mut self, error: CascadeError) -> Result<(), CascadeError> {
        if error.is_retryable() && self.patience.is_brief {
            self.leave();
            return Ok(());
        }
        let failures = self.failures;
        let Some(level) = self.level() else {
            return Err(error);
        };
        if !error.is_retryable() || failures >= TRIES {
            return Err(error);
        }
        level.size = (level.size / 2).max(1);
        level.suspects = 0;
        level.start_again();
        self.failures += 1;
        self.phase = Phase::Wait(Duration::from_millis(10 << failures));
        Ok(())
    }

    /// A script has been through with a statement.
    fn put_back(&mut self, statement: Batched<A, W, R>) {
        if let Some(place) = self.statements.get_mut(self.at) {
            *place = Some(statement);
        }
    }

    /// Takes what came of a script's statement.
    pub(super) fn fail<DB>(&mut self, error: CascadeError) -> Result<(), CascadeError>
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
        W: TargetClause<DB>,
    {
        if self.is_open {
            self.failure = Some(error);
            self.phase = self.ends();
            Ok(())
        } else {
            self.failed::<DB>(error)
        }
    }
}

/// What stands against rows, and whether that is because they are held; or an error that
/// is about something else.
fn against(error: CascadeError) -> Result<(Vec<Dependents>, bool), CascadeError> {
    match error {
        CascadeError::Held(rows) => Ok((rows, true)),
        CascadeError::StillReferenced(rows)
        | CascadeError::Restricted(rows)
        | CascadeError::ParentDeleted(rows)
        | CascadeError::Taken(rows) => Ok((rows, false)),
        CascadeError::Database(Error::DatabaseError(
            DatabaseErrorKind::ForeignKeyViolation | DatabaseErrorKind::UniqueViolation,
            _,
        )) => Ok((Vec::new(), false)),
        error => Err(error),
    }
}
