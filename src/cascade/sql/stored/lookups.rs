//! How the rows of a set are looked up in their table.

use diesel::QueryResult;

use super::super::names::{ks, of, set_columns};
use super::Stored;
use super::flavor::{Flavor, Lookup};
use crate::cascade::set::{Found, SetId, Which};
use crate::cascade::text::{Text, text};

impl<F: Flavor> Stored<'_, '_, F> {
    /// How the rows of a set are looked up in their table.
    pub(super) fn lookup(&self, id: SetId, except: &[SetId], values: bool) -> QueryResult<Lookup> {
        let names = self.names;
        let set = names.set(id);
        let table = names.table(set.table);
        let key = names.key(set.table, table)?;
        if !self.inline[id.0] {
            let outside = except.iter().map(|except| {
                let columns = of(names.name(id), &ks(0..set.keys));
                text!["(", self.within_keys(&columns, *except), ") IS NOT TRUE"]
            });
            return Ok(Lookup {
                columns: key,
                source: id.into(),
                alias: names.name(id).into(),
                ks: ks(0..set.keys),
                source_is: outside.collect(),
                table_is: Vec::new(),
                values,
                recursive: false,
            });
        }
        if let Found::Reached {
            start,
            arms,
            trees,
            which,
        } = &set.found
        {
            let stamped = matches!(which, Which::Stamped(_));
            let joins = trees.is_empty() && (F::JOINS_CHANGES || !stamped);
            if let (None, [arm], true) = (start, arms.as_slice(), joins) {
                let columns: Vec<_> = arm.link.on.iter().map(|(column, _)| *column).collect();
                let mut table_is = self.conditions(table, &arm.link)?;
                table_is.extend(self.which(table, *which)?.map(Text::from));
                if let Which::Stamped(marker) = which {
                    let stamp = self.flavor.opaque(names.column(table, marker.column)?);
                    table_is.push(format!("{stamp} = {}.stamp", names.name(arm.from)).into());
                }
                return Ok(Lookup {
                    columns: names.columns(table, &columns)?,
                    source: arm.from.into(),
                    alias: names.name(arm.from).into(),
                    ks: ks(arm.link.on.iter().map(|(_, place)| *place)),
                    source_is: self.if_set(arm.from, &arm.link),
                    table_is,
                    values: false,
                    recursive: false,
                });
            }
            let select = self.reached(id, *start, arms, trees, *which, "")?;
            let alias = names.own("rows")?;
            let columns = ks(0..set.keys).join(", ");
            let all = set_columns(set).join(", ");
            let found = names.own("found")?;
            // DISTINCT: or MySQL would take the change for one of a table that it
            // reads.
            let source = if trees.is_empty() {
                text![
                    format!("(WITH {found} ({all}) AS ("),
                    select,
                    format!(") SELECT DISTINCT {columns} FROM {found}) AS {alias}")
                ]
            } else {
                text![
                    format!("(SELECT DISTINCT {columns} FROM ("),
                    select,
                    format!(") AS {found}) AS {alias}")
                ]
            };
            return Ok(Lookup {
                columns: key,
                source,
                alias: alias.into(),
                ks: ks(0..set.keys),
                source_is: Vec::new(),
                table_is: Vec::new(),
                values: false,
                recursive: !trees.is_empty(),
            });
        }
        Err(diesel::result::Error::QueryBuilderError(
            "a set of a cascade is neither stored nor found by its step".into(),
        ))
    }
}
