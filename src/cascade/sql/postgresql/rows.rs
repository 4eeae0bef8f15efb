//! How rows are looked up by those of a set.

use diesel::QueryResult;

use super::super::names::{and, distinct, either, filter, ks, of, row};
use super::{Whole, opaque};
use crate::cascade::set::{Arm, Link, Set, SetId, Which};

impl Whole<'_, '_> {
    pub(super) fn values(
        &self,
        set: &Set,
        of: &str,
        which: Which,
        passed: &str,
    ) -> QueryResult<String> {
        let mut values = self.names.columns(of, &set.columns)?;
        if let Which::Told(markers) = which {
            values.push(self.names.told(of, markers)?);
        }
        if set.stamped {
            values.push(match which {
                Which::Stamped(marker) => self.names.column(of, marker.column)?,
                _ => format!("{passed}.stamp"),
            });
        }
        Ok(values.join(", "))
    }

    /// What a row has to be, but for its stamp.
    pub(super) fn which(&self, of: &str, which: Which) -> QueryResult<Option<String>> {
        match which {
            Which::Any | Which::Told(_) | Which::Stamped(_) | Which::Passing => Ok(None),
            Which::Active(marker, all) => self.names.active(of, marker, all),
            Which::Deleted(markers) => {
                Ok(self.names.deleted_by(of, markers)?.map(|it| opaque(&it)))
            }
        }
    }

    /// `SELECT` of the rows that one edge leads to.
    pub(super) fn arm(&self, set: &Set, arm: &Arm, which: Which) -> QueryResult<String> {
        let table = self.names.table(set.table);
        let from = self.from()?;
        let values = self.values(set, table, which, &from)?;
        let unknown = self.unknown(arm);
        let select = self.arm_from(set.table, arm.from, &arm.link, which, unknown)?;
        Ok(format!("SELECT {}{values} FROM {select}", distinct(set)))
    }

    /// That a row leads to none that is known with its stamp.
    fn unknown(&self, arm: &Arm) -> Option<String> {
        let (known, places) = arm.known.as_ref()?;
        let leads = ks(arm.link.on.iter().map(|(_, place)| *place));
        let mut columns = of(self.names.name(arm.from), &leads);
        columns.push(format!("{}.stamp", self.names.name(arm.from)));
        let mut theirs = ks(places.iter().copied());
        theirs.push("stamp".to_owned());
        let rows = arrays(self.names.name(*known), &theirs, "");
        Some(format!(
            "({} IN (SELECT * FROM {rows})) IS NOT TRUE",
            row(&columns)
        ))
    }

    /// The rows of a table that a link leads to: what stands behind `FROM`.
    pub(super) fn arm_from(
        &self,
        at: usize,
        set: SetId,
        link: &Link,
        which: Which,
        more: Option<String>,
    ) -> QueryResult<String> {
        let table = self.names.table(at);
        let mut conditions = self.names.conditions(table, link.conditions)?;
        conditions.extend(self.which(table, which)?);
        let stamped = matches!(which, Which::Stamped(_) | Which::Passing);
        let leads = self.names.leads(set, self.names.name(set));
        let leads: Vec<_> = leads.into_iter().chain(more).collect();
        let leads = (!leads.is_empty()).then(|| and(leads));
        let leads = leads.as_deref();
        if let ([_], false) = (link.on.as_slice(), stamped) {
            conditions.insert(0, self.by_key(table, set, link, leads)?);
            return Ok(format!("{table}{}", filter(conditions)));
        }
        let (rows, mut on) = self.unnested(table, set, link, stamped, leads)?;
        if let Which::Stamped(marker) = which {
            let from = self.from()?;
            on.push(format!(
                "{} IS NOT DISTINCT FROM {from}.stamp",
                self.names.column(table, marker.column)?
            ));
        }
        Ok(format!(
            "{rows} INNER JOIN {table} ON {}{}",
            and(on),
            filter(conditions)
        ))
    }

    /// The alias of what a set is unnested to.
    pub(super) fn from(&self) -> QueryResult<String> {
        self.names.own("from")
    }

