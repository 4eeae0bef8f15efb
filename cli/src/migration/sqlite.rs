//! The statements of SQLite.

use super::rehearsal::rehearse;
use super::{Plan, Step, Work, indexes, rebuild, text};
use crate::failure::{Failure, Result};

pub(super) fn plan(work: &Work<'_>) -> Result<Plan> {
    let quote = &work.quote;
    let table = work.table();
    let mut plan = Plan::default();
    let mut step = Step::default();
    let mut down = Vec::new();
    let is_rebuilt = work.replaced.iter().any(|it| it.index.constraint);
    if is_rebuilt {
        let anew = made_anew(work)?;
        step.up.extend(anew.up);
        down.push(anew.down);
        plan.notes.extend(anew.notes);
    }
    if let Some(definition) = work.marker.definition {
        let name = quote.name(&work.marker.name);
        step.up.push(format!(
            "ALTER TABLE {table} ADD COLUMN {name} {definition};"
        ));
        // The table that comes back never had it.
        if !is_rebuilt {
            down.push(vec![format!("ALTER TABLE {table} DROP COLUMN {name};")]);
        }
    }
    if let Some([shown, meant]) = strict(work) {
        plan.notes.push(format!(
            "{} is STRICT: `diesel print-schema` makes `{shown}` of `{}`, which is to be `{meant}` in \
             `table!`",
            work.table.name, work.marker.name
        ));
    }
    for replaced in &work.replaced {
        let new = quote.name(&replaced.name);
        let mut condition = work.marker.active(quote);
        if let Some(predicate) = &replaced.index.predicate {
            condition = format!("({predicate}) AND {condition}");
        }
        let parts = work.parts(replaced.index)?.join(", ");
        step.up.push(format!(
            "CREATE UNIQUE INDEX {new} ON {table} ({parts})\n    WHERE {condition};"
        ));
        if is_rebuilt {
            // Its table takes it along, and the old ones come back with theirs.
            continue;
        }
        let old = quote.name(&replaced.index.name);
        let again = work.definition(replaced.index)?.statement.as_ref();
        step.up.push(format!("DROP INDEX {old};"));
        let mut back = vec![format!("DROP INDEX {new};")];
        back.extend(again.map(|it| format!("{it};")));
        down.push(back);
    }
    for missing in &work.missing {
        let name = quote.name(&missing.name);
        let of = quote.table(&missing.table.name);
        let columns = quote.list(missing.columns);
        step.up
            .push(format!("CREATE INDEX {name} ON {of} ({columns});"));
        down.push(vec![format!("DROP INDEX {name};")]);
    }
    step.down = down.into_iter().rev().flatten().collect();
    if is_rebuilt {
        step.up = rebuild::enclosed(step.up);
        step.down = rebuild::enclosed(step.down);
        step.outside_of_transaction = true;
    }
    let comments = plan.notes.iter().map(|note| format!("-- {note}"));
    step.up.splice(0..0, comments.collect::<Vec<_>>());
    step.narrows = !work.replaced.is_empty();
    plan.steps.push(step);
    rehearse(work, &plan)?;
    Ok(plan)
}

fn strict(work: &Work<'_>) -> Option<[&'static str; 2]> {
    text::is_strict(work.definitions)
        .then(|| work.marker.is_shown_as())
        .flatten()
}

/// The table without its UNIQUE constraints, and as it was.
struct Anew {
    up: Vec<String>,
    down: Vec<String>,
    notes: Vec<String>,
}

fn made_anew(work: &Work<'_>) -> Result<Anew> {
    let unclear = || {
        Failure::new(format!(
            "the definition of {} is not understood",
            work.table.name
        ))
        .help(
            "make the table anew by hand without its UNIQUE constraints, then the rest can be written",
        )
    };
    let definition = work.definitions.table.as_deref().ok_or_else(unclear)?;
    let gone = work.replaced.iter().map(|it| it.index);
    let gone: Vec<_> = gone.filter(|index| index.constraint).collect();
    let without = text::body_without(definition, &gone).ok_or_else(unclear)?;
    let before = text::body(definition).ok_or_else(unclear)?;
    let stays = |name: &str| !work.replaced.iter().any(|it| it.index.name == name);
    let indexes = || {
        let indexes = work.definitions.indexes.iter();
        indexes.filter_map(|it| Some((&it.name, it.statement.clone()?)))
    };
    let kept = indexes()
        .filter(|(name, _)| stays(name))
        .map(|(_, statement)| statement);
    let triggers = || work.definitions.triggers.iter().cloned();
    let kept: Vec<_> = kept.chain(triggers()).collect();
    let all = indexes().map(|(_, statement)| statement);
    let all: Vec<_> = all.chain(triggers()).collect();
    let new = indexes::free_name(
        &work.table.name.name,
        ["new"].into_iter(),
        "",
        &mut work.taken.clone(),
    );
    let notes = without.conflicts.iter().map(|(name, clause)| {
        let columns = gone.iter().find(|it| it.name == *name);
        let columns = columns.and_then(|it| it.columns()).unwrap_or_default();
        format!(
            "UNIQUE ({}) ON CONFLICT {clause} becomes an index, which has no such clause: say INSERT OR \
             {clause} where a program relies on it.",
            columns.join(", ")
        )
    });
    Ok(Anew {
        up: rebuild::statements(work, &new, &without.body, &kept),
        down: rebuild::statements(work, &new, &before, &all),
        notes: notes.collect(),
    })
}
