//! SQL that was parsed, as far as the guard and the check read it alike.

pub(crate) mod deep;
mod marker;
mod names;
mod said;

use sqlparser::dialect::{Dialect as Grammar, MySqlDialect, PostgreSqlDialect, SQLiteDialect};

#[cfg(feature = "guard")]
pub(crate) use self::marker::not_null;
pub(crate) use self::marker::{MarkerTexts, Said, Shape};
#[cfg(feature = "guard")]
pub(crate) use self::names::{OWN, idents};
pub(crate) use self::names::{bare, declared, folded, parts, terms};
#[cfg(feature = "guard")]
pub(crate) use self::said::boolean;
use crate::declare::Dialect;

pub(crate) fn dialect_of(dialect: Dialect) -> &'static dyn Grammar {
    match dialect {
        Dialect::Postgres => &PostgreSqlDialect {},
        Dialect::Mysql => &MySqlDialect {},
        Dialect::Sqlite => &SQLiteDialect {},
    }
}
