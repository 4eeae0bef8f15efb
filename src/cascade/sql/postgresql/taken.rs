//! What comes back with values that are taken by now.

use diesel::QueryResult;

use super::super::names::{and, filter, ks, of, row, set_columns, twins};
use super::Whole;
use super::rows::arrays;
use crate::cascade::set::{Link, Set, SetId};
use crate::cascade::step::State;
use crate::cascade::text::{Text, text};
use crate::declare::MarkerText;

impl Whole<'_, '_> {
    /// Those rows of a set that are active after a restore.
    pub(super) fn back(
        &self,
        set: &Set,
        from: SetId,
        except: &[SetId],
        others: &[MarkerText],
    ) -> QueryResult<String> {
        let names = self.names;
        let key = ks(0..set.keys);
        let mut conditions = self.outside(&key, except);
        let table = names.table(set.table);
        if let Some(deleted) = names.deleted_by(table, others)? {
            conditions.push(format!(
                "({} IN (SELECT {} FROM {} AND {deleted})) IS NOT TRUE",
                row(&key),
                names.key(set.table, table)?.join(", "),
                self.rows_of(set.table, from)?
            ));
        }
        Ok(format!(
            "SELECT {} FROM {}{}",
            set_columns(set).join(", "),
            names.name(from),
            filter(conditions)
        ))
    }

    /// Counts the rows of a set whose values an active row has, or another one of
    /// the set.
    pub(super) fn taken(&self, id: SetId, link: &Link) -> QueryResult<Text> {
        let names = self.names;
        let set = names.set(id);
        let name = names.name(id);
        let table = names.table(set.table);
        let from = self.from()?;
        let columns = ks(0..set.columns.len());
        let on = names.joined(table, &from, link)?;
        let active = names.state(set.table, table, State::Active)?;
        Ok(text![
            format!(
                "SELECT COUNT(*) FROM (SELECT {} FROM {} AS {from} ({}) \
                 INNER JOIN {table} ON {}{} UNION ",
                of(&from, &ks(0..set.keys)).join(", "),
                arrays(name, &columns, ""),
                columns.join(", "),
                and(on),
                filter(active.into_iter().collect())
            ),
            twins(name, set, link),
            format!(") AS {}", names.own("taken")?)
        ])
    }
}
