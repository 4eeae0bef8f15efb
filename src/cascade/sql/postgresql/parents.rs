//! The deleted parents of a target.

use diesel::QueryResult;

use super::super::names::{and, either, filter};
use super::{Whole, opaque};
use crate::cascade::set::{Arm, Link, Set, SetId};

impl Whole<'_, '_> {
    /// Deleted parents of the rows of a set.
    pub(super) fn parents(
        &self,
        set: &Set,
        arm: &Arm,
        except: Option<SetId>,
    ) -> QueryResult<String> {
        let table = self.names.table(set.table);
        let values = self.names.columns(table, &set.columns)?.join(", ");
        let rows = self.looked_up(set.table, arm.from, &arm.link)?;
        let mut conditions = Vec::new();
        conditions.extend(
            self.names
                .deleted_by(table, self.names.info(set.table).markers)?
                .map(|it| opaque(&it)),
        );
        conditions.extend(self.outside(&self.names.key(set.table, table)?, except.as_slice()));
        let more = conditions.into_iter().map(|it| format!(" AND {it}"));
        Ok(format!(
            "SELECT DISTINCT {values} FROM {rows}{}",
            more.collect::<String>()
        ))
    }

    pub(super) fn branch_up(
        &self,
        set: &Set,
        name: &str,
        trees: &[Link],
        except: Option<SetId>,
    ) -> QueryResult<String> {
        let names = self.names;
        let table = names.table(set.table);
        let parent = names.own("parent")?;
        let mut links = Vec::new();
        for link in trees {
            let mut on = names.joined(&parent, name, link)?;
            on.extend(names.if_set(name, link));
            links.push(and(on));
        }
        let mut conditions: Vec<_> = names
            .deleted_by(&parent, names.info(set.table).markers)?
            .map(|it| opaque(&it))
            .into_iter()
            .collect();
        conditions.extend(self.outside(&names.key(set.table, &parent)?, except.as_slice()));
        Ok(format!(
            "SELECT {} FROM {name} INNER JOIN {table} AS {parent} ON {}{}",
            names.columns(&parent, &set.columns)?.join(", "),
            either(links),
            filter(conditions)
        ))
    }
}
