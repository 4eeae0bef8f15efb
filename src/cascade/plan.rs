//! The statements of a cascade. How many there are depends on the declared
//! graph alone.
//!
//! Checks come first. Then the tables are written from the bottom up, so that
//! the rows of every table are found through parents that still are as they
//! were, and the root rows come last.

use diesel::QueryResult;

use super::graph::Graph;
use super::rows::{CLAIMED, Rows, Verb};
use super::text::Text;
use crate::declare::{CascadeBackend, Dialect, EdgeKind, MarkerText, TableInfo};

/// What a statement's answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// Nothing.
    Done,
    /// So many rows of the table stand against the cascade.
    Blocking(&'static str),
    /// So many rows of an entry of the report are reached.
    Rows(usize),
    /// So many rows of an entry of the report lose a key.
    Nullified(usize),
}

/// A statement of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Planned {
    pub(super) text: Text,
    /// Whether it selects a number, and does not change anything.
    pub(super) counts: bool,
    pub(super) answer: Answer,
}

/// What a cascade is asked for.
#[derive(Clone, Copy)]
pub(super) struct Order {
    pub(super) verb: Verb,
    pub(super) marker: MarkerText,
    pub(super) preview: bool,
    pub(super) locking: bool,
    /// Whether the target's conditions may hold for other rows under way: they
    /// look at rows that the cascade changes, or at the clock.
    pub(super) varies: bool,
}

/// The statements of a cascade, in order.
pub(super) struct Plan {
    pub(super) statements: Vec<Planned>,
    /// The tables of the report, and whether their rows are reached or lose
    /// keys only.
    pub(super) entries: Vec<(&'static str, bool)>,
}

impl Plan {
    pub(super) fn new<DB: CascadeBackend>(root: TableInfo, order: Order) -> QueryResult<Self> {
        let graph = Graph::below(root);
        // The target's conditions are evaluated several times, but not if the
        // cascade changes what they look at.
        let changes = order.verb != Verb::Restore && graph.nullifies_root();
        let claimed = (order.varies || changes) && !order.preview;
        let rows = Rows::new::<DB>(graph, order.marker, order.verb, claimed)?;
        let entries = rows
            .graph
            .nodes
            .iter()
            .map(|node| (node.table.name, true))
            .collect();
        let mut planner = Planner {
            plan: Plan {
                statements: Vec::new(),
                entries,
            },
            rows,
        };
        planner.all::<DB>(order)?;
        Ok(planner.plan)
    }
}

pub(super) struct Planner {
    pub(super) rows: Rows,
    pub(super) plan: Plan,
}

impl Planner {
    fn all<DB: CascadeBackend>(&mut self, order: Order) -> QueryResult<()> {
        if self.rows.claimed {
            self.claim();
        }
        if !order.preview {
            self.lock::<DB>(order.locking)?;
        }
        match order.verb {
            Verb::Delete => self.check_dependents::<DB>(|edge| edge.kind == EdgeKind::Restrict)?,
            Verb::Restore => self.check_parents::<DB>()?,
            Verb::Purge => self.check_dependents::<DB>(|_| true)?,
        }
        for at in (0..self.rows.graph.nodes.len()).rev() {
            if order.verb != Verb::Restore {
                self.nullify::<DB>(at, order.preview)?;
            }
            if order.preview {
                self.count::<DB>(at)?;
            } else {
                self.change::<DB>(at)?;
            }
        }
        if self.rows.claimed {
            let temporary = self.temporary();
            self.push(
                format!("DROP {temporary}TABLE {CLAIMED}"),
                false,
                Answer::Done,
            );
        }
        if !order.preview {
            self.begin_writing();
        }
        Ok(())
    }

    pub(super) fn push(&mut self, text: impl Into<Text>, counts: bool, answer: Answer) {
        let mut text = text.into();
        if self.rows.dialect == Dialect::Mysql && text.mentions("WITH RECURSIVE") {
            text = Text::sql(ANY_DEPTH).then(text);
        }
        self.plan.statements.push(Planned {
            text,
            counts,
            answer,
        });
    }

    /// Whether a row is not in the set of its table.
    pub(super) fn outside(&self, at: usize, key: &[String]) -> String {
        format!(
            "NOT ({})",
            self.rows.within(key, None, &self.rows.tables[at].set)
        )
    }

    /// `SELECT` from a table by a key that leads to the set of another one.
    pub(super) fn select_from_set(
        &self,
        parent: usize,
        table: &str,
        what: &str,
        foreign: &[String],
        mut conditions: Vec<String>,
    ) -> String {
        let set = &self.rows.tables[parent].set;
        match self.rows.dialect {
            Dialect::Mysql => {
                let on = self.rows.on(foreign, None, set);
                let select = format!("SELECT {what} FROM {set} INNER JOIN {table} ON {on}");
                if conditions.is_empty() {
                    select
                } else {
                    format!("{select} WHERE {}", conditions.join(" AND "))
                }
            }
            _ => {
                conditions.insert(0, self.rows.within(foreign, None, set));
                format!(
                    "SELECT {what} FROM {table} WHERE {}",
                    conditions.join(" AND ")
                )
            }
        }
    }
}

/// MariaDB stops at a thousand levels of a tree, some statements without an
/// error. To MySQL this is a comment; there it is an error, see
/// `cte_max_recursion_depth`.
const ANY_DEPTH: &str = "/*M!100200 SET STATEMENT max_recursive_iterations = 4294967295 FOR */ ";
