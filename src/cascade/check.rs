//! What stands against a cascade.

use diesel::QueryResult;

use super::plan::{Answer, Planner};
use super::rows::{CLAIMED, Verb, active, columns, columns_of, deleted};
use super::text::{Piece, Text, join};
use crate::declare::{CascadeBackend, Edge, EdgeKind, TableInfo};

/// An alias, which no table of a user is called.
const PARENT: &str = "diesel_scopes_parent";

impl Planner {
    /// Counts the rows that depend on rows of the cascade and stand against it:
    /// active ones, and of a purge also those behind `restrict` edges that stay.
    pub(super) fn check_dependents<DB: CascadeBackend>(
        &mut self,
        stands: impl Fn(&Edge) -> bool,
    ) -> QueryResult<()> {
        let mut children: Vec<(TableInfo, Vec<(usize, Edge)>)> = Vec::new();
        for (at, node) in self.rows.graph.nodes.iter().enumerate() {
            for edge in node.edges.iter().filter(|edge| stands(edge)) {
                match children
                    .iter_mut()
                    .find(|(child, _)| child.id == edge.child.id)
                {
                    Some((_, edges)) => edges.push((at, *edge)),
                    None => children.push((edge.child, vec![(at, *edge)])),
                }
            }
        }
        for (child, edges) in children {
            let name = (child.text)(DB::DIALECT)?;
            let key = columns::<DB>(&name, child.key)?;
            let mut sets: Vec<usize> = edges.iter().map(|(parent, _)| *parent).collect();
            let mut arms = Vec::new();
            for (parent, edge) in &edges {
                let mut conditions = Vec::new();
                if self.rows.verb == Verb::Purge && edge.kind == EdgeKind::Restrict {
                    // The row stays, deleted or not, unless it goes another way.
                    if let Some(at) = self.rows.graph.position(&child) {
                        sets.push(at);
                        conditions.push(self.outside(at, &key));
                    }
                } else {
                    conditions.extend(active::<DB>(&child, &name)?);
                }
                let foreign = columns::<DB>(&name, edge.key)?;
                arms.push(Text::sql(self.select_from_set(
                    *parent,
                    &name,
                    &key.join(", "),
                    &foreign,
                    conditions,
                )));
            }
            let text = self
                .rows
                .with::<DB>(&sets, false)?
                .then("SELECT COUNT(*) FROM (")
                .then(join(arms, " UNION "))
                .then(") AS blocking");
            self.push(text, true, Answer::Blocking(child.name));
        }
        Ok(())
    }

    /// Counts the roots of a restore whose parent is deleted and stays so.
    pub(super) fn check_parents<DB: CascadeBackend>(&mut self) -> QueryResult<()> {
        let root = self.rows.node(0).table;
        let sql = &self.rows.tables[0];
        let (name, key) = (sql.name.clone(), columns_of(&sql.name, &sql.key));
        // The edges that lead here are known to the parents' declarations.
        for parent in (root.schema)() {
            for edge in (parent.edges)() {
                // A key that the restore clears leads to no parent any more.
                let cleared = edge.key.iter().any(|column| root.clear.contains(column));
                if edge.child.id != root.id || cleared {
                    continue;
                }
                let Some(is_deleted) = deleted::<DB>(&parent, PARENT)? else {
                    continue;
                };
                let foreign = columns::<DB>(&name, edge.key)?;
                let parent_key = columns::<DB>(PARENT, parent.key)?;
                let mut on: Vec<_> = parent_key
                    .iter()
                    .zip(&foreign)
                    .map(|(parent, child)| format!("{parent} = {child}"))
                    .collect();
                on.push(is_deleted);
                let mut with = Text::default();
                // A `nullify` edge can lead here from a table below.
                if let Some(at) = self.rows.graph.position(&parent) {
                    on.push(self.outside(at, &parent_key));
                    with = self.rows.with::<DB>(&[at], false)?;
                }
                let exists = format!(
                    " AND EXISTS (SELECT 1 FROM {} AS {PARENT} WHERE {})",
                    (parent.text)(DB::DIALECT)?,
                    on.join(" AND ")
                );
                let count = Text::sql(format!("SELECT COUNT(*) FROM {name}"));
                let count = if self.rows.claimed {
                    count.then(format!(" WHERE {}", self.rows.within(&key, None, CLAIMED)))
                } else {
                    count.then(Piece::Target).then(Piece::Guard)
                };
                let answer = Answer::Blocking(parent.name);
                self.push(with.then(count).then(exists), true, answer);
            }
        }
        Ok(())
    }
}
