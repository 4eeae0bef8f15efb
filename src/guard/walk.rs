//! Goes through a statement, from query block to query block.

use std::convert::Infallible;
use std::ops::ControlFlow;

use sqlparser::ast::{
    Expr, Ident, InTarget, ObjectName, Query, Select, SetExpr, Statement, Table, Visit, Visitor,
};
use sqlparser::tokenizer::Location;

use super::block::Block;
use super::finding::Reason;
use super::tables::Tables;
use crate::declare::Dialect;
use crate::parsed::folded;

/// A place where a statement looks past the markers.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) table: Option<&'static str>,
    pub(super) reason: Reason,
    /// What the rows are called in the statement, if not by the table's name.
    pub(super) alias: Option<String>,
    /// The markers that are not looked at, where others are.
    pub(super) missing: Vec<&'static str>,
    pub(super) at: Location,
}

impl Found {
    /// A statement that could be read up to here.
    pub(super) fn not_read(at: Location) -> Self {
        Found {
            table: None,
            reason: Reason::Unreadable,
            alias: None,
            missing: Vec::new(),
            at,
        }
    }
}

/// Everything that is found in a statement.
pub(super) fn found(statement: &Statement, tables: &Tables, is_own: bool) -> Vec<Found> {
    let mut walk = Walk {
        tables,
        is_own,
        queries: Vec::new(),
        found: Vec::new(),
    };
    let _ = statement.visit(&mut walk);
    walk.found
}

pub(super) struct Walk<'t> {
    pub(super) tables: &'t Tables,
    /// Whether this crate has written it.
    is_own: bool,
    /// The queries around, outermost first.
    queries: Vec<Around>,
    pub(super) found: Vec<Found>,
}

/// A query with its common table expressions.
struct Around {
    /// Where the query is; a body of a common table expression is found again by it.
    address: usize,
    /// The names, each with the address of its body.
    names: Vec<(String, usize)>,
    /// Whether all of the names are known in all of the bodies.
    recursive: bool,
}

fn address(query: &Query) -> usize {
    std::ptr::from_ref(query).addr()
}

impl<'t> Walk<'t> {
    /// Whether a name is that of a common table expression here.
    pub(super) fn is_cte(&self, name: &ObjectName) -> bool {
        let [part] = name.0.as_slice() else {
            return false;
        };
        let Some(ident) = part.as_ident() else {
            return false;
        };
        let name = folded(self.tables.dialect, ident);
        self.queries.iter().enumerate().any(|(at, around)| {
            let inside = self.queries.get(at + 1).map(|inner| inner.address);
            let body = around.names.iter().position(|(_, at)| Some(*at) == inside);
            let known = match body {
                Some(body) if !around.recursive => &around.names[..body],
                _ => &around.names[..],
            };
            known.iter().any(|(known, _)| *known == name)
        })
    }

    /// Notes what is wrong with an occurrence.
    pub(super) fn note(
        &mut self,
        block: &Block<'_, '_>,
        at: usize,
        (reason, missing): (Reason, Vec<&'static str>),
    ) {
        let occurrence = &block.all[at];
        let name = occurrence.name.0.last().and_then(|part| part.as_ident());
        self.found.push(Found {
            table: Some(self.tables.all[occurrence.table].name),
            reason,
            alias: occurrence.alias.map(|alias| alias.value.clone()),
            missing,
            at: name.map_or(Location::empty(), |name| name.span.start),
        });
    }

    /// Notes the occurrences whose rows are read, deleted or not.
    pub(super) fn read(&mut self, block: &Block<'_, '_>, among: impl Fn(usize) -> bool) {
        for at in (0..block.all.len()).filter(|at| among(*at)) {
            if let Some(reason) = read(block, at) {
                self.note(block, at, reason);
            }
        }
    }

    fn set_operands(&mut self, body: &SetExpr) {
        match body {
            SetExpr::SetOperation { left, right, .. } => {
                self.set_operands(left);
                self.set_operands(right);
            }
            SetExpr::Table(table) => self.whole(&named(table)),
            _ => {}
        }
    }

    /// A table without a condition.
    pub(super) fn whole(&mut self, name: &ObjectName) {
        if !self.is_cte(name) {
            let mut block = Block::new(self.tables);
            block.table(name, None);
            self.read(&block, |_| true);
        }
    }
}

fn named(table: &Table) -> ObjectName {
    let parts = table.schema_name.iter().chain(&table.table_name);
    ObjectName::from(parts.cloned().collect::<Vec<Ident>>())
}

/// Why reading an occurrence looks past the markers, if it does.
pub(super) fn read(block: &Block<'_, '_>, at: usize) -> Option<(Reason, Vec<&'static str>)> {
    let own = block.own(at);
    let heard = block.hear(at);
    let looked = heard.unmarked | heard.chosen;
    if heard.all_rows
        || heard.never
        || heard.deleted
        || heard.marked & own != 0
        || looked & own == own
    {
        return None;
    }
    if looked & own == 0 {
        return Some((Reason::Reads, Vec::new()));
    }
    let markers = block.tables.all[block.all[at].table].markers.iter();
    let missing = markers
        .enumerate()
        .filter(|(at, _)| looked & (1 << at) == 0);
    Some((
        Reason::Partly,
        missing.map(|(_, column)| column.name).collect(),
    ))
}

impl Visitor for Walk<'_> {
    type Break = Infallible;

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<Infallible> {
        let dialect = self.tables.dialect;
        let with = query.with.as_ref();
        let tables = with.map_or(&[][..], |with| &with.cte_tables);
        let names = tables.iter().map(|cte| {
            let name = folded(dialect, &cte.alias.name).into_owned();
            (name, address(&cte.query))
        });
        self.queries.push(Around {
            address: address(query),
            names: names.collect(),
            // To SQLite the word means nothing.
            recursive: dialect == Dialect::Sqlite || with.is_some_and(|with| with.recursive),
        });
        self.set_operands(&query.body);
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &Query) -> ControlFlow<Infallible> {
        self.queries.pop();
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<Infallible> {
        let mut block = Block::new(self.tables);
        for tables in &select.from {
            block.join(tables, &|name| self.is_cte(name));
        }
        block.filter(select.selection.as_ref());
        if self.is_own {
            block.is_own_with(&select.projection);
        }
        self.read(&block, |_| true);
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<Infallible> {
        // `id IN posts`, as SQLite has it.
        if let Expr::In {
            target: InTarget::Table { name, .. },
            ..
        } = expr
        {
            self.whole(name);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_statement(&mut self, statement: &Statement) -> ControlFlow<Infallible> {
        self.write(statement);
        ControlFlow::Continue(())
    }
}
