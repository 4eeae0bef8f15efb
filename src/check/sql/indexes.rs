//! Makes indexes, and takes them away.

use sqlparser::ast::{CreateIndex, Expr, IndexType, Statement};
use sqlparser::parser::Parser;

use super::super::catalogue::{Index, Part, Table};
use super::super::rows;
use super::Sql;
use crate::declare::Dialect;
use crate::parsed::dialect_of;

/// Names are cut there on PostgreSQL, and refused above 64 on MySQL.
const LONGEST: usize = 63;

/// What an index is made of, in SQL, but for its condition.
pub(in crate::check) struct Made {
    pub(in crate::check) parts: Vec<String>,
    /// What stands in front of them: `USING gin`.
    before: String,
    /// What stands behind them: `INCLUDE (…)`.
    behind: String,
}

impl Made {
    pub(in crate::check) fn of(parts: Vec<String>) -> Self {
        Made {
            parts,
            before: String::new(),
            behind: String::new(),
        }
    }

    /// Without those parts of which the closure is not true.
    pub(in crate::check) fn keep(mut self, keep: impl Fn(usize) -> bool) -> Self {
        let parts = self.parts.into_iter().enumerate();
        self.parts = parts
            .filter(|(at, _)| keep(*at))
            .map(|(_, part)| part)
            .collect();
        self
    }
}

impl Sql<'_> {
    /// A name that no index has: `posts_author_id`. For the same purpose it is the same.
    pub(in crate::check) fn index_name(
        &self,
        table: &Table,
        columns: &[String],
        ending: &str,
        purpose: &str,
    ) -> String {
        let mut start = table.name.name.clone();
        for column in columns {
            start.push('_');
            start.push_str(column);
        }
        let tables = self.catalogue.tables.iter();
        let taken: Vec<_> = tables
            .flat_map(|table| &table.indexes)
            .map(|index| index.name.as_str())
            .collect();
        let mut number = 1;
        loop {
            let ending = match number {
                1 => ending.to_owned(),
                number => format!("{ending}_{number}"),
            };
            let mut end = start.len().min(LONGEST.saturating_sub(ending.len()));
            while !start.is_char_boundary(end) {
                end -= 1;
            }
            let name = format!("{}{ending}", &start[..end]);
            let mut named = self.named.borrow_mut();
            let given = named.get(&name).is_none_or(|given| given == purpose);
            if given && !taken.iter().any(|it| it.eq_ignore_ascii_case(&name)) {
                named.insert(name.clone(), purpose.to_owned());
                return name;
            }
            number += 1;
        }
    }

    pub(in crate::check) fn create_index(
        &self,
        table: &Table,
        name: &str,
        unique: bool,
        made: &Made,
        predicate: Option<&str>,
    ) -> String {
        let unique = if unique { "UNIQUE " } else { "" };
        let filter = predicate.map(|it| format!(" WHERE {it}"));
        format!(
            "CREATE {unique}INDEX {} ON {}{} ({}){}{}",
            self.quoted(name),
            self.table(&table.name),
            made.before,
            made.parts.join(", "),
            made.behind,
            filter.unwrap_or_default()
        )
    }

    /// The same index once more; none if its definition cannot be read.
    pub(super) fn create_again(&self, table: &Table, index: &Index) -> Option<String> {
        let made = self.made(index)?;
        let predicate = index.predicate.as_deref();
        Some(self.create_index(table, &index.name, index.unique, &made, predicate))
    }

    /// What an index is made of, with all that its definition says: orders, collations, classes of
    /// operators. None if that cannot be read.
    pub(in crate::check) fn made(&self, index: &Index) -> Option<Made> {
        let Some(definition) = &index.definition else {
            let parts = index.parts.iter().map(|part| self.part(part));
            return Some(Made::of(parts.collect()));
        };
        let is_btree = |using: &IndexType| matches!(using, IndexType::BTree);
        let CreateIndex {
            using,
            columns,
            include,
            nulls_distinct,
            with,
            ..
        } = self.parsed(definition)?;
        let using = using.filter(|using| !is_btree(using));
        let mut behind = String::new();
        if !include.is_empty() {
            let include: Vec<_> = include.iter().map(|it| it.value.clone()).collect();
            behind += &format!(" INCLUDE ({})", self.list(&include));
        }
        if nulls_distinct == Some(false) {
            behind += " NULLS NOT DISTINCT";
        }
        if !with.is_empty() {
            let with: Vec<_> = with.iter().map(ToString::to_string).collect();
            behind += &format!(" WITH ({})", with.join(", "));
        }
        let parts = columns.iter().zip(&index.parts).map(|(written, part)| {
            let is_bare = matches!(written.column.expr, Expr::Identifier(_))
                && written.operator_class.is_none()
                && written.column.to_string() == written.column.expr.to_string();
            match part {
                Part::Column(name) if is_bare => self.quoted(name),
                _ => written.to_string(),
            }
        });
        Some(Made {
            parts: parts.collect(),
            before: using.map(|it| format!(" USING {it}")).unwrap_or_default(),
            behind,
        })
    }

    fn parsed(&self, definition: &str) -> Option<CreateIndex> {
        let parser = Parser::new(dialect_of(self.dialect())).try_with_sql(definition);
        match parser.ok()?.parse_statement().ok()? {
            Statement::CreateIndex(index) => Some(index),
            _ => None,
        }
    }

    fn part(&self, part: &Part) -> String {
        match part {
            Part::Column(name) => self.quoted(name),
            // SQLite keeps what stands behind the column (`DESC`) with it.
            Part::Expression(sql) if self.dialect() == Dialect::Sqlite => sql.clone(),
            Part::Expression(sql) => match rows::beginning(sql, self.dialect()) {
                Some((column, length)) if self.is_mysql() => {
                    format!("{}({length})", self.quoted(&column))
                }
                _ => format!("({sql})"),
            },
        }
    }

    /// Nothing if that takes more: SQLite has constraints in its tables' definitions only.
    pub(in crate::check) fn drop_index(&self, table: &Table, index: &Index) -> Option<String> {
        let name = self.quoted(&index.name);
        let of = self.table(&table.name);
        Some(match self.dialect() {
            Dialect::Sqlite if index.constraint => return None,
            Dialect::Sqlite => format!("DROP INDEX {name}"),
            Dialect::Mysql => format!("ALTER TABLE {of} DROP INDEX {name}"),
            Dialect::Postgres if index.constraint => {
                format!("ALTER TABLE {of} DROP CONSTRAINT {name}")
            }
            Dialect::Postgres => match &table.name.schema {
                Some(schema) => format!("DROP INDEX {}.{name}", self.quoted(schema)),
                None => format!("DROP INDEX {name}"),
            },
        })
    }
}
