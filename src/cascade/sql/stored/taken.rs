//! What comes back with values that are taken by now.

use diesel::QueryResult;

use super::super::names::{and, ks, of, set_columns, twins};
use super::Stored;
use super::flavor::{Flavor, filtered};
use crate::cascade::set::{Link, Set, SetId};
use crate::cascade::step::State;
use crate::cascade::text::{Text, join, text};
use crate::declare::MarkerText;

impl<F: Flavor> Stored<'_, '_, F> {
    /// Those rows of a set that are active after a restore.
    pub(super) fn back(
        &self,
        set: &Set,
        from: SetId,
        except: &[SetId],
        others: &[MarkerText],
    ) -> QueryResult<Text> {
        let names = self.names;
        let name = names.name(from);
        let mut conditions = self.outside(&of(name, &ks(0..set.keys)), except);
        let table = names.table(set.table);
        if let Some(deleted) = names.deleted_by(table, others)? {
            let on = names.joined(table, name, &names.itself(set.table))?;
            let on = and(on.into_iter().chain([deleted]));
            conditions.push(format!("NOT EXISTS (SELECT 1 FROM {table} WHERE {on})").into());
        }
        Ok(text![
            format!("SELECT {} FROM ", of(name, &set_columns(set)).join(", ")),
            from,
            filtered(conditions)
        ])
    }

    /// Counts the rows of a set whose values an active row has, or another one of
    /// the set.
    pub(super) fn taken(&self, id: SetId, link: &Link) -> QueryResult<Text> {
        let names = self.names;
        let set = names.set(id);
        let table = names.table(set.table);
        let active = names.state(set.table, table, State::Active)?;
        let current = self.current();
        let taken = text![
            format!(
                "SELECT {} FROM ",
                of(names.name(id), &ks(0..set.keys)).join(", ")
            ),
            id,
            format!(" {} {table} ON ", F::JOIN),
            join(self.on(table, id, link)?, " AND "),
            filtered(active.into_iter().map(Text::from).collect()),
            current
        ];
        let both = vec![taken, twins(id, set, link)];
        Ok(text![
            "SELECT COUNT(*) FROM (",
            super::union::<F>(both, !current.is_empty()),
            format!(") AS {}", names.own("taken")?)
        ])
    }
}
