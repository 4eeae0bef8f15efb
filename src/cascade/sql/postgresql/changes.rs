//! The changes, each a common table expression whose rows are counted.

use diesel::QueryResult;

use super::super::names::{and, either, filter, ks, row};
use super::{Whole, opaque};
use crate::cascade::set::{Arm, Found, SetId, Which};
use crate::cascade::step::{Counts, Guard, Key, Nullify, Remove, State, Whose, Write};
use crate::cascade::text::{Answer, Piece, Text, join, text};

impl Whole<'_, '_> {
    /// A change as a common table expression whose rows are counted.
    pub(super) fn change(
        &mut self,
        at: usize,
        change: Text,
        returned: &str,
        counts: Counts,
    ) -> QueryResult<()> {
        let name = self.names.own(&format!("step.{at}"))?;
        self.with.push(text![
            format!("{name} AS ("),
            change,
            format!(" RETURNING {returned})")
        ]);
        self.number(
            format!("(SELECT COUNT(*) FROM {name})"),
            Answer::Counts(counts),
        );
        Ok(())
    }

    /// The rows of a set but for those of others, if nothing stands against it.
    pub(super) fn of_set(&self, set: SetId, except: &[SetId]) -> Option<String> {
        let keys = ks(0..self.names.set(set).keys);
        let mut conditions = self.outside(&keys, except);
        conditions.extend(self.gate.clone());
        (!conditions.is_empty()).then(|| and(conditions))
    }

    pub(super) fn count_set(&mut self, set: SetId, except: &[SetId], counts: Counts) {
        let keys = ks(0..self.names.set(set).keys);
        let outside = filter(self.outside(&keys, except));
        let name = self.names.name(set);
        self.number(
            format!("(SELECT COUNT(*) FROM {name}{outside})"),
            Answer::Counts(counts),
        );
    }

    /// What a change looks its rows up by: what comes behind the table (` FROM …`
    /// or ` USING …`), and the conditions. Those of a set that is not written out
    /// say already what the rows have to be.
    pub(super) fn rows_to_change(
        &self,
        set: SetId,
        except: &[SetId],
        stamped: bool,
    ) -> QueryResult<(Option<String>, Vec<String>)> {
        let found = &self.names.set(set).found;
        let at = self.names.set(set).table;
        let table = self.names.table(at);
        if let (true, Found::Reached { arms, which, .. }) = (self.direct[set.0], found) {
            let Arm { from, link, .. } = &arms[0];
            let gate = self.gate.as_deref();
            let stamp = matches!(which, Which::Stamped(_));
            let (rows, mut conditions) = if link.on.len() == 1 && !stamp {
                (None, vec![self.by_key(table, *from, link, gate)?])
            } else {
                let (rows, on) = self.unnested(table, *from, link, stamp, gate)?;
                (Some(rows), on)
            };
            if let Which::Stamped(marker) = which {
                conditions.push(format!(
                    "{} IS NOT DISTINCT FROM {}.stamp",
                    self.names.column(table, marker.column)?,
                    self.from()?
                ));
            }
            conditions.extend(self.names.conditions(table, link.conditions)?);
            conditions.extend(self.which(table, *which)?);
            return Ok((rows, conditions));
        }
        let link = self.names.itself(at);
        let more = self.of_set(set, except);
        if link.on.len() == 1 && !stamped {
            return Ok((None, vec![self.by_key(table, set, &link, more.as_deref())?]));
        }
        let (rows, on) = self.unnested(table, set, &link, stamped, more.as_deref())?;
        Ok((Some(rows), on))
    }

    pub(super) fn write(&mut self, at: usize, write: &Write) -> QueryResult<()> {
        if self.manner.preview && !matches!(write.guard, Guard::Restamped(_)) {
            self.count_set(write.set, &write.except, write.counts);
            return Ok(());
        }
        let names = self.names;
        let table_at = names.set(write.set).table;
        let table = names.table(table_at);
        let (mut rows, mut conditions) =
            self.rows_to_change(write.set, &write.except, write.of_set())?;
        if !self.direct[write.set.0] {
            let guard = names.guard(table, write.guard, &self.from()?)?;
            conditions.extend(guard.map(|it| opaque(&it)));
        }
        if let (true, Guard::Restamped(_)) = (self.manner.preview, write.guard) {
            let rows = rows.map(|rows| format!(", {rows}")).unwrap_or_default();
            self.number(
                format!("(SELECT COUNT(*) FROM {table}{rows}{})", filter(conditions)),
                Answer::Counts(write.counts),
            );
            return Ok(());
        }
        if let Some(record) = &write.record {
            let found = (rows, conditions);
            let was = self.object(table_at, &names.lost(table_at, record))?;
            (rows, conditions) = self.before(at, table_at, found, &was, write.of_set())?;
        }
        let mut values = Vec::new();
        for of in &write.values {
            let stamp = format!("(SELECT at FROM {})", names.own("stamp")?);
            let value = names.value(table, of, stamp.into(), &self.from()?)?;
            values.push(text![format!("{} = ", names.quoted(of.0)?), value]);
        }
        let changes = if write.changes {
            Piece::Changes.into()
        } else {
            Text::default()
        };
        let from = rows.map(|rows| format!(" FROM {rows}")).unwrap_or_default();
        let update = text![
            format!("UPDATE {table} SET "),
            changes,
            join(values, ", "),
            from,
            filter(conditions)
        ];
        let was = format!("{}.was", self.from()?);
        let returned = self.returned(table_at, write.record.as_ref(), &was)?;
        self.change(at, update, &returned, write.counts)
    }

