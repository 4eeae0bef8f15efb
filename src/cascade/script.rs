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
use super::verb::{Cascading, CascadingFragment};
use crate::declare::{CascadeBackend, Declared, Dialect, Moment, TableInfo};
use crate::execute::{Script, Step};
use crate::statement::{NoReturning, Shallow, TargetClause, Write, text_of};

pub(super) struct CascadeScript<A, W> {
    write: Write<A, W, NoReturning, Shallow>,
    /// Taken by the first step, so that what is wrong with it is reported.
    prepared: Result<Arc<Prepared>, Option<CascadeError>>,
    /// When the statement is made.
    now: Moment,
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

impl<A: Cascading, W> CascadeScript<A, W> {
    pub(super) fn new<DB>(
        write: Write<A, W, NoReturning, Shallow>,
        with_parents: bool,
        manner: Manner,
    ) -> Self
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
        W: TargetClause<DB>,
    {
        let root = A::Table::info();
        let prepared = order::<DB, A, W>(&write, root, with_parents)
            .and_then(|order| Prepared::new::<DB>(root, order, manner))
            .map_err(|error| Some(error.into()));
        let entries = prepared.as_ref().map(|it| it.entries.as_slice());
        CascadeScript {
            report: CascadeReport::new(entries.unwrap_or_default()),
            now: write.action.moment(),
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
    pub(super) fn texts<DB>(mut self) -> Result<Vec<String>, CascadeError>
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

    fn statements(&self) -> &[Statement] {
        let prepared = self.prepared.as_ref();
        prepared
            .map(|it| it.statements.as_slice())
            .unwrap_or_default()
    }

    /// Whether a statement has to be sent, by what is known of the target.
    fn is_due(&self, statement: &Statement) -> bool {
        let found = match statement.when {
            When::Always => true,
            When::Found => self.found != Some(false),
            When::NotFound => self.found == Some(false),
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
                self.report.target = match number {
                    0 => Target::Empty,
                    1 => Target::Unchanged,
                    _ => Target::Written,
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
        }
        Ok(())
    }
}

fn order<DB, A, W>(
    write: &Write<A, W, NoReturning, Shallow>,
    root: TableInfo,
    with_parents: bool,
) -> QueryResult<Order>
where
    DB: CascadeBackend,
    A: CascadingFragment<DB>,
    W: TargetClause<DB>,
{
    let backend = DB::default();
    let changes = write.action.changes_roots(&backend)?;
    let mut assigned = Vec::new();
    if changes {
        // What is wrong with them is said before anything is sent.
        text_of(&ChangesText(&write.action), &backend)?;
        for column in looked_at(root) {
            if write.action.changes_column(column, &backend)? {
                assigned.push(column);
            }
        }
    }
    Ok(Order {
        verb: A::VERB,
        marker: A::MARKER,
        with_parents,
        expression: A::EXPRESSION,
        changes,
        assigned,
        keyed: match DB::DIALECT {
            Dialect::Sqlite => Keyed::RowId,
            _ => Keyed::Primary,
        },
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
impl<DB, A, W> QueryFragment<DB> for CascadeScript<A, W>
where
    DB: CascadeBackend,
    A: CascadingFragment<DB>,
    W: TargetClause<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let Some(statement) = self.statements().get(self.at) else {
            return Ok(());
        };
        for piece in &statement.text.0 {
            match piece {
                Piece::Sql(sql) => out.push_sql(sql),
                Piece::Target => self.write.target.walk_where(out.reborrow())?,
                Piece::Guard => self.write.action.walk_root_guard(out.reborrow())?,
                Piece::Stamp => self.write.action.walk_stamp(out.reborrow())?,
                Piece::Time(time) => DB::push_time(*time, &self.now, out.reborrow())?,
                Piece::Changes => self.write.action.walk_root_changes(out.reborrow())?,
                // Its name is written by then.
                Piece::Set(_) => {}
            }
        }
        Ok(())
    }
}

impl<DB, A, W> Script<DB> for CascadeScript<A, W>
where
    DB: CascadeBackend,
    A: CascadingFragment<DB>,
    W: TargetClause<DB>,
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
        self.report
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
