//! What a restore leaves deleted.

use std::collections::BTreeSet;

use diesel::QueryResult;

use super::super::names::{and, earliest, filter, ks, of, row, set_columns};
use super::rows::arrays;
use super::{Whole, opaque};
use crate::cascade::set::{Arm, Link, Other, Parent, Set, SetId, Which};

impl Whole<'_, '_> {
    #[allow(clippy::too_many_arguments)]
    pub(super) fn kept(
        &mut self,
        id: SetId,
        set: &Set,
        of_set: SetId,
        except: Option<SetId>,
        parents: &[Parent],
        arms: &[Arm],
        trees: &[Link],
    ) -> QueryResult<String> {
        let names = self.names;
        let keys = set.keys;
        let row_alias = names.own("row")?;
        let columns = ks(0..set.columns.len());
        let except: Vec<_> = except.into_iter().collect();
        let mut starts = Vec::new();
        if !parents.is_empty() {
            let mut others = Vec::new();
            let mut looked_at: BTreeSet<usize> = (0..set.columns.len()).collect();
            for parent in parents {
                let later = names.beside(id, &format!("later.{}", others.len() + 1))?;
                let found = self.later(&later, &row_alias, of_set, parent)?;
                let other = self.other(&row_alias, &found, parent)?;
                others.push(format!("{other} AS other_{}", others.len() + 1));
                looked_at.extend(parent.link.on.iter().map(|(_, place)| *place));
                looked_at.extend(parent.link.if_set.iter().map(|(place, _)| *place));
            }
            let found: Vec<_> = (1..=others.len()).map(|n| format!("other_{n}")).collect();
            let some = found.iter().map(|other| format!("{other} IS NOT NULL"));
            let mut all = ks(looked_at);
            all.push("stamp".to_owned());
            // OFFSET: or the planner would look the parents up twice.
            starts.push(format!(
                "SELECT {columns}, LEAST({earliest}) FROM (SELECT {values}, {others} \
                 FROM {source} AS {row_alias} ({all}){filter} OFFSET 0) AS {row_alias} WHERE {some}",
                columns = columns.join(", "),
                earliest = found.join(", "),
                values = of(&row_alias, &columns).join(", "),
                others = others.join(", "),
                source = arrays(names.name(of_set), &all, ""),
                all = all.join(", "),
                filter = filter(self.outside(&of(&row_alias, &ks(0..keys)), &except)),
                some = some.collect::<Vec<_>>().join(" OR "),
            ));
        }
        let table = names.table(set.table);
        for arm in arms {
            let from = self.from()?;
            let (rows, on) = self.unnested(table, arm.from, &arm.link, true, None)?;
            let key = names.key(set.table, table)?;
            let mut conditions = names.conditions(table, arm.link.conditions)?;
            if !trees.is_empty() {
                conditions.push(format!("({}) IS TRUE", self.within_keys(&key, of_set)));
            }
            conditions.extend(self.outside(&key, &except));
            if let Some(marker) = set.marker {
                let stamp = names.column(table, marker.column)?;
                conditions.push(format!("{stamp} <= {from}.stamp"));
            }
            starts.push(format!(
                "SELECT {}, {from}.stamp FROM {rows} INNER JOIN {table} ON {}{}",
                names.columns(table, &set.columns)?.join(", "),
                and(on),
                filter(conditions)
            ));
        }
        let all = set_columns(set).join(", ");
        let walk = names.beside(id, "walk")?;
        let mut text = starts.join(" UNION ");
        if !trees.is_empty() {
            self.recursive = true;
            let child = names.own("child")?;
            let key = names.key(set.table, &child)?;
            let branch = self.branch(set, &walk, trees, Which::Passing)?;
            let mut conditions = vec![format!("({}) IS TRUE", self.within_keys(&key, of_set))];
            conditions.extend(self.outside(&key, &except));
            if let Some(marker) = set.marker {
                let stamp = names.column(&child, marker.column)?;
                conditions.push(format!("{stamp} <= {walk}.stamp"));
            }
            text = format!("{text} UNION {branch} WHERE {}", and(conditions));
        }
        self.with.push(format!("{walk} ({all}) AS ({text})").into());
        // Looked at once for all ways to the table, where none of them leads on.
        let within = (trees.is_empty() && !arms.is_empty())
            .then(|| format!("({}) IS TRUE", self.within_keys(&ks(0..keys), of_set)));
        let walk = format!("{walk}{}", filter(within.into_iter().collect()));
        Ok(earliest(set, &columns.join(", "), &walk))
    }

