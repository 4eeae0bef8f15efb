//! Databases and declarations that do not fit each other, and some that do.

mod columns;
mod keys;
mod partial;
mod uniques;

use diesel_scopes::check::catalogue::Product;
use diesel_scopes::check::declared::Declaration;

pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    /// `TIME` and `SECONDS` are types, which each server has under another name.
    pub(crate) tables: &'static str,
    pub(crate) declaration: Declaration,
    pub(crate) only: &'static [Product],
    /// Once all is mended: how many rows there are,
    pub(crate) counted: &'static [(&'static str, i64)],
    /// what can be done,
    pub(crate) accepted: &'static [&'static str],
    /// how many rows there are then,
    pub(crate) counted_then: &'static [(&'static str, i64)],
    /// and what cannot be done.
    pub(crate) refused: &'static [&'static str],
}

impl Scenario {
    fn new(name: &'static str, tables: &'static str, declaration: Declaration) -> Self {
        Scenario {
            name,
            tables,
            declaration,
            only: &[
                Product::Postgresql,
                Product::Mariadb,
                Product::Mysql,
                Product::Sqlite,
            ],
            counted: &[],
            accepted: &[],
            counted_then: &[],
            refused: &[],
        }
    }

    fn counts(self, counted: &'static [(&'static str, i64)]) -> Self {
        Scenario { counted, ..self }
    }

    fn accepts(self, accepted: &'static [&'static str]) -> Self {
        Scenario { accepted, ..self }
    }

    fn then_counts(self, counted_then: &'static [(&'static str, i64)]) -> Self {
        Scenario {
            counted_then,
            ..self
        }
    }

    fn refuses(self, refused: &'static [&'static str]) -> Self {
        Scenario { refused, ..self }
    }

    fn only(self, only: &'static [Product]) -> Self {
        Scenario { only, ..self }
    }
}

const PARTIAL: &[Product] = &[Product::Postgresql, Product::Sqlite];
const GENERATED: &[Product] = &[Product::Mariadb, Product::Mysql];

pub(crate) fn all() -> Vec<Scenario> {
    let all = [columns::all(), uniques::all(), keys::all(), partial::all()];
    all.into_iter().flatten().collect()
}
