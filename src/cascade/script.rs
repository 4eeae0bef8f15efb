//! A cascade on its way: sends what is planned, and counts.

use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::{Error, QueryResult};

use super::error::{CascadeError, Dependents};
use super::plan::{Answer, Order, Plan, Planned};
use super::report::{CascadeReport, TableReport};
use super::text::Piece;
use super::verb::{Cascading, CascadingFragment, Verb};
use crate::declare::{CascadeBackend, Declared, Dialect};
use crate::execute::{Script, Step};
use crate::statement::{ActionFragment, NoReturning, Shallow, TargetClause, Write, text_of};

pub(super) struct CascadeScript<A, W> {
    write: Write<A, W, NoReturning, Shallow>,
    /// Taken by the first step, so that what is wrong with it is reported.
    planned: Result<Vec<Planned>, Option<CascadeError>>,
    at: usize,
    blocking: Vec<Dependents>,
    report: CascadeReport,
}

impl<A: Cascading, W> CascadeScript<A, W> {
    pub(super) fn new<DB>(
        write: Write<A, W, NoReturning, Shallow>,
        preview: bool,
        locking: bool,
    ) -> Self
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
        W: TargetClause<DB>,
    {
        let mut report = CascadeReport { tables: Vec::new() };
        let planned = order::<DB, A, W>(&write, preview, locking)
            .and_then(|order| Ok(Plan::new::<DB>(A::Table::info(), order)?))
            .map(|plan| {
                report.tables = plan
                    .entries
                    .into_iter()
                    .map(|(table, reached)| TableReport {
                        table,
                        rows: reached.then_some(0),
                        nullified: 0,
                    })
                    .collect();
                plan.statements
            })
            .map_err(Some);
        CascadeScript {
            write,
            planned,
            at: 0,
            blocking: Vec::new(),
            report,
        }
    }

    /// The SQL of all statements, in order.
    pub(super) fn texts<DB>(mut self) -> Result<Vec<String>, CascadeError>
    where
        DB: CascadeBackend,
        A: ActionFragment<DB> + CascadingFragment<DB>,
        W: TargetClause<DB>,
    {
        if let Err(Some(error)) = self.planned {
            return Err(error);
        }
        let mut texts = Vec::new();
        for at in 0..self.statements().len() {
            self.at = at;
            texts.push(text_of::<DB>(&self, &DB::default())?);
        }
        Ok(texts)
    }

    fn statements(&self) -> &[Planned] {
        self.planned.as_deref().unwrap_or_default()
    }
}

fn order<DB, A, W>(
    write: &Write<A, W, NoReturning, Shallow>,
    preview: bool,
    locking: bool,
) -> Result<Order, CascadeError>
where
    DB: CascadeBackend,
    A: CascadingFragment<DB>,
    W: TargetClause<DB>,
{
    let backend = DB::default();
    let target = text_of(&TargetText(&write.target), &backend)?;
    let stamp = text_of(&StampText(&write.action), &backend)?;
    // The time of the transaction on PostgreSQL, of the statement elsewhere.
    let stable = stamp == "CURRENT_TIMESTAMP" && DB::DIALECT == Dialect::Postgres;
    let value = matches!(stamp.as_str(), "" | "?" | "$1" | "TRUE");
    if !stable && !value && stamp.parse::<f64>().is_err() {
        return Err(CascadeError::UnstableStamp);
    }
    Ok(Order {
        verb: A::VERB,
        marker: A::MARKER,
        preview,
        locking,
        varies: varies(&target, DB::DIALECT),
    })
}

/// Whether conditions may hold for other rows from one statement to the next.
fn varies(target: &str, dialect: Dialect) -> bool {
    let target = target.to_ascii_uppercase();
    let says = |word: &&str| target.contains(*word);
    ["SELECT", "RANDOM(", "RAND("].iter().any(says)
        // The time of the transaction on PostgreSQL, of the statement elsewhere.
        || dialect != Dialect::Postgres && ["CURRENT_", "NOW(", "'NOW'"].iter().any(says)
}

struct TargetText<'a, W>(&'a W);

impl<DB: CascadeBackend, W: TargetClause<DB>> QueryFragment<DB> for TargetText<'_, W> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_where(out)
    }
}

struct StampText<'a, A>(&'a A);

impl<DB: CascadeBackend, A: CascadingFragment<DB>> QueryFragment<DB> for StampText<'_, A> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_stamp(out)
    }
}

/// The statement that is due.
impl<DB, A, W> QueryFragment<DB> for CascadeScript<A, W>
where
    DB: CascadeBackend,
    A: ActionFragment<DB> + CascadingFragment<DB>,
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
                Piece::Guard => self.write.action.walk_guard(out.reborrow())?,
                Piece::Stamp => self.write.action.walk_stamp(out.reborrow())?,
                Piece::Changes => self.write.action.walk_root_changes(out.reborrow())?,
                Piece::Write => self.write.walk_ast(out.reborrow())?,
            }
        }
        Ok(())
    }
}

impl<DB, A, W> Script<DB> for CascadeScript<A, W>
where
    DB: CascadeBackend,
    A: ActionFragment<DB> + CascadingFragment<DB>,
    W: TargetClause<DB>,
{
    type Report = CascadeReport;
    type Error = CascadeError;
    const ATOMIC: bool = true;

    fn next(&mut self) -> Result<Option<Step<'_, DB>>, CascadeError> {
        if let Err(error) = &mut self.planned {
            return Err(error
                .take()
                .unwrap_or(CascadeError::Database(Error::NotFound)));
        }
        let Some(statement) = self.statements().get(self.at) else {
            return Ok(None);
        };
        if !matches!(statement.answer, Answer::Blocking(_)) && !self.blocking.is_empty() {
            let blocking = std::mem::take(&mut self.blocking);
            return Err(match A::VERB {
                Verb::Delete => CascadeError::Restricted(blocking),
                Verb::Restore => CascadeError::ParentDeleted(blocking),
                Verb::Purge => CascadeError::StillReferenced(blocking),
            });
        }
        Ok(Some(if statement.counts {
            Step::Count(self)
        } else {
            Step::Change(self)
        }))
    }

    fn answer(&mut self, rows: u64) -> Result<(), CascadeError> {
        let answer = self
            .statements()
            .get(self.at)
            .map(|statement| statement.answer);
        self.at += 1;
        let entry = match answer {
            Some(Answer::Rows(entry) | Answer::Nullified(entry)) => entry,
            Some(Answer::Blocking(table)) if rows > 0 => {
                self.blocking.push(Dependents { table, rows });
                return Ok(());
            }
            _ => return Ok(()),
        };
        if let Some(report) = self.report.tables.get_mut(entry) {
            match answer {
                Some(Answer::Nullified(_)) => report.nullified += rows,
                _ => *report.rows.get_or_insert(0) += rows,
            }
        }
        Ok(())
    }

    fn finish(self) -> CascadeReport {
        self.report
    }
}
