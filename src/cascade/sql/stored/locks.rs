//! What is read with a lock.

use diesel::QueryResult;

use super::super::names::{and, either};
use super::Stored;
use super::flavor::{Flavor, Select, filtered};
use crate::cascade::set::{Arm, Link, Role, Set, SetId};
use crate::cascade::step::{Lock, Step};
use crate::cascade::text::{Again, Answer, Statement, Text, join, text};

impl<F: Flavor> Stored<'_, '_, F> {
    pub(super) fn for_update(&self) -> &'static str {
        if self.manner.preview {
            ""
        } else {
            F::FOR_UPDATE
        }
    }

    /// The lock of the root rows. Where those that others have locked are passed over, it
    /// is there in a preview too: MySQL and MariaDB lock what an `INSERT` selects.
    pub(super) fn lock_of_roots(&self) -> &'static str {
        if self.names.plan.passes_locked && !self.manner.locking {
            F::UNLOCKED
        } else {
            self.for_update()
        }
    }

    /// The lock of rows of a set, if they are written, or if all are locked.
    pub(super) fn lock_of(&self, id: SetId) -> &'static str {
        let written = self.names.plan.steps.iter().any(|step| match step {
            Step::Write(write) => write.set == id,
            Step::Remove(remove) => remove.set == id,
            _ => false,
        });
        // What is looked at only is locked with the rows that depend on it.
        let above = self.names.set(id).role == Role::Above;
        let looked = self.names.plan.looked;
        if written || looked || self.manner.locking && !above {
            self.for_update()
        } else {
            ""
        }
    }

    pub(super) fn current(&self) -> &'static str {
        if self.manner.preview { "" } else { F::CURRENT }
    }

    /// What a tree leads to is known before it is locked. All that hangs below it is
    /// locked, whatever it is: where others are not committed yet, it may still become
    /// what it was, and then it is found the next time, as is what was inserted
    /// meanwhile. What is locked once stays as it is, and more of it has more below.
    pub(super) fn until_all_are_locked(
        &mut self,
        id: SetId,
        (arms, trees): (&[Arm], &[Link]),
        columns: &str,
        select: Select,
    ) -> QueryResult<()> {
        let set = self.names.set(id);
        for Arm { from, link, .. } in arms {
            let lock = self.below(*from, set, std::slice::from_ref(link))?;
            self.select(lock, Answer::Nothing);
        }
        // A row that is there may have been changed since.
        let known = if set.is_told() { "active" } else { "k1" };
        let name = self.names.name(id);
        let insert = self.flavor.insert_more(name, columns, known, select);
        self.push(insert, Answer::Nothing);
        let lock = self.below(id, set, trees)?;
        let mut lock = Statement::selects(lock, vec![Answer::Locked]);
        lock.again = Some(Again::UntilSame(1));
        self.statements.push(lock);
        Ok(())
    }

    /// Locks the rows of a table that depend on those of a set.
    fn below(&self, from: SetId, set: &Set, links: &[Link]) -> QueryResult<Text> {
        let table = self.names.table(set.table);
        let ways = links.iter().map(|link| {
            let mut on = self.names.joined(table, self.names.name(from), link)?;
            on.extend(self.names.conditions(table, link.conditions)?);
            Ok(and(on))
        });
        let on = either(ways.collect::<QueryResult<_>>()?);
        Ok(text![
            "SELECT COUNT(*) FROM ",
            from,
            format!(" {} {table} ON {on}{}", F::JOIN, F::FOR_UPDATE)
        ])
    }

    /// Locks the rows that those of a set depend on.
    pub(super) fn lock_parents(&mut self, id: SetId) -> QueryResult<()> {
        if !self.manner.locking || self.manner.preview || F::CURRENT.is_empty() {
            return Ok(());
        }
        for lock in &self.names.plan.locks {
            let Lock::Parents {
                of: set,
                parent,
                link,
            } = lock
            else {
                continue;
            };
            if *set != id {
                continue;
            }
            let alias = self.names.own("parent")?;
            let on = self.on(&alias, id, link)?;
            let text = text![
                "SELECT COUNT(*) FROM ",
                id,
                format!(" {} {} AS {alias} ON ", F::JOIN, self.names.table(*parent)),
                join(on, " AND "),
                filtered(self.if_set(id, link)),
                F::CURRENT
            ];
            self.select(text, Answer::Nothing);
        }
        Ok(())
    }
}
