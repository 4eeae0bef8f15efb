//! What a restore leaves deleted.

use diesel::QueryResult;

use super::super::names::{and, earliest, ks, of, set_columns};
use super::Stored;
use super::flavor::{Flavor, filtered};
use crate::cascade::set::{Arm, Link, Other, Parent, Set, SetId, Which};
use crate::cascade::text::{Text, join, text};

impl<F: Flavor> Stored<'_, '_, F> {
    /// The rows of a set that another parent keeps deleted.
    pub(super) fn other_parents(
        &self,
        set: &Set,
        of_set: SetId,
        except: Option<SetId>,
        parents: &[Parent],
    ) -> QueryResult<Text> {
        let found_alias = self.names.own("found")?;
        let rows = self.names.name(of_set);
        let columns = ks(0..set.columns.len());
        let mut others = Vec::new();
        for parent in parents {
            let name = format!(" AS other_{}", others.len() + 1);
            others.push(text![self.other(rows, parent)?, name]);
        }
        let found: Vec<_> = (1..=others.len()).map(|n| format!("other_{n}")).collect();
        let some = found.iter().map(|other| format!("{other} IS NOT NULL"));
        // In place of what is not known stands the next that is.
        let known = (0..found.len()).map(|first| {
            let others = found.iter().cycle().skip(first).take(found.len());
            match others.cloned().collect::<Vec<_>>().as_slice() {
                [other] => other.clone(),
                others => format!("COALESCE({})", others.join(", ")),
            }
        });
        let known: Vec<_> = known.collect();
        let outside = self.outside(&of(rows, &ks(0..set.keys)), except.as_slice());
        Ok(text![
            format!(
                "SELECT {}, {} FROM (SELECT {}, ",
                columns.join(", "),
                self.earliest(&known),
                of(rows, &set_columns(set)).join(", ")
            ),
            join(others, ", "),
            " FROM ",
            of_set,
            filtered(outside),
            format!(
                ") AS {found_alias} WHERE {}",
                some.collect::<Vec<_>>().join(" OR ")
            )
        ])
    }

    /// The stamp of another parent that stays deleted, or NULL.
    pub(super) fn other(&self, rows: &str, parent: &Parent) -> QueryResult<Text> {
        let names = self.names;
        let marker = &parent.marker;
        let alias = names.own("parent")?;
        let stamp = names.column(&alias, marker.column)?;
        let places = parent.link.on.iter().map(|(_, place)| *place);
        let foreign = of(rows, &ks(places));
        let on = parent.link.on.iter().zip(&foreign);
        let on = on.map(|((column, _), k)| Ok(format!("{} = {k}", names.column(&alias, column)?)));
        let mut on = on.collect::<QueryResult<Vec<_>>>()?;
        let deleted = names.marked(&alias, marker, marker.deleted)?;
        on.push(self.flavor.opaque(deleted));
        on.push(format!(
            "{} >= {rows}.stamp",
            self.flavor.opaque(stamp.clone())
        ));
        let select = format!(
            "(SELECT MIN({stamp}) FROM {} AS {alias} WHERE {})",
            names.table(parent.table),
            and(on)
        );
        let mut unless: Vec<Text> = Vec::new();
        for condition in names.if_set(rows, &parent.link) {
            unless.push(format!("({condition}) IS NOT TRUE").into());
        }
        for (set, places) in &parent.except {
            unless.push(self.within(&foreign, *set, places));
        }
        if unless.is_empty() {
            return Ok(select.into());
        }
        Ok(text![
            "CASE WHEN ",
            join(unless, " OR "),
            format!(" THEN NULL ELSE {select} END")
        ])
    }

    /// The rows of a set that depend on rows which stay deleted.
    pub(super) fn kept_below(
        &self,
        set: &Set,
        arm: &Arm,
        of_set: SetId,
        except: Option<SetId>,
    ) -> QueryResult<Text> {
        let names = self.names;
        let table = names.table(set.table);
        let key = names.key(set.table, table)?;
        let mut conditions = self.conditions(table, &arm.link)?;
        conditions.push(self.within_keys(&key, of_set));
        conditions.extend(self.outside(&key, except.as_slice()));
        if let Some(marker) = set.marker {
            let stamp = self.flavor.opaque(names.column(table, marker.column)?);
            conditions.push(format!("{stamp} <= {}.stamp", names.name(arm.from)).into());
        }
        Ok(text![
            format!(
                "SELECT {}, {}.stamp FROM ",
                names.columns(table, &set.columns)?.join(", "),
                names.name(arm.from)
            ),
            arm.from,
            format!(" {} {table} ON ", F::JOIN),
            join(self.on(table, arm.from, &arm.link)?, " AND "),
            filtered(conditions)
        ])
    }

    /// Of each row the earliest stamp, and on down the trees.
    pub(super) fn earliest_of(
        &self,
        set: &Set,
        walk: &str,
        of_set: SetId,
        except: Option<SetId>,
        trees: &[Link],
    ) -> QueryResult<Text> {
        let names = self.names;
        let columns = ks(0..set.columns.len()).join(", ");
        let grouped = |from: &str| earliest(set, &columns, from);
        if trees.is_empty() {
            return Ok(grouped(walk).into());
        }
        let tree = names.own("tree")?;
        let child = names.own("child")?;
        let key = names.key(set.table, &child)?;
        let branch = self.branch(set, &tree, trees, Which::Passing)?;
        let mut conditions = vec![self.within_keys(&key, of_set)];
        conditions.extend(self.outside(&key, except.as_slice()));
        if let Some(marker) = set.marker {
            let stamp = self.flavor.opaque(names.column(&child, marker.column)?);
            conditions.push(format!("{stamp} <= {tree}.stamp").into());
        }
        Ok(text![
            format!(
                "WITH RECURSIVE {tree} ({columns}, stamp) AS (SELECT {columns}, stamp FROM {walk} UNION "
            ),
            branch,
            filtered(conditions),
            ") ",
            grouped(&tree)
        ])
    }

    pub(super) fn staying(
        &self,
        set: &Set,
        of_set: SetId,
        other: Other,
        always: Option<SetId>,
    ) -> QueryResult<Vec<Text>> {
        let names = self.names;
        let table = names.table(set.table);
        let key = names.key(set.table, table)?;
        let marker = set.marker.map(|marker| marker.column).unwrap_or_default();
        let stamp = names.column(table, marker)?;
        let values = names.columns(table, &set.columns)?.join(", ");
        let deleted = names.marked(table, &other.marker, other.marker.deleted)?;
        let column = names.column(table, other.marker.column)?;
        let largest = if other.comparable {
            self.greatest(&[stamp.clone(), column.clone()])
        } else {
            stamp.clone()
        };
        let select = |from: SetId, conditions: Vec<Text>| -> QueryResult<Text> {
            let on = self.on(table, from, &self.names.itself(set.table))?;
            Ok(text![
                format!("SELECT {values}, {largest} FROM "),
                from,
                format!(" {} {table} ON ", F::JOIN),
                join(on, " AND "),
                filtered(conditions)
            ])
        };
        let mut selects = Vec::new();
        if let Some(roots) = always {
            selects.push(select(roots, vec![deleted.clone().into()])?);
        }
        if always != Some(of_set) && other.comparable {
            let later = format!("{deleted} AND {column} >= {stamp}");
            let mut conditions = vec![later.into()];
            conditions.extend(self.outside(&key, always.as_slice()));
            selects.push(select(of_set, conditions)?);
        }
        Ok(selects)
    }
}
