//! One statement of several that are alike but for the ids in them.

use std::any::TypeId;
use std::cell::OnceCell;

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryBuilder, QueryFragment};
use diesel::result::QueryResult;

use crate::statement::{ActionFragment, Among, NoReturning, TargetClause, Write, text_of};

/// How a database takes many ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ids {
    /// As one array: the text is the same for any number of them.
    Array,
    /// With a placeholder for each.
    List,
}

impl Ids {
    pub(super) fn of<DB: 'static>() -> Self {
        let arrays = [
            #[cfg(feature = "postgres")]
            TypeId::of::<diesel::pg::Pg>(),
        ];
        if arrays.contains(&TypeId::of::<DB>()) {
            Ids::Array
        } else {
            Ids::List
        }
    }

    /// How many go into one statement. A list may have 32,766 binds on SQLite and
    /// 65,535 on MySQL, but a longer one is not faster, and each connection keeps it.
    /// An array stays far below the gigabyte that a message to PostgreSQL may have.
    pub(super) fn part(self) -> usize {
        match self {
            Ids::Array => 1_000_000,
            Ids::List => 2_000,
        }
    }

    /// Whether the statement on so many ids is kept prepared.
    ///
    /// In a plan that PostgreSQL keeps it expects an array of ten, and so looks each
    /// of a million up in the index. Of lists only the full one comes again.
    fn are_kept(self, count: usize) -> bool {
        match self {
            Ids::Array => count <= 1_000,
            Ids::List => count == self.part(),
        }
    }
}

/// The statement on a part of the ids, and its text if that is known.
pub(super) struct Part<A, W, P, H> {
    statement: Write<A, Among<W, P>, NoReturning, H>,
    ids: Ids,
    count: usize,
    text: OnceCell<String>,
}

impl<A, W, P, H> Part<A, W, P, H> {
    pub(super) fn new(
        statement: Write<A, W, NoReturning, H>,
        ids: Ids,
        predicate: P,
        count: usize,
    ) -> Self {
        Part {
            statement: statement.map_target(|target| Among { target, predicate }),
            ids,
            count,
            text: OnceCell::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Goes on with other ids.
    pub(super) fn replace(&mut self, predicate: P, count: usize) {
        self.statement.target.predicate = predicate;
        if self.ids == Ids::List && count != self.count {
            self.text.take();
        }
        self.count = count;
    }
}

impl<DB, A, W, P, H> QueryFragment<DB> for Part<A, W, P, H>
where
    DB: Backend<QueryBuilder: Default>,
    A: ActionFragment<DB>,
    W: TargetClause<DB>,
    P: QueryFragment<DB>,
    Write<A, Among<W, P>, NoReturning, H>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.statement.walk_ast(out)
    }

    /// Writes thousands of placeholders once, not for each part.
    fn to_sql(&self, out: &mut DB::QueryBuilder, backend: &DB) -> QueryResult<()> {
        let text = match self.text.get() {
            Some(text) => text,
            None => {
                let text = text_of(&self.statement, backend)?;
                self.text.get_or_init(|| text)
            }
        };
        out.push_sql(text);
        Ok(())
    }

    /// Diesel keeps no statement with a list of ids, as there would be one for each
    /// number of them.
    fn is_safe_to_cache_prepared(&self, backend: &DB) -> QueryResult<bool> {
        Ok(self.ids.are_kept(self.count)
            && WithoutIds(&self.statement).is_safe_to_cache_prepared(backend)?)
    }
}

/// The rest of a statement.
struct WithoutIds<'a, S>(&'a S);

impl<DB, A, W, P, H> QueryFragment<DB> for WithoutIds<'_, Write<A, Among<W, P>, NoReturning, H>>
where
    DB: Backend,
    A: ActionFragment<DB>,
    W: TargetClause<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.action.walk_head(out.reborrow())?;
        self.0.target.target.walk_where(out.reborrow())?;
        self.0.action.walk_guard(out)
    }
}
