//! The changes.

use diesel::QueryResult;

use super::Stored;
use super::flavor::{Assigned, Flavor, assignments, filtered};
use crate::cascade::plan::ROOTS;
use crate::cascade::set::{Found, SetId};
use crate::cascade::step::{Counts, Guard, Remove, Write};
use crate::cascade::text::{Again, Answer, Piece, Statement, Text, text};

impl<F: Flavor> Stored<'_, '_, F> {
    /// Counts the rows of a set in place of changing them.
    pub(super) fn count(&mut self, id: SetId, except: &[SetId], counts: Counts) -> QueryResult<()> {
        let set = self.names.set(id);
        let text = if self.inline[id.0] {
            let alias = self.names.own("rows")?;
            let select = match &set.found {
                Found::Target => self.roots(set)?,
                Found::Reached {
                    start,
                    arms,
                    trees,
                    which,
                } => self.reached(id, *start, arms, trees, *which, "")?,
                _ => Text::default(),
            };
            text!["SELECT COUNT(*) FROM (", select, format!(") AS {alias}")]
        } else {
            let outside = self.lookup(id, except, false)?.source_is;
            text!["SELECT COUNT(*) FROM ", id, filtered(outside)]
        };
        let mut statement = Statement::selects(text, vec![Answer::Counts(counts)]);
        if id == ROOTS && self.inline[id.0] {
            statement.answers.push(Answer::Roots);
        }
        self.statements.push(statement);
        Ok(())
    }

    /// Counts the rows of a set that have another stamp in their table.
    fn count_restamped(&mut self, write: &Write) -> QueryResult<()> {
        let table = self.names.table(self.names.set(write.set).table);
        let mut lookup = self.lookup(write.set, &write.except, true)?;
        lookup.table_is.extend(self.guard(write.set, write.guard)?);
        let on = lookup.on();
        let conditions = lookup.source_is.into_iter().chain(lookup.table_is);
        let text = text![
            "SELECT COUNT(*) FROM ",
            lookup.source,
            format!(" {} {table} ON ", F::JOIN),
            on,
            filtered(conditions.collect())
        ];
        self.statements
            .push(Statement::selects(text, vec![Answer::Counts(write.counts)]));
        Ok(())
    }

    pub(super) fn write(&mut self, write: &Write) -> QueryResult<()> {
        if self.manner.preview {
            return match write.guard {
                Guard::Restamped(_) => self.count_restamped(write),
                _ => self.count(write.set, &write.except, write.counts),
            };
        }
        let names = self.names;
        let set = names.set(write.set);
        let table = names.table(set.table);
        let mut values = Vec::new();
        if write.changes {
            values.push(Assigned::Changes);
        }
        for of in &write.values {
            let stamp = match &self.stamp {
                Some(name) => format!("(SELECT at FROM {name})").into(),
                None => Text::from(Piece::Stamp),
            };
            let value = names.value(table, of, stamp, names.name(write.set))?;
            values.push(Assigned::Column(names.quoted(of.0)?, value));
        }
        if let (true, Found::Target) = (self.inline[write.set.0], &set.found) {
            let text = self.whole_target(&format!("UPDATE {table} SET "), Some(values));
            return self.change_target(text, write.counts);
        }
        let mut lookup = self.lookup(write.set, &write.except, write.of_set())?;
        lookup.table_is.extend(self.guard(write.set, write.guard)?);
        let text = self.flavor.update(table, lookup, values);
        self.push(text, Answer::Counts(write.counts));
        Ok(())
    }

    /// What the rows of a set still have to be to be changed.
    pub(super) fn guard(&self, set: SetId, guard: Guard) -> QueryResult<Option<Text>> {
        let table = self.names.table(self.names.set(set).table);
        let guard = self.names.guard(table, guard, self.names.name(set))?;
        Ok(guard.map(|it| self.flavor.opaque(it).into()))
    }

    /// The statement on the rows of the target, where nothing depends on these.
    pub(super) fn whole_target(&self, head: &str, values: Option<Vec<Assigned>>) -> Text {
        let values = values.into_iter().flatten().map(|value| match value {
            Assigned::Column(column, value) => text![format!("{column} = "), value],
            Assigned::Changes => Piece::Changes.into(),
        });
        text![
            head,
            assignments(values.collect()),
            Piece::Target,
            Piece::Guard
        ]
    }

    pub(super) fn change_target(&mut self, text: Text, counts: Counts) -> QueryResult<()> {
        let mut statement = Statement::changes(text, Answer::Counts(counts));
        statement.answers.push(Answer::Roots);
        self.statements.push(statement);
        Ok(())
    }

    pub(super) fn remove(&mut self, remove: &Remove) -> QueryResult<()> {
        if self.manner.preview {
            return self.count(remove.set, &remove.except, remove.counts);
        }
        let names = self.names;
        let set = names.set(remove.set);
        let table = names.table(set.table);
        if let (true, Found::Target) = (self.inline[remove.set.0], &set.found) {
            let text = self.whole_target(&format!("DELETE FROM {table}"), None);
            return self.change_target(text, remove.counts);
        }
        for text in self.flavor.detach(names, remove)? {
            self.push(text, Answer::Nothing);
        }
        let mut lookup = self.lookup(remove.set, &remove.except, false)?;
        lookup
            .table_is
            .extend(self.guard(remove.set, remove.guard)?);
        if let Some(text) = self.flavor.delete_leaves(names, remove, lookup.clone())? {
            let mut leaves = Statement::changes(text, Answer::Counts(remove.counts));
            leaves.again = Some(Again::UntilNone);
            self.statements.push(leaves);
        }
        for text in self.flavor.let_go(names, remove, &lookup)? {
            self.push(text, Answer::Nothing);
        }
        let text = self.flavor.delete(table, lookup);
        self.push(text, Answer::Counts(remove.counts));
        Ok(())
    }
}
