//! The deleted parents of a target.

use diesel::QueryResult;

use super::super::names::{and, either, set_columns};
use super::flavor::{Flavor, filtered};
use super::{Stored, union};
use crate::cascade::set::{Arm, Link, Set, SetId};
use crate::cascade::text::{Text, join, text};

impl<F: Flavor> Stored<'_, '_, F> {
    pub(super) fn parents(
        &self,
        set: &Set,
        arms: &[Arm],
        trees: &[Link],
        except: Option<SetId>,
    ) -> QueryResult<Text> {
        let names = self.names;
        let table = names.table(set.table);
        let parent = names.own("parent")?;
        let tree = names.own("tree")?;
        let values = names.columns(&parent, &set.columns)?.join(", ");
        let deleted = names.deleted_by(&parent, names.info(set.table).markers)?;
        let deleted = deleted.map(|it| Text::from(self.flavor.opaque(it)));
        let outside = self.outside(&names.key(set.table, &parent)?, except.as_slice());
        let stay: Vec<Text> = deleted.into_iter().chain(outside).collect();
        let mut selects = Vec::new();
        for arm in arms {
            let mut conditions = stay.clone();
            conditions.extend(self.if_set(arm.from, &arm.link));
            selects.push(text![
                format!("SELECT DISTINCT {values} FROM "),
                arm.from,
                format!(" {} {table} AS {parent} ON ", F::JOIN),
                join(self.on(&parent, arm.from, &arm.link)?, " AND "),
                filtered(conditions)
            ]);
        }
        let start = union::<F>(selects, false);
        if trees.is_empty() {
            return Ok(start);
        }
        let mut links = Vec::new();
        for link in trees {
            let mut on = names.joined(&parent, &tree, link)?;
            on.extend(names.if_set(&tree, link));
            links.push(and(on));
        }
        let columns = set_columns(set).join(", ");
        Ok(text![
            format!("WITH RECURSIVE {tree} ({columns}) AS ("),
            start,
            format!(
                " UNION SELECT {values} FROM {tree} {} {table} AS {parent} ON {}",
                F::JOIN,
                either(links)
            ),
            filtered(stay),
            format!(") SELECT {columns} FROM {tree}")
        ])
    }
}
