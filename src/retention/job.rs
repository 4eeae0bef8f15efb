//! A run in batches on its way: which stretch of rows is next, what came of it, and when
//! it ends.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::{DatabaseErrorKind, Error, QueryResult};

use super::key;
use super::level::Level;
use super::limits::Limits;
use super::queries::{Purge, walk_held, walk_next, walk_oldest};
use super::rooting::{Ages, Rooting};
use super::run::{Batch, PurgeRun, Stopped};
use crate::cascade::{CascadeError, CascadeScript, CascadingFragment, Extent, Manner};
use crate::declare::CascadeBackend;
use crate::execute::{Answer, Job, Script, Step, Task};
use crate::statement::{Ending, StatementError, TargetClause, Write, text_of};

/// A batch with so many times more rows, in all tables, than it may have roots is
/// divided.
const ROWS: u64 = 10;

/// How deep that goes. What is deeper goes with what it depends on.
const DEEPEST: usize = 8;

/// A batch that takes longer is followed by a smaller one.
const SLOW: Duration = Duration::from_secs(1);

/// How often a batch is tried again that the database has ended in favour of others.
const TRIES: u32 = 8;

pub(super) struct PurgeJob<A, W, R, F> {
    /// One for each table of the target. A script under way has taken its own.
    purges: Vec<Option<Purge<A, W, R>>>,
    at: usize,
    script: Option<CascadeScript<Rooting<A>, W, R>>,
    phase: Phase,
    /// Whether the script only looks.
    looks: bool,
    /// Whether there is a transaction around it.
    is_open: bool,
    failure: Option<CascadeError>,
    failures: u32,
    extent: Extent,
    locking: bool,
    /// Whether nothing is changed at all.
    dry: bool,
    limits: Limits<F>,
    /// The largest number of rows of the next stretch.
    size: i64,
    begun: Instant,
    started: Option<Instant>,
    run: PurgeRun,
}

/// What is done now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// What was asked for cannot be done.
    Refused,
    /// The next stretch is looked up.
    Next,
    Open,
    Script,
    Close,
    Undo,
    Wait(Duration),
    /// What is held of a table, and since when its oldest row is deleted.
    Held(usize),
    Oldest(usize),
    Done,
}

/// Purges, and how they are carried out.
pub(super) struct Work<A, W, R> {
    pub(super) purges: Vec<Write<A, W, R>>,
    pub(super) extent: Extent,
    pub(super) locking: bool,
}

