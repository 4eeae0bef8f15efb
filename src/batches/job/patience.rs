//! How long a purge waits for what others have locked: a moment only, in the transaction of
//! each batch. What it does not get is passed over, and the next run comes to it.
//!
//! PostgreSQL has a setting that ends with the transaction. MySQL and MariaDB have none, and
//! MySQL takes no hint for it either: there the session's own is set, and set back before the
//! transaction ends. A connection that was left in between is in a transaction still, and no pool
//! gives it away.

use std::time::{Duration, Instant};

use diesel::query_builder::AstPass;
use diesel::result::{Error, QueryResult};

use super::{BatchJob, Phase, TRIES};
use crate::cascade::{Acting, Verb};
use crate::declare::{CascadeBackend, Dialect};
use crate::statement::Ending;

#[derive(Debug)]
pub(super) struct Patience {
    /// What is to be set back.
    before: Option<Before>,
    /// Whether it is set.
    is_set: bool,
    /// Whether the batch under way waits for a moment only.
    pub(super) is_brief: bool,
    /// When the last statement was sent.
    pub(super) sent: Instant,
    /// Whether the last row was waited for in vain.
    pub(super) in_vain: bool,
}

/// What the session says by itself.
#[derive(Debug)]
enum Before {
    Postgres(Option<String>),
    /// And in which language it says that it has waited for too long.
    Mysql(i64, Option<String>),
}

impl Patience {
    pub(super) fn new() -> Self {
        Patience {
            before: None,
            is_set: false,
            is_brief: false,
            sent: Instant::now(),
            in_vain: false,
        }
    }
}

