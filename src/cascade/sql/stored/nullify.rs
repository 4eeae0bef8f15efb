//! Keys that are taken away.

use diesel::QueryResult;

use super::super::names::ks;
use super::Stored;
use super::flavor::{Assigned, Flavor, Lookup, filtered};
use crate::cascade::step::{Nullify, State, Whose};
use crate::cascade::text::{Answer, Text, join, text};

impl<F: Flavor> Stored<'_, '_, F> {
    pub(super) fn nullify(&mut self, nullify: &Nullify) -> QueryResult<()> {
        let names = self.names;
        let table = names.table(nullify.table);
        if self.manner.preview {
            if let Whose::Outside(_) = &nullify.rows {
                let source = self.losing(nullify)?.source;
                let text = text!["SELECT COUNT(*) FROM ", source];
                self.select(text, Answer::Counts(nullify.counts));
            }
            return Ok(());
        }
        let mut values: Vec<Assigned> = Vec::new();
        let several = nullify.keys.len() > 1;
        for column in nullify.cleared() {
            let name = names.quoted(column)?;
            if !several {
                values.push(Assigned::Column(name, "NULL".into()));
                continue;
            }
            let value = format!(
                "CASE WHEN {} THEN NULL ELSE {} END",
                self.is_lost(nullify, column)?,
                names.column(table, column)?
            );
            values.push(Assigned::Column(name, value.into()));
        }
        let lookup = self.losing(nullify)?;
        let text = self.flavor.update(table, lookup, values);
        self.push(text, Answer::Counts(nullify.counts));
        Ok(())
    }

    /// Whether a row loses a column, of those that are found with several keys.
    pub(super) fn is_lost(&self, nullify: &Nullify, column: &str) -> QueryResult<String> {
        let rows = self.names.own("rows")?;
        let flags = nullify.keys.iter().enumerate();
        let flags = flags.filter(|(_, key)| key.cleared.contains(&column));
        let flags = flags.map(|(n, _)| format!("{rows}.f{} = 1", n + 1));
        Ok(flags.collect::<Vec<_>>().join(" OR "))
    }

    /// The rows that lose keys.
    pub(super) fn losing(&self, nullify: &Nullify) -> QueryResult<Lookup> {
        let names = self.names;
        let at = nullify.table;
        let table = names.table(at);
        let key = names.key(at, table)?;
        let outside = match &nullify.rows {
            Whose::Outside(sets) => self.outside(&key, sets),
            Whose::Going(set) => vec![self.within_keys(&key, *set)],
        };
        let mut selects = Vec::new();
        for one in &nullify.keys {
            let mut conditions = self.conditions(table, &one.link)?;
            let state = names.state(at, table, one.state)?;
            conditions.extend(state.map(|it| match one.state {
                State::Deleted => Text::from(self.flavor.opaque(it)),
                _ => Text::from(it),
            }));
            conditions.extend(outside.clone());
            selects.push(conditions);
        }
        if let ([one], [conditions], false) = (
            nullify.keys.as_slice(),
            selects.as_slice(),
            self.manner.preview,
        ) {
            let columns: Vec<_> = one.link.on.iter().map(|(column, _)| *column).collect();
            return Ok(Lookup {
                columns: names.columns(table, &columns)?,
                source: one.from.into(),
                alias: names.name(one.from).into(),
                ks: ks(one.link.on.iter().map(|(_, place)| *place)),
                source_is: Vec::new(),
                table_is: conditions.clone(),
                values: false,
                recursive: false,
            });
        }
        // Which row loses which of its keys, each row once.
        let mut losing = Vec::new();
        for (n, (one, conditions)) in nullify.keys.iter().zip(selects).enumerate() {
            let flags = (0..nullify.keys.len())
                .map(|flag| format!("{} AS f{}", u8::from(flag == n), flag + 1));
            let named = key
                .iter()
                .zip(ks(0..key.len()))
                .map(|(column, k)| format!("{column} AS {k}"));
            losing.push(text![
                format!(
                    "SELECT {} FROM ",
                    named.chain(flags).collect::<Vec<_>>().join(", ")
                ),
                one.from,
                format!(" {} {table} ON ", F::JOIN),
                join(self.on(table, one.from, &one.link)?, " AND "),
                filtered(conditions)
            ]);
        }
        let rows = names.own("rows")?;
        let losing_name = names.own("losing")?;
        let k = ks(0..key.len());
        let flags: Vec<_> = (1..=nullify.keys.len())
            .map(|n| format!("MAX(f{n}) AS f{n}"))
            .collect();
        let source = text![
            format!("(SELECT {}, {} FROM (", k.join(", "), flags.join(", ")),
            join(losing, " UNION ALL "),
            format!(") AS {losing_name} GROUP BY {}) AS {rows}", k.join(", "))
        ];
        Ok(Lookup {
            columns: key,
            source,
            alias: rows.into(),
            ks: k,
            source_is: Vec::new(),
            table_is: Vec::new(),
            values: true,
            recursive: false,
        })
    }
}