impl<A, W, R, F> PurgeJob<A, W, R, F>
where
    A: crate::cascade::Acting,
    R: Ending,
{
    pub(super) fn new(work: Work<A, W, R>, limits: Limits<F>, dry: bool) -> Self {
        let roots = limits.roots;
        let refused = if roots == 0 {
            Some(StatementError::EmptyBatch)
        } else if work.purges.is_empty() {
            Some(StatementError::NothingExpires)
        } else {
            None
        };
        let purges = work.purges.into_iter().map(|purge| {
            Some(purge.map_action(|action| Rooting {
                levels: vec![Level::new(action.root(), None, roots)],
                action,
            }))
        });
        PurgeJob {
            purges: purges.collect(),
            at: 0,
            script: None,
            phase: if refused.is_some() {
                Phase::Refused
            } else {
                Phase::Next
            },
            looks: false,
            is_open: false,
            failure: refused.map(|refused| CascadeError::Database(refused.into())),
            failures: 0,
            extent: work.extent,
            locking: work.locking,
            dry,
            limits,
            size: 1,
            begun: Instant::now(),
            started: None,
            run: PurgeRun::new(),
        }
    }

    fn purge(&self, at: usize) -> Option<&Purge<A, W, R>> {
        self.purges.get(at)?.as_ref()
    }

    fn purge_mut(&mut self) -> Option<&mut Purge<A, W, R>> {
        self.purges.get_mut(self.at)?.as_mut()
    }

    /// The level under way.
    fn level(&mut self) -> Option<&mut Level> {
        self.purge_mut()?.action.levels.last_mut()
    }

    fn depth(&self) -> usize {
        self.purge(self.at)
            .map_or(0, |purge| purge.action.levels.len())
    }

    fn elapsed(&mut self) -> Duration {
        self.started.get_or_insert_with(Instant::now).elapsed()
    }

    /// Why it is not gone on with.
    fn limit(&mut self) -> Option<Stopped> {
        let elapsed = self.elapsed();
        if self.limits.within.is_some_and(|within| elapsed >= within) {
            return Some(Stopped::Time);
        }
        let gone = self.run.report.gone();
        let enough = self.limits.up_to.is_some_and(|up_to| gone >= up_to);
        enough.then_some(Stopped::Rows)
    }

    fn stop(&mut self, why: Stopped) {
        self.run.stopped = why;
        for purge in self.purges.iter_mut().flatten() {
            purge.action.levels.truncate(1);
        }
        self.phase = Phase::Held(0);
    }

    /// How many rows the next stretch may have.
    fn set_size(&mut self) {
        let left = self
            .limits
            .up_to
            .map(|up_to| up_to.saturating_sub(self.run.report.gone()).max(1));
        let size = self.level().map_or(1, |level| level.size);
        let size = size.min(left.unwrap_or(u64::MAX));
        self.size = i64::try_from(size).unwrap_or(i64::MAX);
    }

    /// All rows of a level have been gone through.
    fn end_of_level(&mut self) {
        let Some(purge) = self.purge_mut() else {
            return self.stop(Stopped::Done);
        };
        if purge.action.levels.len() > 1 {
            purge.action.levels.pop();
            return;
        }
        self.at += 1;
        self.failures = 0;
        if self.at < self.purges.len() {
            self.phase = Phase::Next;
        } else {
            self.stop(Stopped::Done);
        }
    }

    /// A purge that has to be seen before it is done: it may be about too many rows.
    fn is_looked_at(&mut self) -> bool {
        let divides = self.extent != Extent::Itself && self.depth() < DEEPEST;
        divides && self.level().is_some_and(|level| !level.edges().is_empty())
    }

    fn start<DB>(&mut self, looks: bool)
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
        W: TargetClause<DB>,
    {
        let Some(purge) = self.purges.get_mut(self.at).and_then(Option::take) else {
            return self.stop(Stopped::Done);
        };
        let manner = Manner {
            preview: looks,
            locking: self.locking && !looks,
        };
        let script = CascadeScript::new::<DB>(purge, self.extent, manner);
        self.looks = looks;
        self.begun = Instant::now();
        // A purge has a transaction of its own even if it is one statement: the database
        // may say no to it, and a transaction of the caller's has to go on.
        self.phase = if !looks || Script::<DB>::is_atomic(&script) {
            Phase::Open
        } else {
            Phase::Script
        };
        self.script = Some(script);
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
        level.divided = Some(next + 1);
        level.alone = true;
        match (edge, self.purge_mut()) {
            (Some(edge), Some(purge)) => {
                let below = Level::new(edge.child, Some(edge), roots);
                purge.action.levels.push(below);
                self.phase = Phase::Next;
            }
            _ => self.start::<DB>(false),
        }
    }

    /// The script is at its end.
    fn finished<DB>(&mut self) -> Result<(), CascadeError>
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
        W: TargetClause<DB>,
        F: FnMut(&mut Batch) -> ControlFlow<()>,
    {
        let Some(script) = self.script.take() else {
            return Ok(());
        };
        let (mut report, purge) = script.into_parts();
        self.purges[self.at] = Some(purge);
        self.phase = Phase::Next;
        let took = self.begun.elapsed();
        let most = self.limits.roots;
        let cap = most.saturating_mul(ROWS);
        let rows = report.changes();
        let depth = self.depth();
        if depth == 1 {
            self.run.report.mention(&report);
        }
        let can_divide = depth < DEEPEST;
        let (looks, dry) = (self.looks, self.dry);
        let Some(level) = self.level() else {
            return Ok(());
        };
        if looks && !dry {
            if rows <= cap || !can_divide {
                self.start::<DB>(false);
            } else if level.count > 1 {
                let fitting = level.count.saturating_mul(cap) / rows;
                level.size = fitting.min(level.count / 2).max(1);
                level.up_to = None;
            } else {
                self.divide::<DB>();
            }
            return Ok(());
        }
        self.failures = 0;
        let Some(level) = self.level() else {
            return Ok(());
        };
        let table = level.table.name;
        if level.is_removed() {
            report.say_removed();
        }
        level.advance();
        if took > SLOW && !dry {
            level.suspects = 0;
            level.size = (level.size / 2).max(1);
        } else if level.suspects > 0 || rows.saturating_mul(2) <= cap {
            level.grow(most);
        }
        self.run.report.absorb(&report);
        if rows == 0 {
            return Ok(());
        }
        self.run.batches += 1;
        if dry {
            return Ok(());
        }
        let mut batch = Batch {
            report,
            table,
            batches: self.run.batches,
            rows: self.run.report.gone(),
            passed_over: self.run.blocked.roots + self.run.held.roots,
            took,
            elapsed: self.elapsed(),
            wait: self.limits.pause,
        };
        if (self.limits.on_batch)(&mut batch).is_break() {
            self.stop(Stopped::Callback);
        } else if batch.wait > Duration::ZERO {
            self.phase = Phase::Wait(batch.wait);
        }
        Ok(())
    }

    /// The script has ended with an error, and so has its transaction.
    fn failed(&mut self, error: CascadeError) -> Result<(), CascadeError> {
        if let Some(script) = self.script.take() {
            let (_, purge) = script.into_parts();
            self.purges[self.at] = Some(purge);
        }
        let blocked = matches!(
            &error,
            CascadeError::StillReferenced(_)
                | CascadeError::Database(Error::DatabaseError(
                    DatabaseErrorKind::ForeignKeyViolation,
                    _
                ))
        );
        let held = matches!(&error, CascadeError::Held(_));
        let depth = self.depth();
        self.phase = Phase::Next;
        let failures = self.failures;
        let Some(level) = self.level() else {
            return Err(error);
        };
        if blocked || held {
            if level.count > 1 {
                level.suspect();
                level.up_to = None;
                level.alone = false;
                return Ok(());
            }
            level.advance();
            level.suspects = 0;
            level.size = 1;
            // Of a row below it is the row above that stays, and is counted.
            if depth == 1 {
                let because_of = match error {
                    CascadeError::StillReferenced(rows) | CascadeError::Held(rows) => rows,
                    _ => Vec::new(),
                };
                if held {
                    self.run.held.add(because_of);
                } else {
                    self.run.blocked.add(because_of);
                }
            }
            return Ok(());
        }
        if !error.is_retryable() || failures >= TRIES {
            return Err(error);
        }
        level.size = (level.size / 2).max(1);
        level.suspects = 0;
        level.up_to = None;
        level.alone = false;
        level.divided = None;
        self.failures += 1;
        self.phase = Phase::Wait(Duration::from_millis(10 << failures));
        Ok(())
    }

    /// Takes what came of a script's statement.
    fn fail(&mut self, error: CascadeError) -> Result<(), CascadeError> {
        if self.is_open {
            self.failure = Some(error);
            self.phase = Phase::Undo;
            Ok(())
        } else {
            self.failed(error)
        }
    }
}

