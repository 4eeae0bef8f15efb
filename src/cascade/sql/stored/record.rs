//! The journal: every row that is going to be changed, as it is before anything is.

use diesel::QueryResult;

use super::super::record::{ENTRIES, ENTRY, NOWHERE, OPERATION, OPERATIONS, path};
use super::Stored;
use super::flavor::{Flavor, Lookup, filtered};
use crate::cascade::plan::Verb;
use crate::cascade::step::{Nullify, Record, Step};
use crate::cascade::text::{Answer, Piece, Statement, Text, When, text};
use crate::declare::ColumnInfo;

impl<F: Flavor> Stored<'_, '_, F> {
    /// The operation, and its entries.
    pub(super) fn record(&mut self, verb: Verb) -> QueryResult<()> {
        let names = self.names;
        let begin = text![
            format!(
                "INSERT INTO {OPERATIONS} ({OPERATION}) VALUES ({}, {}, ",
                verb.word(),
                names.title_of(0)
            ),
            Piece::Actor,
            ", ",
            Piece::Reason,
            ", ",
            Piece::Now,
            ", 0)"
        ];
        self.statements.push(Statement {
            when: When::Begins,
            ..Statement::changes(begin, Answer::Nothing)
        });
        self.statements.push(Statement {
            when: When::Begins,
            ..Statement::selects(F::LAST_ID.into(), vec![Answer::Operation])
        });
        for step in &names.plan.steps {
            match step {
                Step::Check(_) => {}
                Step::Write(write) => {
                    if let Some(record) = &write.record {
                        let at = names.set(write.set).table;
                        let mut lookup = self.lookup(write.set, &write.except, false)?;
                        lookup.table_is.extend(self.guard(write.set, write.guard)?);
                        let was = self.object(at, &names.lost(at, record))?;
                        self.entries(at, record, lookup, ("", was))?;
                    }
                }
                Step::Nullify(nullify) => {
                    if let Some(record) = &nullify.record {
                        // A row can refer to several that go.
                        let lookup = self.losing(nullify)?;
                        let was = self.lost_keys(nullify, record)?;
                        self.entries(nullify.table, record, lookup, ("DISTINCT ", was))?;
                    }
                }
                Step::Remove(remove) => {
                    if let Some(record) = &remove.record {
                        let at = names.set(remove.set).table;
                        let mut lookup = self.lookup(remove.set, &remove.except, false)?;
                        lookup
                            .table_is
                            .extend(self.guard(remove.set, remove.guard)?);
                        let was = self.object(at, &names.lost(at, record))?;
                        self.entries(at, record, lookup, ("", was))?;
                    }
                }
            }
        }
        Ok(())
    }

    fn object(&self, at: usize, columns: &[ColumnInfo]) -> QueryResult<String> {
        let table = self.names.table(at);
        self.flavor.object(self.names, table, columns)
    }

    /// The keys that a row loses: where it can be several, without those that it keeps.
    fn lost_keys(&self, nullify: &Nullify, record: &Record) -> QueryResult<String> {
        let columns = self.names.lost(nullify.table, record);
        let all = self.object(nullify.table, &columns)?;
        if nullify.keys.len() == 1 {
            return Ok(all);
        }
        let mut kept = Vec::new();
        for column in &columns {
            let lost = self.is_lost(nullify, column.name)?;
            let path = path(column.name);
            kept.push(format!("CASE WHEN {lost} THEN {NOWHERE} ELSE {path} END"));
        }
        Ok(format!("JSON_REMOVE({all}, {})", kept.join(", ")))
    }

    /// An entry for every row that a lookup finds, locked from here on.
    fn entries(
        &mut self,
        at: usize,
        record: &Record,
        lookup: Lookup,
        (distinct, was): (&str, String),
    ) -> QueryResult<()> {
        let names = self.names;
        let table = names.table(at);
        let key = self
            .flavor
            .key_object(names, table, &names.key_columns(at))?;
        let on = lookup.on();
        let conditions = lookup.source_is.into_iter().chain(lookup.table_is);
        let insert = text![
            format!("INSERT INTO {ENTRIES} ({ENTRY}) SELECT {distinct}"),
            Piece::Operation,
            format!(
                ", {}, {key}, {}, {was} FROM ",
                names.title_of(at),
                record.what.word()
            ),
            lookup.source,
            format!(" {} {table} ON ", F::JOIN),
            on,
            filtered(conditions.collect()),
            F::FOR_UPDATE
        ];
        self.push(insert, Answer::Recorded);
        Ok(())
    }

    /// How many rows there were; or nothing, if others came first.
    pub(super) fn end_record(&mut self) {
        let count = text![
            format!("UPDATE {OPERATIONS} SET row_count = "),
            Piece::Recorded,
            " WHERE id = ",
            Piece::Operation
        ];
        let nothing: Text = text![
            format!("DELETE FROM {OPERATIONS} WHERE id = "),
            Piece::Operation
        ];
        self.statements.push(Statement {
            when: When::Recorded,
            ..Statement::changes(count, Answer::Nothing)
        });
        self.statements.push(Statement {
            when: When::Unrecorded,
            ..Statement::changes(nothing, Answer::Unrecorded)
        });
    }
}
