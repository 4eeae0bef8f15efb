//! Whether a condition can stand in front of another one as it is.

use std::any::TypeId;
use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use diesel::backend::Backend;
use diesel::query_builder::{QueryFragment, QueryId};
use diesel::result::QueryResult;

use super::error::StatementError;
use super::raw::{Raw, check_closed};
use super::text::read;
use super::unread;

/// How a condition can stand before ` AND guard`.
///
/// Diesel closes every condition that it builds in parentheses, but leaves
/// `sql("a OR b")` as it is, and `a OR b AND guard` would let `a` past the guard.
/// Operators that another crate adds need not be in parentheses either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closed {
    /// As it is.
    AsItIs,
    /// In parentheses.
    InParentheses,
    /// Not at all: it would leave the parentheses too.
    Never,
    /// Nobody can tell, since its SQL cannot be read.
    Unread,
}

impl Closed {
    /// The text of a type with a static id is looked at once only.
    pub(crate) fn of<DB, F>(condition: &F, backend: &DB) -> QueryResult<Self>
    where
        DB: Backend<QueryBuilder: 'static>,
        F: QueryFragment<DB> + QueryId,
    {
        static KNOWN: RwLock<BTreeMap<(TypeId, TypeId), Closed>> = RwLock::new(BTreeMap::new());

        let name = std::any::type_name::<F>();
        let Some(id) = F::query_id() else {
            return Self::of_unknown(condition, name, backend);
        };
        // Operators differ from one database to the other.
        let id = (TypeId::of::<DB::QueryBuilder>(), id);
        let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(closed) = known.get(&id) {
            return Ok(*closed);
        }
        drop(known);
        let closed = Self::of_unknown(condition, name, backend)?;
        let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(id, closed);
        Ok(closed)
    }

    /// The same for a condition whose type says nothing of its text; with the name that
    /// it had.
    pub(crate) fn of_unknown<DB: Backend<QueryBuilder: 'static>>(
        condition: &impl QueryFragment<DB>,
        name: &str,
        backend: &DB,
    ) -> QueryResult<Self> {
        let (Some(text), Some(dialect)) = (read(condition, backend)?, Raw::of::<DB>()?) else {
            let is_safe = condition.is_safe_to_cache_prepared(backend)?;
            return Ok(match unread::is_closed(name, is_safe) {
                Some(true) => Closed::AsItIs,
                Some(false) => Closed::InParentheses,
                None => Closed::Unread,
            });
        };
        Ok(if check_closed(&text, dialect).is_ok() {
            Closed::AsItIs
        } else if check_closed(&format!("({text})"), dialect).is_ok() {
            Closed::InParentheses
        } else {
            Closed::Never
        })
    }
}

/// The error of a condition that is not closed.
pub(crate) fn loose<DB: Backend<QueryBuilder: 'static>>(
    condition: &impl QueryFragment<DB>,
    backend: &DB,
) -> diesel::result::Error {
    let checked = || match (read(condition, backend)?, Raw::of::<DB>()?) {
        (Some(text), Some(dialect)) => Ok(check_closed(&text, dialect)?),
        _ => Err(StatementError::Unread {
            part: "a condition",
        }
        .into()),
    };
    match checked() {
        Err(error) => error,
        Ok(()) => StatementError::LooseCondition {
            found: String::new(),
        }
        .into(),
    }
}
