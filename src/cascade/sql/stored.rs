//! A cascade on databases that change one table in a statement: a transaction, in
//! which a set that is needed more than once is in a temporary table.
//!
//! The sets come first, then what stands against the cascade, then the changes. A
//! set that one change alone needs is found by that change.

use diesel::QueryResult;

use super::Manner;
use super::names::{Names, and, filter, ks, of, row, set_columns, uses};
use crate::cascade::plan::ROOTS;
use crate::cascade::set::{Arm, Found, Link, Other, Parent, Set, SetId, Which};
use crate::cascade::step::{
    Against, Check, Counts, Guard, Lock, Nullify, Remove, State, Step, Value, Whose, Write,
};
use crate::cascade::text::{Answer, Piece, Statement, Text, When, join, text};
use crate::declare::MarkerText;

/// What differs from one database to the other.
pub(super) trait Flavor {
    /// Joins a set with a table, the set first, whatever the planner thinks.
    const JOIN: &'static str;
    const GREATEST: &'static str;
    /// Behind a `SELECT` whose rows are written later.
    const FOR_UPDATE: &'static str;
    /// Behind a `SELECT` that has to see what is committed by now.
    const CURRENT: &'static str;
    /// Whether a statement can be about a row by the condition of its stamp too.
    const JOINS_CHANGES: bool;

