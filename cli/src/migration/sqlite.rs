//! The statements of SQLite.

use super::indexes::Replaced;
use super::{Plan, Step, Work, rebuild};

pub(super) fn plan(work: &Work<'_>) -> Plan {
    let quote = &work.quote;
    let table = work.table();
    let mut plan = Plan::default();
    let mut step = Step::default();
    let mut down = Vec::new();
    let in_definition = |it: &&Replaced<'_>| it.index.constraint;
    let rebuilt = work.replaced.iter().any(|it| in_definition(&it));
    if rebuilt {
        match made_anew(work) {
            Some((up, back)) => {
                step.up.extend(up);
                down.push(back);
            }
            None => plan.notes.push(format!(
                "the definition of {} is not understood: make it anew without its UNIQUE constraints",
                work.table.name
            )),
        }
    }
    let is_rebuilt = !step.up.is_empty();
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
    for replaced in &work.replaced {
        if replaced.index.constraint && !is_rebuilt {
            continue;
        }
        let new = quote.name(&replaced.name);
        let mut condition = work.marker.active(quote);
        if let Some(predicate) = &replaced.index.predicate {
            condition = format!("({predicate}) AND {condition}");
        }
        let parts = quote.parts(&replaced.index.parts).join(", ");
        step.up.push(format!(
            "CREATE UNIQUE INDEX {new} ON {table} ({parts})\n    WHERE {condition};"
        ));
        if is_rebuilt {
            // Its table takes it along, and the old ones come back with theirs.
            continue;
        }
        let old = quote.name(&replaced.index.name);
        let again = work.definitions.index(&replaced.index.name);
        step.up.push(format!("DROP INDEX {old};"));
        let mut back = vec![format!("DROP INDEX {new};")];
        back.extend(again.map(|it| format!("{};", it.index)));
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
    step.narrows = work
        .replaced
        .iter()
        .any(|it| is_rebuilt || !it.index.constraint);
    plan.steps.push(step);
    plan
}

/// The table without its UNIQUE constraints, and as it was.
fn made_anew(work: &Work<'_>) -> Option<(Vec<String>, Vec<String>)> {
    let definition = work.definitions.table.as_deref()?;
    let gone = work.replaced.iter().map(|it| it.index);
    let gone: Vec<_> = gone.filter(|index| index.constraint).collect();
    let without = rebuild::body_without(definition, &gone)?;
    let before = rebuild::body(definition)?;
    let indexes = || work.definitions.indexes.iter();
    let stays = |name: &str| !work.replaced.iter().any(|it| it.index.name == name);
    let kept = indexes()
        .filter(|it| stays(&it.name))
        .map(|it| it.index.clone());
    let triggers = || work.definitions.triggers.iter().cloned();
    let kept: Vec<_> = kept.chain(triggers()).collect();
    let all: Vec<_> = indexes()
        .map(|it| it.index.clone())
        .chain(triggers())
        .collect();
    Some((
        rebuild::statements(work, &without, &kept),
        rebuild::statements(work, &before, &all),
    ))
}
