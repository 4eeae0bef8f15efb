//! The statements of a cascade, made once for each kind of it.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use diesel::QueryResult;

use super::order::Order;
use super::plan::{Entry, Fate, Plan, Verb};
use super::sql::{self, Manner};
use super::text::Statement;
use crate::declare::{CascadeBackend, TableInfo};

/// The statements of a cascade, and what its report is about.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) statements: Vec<Statement>,
    pub(super) entries: Vec<Entry>,
    /// Whether they need a transaction around them.
    pub(super) atomic: bool,
}

/// What the statements depend on.
#[derive(PartialEq, Eq, Hash)]
struct Kind {
    backend: TypeId,
    root: TypeId,
    verb: Verb,
    fate: Fate,
    marker: &'static str,
    with_parents: bool,
    expression: bool,
    changes: bool,
    assigned: Vec<&'static str>,
    preview: bool,
    locking: bool,
    recorded: bool,
    shallow: bool,
    passes_locked: bool,
    bounded: bool,
    looked: bool,
    /// Whether the rows of the root are told by its markers.
    is_marked: bool,
}

impl Prepared {
    /// The declaration does not change while a program runs, so neither do these.
    pub(super) fn new<DB: CascadeBackend>(
        root: TableInfo,
        order: Order,
        manner: Manner,
    ) -> QueryResult<Arc<Self>> {
        static KNOWN: RwLock<Option<HashMap<Kind, Arc<Prepared>>>> = RwLock::new(None);

        let kind = Kind {
            backend: TypeId::of::<DB>(),
            root: root.id,
            verb: order.verb,
            fate: order.fate,
            marker: order.marker.column,
            with_parents: order.with_parents,
            expression: order.expression,
            changes: order.changes,
            assigned: order.assigned.clone(),
            preview: manner.preview,
            locking: manner.locking,
            recorded: order.recorded,
            shallow: order.shallow,
            passes_locked: order.passes_locked,
            bounded: order.bounded,
            looked: order.looked,
            is_marked: !root.markers.is_empty(),
        };
        let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(prepared) = known.as_ref().and_then(|known| known.get(&kind)) {
            return Ok(prepared.clone());
        }
        drop(known);
        let prepared = Arc::new(Prepared::make::<DB>(root, &order, manner)?);
        let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        let known = known.get_or_insert_default();
        known.insert(kind, prepared.clone());
        Ok(prepared)
    }

    fn make<DB: CascadeBackend>(
        root: TableInfo,
        order: &Order,
        manner: Manner,
    ) -> QueryResult<Self> {
        let plan = Plan::new(root, order);
        let free = plan.free(root, order);
        let statements = sql::statements::<DB>(&plan, free.as_ref(), manner)?;
        let is_change = |statement: &&Statement| !statement.selects;
        let locks = statements.iter().any(|statement| statement.again.is_some());
        Ok(Prepared {
            atomic: locks || statements.iter().filter(is_change).count() > 1,
            statements,
            entries: plan.entries,
        })
    }
}
