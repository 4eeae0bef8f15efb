//! The rows that lose a key.

use diesel::QueryResult;

use super::change::GONE;
use super::plan::{Answer, Planner};
use super::rows::{Verb, active, columns, deleted, quoted_all};
use super::text::Text;
use crate::declare::{CascadeBackend, Dialect, Edge, EdgeKind};

/// An alias, which no table of a user is called.
const REACHED: &str = "diesel_scopes_reached";

impl Planner {
    /// Takes the keys of `nullify` edges away, or counts those.
    pub(super) fn nullify<DB: CascadeBackend>(
        &mut self,
        parent: usize,
        preview: bool,
    ) -> QueryResult<()> {
        for edge in self.rows.node(parent).edges.clone() {
            if edge.kind != EdgeKind::Nullify {
                continue;
            }
            let child = edge.child;
            let name = (child.text)(DB::DIALECT)?;
            let condition = match self.rows.verb {
                Verb::Purge => match deleted::<DB>(&child, &name)? {
                    // Rows that are never deleted stand against the purge.
                    None => continue,
                    some => some,
                },
                _ => active::<DB>(&child, &name)?,
            };
            let position = self.rows.graph.position(&child);
            let entry = match position.or_else(|| self.entry_of(child.name)) {
                Some(entry) => entry,
                None => {
                    self.plan.entries.push((child.name, false));
                    self.plan.entries.len() - 1
                }
            };
            // Rows that the cascade reaches keep their keys. Tables below are
            // done by now, so that it shows in the rows.
            let kept = position.filter(|at| preview || *at <= parent);
            let key = columns::<DB>(&name, child.key)?;
            let foreign = columns::<DB>(&name, edge.key)?;
            let mut conditions: Vec<_> = condition.into_iter().collect();

            if preview {
                let mut sets = vec![parent];
                if let Some(at) = kept {
                    sets.push(at);
                    conditions.push(self.outside(at, &key));
                }
                let rows = self.select_from_set(parent, &name, "1", &foreign, conditions);
                let text = self
                    .rows
                    .with::<DB>(&sets, false)?
                    .then(format!("SELECT COUNT(*) FROM ({rows}) AS nullified"));
                self.push(text, true, Answer::Nullified(entry));
                continue;
            }
            let reached = kept.map(|at| (at, key.as_slice()));
            let text = self.nullify_text::<DB>(parent, &name, edge, reached, false, conditions)?;
            self.push(text, false, Answer::Nullified(entry));
            // Rows of a table above go later, and would still refer to rows that go
            // now.
            if self.rows.verb == Verb::Purge && kept.is_some_and(|at| at < parent) {
                let text =
                    self.nullify_text::<DB>(parent, &name, edge, reached, true, Vec::new())?;
                self.push(text, false, Answer::Done);
            }
        }
        Ok(())
    }

    /// Takes the keys away that lead to the set of `parent`: of rows that the
    /// cascade does not reach, or of those that it does.
    fn nullify_text<DB: CascadeBackend>(
        &self,
        parent: usize,
        name: &str,
        edge: Edge,
        reached: Option<(usize, &[String])>,
        of_reached: bool,
        mut conditions: Vec<String>,
    ) -> QueryResult<Text> {
        let rows = &self.rows;
        let set = &rows.tables[parent].set;
        let foreign = columns::<DB>(name, edge.key)?;
        let nulls = |columns: &[String]| {
            columns
                .iter()
                .map(|column| format!("{column} = NULL"))
                .collect::<Vec<_>>()
                .join(", ")
        };
        if rows.dialect != Dialect::Mysql {
            let mut sets = vec![parent];
            conditions.insert(0, rows.within(&foreign, None, set));
            if let Some((at, key)) = reached {
                sets.push(at);
                conditions.push(if of_reached {
                    rows.within(key, None, &rows.tables[at].set)
                } else {
                    self.outside(at, key)
                });
            }
            return Ok(rows.with::<DB>(&sets, false)?.then(format!(
                "UPDATE {name} SET {} WHERE {}",
                nulls(&quoted_all::<DB>(edge.key)?),
                conditions.join(" AND ")
            )));
        }
        let mut text = Text::sql(format!("UPDATE {name} INNER JOIN ("))
            .then(rows.with::<DB>(&[parent], false)?)
            .then(format!(
                "SELECT {} FROM {set}) AS {GONE}",
                rows.set_keys(foreign.len())
            ))
            .then(format!(" ON {}", rows.on(&foreign, None, GONE)));
        if let Some((at, key)) = reached {
            let keys = rows.set_keys(key.len());
            text = text
                .then(if of_reached {
                    " INNER JOIN ("
                } else {
                    " LEFT JOIN ("
                })
                .then(rows.with::<DB>(&[at], false)?)
                .then(format!(
                    "SELECT {keys} FROM {}) AS {REACHED}",
                    rows.tables[at].set
                ))
                .then(format!(" ON {}", rows.on(key, None, REACHED)));
            if !of_reached {
                conditions.push(format!("{REACHED}.k1 IS NULL"));
            }
        }
        text = text.then(format!(" SET {}", nulls(&foreign)));
        if !conditions.is_empty() {
            text = text.then(format!(" WHERE {}", conditions.join(" AND ")));
        }
        Ok(text)
    }

    fn entry_of(&self, name: &str) -> Option<usize> {
        self.plan
            .entries
            .iter()
            .position(|(entry, reached)| *entry == name && !reached)
    }
}
