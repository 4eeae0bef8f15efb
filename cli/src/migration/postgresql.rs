//! The statements of PostgreSQL.

use diesel_scopes::check::catalogue::{Index, Table};

use super::indexes::{Missing, Replaced};
use super::{Plan, Step, Work};

pub(super) fn plan(work: &Work<'_>, concurrently: bool) -> Plan {
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
    let keys = work.missing.iter().map(|it| key(work, it, concurrently));
    for (name, up, down) in indexes.chain(keys) {
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
        let (up, down) = dropped_index(work, replaced);
        dropped.up.push(up);
        dropped.down.push(down);
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
    Plan {
        steps,
        notes: Vec::new(),
    }
}

fn how(concurrently: bool) -> &'static str {
    if concurrently { " CONCURRENTLY" } else { "" }
}

fn created(
    work: &Work<'_>,
    replaced: &Replaced<'_>,
    concurrently: bool,
) -> (String, String, String) {
    let how = how(concurrently);
    let quote = &work.quote;
    let index = replaced.index;
    let mut condition = work.marker.active(quote);
    if let Some(predicate) = &index.predicate {
        condition = format!("({predicate}) AND {condition}");
    }
    let name = quote.name(&replaced.name);
    let what = like(work, index).unwrap_or_else(|| {
        let nulls = if index.nulls_equal {
            " NULLS NOT DISTINCT"
        } else {
            ""
        };
        let parts = quote.parts(&index.parts).join(", ");
        format!("{} ({parts}){nulls}", work.table())
    });
    let up = format!("CREATE UNIQUE INDEX{how} {name} ON {what}\n    WHERE {condition};");
    let down = format!(
        "DROP INDEX{how} {};",
        in_schema(work, &replaced.name, work.table)
    );
    (replaced.name.clone(), up, down)
}

/// What an index is of, in the words of the database, where there is more to it than the catalogue
/// has: operator classes, an order, columns that are included.
fn like(work: &Work<'_>, index: &Index) -> Option<String> {
    let definition = &work.definitions.index(&index.name)?.index;
    let (_, mut what) = definition.split_once(" ON ")?;
    if let Some(predicate) = &index.predicate {
        what = what.strip_suffix(&format!(" WHERE {predicate}"))?;
    }
    let names = index.columns();
    let names = names.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let plain = [
        format!(" USING btree ({names})"),
        format!(" USING btree ({names}) NULLS NOT DISTINCT"),
    ];
    let is_plain = plain.iter().any(|plain| what.ends_with(plain.as_str()));
    (!is_plain).then(|| what.to_owned())
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
fn dropped_index(work: &Work<'_>, replaced: &Replaced<'_>) -> (String, String) {
    let index = replaced.index;
    let quote = &work.quote;
    let name = quote.name(&index.name);
    let definition = work.definitions.index(&index.name);
    if index.constraint {
        let table = work.table();
        let again = definition.and_then(|it| it.constraint.clone());
        let again =
            again.unwrap_or_else(|| format!("UNIQUE ({})", quote.parts(&index.parts).join(", ")));
        (
            format!("ALTER TABLE {table} DROP CONSTRAINT {name};"),
            format!("ALTER TABLE {table} ADD CONSTRAINT {name} {again};"),
        )
    } else {
        let again = definition.map(|it| it.index.clone());
        let again = again.unwrap_or_else(|| {
            let parts = quote.parts(&index.parts).join(", ");
            format!("CREATE UNIQUE INDEX {name} ON {} ({parts})", work.table())
        });
        (
            format!("DROP INDEX {};", in_schema(work, &index.name, work.table)),
            format!("{again};"),
        )
    }
}

fn in_schema(work: &Work<'_>, index: &str, table: &Table) -> String {
    match &table.name.schema {
        Some(schema) => format!("{}.{}", work.quote.name(schema), work.quote.name(index)),
        None => work.quote.name(index),
    }
}
