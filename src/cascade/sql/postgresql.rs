//! A cascade on PostgreSQL: one statement. Every set is a common table expression
//! that is computed once, every change one that returns its rows, and the counts
//! come back as one column.
//!
//! The planner knows little of a set, and statistics may be older than what is
//! deleted. So rows are looked up by their keys whatever it expects: through
//! `= ANY(ARRAY(SELECT …))`, or a join with `unnest(ARRAY(SELECT …))`, of which it
//! expects ten rows. As `IN` or as a join with the set itself it would read whole
//! tables, or compare every row with every other. `COALESCE(condition, FALSE)` is
//! the condition without what statistics say of it.

use diesel::QueryResult;

use super::Manner;
use super::names::{Names, and, filter, ks, of, row, set_columns, uses};
use crate::cascade::plan::ROOTS;
use crate::cascade::set::{Arm, Found, Link, Other, Parent, Set, SetId, Which};
use crate::cascade::step::{
    Against, Check, Counts, Key, Lock, Nullify, Remove, State, Step, Value, Whose, Write,
};
use crate::cascade::text::{Answer, Piece, Statement, Text, join, text};

pub(super) fn statements(names: &Names<'_>, manner: Manner) -> QueryResult<Vec<Statement>> {
    let mut statements = Vec::new();
    if manner.locking && !manner.preview {
        statements.push(lock(names)?);
    }
    statements.push(everything(names, manner)?);
    Ok(statements)
}

/// The statement under way.
struct Whole<'a, 'n> {
    names: &'n Names<'a>,
    manner: Manner,
    /// The common table expressions so far.
    with: Vec<Text>,
    recursive: bool,
    /// Sets that are not written out, since one step alone looks at them.
    direct: Vec<bool>,
    /// `AND`ed to every change: that nothing stands against the cascade.
    gate: Option<String>,
    /// The numbers that are selected, and what they mean.
    numbers: Vec<Text>,
    answers: Vec<Answer>,
}

fn everything(names: &Names<'_>, manner: Manner) -> QueryResult<Statement> {
    let mut whole = Whole::new(names, manner, direct(names, manner));
    whole.stamp()?;
    for at in 0..names.plan.sets.len() {
        if !whole.direct[at] {
            whole.set(SetId(at), !manner.preview)?;
        }
    }
    whole.found()?;
    whole.checks()?;
    for (at, step) in names.plan.steps.iter().enumerate() {
        match step {
            Step::Check(_) => {}
            Step::Write(write) => whole.write(at, write)?,
            Step::Nullify(nullify) => whole.nullify(at, nullify)?,
            Step::Remove(remove) => whole.remove(at, remove)?,
        }
    }
    Ok(whole.finish())
}

/// A set whose rows are looked up by one key, for one change alone, is that
/// change.
fn direct(names: &Names<'_>, manner: Manner) -> Vec<bool> {
    let uses = uses(names.plan);
    let simple = |(at, set): (usize, &Set)| {
        let one = matches!(
            &set.found,
            Found::Reached { start: None, arms, trees, .. } if arms.len() == 1 && trees.is_empty()
        );
        let changed = names.plan.steps.iter().any(|step| match step {
            Step::Write(write) => write.set == SetId(at) && write.except.is_empty(),
            Step::Remove(remove) => remove.set == SetId(at) && remove.except.is_empty(),
            _ => false,
        });
        one && changed && uses[at] == 1 && !manner.preview
    };
    names.plan.sets.iter().enumerate().map(simple).collect()
}

/// Locks the rows from the top down, in the order of their keys.
///
/// A transaction that has inserted a child holds a lock on the parent until it
/// ends, through the foreign key; this waits for it, and sees the child the next
/// time. So it is sent until it finds no more rows. At a level above READ
/// COMMITTED it would never see the child.
fn lock(names: &Names<'_>) -> QueryResult<Statement> {
    let manner = Manner {
        preview: false,
        locking: true,
    };
    let mut whole = Whole::new(names, manner, vec![false; names.plan.sets.len()]);
    let blind = "CASE WHEN current_setting('transaction_isolation') LIKE 'read%' THEN 0 ELSE 1 END";
    whole.number(format!("CAST({blind} AS BIGINT)"), Answer::Blind);
    for at in 0..names.plan.sets.len() {
        whole.set(SetId(at), false)?;
    }
    for (at, lock) in names.plan.locks.iter().enumerate() {
        let name = names.own(&format!("lock.{at}"))?;
        let (table, select) = match lock {
            Lock::Rows(set) => {
                let table = names.set(*set).table;
                (table, whole.rows_of(table, *set)?)
            }
            Lock::Parents { of, parent, link } => (*parent, whole.looked_up(*parent, *of, link)?),
        };
        let strength = match lock {
            Lock::Rows(_) => "UPDATE",
            Lock::Parents { .. } => "SHARE",
        };
        let key = names.key(table, names.table(table))?.join(", ");
        let text = format!("{name} AS (SELECT 1 FROM {select} ORDER BY {key} FOR {strength})");
        whole.with.push(text.into());
        whole.number(format!("(SELECT COUNT(*) FROM {name})"), Answer::Locked);
    }
    let mut statement = whole.finish();
    statement.again = Some(0);
    Ok(statement)
}

