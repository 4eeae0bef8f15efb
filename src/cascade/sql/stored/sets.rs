//! The temporary tables of sets.

use diesel::QueryResult;

use super::super::names::{ks, set_columns};
use super::Stored;
use super::flavor::{Flavor, Select};
use crate::cascade::plan::ROOTS;
use crate::cascade::set::{Found, Role, Set, SetId};
use crate::cascade::text::{Answer, Piece, Text, text};

impl<F: Flavor> Stored<'_, '_, F> {
    pub(super) fn find(&mut self, id: SetId) -> QueryResult<()> {
        let names = self.names;
        let set = names.set(id);
        let name = names.name(id).to_owned();
        let columns = set_columns(set).join(", ");
        self.create(id, &name, true)?;
        match &set.found {
            Found::Target => {
                let select = self.roots(set)?;
                let insert = self.flavor.insert(&name, &columns, Select::flat(select));
                self.push(insert, Answer::Roots);
                self.lock_parents(id)?;
            }
            Found::Reached {
                start,
                arms,
                trees,
                which,
            } => {
                let select = self.reached(id, *start, arms, trees, *which, self.lock_of(id))?;
                let recursive = !trees.is_empty();
                let select = Select {
                    text: select,
                    recursive,
                };
                let again = self.manner.locking
                    && recursive
                    && set.role != Role::Above
                    && !F::FOR_UPDATE.is_empty();
                if again {
                    self.until_all_are_locked(id, (arms, trees), &columns, select)?;
                } else {
                    let insert = self.flavor.insert(&name, &columns, select);
                    self.push(insert, Answer::Nothing);
                }
                self.lock_parents(id)?;
            }
            Found::Kept {
                of,
                except,
                parents,
                arms,
                trees,
            } => {
                let walk = names.beside(id, "walk")?;
                self.create(id, &walk, false)?;
                self.tables.push(walk.clone());
                if !parents.is_empty() {
                    let select = self.other_parents(set, *of, *except, parents)?;
                    let insert = self.flavor.insert(&walk, &columns, Select::flat(select));
                    self.push(insert, Answer::Nothing);
                }
                for arm in arms {
                    let select = self.kept_below(set, arm, *of, *except)?;
                    let insert = self.flavor.insert(&walk, &columns, Select::flat(select));
                    self.push(insert, Answer::Nothing);
                }
                let select = self.earliest_of(set, &walk, *of, *except, trees)?;
                let insert = self.flavor.insert(
                    &name,
                    &columns,
                    Select {
                        text: select,
                        recursive: !trees.is_empty(),
                    },
                );
                self.push(insert, Answer::Nothing);
            }
            Found::Staying { of, other, always } => {
                for select in self.staying(set, *of, *other, *always)? {
                    let insert = self.flavor.insert(&name, &columns, Select::flat(select));
                    self.push(insert, Answer::Nothing);
                }
            }
            Found::Back { of, except, others } => {
                let select = self.back(set, *of, except, others)?;
                let insert = self.flavor.insert(&name, &columns, Select::flat(select));
                self.push(insert, Answer::Nothing);
            }
            Found::Parents {
                arms,
                trees,
                except,
            } => {
                let select = self.parents(set, arms, trees, *except)?;
                let insert = self.flavor.insert(
                    &name,
                    &columns,
                    Select {
                        text: select,
                        recursive: !trees.is_empty(),
                    },
                );
                self.push(insert, Answer::Nothing);
                self.lock_parents(id)?;
            }
        }
        Ok(())
    }

    /// An empty table for a set.
    pub(super) fn create(&mut self, id: SetId, name: &str, keyed: bool) -> QueryResult<()> {
        let names = self.names;
        let set = names.set(id);
        let table = names.table(set.table);
        let columns = names.columns(table, &set.columns)?;
        let mut values: Vec<_> = columns
            .iter()
            .zip(ks(0..columns.len()))
            .map(|(column, k)| format!("{column} AS {k}"))
            .collect();
        let mut from = table.to_owned();
        if set.stamped {
            match set.marker {
                Some(marker) => {
                    values.push(format!("{} AS stamp", names.column(table, marker.column)?))
                }
                // Of a row without a marker the stamp is that of the rows above.
                None => {
                    let root = names.table(0);
                    let marker = names
                        .set(ROOTS)
                        .marker
                        .map(|it| it.column)
                        .unwrap_or_default();
                    let alias = names.own("stamped")?;
                    from = format!("{table}, {root} AS {alias}");
                    values.push(format!("{} AS stamp", names.column(&alias, marker)?));
                }
            }
        }
        values.extend(set.is_told().then(|| "0 AS active".to_owned()));
        let select = format!("SELECT {} FROM {from} WHERE 1 = 0", values.join(", "));
        let key = names.identity(id).join(", ");
        let text = self
            .flavor
            .create(name, &select, keyed.then_some(key.as_str()));
        self.push(text, Answer::Nothing);
        Ok(())
    }

    pub(super) fn roots(&self, set: &Set) -> QueryResult<Text> {
        let table = self.names.table(set.table);
        let mut values = self.names.columns(table, &set.columns)?;
        if let (true, Some(marker)) = (set.stamped, set.marker) {
            values.push(self.names.column(table, marker.column)?);
        }
        Ok(text![
            format!("SELECT {} FROM {table}", values.join(", ")),
            Piece::Target,
            Piece::Guard,
            self.lock_of_roots()
        ])
    }
}
