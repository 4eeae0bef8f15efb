//! How rows are looked up by those of a set.

use diesel::QueryResult;

use super::super::names::{and, distinct, either, filter, ks, of, row, set_columns};
use super::flavor::{Flavor, filtered};
use super::{Stored, union};
use crate::cascade::set::{Arm, Link, Set, SetId, Which};
use crate::cascade::text::{Text, join, text};

impl<F: Flavor> Stored<'_, '_, F> {
    /// `SELECT` of a set's rows.
    pub(super) fn reached(
        &self,
        id: SetId,
        start: Option<SetId>,
        arms: &[Arm],
        trees: &[Link],
        which: Which,
        lock: &'static str,
    ) -> QueryResult<Text> {
        let set = self.names.set(id);
        let columns = set_columns(set).join(", ");
        let lock = if trees.is_empty() { lock } else { "" };
        let mut selects = Vec::new();
        if let Some(start) = start {
            // The rows of the target are deleted.
            let told = if set.is_told() { ", 0" } else { "" };
            let columns = set_columns(self.names.set(start)).join(", ");
            selects.push(text![format!("SELECT {columns}{told} FROM "), start]);
        }
        // Rows of a tree are locked until no more are found.
        let limited = self.names.plan.bounded && (trees.is_empty() || !self.manner.locking);
        let limit = self.limit(limited);
        for arm in arms {
            let arm = self.arm(set, arm, which)?;
            selects.push(if trees.is_empty() {
                text![arm, limit.clone(), lock]
            } else {
                arm
            });
        }
        if trees.is_empty() {
            return Ok(union::<F>(selects, limited || !lock.is_empty()));
        }
        let tree = self.names.own("tree")?;
        let branch = self.branch(set, &tree, trees, which)?;
        let start = union::<F>(selects, false);
        Ok(text![
            format!("WITH RECURSIVE {tree} ({columns}) AS ("),
            start,
            " UNION ",
            branch,
            format!(") SELECT {columns} FROM {tree}"),
            limit
        ])
    }

    pub(super) fn values(
        &self,
        set: &Set,
        of: &str,
        which: Which,
        passed: Text,
    ) -> QueryResult<Text> {
        let values = self.names.columns(of, &set.columns)?.join(", ");
        if let Which::Told(markers) = which {
            return Ok(format!("{values}, {}", self.names.told(of, markers)?).into());
        }
        if !set.stamped {
            return Ok(values.into());
        }
        Ok(match which {
            Which::Stamped(marker) => {
                text![values, ", ", self.names.column(of, marker.column)?]
            }
            _ => text![values, ", ", passed, ".stamp"],
        })
    }

    pub(super) fn which(&self, of: &str, which: Which) -> QueryResult<Option<String>> {
        match which {
            Which::Any | Which::Told(_) | Which::Stamped(_) | Which::Passing => Ok(None),
            Which::Active(marker, all) => self.names.active(of, marker, all),
            Which::Deleted(markers) => {
                let deleted = self.names.deleted_by(of, markers)?;
                Ok(deleted.map(|it| self.flavor.opaque(it)))
            }
        }
    }

    /// `SELECT` of the rows that one edge leads to.
    pub(super) fn arm(&self, set: &Set, arm: &Arm, which: Which) -> QueryResult<Text> {
        let table = self.names.table(set.table);
        let from = self.names.name(arm.from);
        let values = self.values(set, table, which, from.into())?;
        let mut on = self.on(table, arm.from, &arm.link)?;
        if let Which::Stamped(marker) = which {
            let stamp = self.names.column(table, marker.column)?;
            let stamp = self.flavor.opaque(stamp);
            on.push(format!("{stamp} = {from}.stamp").into());
        }
        let mut conditions: Vec<Text> = self.conditions(table, &arm.link)?;
        conditions.extend(self.which(table, which)?.map(Text::from));
        conditions.extend(self.if_set(arm.from, &arm.link));
        conditions.extend(self.unknown(arm));
        Ok(text![
            format!("SELECT {}", distinct(set)),
            values,
            " FROM ",
            arm.from,
            format!(" {} {table} ON ", F::JOIN),
            join(on, " AND "),
            filtered(conditions)
        ])
    }

