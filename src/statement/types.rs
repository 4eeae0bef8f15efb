//! The types of functions, under the names of these.

use diesel::query_builder::IntoUpdateTarget;

use super::action::TargetTable;
use super::changes::NoChanges;
use super::purge::{AnyAge, Purging};
use super::restore::Restoring;
use super::soft_delete::SoftDeleting;
use super::stamp::DefaultStamp;
use super::target::Where;
use super::write::Write;
use super::{mark_as, restored};
use crate::declare::{Declared, MarkedTable};
use crate::scope::ScopeSource;

/// The type of [`soft_delete(target)`](crate::soft_delete).
pub type SoftDelete<Target> = Write<
    SoftDeleting<TargetTable<Target>, MarkerIn<Target>, DefaultStamp<MarkerIn<Target>>, NoChanges>,
    Where<<Target as IntoUpdateTarget>::WhereClause>,
    <TargetTable<Target> as Declared>::Journal,
    <TargetTable<Target> as MarkedTable>::Reach,
>;

/// The type of [`restore(target)`](crate::restore).
pub type Restore<Target> = Write<
    Restoring<TargetTable<Target>, MarkerIn<Target>, NoChanges>,
    Where<<Target as IntoUpdateTarget>::WhereClause>,
    <TargetTable<Target> as Declared>::Journal,
    <TargetTable<Target> as MarkedTable>::RestoreReach,
>;

/// The type of [`purge(target)`](crate::purge).
pub type Purge<Target> = Write<
    Purging<
        TargetTable<Target>,
        MarkerIn<Target>,
        <TargetTable<Target> as ScopeSource>::Deleted,
        AnyAge,
    >,
    Where<<Target as IntoUpdateTarget>::WhereClause>,
    <TargetTable<Target> as Declared>::Journal,
    <TargetTable<Target> as MarkedTable>::Reach,
>;

/// The type of [`mark(column, target)`](crate::mark).
pub type Mark<C, Target> = Write<
    SoftDeleting<TargetTable<Target>, C, DefaultStamp<C>, NoChanges>,
    Where<<Target as IntoUpdateTarget>::WhereClause>,
    <TargetTable<Target> as Declared>::Journal,
    <TargetTable<Target> as MarkedTable>::Reach,
>;

/// The type of [`unmark(column, target)`](crate::unmark).
pub type Unmark<C, Target> = Write<
    Restoring<TargetTable<Target>, C, NoChanges>,
    Where<<Target as IntoUpdateTarget>::WhereClause>,
    <TargetTable<Target> as Declared>::Journal,
    <TargetTable<Target> as MarkedTable>::RestoreReach,
>;

/// The type of [`mark_as(column, flag)`](crate::mark_as).
pub type MarkAs<C> = mark_as::MarkAs<C, DefaultStamp<C>>;

/// The type of [`table.restored()`](crate::prelude::RestoredDsl::restored).
pub type Restored<T> = restored::Restored<T>;

type MarkerIn<Target> = <TargetTable<Target> as MarkedTable>::Marker;
