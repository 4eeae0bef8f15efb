//! `DELETE … WHERE (target) AND deleted`.

use chrono::{Datelike, SubsecRound, TimeDelta, Utc};
use diesel::backend::Backend;
use diesel::expression::AsExpression;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;

use super::action::{Action, ActionFragment};
use super::error::StatementError;
use super::stamp::{StampExpression, StampType};
use crate::declare::{Marker, SoftDeletable};

/// The removal, for good, of rows of the table `T` that meet `G` (they are
/// deleted), by their age `A` in the marker column `M`.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct Purging<T, M, G, A> {
    pub(crate) table: T,
    pub(crate) marker: M,
    pub(crate) guard: G,
    pub(crate) age: A,
}

/// The first year that all databases can store: that of MySQL's `DATETIME`.
const FIRST_YEAR: i32 = 1000;

/// However long a row has been deleted.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct AnyAge;

/// Only rows that were deleted before a time, or an error that is reported in
/// place of the statement.
#[derive(Debug, Clone)]
pub struct OlderThan<S> {
    before: Result<S, StatementError>,
}

impl<S: QueryId> QueryId for OlderThan<S> {
    type QueryId = OlderThan<S::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = S::HAS_STATIC_QUERY_ID;
}

impl OlderThan<()> {
    pub(crate) fn of<M: Marker>(age: TimeDelta) -> OlderThan<StampExpression<M>> {
        let before = if age < TimeDelta::zero() {
            Err(StatementError::NegativeAge { age })
        } else {
            Utc::now()
                .checked_sub_signed(age)
                .filter(|before| before.year() >= FIRST_YEAR)
                .ok_or(StatementError::AgeOutOfRange { age })
                .map(|before| before.trunc_subsecs(6))
                .map(|before| AsExpression::<StampType<M>>::as_expression(M::stamp(before)))
        };
        OlderThan { before }
    }
}

/// The SQL of an age: ` AND marker < time`.
pub trait AgeFragment<DB: Backend, M> {
    fn walk_age<'b>(&'b self, marker: &'b M, out: AstPass<'_, 'b, DB>) -> QueryResult<()>;
}

impl<DB: Backend, M> AgeFragment<DB, M> for AnyAge {
    fn walk_age<'b>(&'b self, _: &'b M, _: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        Ok(())
    }
}

impl<DB, M, S> AgeFragment<DB, M> for OlderThan<S>
where
    DB: Backend,
    M: QueryFragment<DB>,
    S: QueryFragment<DB>,
{
    fn walk_age<'b>(&'b self, marker: &'b M, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        match &self.before {
            Ok(before) => {
                out.push_sql(" AND ");
                marker.walk_ast(out.reborrow())?;
                out.push_sql(" < ");
                before.walk_ast(out)
            }
            Err(error) => Err(error.clone().into()),
        }
    }
}

impl<T: SoftDeletable, M, G, A> Action for Purging<T, M, G, A> {
    type Table = T;
}

impl<DB, T, M, G, A> ActionFragment<DB> for Purging<T, M, G, A>
where
    DB: Backend,
    T: SoftDeletable + QueryFragment<DB>,
    G: QueryFragment<DB>,
    A: AgeFragment<DB, M>,
{
    fn walk_head<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("DELETE FROM ");
        self.table.walk_ast(out)
    }

    fn walk_guard<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.guard.walk_ast(out.reborrow())?;
        self.age.walk_age(&self.marker, out.reborrow())?;
        if let Some(hold) = T::HOLD {
            out.push_sql(" AND ");
            self.table.walk_ast(out.reborrow())?;
            out.push_sql(".");
            out.push_identifier(hold)?;
            out.push_sql(" IS NOT TRUE");
        }
        Ok(())
    }
}
