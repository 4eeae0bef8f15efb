//! The statements of a run, to be looked at.

use std::ops::ControlFlow;

use super::{BatchJob, Phase};
use crate::batches::key;
use crate::batches::rooting::Ages;
use crate::batches::run::Batch;
use crate::cascade::{Acting, CascadeError, CascadeScript, CascadingFragment, Manner, Verb};
use crate::declare::{CascadeBackend, Dialect};
use crate::statement::{ActionFragment, Ending, TargetClause, text_of};

impl<A, W, R, F> BatchJob<A, W, R, F>
where
    A: Acting,
    R: Ending,
{
    /// The statements of a batch in the middle.
    pub(in crate::batches) fn texts<DB>(mut self) -> Result<Vec<String>, CascadeError>
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB> + ActionFragment<DB> + Ages,
        W: TargetClause<DB>,
        F: FnMut(&mut Batch) -> ControlFlow<()>,
    {
        self.check::<DB>()?;
        let Some(level) = self.level() else {
            return Ok(Vec::new());
        };
        level.after = Some(key::example::<DB>(&level.table));
        let mut texts = vec![text_of::<DB>(&self, &DB::default())?];
        self.phase = Phase::Rest;
        texts.push(text_of::<DB>(&self, &DB::default())?);
        if let Some(level) = self.level() {
            level.up_to.clone_from(&level.after);
        }
        if self.may_be_direct() {
            self.phase = Phase::Direct;
            texts.push(text_of::<DB>(&self, &DB::default())?);
            if A::VERB != Verb::Purge {
                return Ok(texts);
            }
            if DB::DIALECT == Dialect::Mysql {
                self.skips_locked = true;
                texts.push(text_of::<DB>(&self, &DB::default())?);
            }
        }
        self.suppose::<DB>();
        if Self::is_hasty::<DB>() {
            self.phase = Phase::Hurry;
            texts.push(text_of::<DB>(&self, &DB::default())?);
        }
        let manner = Manner {
            preview: false,
            locking: self.locking,
        };
        let roots = self.limits.roots;
        if let Some(level) = self.level() {
            level.count = roots;
        }
        let bound = self.bound();
        if let Some(mut statement) = self.statements.get_mut(0).and_then(Option::take) {
            statement.action.bound = bound;
            let script = CascadeScript::new::<DB>(statement, self.extent, manner);
            texts.extend(script.texts::<DB>()?);
        }
        if DB::DIALECT == Dialect::Mysql && Self::is_hasty::<DB>() {
            self.phase = Phase::SetBack;
            texts.push(text_of::<DB>(&self, &DB::default())?);
        }
        Ok(texts)
    }
}
