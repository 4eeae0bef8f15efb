//! What stands against the cascade.

use diesel::QueryResult;

use super::super::names::{ks, of};
use super::flavor::{Flavor, filtered};
use super::{Stored, union};
use crate::cascade::step::{Against, Check, Refusal, State};
use crate::cascade::text::{Answer, Piece, Text, join, text};

impl<F: Flavor> Stored<'_, '_, F> {
    pub(super) fn check(&mut self, check: &Check) -> QueryResult<()> {
        if check.refusal == Refusal::Locked {
            // What is read with a lock has been waited for.
            return Ok(());
        }
        let names = self.names;
        let current = self.current();
        let limited = check.refusal == Refusal::TooMany;
        let text = match &check.against {
            Against::Dependents { table: at, arms } => {
                let table = names.table(*at);
                let key = names.key(*at, table)?;
                let mut selects = Vec::new();
                for arm in arms {
                    if arm.state == State::Told {
                        let set = names.set(arm.from);
                        let keys = of(names.name(arm.from), &ks(0..set.keys));
                        let active = format!("{}.active = 1", names.name(arm.from));
                        let mut conditions = vec![Text::from(active)];
                        conditions.extend(self.outside(&keys, &arm.except));
                        let rows = text![" FROM ", arm.from, filtered(conditions)];
                        selects.push((keys, rows));
                        continue;
                    }
                    let mut conditions = self.conditions(table, &arm.link)?;
                    conditions.extend(self.if_set(arm.from, &arm.link));
                    conditions.extend(names.state(*at, table, arm.state)?.map(Text::from));
                    conditions.extend(self.outside(&key, &arm.except));
                    let rows = text![
                        " FROM ",
                        arm.from,
                        format!(" {} {table} ON ", F::JOIN),
                        join(self.on(table, arm.from, &arm.link)?, " AND "),
                        filtered(conditions),
                        self.limit(limited),
                        current
                    ];
                    selects.push((key.clone(), rows));
                }
                self.counted(selects, "dependent", limited)?
            }
            Against::Orphans {
                of: set,
                parent,
                links,
                back,
            } => {
                let alias = names.own("parent")?;
                let key = names.key(*parent, &alias)?;
                let mut stays_deleted: Vec<Text> = names
                    .state(*parent, &alias, State::Deleted)?
                    .map(Text::from)
                    .into_iter()
                    .collect();
                for back in back {
                    let mut stays = self.outside(&key, &[back.set]);
                    stays.extend(back.kept.iter().map(|kept| self.within_keys(&key, *kept)));
                    stays.extend(names.deleted_by(&alias, &back.others)?.map(Text::from));
                    stays_deleted.push(text!["(", join(stays, " OR "), ")"]);
                }
                let mut selects = Vec::new();
                for link in links {
                    let mut conditions = self.if_set(*set, link);
                    conditions.extend(stays_deleted.iter().cloned());
                    let rows = text![
                        " FROM ",
                        *set,
                        format!(" {} {} AS {alias} ON ", F::JOIN, names.table(*parent)),
                        join(self.on(&alias, *set, link)?, " AND "),
                        filtered(conditions),
                        current
                    ];
                    let identity = of(names.name(*set), &names.identity(*set));
                    selects.push((identity, rows));
                }
                self.counted(selects, "row", false)?
            }
            Against::Rows { sets } => {
                let counts = sets.iter();
                let counts = counts.map(|set| text!["(SELECT COUNT(*) FROM ", *set, ")"]);
                text!["SELECT ", join(counts, " + ")]
            }
            Against::Taken { set, link } => self.taken(*set, link)?,
            Against::Held { set, place } => text![
                "SELECT COUNT(*) FROM ",
                *set,
                format!(" WHERE k{} IS TRUE", place + 1)
            ],
        };
        self.select(text, Answer::Against(check.refusal, check.name));
        Ok(())
    }

    /// Counts the rows of several lookups, each once, or those of one. Where these may be cut
    /// short they stand by themselves.
    fn counted(
        &self,
        selects: Vec<(Vec<String>, Text)>,
        alias: &str,
        limited: bool,
    ) -> QueryResult<Text> {
        if let ([(_, rows)], false) = (selects.as_slice(), limited) {
            return Ok(text!["SELECT COUNT(*)", rows.clone()]);
        }
        let selects = selects.into_iter();
        let selects = selects.map(|(key, rows)| text![format!("SELECT {}", key.join(", ")), rows]);
        let nested = limited || !self.current().is_empty();
        Ok(text![
            "SELECT COUNT(*) FROM (",
            union::<F>(selects.collect(), nested),
            format!(") AS {}", self.names.own(alias)?)
        ])
    }

    /// ` LIMIT …` where as many rows are enough as are too many.
    pub(super) fn limit(&self, limited: bool) -> Text {
        if limited {
            text![" LIMIT ", Piece::Beyond]
        } else {
            Text::default()
        }
    }
}