impl<DB, A, W, R, F> QueryFragment<DB> for PurgeJob<A, W, R, F>
where
    DB: CascadeBackend,
    A: CascadingFragment<DB> + Ages,
    W: TargetClause<DB>,
    R: Ending,
{
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let purge = |at| self.purge(at).ok_or(Error::NotFound);
        match (self.phase, &self.script) {
            (Phase::Script, Some(script)) => script.walk_ast(out),
            (Phase::Held(at), _) => walk_held(purge(at)?, out),
            (Phase::Oldest(at), _) => walk_oldest(purge(at)?, out),
            _ => walk_next(purge(self.at)?, &self.size, out),
        }
    }
}

impl<DB, A, W, R, F> Job<DB> for PurgeJob<A, W, R, F>
where
    DB: CascadeBackend,
    A: CascadingFragment<DB> + Ages,
    W: TargetClause<DB>,
    R: Ending,
    F: FnMut(&mut Batch) -> ControlFlow<()>,
{
    type Report = PurgeRun;
    type Error = CascadeError;

    fn next(&mut self) -> Result<Task, CascadeError> {
        loop {
            match self.phase {
                Phase::Next => match self.limit() {
                    Some(why) => self.stop(why),
                    None => {
                        self.set_size();
                        return Ok(Task::Texts);
                    }
                },
                Phase::Refused => {
                    let refused = self.failure.take();
                    return Err(refused.unwrap_or(CascadeError::Database(Error::NotFound)));
                }
                Phase::Open => return Ok(Task::Begin),
                Phase::Script => {
                    let Some(script) = &mut self.script else {
                        return Ok(Task::Done);
                    };
                    match Script::<DB>::next(script) {
                        Ok(Some(Step::Change(_))) => return Ok(Task::Change),
                        Ok(Some(Step::Select(_))) => return Ok(Task::Select),
                        Ok(None) if self.is_open => self.phase = Phase::Close,
                        Ok(None) => self.finished::<DB>()?,
                        Err(error) => self.fail(error)?,
                    }
                }
                Phase::Close => return Ok(Task::Commit),
                Phase::Undo => return Ok(Task::Rollback),
                Phase::Wait(time) => return Ok(Task::Wait(time)),
                Phase::Held(at) => match self.purge(at) {
                    None => self.phase = Phase::Oldest(0),
                    // What it has not come to is not passed over.
                    Some(purge) if at <= self.at && purge.action.action.root().hold.is_some() => {
                        return Ok(Task::Select);
                    }
                    Some(_) => self.phase = Phase::Held(at + 1),
                },
                Phase::Oldest(at) => match self.purge(at) {
                    None => self.phase = Phase::Done,
                    Some(purge) if purge.action.action.aged_by().is_some() => {
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
            (Phase::Next | Phase::Open | Phase::Script, Err(error)) => {
                return self.fail(error.into());
            }
            (Phase::Close, Err(error)) => {
                self.is_open = false;
                return self.failed(error.into());
            }
            (Phase::Undo, Err(error)) => return Err(self.failure.take().unwrap_or(error.into())),
            (_, Err(error)) => return Err(error.into()),
        };
        match (self.phase, answer) {
            (Phase::Next, Answer::Texts(texts)) => self.found::<DB>(texts.first())?,
            (Phase::Open, _) => {
                self.is_open = true;
                self.phase = Phase::Script;
            }
            (Phase::Script, Answer::Numbers(numbers)) => {
                let Some(script) = &mut self.script else {
                    return Ok(());
                };
                if let Err(error) = Script::<DB>::answer(script, &numbers) {
                    self.fail(error)?;
                }
            }
            (Phase::Close, _) => {
                self.is_open = false;
                self.finished::<DB>()?;
            }
            (Phase::Undo, _) => {
                self.is_open = false;
                if let Some(error) = self.failure.take() {
                    self.failed(error)?;
                }
            }
            (Phase::Wait(_), _) => self.phase = Phase::Next,
            (Phase::Held(at), Answer::Numbers(numbers)) => {
                let name = self.purge(at).map(|it| it.action.action.root().name);
                let rows = numbers.iter().sum();
                if let (Some(table), true) = (name, rows > 0) {
                    self.run.held.add_rows(table, rows);
                }
                self.phase = Phase::Held(at + 1);
            }
            (Phase::Oldest(at), Answer::Texts(texts)) => {
                self.run.is_aged = true;
                let oldest = texts.into_iter().find(|text| !text.is_empty());
                let known = self.run.oldest_due.take();
                self.run.oldest_due = known.into_iter().chain(oldest).min();
                self.phase = Phase::Oldest(at + 1);
            }
            _ => {}
        }
        Ok(())
    }

    fn finish(mut self) -> PurgeRun {
        self.run.elapsed = self.elapsed();
        self.run
    }
}

impl<A, W, R, F> PurgeJob<A, W, R, F>
where
    A: crate::cascade::Acting,
    R: Ending,
{
    /// The statements of a batch in the middle.
    pub(super) fn texts<DB>(mut self) -> Result<Vec<String>, CascadeError>
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB> + Ages,
        W: TargetClause<DB>,
        F: FnMut(&mut Batch) -> ControlFlow<()>,
    {
        if let Some(refused) = self.failure.take() {
            return Err(refused);
        }
        let Some(level) = self.level() else {
            return Ok(Vec::new());
        };
        level.after = Some(key::example::<DB>(&level.table));
        let mut texts = vec![text_of::<DB>(&self, &DB::default())?];
        let manner = Manner {
            preview: false,
            locking: self.locking,
        };
        if let Some(mut purge) = self.purges.get_mut(0).and_then(Option::take) {
            for level in &mut purge.action.levels {
                level.up_to.clone_from(&level.after);
            }
            let script = CascadeScript::new::<DB>(purge, self.extent, manner);
            texts.extend(script.texts::<DB>()?);
        }
        Ok(texts)
    }

    /// The last row of the next stretch, if there is another one.
    fn found<DB>(&mut self, text: Option<&String>) -> Result<(), CascadeError>
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
        W: TargetClause<DB>,
    {
        let Some(text) = text else {
            let depth = self.depth();
            self.end_of_level();
            if depth > 1 {
                self.divide::<DB>();
            }
            return Ok(());
        };
        let Some(level) = self.level() else {
            return Ok(());
        };
        let (count, key) = key::read::<DB>(&level.table, text)?;
        if level.after.as_ref() == Some(&key) {
            // It would go on for ever.
            let wrong = format!("`{}` has a row after itself: `{text}`", level.table.name);
            return Err(Error::DeserializationError(wrong.into()).into());
        }
        level.count = count;
        level.up_to = Some(key);
        let looks = self.dry || self.is_looked_at();
        self.start::<DB>(looks);
        Ok(())
    }
}