impl<'a, 'n> Whole<'a, 'n> {
    fn new(names: &'n Names<'a>, manner: Manner, direct: Vec<bool>) -> Self {
        Whole {
            names,
            manner,
            with: Vec::new(),
            recursive: false,
            direct,
            gate: None,
            numbers: Vec::new(),
            answers: Vec::new(),
        }
    }

    fn number(&mut self, number: impl Into<Text>, answer: Answer) {
        self.numbers.push(number.into());
        self.answers.push(answer);
    }

    fn finish(self) -> Statement {
        let with = match (self.with.is_empty(), self.recursive) {
            (true, _) => "",
            (_, true) => "WITH RECURSIVE ",
            (_, false) => "WITH ",
        };
        let numbers = join(self.numbers, ", ");
        let text = text![
            with,
            join(self.with, ", "),
            " SELECT unnest(ARRAY[",
            numbers,
            "])"
        ];
        Statement::selects(text, self.answers)
    }

    /// The value that a soft delete writes, once for all tables.
    fn stamp(&mut self) -> QueryResult<()> {
        let stamps = |step: &Step| matches!(step, Step::Write(write) if has_stamp(write));
        if !self.manner.preview && self.names.plan.steps.iter().any(stamps) {
            let name = self.names.own("stamp")?;
            self.with.push(text![
                format!("{name} (at) AS MATERIALIZED (SELECT "),
                Piece::Stamp,
                ")"
            ]);
        }
        Ok(())
    }

    // --- Sets

    fn set(&mut self, id: SetId, lock: bool) -> QueryResult<()> {
        let set = self.names.set(id);
        let name = self.names.name(id).to_owned();
        let columns = set_columns(set).join(", ");
        let body = match &set.found {
            Found::Target => self.roots(set, lock)?,
            Found::Reached {
                start,
                arms,
                trees,
                which,
            } => {
                let start = match start {
                    Some(roots) => format!("SELECT {columns} FROM {}", self.names.name(*roots)),
                    None => {
                        let arms = arms.iter().map(|arm| self.arm(set, arm, *which));
                        arms.collect::<QueryResult<Vec<_>>>()?.join(" UNION ")
                    }
                };
                if trees.is_empty() {
                    start.into()
                } else {
                    let start = self.start(id, start)?;
                    let branch = self.branch(set, &name, trees, *which)?;
                    format!("{start} UNION {branch}").into()
                }
            }
            Found::Kept {
                of,
                except,
                parents,
                arms,
                trees,
            } => {
                let kept = self.kept(id, set, *of, *except, parents, arms, trees)?;
                kept.into()
            }
            Found::Staying {
                of,
                markers,
                always,
            } => self.staying(set, *of, markers, *always)?.into(),
            Found::Parents {
                arms,
                trees,
                except,
            } => {
                let arms = arms.iter().map(|arm| self.parents(set, arm, *except));
                let start = arms.collect::<QueryResult<Vec<_>>>()?.join(" UNION ");
                if trees.is_empty() {
                    start.into()
                } else {
                    let start = self.start(id, start)?;
                    let branch = self.branch_up(set, &name, trees, *except)?;
                    format!("{start} UNION {branch}").into()
                }
            }
        };
        self.with.push(text![
            format!("{name} ({columns}) AS MATERIALIZED ("),
            body,
            ")"
        ]);
        Ok(())
    }

