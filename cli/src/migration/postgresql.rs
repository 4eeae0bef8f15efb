//! The statements of PostgreSQL.

use diesel_scopes::check::catalogue::{Index, Table};

use super::indexes::{Missing, Replaced};
use super::{Plan, Step, Work};
use crate::failure::{Failure, Result};

pub(super) fn plan(work: &Work<'_>, concurrently: bool) -> Result<Plan> {
    let mut notes = Vec::new();
    for replaced in &work.replaced {
        notes.extend(not_kept(work, replaced)?);
    }
    let mut steps = Vec::new();
    let mut marker = Step::default();
    if let Some(definition) = work.marker.definition {
        let (table, name) = (work.table(), work.quote.name(&work.marker.name));
        marker.up.push(format!(
            "ALTER TABLE {table} ADD COLUMN {name} {definition};"
        ));
        marker
            .down
            .push(format!("ALTER TABLE {table} DROP COLUMN {name};"));
    }
    steps.push(marker);
    let indexes = work
        .replaced
        .iter()
        .map(|it| created(work, it, concurrently));
    let keys = work
        .missing
        .iter()
        .map(|it| Ok(key(work, it, concurrently)));
    for made in indexes.chain(keys) {
        let (name, up, down) = made?;
        steps.push(Step {
            suffix: name,
            up: vec![up],
            down: vec![down],
            outside_of_transaction: concurrently,
            narrows: false,
        });
    }
    let mut dropped = Step {
        suffix: "drop_unique".to_owned(),
        narrows: true,
        ..Step::default()
    };
    for replaced in &work.replaced {
        let (up, down) = dropped_index(work, replaced)?;
        dropped.up.push(up);
        dropped.down.push(down);
        let also = work.definition(replaced.index)?.also.iter();
        dropped.down.extend(also.map(|also| format!("{also};")));
    }
    steps.push(dropped);
    steps.retain(|step| !step.up.is_empty());
    if !concurrently {
        // All in one, and taken back in the opposite order.
        let mut all = Step {
            narrows: !work.replaced.is_empty(),
            ..Step::default()
        };
        for step in &steps {
            all.up.extend(step.up.iter().cloned());
        }
        for step in steps.iter().rev() {
            all.down.extend(step.down.iter().cloned());
        }
        steps = vec![all];
    }
    if let Some(first) = steps.first_mut() {
        let comments = notes.iter().map(|note| format!("-- {note}"));
        first.up.splice(0..0, comments.collect::<Vec<_>>());
    }
    Ok(Plan { steps, notes })
}

/// What an index cannot do that holds some of the rows only.
fn not_kept(work: &Work<'_>, replaced: &Replaced<'_>) -> Result<Option<String>> {
    let definition = work.definition(replaced.index)?;
    let (table, name) = (&work.table.name, &replaced.index.name);
    if definition.replica_identity {
        return Err(Failure::new(format!(
            "`{name}` is the replica identity of {table}, which an index of active rows cannot be"
        ))
        .help("give the table another one first: ALTER TABLE … REPLICA IDENTITY …"));
    }
    Ok(definition.deferrable.then(|| {
        format!(
            "{name} could be deferred to the end of a transaction, and the index in its place cannot: \
             see whether a program relies on that."
        )
    }))
}

fn how(concurrently: bool) -> &'static str {
    if concurrently { " CONCURRENTLY" } else { "" }
}

fn created(
    work: &Work<'_>,
    replaced: &Replaced<'_>,
    concurrently: bool,
) -> Result<(String, String, String)> {
    let how = how(concurrently);
    let quote = &work.quote;
    let index = replaced.index;
    let mut condition = work.marker.active(quote);
    if let Some(predicate) = &index.predicate {
        condition = format!("({predicate}) AND {condition}");
    }
    let name = quote.name(&replaced.name);
    let what = match like(work, index)? {
        Like::Written(what) => what,
        Like::Plain => {
            let nulls = if index.nulls_equal {
                " NULLS NOT DISTINCT"
            } else {
                ""
            };
            let parts = quote.parts(&index.parts).join(", ");
            format!("{} ({parts}){nulls}", work.table())
        }
    };
    let up = format!("CREATE UNIQUE INDEX{how} {name} ON {what}\n    WHERE {condition};");
    let down = format!(
        "DROP INDEX{how} {};",
        in_schema(work, &replaced.name, work.table)
    );
    Ok((replaced.name.clone(), up, down))
}

enum Like {
    /// Columns, and nothing else.
    Plain,
    Written(String),
}

/// What an index is of, in the words of the database where there is more to it than the catalogue
/// has: operator classes, collations, an order, columns that are included, what stands in `WITH`.
fn like(work: &Work<'_>, index: &Index) -> Result<Like> {
    let name = &index.name;
    let statement = work.definition(index)?.statement.as_deref();
    let what = statement.and_then(|statement| {
        let behind =
            |name: &str| statement.strip_prefix(&format!("CREATE UNIQUE INDEX {name} ON "));
        let what = behind(name).or_else(|| behind(&work.quote.name(name)))?;
        match &index.predicate {
            Some(predicate) => what.strip_suffix(&format!(" WHERE {predicate}")),
            None => Some(what),
        }
    });
    let Some(what) = what else {
        let table = &work.table.name;
        return Err(Failure::new(format!(
            "the definition of the index `{name}` of {table} is not understood"
        ))
        .help("make it an index of active rows by hand; then the rest can be written"));
    };
    let names = index.columns();
    let names = names.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let plain = [
        format!(" USING btree ({names})"),
        format!(" USING btree ({names}) NULLS NOT DISTINCT"),
    ];
    let is_plain = plain.iter().any(|plain| what.ends_with(plain.as_str()));
    Ok(if is_plain {
        Like::Plain
    } else {
        Like::Written(what.to_owned())
    })
}

fn key(work: &Work<'_>, missing: &Missing<'_>, concurrently: bool) -> (String, String, String) {
    let how = how(concurrently);
    let quote = &work.quote;
    let up = format!(
        "CREATE INDEX{how} {} ON {} ({});",
        quote.name(&missing.name),
        quote.table(&missing.table.name),
        quote.list(missing.columns)
    );
    let down = format!(
        "DROP INDEX{how} {};",
        in_schema(work, &missing.name, missing.table)
    );
    (missing.name.clone(), up, down)
}

/// The old one goes when the new one is there.
fn dropped_index(work: &Work<'_>, replaced: &Replaced<'_>) -> Result<(String, String)> {
    let index = replaced.index;
    let quote = &work.quote;
    let name = quote.name(&index.name);
    let definition = work.definition(index)?;
    Ok(match (&definition.constraint, &definition.statement) {
        (Some(again), _) => {
            let table = work.table();
            (
                format!("ALTER TABLE {table} DROP CONSTRAINT {name};"),
                format!("ALTER TABLE {table} ADD CONSTRAINT {name} {again};"),
            )
        }
        (None, again) => {
            let again = again.as_deref().unwrap_or_default();
            (
                format!("DROP INDEX {};", in_schema(work, &index.name, work.table)),
                format!("{again};"),
            )
        }
    })
}

fn in_schema(work: &Work<'_>, index: &str, table: &Table) -> String {
    match &table.name.schema {
        Some(schema) => format!("{}.{}", work.quote.name(schema), work.quote.name(index)),
        None => work.quote.name(index),
    }
}
