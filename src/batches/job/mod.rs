//! A run in batches on its way: which stretch of rows is next, and when it ends. What is sent
//! is in `send`, what becomes of the answers in `settle`.

mod direct;
mod patience;
mod send;
mod settle;
mod texts;

use std::time::{Duration, Instant};

use self::patience::Patience;
use super::level::Level;
use super::limits::Limits;
use super::queries::Batched;
use super::rooting::Rooting;
use super::run::{BatchRun, PassedOver, Stopped};
use crate::cascade::{
    Acting, Bound, CascadeError, CascadeReport, CascadeScript, CascadingFragment, Extent, Manner,
    Verb,
};
use crate::declare::{CascadeBackend, Edge, EdgeKind};
use crate::execute::Script;
use crate::statement::{Ending, StatementError, TargetClause, Write};

/// A batch with so many times more rows, in all tables, than it may have roots is
/// divided.
const ROWS: u64 = 10;

/// How deep that goes. What is deeper goes with what it depends on.
const DEEPEST: usize = 8;

/// A batch that takes longer is followed by a smaller one.
const SLOW: Duration = Duration::from_secs(1);

/// How often a batch is tried again that the database has ended in favour of others.
const TRIES: u32 = 8;

pub(super) struct BatchJob<A, W, R, F> {
    /// One for each table of the target. A script under way has taken its own.
    statements: Vec<Option<Batched<A, W, R>>>,
    at: usize,
    script: Option<CascadeScript<Rooting<A>, W, R>>,
    phase: Phase,
    /// Whether there is a transaction around it.
    is_open: bool,
    failure: Option<CascadeError>,
    failures: u32,
    extent: Extent,
    locking: bool,
    /// Whether nothing is changed at all.
    dry: bool,
    /// Whether a batch is the statement itself, on the rows of the stretch.
    directly: bool,
    /// Whether that passes over what others have locked: on MySQL's own server.
    skips_locked: bool,
    /// Whether the stretch has rows that others have locked.
    is_locked: bool,
    /// Whether rows have been written since the first of them was looked up.
    progressed: bool,
    patience: Patience,
    /// What came of a stretch of which rows may be left.
    left: Option<CascadeReport>,
    limits: Limits<F>,
    /// How many rows the next stretch has if it is full, and how many come before the last.
    size: i64,
    before: i64,
    begun: Instant,
    started: Option<Instant>,
    run: BatchRun,
}

/// What is done now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing has been sent: what was asked for may not be possible.
    First,
    /// Whether there is a transaction already, and which server this is.
    Depth,
    Server,
    /// How long the session waits for others.
    Session,
    /// The next stretch is looked up: whether there is a full one, and if not, what is left.
    Next,
    Rest,
    Direct,
    Open,
    /// It is said how long the batch waits for others, and taken back at its end.
    Hurry,
    Script,
    SetBack,
    /// What is still there of the stretch.
    Left,
    Close,
    Undo,
    Wait(Duration),
    /// What is held of a table, and since when its oldest row is deleted.
    Held(usize),
    Oldest(usize),
    Done,
}

/// Statements, and how they are carried out.
pub(super) struct Work<A, W, R> {
    pub(super) statements: Vec<Write<A, W, R>>,
    pub(super) extent: Extent,
    pub(super) locking: bool,
}

