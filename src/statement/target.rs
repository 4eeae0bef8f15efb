//! The rows that a statement is about.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;

use super::closed::{Closed, loose};

/// The target's conditions, each followed by `AND`, so that the statement's own
/// condition comes next.
pub trait TargetClause<DB: Backend> {
    fn walk_where<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()>;
}

/// The `WHERE` clause of what was handed to the statement.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct Where<W>(pub(crate) W);

impl<DB, W> TargetClause<DB> for Where<W>
where
    DB: Backend<QueryBuilder: 'static>,
    W: QueryFragment<DB> + QueryId,
{
    fn walk_where<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if self.0.is_noop(out.backend())? {
            out.push_sql(" WHERE ");
            return Ok(());
        }
        if Closed::of(&self.0, out.backend())? != Closed::AsItIs {
            return Err(loose(&self.0, out.backend()));
        }
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(" AND ");
        Ok(())
    }
}

/// A target with one more condition, from [`.filter(…)`](crate::Write::filter).
#[derive(Debug, Clone, Copy, QueryId)]
pub struct Narrowed<W, P> {
    target: W,
    predicate: P,
}

impl<DB, W, P> TargetClause<DB> for Narrowed<W, P>
where
    DB: Backend<QueryBuilder: 'static>,
    W: TargetClause<DB>,
    P: QueryFragment<DB> + QueryId,
{
    fn walk_where<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.target.walk_where(out.reborrow())?;
        let closed = Closed::of(&self.predicate, out.backend())?;
        walk_condition(&self.predicate, closed, out)
    }
}

/// A target with one more condition, which Diesel has put in parentheses and which
/// holds nothing of the user's but binds, so that it need not be looked at.
pub(crate) struct Among<W, P> {
    pub(crate) target: W,
    pub(crate) predicate: P,
}

impl<DB, W, P> TargetClause<DB> for Among<W, P>
where
    DB: Backend<QueryBuilder: 'static>,
    W: TargetClause<DB>,
    P: QueryFragment<DB>,
{
    fn walk_where<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.target.walk_where(out.reborrow())?;
        walk_condition(&self.predicate, Closed::AsItIs, out)
    }
}

/// A condition and the `AND` behind it.
fn walk_condition<'b, DB: Backend<QueryBuilder: 'static>>(
    condition: &'b impl QueryFragment<DB>,
    closed: Closed,
    mut out: AstPass<'_, 'b, DB>,
) -> QueryResult<()> {
    match closed {
        Closed::AsItIs => condition.walk_ast(out.reborrow())?,
        Closed::InParentheses => {
            out.push_sql("(");
            condition.walk_ast(out.reborrow())?;
            out.push_sql(")");
        }
        Closed::Never | Closed::Unread => return Err(loose(condition, out.backend())),
    }
    out.push_sql(" AND ");
    Ok(())
}

/// A target whose conditions are put together at run time, from
/// [`.into_boxed()`](crate::Write::into_boxed).
pub struct BoxedWhere<'a, DB> {
    target: Box<dyn TargetClause<DB> + Send + 'a>,
    predicates: Vec<Predicate<'a, DB>>,
}

struct Predicate<'a, DB> {
    fragment: Box<dyn QueryFragment<DB> + Send + 'a>,
    /// The name of its type.
    name: &'static str,
}

impl<'a, DB: Backend> BoxedWhere<'a, DB> {
    pub(crate) fn new(target: impl TargetClause<DB> + Send + 'a) -> Self {
        BoxedWhere {
            target: Box::new(target),
            predicates: Vec::new(),
        }
    }
}

impl<DB> QueryId for BoxedWhere<'_, DB> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB: Backend<QueryBuilder: 'static>> TargetClause<DB> for BoxedWhere<'_, DB> {
    fn walk_where<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.target.walk_where(out.reborrow())?;
        for predicate in &self.predicates {
            let closed = Closed::of_unknown(&predicate.fragment, predicate.name, out.backend())?;
            walk_condition(&predicate.fragment, closed, out.reborrow())?;
        }
        Ok(())
    }
}

/// A target to which a condition can be added.
pub trait FilterTarget<P> {
    type Output;
    fn filter_target(self, predicate: P) -> Self::Output;
}

impl<W, P> FilterTarget<P> for Where<W> {
    type Output = Narrowed<Self, P>;
    fn filter_target(self, predicate: P) -> Self::Output {
        Narrowed {
            target: self,
            predicate,
        }
    }
}

impl<W, Q, P> FilterTarget<P> for Narrowed<W, Q> {
    type Output = Narrowed<Self, P>;
    fn filter_target(self, predicate: P) -> Self::Output {
        Narrowed {
            target: self,
            predicate,
        }
    }
}

impl<'a, DB, P> FilterTarget<P> for BoxedWhere<'a, DB>
where
    DB: Backend,
    P: QueryFragment<DB> + Send + 'a,
{
    type Output = Self;
    fn filter_target(mut self, predicate: P) -> Self {
        self.predicates.push(Predicate {
            fragment: Box::new(predicate),
            name: std::any::type_name::<P>(),
        });
        self
    }
}
