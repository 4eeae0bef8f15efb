//! The three statements as cascades.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;

pub(super) use super::rows::Verb;
use crate::declare::{
    CanBeRestored, CanBeStamped, CascadeMarker, MarkerColumn, MarkerOf, MarkerText, MarkerTexts,
    SoftDeletable,
};
use crate::statement::{Action, ChangesFragment, Purging, Restoring, SoftDeleting};

type FirstMarker<T> = <<T as SoftDeletable>::Marker as MarkerColumn>::Marker;

/// A marker of the same kind as the first of its table, by which the compiler
/// has checked the tables below.
#[doc(hidden)]
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
#[doc(hidden)]
pub trait Cascading: Action {
    const VERB: Verb;

    /// The marker of the table where the cascade starts.
    const MARKER: MarkerText;
}

/// The parts of a cascading action that hold values.
#[doc(hidden)]
pub trait CascadingFragment<DB: Backend>: Cascading {
    /// The value that marks a row.
    fn walk_stamp<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()>;

    /// The further columns of the root rows.
    fn walk_root_changes<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()>;
}

impl<T, M, S, C> Cascading for SoftDeleting<T, M, S, C>
where
    T: SoftDeletable<Stampable: CanBeStamped>,
    M: MarkerOf<T, Marker: LikeFirst<FirstMarker<T>>>,
{
    const VERB: Verb = Verb::Delete;
    const MARKER: MarkerText = MarkerText::of::<M>();
}

impl<DB, T, M, S, C> CascadingFragment<DB> for SoftDeleting<T, M, S, C>
where
    DB: Backend,
    Self: Cascading,
    T: SoftDeletable,
    S: QueryFragment<DB>,
    C: ChangesFragment<DB>,
{
    fn walk_stamp<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.stamp.walk_ast(out)
    }

    fn walk_root_changes<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.changes
            .refuse(&[], &[T::Markers::TEXTS], out.backend())?;
        self.changes.walk_changes(out)
    }
}

impl<T, M, C> Cascading for Restoring<T, M, C>
where
    T: SoftDeletable<Restorable: CanBeRestored>,
    M: MarkerOf<T, Marker: CascadeMarker + LikeFirst<FirstMarker<T>>>,
{
    const VERB: Verb = Verb::Restore;
    const MARKER: MarkerText = MarkerText::of::<M>();
}

impl<DB, T, M, C> CascadingFragment<DB> for Restoring<T, M, C>
where
    DB: Backend,
    Self: Cascading,
    T: SoftDeletable,
    C: ChangesFragment<DB>,
{
    fn walk_stamp<'b>(&'b self, _: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        Ok(())
    }

    fn walk_root_changes<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.changes
            .refuse(&[T::CLEAR], &[T::Markers::TEXTS], out.backend())?;
        self.changes.walk_changes(out)
    }
}

impl<T: SoftDeletable, M, G, A> Cascading for Purging<T, M, G, A> {
    const VERB: Verb = Verb::Purge;
    const MARKER: MarkerText = T::Markers::TEXTS[0];
}

impl<DB: Backend, T: SoftDeletable, M, G, A> CascadingFragment<DB> for Purging<T, M, G, A> {
    fn walk_stamp<'b>(&'b self, _: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        Ok(())
    }

    fn walk_root_changes<'b>(&'b self, _: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        Ok(())
    }
}