    /// Locked, so that rows which others have changed are looked at again.
    fn roots(&self, set: &Set, lock: bool) -> QueryResult<Text> {
        let table = self.names.table(set.table);
        let mut values = self.names.columns(table, &set.columns)?;
        if let (true, Some(marker)) = (set.stamped, set.marker) {
            values.push(self.names.column(table, marker.column)?);
        }
        let lock = match (lock, self.removes()) {
            (false, _) => "",
            (true, true) => " FOR UPDATE",
            (true, false) => " FOR NO KEY UPDATE",
        };
        Ok(text![
            format!("SELECT {} FROM {table}", values.join(", ")),
            Piece::Target,
            Piece::Guard,
            lock
        ])
    }

    fn removes(&self) -> bool {
        let removes = |step: &Step| matches!(step, Step::Remove(remove) if self.names.set(remove.set).table == 0);
        self.names.plan.steps.iter().any(removes)
    }

    /// What a tree begins with, as an array: the planner expects a few rows of it,
    /// and so joins the levels of the tree through the index.
    fn start(&mut self, id: SetId, start: String) -> QueryResult<String> {
        self.recursive = true;
        let columns = set_columns(self.names.set(id));
        let name = self.names.beside(id, "start")?;
        self.with
            .push(format!("{name} ({}) AS MATERIALIZED ({start})", columns.join(", ")).into());
        let arrays = columns
            .iter()
            .map(|column| format!("ARRAY(SELECT {column} FROM {name})"));
        let arrays = arrays.collect::<Vec<_>>().join(", ");
        Ok(format!("SELECT * FROM unnest({arrays})"))
    }

    fn values(&self, set: &Set, of: &str, which: Which, passed: &str) -> QueryResult<String> {
        let mut values = self.names.columns(of, &set.columns)?;
        if set.stamped {
            values.push(match which {
                Which::Stamped(marker) => self.names.column(of, marker.column)?,
                _ => format!("{passed}.stamp"),
            });
        }
        Ok(values.join(", "))
    }

    /// What a row has to be, but for its stamp.
    fn which(&self, of: &str, which: Which) -> QueryResult<Option<String>> {
        match which {
            Which::Any | Which::Stamped(_) | Which::Passing => Ok(None),
            Which::Active(marker) => self.names.marked(of, &marker, marker.active).map(Some),
            Which::Deleted(markers) => {
                Ok(self.names.deleted_by(of, markers)?.map(|it| opaque(&it)))
            }
        }
    }

    /// `SELECT` of the rows that one edge leads to.
    fn arm(&self, set: &Set, arm: &Arm, which: Which) -> QueryResult<String> {
        let table = self.names.table(set.table);
        let from = self.from()?;
        let values = self.values(set, table, which, &from)?;
        let select = self.arm_from(set.table, arm.from, &arm.link, which)?;
        Ok(format!("SELECT {values} FROM {select}"))
    }

