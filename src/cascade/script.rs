//! A cascade on its way: sends what is due, adds up the answers, and refuses.

use std::sync::Arc;

use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::{Error, QueryResult};

use super::answers::{Answers, Excess};
use super::error::CascadeError;
use super::order::order;
use super::plan::Fate;
use super::prepared::Prepared;
use super::report::CascadeReport;
use super::sql::Manner;
use super::text::{Again, Answer, Piece, Statement};
use super::verb::{Acting, CascadingFragment};
use crate::declare::{CascadeBackend, Moment, Time};
use crate::execute::{Script, Step};
#[cfg(feature = "journal")]
use crate::journal::OperationId;
use crate::statement::{Ending, Said, Shallow, TargetClause, Write, next, text_of};

pub(crate) struct CascadeScript<A, W, R> {
    write: Write<A, W, R, Shallow>,
    /// Taken by the first step, so that what is wrong with it is reported.
    prepared: Result<Arc<Prepared>, Option<CascadeError>>,
    /// When the statement is made.
    now: Moment,
    /// When the journal is written.
    recorded_at: Moment,
    /// Whether it is about the rows of the target alone.
    shallow: bool,
    /// What has come of the statements so far.
    known: Answers,
    at: usize,
    /// How many rows may go at once.
    at_most: i64,
    /// One more.
    beyond: i64,
    locking: bool,
    /// The numbers of the statement that is sent until they stay the same.
    last: Option<Vec<u64>>,
}

/// How far a statement goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// The rows of the target.
    Itself,
    /// And what depends on them.
    Dependents,
    /// And their parents.
    Parents,
}

impl<A: Acting, W, R: Ending> CascadeScript<A, W, R> {
    pub(crate) fn new<DB>(write: Write<A, W, R, Shallow>, extent: Extent, manner: Manner) -> Self
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
        W: TargetClause<DB>,
    {
        let mut root = write.action.root();
        if extent == Extent::Itself || matches!(write.action.fate(), Fate::Nullified(_)) {
            root = root.alone();
        }
        let prepared = order::<DB, A, W, R>(&write, root, extent)
            .and_then(|order| Prepared::new::<DB>(root, order, manner))
            .map_err(|error| Some(error.into()));
        let entries = prepared.as_ref().map(|it| it.entries.as_slice());
        let rows = write.action.bound().rows();
        let at_most = rows.map_or(i64::MAX, |rows| i64::try_from(rows).unwrap_or(i64::MAX));
        CascadeScript {
            known: Answers::new(CascadeReport::new(entries.unwrap_or_default()), rows),
            now: write.action.moment(),
            recorded_at: Moment::of(next()),
            shallow: extent == Extent::Itself,
            at_most,
            beyond: at_most.saturating_add(1),
            write,
            prepared,
            at: 0,
            locking: manner.locking,
            last: None,
        }
    }

    /// The SQL of all statements, in order.
    pub(crate) fn texts<DB>(mut self) -> Result<Vec<String>, CascadeError>
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
        W: TargetClause<DB>,
    {
        if let Err(Some(error)) = self.prepared {
            return Err(error);
        }
        let mut texts = Vec::new();
        for at in 0..self.statements().len() {
            self.at = at;
            texts.push(text_of::<DB>(&self, &DB::default())?);
        }
        Ok(texts)
    }

    fn walk_said<'b, DB: CascadeBackend>(
        &'b self,
        what: fn(&Said) -> &Option<String>,
        out: AstPass<'_, 'b, DB>,
    ) -> QueryResult<()> {
        DB::push_text(self.write.returning.said().map_or(&None, what), out)
    }

    fn statements(&self) -> &[Statement] {
        let prepared = self.prepared.as_ref();
        prepared
            .map(|it| it.statements.as_slice())
            .unwrap_or_default()
    }

    /// The report, if all is sent, and the statement for another time.
    pub(crate) fn into_parts(self) -> (CascadeReport, Write<A, W, R, Shallow>) {
        let report = CascadeReport {
            #[cfg(feature = "journal")]
            operation: self.known.noted.operation.map(OperationId::of::<A::Table>),
            ..self.known.report
        };
        (report, self.write)
    }

    /// Whether it is refused because too many rows would go.
    pub(crate) fn too_many(&self) -> Option<Excess> {
        self.known.too_many()
    }

    /// Whether it is refused because others have locked rows below those of the target.
    pub(crate) fn is_locked(&self) -> bool {
        self.known.is_locked
    }

    /// Whether all is sent.
    #[cfg(feature = "journal")]
    pub(crate) fn is_done(&self) -> bool {
        let mut left = self.statements().iter().skip(self.at);
        !left.any(|statement| self.known.is_due(statement))
    }

    /// Begins anew with another target. It is the same operation.
    #[cfg(feature = "journal")]
    pub(crate) fn go_on(&mut self, change: impl FnOnce(&mut W)) {
        change(&mut self.write.target);
        self.at = 0;
        self.known.go_on();
    }
}

