//! The three statements as cascades.

use chrono::{DateTime, Utc};
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;

pub(super) use super::plan::{Fate, Verb};
use crate::declare::{
    CanBeRestored, CanBeStamped, CascadeMarker, Declared, MarkedTable, Marker, MarkerColumn,
    MarkerOf, MarkerText, MarkerTexts, Moment, SoftDeletable, TableInfo,
};
use crate::statement::{
    Action, ActionFragment, AgeFragment, At, ChangesFragment, DefaultStamp, Now, Purging,
    Restoring, SoftDeleting, TargetClause, next, touched,
};

/// How much of a cascade is done at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bound {
    /// All of it.
    None,
    /// So many rows, of all tables together; if there are more, none of them.
    AtMost(u64),
    /// Nothing: it is looked what stands against it.
    Looked,
}

impl Bound {
    pub(super) fn rows(self) -> Option<u64> {
        match self {
            Bound::AtMost(rows) => Some(rows),
            Bound::None | Bound::Looked => None,
        }
    }
}

type FirstMarker<T> = <<T as MarkedTable>::Marker as MarkerColumn>::Marker;

/// A marker of the same kind as the first of its table, by which the compiler
/// has checked the tables below.
#[diagnostic::on_unimplemented(
    message = "a cascade cannot go through this marker, as its stamps are of another type than those \
               of the table's first one",
    label = "`{Self}`, in place of `{First}`",
    note = "the tables below are checked against the first marker that the table's declaration names",
    note = "write the rows themselves with `.shallow()`"
)]
pub trait LikeFirst<First> {}

impl<M> LikeFirst<M> for M {}

/// An action that can be carried on to dependents.
pub trait Cascading: Acting {}

/// An action as the plan of a cascade knows it, be it about the rows of the target
/// alone.
pub trait Acting: Action {
    const VERB: Verb;

    /// The marker of the table where the cascade starts.
    const MARKER: MarkerText;

    /// Whether the stamp may be an expression, and not a value.
    const EXPRESSION: bool;

    /// Whether rows of the target that others have locked are passed over, where the
    /// database can.
    const PASSES_LOCKED: bool = false;

    /// How much of it is done at once.
    fn bound(&self) -> Bound {
        Bound::None
    }

    /// The table whose rows the target is of.
    fn root(&self) -> TableInfo {
        Self::Table::info()
    }

    /// What becomes of the rows of the target, in a purge.
    fn fate(&self) -> Fate {
        Fate::Purged
    }

    /// Takes the time anew, if it is the statement's own: a cascade that has waited
    /// for locks is later than those that it has waited for.
    fn renew(&mut self) {}
}

/// The parts of a cascading action that hold values.
pub trait CascadingFragment<DB: Backend>: Acting {
    /// The conditions of the target.
    fn walk_target<'b, W: TargetClause<DB>>(
        &'b self,
        target: &'b W,
        out: AstPass<'_, 'b, DB>,
    ) -> QueryResult<()> {
        target.walk_where(out)
    }

    /// What makes a row of the target a root.
    fn walk_root_guard<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()>;

    /// The same where the rows of the target alone are meant.
    fn walk_own_guard<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.walk_root_guard(out)
    }

    /// When the statement was made.
    fn moment(&self) -> Moment;

    /// Whether the root rows get further columns.
    fn changes_roots(&self, _: &DB) -> QueryResult<bool> {
        Ok(false)
    }

    /// Whether a column is one of these.
    fn changes_column(&self, _: &'static str, _: &DB) -> QueryResult<bool> {
        Ok(false)
    }

    /// The value that marks a row, where one does.
    fn walk_stamp<'b>(&'b self, _: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        Ok(())
    }

    /// The further columns of the root rows, each followed by a comma.
    fn walk_root_changes<'b>(&'b self, _: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        Ok(())
    }
}

impl<T, M, S, C> Cascading for SoftDeleting<T, M, S, C>
where
    T: SoftDeletable<Stampable: CanBeStamped>,
    M: MarkerOf<T, Marker: LikeFirst<FirstMarker<T>>>,
    S: OneStamp<M>,
{
}

impl<T, M, S, C> Acting for SoftDeleting<T, M, S, C>
where
    T: SoftDeletable,
    M: MarkerOf<T>,
    S: OneStamp<M>,
{
    const VERB: Verb = Verb::Delete;
    const MARKER: MarkerText = MarkerText::of::<M>();
    const EXPRESSION: bool = S::EXPRESSION;

    fn renew(&mut self) {
        let now = next();
        self.stamp.renew(now);
        self.moment = Moment::of(now);
    }
}

