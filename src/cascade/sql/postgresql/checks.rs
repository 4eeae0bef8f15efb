//! What is found of the target, and what stands against the cascade.

use diesel::QueryResult;

use super::super::names::{and, either, ks};
use super::Whole;
use crate::cascade::plan::ROOTS;
use crate::cascade::step::{Against, Check, Refusal, State, Step};
use crate::cascade::text::{Answer, Piece, Text, join, text};

impl Whole<'_, '_> {
    pub(super) fn found(&mut self) -> QueryResult<()> {
        let table = self.names.table(0);
        let roots = self.names.name(ROOTS);
        // Looked at once more only where no row of it was to be written.
        self.number(
            text![
                format!("CAST(CASE WHEN EXISTS (SELECT 1 FROM {roots}) THEN 2 WHEN EXISTS (SELECT 1 FROM {table}"),
                Piece::Target,
                "TRUE) THEN 1 ELSE 0 END AS BIGINT)"
            ],
            Answer::Exists,
        );
        Ok(())
    }

    pub(super) fn checks(&mut self) -> QueryResult<()> {
        let mut counts = Vec::new();
        for step in &self.names.plan.steps {
            if let Step::Check(check) = step {
                counts.push((self.against(check)?, check));
            }
        }
        if counts.is_empty() {
            return Ok(());
        }
        let name = self.names.own("against")?;
        let columns: Vec<_> = (1..=counts.len()).map(|n| format!("n{n}")).collect();
        let of = |sizes: bool| {
            let columns = columns.iter().zip(&counts);
            let columns =
                columns.filter(|(_, (_, check))| (check.refusal == Refusal::TooMany) == sizes);
            columns
                .map(|(column, _)| column.as_str())
                .collect::<Vec<_>>()
        };
        let (against, sizes) = (of(false), of(true));
        let none = (!against.is_empty()).then(|| format!("{} = 0", against.join(" + ")));
        let fits = (!sizes.is_empty()).then(|| "fits".to_owned());
        self.gate = Some(format!(
            "(SELECT {} FROM {name})",
            and(none.into_iter().chain(fits.clone()))
        ));
        let selects = counts
            .iter()
            .map(|(count, _)| text!["(", count.clone(), ")"]);
        self.with.push(if fits.is_none() {
            text![
                format!("{name} ({}) AS MATERIALIZED (SELECT ", columns.join(", ")),
                join(selects, ", "),
                ")"
            ]
        } else {
            let selects = selects.zip(&columns);
            let selects = selects.map(|(count, column)| text![count, format!(" AS {column}")]);
            text![
                format!(
                    "{name} AS MATERIALIZED (SELECT {}, {} <= ",
                    columns.join(", "),
                    sizes.join(" + ")
                ),
                Piece::AtMost,
                " AS fits FROM (SELECT ",
                join(selects, ", "),
                format!(") AS {})", self.names.own("counted")?)
            ]
        });
        for (column, (_, check)) in columns.iter().zip(&counts) {
            let answer = Answer::Against(check.refusal, check.name);
            self.number(format!("(SELECT {column} FROM {name})"), answer);
        }
        Ok(())
    }

    /// Counts what stands against the cascade.
    pub(super) fn against(&self, check: &Check) -> QueryResult<Text> {
        let names = self.names;
        match &check.against {
            Against::Dependents { table: at, arms } => {
                let table = names.table(*at);
                let key = names.key(*at, table)?;
                let mut selects = Vec::new();
                for arm in arms {
                    if arm.state == State::Told {
                        let keys = ks(0..names.set(arm.from).keys);
                        let outside = self.outside(&keys, &arm.except);
                        let more = outside.into_iter().map(|it| format!(" AND {it}"));
                        let rows = format!(
                            "{} WHERE active = 1{}",
                            names.name(arm.from),
                            more.collect::<String>()
                        );
                        selects.push((keys, rows));
                        continue;
                    }
                    let rows = self.looked_up(*at, arm.from, &arm.link)?;
                    let mut conditions: Vec<_> =
                        names.state(*at, table, arm.state)?.into_iter().collect();
                    conditions.extend(self.outside(&key, &arm.except));
                    let more = conditions.into_iter().map(|it| format!(" AND {it}"));
                    selects.push((key.clone(), format!("{rows}{}", more.collect::<String>())));
                }
                if let [(_, rows)] = selects.as_slice() {
                    return Ok(format!("SELECT COUNT(*) FROM {rows}").into());
                }
                let selects = selects
                    .iter()
                    .map(|(key, rows)| format!("SELECT {} FROM {rows}", key.join(", ")));
                let alias = names.own("dependent")?;
                Ok(format!(
                    "SELECT COUNT(*) FROM ({}) AS {alias}",
                    selects.collect::<Vec<_>>().join(" UNION ")
                )
                .into())
            }
            Against::Orphans {
                of: set,
                parent,
                links,
                back,
            } => {
                let alias = names.own("parent")?;
                let row_alias = names.own("row")?;
                let mut stays_deleted: Vec<_> = names
                    .state(*parent, &alias, State::Deleted)?
                    .into_iter()
                    .collect();
                let key = names.key(*parent, &alias)?;
                for back in back {
                    let mut stays = self.outside(&key, &[back.set]);
                    let kept = back.kept.iter();
                    let kept =
                        kept.map(|kept| format!("({}) IS TRUE", self.within_keys(&key, *kept)));
                    stays.extend(kept);
                    stays.extend(names.deleted_by(&alias, &back.others)?);
                    stays_deleted.push(either(stays));
                }
                let ways = links.iter().map(|link| {
                    let mut on = names.joined(&alias, &row_alias, link)?;
                    on.extend(stays_deleted.iter().cloned());
                    let exists = format!(
                        "EXISTS (SELECT 1 FROM {} AS {alias} WHERE {})",
                        names.table(*parent),
                        and(on)
                    );
                    Ok(and(names
                        .if_set(&row_alias, link)
                        .into_iter()
                        .chain([exists])))
                });
                let ways = ways.collect::<QueryResult<Vec<_>>>()?;
                Ok(format!(
                    "SELECT COUNT(*) FROM {} AS {row_alias} WHERE {}",
                    names.name(*set),
                    either(ways)
                )
                .into())
            }
            Against::Rows { sets } => {
                let counts = sets
                    .iter()
                    .map(|set| format!("(SELECT COUNT(*) FROM {})", names.name(*set)));
                Ok(format!("SELECT {}", counts.collect::<Vec<_>>().join(" + ")).into())
            }
            Against::Taken { set, link } => self.taken(*set, link),
            Against::Held { set, place } => Ok(format!(
                "SELECT COUNT(*) FROM {} WHERE k{} IS TRUE",
                names.name(*set),
                place + 1
            )
            .into()),
        }
    }
}
