//! The names of tables, columns and sets, and the conditions that are the same on
//! all databases.

use diesel::QueryResult;

use crate::cascade::plan::Plan;
use crate::cascade::set::{Found, Link, Role, Set, SetId};
use crate::cascade::step::{Against, Guard, State, Step, Value, Whose};
use crate::cascade::text::{Piece, Text, text};
use crate::declare::{CascadeBackend, Condition, Edge, Literal, MarkerText, TableInfo, quoted};

/// A plan, and how what it names is written.
pub(super) struct Names<'a> {
    pub(super) plan: &'a Plan,
    quote: fn(&str) -> QueryResult<String>,
    /// The tables of the plan.
    tables: Vec<String>,
    /// The sets of the plan.
    sets: Vec<String>,
}

/// A name has 63 characters on PostgreSQL, 64 on MySQL.
const LONGEST: usize = 24;

impl<'a> Names<'a> {
    pub(super) fn new<DB: CascadeBackend>(plan: &'a Plan) -> QueryResult<Self> {
        let tables = plan.tables.iter().map(|table| (table.text)(DB::DIALECT));
        let mut names = Names {
            plan,
            quote: quoted::<DB>,
            tables: tables.collect::<QueryResult<_>>()?,
            sets: Vec::new(),
        };
        for at in 0..plan.sets.len() {
            let name = names.own(&names.title(SetId(at)))?;
            names.sets.push(name);
        }
        Ok(names)
    }

    /// What a set is called: after its table, if that is short and no other table
    /// is called so.
    fn title(&self, id: SetId) -> String {
        let set = self.set(id);
        let table = self.plan.tables[set.table];
        let same = |other: &&TableInfo| other.name == table.name;
        let alone = self.plan.tables.iter().filter(same).count() == 1;
        let name = if alone && table.name.len() <= LONGEST {
            table.name.to_owned()
        } else {
            set.table.to_string()
        };
        match set.role {
            Role::Roots => format!("{name}.roots"),
            Role::Reached => name,
            Role::Removed => format!("{name}.removed"),
            Role::Kept(column) => format!("{name}.kept{}", self.by(id, column)),
            Role::Staying(column) => format!("{name}.staying{}", self.by(id, column)),
            Role::Back => format!("{name}.back.{}", id.0),
            Role::Parents => format!("{name}.parents"),
        }
    }

    /// What tells sets of one table by different columns apart.
    fn by(&self, id: SetId, column: &str) -> String {
        let markers = self.plan.tables[self.set(id).table].markers;
        if markers.first().is_some_and(|first| first.column == column) {
            String::new()
        } else {
            format!(".{}", id.0)
        }
    }

    /// A name that no table of a user has: with a dot in it.
    pub(super) fn own(&self, name: &str) -> QueryResult<String> {
        (self.quote)(&format!("diesel_scopes.{name}"))
    }

