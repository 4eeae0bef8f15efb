//! Statements that change rows.

use sqlparser::ast::{
    Assignment, AssignmentTarget, ConflictTarget, CopySource, Delete, Expr, FromTable, Ident,
    Insert, Merge, MergeAction, ObjectName, OnConflictAction, OnInsert, SqliteOnConflict,
    Statement, TableFactor, TableObject, Update, UpdateTableFromKind,
};

use super::block::Block;
use super::finding::Reason;
use super::walk::{Walk, read};
use crate::declare::Dialect;
use crate::parsed::{bare, folded, idents};

type Why = (Reason, Vec<&'static str>);

impl Walk<'_> {
    pub(super) fn write(&mut self, statement: &Statement) {
        match statement {
            Statement::Update(update) => self.update(update),
            Statement::Delete(delete) => self.delete(delete),
            Statement::Insert(insert) => self.insert(insert),
            Statement::Merge(merge) => self.merge(merge),
            Statement::Truncate(truncate) => {
                for target in &truncate.table_names {
                    let mut block = Block::new(self.tables);
                    block.table(&target.name, None);
                    if !block.all.is_empty() {
                        self.note(&block, 0, (Reason::Deletes, Vec::new()));
                    }
                }
            }
            Statement::Copy {
                source: CopySource::Table { table_name, .. },
                to: true,
                ..
            } => self.whole(table_name),
            _ => {}
        }
    }

    fn update(&mut self, update: &Update) {
        let mut block = Block::new(self.tables);
        block.join(&update.table, &|name| self.is_cte(name));
        let written = block.all.len();
        if let Some(
            UpdateTableFromKind::BeforeSet(tables) | UpdateTableFromKind::AfterSet(tables),
        ) = &update.from
        {
            for tables in tables {
                block.join(tables, &|name| self.is_cte(name));
            }
        }
        block.filter(update.selection.as_ref());
        let joined = !update.table.joins.is_empty();
        let assigned: Vec<_> = update.assignments.iter().flat_map(assigned).collect();
        for at in 0..block.all.len() {
            let own = |(column, _): &&(Vec<&Ident>, &Expr)| {
                let table = column.split_last().map_or(&[][..], |(_, table)| table);
                !joined || table.is_empty() && written == 1 || block.is_named(at, table)
            };
            let own: Vec<_> = assigned.iter().filter(own).cloned().collect();
            let why = if at < written && !own.is_empty() {
                updated(&block, at, &own)
            } else {
                read(&block, at)
            };
            if let Some(why) = why {
                self.note(&block, at, why);
            }
        }
    }

    fn delete(&mut self, delete: &Delete) {
        let (FromTable::WithFromKeyword(from) | FromTable::WithoutKeyword(from)) = &delete.from;
        let mut block = Block::new(self.tables);
        let is_cte = |name: &ObjectName| self.is_cte(name);
        let mut named: Vec<&ObjectName> = delete.tables.iter().collect();
        let mut written = 0;
        match &delete.using {
            // What is behind FROM are names of what is behind USING.
            Some(using) if self.tables.dialect == Dialect::Mysql => {
                using.iter().for_each(|tables| block.join(tables, &is_cte));
                named.extend(from.iter().filter_map(|it| match &it.relation {
                    TableFactor::Table { name, .. } => Some(name),
                    _ => None,
                }));
            }
            using => {
                from.iter().for_each(|tables| block.join(tables, &is_cte));
                if named.is_empty() {
                    written = block.all.len();
                }
                let using = using.iter().flatten();
                using.for_each(|tables| block.join(tables, &is_cte));
            }
        }
        block.filter(delete.selection.as_ref());
        for at in 0..block.all.len() {
            let mut names = named.iter().filter_map(|name| idents(name));
            let is_target = at < written || names.any(|name| block.is_named(at, &name));
            let why = if is_target {
                deleted(&block, at)
            } else {
                read(&block, at)
            };
            if let Some(why) = why {
                self.note(&block, at, why);
            }
        }
    }

    fn insert(&mut self, insert: &Insert) {
        let TableObject::TableName(name) = &insert.table else {
            return;
        };
        let mut block = Block::new(self.tables);
        block.table(name, insert.table_alias.as_ref().map(|it| &it.alias));
        if block.all.is_empty() {
            return;
        }
        let replaces = insert.replace_into || insert.or == Some(SqliteOnConflict::Replace);
        let assignments = match &insert.on {
            Some(OnInsert::DuplicateKeyUpdate(assignments)) => Some(assignments),
            Some(OnInsert::OnConflict(conflict)) => match &conflict.action {
                OnConflictAction::DoUpdate(update) => {
                    block.filter(update.selection.as_ref());
                    if let Some(ConflictTarget::Columns {
                        predicate: Some(only),
                        ..
                    }) = &conflict.conflict_target
                    {
                        block.filter(Some(only));
                    }
                    Some(&update.assignments)
                }
                OnConflictAction::DoNothing => None,
            },
            _ => None,
        };
        let keeps = match assignments {
            None => !replaces,
            Some(assignments) => {
                let assigned: Vec<_> = assignments.iter().flat_map(assigned).collect();
                read(&block, 0).is_none() || speaks(&block, 0, &assigned)
            }
        };
        if !keeps {
            self.note(&block, 0, (Reason::Upserts, Vec::new()));
        }
    }

    fn merge(&mut self, merge: &Merge) {
        let mut block = Block::new(self.tables);
        block.factor(&merge.table, &|name| self.is_cte(name));
        let written = block.all.len();
        block.factor(&merge.source, &|name| self.is_cte(name));
        for at in 0..written {
            block.filter_one(at, Some(&merge.on));
            let actions = merge.clauses.iter().map(|clause| &clause.action);
            let mut why = actions.filter_map(|action| match action {
                MergeAction::Insert(_) => None,
                MergeAction::Update(_) => read(&block, at).map(|_| (Reason::Updates, Vec::new())),
                _ => deleted(&block, at),
            });
            if let Some(why) = why.next_back() {
                self.note(&block, at, why);
            }
        }
        self.read(&block, |at| at >= written);
    }
}