    /// That a row leads to none that is known with its stamp.
    fn unknown(&self, arm: &Arm) -> Option<Text> {
        let (known, places) = arm.known.as_ref()?;
        let leads = ks(arm.link.on.iter().map(|(_, place)| *place));
        let mut columns = of(self.names.name(arm.from), &leads);
        columns.push(format!("{}.stamp", self.names.name(arm.from)));
        let theirs = ks(places.iter().copied()).join(", ");
        Some(text![
            format!("({} IN (SELECT {theirs}, stamp FROM ", row(&columns)),
            *known,
            ")) IS NOT TRUE"
        ])
    }

    pub(super) fn on(&self, table: &str, set: SetId, link: &Link) -> QueryResult<Vec<Text>> {
        let on = self.names.joined(table, self.names.name(set), link)?;
        Ok(on.into_iter().map(Text::from).collect())
    }

    pub(super) fn conditions(&self, table: &str, link: &Link) -> QueryResult<Vec<Text>> {
        let conditions = self.names.conditions(table, link.conditions)?;
        Ok(conditions.into_iter().map(Text::from).collect())
    }

    pub(super) fn if_set(&self, set: SetId, link: &Link) -> Vec<Text> {
        let name = self.names.name(set);
        let mut conditions = self.names.if_set(name, link);
        conditions.extend(self.names.leads(set, name));
        conditions.into_iter().map(Text::from).collect()
    }

    /// The next level of a tree.
    pub(super) fn branch(
        &self,
        set: &Set,
        tree: &str,
        trees: &[Link],
        which: Which,
    ) -> QueryResult<Text> {
        let names = self.names;
        let table = names.table(set.table);
        let child = names.own("child")?;
        let mut links = Vec::new();
        for link in trees {
            let mut on = names.joined(&child, tree, link)?;
            on.extend(names.conditions(&child, link.conditions)?);
            on.extend(names.if_set(tree, link));
            links.push(and(on));
        }
        let mut on = either(links);
        if let Which::Stamped(marker) = which {
            let stamp = self.flavor.opaque(names.column(&child, marker.column)?);
            on = format!("{on} AND {stamp} = {tree}.stamp");
        }
        let mut conditions: Vec<_> = self.which(&child, which)?.into_iter().collect();
        if let Which::Told(_) = which {
            conditions.push(format!("{tree}.active = 0"));
        }
        Ok(text![
            "SELECT ",
            self.values(set, &child, which, tree.into())?,
            format!(
                " FROM {tree} {} {table} AS {child} ON {on}{}",
                F::JOIN,
                filter(conditions)
            )
        ])
    }

    /// Whether the columns hold a key of a set.
    pub(super) fn within(&self, columns: &[String], set: SetId, places: &[usize]) -> Text {
        text![
            format!(
                "{} IN (SELECT {} FROM ",
                row(columns),
                ks(places.iter().copied()).join(", ")
            ),
            set,
            ")"
        ]
    }

    pub(super) fn within_keys(&self, columns: &[String], set: SetId) -> Text {
        let places: Vec<_> = (0..self.names.set(set).keys).collect();
        self.within(columns, set, &places)
    }

    pub(super) fn outside(&self, columns: &[String], sets: &[SetId]) -> Vec<Text> {
        let sets = sets.iter();
        sets.map(|set| text!["(", self.within_keys(columns, *set), ") IS NOT TRUE"])
            .collect()
    }

    pub(super) fn earliest(&self, values: &[String]) -> String {
        match values {
            [value] => value.clone(),
            values => format!("{}({})", F::LEAST, values.join(", ")),
        }
    }

    pub(super) fn greatest(&self, values: &[String]) -> String {
        match values {
            [value] => value.clone(),
            values => format!("{}({})", F::GREATEST, values.join(", ")),
        }
    }
}