    /// What the transaction begins with, where there are these temporary tables.
    fn begin(&self, names: &Names<'_>, tables: &[String], preview: bool) -> QueryResult<Vec<Text>>;
    /// What it ends with.
    fn end(&self, tables: &[String]) -> Vec<Text>;
    /// Makes the temporary table of a set, empty.
    fn create(&self, name: &str, select: &str, key: Option<&str>) -> Text;
    /// Fills it.
    fn insert(&self, name: &str, columns: &str, select: Text) -> Text;
    /// `INSERT` of rows that may be there already.
    fn insert_more(&self, name: &str, columns: &str, first: &str, select: Text) -> Text;
    /// `UPDATE` of the rows of a table that a lookup finds.
    fn update(&self, table: &str, lookup: Lookup, values: Vec<Assigned>) -> Text;
    /// `DELETE` of them.
    fn delete(&self, table: &str, lookup: Lookup) -> Text;
    /// What has to happen before rows of a set that refer to each other go.
    fn detach(&self, names: &Names<'_>, remove: &Remove) -> QueryResult<Vec<Text>>;
    /// A condition that is no reason to look rows up by it.
    fn opaque(&self, condition: String) -> String;
    /// How often a statement can name a temporary table.
    const NAMED_ONCE: bool;
    /// Makes a copy of a set.
    fn copy(&self, name: &str, of: &str, key: &str) -> Text;
}

/// The rows of a table whose columns equal those of a set.
pub(super) struct Lookup {
    /// The columns of the table.
    pub(super) columns: Vec<String>,
    /// A set, or a `SELECT` in parentheses with a name.
    pub(super) source: Text,
    pub(super) alias: Text,
    /// The columns of the source.
    pub(super) ks: Vec<String>,
    /// Conditions on the source.
    pub(super) source_is: Vec<Text>,
    /// Conditions on the table.
    pub(super) table_is: Vec<Text>,
    /// Whether values come from the source.
    pub(super) values: bool,
}

/// A column and what is written to it; or further columns of the statement.
pub(super) enum Assigned {
    Column(String, Text),
    Changes,
}

pub(super) fn statements<F: Flavor>(
    names: &Names<'_>,
    manner: Manner,
    flavor: &F,
) -> QueryResult<Vec<Statement>> {
    let mut stored = Stored::new(names, manner, flavor);
    stored.all()?;
    let (mut tables, body) = (stored.tables, stored.statements);
    let body = with_copies(names, flavor, body, &mut tables)?;
    let always = |text: Text| Statement {
        when: When::Always,
        ..Statement::changes(text, Answer::Nothing)
    };
    let mut statements = Vec::new();
    if body.len() > 1 || !tables.is_empty() {
        let begin = flavor.begin(names, &tables, manner.preview)?;
        statements.extend(begin.into_iter().map(always));
        statements.extend(body);
        statements.extend(flavor.end(&tables).into_iter().map(always));
    } else {
        statements = body;
    }
    statements.push(exists(names)?);
    Ok(statements)
}

/// Looks whether the target has rows at all, where none was to be written.
fn exists(names: &Names<'_>) -> QueryResult<Statement> {
    let exists = text![
        format!("SELECT COUNT(*) FROM (SELECT 1 FROM {}", names.table(0)),
        Piece::Target,
        format!("TRUE LIMIT 1) AS {}", names.own("found")?)
    ];
    Ok(Statement {
        when: When::NotFound,
        ..Statement::selects(exists, vec![Answer::Exists])
    })
}

/// Writes the names of the sets. A set that a statement names again has a copy
/// there, if it has to.
fn with_copies<F: Flavor>(
    names: &Names<'_>,
    flavor: &F,
    statements: Vec<Statement>,
    tables: &mut Vec<String>,
) -> QueryResult<Vec<Statement>> {
    let mut most = vec![1; names.plan.sets.len()];
    let mut named = Vec::new();
    for mut statement in statements {
        let mut count = vec![0; names.plan.sets.len()];
        let mut text = Text::default();
        for piece in statement.text.0 {
            text = match piece {
                Piece::Set(set) => {
                    count[set.0] += 1;
                    most[set.0] = most[set.0].max(count[set.0]);
                    let n = if F::NAMED_ONCE { count[set.0] } else { 1 };
                    text.then(relation(names, set, n)?)
                }
                piece => text.then(piece),
            };
        }
        statement.text = text;
        named.push(statement);
    }
    let mut all = Vec::new();
    for statement in named {
        let [Piece::Copies(set)] = statement.text.0.as_slice() else {
            all.push(statement);
            continue;
        };
        let key = ks(0..names.set(*set).keys).join(", ");
        for n in 2..=most[set.0] {
            if F::NAMED_ONCE {
                let name = copy_name(names, *set, n)?;
                let copy = flavor.copy(&name, names.name(*set), &key);
                all.push(Statement::changes(copy, Answer::Nothing));
                tables.push(name);
            }
        }
    }
    Ok(all)
}

/// A set or a copy of it, under the name of the set.
fn relation(names: &Names<'_>, set: SetId, n: usize) -> QueryResult<String> {
    Ok(match n {
        1 => names.name(set).to_owned(),
        n => format!("{} AS {}", copy_name(names, set, n)?, names.name(set)),
    })
}

fn copy_name(names: &Names<'_>, set: SetId, n: usize) -> QueryResult<String> {
    match n {
        1 => Ok(names.name(set).to_owned()),
        n => names.beside(set, &n.to_string()),
    }
}

struct Stored<'a, 'n, F> {
    names: &'n Names<'a>,
    manner: Manner,
    flavor: &'n F,
    /// Sets that the one step which needs them finds.
    inline: Vec<bool>,
    /// The stamp is in a table of its own.
    stamp: Option<String>,
    /// The temporary tables.
    tables: Vec<String>,
    statements: Vec<Statement>,
}

impl<'a, 'n, F: Flavor> Stored<'a, 'n, F> {
    fn new(names: &'n Names<'a>, manner: Manner, flavor: &'n F) -> Self {
        let uses = uses(names.plan);
        let inline = |(at, set): (usize, &Set)| {
            let step = names.plan.steps.iter().find_map(|step| match step {
                Step::Write(write) if write.set == SetId(at) => {
                    let taken = write.values.iter().any(|(_, value)| *value == Value::OfSet);
                    Some(!taken && !write.changes && write.except.is_empty())
                }
                Step::Remove(remove) if remove.set == SetId(at) => {
                    Some(remove.own.is_empty() && remove.except.is_empty())
                }
                _ => None,
            });
            let found = match &set.found {
                // The root rows are known by the conditions of the target.
                Found::Target => !manner.locking,
                // What a tree leads to is locked only once it is known.
                Found::Reached { trees, .. } => trees.is_empty() || !manner.locking,
                _ => false,
            };
            uses[at] == 1 && step == Some(true) && found
        };
        Stored {
            inline: names.plan.sets.iter().enumerate().map(inline).collect(),
            names,
            manner,
            flavor,
            stamp: None,
            tables: Vec::new(),
            statements: Vec::new(),
        }
    }

    fn all(&mut self) -> QueryResult<()> {
        let names = self.names;
        if self.expression() {
            self.note_stamp()?;
        }
        for at in 0..names.plan.sets.len() {
            if !self.inline[at] {
                self.tables.push(names.name(SetId(at)).to_owned());
                self.find(SetId(at))?;
                self.push(Piece::Copies(SetId(at)), Answer::Nothing);
            }
        }
        for step in &names.plan.steps {
            match step {
                Step::Check(check) => self.check(check)?,
                Step::Write(write) => self.write(write)?,
                Step::Nullify(nullify) => self.nullify(nullify)?,
                Step::Remove(remove) => self.remove(remove)?,
            }
        }
        Ok(())
    }

    fn push(&mut self, text: impl Into<Text>, answer: Answer) {
        self.statements
            .push(Statement::changes(text.into(), answer));
    }

    fn select(&mut self, text: impl Into<Text>, answer: Answer) {
        self.statements
            .push(Statement::selects(text.into(), vec![answer]));
    }

    // --- The stamp

    fn expression(&self) -> bool {
        let stamps = |step: &Step| matches!(step, Step::Write(write) if write.values.iter().any(|(_, value)| *value == Value::Stamp));
        self.names.plan.expression
            && !self.manner.preview
            && self.names.plan.steps.iter().any(stamps)
    }

    /// The database computes the stamp once.
    fn note_stamp(&mut self) -> QueryResult<()> {
        let names = self.names;
        let name = names.own("stamp")?;
        let table = names.table(0);
        let marker = names
            .set(ROOTS)
            .marker
            .map(|it| it.column)
            .unwrap_or_default();
        let empty = format!(
            "SELECT {} AS at FROM {table} WHERE 1 = 0",
            names.column(table, marker)?
        );
        let create = self.flavor.create(&name, &empty, None);
        let insert = self
            .flavor
            .insert(&name, "at", text!["SELECT ", Piece::Stamp]);
        self.push(create, Answer::Nothing);
        self.push(insert, Answer::Nothing);
        self.tables.push(name.clone());
        self.stamp = Some(name);
        Ok(())
    }

    // --- Sets

    fn find(&mut self, id: SetId) -> QueryResult<()> {
        let names = self.names;
        let set = names.set(id);
        let name = names.name(id).to_owned();
        let columns = set_columns(set).join(", ");
        self.create(id, &name, true)?;
        match &set.found {
            Found::Target => {
                let select = self.roots(set)?;
                let insert = self.flavor.insert(&name, &columns, select);
                self.push(insert, Answer::Roots);
                self.lock_parents(id)?;
            }
            Found::Reached {
                start,
                arms,
                trees,
                which,
            } => {
                let select = self.reached(id, *start, arms, trees, *which, self.lock_of(id))?;
                let again = self.manner.locking && !trees.is_empty() && !F::FOR_UPDATE.is_empty();
                if again {
                    self.until_all_are_locked(id, set, &name, &columns, select)?;
                } else {
                    let insert = self.flavor.insert(&name, &columns, select);
                    self.push(insert, Answer::Nothing);
                }
                self.lock_parents(id)?;
            }
            Found::Kept {
                of,
                except,
                parents,
                arms,
                trees,
            } => {
                let walk = names.beside(id, "walk")?;
                self.create(id, &walk, false)?;
                self.tables.push(walk.clone());
                if !parents.is_empty() {
                    let select = self.other_parents(set, *of, *except, parents)?;
                    let insert = self.flavor.insert(&walk, &columns, select);
                    self.push(insert, Answer::Nothing);
                }
                for arm in arms {
                    let select = self.kept_below(set, arm, *of, *except)?;
                    let insert = self.flavor.insert(&walk, &columns, select);
                    self.push(insert, Answer::Nothing);
                }
                let select = self.largest(set, &walk, *of, *except, trees)?;
                let insert = self.flavor.insert(&name, &columns, select);
                self.push(insert, Answer::Nothing);
            }
            Found::Staying {
                of,
                markers,
                always,
            } => {
                for select in self.staying(set, *of, markers, *always)? {
                    let insert = self.flavor.insert(&name, &columns, select);
                    self.push(insert, Answer::Nothing);
                }
            }
            Found::Parents {
                arms,
                trees,
                except,
            } => {
                let select = self.parents(set, arms, trees, *except)?;
                let insert = self.flavor.insert(&name, &columns, select);
                self.push(insert, Answer::Nothing);
                self.lock_parents(id)?;
            }
        }
        Ok(())
    }

    /// An empty table for a set.
    fn create(&mut self, id: SetId, name: &str, keyed: bool) -> QueryResult<()> {
        let names = self.names;
        let set = names.set(id);
        let table = names.table(set.table);
        let columns = names.columns(table, &set.columns)?;
        let mut values: Vec<_> = columns
            .iter()
            .zip(ks(0..columns.len()))
            .map(|(column, k)| format!("{column} AS {k}"))
            .collect();
        let mut from = table.to_owned();
        let mut key = ks(0..set.keys);
        if set.stamped {
            match set.marker {
                Some(marker) => {
                    values.push(format!("{} AS stamp", names.column(table, marker.column)?))
                }
                // Of a row without a marker the stamp is that of the rows above.
                None => {
                    let root = names.table(0);
                    let marker = names
                        .set(ROOTS)
                        .marker
                        .map(|it| it.column)
                        .unwrap_or_default();
                    let alias = names.own("stamped")?;
                    from = format!("{table}, {root} AS {alias}");
                    values.push(format!("{} AS stamp", names.column(&alias, marker)?));
                    key.push("stamp".to_owned());
                }
            }
        }
        let select = format!("SELECT {} FROM {from} WHERE 1 = 0", values.join(", "));
        let key = key.join(", ");
        let text = self
            .flavor
            .create(name, &select, keyed.then_some(key.as_str()));
        self.push(text, Answer::Nothing);
        Ok(())
    }

    fn roots(&self, set: &Set) -> QueryResult<Text> {
        let table = self.names.table(set.table);
        let mut values = self.names.columns(table, &set.columns)?;
        if let (true, Some(marker)) = (set.stamped, set.marker) {
            values.push(self.names.column(table, marker.column)?);
        }
        Ok(text![
            format!("SELECT {} FROM {table}", values.join(", ")),
            Piece::Target,
            Piece::Guard,
            self.for_update()
        ])
    }

    fn for_update(&self) -> &'static str {
        if self.manner.preview {
            ""
        } else {
            F::FOR_UPDATE
        }
    }

    /// The lock of rows of a set, if they are written, or if all are locked.
    fn lock_of(&self, id: SetId) -> &'static str {
        let written = self.names.plan.steps.iter().any(|step| match step {
            Step::Write(write) => write.set == id,
            Step::Remove(remove) => remove.set == id,
            _ => false,
        });
        if written || self.manner.locking {
            self.for_update()
        } else {
            ""
        }
    }

