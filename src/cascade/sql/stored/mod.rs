//! A cascade on databases that change one table in a statement: a transaction, in
//! which a set that is needed more than once is in a temporary table.
//!
//! The sets come first, then what stands against the cascade, then the changes. A
//! set that one change alone needs is found by that change. Where a restore may leave
//! something deleted, that is looked for once, and all that follows is there twice:
//! for that it does, and, with fewer sets, for that it does not.

mod changes;
mod checks;
mod copies;
pub(super) mod flavor;
mod keepers;
mod kept;
mod locks;
mod lookups;
mod nullify;
mod parents;
mod record;
mod rows;
mod sets;
mod taken;

use std::ops::Range;

use diesel::QueryResult;

use self::copies::Copies;
use self::flavor::{Flavor, Select};

use super::Manner;
use super::names::Names;
use super::uses::uses;
use crate::cascade::plan::ROOTS;
use crate::cascade::set::{Found, Set, SetId};
use crate::cascade::step::Step;
use crate::cascade::text::{Answer, Course, Piece, Statement, Text, When, join, text};

pub(super) fn statements<F: Flavor>(
    names: &Names<'_>,
    free: Option<&Names<'_>>,
    manner: Manner,
    flavor: &F,
) -> QueryResult<Vec<Statement>> {
    let sets = names.plan.sets.len();
    let split = names.plan.first_kept().zip(free);
    let mut copies = Copies::default();
    let mut stored = Stored::new(names, manner, flavor);
    stored.note_stamp()?;
    stored.sets(0..split.map_or(sets, |(split, _)| split))?;
    let mut kept = Vec::new();
    if let Some((split, free)) = split {
        stored.look_for_keepers()?;
        stored.write_names(&mut copies, Course::Any)?;
        let mut rest = stored.rest(free, split);
        rest.sets(split..free.plan.sets.len())?;
        rest.steps()?;
        rest.write_names(&mut copies.clone(), Course::Free)?;
        let mut full = stored.rest(names, split);
        full.sets(split..sets)?;
        full.steps()?;
        full.write_names(&mut copies, Course::Kept)?;
        stored.written.extend(full.written);
        stored.written.extend(rest.written);
        stored.tables.extend(rest.tables);
        kept = full.tables;
        kept.retain(|table| !stored.tables.contains(table));
    } else {
        stored.steps()?;
        stored.write_names(&mut copies, Course::Any)?;
    }
    let Stored {
        tables,
        written: body,
        ..
    } = stored;
    let always = |course: Course| {
        move |text: Text| Statement {
            when: When::Always,
            course,
            ..Statement::changes(text, Answer::Nothing)
        }
    };
    let mut statements = Vec::new();
    if body.len() > 1 || !tables.is_empty() {
        let all = [tables.as_slice(), &kept].concat();
        let begin = flavor.begin(names, &all, manner.preview)?;
        statements.extend(begin.into_iter().map(always(Course::Any)));
        statements.extend(body);
        let end = flavor.end(&tables).into_iter();
        statements.extend(end.map(always(Course::Any)));
        let end = flavor.end(&kept).into_iter();
        statements.extend(end.map(always(Course::Kept)));
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

struct Stored<'a, 'n, F> {
    names: &'n Names<'a>,
    manner: Manner,
    flavor: &'n F,
    /// Sets that the one step which needs them finds, and those that none needs.
    inline: Vec<bool>,
    /// The stamp is in a table of its own.
    stamp: Option<String>,
    /// The temporary tables.
    tables: Vec<String>,
    statements: Vec<Statement>,
    /// Those in which the names of sets are written.
    written: Vec<Statement>,
}

impl<'a, 'n, F: Flavor> Stored<'a, 'n, F> {
    fn new(names: &'n Names<'a>, manner: Manner, flavor: &'n F) -> Self {
        let uses = uses(names.plan);
        let inline = |(at, set): (usize, &Set)| {
            // What a change removes is joined with its table under its own name.
            let mut flat = true;
            let step = names.plan.steps.iter().find_map(|step| match step {
                Step::Write(write) if write.set == SetId(at) => {
                    Some(!write.of_set() && !write.changes && write.except.is_empty())
                }
                Step::Remove(remove) if remove.set == SetId(at) => {
                    flat = false;
                    Some(remove.own.is_empty() && remove.except.is_empty())
                }
                _ => None,
            });
            let found = match &set.found {
                // The root rows are known by the conditions of the target, where these
                // may look at the table that is changed.
                Found::Target => !manner.locking && !F::NAMED_ONCE,
                // What a tree leads to is locked only once it is known, and only an
                // `INSERT` is told how deep it can be.
                Found::Reached { arms, trees, .. } => {
                    let plain = arms.len() == 1 && trees.is_empty();
                    let known = !manner.locking && !manner.preview;
                    (flat || plain) && (trees.is_empty() || known)
                }
                _ => false,
            };
            if uses[at] == 0 && names.plan.looked {
                return SetId(at) != ROOTS;
            }
            // What the journal tells of is found once.
            uses[at] == 1 && step == Some(true) && found && names.plan.recorded.is_none()
        };
        Stored {
            inline: names.plan.sets.iter().enumerate().map(inline).collect(),
            names,
            manner,
            flavor,
            stamp: None,
            tables: Vec::new(),
            statements: Vec::new(),
            written: Vec::new(),
        }
    }

    /// For what follows the first sets, by a plan that begins with the same.
    fn rest<'m>(&self, names: &'n Names<'m>, sets: usize) -> Stored<'m, 'n, F> {
        let mut rest = Stored::new(names, self.manner, self.flavor);
        rest.inline[..sets].copy_from_slice(&self.inline[..sets]);
        rest.stamp = self.stamp.clone();
        rest
    }

    fn write_names(&mut self, copies: &mut Copies, course: Course) -> QueryResult<()> {
        let mut statements = std::mem::take(&mut self.statements);
        for statement in &mut statements {
            if statement.course == Course::Any {
                statement.course = course;
            }
        }
        let tables = &mut self.tables;
        let written = copies.written(self.names, self.flavor, statements, course, tables)?;
        self.written.extend(written);
        Ok(())
    }

    fn sets(&mut self, range: Range<usize>) -> QueryResult<()> {
        for at in range {
            if !self.inline[at] {
                self.tables.push(self.names.name(SetId(at)).to_owned());
                self.find(SetId(at))?;
            }
        }
        Ok(())
    }

    fn steps(&mut self) -> QueryResult<()> {
        let names = self.names;
        let recorded = names.plan.recorded.filter(|_| !self.manner.preview);
        for step in &names.plan.steps {
            if let Step::Check(check) = step {
                self.check(check)?;
            }
        }
        if let Some(verb) = recorded {
            self.record(verb)?;
        }
        for step in &names.plan.steps {
            match step {
                Step::Check(_) => {}
                Step::Write(write) => self.write(write)?,
                Step::Nullify(nullify) => self.nullify(nullify)?,
                Step::Remove(remove) => self.remove(remove)?,
            }
        }
        if recorded.is_some() {
            self.end_record();
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
        let stamps = |step: &Step| matches!(step, Step::Write(write) if write.has_stamp());
        self.names.plan.expression
            && !self.manner.preview
            && self.names.plan.steps.iter().any(stamps)
    }

    /// The database computes the stamp once.
    fn note_stamp(&mut self) -> QueryResult<()> {
        if !self.expression() {
            return Ok(());
        }
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
            .insert(&name, "at", Select::flat(text!["SELECT ", Piece::Stamp]));
        self.push(create, Answer::Nothing);
        self.push(insert, Answer::Nothing);
        self.tables.push(name.clone());
        self.stamp = Some(name);
        Ok(())
    }
}

/// The rows of several `SELECT`s, which something may stand behind.
fn union<F: Flavor>(mut selects: Vec<Text>, in_parentheses: bool) -> Text {
    match selects.len() {
        1 => selects.remove(0),
        _ if in_parentheses => {
            let selects = selects.into_iter();
            let selects = selects.map(|select| text![F::NESTED, select, ")"]);
            join(selects, " UNION ")
        }
        _ => join(selects, " UNION "),
    }
}
