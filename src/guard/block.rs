//! A query block: its tables, and the conditions that each of them has to meet.

use std::ops::Range;

use sqlparser::ast::{
    BinaryOperator, Expr, Ident, JoinConstraint, JoinOperator, ObjectName, SelectItem, TableFactor,
    TableWithJoins, UnaryOperator, Value,
};

use super::tables::{Column, Tables};
use crate::parsed::{Said, Shape, bare, boolean, declared, folded, idents, not_null, terms};
use crate::scope::ALL_ROWS_OF;

/// Where a declared table stands in a block.
pub(super) struct Occurrence<'s> {
    pub(super) table: usize,
    pub(super) name: &'s ObjectName,
    /// Its own, or that of the join in which it stands.
    pub(super) alias: Option<&'s Ident>,
    /// Whether its columns have other names here.
    hidden: bool,
}

/// One `SELECT`, or an `UPDATE`, a `DELETE`.
pub(super) struct Block<'s, 't> {
    pub(super) tables: &'t Tables,
    pub(super) all: Vec<Occurrence<'s>>,
    /// Conditions, with the occurrences whose rows they filter.
    conditions: Vec<(&'s Expr, Range<usize>)>,
    /// Those that filter none: the `ON` of an outer join, for the side that it keeps.
    others: Vec<&'s Expr>,
    /// Whether this crate has written it, what it tells of the rows, and whether that is no more
    /// than how many there are.
    is_own: bool,
    told: Vec<&'s Expr>,
    only_counts: bool,
    /// Columns that joins have made one (none: all that both sides have).
    merged: Vec<Option<Vec<String>>>,
}

/// What the conditions say of the rows of an occurrence.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// A bit for each marker, those under `also` last.
    pub(super) unmarked: u32,
    pub(super) marked: u32,
    pub(super) chosen: u32,
    /// One of the markers is set, and no matter which.
    pub(super) deleted: bool,
    /// All rows are meant.
    pub(super) all_rows: bool,
    /// No row can meet the conditions.
    pub(super) never: bool,
}

impl<'s, 't> Block<'s, 't> {
    pub(super) fn new(tables: &'t Tables) -> Self {
        Block {
            tables,
            all: Vec::new(),
            conditions: Vec::new(),
            others: Vec::new(),
            is_own: false,
            told: Vec::new(),
            only_counts: false,
            merged: Vec::new(),
        }
    }

    /// Adds tables that are joined. `is_cte` tells the names of common table
    /// expressions, which are no tables.
    pub(super) fn join(
        &mut self,
        tables: &'s TableWithJoins,
        is_cte: &dyn Fn(&ObjectName) -> bool,
    ) {
        let start = self.all.len();
        self.factor(&tables.relation, is_cte);
        for join in &tables.joins {
            let right = self.all.len();
            self.factor(&join.relation, is_cte);
            let end = self.all.len();
            use JoinOperator as J;
            match &join.join_operator {
                J::Left(on) | J::LeftOuter(on) => self.constrain(on, right..end),
                J::Right(on) | J::RightOuter(on) => self.constrain(on, start..right),
                J::FullOuter(on) => self.constrain(on, end..end),
                J::Join(on) | J::Inner(on) | J::CrossJoin(on) | J::StraightJoin(on) => {
                    self.constrain(on, start..end);
                }
                _ => {}
            }
        }
    }

    pub(super) fn factor(&mut self, factor: &'s TableFactor, is_cte: &dyn Fn(&ObjectName) -> bool) {
        match factor {
            TableFactor::Table {
                name,
                alias,
                args: None,
                ..
            } if !is_cte(name) => {
                if let Some(table) = self.tables.named(name) {
                    self.all.push(Occurrence {
                        table,
                        name,
                        alias: alias.as_ref().map(|alias| &alias.name),
                        hidden: alias.as_ref().is_some_and(|it| !it.columns.is_empty()),
                    });
                }
            }
            TableFactor::NestedJoin {
                table_with_joins,
                alias,
            } => {
                let start = self.all.len();
                self.join(table_with_joins, is_cte);
                if let Some(alias) = alias {
                    for inside in self.all.iter_mut().skip(start) {
                        inside.alias = Some(&alias.name);
                        inside.hidden |= !alias.columns.is_empty();
                    }
                }
            }
            _ => {}
        }
    }

    /// A table by its name alone.
    pub(super) fn table(&mut self, name: &'s ObjectName, alias: Option<&'s Ident>) {
        if let Some(table) = self.tables.named(name) {
            self.all.push(Occurrence {
                table,
                name,
                alias,
                hidden: false,
            });
        }
    }