    fn current(&self) -> &'static str {
        if self.manner.preview { "" } else { F::CURRENT }
    }

    /// `SELECT` of a set's rows.
    fn reached(
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
            selects.push(text![format!("SELECT {columns} FROM "), start]);
        }
        for arm in arms {
            selects.push(text![self.arm(set, arm, which)?, lock]);
        }
        if trees.is_empty() {
            return Ok(union(selects, !lock.is_empty()));
        }
        let tree = self.names.own("tree")?;
        let branch = self.branch(set, &tree, trees, which)?;
        let start = union(selects, false);
        Ok(text![
            format!("WITH RECURSIVE {tree} ({columns}) AS ("),
            start,
            " UNION ",
            branch,
            format!(") SELECT {columns} FROM {tree}")
        ])
    }

    fn values(&self, set: &Set, of: &str, which: Which, passed: Text) -> QueryResult<Text> {
        let values = self.names.columns(of, &set.columns)?.join(", ");
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

    fn which(&self, of: &str, which: Which) -> QueryResult<Option<String>> {
        match which {
            Which::Any | Which::Stamped(_) | Which::Passing => Ok(None),
            Which::Active(marker) => self.names.marked(of, &marker, marker.active).map(Some),
            Which::Deleted(markers) => {
                let deleted = self.names.deleted_by(of, markers)?;
                Ok(deleted.map(|it| self.flavor.opaque(it)))
            }
        }
    }

    /// `SELECT` of the rows that one edge leads to.
    fn arm(&self, set: &Set, arm: &Arm, which: Which) -> QueryResult<Text> {
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
        Ok(text![
            "SELECT ",
            values,
            " FROM ",
            arm.from,
            format!(" {} {table} ON ", F::JOIN),
            join(on, " AND "),
            filtered(conditions)
        ])
    }

    fn on(&self, table: &str, set: SetId, link: &Link) -> QueryResult<Vec<Text>> {
        let on = link.on.iter();
        on.map(|(column, place)| {
            let column = self.names.column(table, column)?;
            Ok(format!("{column} = {}.k{}", self.names.name(set), place + 1).into())
        })
        .collect()
    }

    fn conditions(&self, table: &str, link: &Link) -> QueryResult<Vec<Text>> {
        let conditions = self.names.conditions(table, link.conditions)?;
        Ok(conditions.into_iter().map(Text::from).collect())
    }

    fn if_set(&self, set: SetId, link: &Link) -> Vec<Text> {
        let conditions = self.names.if_set(self.names.name(set), link);
        conditions.into_iter().map(Text::from).collect()
    }

    /// The next level of a tree.
    fn branch(&self, set: &Set, tree: &str, trees: &[Link], which: Which) -> QueryResult<Text> {
        let names = self.names;
        let table = names.table(set.table);
        let child = names.own("child")?;
        let mut links = Vec::new();
        for link in trees {
            let on = link.on.iter();
            let on = on.map(|(column, place)| {
                let column = names.column(&child, column)?;
                Ok(format!("{column} = {tree}.k{}", place + 1))
            });
            let mut on = on.collect::<QueryResult<Vec<_>>>()?;
            on.extend(names.conditions(&child, link.conditions)?);
            links.push(and(on));
        }
        let mut on = either(links);
        if let Which::Stamped(marker) = which {
            let stamp = self.flavor.opaque(names.column(&child, marker.column)?);
            on = format!("{on} AND {stamp} = {tree}.stamp");
        }
        let conditions: Vec<_> = self.which(&child, which)?.into_iter().collect();
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

    /// What a tree leads to is known before it is locked. What was inserted below
    /// it meanwhile is found the next time.
    fn until_all_are_locked(
        &mut self,
        id: SetId,
        set: &Set,
        name: &str,
        columns: &str,
        select: Text,
    ) -> QueryResult<()> {
        let insert = self.flavor.insert_more(name, columns, "k1", select);
        self.push(insert, Answer::Nothing);
        let table = self.names.table(set.table);
        let on = self.on(table, id, &self.itself(set.table))?;
        let lock = text![
            "SELECT COUNT(*) FROM ",
            id,
            format!(" {} {table} ON ", F::JOIN),
            join(on, " AND "),
            F::FOR_UPDATE
        ];
        let mut lock = Statement::selects(lock, vec![Answer::Locked]);
        lock.again = Some(1);
        self.statements.push(lock);
        Ok(())
    }

    /// Locks the rows that those of a set depend on.
    fn lock_parents(&mut self, id: SetId) -> QueryResult<()> {
        if !self.manner.locking || self.manner.preview || F::CURRENT.is_empty() {
            return Ok(());
        }
        for lock in &self.names.plan.locks {
            let Lock::Parents {
                of: set,
                parent,
                link,
            } = lock
            else {
                continue;
            };
            if *set != id {
                continue;
            }
            let alias = self.names.own("parent")?;
            let on = self.on(&alias, id, link)?;
            let text = text![
                "SELECT COUNT(*) FROM ",
                id,
                format!(" {} {} AS {alias} ON ", F::JOIN, self.names.table(*parent)),
                join(on, " AND "),
                filtered(self.if_set(id, link)),
                F::CURRENT
            ];
            self.select(text, Answer::Nothing);
        }
        Ok(())
    }

    /// Whether the columns hold a key of a set.
    fn within(&self, columns: &[String], set: SetId, places: &[usize]) -> Text {
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

    fn within_keys(&self, columns: &[String], set: SetId) -> Text {
        let places: Vec<_> = (0..self.names.set(set).keys).collect();
        self.within(columns, set, &places)
    }

    fn outside(&self, columns: &[String], sets: &[SetId]) -> Vec<Text> {
        let sets = sets.iter();
        sets.map(|set| text!["(", self.within_keys(columns, *set), ") IS NOT TRUE"])
            .collect()
    }

    /// The rows of a set that another parent keeps deleted.
    fn other_parents(
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
            for marker in &parent.markers {
                let name = format!(" AS other_{}", others.len() + 1);
                others.push(text![self.other(rows, parent, marker)?, name]);
            }
        }
        let found: Vec<_> = (1..=others.len()).map(|n| format!("other_{n}")).collect();
        let some = found.iter().map(|other| format!("{other} IS NOT NULL"));
        let largest: Vec<_> = found
            .iter()
            .map(|other| format!("COALESCE({other}, stamp)"))
            .collect();
        let outside = self.outside(&of(rows, &ks(0..set.keys)), except.as_slice());
        Ok(text![
            format!(
                "SELECT {}, {} FROM (SELECT {}, ",
                columns.join(", "),
                self.greatest(&largest),
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

    fn greatest(&self, values: &[String]) -> String {
        match values {
            [value] => value.clone(),
            values => format!("{}({})", F::GREATEST, values.join(", ")),
        }
    }

    /// The stamp of another parent that stays deleted, or NULL.
    fn other(&self, rows: &str, parent: &Parent, marker: &MarkerText) -> QueryResult<Text> {
        let names = self.names;
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
            "(SELECT MAX({stamp}) FROM {} AS {alias} WHERE {})",
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
    fn kept_below(
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

    /// Of each row the largest stamp, and on down the trees.
    fn largest(
        &self,
        set: &Set,
        walk: &str,
        of_set: SetId,
        except: Option<SetId>,
        trees: &[Link],
    ) -> QueryResult<Text> {
        let names = self.names;
        let columns = ks(0..set.columns.len()).join(", ");
        let grouped =
            |from: &str| format!("SELECT {columns}, MAX(stamp) FROM {from} GROUP BY {columns}");
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

    fn staying(
        &self,
        set: &Set,
        of_set: SetId,
        markers: &[Other],
        always: Option<SetId>,
    ) -> QueryResult<Vec<Text>> {
        let names = self.names;
        let table = names.table(set.table);
        let key = names.key(set.table, table)?;
        let marker = set.marker.map(|marker| marker.column).unwrap_or_default();
        let stamp = names.column(table, marker)?;
        let values = names.columns(table, &set.columns)?.join(", ");
        let mut largest = vec![stamp.clone()];
        let mut later = Vec::new();
        let mut any = Vec::new();
        for other in markers {
            let deleted = names.marked(table, &other.marker, other.marker.deleted)?;
            if other.comparable {
                let column = names.column(table, other.marker.column)?;
                largest.push(format!(
                    "CASE WHEN {deleted} THEN {column} ELSE {stamp} END"
                ));
                later.push(format!("{deleted} AND {column} >= {stamp}"));
            }
            any.push(deleted);
        }
        let select = |from: SetId, conditions: Vec<Text>| -> QueryResult<Text> {
            let on = self.on(table, from, &self.itself(set.table))?;
            Ok(text![
                format!("SELECT {values}, {} FROM ", self.greatest(&largest)),
                from,
                format!(" {} {table} ON ", F::JOIN),
                join(on, " AND "),
                filtered(conditions)
            ])
        };
        let mut selects = Vec::new();
        if let Some(roots) = always {
            selects.push(select(roots, vec![either(any).into()])?);
        }
        if always != Some(of_set) && !later.is_empty() {
            let mut conditions = vec![either(later).into()];
            conditions.extend(self.outside(&key, always.as_slice()));
            selects.push(select(of_set, conditions)?);
        }
        Ok(selects)
    }

    fn parents(
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
        let deleted = names.state(set.table, &parent, State::Deleted)?;
        let deleted = deleted.map(|it| Text::from(self.flavor.opaque(it)));
        let outside = self.outside(&names.key(set.table, &parent)?, except.as_slice());
        let stay: Vec<Text> = deleted.into_iter().chain(outside).collect();
        let mut selects = Vec::new();
        for arm in arms {
            let mut conditions = stay.clone();
            conditions.extend(self.if_set(arm.from, &arm.link));
            selects.push(text![
                format!("SELECT {values} FROM "),
                arm.from,
                format!(" {} {table} AS {parent} ON ", F::JOIN),
                join(self.on(&parent, arm.from, &arm.link)?, " AND "),
                filtered(conditions)
            ]);
        }
        let start = union(selects, false);
        if trees.is_empty() {
            return Ok(start);
        }
        let mut links = Vec::new();
        for link in trees {
            let on = link.on.iter();
            let on = on.map(|(column, place)| {
                Ok(format!(
                    "{} = {tree}.k{}",
                    names.column(&parent, column)?,
                    place + 1
                ))
            });
            let mut on = on.collect::<QueryResult<Vec<_>>>()?;
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

    /// From a set to its own rows.
    fn itself(&self, at: usize) -> Link {
        let key = self.names.info(at).key;
        Link {
            on: key.iter().copied().zip(0..).collect(),
            conditions: &[],
            if_set: Vec::new(),
        }
    }

    // --- What stands against the cascade

    fn check(&mut self, check: &Check) -> QueryResult<()> {
        let names = self.names;
        let current = self.current();
        let text = match &check.against {
            Against::Dependents { table: at, arms } => {
                let table = names.table(*at);
                let key = names.key(*at, table)?;
                let mut selects = Vec::new();
                for arm in arms {
                    let mut conditions = self.conditions(table, &arm.link)?;
                    conditions.extend(names.state(*at, table, arm.state)?.map(Text::from));
                    conditions.extend(self.outside(&key, &arm.except));
                    selects.push(text![
                        " FROM ",
                        arm.from,
                        format!(" {} {table} ON ", F::JOIN),
                        join(self.on(table, arm.from, &arm.link)?, " AND "),
                        filtered(conditions),
                        current
                    ]);
                }
                match selects.as_slice() {
                    [rows] => text!["SELECT COUNT(*)", rows.clone()],
                    selects => {
                        let key = key.join(", ");
                        let selects = selects.iter();
                        let selects =
                            selects.map(|rows| text![format!("SELECT {key}"), rows.clone()]);
                        text![
                            "SELECT COUNT(*) FROM (",
                            union(selects.collect(), !current.is_empty()),
                            format!(") AS {}", names.own("dependent")?)
                        ]
                    }
                }
            }
            Against::Orphans {
                of: set,
                parent,
                link,
                back,
            } => {
                let alias = names.own("parent")?;
                let key = names.key(*parent, &alias)?;
                let mut conditions = self.if_set(*set, link);
                conditions.extend(
                    names
                        .state(*parent, &alias, State::Deleted)?
                        .map(Text::from),
                );
                for (set, kept) in back {
                    let mut stays = self.outside(&key, &[*set]);
                    stays.extend(kept.map(|kept| self.within_keys(&key, kept)));
                    conditions.push(text!["(", join(stays, " OR "), ")"]);
                }
                text![
                    "SELECT COUNT(*) FROM ",
                    *set,
                    format!(" {} {} AS {alias} ON ", F::JOIN, names.table(*parent)),
                    join(self.on(&alias, *set, link)?, " AND "),
                    filtered(conditions),
                    current
                ]
            }
            Against::Held { set, place } => text![
                "SELECT COUNT(*) FROM ",
                *set,
                format!(" WHERE k{} IS TRUE", place + 1)
            ],
        };
        self.select(text, Answer::Against(check.refusal, check.name));
        Ok(())
    }

    // --- Changes

    /// How the rows of a set are looked up in their table.
    fn lookup(&self, id: SetId, except: &[SetId], values: bool) -> QueryResult<Lookup> {
        let names = self.names;
        let set = names.set(id);
        let table = names.table(set.table);
        let key = names.key(set.table, table)?;
        if !self.inline[id.0] {
            let outside = except.iter().map(|except| {
                let columns = of(names.name(id), &ks(0..set.keys));
                text!["(", self.within_keys(&columns, *except), ") IS NOT TRUE"]
            });
            return Ok(Lookup {
                columns: key,
                source: id.into(),
                alias: names.name(id).into(),
                ks: ks(0..set.keys),
                source_is: outside.collect(),
                table_is: Vec::new(),
                values,
            });
        }
        if let Found::Reached {
            start,
            arms,
            trees,
            which,
        } = &set.found
        {
            let stamped = matches!(which, Which::Stamped(_));
            let joins = trees.is_empty() && (F::JOINS_CHANGES || !stamped);
            if let (None, [arm], true) = (start, arms.as_slice(), joins) {
                let columns: Vec<_> = arm.link.on.iter().map(|(column, _)| *column).collect();
                let mut table_is = self.conditions(table, &arm.link)?;
                table_is.extend(self.which(table, *which)?.map(Text::from));
                if let Which::Stamped(marker) = which {
                    let stamp = self.flavor.opaque(names.column(table, marker.column)?);
                    table_is.push(format!("{stamp} = {}.stamp", names.name(arm.from)).into());
                }
                return Ok(Lookup {
                    columns: names.columns(table, &columns)?,
                    source: arm.from.into(),
                    alias: names.name(arm.from).into(),
                    ks: ks(arm.link.on.iter().map(|(_, place)| *place)),
                    source_is: self.if_set(arm.from, &arm.link),
                    table_is,
                    values: false,
                });
            }
            let select = self.reached(id, *start, arms, trees, *which, "")?;
            let alias = names.own("rows")?;
            let columns = ks(0..set.keys).join(", ");
            let all = set_columns(set).join(", ");
            let found = names.own("found")?;
            // DISTINCT: or MySQL would take the change for one of a table that it
            // reads.
            let source = if trees.is_empty() {
                text![
                    format!("(WITH {found} ({all}) AS ("),
                    select,
                    format!(") SELECT DISTINCT {columns} FROM {found}) AS {alias}")
                ]
            } else {
                text![
                    format!("(SELECT DISTINCT {columns} FROM ("),
                    select,
                    format!(") AS {found}) AS {alias}")
                ]
            };
            return Ok(Lookup {
                columns: key,
                source,
                alias: alias.into(),
                ks: ks(0..set.keys),
                source_is: Vec::new(),
                table_is: Vec::new(),
                values: false,
            });
        }
        Err(diesel::result::Error::QueryBuilderError(
            "a set of a cascade is neither stored nor found by its step".into(),
        ))
    }

    /// Counts the rows of a set in place of changing them.
    fn count(&mut self, id: SetId, except: &[SetId], counts: Counts) -> QueryResult<()> {
        let set = self.names.set(id);
        let text = if self.inline[id.0] {
            let alias = self.names.own("rows")?;
            let select = match &set.found {
                Found::Target => self.roots(set)?,
                Found::Reached {
                    start,
                    arms,
                    trees,
                    which,
                } => self.reached(id, *start, arms, trees, *which, "")?,
                _ => Text::default(),
            };
            text!["SELECT COUNT(*) FROM (", select, format!(") AS {alias}")]
        } else {
            let outside = self.lookup(id, except, false)?.source_is;
            text!["SELECT COUNT(*) FROM ", id, filtered(outside)]
        };
        let mut statement = Statement::selects(text, vec![Answer::Counts(counts)]);
        if id == ROOTS && self.inline[id.0] {
            statement.answers.push(Answer::Roots);
        }
        self.statements.push(statement);
        Ok(())
    }

    fn write(&mut self, write: &Write) -> QueryResult<()> {
        if self.manner.preview {
            return self.count(write.set, &write.except, write.counts);
        }
        let names = self.names;
        let set = names.set(write.set);
        let table = names.table(set.table);
        let mut values = Vec::new();
        if write.changes {
            values.push(Assigned::Changes);
        }
        for (column, value) in &write.values {
            let value = match value {
                Value::Stamp => match &self.stamp {
                    Some(name) => format!("(SELECT at FROM {name})").into(),
                    None => Text::from(Piece::Stamp),
                },
                Value::OfSet => format!("{}.stamp", names.name(write.set)).into(),
                Value::Time(time) => Piece::Time(*time).into(),
                Value::Sql(sql) => Text::sql(*sql),
            };
            values.push(Assigned::Column(names.quoted(column)?, value));
        }
        if let (true, Found::Target) = (self.inline[write.set.0], &set.found) {
            let text = self.whole_target(&format!("UPDATE {table} SET "), Some(values));
            return self.change_target(text, write.counts);
        }
        let taken = write.values.iter().any(|(_, value)| *value == Value::OfSet);
        let mut lookup = self.lookup(write.set, &write.except, taken)?;
        lookup.table_is.extend(self.guard(table, write.guard)?);
        let text = self.flavor.update(table, lookup, values);
        self.push(text, Answer::Counts(write.counts));
        Ok(())
    }

    fn guard(&self, table: &str, guard: Guard) -> QueryResult<Option<Text>> {
        let guard = self.names.guard(table, guard)?;
        Ok(guard.map(|it| self.flavor.opaque(it).into()))
    }

    /// The statement on the rows of the target, where nothing depends on these.
    fn whole_target(&self, head: &str, values: Option<Vec<Assigned>>) -> Text {
        let values = values.into_iter().flatten().map(|value| match value {
            Assigned::Column(column, value) => text![format!("{column} = "), value],
            Assigned::Changes => Piece::Changes.into(),
        });
        text![
            head,
            assignments(values.collect()),
            Piece::Target,
            Piece::Guard
        ]
    }

    fn change_target(&mut self, text: Text, counts: Counts) -> QueryResult<()> {
        let mut statement = Statement::changes(text, Answer::Counts(counts));
        statement.answers.push(Answer::Roots);
        self.statements.push(statement);
        Ok(())
    }

    fn remove(&mut self, remove: &Remove) -> QueryResult<()> {
        if self.manner.preview {
            return self.count(remove.set, &remove.except, remove.counts);
        }
        let names = self.names;
        let set = names.set(remove.set);
        let table = names.table(set.table);
        if let (true, Found::Target) = (self.inline[remove.set.0], &set.found) {
            let text = self.whole_target(&format!("DELETE FROM {table}"), None);
            return self.change_target(text, remove.counts);
        }
        for text in self.flavor.detach(names, remove)? {
            self.push(text, Answer::Nothing);
        }
        let mut lookup = self.lookup(remove.set, &remove.except, false)?;
        lookup.table_is.extend(self.guard(table, remove.guard)?);
        let text = self.flavor.delete(table, lookup);
        self.push(text, Answer::Counts(remove.counts));
        Ok(())
    }

    fn nullify(&mut self, nullify: &Nullify) -> QueryResult<()> {
        let names = self.names;
        let at = nullify.table;
        let table = names.table(at);
        let key = names.key(at, table)?;
        let outside = match &nullify.rows {
            Whose::Outside(sets) => self.outside(&key, sets),
            Whose::Going(_) if self.manner.preview => return Ok(()),
            Whose::Going(set) => vec![self.within_keys(&key, *set)],
        };
        let mut selects = Vec::new();
        for one in &nullify.keys {
            let mut conditions = self.conditions(table, &one.link)?;
            let state = names.state(at, table, one.state)?;
            conditions.extend(state.map(|it| match one.state {
                State::Deleted => Text::from(self.flavor.opaque(it)),
                _ => Text::from(it),
            }));
            conditions.extend(outside.clone());
            selects.push(conditions);
        }
        if let ([one], [conditions], false) = (
            nullify.keys.as_slice(),
            selects.as_slice(),
            self.manner.preview,
        ) {
            let columns: Vec<_> = one.link.on.iter().map(|(column, _)| *column).collect();
            let lookup = Lookup {
                columns: names.columns(table, &columns)?,
                source: one.from.into(),
                alias: names.name(one.from).into(),
                ks: ks(one.link.on.iter().map(|(_, place)| *place)),
                source_is: Vec::new(),
                table_is: conditions.clone(),
                values: false,
            };
            let cleared = one.cleared.iter();
            let cleared =
                cleared.map(|column| Ok(Assigned::Column(names.quoted(column)?, "NULL".into())));
            let cleared = cleared.collect::<QueryResult<Vec<_>>>()?;
            let text = self.flavor.update(table, lookup, cleared);
            self.push(text, Answer::Counts(nullify.counts));
            return Ok(());
        }
        // Which row loses which of its keys, each row once.
        let mut losing = Vec::new();
        for (n, (one, conditions)) in nullify.keys.iter().zip(selects).enumerate() {
            let flags = (0..nullify.keys.len())
                .map(|flag| format!("{} AS f{}", u8::from(flag == n), flag + 1));
            let named = key
                .iter()
                .zip(ks(0..key.len()))
                .map(|(column, k)| format!("{column} AS {k}"));
            losing.push(text![
                format!(
                    "SELECT {} FROM ",
                    named.chain(flags).collect::<Vec<_>>().join(", ")
                ),
                one.from,
                format!(" {} {table} ON ", F::JOIN),
                join(self.on(table, one.from, &one.link)?, " AND "),
                filtered(conditions)
            ]);
        }
        let rows = names.own("rows")?;
        let losing_name = names.own("losing")?;
        let k = ks(0..key.len());
        let flags: Vec<_> = (1..=nullify.keys.len())
            .map(|n| format!("MAX(f{n}) AS f{n}"))
            .collect();
        let source = text![
            format!("(SELECT {}, {} FROM (", k.join(", "), flags.join(", ")),
            join(losing, " UNION ALL "),
            format!(") AS {losing_name} GROUP BY {}) AS {rows}", k.join(", "))
        ];
        if self.manner.preview {
            let text = text!["SELECT COUNT(*) FROM ", source];
            self.select(text, Answer::Counts(nullify.counts));
            return Ok(());
        }
        let mut values: Vec<Assigned> = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for column in nullify.keys.iter().flat_map(|key| &key.cleared) {
            if seen.contains(column) {
                continue;
            }
            seen.push(column);
            let flags = nullify.keys.iter().enumerate();
            let flags = flags.filter(|(_, key)| key.cleared.contains(column));
            let flags: Vec<_> = flags
                .map(|(n, _)| format!("{rows}.f{} = 1", n + 1))
                .collect();
            let value = format!(
                "CASE WHEN {} THEN NULL ELSE {} END",
                flags.join(" OR "),
                names.column(table, column)?
            );
            values.push(Assigned::Column(names.quoted(column)?, value.into()));
        }
        let lookup = Lookup {
            columns: key,
            source,
            alias: rows.into(),
            ks: k,
            source_is: Vec::new(),
            table_is: Vec::new(),
            values: true,
        };
        let text = self.flavor.update(table, lookup, values);
        self.push(text, Answer::Counts(nullify.counts));
        Ok(())
    }
}

fn union(mut selects: Vec<Text>, in_parentheses: bool) -> Text {
    match selects.len() {
        1 => selects.remove(0),
        _ if in_parentheses => {
            let selects = selects.into_iter().map(|select| text!["(", select, ")"]);
            join(selects, " UNION ")
        }
        _ => join(selects, " UNION "),
    }
}

pub(super) fn filtered(conditions: Vec<Text>) -> Text {
    if conditions.is_empty() {
        Text::default()
    } else {
        text![" WHERE ", join(conditions, " AND ")]
    }
}

/// `SET` of columns; the further columns of a statement bring their own comma.
pub(super) fn assignments(values: Vec<Text>) -> Text {
    let mut all = Text::default();
    let mut comma = "";
    for value in values {
        let changes = value.0 == [Piece::Changes];
        all = all.then(comma).then(value);
        comma = if changes { "" } else { ", " };
    }
    all
}

fn either(conditions: Vec<String>) -> String {
    match conditions.as_slice() {
        [condition] => condition.clone(),
        conditions => format!("(({}))", conditions.join(") OR (")),
    }
}