/// The statement that is due.
impl<DB, A, W, R> QueryFragment<DB> for CascadeScript<A, W, R>
where
    DB: CascadeBackend,
    A: CascadingFragment<DB>,
    W: TargetClause<DB>,
    R: Ending,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let Some(statement) = self.statements().get(self.at) else {
            return Ok(());
        };
        for piece in &statement.text.0 {
            match piece {
                Piece::Sql(sql) => out.push_sql(sql),
                Piece::Target => {
                    let target = &self.write.target;
                    self.write.action.walk_target(target, out.reborrow())?;
                }
                Piece::Guard if self.shallow => self.write.action.walk_own_guard(out.reborrow())?,
                Piece::Guard => self.write.action.walk_root_guard(out.reborrow())?,
                Piece::Stamp => self.write.action.walk_stamp(out.reborrow())?,
                Piece::Time(time) => DB::push_time(*time, &self.now, out.reborrow())?,
                Piece::Changes => self.write.action.walk_root_changes(out.reborrow())?,
                Piece::Actor => self.walk_said(|said| &said.actor, out.reborrow())?,
                Piece::Reason => self.walk_said(|said| &said.reason, out.reborrow())?,
                Piece::Now => DB::push_time(Time::Timestamp, &self.recorded_at, out.reborrow())?,
                Piece::Operation => {
                    DB::push_number(
                        self.known.noted.operation.as_ref().unwrap_or(&0),
                        out.reborrow(),
                    )?;
                }
                Piece::AtMost => DB::push_number(&self.at_most, out.reborrow())?,
                Piece::Beyond => DB::push_number(&self.beyond, out.reborrow())?,
                Piece::Recorded => DB::push_number(&self.known.noted.rows, out.reborrow())?,
                // Its name is written by then.
                Piece::Set(_) => {}
            }
        }
        Ok(())
    }
}

impl<DB, A, W, R> Script<DB> for CascadeScript<A, W, R>
where
    DB: CascadeBackend,
    A: CascadingFragment<DB>,
    W: TargetClause<DB>,
    R: Ending,
{
    type Report = CascadeReport;
    type Error = CascadeError;

    fn is_atomic(&self) -> bool {
        self.prepared.as_ref().is_ok_and(|prepared| prepared.atomic)
    }

    fn next(&mut self) -> Result<Option<Step<'_, DB>>, CascadeError> {
        if let Err(error) = &mut self.prepared {
            return Err(error
                .take()
                .unwrap_or(CascadeError::Database(Error::NotFound)));
        }
        let skipped = self.statements()[self.at..].iter();
        let skipped = skipped.take_while(|statement| !self.known.is_due(statement));
        self.at += skipped.count();
        let Some(statement) = self.statements().get(self.at) else {
            return match self.known.refusal() {
                Some(refusal) => Err(refusal),
                None => Ok(None),
            };
        };
        let selects = statement.selects;
        if !self.known.are_asked_by(&statement.answers)
            && let Some(refusal) = self.known.refusal()
        {
            return Err(refusal);
        }
        Ok(Some(if selects {
            Step::Select(self)
        } else {
            Step::Change(self)
        }))
    }

    fn answer(&mut self, numbers: &[u64]) -> Result<(), CascadeError> {
        let Some(statement) = self.statements().get(self.at) else {
            return Ok(());
        };
        let again = statement.again;
        let answers = statement.answers.clone();
        let counts = |answer: &Answer| matches!(answer, Answer::Counts(_));
        if self.locking && !answers.iter().any(counts) {
            self.write.action.renew();
        }
        // A number can mean two things.
        let last = numbers.last().copied();
        for (at, answer) in answers.into_iter().enumerate() {
            let number = numbers.get(at).copied().or(last);
            self.known.take(answer, number.unwrap_or(0))?;
        }
        match again {
            Some(Again::UntilSame(back)) => {
                let last = self.last.replace(numbers.to_vec());
                if last.as_deref() != Some(numbers) {
                    self.at -= back;
                    return Ok(());
                }
                self.last = None;
            }
            Some(Again::UntilNone) if numbers.iter().any(|number| *number > 0) => return Ok(()),
            Some(Again::UntilNone) | None => {}
        }
        self.at += 1;
        Ok(())
    }

    fn finish(self) -> CascadeReport {
        self.into_parts().0
    }
}