/// A column that is assigned, with its table's name if it has one, and the value.
fn assigned(assignment: &Assignment) -> Vec<(Vec<&Ident>, &Expr)> {
    let columns = match &assignment.target {
        AssignmentTarget::ColumnName(column) => std::slice::from_ref(column),
        AssignmentTarget::Tuple(columns) => columns,
    };
    let columns = columns.iter().enumerate().filter_map(|(at, column)| {
        let value = match bare(&assignment.value) {
            Expr::Tuple(values) => values.get(at)?,
            value => value,
        };
        Some((idents(column)?, value)).filter(|(column, _)| !column.is_empty())
    });
    columns.collect()
}

/// What is wrong with an update, if anything.
fn updated(block: &Block<'_, '_>, at: usize, assigned: &[(Vec<&Ident>, &Expr)]) -> Option<Why> {
    let why = read(block, at);
    let heard = block.hear(at);
    let dialect = block.tables.dialect;
    let table = &block.tables.all[block.all[at].table];
    let mut about_markers = false;
    for (bit, shape) in table.columns().enumerate() {
        let is = |column: &[&Ident]| {
            column
                .last()
                .is_some_and(|it| folded(dialect, it) == shape.folded)
        };
        for (_, value) in assigned.iter().filter(|(column, _)| is(column)) {
            let looked = heard.unmarked | heard.marked | heard.chosen;
            let is_column = |expr: &Expr| block.is_column(at, &shape.folded, expr);
            let is_kept = || shape.is_kept_by(value, &is_column);
            // A stamp of what is deleted already leads its dependents back.
            let stamped_again = heard.marked & (1 << bit) != 0 && shape.is_new_stamp(value);
            let marked_again = why.is_some() && looked & (1 << bit) == 0;
            if (marked_again || stamped_again) && !is_kept() {
                return Some((Reason::Stamps, vec![shape.name]));
            }
            about_markers = true;
        }
    }
    let (reason, missing) = why?;
    match reason {
        _ if about_markers => None,
        Reason::Partly => Some((reason, missing)),
        _ => Some((Reason::Updates, Vec::new())),
    }
}

/// Whether an upsert says what becomes of a marker.
fn speaks(block: &Block<'_, '_>, at: usize, assigned: &[(Vec<&Ident>, &Expr)]) -> bool {
    let dialect = block.tables.dialect;
    let table = &block.tables.all[block.all[at].table];
    table.columns().any(|shape| {
        let is_column = |expr: &Expr| block.is_column(at, &shape.folded, expr);
        let mut values = assigned.iter().filter(|(column, _)| {
            column
                .last()
                .is_some_and(|it| folded(dialect, it) == shape.folded)
        });
        values.any(|(_, value)| {
            let of_the_row = match bare(value) {
                // `excluded.deleted_at`, or that of MySQL's row alias.
                Expr::CompoundIdentifier(parts) => {
                    let last = parts.last();
                    last.is_some_and(|last| folded(dialect, last) == shape.folded)
                        && !is_column(bare(value))
                }
                // `VALUES(deleted_at)`
                Expr::Function(function) => function.name.0.iter().any(|name| {
                    let name = name.as_ident();
                    name.is_some_and(|name| name.value.eq_ignore_ascii_case("values"))
                }),
                _ => false,
            };
            of_the_row || shape.is_kept_by(value, &is_column)
        })
    })
}

/// What is wrong with a `DELETE`: it is none of a purge's, which names deleted rows only
/// and passes over those that are held.
fn deleted(block: &Block<'_, '_>, at: usize) -> Option<Why> {
    let heard = block.hear(at);
    if heard.all_rows || heard.never {
        return None;
    }
    let hold = block.tables.all[block.all[at].table].hold;
    let held = hold.filter(|hold| !block.passes_held(at, hold));
    let only_deleted = heard.deleted || heard.marked | heard.chosen != 0;
    match held {
        None if only_deleted => None,
        Some(hold) if only_deleted => Some((Reason::Deletes, vec![hold])),
        _ => Some((Reason::Deletes, Vec::new())),
    }
}
