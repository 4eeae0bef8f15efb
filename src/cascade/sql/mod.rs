//! The SQL of sets and steps, a file for each kind of database.

mod mysql;
mod names;
mod postgresql;
mod sqlite;
mod stored;

use diesel::QueryResult;

use self::names::Names;
use super::plan::Plan;
use super::text::Statement;
use crate::declare::{CascadeBackend, Dialect};

/// How a plan is carried out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    /// Counts are in place of changes.
    pub(super) preview: bool,
    pub(super) locking: bool,
}

/// The statements of a plan, and of what it becomes where nothing is kept deleted.
pub(super) fn statements<DB: CascadeBackend>(
    plan: &Plan,
    free: Option<&Plan>,
    manner: Manner,
) -> QueryResult<Vec<Statement>> {
    let names = Names::new::<DB>(plan)?;
    let free = free.map(Names::new::<DB>).transpose()?;
    let free = free.as_ref();
    match DB::DIALECT {
        Dialect::Postgres => postgresql::statements(&names, manner),
        Dialect::Mysql => stored::statements(&names, free, manner, &mysql::Mysql),
        Dialect::Sqlite => stored::statements(&names, free, manner, &sqlite::Sqlite),
    }
}
