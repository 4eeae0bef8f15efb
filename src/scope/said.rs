//! That all rows are meant, in SQL: for those who read it.

use diesel::backend::Backend;
use diesel::query_builder::AstPass;
use diesel::query_source::{AliasSource, AliasedField};
use diesel::result::QueryResult;

use super::predicate::{Both, Group, Unmarked};
use crate::declare::{Declared, MarkerColumn};

/// What is in front of the name of the rows, in a literal.
pub(crate) const ALL_ROWS_OF: &str = "all rows of ";

/// The rows that a predicate is about, by their table's name in Rust, or by the alias.
pub trait NamesRows {
    fn name_rows(into: &mut Vec<&'static str>);
}

fn add(name: &'static str, into: &mut Vec<&'static str>) {
    if !into.contains(&name) {
        into.push(name);
    }
}

impl<C: MarkerColumn<Table: Declared>> NamesRows for C {
    fn name_rows(into: &mut Vec<&'static str>) {
        add(C::Table::info().name, into);
    }
}

impl<S: AliasSource, C> NamesRows for AliasedField<S, C> {
    fn name_rows(into: &mut Vec<&'static str>) {
        add(S::NAME, into);
    }
}

impl<F: NamesRows, M> NamesRows for Unmarked<F, M> {
    fn name_rows(into: &mut Vec<&'static str>) {
        F::name_rows(into);
    }
}

impl<L: NamesRows, R: NamesRows> NamesRows for Both<L, R> {
    fn name_rows(into: &mut Vec<&'static str>) {
        L::name_rows(into);
        R::name_rows(into);
    }
}

impl<P: NamesRows> NamesRows for Group<P> {
    fn name_rows(into: &mut Vec<&'static str>) {
        P::name_rows(into);
    }
}

/// `TRUE`; with the feature `guard` `('all rows of posts' = 'all rows of posts')`.
///
/// It names no column: one that is only named has a say in which index is read, even where
/// the condition is left out of the plan.
pub(super) fn walk_all<A: NamesRows, DB: Backend>(out: AstPass<'_, '_, DB>) -> QueryResult<()> {
    let mut names = Vec::new();
    A::name_rows(&mut names);
    walk_all_of(&names, out)
}

/// The same, of the tables of these names.
pub(crate) fn walk_all_of<DB: Backend>(
    names: &[&str],
    mut out: AstPass<'_, '_, DB>,
) -> QueryResult<()> {
    if !cfg!(feature = "guard") {
        out.push_sql("TRUE");
        return Ok(());
    }
    for (at, name) in names.iter().enumerate() {
        out.push_sql(if at == 0 { "(" } else { " AND " });
        out.push_sql(&format!("'{ALL_ROWS_OF}{name}' = '{ALL_ROWS_OF}{name}'"));
    }
    out.push_sql(")");
    Ok(())
}
