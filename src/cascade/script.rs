//! A cascade on its way: sends what is due, adds up the answers, and refuses.

use std::sync::Arc;

use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::{Error, QueryResult};

use super::error::{CascadeError, Dependents};
use super::graph::Keyed;
use super::plan::Order;
use super::prepared::Prepared;
use super::report::{CascadeReport, Target};
use super::sql::Manner;
use super::step::{Counts, Refusal};
use super::text::{Again, Answer, Course, Piece, Statement, When};
use super::verb::{Acting, CascadingFragment};
use crate::declare::{CascadeBackend, Dialect, Moment, TableInfo, Time};
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
    /// Whether it has been through with another target.
    goes_on: bool,
    /// What is known of the operation in the journal.
    noted: Noted,
    at: usize,
    locking: bool,
    /// Whether the target has rows to write, once that is known.
    found: Option<bool>,
    /// Whether something may stay deleted.
    kept: bool,
    /// The numbers of the statement that is sent until they stay the same.
    last: Option<Vec<u64>>,
    against: Vec<(Refusal, Dependents)>,
    report: CascadeReport,
}

/// An operation in the journal, while it is written.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Noted {
    pub(crate) operation: Option<i64>,
    /// How many rows have been recorded.
    pub(crate) rows: i64,
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
        if extent == Extent::Itself {
            root = root.alone();
        }
        let prepared = order::<DB, A, W, R>(&write, root, extent)
            .and_then(|order| Prepared::new::<DB>(root, order, manner))
            .map_err(|error| Some(error.into()));
        let entries = prepared.as_ref().map(|it| it.entries.as_slice());
        CascadeScript {
            report: CascadeReport::new(entries.unwrap_or_default()),
            now: write.action.moment(),
            recorded_at: Moment::of(next()),
            shallow: extent == Extent::Itself,
            goes_on: false,
            noted: Noted::default(),
            write,
            prepared,
            at: 0,
            locking: manner.locking,
            found: None,
            kept: false,
            last: None,
            against: Vec::new(),
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
        (self.report, self.write)
    }

    /// Whether all is sent.
    #[cfg(feature = "journal")]
    pub(crate) fn is_done(&self) -> bool {
        let mut left = self.statements().iter().skip(self.at);
        !left.any(|statement| self.is_due(statement))
    }

    /// Begins anew with another target. It is the same operation.
    #[cfg(feature = "journal")]
    pub(crate) fn go_on(&mut self, change: impl FnOnce(&mut W)) {
        change(&mut self.write.target);
        self.at = 0;
        self.found = None;
        self.kept = false;
        self.goes_on = true;
    }

    /// Whether a statement has to be sent, by what is known of the target.
    fn is_due(&self, statement: &Statement) -> bool {
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
    fn refusal(&mut self) -> Option<CascadeError> {
        let (first, _) = *self.against.first()?;
        let against = std::mem::take(&mut self.against).into_iter();
        let rows = against.filter(|(refusal, _)| *refusal == first);
        let rows = rows.map(|(_, rows)| rows).collect();
        Some(match first {
            Refusal::Restricted => CascadeError::Restricted(rows),
            Refusal::ParentDeleted => CascadeError::ParentDeleted(rows),
            Refusal::StillReferenced => CascadeError::StillReferenced(rows),
            Refusal::Held => CascadeError::Held(rows),
            Refusal::Taken => CascadeError::Taken(rows),
        })
    }

    fn take(&mut self, answer: Answer, number: u64) -> Result<(), CascadeError> {
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

fn order<DB, A, W, R>(
    write: &Write<A, W, R, Shallow>,
    root: TableInfo,
    extent: Extent,
) -> QueryResult<Order>
where
    DB: CascadeBackend,
    A: CascadingFragment<DB>,
    W: TargetClause<DB>,
    R: Ending,
{
    let backend = DB::default();
    let recorded = write.returning.said().is_some();
    let changes = write.action.changes_roots(&backend)?;
    let mut assigned = Vec::new();
    if changes {
        // What is wrong with them is said before anything is sent.
        text_of(&ChangesText(&write.action), &backend)?;
        let columns = if recorded {
            (root.columns)().iter().map(|it| it.name).collect()
        } else {
            looked_at(root)
        };
        for column in columns {
            if write.action.changes_column(column, &backend)? {
                assigned.push(column);
            }
        }
    }
    Ok(Order {
        verb: A::VERB,
        marker: A::MARKER,
        with_parents: extent == Extent::Parents,
        expression: A::EXPRESSION,
        changes,
        assigned,
        keyed: match DB::DIALECT {
            Dialect::Sqlite => Keyed::RowId,
            _ => Keyed::Primary,
        },
        recorded,
        shallow: extent == Extent::Itself,
        passes_locked: A::PASSES_LOCKED,
    })
}

/// The columns of a table by which its rows depend on others, or which are unique.
fn looked_at(table: TableInfo) -> Vec<&'static str> {
    let mut columns = table.unique.concat();
    for parent in (table.schema)() {
        for edge in (parent.edges)() {
            if edge.child.id == table.id {
                columns.extend(edge.key);
            }
        }
    }
    columns.sort_unstable();
    columns.dedup();
    columns
}

struct ChangesText<'a, A>(&'a A);

impl<DB: CascadeBackend, A: CascadingFragment<DB>> QueryFragment<DB> for ChangesText<'_, A> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_root_changes(out)
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
                    DB::push_number(self.noted.operation.as_ref().unwrap_or(&0), out.reborrow())?;
                }
                Piece::Recorded => DB::push_number(&self.noted.rows, out.reborrow())?,
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
        let skipped = skipped.take_while(|statement| !self.is_due(statement));
        self.at += skipped.count();
        let Some(statement) = self.statements().get(self.at) else {
            return match self.refusal() {
                Some(refusal) => Err(refusal),
                None => Ok(None),
            };
        };
        let checks = |answer: &Answer| matches!(answer, Answer::Against(..));
        let selects = statement.selects;
        if !statement.answers.iter().any(checks)
            && let Some(refusal) = self.refusal()
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
            self.take(answer, number.unwrap_or(0))?;
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
        CascadeReport {
            #[cfg(feature = "journal")]
            operation: self.noted.operation.map(OperationId::of::<A::Table>),
            ..self.report
        }
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