impl<A, W, R, F> BatchJob<A, W, R, F>
where
    A: Acting,
    R: Ending,
{
    pub(super) fn new(work: Work<A, W, R>, limits: Limits<F>, dry: bool) -> Self {
        let roots = limits.roots;
        let refused = if roots == 0 {
            Some(StatementError::EmptyBatch)
        } else if work.statements.is_empty() {
            Some(StatementError::NothingExpires)
        } else {
            None
        };
        let statements = work.statements.into_iter().map(|statement| {
            Some(statement.map_action(|action| Rooting {
                levels: vec![Level::new(action.root(), roots)],
                bound: Bound::None,
                action,
            }))
        });
        BatchJob {
            statements: statements.collect(),
            at: 0,
            script: None,
            phase: Phase::First,
            is_open: false,
            failure: refused.map(|refused| CascadeError::Database(refused.into())),
            failures: 0,
            extent: work.extent,
            locking: work.locking,
            dry,
            directly: false,
            skips_locked: false,
            is_locked: false,
            progressed: false,
            patience: Patience::new(),
            left: None,
            limits,
            size: 1,
            before: 0,
            begun: Instant::now(),
            started: None,
            run: BatchRun::new(A::VERB),
        }
    }

    fn statement(&self, at: usize) -> Option<&Batched<A, W, R>> {
        self.statements.get(at)?.as_ref()
    }

    fn statement_mut(&mut self) -> Option<&mut Batched<A, W, R>> {
        self.statements.get_mut(self.at)?.as_mut()
    }

    /// The level under way.
    fn level(&mut self) -> Option<&mut Level> {
        self.statement_mut()?.action.levels.last_mut()
    }

    fn depth(&self) -> usize {
        self.statement(self.at)
            .map_or(0, |statement| statement.action.levels.len())
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
        let written = self.run.report.written();
        let enough = self.limits.up_to.is_some_and(|up_to| written >= up_to);
        enough.then_some(Stopped::Rows)
    }

    fn stop(&mut self, why: Stopped) {
        self.run.stopped = why;
        for statement in self.statements.iter_mut().flatten() {
            statement.action.levels.truncate(1);
        }
        self.phase = Phase::Held(0);
    }

    /// How many rows the next stretch may have.
    fn set_size(&mut self) {
        let left = self
            .limits
            .up_to
            .map(|up_to| up_to.saturating_sub(self.run.report.written()).max(1));
        let size = self.level().map_or(1, |level| level.size);
        let size = size.min(left.unwrap_or(u64::MAX));
        self.size = i64::try_from(size).unwrap_or(i64::MAX);
        self.before = self.size - 1;
    }

    /// All rows of a level have been gone through.
    fn end_of_level(&mut self) {
        let again = self.may_go_again();
        let roots = self.limits.roots;
        let Some(statement) = self.statement_mut() else {
            return self.stop(Stopped::Done);
        };
        if statement.action.levels.len() > 1 {
            statement.action.levels.pop();
            return;
        }
        if again {
            let first = Level::new(statement.action.root(), roots);
            statement.action.levels = vec![first];
            self.run.blocked = PassedOver::default();
            self.progressed = false;
            self.failures = 0;
            self.phase = Phase::Next;
            return;
        }
        self.failures = 0;
        self.at += 1;
        if self.at < self.statements.len() {
            self.phase = Phase::Next;
        } else {
            self.stop(Stopped::Done);
        }
    }

    /// A row that could not come back may have a parent among those that have.
    fn may_go_again(&self) -> bool {
        let waits = A::VERB == Verb::Restore && self.run.blocked.roots > 0;
        waits && self.progressed && !self.dry
    }

    /// Whether what depends on one row can go in batches of its own before it: for good, that
    /// is. What is soft-deleted or restored without its parent would be seen in between.
    fn divides(&self) -> bool {
        A::VERB == Verb::Purge && self.depth() < DEEPEST
    }

    /// How many rows may go with a stretch.
    fn most(&self) -> u64 {
        self.limits.roots.saturating_mul(ROWS)
    }

    /// How much may go with the stretch, which can be made smaller.
    fn bound(&mut self) -> Bound {
        let (cascades, can_divide) = (self.extent != Extent::Itself, self.divides());
        let most = self.most();
        let Some(level) = self.level() else {
            return Bound::None;
        };
        let along = |edge: &Edge| A::VERB != Verb::Restore || edge.kind == EdgeKind::Cascade;
        let has_dependents = level.edges().iter().any(along);
        if cascades && has_dependents && (level.count > 1 || can_divide) {
            Bound::AtMost(most)
        } else {
            Bound::None
        }
    }

    /// Sends the statement on the stretch, if no more than this goes with it.
    fn start<DB>(&mut self, bound: Bound)
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
        W: TargetClause<DB>,
    {
        let dry = self.dry;
        self.begun = Instant::now();
        self.patience.is_brief = false;
        if self.directly && !self.is_locked {
            self.phase = Phase::Direct;
            return;
        }
        let Some(mut statement) = self.statements.get_mut(self.at).and_then(Option::take) else {
            return self.stop(Stopped::Done);
        };
        statement.action.bound = if dry { Bound::None } else { bound };
        let manner = Manner {
            preview: dry,
            locking: self.locking && !dry && bound != Bound::Looked,
        };
        let script = CascadeScript::new::<DB>(statement, self.extent, manner);
        // A batch has a transaction of its own even if it is one statement: the database
        // may say no to it, and a transaction of the caller's has to go on.
        self.phase = if !dry || Script::<DB>::is_atomic(&script) {
            Phase::Open
        } else {
            Phase::Script
        };
        self.script = Some(script);
    }
}