    pub(super) fn remove(&mut self, at: usize, remove: &Remove) -> QueryResult<()> {
        if self.manner.preview {
            self.count_set(remove.set, &remove.except, remove.counts);
            return Ok(());
        }
        let names = self.names;
        let table_at = names.set(remove.set).table;
        let table = names.table(table_at);
        let (rows, mut conditions) = self.rows_to_change(remove.set, &remove.except, false)?;
        if !self.direct[remove.set.0] {
            let guard = names.guard(table, remove.guard, &self.from()?)?;
            conditions.extend(guard.map(|it| opaque(&it)));
        }
        let using = rows
            .map(|rows| format!(" USING {rows}"))
            .unwrap_or_default();
        let delete = format!("DELETE FROM {table}{using}{}", filter(conditions));
        let was = format!("to_jsonb({table}.*)::TEXT");
        let returned = self.returned(table_at, remove.record.as_ref(), &was)?;
        self.change(at, delete.into(), &returned, remove.counts)
    }

    /// Foreign keys are looked at when the whole statement is done, so that only
    /// rows that stay lose theirs.
    pub(super) fn nullify(&mut self, at: usize, nullify: &Nullify) -> QueryResult<()> {
        let Whose::Outside(sets) = &nullify.rows else {
            return Ok(());
        };
        let names = self.names;
        let table = names.table(nullify.table);
        let key = names.key(nullify.table, table)?;
        let gate = self.gate.clone().filter(|_| !self.manner.preview);
        let mut losing = Vec::new();
        for one in &nullify.keys {
            losing.push(and(self.losing(nullify.table, one, gate.as_deref())?));
        }
        let conditions = std::iter::once(either(losing.clone())).chain(self.outside(&key, sets));
        let conditions = and(conditions);
        if self.manner.preview {
            self.number(
                format!("(SELECT COUNT(*) FROM {table} WHERE {conditions})"),
                Answer::Counts(nullify.counts),
            );
            return Ok(());
        }
        let mut values = Vec::new();
        for column in nullify.cleared() {
            let name = names.quoted(column)?;
            let of_column = nullify.keys.iter().zip(&losing);
            let of_column = of_column.filter(|(key, _)| key.cleared.contains(&column));
            let of_column: Vec<_> = of_column.map(|(_, losing)| losing.clone()).collect();
            values.push(if of_column.len() == losing.len() {
                format!("{name} = NULL")
            } else {
                format!(
                    "{name} = CASE WHEN {} THEN NULL ELSE {table}.{name} END",
                    either(of_column)
                )
            });
        }
        let (from, conditions) = match &nullify.record {
            Some(_) => {
                let found = (None, vec![conditions]);
                let was = self.lost_keys(nullify, &losing)?;
                let (rows, on) = self.before(at, nullify.table, found, &was, false)?;
                let rows = rows.map(|rows| format!(" FROM {rows}"));
                (rows.unwrap_or_default(), and(on))
            }
            None => (String::new(), conditions),
        };
        let update = format!(
            "UPDATE {table} SET {}{from} WHERE {conditions}",
            values.join(", ")
        );
        let was = format!("{}.was", self.from()?);
        let returned = self.returned(nullify.table, nullify.record.as_ref(), &was)?;
        self.change(at, update.into(), &returned, nullify.counts)
    }

    /// Whether a row loses a key.
    pub(super) fn losing(
        &self,
        at: usize,
        key: &Key,
        gate: Option<&str>,
    ) -> QueryResult<Vec<String>> {
        let table = self.names.table(at);
        let mut conditions = if key.link.on.len() == 1 {
            vec![self.by_key(table, key.from, &key.link, gate)?]
        } else {
            let columns: Vec<_> = key.link.on.iter().map(|(column, _)| *column).collect();
            let columns = self.names.columns(table, &columns)?;
            let name = self.names.name(key.from);
            let places = key.link.on.iter().map(|(_, place)| *place);
            let filter = filter(gate.map(str::to_owned).into_iter().collect());
            let arrays = ks(places)
                .into_iter()
                .map(|k| format!("ARRAY(SELECT {k} FROM {name}{filter})"));
            let arrays = arrays.collect::<Vec<_>>().join(", ");
            vec![format!(
                "{} IN (SELECT * FROM unnest({arrays}))",
                row(&columns)
            )]
        };
        conditions.extend(self.names.conditions(table, key.link.conditions)?);
        let state = self.names.state(at, table, key.state)?;
        conditions.extend(match key.state {
            State::Deleted => state.map(|it| opaque(&it)),
            _ => state,
        });
        Ok(conditions)
    }
}