    fn constrain(&mut self, constraint: &'s JoinConstraint, filters: Range<usize>) {
        match constraint {
            JoinConstraint::On(on) => {
                self.others.push(on);
                self.conditions.push((on, filters));
            }
            JoinConstraint::Using(columns) | JoinConstraint::UsingAlias(columns, _) => {
                let columns = columns.iter().filter_map(idents);
                let names = columns.filter_map(|parts| parts.last().copied());
                let names = names.map(|name| folded(self.tables.dialect, name).into_owned());
                self.merged.push(Some(names.collect()));
            }
            JoinConstraint::Natural => self.merged.push(None),
            JoinConstraint::None => {}
        }
    }

    /// What stands behind `WHERE`, for all tables so far.
    pub(super) fn filter(&mut self, condition: Option<&'s Expr>) {
        let filters = 0..self.all.len();
        self.conditions.extend(condition.map(|it| (it, filters)));
    }

    /// This crate has written it, with this behind `SELECT`. Where it means all rows it says `TRUE`,
    /// or says of each whether it is active; and rows that are only counted, hashed or looked for
    /// are those that a lock or a foreign key would mind, too.
    pub(super) fn is_own_with(&mut self, selected: &'s [SelectItem]) {
        self.is_own = true;
        self.only_counts = true;
        for item in selected {
            let expr = match item {
                SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => expr,
                _ => {
                    self.only_counts = false;
                    continue;
                }
            };
            self.only_counts &= matches!(expr, Expr::Function(_) | Expr::Value(_));
            if let Expr::Case { conditions, .. } = expr {
                let conditions = conditions.iter().map(|when| &when.condition);
                self.told.extend(conditions);
            }
        }
    }

    /// What stands behind `WHERE`, for one of them.
    pub(super) fn filter_one(&mut self, at: usize, condition: Option<&'s Expr>) {
        self.conditions.extend(condition.map(|it| (it, at..at + 1)));
    }

    /// Whether an expression is this column of the occurrence.
    pub(super) fn is_column(&self, at: usize, column: &str, expr: &Expr) -> bool {
        let dialect = self.tables.dialect;
        match expr {
            Expr::Identifier(ident) => {
                folded(dialect, ident) == column
                    && !self.all[at].hidden
                    && self.is_alone(at, column)
            }
            Expr::CompoundIdentifier(parts) => match parts.split_last() {
                Some((last, qualifier)) => {
                    let qualifier: Vec<_> = qualifier.iter().collect();
                    folded(dialect, last) == column && self.is_named(at, &qualifier)
                }
                None => false,
            },
            // What keeps SQLite from reading an index.
            Expr::UnaryOp {
                op: UnaryOperator::Plus,
                expr,
            } => self.is_column(at, column, expr),
            _ => false,
        }
    }