impl<A, W, R, F> BatchJob<A, W, R, F>
where
    A: Acting,
    R: Ending,
{
    /// Whether the run has patience for a moment only. A soft delete and a restore are not
    /// done to rows here and there, and SQLite has one writer, for which a connection has a
    /// time of its own.
    pub(super) fn is_hasty<DB: CascadeBackend>() -> bool {
        A::VERB == Verb::Purge && DB::DIALECT != Dialect::Sqlite
    }

    /// Whether the session has to be asked what is to be set back.
    pub(super) fn asks_session<DB: CascadeBackend>(is_free: bool) -> bool {
        // What PostgreSQL sets for a savepoint stays for the rest of the transaction.
        Self::is_hasty::<DB>() && (DB::DIALECT == Dialect::Mysql || !is_free)
    }

    pub(super) fn know_session<DB: CascadeBackend>(
        &mut self,
        texts: Vec<String>,
    ) -> QueryResult<()> {
        let text = texts.into_iter().next().ok_or(Error::NotFound)?;
        self.patience.before = Some(if DB::DIALECT == Dialect::Postgres {
            Before::Postgres(Some(text))
        } else {
            let (seconds, language) = text.split_once(':').ok_or(Error::NotFound)?;
            let seconds = seconds.parse();
            let seconds = seconds.map_err(|error| Error::DeserializationError(Box::new(error)))?;
            Before::Mysql(seconds, Some(language.to_owned()))
        });
        self.phase = Phase::Next;
        Ok(())
    }

    /// A transaction has begun.
    pub(super) fn opened<DB: CascadeBackend>(&mut self) {
        self.is_open = true;
        self.phase = if Self::is_hasty::<DB>() {
            Phase::Hurry
        } else {
            Phase::Script
        };
    }

    pub(super) fn hurried(&mut self) {
        self.patience.is_set = self.patience.before.is_some();
        self.patience.is_brief = true;
        self.phase = Phase::Script;
    }

    /// What is done at the end of a transaction, well or not.
    pub(super) fn ends(&mut self) -> Phase {
        let undone = self.failure.is_some();
        let session = matches!(self.patience.before, Some(Before::Mysql(..)));
        if self.patience.is_set && (session || !undone) {
            Phase::SetBack
        } else if undone {
            Phase::Undo
        } else {
            Phase::Close
        }
    }

    pub(super) fn set_back(&mut self, failed: Option<Error>) {
        self.patience.is_set = false;
        if let (Some(error), None) = (failed, &self.failure) {
            self.failure = Some(error.into());
        }
        self.phase = self.ends();
    }

    /// Where a row is looked for that others have, or the one before was such a row, it has been
    /// waited for already.
    fn patience(&self) -> Duration {
        let level = self.statement(self.at);
        let level = level.and_then(|statement| statement.action.levels.last());
        let is_known = level.is_some_and(|level| level.suspects > 0);
        Duration::from_millis(if is_known || self.patience.in_vain {
            100
        } else {
            1_000
        })
    }

    pub(super) fn walk_session<DB: CascadeBackend>(
        &self,
        mut out: AstPass<'_, '_, DB>,
    ) -> QueryResult<()> {
        out.push_sql(match DB::DIALECT {
            Dialect::Mysql => "SELECT CONCAT(@@innodb_lock_wait_timeout, ':', @@lc_messages)",
            _ => "SELECT current_setting('lock_timeout')",
        });
        Ok(())
    }

    /// A session that has less patience keeps to that.
    pub(super) fn walk_hurry<DB: CascadeBackend>(
        &self,
        mut out: AstPass<'_, '_, DB>,
    ) -> QueryResult<()> {
        out.push_sql(&match (DB::DIALECT, &self.patience.before) {
            (Dialect::Mysql, before) => {
                let seconds = match before {
                    Some(Before::Mysql(seconds, _)) => *seconds.min(&1),
                    _ => 1,
                };
                format!("SET innodb_lock_wait_timeout = {seconds}, lc_messages = 'en_US'")
            }
            _ => {
                let ms = self.patience().as_millis();
                format!(
                    "SELECT set_config('lock_timeout', '{ms}ms', TRUE) \
                     WHERE CAST(current_setting('lock_timeout') AS INTERVAL) \
                     NOT BETWEEN INTERVAL '1 ms' AND INTERVAL '{ms} ms'"
                )
            }
        });
        Ok(())
    }

    pub(super) fn walk_set_back<'b, DB: CascadeBackend>(
        &'b self,
        mut out: AstPass<'_, 'b, DB>,
    ) -> QueryResult<()> {
        match &self.patience.before {
            Some(Before::Postgres(time)) => {
                out.push_sql("SELECT set_config('lock_timeout', ");
                DB::push_text(time, out.reborrow())?;
                out.push_sql(", TRUE)");
            }
            Some(Before::Mysql(seconds, language)) => {
                out.push_sql(&format!(
                    "SET innodb_lock_wait_timeout = {seconds}, lc_messages = "
                ));
                DB::push_text(language, out)?;
            }
            None => {}
        }
        Ok(())
    }

    /// As if the session had been asked, for statements that are shown.
    pub(super) fn suppose<DB: CascadeBackend>(&mut self) {
        if DB::DIALECT == Dialect::Mysql {
            self.patience.before = Some(Before::Mysql(50, Some("en_US".to_owned())));
        }
    }

    /// Others have locked something that the batch would take along: the row of which that
    /// is so is found, or passed over.
    pub(super) fn leave(&mut self) {
        // A deadlock is not waited for. InnoDB looks at its clock once a second.
        let waited = self.patience.sent.elapsed() >= self.patience().mul_f32(0.9);
        let failures = self.failures;
        let Some(level) = self.level() else {
            return;
        };
        if level.count > 1 {
            level.suspect();
            level.start_again();
            return;
        }
        if !waited && failures < TRIES {
            level.start_again();
            self.failures += 1;
            self.phase = Phase::Wait(Duration::from_millis(10 << failures));
            return;
        }
        self.patience.in_vain = true;
        self.pass_locked();
    }

    /// The row that the stretch has come down to is left to the next run.
    pub(super) fn pass_locked(&mut self) {
        let depth = self.depth();
        if let Some(level) = self.level() {
            level.pass();
        }
        self.failures = 0;
        // Of a row below it is the row above that stays, and is counted.
        if depth == 1 {
            self.run.locked += 1;
        }
    }
}