    /// The rows of a table that a link leads to: what stands behind `FROM`.
    fn arm_from(&self, at: usize, set: SetId, link: &Link, which: Which) -> QueryResult<String> {
        let table = self.names.table(at);
        let mut conditions = self.names.conditions(table, link.conditions)?;
        conditions.extend(self.which(table, which)?);
        let stamped = matches!(which, Which::Stamped(_) | Which::Passing);
        if let ([_], false) = (link.on.as_slice(), stamped) {
            conditions.insert(0, self.by_key(table, set, link, None)?);
            return Ok(format!("{table}{}", filter(conditions)));
        }
        let (rows, mut on) = self.unnested(table, set, link, stamped, None)?;
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
    fn from(&self) -> QueryResult<String> {
        self.names.own("from")
    }

    /// `column = ANY(ARRAY(SELECT … FROM set))`.
    fn by_key(
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
    fn unnested(
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
        let on = link.on.iter().zip(&columns);
        let on = on.map(|((column, _), k)| {
            Ok(format!(
                "{} = {from}.{k}",
                self.names.column(table, column)?
            ))
        });
        let on = on.collect::<QueryResult<Vec<_>>>()?;
        columns.extend(stamped.then(|| "stamp".to_owned()));
        let arrays = columns
            .iter()
            .map(|column| format!("ARRAY(SELECT {column} FROM {name}{filter})"));
        let rows = format!(
            "unnest({}) AS {from} ({})",
            arrays.collect::<Vec<_>>().join(", "),
            columns.join(", ")
        );
        Ok((rows, on))
    }

    /// The next level of a tree.
    fn branch(&self, set: &Set, name: &str, trees: &[Link], which: Which) -> QueryResult<String> {
        let table = self.names.table(set.table);
        let child = self.names.own("child")?;
        let mut links = Vec::new();
        for link in trees {
            let on = link.on.iter();
            let on = on.map(|(column, place)| {
                let column = self.names.column(&child, column)?;
                Ok(format!("{column} = {name}.k{}", place + 1))
            });
            let mut on = on.collect::<QueryResult<Vec<_>>>()?;
            on.extend(self.names.conditions(&child, link.conditions)?);
            links.push(and(on));
        }
        let mut on = either(links);
        if let Which::Stamped(marker) = which {
            let stamp = self.names.column(&child, marker.column)?;
            on = format!("{on} AND {stamp} IS NOT DISTINCT FROM {name}.stamp");
        }
        Ok(format!(
            "SELECT {} FROM {name} INNER JOIN {table} AS {child} ON {on}{}",
            self.values(set, &child, which, name)?,
            filter(self.which(&child, which)?.into_iter().collect())
        ))
    }

    /// Whether the columns hold a key of a set.
    fn within(&self, columns: &[String], set: SetId, places: &[usize]) -> String {
        let name = self.names.name(set);
        let arrays = ks(places.iter().copied());
        let arrays = arrays
            .iter()
            .map(|column| format!("ARRAY(SELECT {column} FROM {name})"));
        let arrays = arrays.collect::<Vec<_>>().join(", ");
        format!("{} IN (SELECT * FROM unnest({arrays}))", row(columns))
    }

    fn within_keys(&self, columns: &[String], set: SetId) -> String {
        let places: Vec<_> = (0..self.names.set(set).keys).collect();
        self.within(columns, set, &places)
    }

    /// Whether the columns hold no key of these sets.
    fn outside(&self, columns: &[String], sets: &[SetId]) -> Vec<String> {
        let sets = sets.iter();
        sets.map(|set| format!("({}) IS NOT TRUE", self.within_keys(columns, *set)))
            .collect()
    }

    #[allow(clippy::too_many_arguments)]
    fn kept(
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
            for parent in parents {
                for marker in &parent.markers {
                    let other = self.other(&row_alias, parent, marker)?;
                    others.push(format!("{other} AS other_{}", others.len() + 1));
                }
            }
            let found: Vec<_> = (1..=others.len()).map(|n| format!("other_{n}")).collect();
            let some = found.iter().map(|other| format!("{other} IS NOT NULL"));
            let outside = self.outside(&of(&row_alias, &ks(0..keys)), &except);
            // OFFSET: or the planner would look the parents up twice.
            starts.push(format!(
                "SELECT {columns}, GREATEST({greatest}) FROM (SELECT {values}, {others} \
                 FROM {source} AS {row_alias}{filter} OFFSET 0) AS {row_alias} WHERE {some}",
                columns = columns.join(", "),
                greatest = found.join(", "),
                values = of(&row_alias, &columns).join(", "),
                others = others.join(", "),
                source = names.name(of_set),
                filter = filter(outside),
                some = some.collect::<Vec<_>>().join(" OR "),
            ));
        }
        let table = names.table(set.table);
        for arm in arms {
            let from = self.from()?;
            let (rows, on) = self.unnested(table, arm.from, &arm.link, true, None)?;
            let key = names.key(set.table, table)?;
            let mut conditions = names.conditions(table, arm.link.conditions)?;
            conditions.push(format!("({}) IS TRUE", self.within_keys(&key, of_set)));
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
        let columns = columns.join(", ");
        Ok(format!(
            "SELECT {columns}, MAX(stamp) FROM {walk} GROUP BY {columns}"
        ))
    }

    /// The stamp of another parent that stays deleted, or NULL.
    fn other(
        &self,
        row_alias: &str,
        parent: &Parent,
        marker: &crate::declare::MarkerText,
    ) -> QueryResult<String> {
        let names = self.names;
        let alias = names.own("parent")?;
        let stamp = names.column(&alias, marker.column)?;
        let places: Vec<_> = parent.link.on.iter().map(|(_, place)| *place).collect();
        let foreign = of(row_alias, &ks(places));
        let on = parent.link.on.iter().zip(&foreign);
        let on = on.map(|((column, _), k)| Ok(format!("{} = {k}", names.column(&alias, column)?)));
        let mut on = on.collect::<QueryResult<Vec<_>>>()?;
        on.push(names.marked(&alias, marker, marker.deleted)?);
        on.push(format!("{stamp} >= {row_alias}.stamp"));
        let selected = if parent.unique {
            stamp
        } else {
            format!("MAX({stamp})")
        };
        let select = format!(
            "(SELECT {selected} FROM {} AS {alias} WHERE {})",
            names.table(parent.table),
            and(on)
        );
        let mut unless = Vec::new();
        for condition in names.if_set(row_alias, &parent.link) {
            unless.push(format!("({condition}) IS NOT TRUE"));
        }
        for (set, places) in &parent.except {
            unless.push(self.within(&foreign, *set, places));
        }
        if unless.is_empty() {
            return Ok(select);
        }
        let unless = unless.join(" OR ");
        Ok(format!("CASE WHEN {unless} THEN NULL ELSE {select} END"))
    }

    fn staying(
        &self,
        set: &Set,
        of_set: SetId,
        markers: &[Other],
        always: Option<SetId>,
    ) -> QueryResult<String> {
        let table = self.names.table(set.table);
        let key = self.names.key(set.table, table)?;
        let marker = set.marker.map(|marker| marker.column).unwrap_or_default();
        let stamp = self.names.column(table, marker)?;
        let values = self.names.columns(table, &set.columns)?.join(", ");
        let deleted = |other: &Other| {
            self.names
                .marked(table, &other.marker, other.marker.deleted)
        };
        let mut largest = vec![stamp.clone()];
        let mut later = Vec::new();
        let mut any = Vec::new();
        for other in markers {
            let is_deleted = deleted(other)?;
            if other.comparable {
                let column = self.names.column(table, other.marker.column)?;
                largest.push(format!(
                    "CASE WHEN {is_deleted} THEN {column} ELSE {stamp} END"
                ));
                later.push(format!("{is_deleted} AND {column} >= {stamp}"));
            }
            any.push(is_deleted);
        }
        let select = format!("SELECT {values}, GREATEST({}) FROM ", largest.join(", "));
        let mut selects = Vec::new();
        if let Some(roots) = always {
            let rows = self.rows_of(set.table, roots)?;
            selects.push(format!("{select}{rows} AND {}", either(any)));
        }
        if always != Some(of_set) && !later.is_empty() {
            let rows = self.rows_of(set.table, of_set)?;
            let outside = self.outside(&key, always.as_slice());
            let conditions = std::iter::once(either(later)).chain(outside);
            selects.push(format!("{select}{rows} AND {}", and(conditions)));
        }
        Ok(selects.join(" UNION "))
    }

    /// Deleted parents of the rows of a set.
    fn parents(&self, set: &Set, arm: &Arm, except: Option<SetId>) -> QueryResult<String> {
        let table = self.names.table(set.table);
        let values = self.names.columns(table, &set.columns)?.join(", ");
        let rows = self.looked_up(set.table, arm.from, &arm.link)?;
        let mut conditions = Vec::new();
        conditions.extend(
            self.names
                .state(set.table, table, State::Deleted)?
                .map(|it| opaque(&it)),
        );
        conditions.extend(self.outside(&self.names.key(set.table, table)?, except.as_slice()));
        Ok(format!(
            "SELECT {values} FROM {rows} AND {}",
            and(conditions)
        ))
    }

    fn branch_up(
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
            let on = link.on.iter();
            let on = on.map(|(column, place)| {
                let column = names.column(&parent, column)?;
                Ok(format!("{column} = {name}.k{}", place + 1))
            });
            let mut on = on.collect::<QueryResult<Vec<_>>>()?;
            on.extend(names.if_set(name, link));
            links.push(and(on));
        }
        let mut conditions: Vec<_> = names
            .state(set.table, &parent, State::Deleted)?
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

    /// `table WHERE …`, or a join and `WHERE TRUE`: the rows that a link leads to,
    /// with room for more conditions.
    fn looked_up(&self, at: usize, set: SetId, link: &Link) -> QueryResult<String> {
        let from = self.arm_from(at, set, link, Which::Any)?;
        let open = link.on.len() > 1 && link.conditions.is_empty();
        Ok(if open {
            format!("{from} WHERE TRUE")
        } else {
            from
        })
    }

    /// The same of the rows of a set themselves.
    fn rows_of(&self, at: usize, set: SetId) -> QueryResult<String> {
        self.looked_up(at, set, &self.itself(at))
    }

    /// From a set to its own rows.
    fn itself(&self, at: usize) -> Link {
        let key = self.names.info(at).key;
        Link {
            on: key.iter().copied().zip(0..).collect(),
            conditions: &[],
            if_set: Vec::new(),
        }
    }

    // --- What is found, and what stands against it

    fn found(&mut self) -> QueryResult<()> {
        let table = self.names.table(0);
        let roots = self.names.name(ROOTS);
        self.number(format!("(SELECT COUNT(*) FROM {roots})"), Answer::Roots);
        // Looked at once more only where no row of it was to be written.
        self.number(
            text![
                format!("CAST(CASE WHEN EXISTS (SELECT 1 FROM {roots}) THEN 1 WHEN EXISTS (SELECT 1 FROM {table}"),
                Piece::Target,
                "TRUE) THEN 1 ELSE 0 END AS BIGINT)"
            ],
            Answer::Exists,
        );
        Ok(())
    }

    fn checks(&mut self) -> QueryResult<()> {
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
        let selects: Vec<_> = counts
            .iter()
            .map(|(count, _)| format!("({count})"))
            .collect();
        self.with.push(
            format!(
                "{name} ({}) AS MATERIALIZED (SELECT {})",
                columns.join(", "),
                selects.join(", ")
            )
            .into(),
        );
        for (column, (_, check)) in columns.iter().zip(counts) {
            let answer = Answer::Against(check.refusal, check.name);
            self.number(format!("(SELECT {column} FROM {name})"), answer);
        }
        self.gate = Some(format!("(SELECT {} = 0 FROM {name})", columns.join(" + ")));
        Ok(())
    }

    /// Counts what stands against the cascade.
    fn against(&self, check: &Check) -> QueryResult<String> {
        let names = self.names;
        match &check.against {
            Against::Dependents { table: at, arms } => {
                let table = names.table(*at);
                let key = names.key(*at, table)?;
                let mut selects = Vec::new();
                for arm in arms {
                    let rows = self.looked_up(*at, arm.from, &arm.link)?;
                    let mut conditions: Vec<_> =
                        names.state(*at, table, arm.state)?.into_iter().collect();
                    conditions.extend(self.outside(&key, &arm.except));
                    let more = conditions.into_iter().map(|it| format!(" AND {it}"));
                    selects.push(format!("{rows}{}", more.collect::<String>()));
                }
                if let [rows] = selects.as_slice() {
                    return Ok(format!("SELECT COUNT(*) FROM {rows}"));
                }
                let key = key.join(", ");
                let selects = selects
                    .iter()
                    .map(|rows| format!("SELECT {key} FROM {rows}"));
                let alias = names.own("dependent")?;
                Ok(format!(
                    "SELECT COUNT(*) FROM ({}) AS {alias}",
                    selects.collect::<Vec<_>>().join(" UNION ")
                ))
            }
            Against::Orphans {
                of: set,
                parent,
                link,
                back,
            } => {
                let alias = names.own("parent")?;
                let row_alias = names.own("row")?;
                let foreign = of(&row_alias, &ks(link.on.iter().map(|(_, place)| *place)));
                let on = link.on.iter().zip(&foreign);
                let on = on
                    .map(|((column, _), k)| Ok(format!("{} = {k}", names.column(&alias, column)?)));
                let mut on = on.collect::<QueryResult<Vec<_>>>()?;
                on.extend(names.state(*parent, &alias, State::Deleted)?);
                let key = names.key(*parent, &alias)?;
                for (set, kept) in back {
                    let mut stays = self.outside(&key, &[*set]);
                    stays.extend(
                        kept.map(|kept| format!("({}) IS TRUE", self.within_keys(&key, kept))),
                    );
                    on.push(either(stays));
                }
                let conditions = names.if_set(&row_alias, link);
                let exists = format!(
                    "EXISTS (SELECT 1 FROM {} AS {alias} WHERE {})",
                    names.table(*parent),
                    and(on)
                );
                let conditions = conditions.into_iter().chain([exists]);
                Ok(format!(
                    "SELECT COUNT(*) FROM {} AS {row_alias} WHERE {}",
                    names.name(*set),
                    and(conditions)
                ))
            }
            Against::Held { set, place } => Ok(format!(
                "SELECT COUNT(*) FROM {} WHERE k{} IS TRUE",
                names.name(*set),
                place + 1
            )),
        }
    }

    // --- Changes

    /// A change as a common table expression whose rows are counted.
    fn change(&mut self, at: usize, change: Text, counts: Counts) -> QueryResult<()> {
        let name = self.names.own(&format!("step.{at}"))?;
        self.with
            .push(text![format!("{name} AS ("), change, " RETURNING 1)"]);
        self.number(
            format!("(SELECT COUNT(*) FROM {name})"),
            Answer::Counts(counts),
        );
        Ok(())
    }

    /// The rows of a set but for those of others, if nothing stands against it.
    fn of_set(&self, set: SetId, except: &[SetId]) -> Option<String> {
        let keys = ks(0..self.names.set(set).keys);
        let mut conditions = self.outside(&keys, except);
        conditions.extend(self.gate.clone());
        (!conditions.is_empty()).then(|| and(conditions))
    }

    fn count_set(&mut self, set: SetId, except: &[SetId], counts: Counts) {
        let keys = ks(0..self.names.set(set).keys);
        let outside = filter(self.outside(&keys, except));
        let name = self.names.name(set);
        self.number(
            format!("(SELECT COUNT(*) FROM {name}{outside})"),
            Answer::Counts(counts),
        );
    }

    /// What a change looks its rows up by: what comes behind the table (` FROM …`
    /// or ` USING …`), and the conditions. Those of a set that is not written out
    /// say already what the rows have to be.
    fn rows_to_change(
        &self,
        set: SetId,
        except: &[SetId],
        stamped: bool,
    ) -> QueryResult<(Option<String>, Vec<String>)> {
        let found = &self.names.set(set).found;
        let at = self.names.set(set).table;
        let table = self.names.table(at);
        if let (true, Found::Reached { arms, which, .. }) = (self.direct[set.0], found) {
            let Arm { from, link } = &arms[0];
            let gate = self.gate.as_deref();
            let stamp = matches!(which, Which::Stamped(_));
            let (rows, mut conditions) = if link.on.len() == 1 && !stamp {
                (None, vec![self.by_key(table, *from, link, gate)?])
            } else {
                let (rows, on) = self.unnested(table, *from, link, stamp, gate)?;
                (Some(rows), on)
            };
            if let Which::Stamped(marker) = which {
                conditions.push(format!(
                    "{} IS NOT DISTINCT FROM {}.stamp",
                    self.names.column(table, marker.column)?,
                    self.from()?
                ));
            }
            conditions.extend(self.names.conditions(table, link.conditions)?);
            conditions.extend(self.which(table, *which)?);
            return Ok((rows, conditions));
        }
        let link = self.itself(at);
        let more = self.of_set(set, except);
        if link.on.len() == 1 && !stamped {
            return Ok((None, vec![self.by_key(table, set, &link, more.as_deref())?]));
        }
        let (rows, on) = self.unnested(table, set, &link, stamped, more.as_deref())?;
        Ok((Some(rows), on))
    }

    fn write(&mut self, at: usize, write: &Write) -> QueryResult<()> {
        if self.manner.preview {
            self.count_set(write.set, &write.except, write.counts);
            return Ok(());
        }
        let names = self.names;
        let table = names.table(names.set(write.set).table);
        let stamped = write.values.iter().any(|(_, value)| *value == Value::OfSet);
        let (rows, mut conditions) = self.rows_to_change(write.set, &write.except, stamped)?;
        if !self.direct[write.set.0] {
            conditions.extend(names.guard(table, write.guard)?.map(|it| opaque(&it)));
        }
        let mut values = Vec::new();
        for (column, value) in &write.values {
            let value = match value {
                Value::Stamp => format!("(SELECT at FROM {})", names.own("stamp")?).into(),
                Value::OfSet => format!("{}.stamp", self.from()?).into(),
                Value::Time(time) => Text::from(Piece::Time(*time)),
                Value::Sql(sql) => Text::sql(*sql),
            };
            values.push(text![format!("{} = ", names.quoted(column)?), value]);
        }
        let changes = if write.changes {
            Piece::Changes.into()
        } else {
            Text::default()
        };
        let from = rows.map(|rows| format!(" FROM {rows}")).unwrap_or_default();
        let update = text![
            format!("UPDATE {table} SET "),
            changes,
            join(values, ", "),
            from,
            filter(conditions)
        ];
        self.change(at, update, write.counts)
    }

    fn remove(&mut self, at: usize, remove: &Remove) -> QueryResult<()> {
        if self.manner.preview {
            self.count_set(remove.set, &remove.except, remove.counts);
            return Ok(());
        }
        let names = self.names;
        let table = names.table(names.set(remove.set).table);
        let (rows, mut conditions) = self.rows_to_change(remove.set, &remove.except, false)?;
        if !self.direct[remove.set.0] {
            conditions.extend(names.guard(table, remove.guard)?.map(|it| opaque(&it)));
        }
        let using = rows
            .map(|rows| format!(" USING {rows}"))
            .unwrap_or_default();
        let delete = format!("DELETE FROM {table}{using}{}", filter(conditions));
        self.change(at, delete.into(), remove.counts)
    }

    /// Foreign keys are looked at when the whole statement is done, so that only
    /// rows that stay lose theirs.
    fn nullify(&mut self, at: usize, nullify: &Nullify) -> QueryResult<()> {
        let Whose::Outside(sets) = &nullify.rows else {
            return Ok(());
        };
        let names = self.names;
        let table = names.table(nullify.table);
        let key = names.key(nullify.table, table)?;
        let gate = self.gate.clone().filter(|_| !self.manner.preview);
        let mut losing = Vec::new();
        for one in &nullify.keys {
            losing.push(and(self.losing(nullify.table, one, gate.as_deref())?));
        }
        let conditions = std::iter::once(either(losing.clone())).chain(self.outside(&key, sets));
        let conditions = and(conditions);
        if self.manner.preview {
            self.number(
                format!("(SELECT COUNT(*) FROM {table} WHERE {conditions})"),
                Answer::Counts(nullify.counts),
            );
            return Ok(());
        }
        let mut cleared: Vec<&str> = Vec::new();
        for column in nullify.keys.iter().flat_map(|key| &key.cleared) {
            if !cleared.contains(column) {
                cleared.push(column);
            }
        }
        let mut values = Vec::new();
        for column in cleared {
            let name = names.quoted(column)?;
            let of_column = nullify.keys.iter().zip(&losing);
            let of_column = of_column.filter(|(key, _)| key.cleared.contains(&column));
            let of_column: Vec<_> = of_column.map(|(_, losing)| losing.clone()).collect();
            values.push(if of_column.len() == losing.len() {
                format!("{name} = NULL")
            } else {
                format!(
                    "{name} = CASE WHEN {} THEN NULL ELSE {table}.{name} END",
                    either(of_column)
                )
            });
        }
        let update = format!(
            "UPDATE {table} SET {} WHERE {conditions}",
            values.join(", ")
        );
        self.change(at, update.into(), nullify.counts)
    }

    /// Whether a row loses a key.
    fn losing(&self, at: usize, key: &Key, gate: Option<&str>) -> QueryResult<Vec<String>> {
        let table = self.names.table(at);
        let mut conditions = if key.link.on.len() == 1 {
            vec![self.by_key(table, key.from, &key.link, gate)?]
        } else {
            let columns: Vec<_> = key.link.on.iter().map(|(column, _)| *column).collect();
            let columns = self.names.columns(table, &columns)?;
            let name = self.names.name(key.from);
            let places = key.link.on.iter().map(|(_, place)| *place);
            let filter = filter(gate.map(str::to_owned).into_iter().collect());
            let arrays = ks(places)
                .into_iter()
                .map(|k| format!("ARRAY(SELECT {k} FROM {name}{filter})"));
            let arrays = arrays.collect::<Vec<_>>().join(", ");
            vec![format!(
                "{} IN (SELECT * FROM unnest({arrays}))",
                row(&columns)
            )]
        };
        conditions.extend(self.names.conditions(table, key.link.conditions)?);
        let state = self.names.state(at, table, key.state)?;
        conditions.extend(match key.state {
            State::Deleted => state.map(|it| opaque(&it)),
            _ => state,
        });
        Ok(conditions)
    }
}

fn has_stamp(write: &Write) -> bool {
    write.values.iter().any(|(_, value)| *value == Value::Stamp)
}

/// A condition of which the planner expects half of the rows, whatever statistics
/// say.
fn opaque(condition: &str) -> String {
    format!("COALESCE({condition}, FALSE)")
}

/// One of several conditions.
fn either(conditions: Vec<String>) -> String {
    match conditions.as_slice() {
        [condition] => condition.clone(),
        conditions => format!("(({}))", conditions.join(") OR (")),
    }
}
