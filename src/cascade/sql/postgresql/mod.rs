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

mod changes;
mod checks;
mod kept;
mod parents;
mod record;
mod rows;
mod sets;
mod taken;
mod typed;

use diesel::QueryResult;

pub(crate) use self::typed::no_row;
use super::Manner;
use super::names::Names;
use super::uses::uses;
use crate::cascade::plan::ROOTS;
use crate::cascade::set::{Found, Set, SetId};
use crate::cascade::step::{Lock, Step};
use crate::cascade::text::{Again, Answer, Piece, Statement, Text, join, text};

pub(super) fn statements(names: &Names<'_>, manner: Manner) -> QueryResult<Vec<Statement>> {
    let mut statements = Vec::new();
    if manner.locking && !manner.preview {
        statements.push(target(names)?);
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
    let uses = uses(names.plan);
    let mut whole = Whole::new(names, manner, direct(names, &uses, manner));
    whole.stamp()?;
    for (at, uses) in uses.iter().enumerate() {
        let is_needed = !names.plan.looked || *uses > 0 || SetId(at) == ROOTS;
        if is_needed && !whole.direct[at] {
            whole.set(SetId(at), !manner.preview)?;
        }
    }
    if !whole.is_noted() {
        whole.found()?;
    }
    whole.checks()?;
    for (at, step) in names.plan.steps.iter().enumerate() {
        match step {
            Step::Check(_) => {}
            Step::Write(write) => whole.write(at, write)?,
            Step::Nullify(nullify) => whole.nullify(at, nullify)?,
            Step::Remove(remove) => whole.remove(at, remove)?,
        }
    }
    if let (Some(verb), false) = (names.plan.recorded, manner.preview) {
        whole.record(verb)?;
    }
    Ok(whole.finish())
}

/// A set whose rows are looked up by one key, for one change alone, is that
/// change.
fn direct(names: &Names<'_>, uses: &[usize], manner: Manner) -> Vec<bool> {
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

/// Where the keys of the roots are noted from one statement to the next: a setting
/// of the transaction, for which nobody needs a privilege.
const NOTED: &str = "diesel_scopes.roots";

/// Evaluates the target, once for all of the statements that follow.
///
/// At a level above READ COMMITTED these would never see what others commit.
fn target(names: &Names<'_>) -> QueryResult<Statement> {
    let manner = Manner {
        preview: true,
        locking: false,
    };
    let mut whole = Whole::new(names, manner, vec![false; names.plan.sets.len()]);
    whole.set(ROOTS, false)?;
    let blind = "CASE WHEN current_setting('transaction_isolation') LIKE 'read%' THEN 0 ELSE 1 END";
    whole.number(format!("CAST({blind} AS BIGINT)"), Answer::Blind);
    whole.found()?;
    let roots = names.name(ROOTS);
    let key = names.info(0).key.iter().enumerate();
    let key = key.map(|(at, column)| format!("'{}', k{}", column.replace('\'', "''"), at + 1));
    let key = key.collect::<Vec<_>>().join(", ");
    let noted = format!("(SELECT jsonb_agg(jsonb_build_object({key}))::TEXT FROM {roots})");
    let note = format!("length(set_config('{NOTED}', COALESCE({noted}, '[]'), TRUE))");
    whole.number(format!("CAST({note} AS BIGINT)"), Answer::Nothing);
    Ok(whole.finish())
}

/// Locks the rows from the top down, in the order of their keys.
///
/// A transaction that has inserted a child holds a lock on the parent until it
/// ends, through the foreign key; this waits for it, and sees the child the next
/// time. So it is sent until it finds the same rows as before: their number and the sum
/// of their keys' hashes tell, since as many can be others.
fn lock(names: &Names<'_>) -> QueryResult<Statement> {
    let manner = Manner {
        preview: false,
        locking: true,
    };
    let mut whole = Whole::new(names, manner, vec![false; names.plan.sets.len()]);
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
        let text = format!(
            "{name} (h) AS (SELECT hashtext(CAST(ROW({key}) AS TEXT)) FROM {select} \
             ORDER BY {key} FOR {strength})"
        );
        whole.with.push(text.into());
        whole.number(format!("(SELECT COUNT(*) FROM {name})"), Answer::Locked);
        // A hash can be negative, an answer not.
        let sum = format!(
            "(SELECT COALESCE(SUM(h + CAST(2147483648 AS BIGINT)), 0)::BIGINT FROM {name})"
        );
        whole.number(sum, Answer::Locked);
    }
    let mut statement = whole.finish();
    statement.again = Some(Again::UntilSame(0));
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

    /// Whether the roots are known from a statement before.
    fn is_noted(&self) -> bool {
        self.manner.locking && !self.manner.preview
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
        let stamps = |step: &Step| matches!(step, Step::Write(write) if write.has_stamp());
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
}

/// A condition of which the planner expects half of the rows, whatever statistics
/// say.
fn opaque(condition: &str) -> String {
    format!("COALESCE({condition}, FALSE)")
}
