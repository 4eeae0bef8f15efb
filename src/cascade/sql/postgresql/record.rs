//! The journal: what the changes return goes there, in the same statement.

use diesel::QueryResult;

use super::super::names::{filter, ks};
use super::super::record::{ENTRIES, ENTRY, OPERATION, OPERATIONS};
use super::Whole;
use super::rows::arrays;
use crate::cascade::plan::Verb;
use crate::cascade::step::{Nullify, Record, Step};
use crate::cascade::text::{Answer, Piece, text};
use crate::declare::{ColumnInfo, Shape};

impl Whole<'_, '_> {
    /// The rows that a change is about, locked and with what they are before it: they
    /// take the place of those that it would look up itself. What a change returns is
    /// what it has written, and what was there is not to be had behind it.
    pub(super) fn before(
        &mut self,
        at: usize,
        table: usize,
        (rows, conditions): (Option<String>, Vec<String>),
        was: &str,
        stamped: bool,
    ) -> QueryResult<(Option<String>, Vec<String>)> {
        let names = self.names;
        let name = names.own(&format!("step.{at}.was"))?;
        let from = self.from()?;
        let of = names.table(table);
        let mut values = names.key(table, of)?;
        let mut columns = ks(0..values.len());
        values.push(format!("({was})::TEXT"));
        columns.push("was".to_owned());
        if stamped {
            values.push(format!("{from}.stamp"));
            columns.push("stamp".to_owned());
        }
        let rows = rows.map(|rows| format!(", {rows}")).unwrap_or_default();
        let conditions = filter(conditions);
        self.with.push(
            format!(
                "{name} ({}) AS MATERIALIZED (SELECT {} FROM {of}{rows}{conditions} \
                 FOR NO KEY UPDATE)",
                columns.join(", "),
                values.join(", ")
            )
            .into(),
        );
        let rows = format!(
            "{} AS {from} ({})",
            arrays(&name, &columns, ""),
            columns.join(", ")
        );
        let on = names.joined(of, &from, &names.itself(table))?;
        Ok((Some(rows), on))
    }

    /// Columns of a row, as an object.
    pub(super) fn object(&self, table: usize, columns: &[ColumnInfo]) -> QueryResult<String> {
        let of = self.names.table(table);
        let pairs = self.names.pairs(of, columns, |value, _| value)?;
        Ok(format!("jsonb_build_object({pairs})"))
    }

    /// The keys that a row loses: each of them, if it is one of those that lose it.
    pub(super) fn lost_keys(&self, nullify: &Nullify, losing: &[String]) -> QueryResult<String> {
        let mut objects = Vec::new();
        for (key, losing) in nullify.keys.iter().zip(losing) {
            let columns = self.names.infos(nullify.table, &key.cleared);
            let object = self.object(nullify.table, &columns)?;
            objects.push(match nullify.keys.len() {
                1 => object,
                _ => format!("CASE WHEN {losing} THEN {object} ELSE '{{}}' END"),
            });
        }
        Ok(objects.join(" || "))
    }

    /// What a change returns: its rows, for the journal if there is one.
    pub(super) fn returned(
        &self,
        table: usize,
        record: Option<&Record>,
        was: &str,
    ) -> QueryResult<String> {
        if record.is_none() {
            return Ok("1".to_owned());
        }
        let (names, of) = (self.names, self.names.table(table));
        let key = names.pairs(of, &names.key_columns(table), |value, shape| match shape {
            // Whatever zone a session has, a row has one key.
            Shape::Zoned => format!("{value} AT TIME ZONE 'UTC'"),
            _ => value,
        })?;
        let key = format!("jsonb_build_object({key})");
        Ok(format!("{key}::TEXT AS row_key, {was} AS was"))
    }

    /// The operation, if anything was changed, and its entries.
    pub(super) fn record(&mut self, verb: Verb) -> QueryResult<()> {
        let names = self.names;
        let mut selects = Vec::new();
        for (at, step) in names.plan.steps.iter().enumerate() {
            let (table, record) = match step {
                Step::Check(_) => continue,
                Step::Write(write) => (names.set(write.set).table, &write.record),
                Step::Nullify(nullify) => (nullify.table, &nullify.record),
                Step::Remove(remove) => (names.set(remove.set).table, &remove.record),
            };
            if let Some(record) = record {
                selects.push(format!(
                    "SELECT {}, row_key, {}, was FROM {}",
                    names.title_of(table),
                    record.what.word(),
                    names.own(&format!("step.{at}"))?
                ));
            }
        }
        let recorded = names.own("recorded")?;
        let operation = names.own("operation")?;
        let entries = names.own("entries")?;
        let counted = names.own("counted")?;
        self.with.push(
            format!(
                "{recorded} (table_name, row_key, what, was) AS MATERIALIZED ({})",
                selects.join(" UNION ALL ")
            )
            .into(),
        );
        self.with.push(text![
            format!(
                "{operation} AS (INSERT INTO {OPERATIONS} ({OPERATION}) SELECT {}, {}, ",
                verb.word(),
                names.title_of(0)
            ),
            Piece::Actor,
            ", ",
            Piece::Reason,
            ", ",
            Piece::Now,
            format!(
                ", n FROM (SELECT COUNT(*) AS n FROM {recorded}) AS {counted} WHERE n > 0 \
                 RETURNING id)"
            )
        ]);
        self.with.push(
            format!(
                "{entries} AS (INSERT INTO {ENTRIES} ({ENTRY}) SELECT id, {recorded}.* \
                 FROM {operation} CROSS JOIN {recorded})"
            )
            .into(),
        );
        self.number(
            format!("(SELECT COALESCE(MAX(id), 0) FROM {operation})"),
            Answer::Operation,
        );
        Ok(())
    }
}
