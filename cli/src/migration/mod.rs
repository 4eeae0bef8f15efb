//! What makes a table soft-deletable, and what takes that back.

mod definitions;
mod folder;
mod indexes;
mod marker;
mod mysql;
mod postgresql;
mod rebuild;
mod rehearsal;
mod sqlite;
mod text;

use diesel_scopes::check::catalogue::{Catalogue, Product, Table};

pub(crate) use self::definitions::{Definitions, IndexDefinition, PartDefinition};
pub(crate) use self::folder::{print, write};
use self::indexes::{foreign_keys, replaced, taken};
use self::marker::NewMarker;
use crate::args::Migration;
use crate::definitions::Beside;
use crate::failure::{Failure, Result};
use crate::names::nearest;
use crate::quote::Quote;

/// Migrations that follow each other, at least one.
#[derive(Default)]
pub(crate) struct Plan {
    pub(crate) steps: Vec<Step>,
    /// What is left to be done by hand.
    pub(crate) notes: Vec<String>,
}

/// A migration.
#[derive(Debug, Default)]
pub(crate) struct Step {
    /// What is behind the name, where there are several.
    pub(crate) suffix: String,
    pub(crate) up: Vec<String>,
    /// In the order in which they are to run.
    pub(crate) down: Vec<String>,
    /// None runs in a transaction where a statement of it cannot.
    pub(crate) outside_of_transaction: bool,
    /// Whether its way back makes more rows unique than there were.
    pub(crate) narrows: bool,
}

/// The table of a migration, as the database has it.
pub(crate) fn table<'a>(
    catalogue: &'a Catalogue,
    beside: &[(String, Beside)],
    name: &str,
) -> Result<&'a Table> {
    let no_table = |name: &str| {
        let mut beside = beside.iter();
        beside.find(|(it, _)| it.eq_ignore_ascii_case(name))
    };
    if let Some((name, kind)) = no_table(name) {
        let is = match kind {
            Beside::View => "is a view, which has no rows of its own",
            Beside::Virtual => "is a virtual table, which gets no columns and no indexes",
            Beside::Shadow => "is where a virtual table has its rows",
        };
        return Err(Failure::new(format!("`{name}` {is}"))
            .help("name the table that has the rows which are to be marked"));
    }
    let (schema, own) = split(name);
    let found = catalogue
        .table(None, name)
        .or_else(|| catalogue.table(schema, own));
    found.ok_or_else(|| {
        let names = catalogue.tables.iter().map(|it| it.name.to_string());
        let names: Vec<_> = names.filter(|it| no_table(it).is_none()).collect();
        let failure = Failure::new(format!("there is no table `{name}`"));
        match nearest(name, names.iter().map(String::as_str)) {
            Some(near) => failure.help(format!("is it `{near}`?")),
            None if names.is_empty() => {
                failure.help("the database has none that this role sees: run its migrations first")
            }
            None => failure.help("a table of another schema is named with it: `audit.entries`"),
        }
    })
}

/// `audit.entries`
pub(crate) fn split(name: &str) -> (Option<&str>, &str) {
    match name.split_once('.') {
        Some((schema, table)) => (Some(schema), table),
        None => (None, name),
    }
}

pub(crate) fn plan(
    catalogue: &Catalogue,
    table: &Table,
    wanted: &Migration,
    definitions: &Definitions,
) -> Result<Plan> {
    let product = catalogue.server.product;
    if wanted.concurrently && product != Product::Postgresql {
        return Err(Failure::new(format!(
            "--concurrently is for PostgreSQL, and this is {product}"
        ))
        .help("leave it out"));
    }
    let strict = text::is_strict(definitions);
    let marker = NewMarker::new(product, strict, table, wanted)?;
    let mut taken = taken(catalogue, definitions);
    let replaced = replaced(catalogue, table, &marker, &mut taken);
    let work = Work {
        quote: Quote(product),
        table,
        missing: foreign_keys(catalogue, table, &replaced, &mut taken),
        replaced,
        marker,
        definitions,
        taken,
    };
    let plan = match product {
        Product::Mariadb | Product::Mysql => mysql::plan(&work)?,
        Product::Sqlite => sqlite::plan(&work)?,
        _ => postgresql::plan(&work, wanted.concurrently)?,
    };
    if plan.steps.iter().all(|step| step.up.is_empty()) {
        let (table, marker) = (&table.name, &wanted.marker);
        return Err(Failure::new(format!(
            "there is nothing to do: {table} has {marker} and its indexes"
        ))
        .help("`diesel-scopes declare` writes its declaration"));
    }
    Ok(plan)
}

/// What is to be done, whatever the database.
struct Work<'a> {
    quote: Quote,
    table: &'a Table,
    marker: NewMarker,
    /// The unique indexes that have to make way for others.
    replaced: Vec<indexes::Replaced<'a>>,
    /// Keys that no index leads to.
    missing: Vec<indexes::Missing<'a>>,
    definitions: &'a Definitions,
    /// The names of tables and indexes that are, and that will be.
    taken: Vec<String>,
}

impl Work<'_> {
    fn table(&self) -> String {
        self.quote.table(&self.table.name)
    }
}