    /// Notes the deleted parents of the rows that do not come back, each looked up once:
    /// mostly there is none. Returns whether that of a row is among them.
    fn later(
        &mut self,
        later: &str,
        row_alias: &str,
        of_set: SetId,
        parent: &Parent,
    ) -> QueryResult<String> {
        let names = self.names;
        let rows = names.name(of_set);
        let alias = names.own("parent")?;
        let places: Vec<_> = parent.link.on.iter().map(|(_, place)| *place).collect();
        let (columns, mut theirs) = (ks(places), names.if_set(rows, &parent.link));
        for (set, places) in &parent.except {
            theirs.push(format!(
                "({}) IS NOT TRUE",
                self.within(&of(rows, &columns), *set, places)
            ));
        }
        let theirs = filter(theirs);
        let linked: Vec<_> = parent.link.on.iter().map(|(column, _)| *column).collect();
        let linked = names.columns(&alias, &linked)?;
        let table = names.table(parent.table);
        let deleted = opaque(&names.marked(&alias, &parent.marker, parent.marker.deleted)?);
        let select = match (linked.as_slice(), columns.as_slice()) {
            ([column], [k]) => format!(
                "SELECT {column} FROM {table} AS {alias} \
                 WHERE {column} = ANY(ARRAY(SELECT {k} FROM {rows}{theirs})) AND {deleted}"
            ),
            _ => {
                let from = self.from()?;
                let on = linked.iter().zip(of(&from, &columns));
                let on = on.map(|(column, k)| format!("{column} = {k}"));
                format!(
                    "SELECT {} FROM {} AS {from} ({}) INNER JOIN {table} AS {alias} ON {} WHERE {deleted}",
                    linked.join(", "),
                    arrays(rows, &columns, &theirs),
                    columns.join(", "),
                    and(on)
                )
            }
        };
        let named = columns.join(", ");
        self.with
            .push(format!("{later} ({named}) AS MATERIALIZED ({select})").into());
        let mut found = names.if_set(row_alias, &parent.link);
        found.push(format!(
            "{} IN (SELECT {named} FROM {later})",
            row(&of(row_alias, &columns))
        ));
        Ok(and(found))
    }

    /// The stamp of another parent that stays deleted, or NULL.
    fn other(&self, row_alias: &str, found: &str, parent: &Parent) -> QueryResult<String> {
        let names = self.names;
        let marker = &parent.marker;
        let alias = names.own("parent")?;
        let stamp = names.column(&alias, marker.column)?;
        let mut on = names.joined(&alias, row_alias, &parent.link)?;
        on.push(names.marked(&alias, marker, marker.deleted)?);
        on.push(format!("{stamp} >= {row_alias}.stamp"));
        let selected = if parent.unique {
            stamp
        } else {
            format!("MIN({stamp})")
        };
        Ok(format!(
            "CASE WHEN {found} THEN (SELECT {selected} FROM {} AS {alias} WHERE {}) END",
            names.table(parent.table),
            and(on)
        ))
    }

    pub(super) fn staying(
        &self,
        set: &Set,
        of_set: SetId,
        other: Other,
        always: Option<SetId>,
    ) -> QueryResult<String> {
        let table = self.names.table(set.table);
        let key = self.names.key(set.table, table)?;
        let marker = set.marker.map(|marker| marker.column).unwrap_or_default();
        let stamp = self.names.column(table, marker)?;
        let values = self.names.columns(table, &set.columns)?.join(", ");
        let deleted = self
            .names
            .marked(table, &other.marker, other.marker.deleted)?;
        let column = self.names.column(table, other.marker.column)?;
        let largest = if other.comparable {
            format!("GREATEST({stamp}, {column})")
        } else {
            stamp.clone()
        };
        let select = format!("SELECT {values}, {largest} FROM ");
        let mut selects = Vec::new();
        if let Some(roots) = always {
            let rows = self.rows_of(set.table, roots)?;
            selects.push(format!("{select}{rows} AND {deleted}"));
        }
        if always != Some(of_set) && other.comparable {
            let rows = self.rows_of(set.table, of_set)?;
            let later = format!("{deleted} AND {column} >= {stamp}");
            let outside = self.outside(&key, always.as_slice());
            let conditions = std::iter::once(later).chain(outside);
            selects.push(format!("{select}{rows} AND {}", and(conditions)));
        }
        Ok(selects.join(" UNION "))
    }
}