    /// Whether a column without a table's name is that of the occurrence.
    fn is_alone(&self, at: usize, column: &str) -> bool {
        let has = |occurrence: &Occurrence<'_>| {
            let table = &self.tables.all[occurrence.table];
            table.columns().any(|shape| shape.folded == column)
                || table
                    .hold
                    .is_some_and(|hold| declared(self.tables.dialect, hold) == column)
        };
        let is_merged = || {
            self.merged.iter().any(|columns| match columns {
                Some(columns) => columns.iter().any(|it| it == column),
                None => true,
            })
        };
        has(&self.all[at]) && (self.all.iter().filter(|it| has(it)).count() == 1 || is_merged())
    }

    /// Whether this name means the occurrence.
    pub(super) fn is_named(&self, at: usize, qualifier: &[&Ident]) -> bool {
        let dialect = self.tables.dialect;
        let occurrence = &self.all[at];
        if occurrence.hidden {
            return false;
        }
        if let Some(alias) = occurrence.alias {
            return matches!(qualifier, [name] if folded(dialect, name) == folded(dialect, alias));
        }
        let Some(parts) = idents(occurrence.name) else {
            return false;
        };
        // `posts.id` of `public.posts`, and the other way round.
        let mut pairs = parts.iter().rev().zip(qualifier.iter().rev());
        !qualifier.is_empty() && pairs.all(|(a, b)| folded(dialect, a) == folded(dialect, b))
    }

    pub(super) fn hear(&self, at: usize) -> Heard {
        let mut heard = Heard::default();
        for (condition, filters) in &self.conditions {
            if filters.contains(&at) {
                self.hear_all(at, condition, &mut heard);
            }
            heard.all_rows |= self.means_all(at, condition);
        }
        heard.all_rows |= self.others.iter().any(|on| self.means_all(at, on));
        heard.all_rows |= self.only_counts;
        for condition in &self.told {
            let mut look = Heard::default();
            self.hear_all(at, condition, &mut look);
            heard.chosen |= look.unmarked | look.marked | look.chosen;
            heard.deleted |= look.deleted;
        }
        heard
    }

    /// Each of the conditions between `AND`s.
    fn hear_all(&self, at: usize, condition: &Expr, heard: &mut Heard) {
        for term in terms(condition, &BinaryOperator::And) {
            if let Some(inner) = not_null(term) {
                self.hear_all(at, inner, heard);
                continue;
            }
            for (bit, shape) in self.shapes(at) {
                match self.said(at, shape, term) {
                    Some(Said::Unmarked) => heard.unmarked |= bit,
                    Some(Said::Marked) => heard.marked |= bit,
                    Some(Said::Chosen) => heard.chosen |= bit,
                    None => {}
                }
            }
            heard.deleted |= self.says_deleted(at, term);
            heard.never |= is_never(term);
        }
    }

    fn shapes(&self, at: usize) -> impl Iterator<Item = (u32, &'t Column)> {
        let table = &self.tables.all[self.all[at].table];
        table.columns().enumerate().map(|(at, it)| (1 << at, it))
    }

    fn said(&self, at: usize, shape: &Shape, term: &Expr) -> Option<Said> {
        shape.said(term, &|expr| self.is_column(at, &shape.folded, expr))
    }

    /// `(deleted = TRUE OR removed = TRUE)`.
    fn says_deleted(&self, at: usize, term: &Expr) -> bool {
        let terms = terms(term, &BinaryOperator::Or);
        let marked = |term: &&Expr| {
            let markers = self.tables.all[self.all[at].table].markers.iter();
            let mut said = markers.map(|shape| self.said(at, shape, term));
            said.any(|said| said == Some(Said::Marked))
        };
        terms.len() > 1 && terms.iter().all(marked)
    }

    /// `'all rows of posts' = 'all rows of posts'`, wherever it stands: it filters nothing,
    /// and says so.
    fn means_all(&self, at: usize, condition: &Expr) -> bool {
        let mut open = vec![condition];
        while let Some(expr) = open.pop() {
            let Expr::BinaryOp { left, op, right } = bare(expr) else {
                // So it stands in statements of this crate's own.
                if self.is_own && boolean(expr) == Some(true) {
                    return true;
                }
                continue;
            };
            match op {
                BinaryOperator::Eq => {
                    if let (Some(left), Some(right)) = (literal(left), literal(right)) {
                        let name = left.strip_prefix(ALL_ROWS_OF);
                        if left == right && name.is_some_and(|name| self.is_for(at, name)) {
                            return true;
                        }
                    }
                }
                BinaryOperator::And | BinaryOperator::Or => open.extend([&**left, &**right]),
                _ => {}
            }
        }
        false
    }

    /// Whether a name in a literal is that of the occurrence: its alias, or its table's.
    fn is_for(&self, at: usize, name: &str) -> bool {
        let occurrence = &self.all[at];
        match occurrence.alias {
            Some(alias) => alias.value.eq_ignore_ascii_case(name),
            None => self.tables.all[occurrence.table].is_named(name),
        }
    }

    /// The bits of the markers that say whether a row is active.
    pub(super) fn own(&self, at: usize) -> u32 {
        (1 << self.tables.all[self.all[at].table].markers.len()) - 1
    }

    /// Whether the conditions leave out the rows that are held.
    pub(super) fn passes_held(&self, at: usize, hold: &str) -> bool {
        let column = declared(self.tables.dialect, hold);
        let is_column = |expr: &Expr| self.is_column(at, &column, bare(expr));
        let conditions = self.conditions.iter();
        let conditions = conditions.filter(|(_, filters)| filters.contains(&at));
        let mut all = conditions.flat_map(|(it, _)| terms(it, &BinaryOperator::And));
        all.any(|term| match bare(term) {
            Expr::IsNotTrue(expr) | Expr::IsFalse(expr) => is_column(expr),
            Expr::UnaryOp {
                op: UnaryOperator::Not,
                expr,
            } => is_column(expr),
            Expr::BinaryOp {
                left,
                op: BinaryOperator::Eq,
                right,
            } => is_column(left) && boolean(right) == Some(false),
            _ => false,
        })
    }
}

fn literal(expr: &Expr) -> Option<&str> {
    match bare(expr) {
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

/// `FALSE`, or `1 = 0`.
fn is_never(term: &Expr) -> bool {
    match bare(term) {
        Expr::Value(_) => boolean(term) == Some(false),
        Expr::BinaryOp {
            left,
            op: BinaryOperator::Eq,
            right,
        } => matches!((boolean(left), boolean(right)), (Some(a), Some(b)) if a != b),
        _ => false,
    }
}
