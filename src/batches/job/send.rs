//! What a run sends, and when.

use std::ops::ControlFlow;
use std::time::Instant;

use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::{Error, QueryResult};

use super::direct::{walk_direct, walk_server, walk_skipping};
use super::{BatchJob, Phase};
use crate::batches::queries::{walk_held, walk_next, walk_oldest, walk_rest};
use crate::batches::rooting::Ages;
use crate::batches::run::{Batch, BatchRun, Stopped};
use crate::cascade::{Acting, CascadeError, CascadeReport, CascadingFragment, Verb};
use crate::declare::{CascadeBackend, Dialect};
use crate::execute::{Answer, Job, Script, Step, Task};
use crate::statement::{ActionFragment, Ending, TargetClause, refuse_evaluation, text_of};

impl<DB, A, W, R, F> QueryFragment<DB> for BatchJob<A, W, R, F>
where
    DB: CascadeBackend,
    A: CascadingFragment<DB> + ActionFragment<DB> + Ages,
    W: TargetClause<DB>,
    R: Ending,
{
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let statement = |at| self.statement(at).ok_or(Error::NotFound);
        match (self.phase, &self.script) {
            (Phase::Script, Some(script)) => script.walk_ast(out),
            (Phase::Direct, _) if self.skips_locked => walk_skipping(statement(self.at)?, out),
            (Phase::Direct, _) => walk_direct(statement(self.at)?, out),
            (Phase::Server, _) => walk_server(out),
            (Phase::Session, _) => self.walk_session(out),
            (Phase::Hurry, _) => self.walk_hurry(out),
            (Phase::SetBack, _) => self.walk_set_back(out),
            (Phase::Held(at), _) => walk_held(statement(at)?, out),
            (Phase::Oldest(at), _) => walk_oldest(statement(at)?, out),
            (Phase::Rest | Phase::Left, _) => walk_rest(statement(self.at)?, &self.size, out),
            _ => walk_next(statement(self.at)?, &self.before, out),
        }
    }
}

