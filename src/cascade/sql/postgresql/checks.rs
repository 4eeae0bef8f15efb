//! What is found of the target, and what stands against the cascade.

use diesel::QueryResult;

use super::super::names::{and, either, ks};
use super::Whole;
use super::rows::arrays;
use crate::cascade::plan::ROOTS;
use crate::cascade::step::{Against, Check, Dependent, Refusal, State, Step};
use crate::cascade::text::{Answer, Piece, Text, join, text};

/// A column, the `SELECT` of what it counts, and what that is.
type Counted<'a> = (String, (Text, &'a Check));

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
            let Step::Check(check) = step else {
                continue;
            };
            let count = match (check.refusal, &check.against) {
                (Refusal::Locked, Against::Dependents { table, arms }) => {
                    self.locked(*table, arms)?
                }
                _ => self.against(check)?,
            };
            counts.push((count, check));
        }
        let columns: Vec<_> = (1..=counts.len()).map(|n| format!("n{n}")).collect();
        let counts = columns.into_iter().zip(counts);
        let is_size = |(_, (_, check)): &(_, (_, &Check))| check.refusal == Refusal::TooMany;
        let (sizes, against): (Vec<_>, Vec<_>) = counts.partition(is_size);
        let fits = self.sizes(sizes)?;
        self.stands_against(against, fits)
    }

    /// How many rows would go, and whether these are few enough.
    fn sizes(&mut self, counts: Vec<Counted<'_>>) -> QueryResult<Option<String>> {
        if counts.is_empty() {
            return Ok(None);
        }
        let name = self.names.own("size")?;
        let counted = self.names.own("counted")?;
        let columns: Vec<_> = counts.iter().map(|(column, _)| column.clone()).collect();
        let selects = counts.iter();
        let selects =
            selects.map(|(column, (count, _))| text!["(", count.clone(), format!(") AS {column}")]);
        self.with.push(text![
            format!(
                "{name} AS MATERIALIZED (SELECT {}, {} <= ",
                columns.join(", "),
                columns.join(" + ")
            ),
            Piece::AtMost,
            " AS fits FROM (SELECT ",
            join(selects, ", "),
            format!(") AS {counted})")
        ]);
        self.tell(&name, &counts);
        Ok(Some(format!("(SELECT fits FROM {name})")))
    }

    /// What stands against it. Of sets that are cut short that is not asked.
    fn stands_against(
        &mut self,
        counts: Vec<Counted<'_>>,
        fits: Option<String>,
    ) -> QueryResult<()> {
        if counts.is_empty() {
            self.gate = fits;
            return Ok(());
        }
        let name = self.names.own("against")?;
        let columns: Vec<_> = counts.iter().map(|(column, _)| column.clone()).collect();
        let selects = counts.iter().map(|(_, (count, _))| match &fits {
            None => text!["(", count.clone(), ")"],
            Some(fits) => text![
                format!("CASE WHEN {fits} THEN ("),
                count.clone(),
                ") ELSE 0 END"
            ],
        });
        self.with.push(text![
            format!("{name} ({}) AS MATERIALIZED (SELECT ", columns.join(", ")),
            join(selects, ", "),
            ")"
        ]);
        let none = format!("{} = 0", columns.join(" + "));
        let gate = and([none].into_iter().chain(fits));
        self.gate = Some(format!("(SELECT {gate} FROM {name})"));
        self.tell(&name, &counts);
        Ok(())
    }

    /// Answers with these columns.
    fn tell(&mut self, name: &str, counts: &[Counted<'_>]) {
        for (column, (_, check)) in counts {
            let answer = Answer::Against(check.refusal, check.name);
            self.number(format!("(SELECT {column} FROM {name})"), answer);
        }
    }

    /// How many of the rows others have locked. Who locks or changes a row is noted in it, and
    /// stays so: those with such a note are few, and it is tried to lock them too.
    fn locked(&mut self, at: usize, arms: &[Dependent]) -> QueryResult<Text> {
        let names = self.names;
        let table = names.table(at);
        let key = names.key(at, table)?;
        let columns = ks(0..key.len());
        let from = self.from()?;
        let on = key.iter().zip(&columns);
        let on = on.map(|(column, k)| format!("{column} = {from}.{k}"));
        let on = and(on.collect::<Vec<_>>());
        let mut counts = Vec::new();
        for (n, arm) in arms.iter().enumerate() {
            let noted = names.own(&format!("noted.{at}.{n}"))?;
            let free = names.own(&format!("free.{at}.{n}"))?;
            let rows = self.looked_up(at, arm.from, &arm.link)?;
            self.with.push(
                format!(
                    "{noted} ({}) AS MATERIALIZED (SELECT {} FROM {rows} \
                     AND {table}.xmax <> CAST('0' AS XID))",
                    columns.join(", "),
                    key.join(", ")
                )
                .into(),
            );
            self.with.push(
                format!(
                    "{free} AS MATERIALIZED (SELECT 1 FROM {} AS {from} ({}) \
                     INNER JOIN {table} ON {on} FOR UPDATE SKIP LOCKED)",
                    arrays(&noted, &columns, ""),
                    columns.join(", ")
                )
                .into(),
            );
            counts.push(format!(
                "(SELECT COUNT(*) FROM {noted}) - (SELECT COUNT(*) FROM {free})"
            ));
        }
        Ok(format!("SELECT {}", counts.join(" + ")).into())
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
                let limited = check.refusal == Refusal::TooMany;
                if let ([(_, rows)], false) = (selects.as_slice(), limited) {
                    return Ok(format!("SELECT COUNT(*) FROM {rows}").into());
                }
                let selects = selects
                    .iter()
                    .map(|(key, rows)| format!("SELECT {} FROM {rows}", key.join(", ")));
                let selects = selects.collect::<Vec<_>>();
                let rows = if limited {
                    self.enough(selects)
                } else {
                    selects.join(" UNION ").into()
                };
                let alias = names.own("dependent")?;
                Ok(text![
                    "SELECT COUNT(*) FROM (",
                    rows,
                    format!(") AS {alias}")
                ])
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