    pub(super) fn set(&self, id: SetId) -> &'a Set {
        &self.plan.sets[id.0]
    }

    pub(super) fn name(&self, id: SetId) -> &str {
        &self.sets[id.0]
    }

    /// The columns by which the rows of a set are told apart. One without a marker can
    /// be there with several stamps, of those above it.
    pub(super) fn identity(&self, id: SetId) -> Vec<String> {
        let set = self.set(id);
        let mut columns = ks(0..set.keys);
        columns.extend((set.stamped && set.marker.is_none()).then(|| "stamp".to_owned()));
        columns
    }

    /// A name that goes with that of a set.
    pub(super) fn beside(&self, id: SetId, more: &str) -> QueryResult<String> {
        self.own(&format!("{}.{more}", self.title(id)))
    }

    pub(super) fn info(&self, table: usize) -> &'a TableInfo {
        &self.plan.tables[table]
    }

    pub(super) fn table(&self, table: usize) -> &str {
        &self.tables[table]
    }

    pub(super) fn column(&self, of: &str, name: &str) -> QueryResult<String> {
        Ok(format!("{of}.{}", (self.quote)(name)?))
    }

    pub(super) fn quoted(&self, name: &str) -> QueryResult<String> {
        (self.quote)(name)
    }

    pub(super) fn columns(&self, of: &str, names: &[&str]) -> QueryResult<Vec<String>> {
        names.iter().map(|name| self.column(of, name)).collect()
    }

    /// The columns of a table's key.
    pub(super) fn key(&self, table: usize, of: &str) -> QueryResult<Vec<String>> {
        self.columns(of, self.info(table).key)
    }

    // --- Conditions

    pub(super) fn marked(&self, of: &str, marker: &MarkerText, text: &str) -> QueryResult<String> {
        Ok(format!("{} {text}", self.column(of, marker.column)?))
    }

    fn by_markers(
        &self,
        of: &str,
        markers: &[MarkerText],
        between: &str,
        text: fn(&MarkerText) -> &'static str,
    ) -> QueryResult<Option<String>> {
        let terms = markers.iter();
        let terms = terms.map(|marker| self.marked(of, marker, text(marker)));
        let terms = terms.collect::<QueryResult<Vec<_>>>()?;
        Ok(match terms.as_slice() {
            [] => None,
            [term] => Some(term.clone()),
            terms => Some(format!("({})", terms.join(between))),
        })
    }

    pub(super) fn deleted_by(
        &self,
        of: &str,
        markers: &[MarkerText],
    ) -> QueryResult<Option<String>> {
        self.by_markers(of, markers, " OR ", |marker| marker.deleted)
    }

    /// That a row is active, by these markers and by one that need not be among them.
    pub(super) fn active(
        &self,
        of: &str,
        marker: MarkerText,
        all: &[MarkerText],
    ) -> QueryResult<Option<String>> {
        let mut markers = all.to_vec();
        if !markers.iter().any(|it| it.column == marker.column) {
            markers.push(marker);
        }
        self.by_markers(of, &markers, " AND ", |marker| marker.active)
    }

    /// Whether a row is active, as a number.
    pub(super) fn told(&self, of: &str, markers: &[MarkerText]) -> QueryResult<String> {
        Ok(match self.deleted_by(of, markers)? {
            Some(deleted) => format!("CASE WHEN {deleted} THEN 0 ELSE 1 END"),
            None => "1".to_owned(),
        })
    }

    /// What the rows of a set under this name have to be to lead further.
    pub(super) fn leads(&self, id: SetId, of: &str) -> Option<String> {
        let told = self.set(id).is_told();
        told.then(|| format!("{of}.active = 0"))
    }

    /// What a row of a table is by all its markers; a table without has none that
    /// is deleted.
    pub(super) fn state(
        &self,
        table: usize,
        of: &str,
        state: State,
    ) -> QueryResult<Option<String>> {
        let markers = self.info(table).markers;
        match state {
            State::Any | State::Told => Ok(None),
            State::Active => self.by_markers(of, markers, " AND ", |marker| marker.active),
            State::Deleted => {
                let deleted = self.deleted_by(of, markers)?;
                Ok(deleted.or_else(|| Some("FALSE".to_owned())))
            }
        }
    }

    pub(super) fn guard(&self, of: &str, guard: Guard) -> QueryResult<Option<String>> {
        match guard {
            Guard::Active(marker) => self.marked(of, &marker, marker.active).map(Some),
            Guard::Deleted(marker) => self.marked(of, &marker, marker.deleted).map(Some),
            Guard::DeletedBy(markers) => self.deleted_by(of, markers),
            Guard::None => Ok(None),
        }
    }

    pub(super) fn conditions(
        &self,
        of: &str,
        conditions: &[Condition],
    ) -> QueryResult<Vec<String>> {
        let conditions = conditions.iter();
        let conditions = conditions.map(|it| {
            Ok(format!(
                "{} = {}",
                self.column(of, it.column)?,
                value(it.literal)
            ))
        });
        conditions.collect()
    }

    /// The columns of a link, each equal to that of a set under this name.
    pub(super) fn joined(&self, of: &str, set: &str, link: &Link) -> QueryResult<Vec<String>> {
        let on = link.on.iter();
        on.map(|(column, place)| {
            Ok(format!(
                "{} = {set}.k{}",
                self.column(of, column)?,
                place + 1
            ))
        })
        .collect()
    }

    /// That a row under one name refers to one under another, over an edge of their
    /// table to itself.
    pub(super) fn refers_to(
        &self,
        edge: &Edge,
        child: &str,
        parent: &str,
    ) -> QueryResult<Vec<String>> {
        let keys = self.columns(child, edge.key)?.into_iter();
        let keys = keys.zip(self.columns(parent, edge.refers)?);
        let mut on: Vec<_> = keys
            .map(|(key, refers)| format!("{key} = {refers}"))
            .collect();
        on.extend(self.conditions(child, edge.conditions)?);
        Ok(on)
    }

    /// From a set to its own rows.
    pub(super) fn itself(&self, at: usize) -> Link {
        Link::itself(self.info(at).key)
    }

    /// What is written to a column: the stamp that the statement takes, or that of a
    /// set under this name.
    pub(super) fn value(
        &self,
        of: &str,
        (column, value): &(&str, Value),
        stamp: Text,
        set: &str,
    ) -> QueryResult<Text> {
        Ok(match value {
            Value::Stamp => stamp,
            Value::OfSet => format!("{set}.stamp").into(),
            Value::OfSetUnless(marker) => format!(
                "CASE WHEN {} THEN {set}.stamp ELSE {} END",
                self.marked(of, marker, marker.active)?,
                self.column(of, column)?
            )
            .into(),
            Value::Time(time) => Piece::Time(*time).into(),
            Value::Sql(sql) => Text::sql(*sql),
        })
    }

    /// What the rows of a set have to be for a link.
    pub(super) fn if_set(&self, of: &str, link: &Link) -> Vec<String> {
        let conditions = link.if_set.iter();
        conditions
            .map(|(place, it)| format!("{of}.k{} = {}", place + 1, value(it.literal)))
            .collect()
    }
}