impl<DB, T, M, S, C> CascadingFragment<DB> for SoftDeleting<T, M, S, C>
where
    DB: Backend,
    Self: Acting,
    T: SoftDeletable,
    M: MarkerOf<T> + QueryFragment<DB>,
    S: QueryFragment<DB>,
    C: ChangesFragment<DB>,
{
    fn walk_root_guard<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        walk_marker(&self.marker, M::Marker::ACTIVE, out.reborrow())
    }

    fn moment(&self) -> Moment {
        self.moment
    }

    fn changes_roots(&self, backend: &DB) -> QueryResult<bool> {
        self.changes.has_changes(backend)
    }

    fn changes_column(&self, column: &'static str, backend: &DB) -> QueryResult<bool> {
        self.changes.assigns(column, backend)
    }

    fn walk_stamp<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.stamp.walk_ast(out)
    }

    fn walk_root_changes<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let own = [T::FLAGS, &touched::<T>()];
        let markers = [T::Markers::TEXTS, T::ALSO];
        self.changes.refuse(&own, &markers, out.backend())?;
        self.changes.walk_first(out)
    }
}

impl<T, M, C> Cascading for Restoring<T, M, C>
where
    T: SoftDeletable<Restorable: CanBeRestored>,
    M: MarkerOf<T, Marker: CascadeMarker + LikeFirst<FirstMarker<T>>>,
{
}

impl<T: SoftDeletable, M: MarkerOf<T>, C> Acting for Restoring<T, M, C> {
    const VERB: Verb = Verb::Restore;
    const MARKER: MarkerText = MarkerText::of::<M>();
    const EXPRESSION: bool = false;
}

impl<DB, T, M, C> CascadingFragment<DB> for Restoring<T, M, C>
where
    DB: Backend,
    Self: Acting,
    T: SoftDeletable,
    M: MarkerOf<T> + QueryFragment<DB>,
    C: ChangesFragment<DB>,
{
    fn walk_root_guard<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        walk_marker(&self.marker, M::Marker::DELETED, out.reborrow())
    }

    fn moment(&self) -> Moment {
        self.moment
    }

    fn changes_roots(&self, backend: &DB) -> QueryResult<bool> {
        self.changes.has_changes(backend)
    }

    fn changes_column(&self, column: &'static str, backend: &DB) -> QueryResult<bool> {
        self.changes.assigns(column, backend)
    }

    fn walk_root_changes<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let own = [T::CLEAR, T::FLAGS, &touched::<T>()];
        let markers = [T::Markers::TEXTS, T::ALSO];
        self.changes.refuse(&own, &markers, out.backend())?;
        self.changes.walk_first(out)
    }
}

impl<T: SoftDeletable, M, G, A> Cascading for Purging<T, M, G, A> {}

impl<T: SoftDeletable, M, G, A> Acting for Purging<T, M, G, A> {
    const VERB: Verb = Verb::Purge;
    const MARKER: MarkerText = T::Markers::TEXTS[0];
    const EXPRESSION: bool = false;
}

impl<DB, T, M, G, A> CascadingFragment<DB> for Purging<T, M, G, A>
where
    DB: Backend,
    T: SoftDeletable + QueryFragment<DB>,
    G: QueryFragment<DB>,
    A: AgeFragment<DB, M>,
{
    fn walk_root_guard<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.guard.walk_ast(out.reborrow())?;
        self.age.walk_age(&self.marker, out)
    }

    /// A row that is held is passed over.
    fn walk_own_guard<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.walk_guard(out)
    }

    /// A purge writes no time.
    fn moment(&self) -> Moment {
        Moment::of(chrono::DateTime::UNIX_EPOCH)
    }
}

fn walk_marker<'b, DB: Backend>(
    marker: &'b impl QueryFragment<DB>,
    text: &str,
    mut out: AstPass<'_, 'b, DB>,
) -> QueryResult<()> {
    marker.walk_ast(out.reborrow())?;
    out.push_sql(" ");
    out.push_sql(text);
    Ok(())
}

/// A stamp for the marker column `M` of which all tables of a cascade can have the
/// same.
pub trait OneStamp<M> {
    const EXPRESSION: bool;

    fn renew(&mut self, now: DateTime<Utc>);
}

impl<M: MarkerColumn> OneStamp<M> for DefaultStamp<M> {
    const EXPRESSION: bool = false;

    fn renew(&mut self, now: DateTime<Utc>) {
        *self = Now::<()>::at::<M>(now);
    }
}

/// A value or an expression: the database computes it once.
impl<M, S> OneStamp<M> for At<S> {
    const EXPRESSION: bool = true;

    fn renew(&mut self, _: DateTime<Utc>) {}
}
