//! What is read with a lock.

use diesel::QueryResult;

use super::Stored;
use super::flavor::{Flavor, Select, filtered};
use crate::cascade::set::{Set, SetId};
use crate::cascade::step::{Lock, Step};
use crate::cascade::text::{Again, Answer, Statement, join, text};

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
        if written || self.manner.locking {
            self.for_update()
        } else {
            ""
        }
    }

    pub(super) fn current(&self) -> &'static str {
        if self.manner.preview { "" } else { F::CURRENT }
    }

    /// What a tree leads to is known before it is locked. What was inserted below
    /// it meanwhile is found the next time.
    pub(super) fn until_all_are_locked(
        &mut self,
        id: SetId,
        set: &Set,
        name: &str,
        columns: &str,
        select: Select,
    ) -> QueryResult<()> {
        let insert = self.flavor.insert_more(name, columns, "k1", select);
        self.push(insert, Answer::Nothing);
        let table = self.names.table(set.table);
        let on = self.on(table, id, &self.names.itself(set.table))?;
        let lock = text![
            "SELECT COUNT(*) FROM ",
            id,
            format!(" {} {table} ON ", F::JOIN),
            join(on, " AND "),
            F::FOR_UPDATE
        ];
        let mut lock = Statement::selects(lock, vec![Answer::Locked]);
        lock.again = Some(Again::UntilSame(1));
        self.statements.push(lock);
        Ok(())
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