pub(crate) fn value(literal: Literal) -> String {
    match literal {
        Literal::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Literal::Integer(number) => number.to_string(),
        Literal::Bool(true) => "TRUE".to_owned(),
        Literal::Bool(false) => "FALSE".to_owned(),
    }
}

/// `k1, k2`: columns of a set.
pub(super) fn ks(places: impl IntoIterator<Item = usize>) -> Vec<String> {
    places
        .into_iter()
        .map(|at| format!("k{}", at + 1))
        .collect()
}

/// All columns of a set.
pub(super) fn set_columns(set: &Set) -> Vec<String> {
    let mut columns = ks(0..set.columns.len());
    columns.extend(set.stamped.then(|| "stamp".to_owned()));
    columns.extend(set.is_told().then(|| "active".to_owned()));
    columns
}

/// The same, of an alias.
pub(super) fn of(alias: &str, columns: &[String]) -> Vec<String> {
    columns
        .iter()
        .map(|column| format!("{alias}.{column}"))
        .collect()
}

/// The keys of the rows of a set that share values, where the link says, with
/// others of it.
pub(super) fn twins(of: impl Into<Text> + Clone, set: &Set, link: &Link) -> Text {
    let values = ks(link.on.iter().map(|(_, place)| *place));
    let there = values.iter().map(|value| format!("{value} IS NOT NULL"));
    text![
        format!("SELECT {} FROM ", ks(0..set.keys).join(", ")),
        of.clone(),
        format!(
            " WHERE {} IN (SELECT {} FROM ",
            row(&values),
            values.join(", ")
        ),
        of,
        format!(
            " WHERE {} GROUP BY {} HAVING COUNT(*) > 1)",
            and(there),
            values.join(", ")
        )
    ]
}

/// One column, or several in parentheses.
pub(super) fn row(columns: &[String]) -> String {
    match columns {
        [column] => column.clone(),
        columns => format!("({})", columns.join(", ")),
    }
}

pub(super) fn and(conditions: impl IntoIterator<Item = String>) -> String {
    conditions.into_iter().collect::<Vec<_>>().join(" AND ")
}

/// One of several conditions.
pub(super) fn either(conditions: Vec<String>) -> String {
    match conditions.as_slice() {
        [condition] => condition.clone(),
        conditions => format!("(({}))", conditions.join(") OR (")),
    }
}

/// ` WHERE …`, if there is anything.
pub(super) fn filter(conditions: Vec<String>) -> String {
    if conditions.is_empty() {
        String::new()
    } else {
        format!(" WHERE {}", and(conditions))
    }
}

/// How often each set is looked at, by other sets and by steps.
pub(super) fn uses(plan: &Plan) -> Vec<usize> {
    let mut uses = vec![0; plan.sets.len()];
    let mut note = |set: &SetId| uses[set.0] += 1;
    for set in &plan.sets {
        match &set.found {
            Found::Target => {}
            Found::Reached { start, arms, .. } => {
                start.iter().for_each(&mut note);
                arms.iter().for_each(|arm| note(&arm.from));
            }
            Found::Kept {
                of,
                except,
                parents,
                arms,
                ..
            } => {
                note(of);
                except.iter().for_each(&mut note);
                arms.iter().for_each(|arm| note(&arm.from));
                let sets = parents.iter().flat_map(|parent| &parent.except);
                sets.for_each(|(set, _)| note(set));
            }
            Found::Staying { of, always, .. } => {
                note(of);
                always.iter().for_each(&mut note);
            }
            Found::Back { of, except, .. } => {
                note(of);
                except.iter().for_each(&mut note);
            }
            Found::Parents { arms, except, .. } => {
                arms.iter().for_each(|arm| note(&arm.from));
                except.iter().for_each(&mut note);
            }
        }
    }
    for step in &plan.steps {
        match step {
            Step::Check(check) => match &check.against {
                Against::Dependents { arms, .. } => {
                    for arm in arms {
                        note(&arm.from);
                        arm.except.iter().for_each(&mut note);
                    }
                }
                Against::Orphans { of, back, .. } => {
                    note(of);
                    for back in back {
                        note(&back.set);
                        back.kept.iter().for_each(&mut note);
                    }
                }
                Against::Held { set, .. } | Against::Taken { set, .. } => note(set),
            },
            Step::Write(write) => {
                note(&write.set);
                write.except.iter().for_each(&mut note);
            }
            Step::Nullify(nullify) => {
                nullify.keys.iter().for_each(|key| note(&key.from));
                match &nullify.rows {
                    Whose::Outside(sets) => sets.iter().for_each(&mut note),
                    Whose::Going(set) => note(set),
                }
            }
            Step::Remove(remove) => {
                note(&remove.set);
                remove.except.iter().for_each(&mut note);
            }
        }
    }
    uses
}