    /// `column = ANY(ARRAY(SELECT … FROM set))`.
    pub(super) fn by_key(
        &self,
        table: &str,
        set: SetId,
        link: &Link,
        more: Option<&str>,
    ) -> QueryResult<String> {
        let (column, place) = link.on[0];
        let name = self.names.name(set);
        let mut conditions = self.names.if_set(name, link);
        conditions.extend(more.map(str::to_owned));
        Ok(format!(
            "{} = ANY(ARRAY(SELECT k{} FROM {name}{}))",
            self.names.column(table, column)?,
            place + 1,
            filter(conditions)
        ))
    }

    /// A set as an array of each of its columns, and what joins it.
    pub(super) fn unnested(
        &self,
        table: &str,
        set: SetId,
        link: &Link,
        stamped: bool,
        more: Option<&str>,
    ) -> QueryResult<(String, Vec<String>)> {
        let from = self.from()?;
        let name = self.names.name(set);
        let mut conditions = self.names.if_set(name, link);
        conditions.extend(more.map(str::to_owned));
        let filter = filter(conditions);
        let mut columns = ks(link.on.iter().map(|(_, place)| *place));
        let on = self.names.joined(table, &from, link)?;
        columns.extend(stamped.then(|| "stamp".to_owned()));
        let rows = arrays(name, &columns, &filter);
        Ok((format!("{rows} AS {from} ({})", columns.join(", ")), on))
    }

    /// The next level of a tree.
    pub(super) fn branch(
        &self,
        set: &Set,
        name: &str,
        trees: &[Link],
        which: Which,
    ) -> QueryResult<String> {
        let table = self.names.table(set.table);
        let child = self.names.own("child")?;
        let mut links = Vec::new();
        for link in trees {
            let mut on = self.names.joined(&child, name, link)?;
            on.extend(self.names.conditions(&child, link.conditions)?);
            on.extend(self.names.if_set(name, link));
            links.push(and(on));
        }
        let mut on = either(links);
        if let Which::Stamped(marker) = which {
            let stamp = self.names.column(&child, marker.column)?;
            on = format!("{on} AND {stamp} IS NOT DISTINCT FROM {name}.stamp");
        }
        let mut conditions: Vec<_> = self.which(&child, which)?.into_iter().collect();
        if let Which::Told(_) = which {
            conditions.push(format!("{name}.active = 0"));
        }
        Ok(format!(
            "SELECT {} FROM {name} INNER JOIN {table} AS {child} ON {on}{}",
            self.values(set, &child, which, name)?,
            filter(conditions)
        ))
    }

    /// Whether the columns hold a key of a set.
    pub(super) fn within(&self, columns: &[String], set: SetId, places: &[usize]) -> String {
        let name = self.names.name(set);
        let rows = arrays(name, &ks(places.iter().copied()), "");
        format!("{} IN (SELECT * FROM {rows})", row(columns))
    }

    pub(super) fn within_keys(&self, columns: &[String], set: SetId) -> String {
        let places: Vec<_> = (0..self.names.set(set).keys).collect();
        self.within(columns, set, &places)
    }

    /// Whether the columns hold no key of these sets.
    pub(super) fn outside(&self, columns: &[String], sets: &[SetId]) -> Vec<String> {
        let sets = sets.iter();
        sets.map(|set| format!("({}) IS NOT TRUE", self.within_keys(columns, *set)))
            .collect()
    }

    /// `table WHERE …`, or a join and `WHERE TRUE`: the rows that a link leads to,
    /// with room for more conditions.
    pub(super) fn looked_up(&self, at: usize, set: SetId, link: &Link) -> QueryResult<String> {
        let from = self.arm_from(at, set, link, Which::Any, None)?;
        let open = link.on.len() > 1 && link.conditions.is_empty();
        Ok(if open {
            format!("{from} WHERE TRUE")
        } else {
            from
        })
    }

    /// The same of the rows of a set themselves.
    pub(super) fn rows_of(&self, at: usize, set: SetId) -> QueryResult<String> {
        self.looked_up(at, set, &self.names.itself(at))
    }
}

/// The rows of a set as an array of each of its columns, of which the planner expects
/// ten: expectations would grow from set to set, and with them what it prepares for.
/// Beyond a cost of its own it compiles the statement, which takes seconds.
pub(super) fn arrays(name: &str, columns: &[String], filter: &str) -> String {
    let arrays = columns
        .iter()
        .map(|column| format!("ARRAY(SELECT {column} FROM {name}{filter})"));
    format!("unnest({})", arrays.collect::<Vec<_>>().join(", "))
}