impl<DB, A, W, R, F> Job<DB> for BatchJob<A, W, R, F>
where
    DB: CascadeBackend,
    A: CascadingFragment<DB> + ActionFragment<DB> + Ages,
    W: TargetClause<DB>,
    R: Ending,
    F: FnMut(&mut Batch) -> ControlFlow<()>,
{
    type Report = BatchRun;
    type Error = CascadeError;

    fn next(&mut self) -> Result<Task, CascadeError> {
        loop {
            match self.phase {
                Phase::Next => match self.limit() {
                    Some(why) => self.stop(why),
                    None => {
                        self.set_size();
                        self.patience.is_brief = false;
                        return Ok(Task::Texts);
                    }
                },
                Phase::First => {
                    self.check::<DB>()?;
                    self.phase = if self.may_be_direct() || Self::is_hasty::<DB>() {
                        Phase::Depth
                    } else {
                        Phase::Next
                    };
                }
                Phase::Depth => return Ok(Task::Depth),
                Phase::Rest => return Ok(Task::Texts),
                Phase::Session | Phase::Left => return Ok(Task::Texts),
                Phase::Hurry | Phase::SetBack if DB::DIALECT == Dialect::Postgres => {
                    return Ok(Task::Texts);
                }
                Phase::Hurry | Phase::SetBack => return Ok(Task::Change),
                Phase::Server => return Ok(Task::Select),
                Phase::Direct => return Ok(Task::Change),
                Phase::Open => return Ok(Task::Begin),
                Phase::Script => {
                    let Some(script) = &mut self.script else {
                        return Ok(Task::Done);
                    };
                    self.patience.sent = Instant::now();
                    match Script::<DB>::next(script) {
                        Ok(Some(Step::Change(_))) => return Ok(Task::Change),
                        Ok(Some(Step::Select(_))) => return Ok(Task::Select),
                        Ok(None) if self.is_open => self.phase = self.ends(),
                        Ok(None) => self.finished::<DB>()?,
                        Err(error) => self.fail::<DB>(error)?,
                    }
                }
                Phase::Close => return Ok(Task::Commit),
                Phase::Undo => return Ok(Task::Rollback),
                Phase::Wait(time) => return Ok(Task::Wait(time)),
                Phase::Held(at) => match self.statement(at) {
                    None => self.phase = Phase::Oldest(0),
                    // What it has not come to is not passed over.
                    Some(statement) if at <= self.at && is_held_back(&statement.action.action) => {
                        return Ok(Task::Select);
                    }
                    Some(_) => self.phase = Phase::Held(at + 1),
                },
                Phase::Oldest(at) => match self.statement(at) {
                    None => self.phase = Phase::Done,
                    Some(statement) if statement.action.action.aged_by().is_some() => {
                        return Ok(Task::Texts);
                    }
                    Some(_) => self.phase = Phase::Oldest(at + 1),
                },
                Phase::Done => return Ok(Task::Done),
            }
        }
    }

    fn answer(&mut self, answer: QueryResult<Answer>) -> Result<(), CascadeError> {
        let answer = match (self.phase, answer) {
            (_, Ok(answer)) => answer,
            (
                Phase::Next | Phase::Rest | Phase::Open | Phase::Hurry | Phase::Script,
                Err(error),
            ) => {
                return self.fail::<DB>(error.into());
            }
            (Phase::Direct, Err(error)) => return self.failed_directly::<DB>(error.into()),
            (Phase::SetBack, Err(error)) => {
                self.set_back(Some(error));
                return Ok(());
            }
            (Phase::Close, Err(error)) => {
                self.is_open = false;
                return self.failed::<DB>(error.into());
            }
            (Phase::Undo, Err(error)) => return Err(self.failure.take().unwrap_or(error.into())),
            (_, Err(error)) => return Err(error.into()),
        };
        match (self.phase, answer) {
            (Phase::Next, Answer::Texts(texts)) => self.found_full::<DB>(texts.first())?,
            (Phase::Rest, Answer::Texts(texts)) => self.found_rest::<DB>(texts.first())?,
            (Phase::Depth, Answer::Numbers(numbers)) => self.find_way::<DB>(&numbers),
            (Phase::Server, Answer::Numbers(numbers)) => self.know_server(&numbers),
            (Phase::Direct, Answer::Numbers(numbers)) => {
                let table = self.level().map_or("", |level| level.table.name);
                let rows = numbers.iter().sum();
                self.settle::<DB>(CascadeReport::of_one(table, rows));
            }
            (Phase::Session, Answer::Texts(texts)) => self.know_session::<DB>(texts)?,
            (Phase::Open, _) => self.opened::<DB>(),
            (Phase::Hurry, _) => self.hurried(),
            (Phase::SetBack, _) => self.set_back(None),
            (Phase::Left, Answer::Texts(texts)) => self.know_left::<DB>(texts.first())?,
            (Phase::Script, Answer::Numbers(numbers)) => {
                let Some(script) = &mut self.script else {
                    return Ok(());
                };
                if let Err(error) = Script::<DB>::answer(script, &numbers) {
                    self.fail::<DB>(error)?;
                }
            }
            (Phase::Close, _) => {
                self.is_open = false;
                self.finished::<DB>()?;
            }
            (Phase::Undo, _) => {
                self.is_open = false;
                if let Some(error) = self.failure.take() {
                    self.failed::<DB>(error)?;
                }
            }
            (Phase::Wait(_), _) => self.phase = Phase::Next,
            (Phase::Held(at), Answer::Numbers(numbers)) => {
                let name = self.statement(at).map(|it| it.action.action.root().name);
                let rows = numbers.iter().sum();
                if let (Some(table), true) = (name, rows > 0) {
                    self.run.held.add_rows(table, rows);
                }
                self.phase = Phase::Held(at + 1);
            }
            (Phase::Oldest(at), Answer::Texts(texts)) => {
                let oldest = texts.into_iter().find(|text| !text.is_empty());
                self.run.see_due(oldest);
                self.phase = Phase::Oldest(at + 1);
            }
            _ => {}
        }
        Ok(())
    }

    fn finish(mut self) -> BatchRun {
        self.run.elapsed = self.elapsed();
        if self.run.stopped == Stopped::Done && self.run.locked > 0 {
            self.run.stopped = Stopped::Locked;
        }
        self.run
    }
}

/// Whether rows of the target may be held.
fn is_held_back<A: Acting>(action: &A) -> bool {
    A::VERB == Verb::Purge && action.root().hold.is_some()
}

impl<A, W, R, F> BatchJob<A, W, R, F>
where
    A: Acting,
    R: Ending,
{
    /// Refuses what cannot be done, before anything is sent.
    pub(super) fn check<DB>(&mut self) -> Result<(), CascadeError>
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
    {
        if let Some(refused) = self.failure.take() {
            return Err(refused);
        }
        for statement in self.statements.iter().flatten() {
            // All batches are to have one stamp.
            let stamp = text_of::<DB>(&Stamp(&statement.action.action), &DB::default())?;
            refuse_evaluation(&stamp).map_err(Error::from)?;
        }
        Ok(())
    }
}

struct Stamp<'a, A>(&'a A);

impl<DB: CascadeBackend, A: CascadingFragment<DB>> QueryFragment<DB> for Stamp<'_, A> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_stamp(out)
    }
}
