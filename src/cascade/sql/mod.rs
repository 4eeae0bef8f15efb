//! The SQL of sets and steps, a file for each kind of database.

mod conditions;
mod mysql;
mod names;
mod postgresql;
mod record;
mod sqlite;
mod stored;
mod uses;

use diesel::QueryResult;

pub(crate) use self::conditions::value as condition_value;
use self::names::Names;
pub(crate) use self::postgresql::no_row;
#[cfg(feature = "journal")]
pub(crate) use self::record::{
    ENTRIES, NOWHERE, OPERATIONS, around_on_sqlite, json_on_sqlite, key_on_mysql, literal, path,
    unquoted,
};
use super::plan::Plan;
use super::text::Statement;
use crate::declare::{CascadeBackend, Dialect};

/// How a plan is carried out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manner {
    /// Counts are in place of changes.
    pub(crate) preview: bool,
    pub(crate) locking: bool,
}

impl Manner {
    /// The changes, without locks in front of them.
    pub(crate) const CHANGES: Manner = Manner {
        preview: false,
        locking: false,
    };
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
