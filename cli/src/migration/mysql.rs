//! The statements of MySQL and MariaDB, which have no transactions for them: so all changes of a
//! table are in one.

use diesel_scopes::check::catalogue::Table;

use super::{Plan, Step, Work};
use crate::failure::Result;

pub(super) fn plan(work: &Work<'_>) -> Result<Plan> {
    let quote = &work.quote;
    let mut up = Vec::new();
    let mut down = Vec::new();
    let mut notes = Vec::new();
    if let Some(definition) = work.marker.definition {
        let name = quote.name(&work.marker.name);
        up.push(format!("ADD COLUMN {name} {definition}"));
        down.push(format!("DROP COLUMN {name}"));
    }
    if !work.replaced.is_empty() {
        let column = free_column(work.table);
        let quoted = quote.name(&column);
        // NULL in deleted rows, of which a unique index takes any number.
        up.push(format!(
            "ADD COLUMN {quoted} TINYINT GENERATED ALWAYS AS (CASE WHEN {} THEN 1 END) VIRTUAL",
            work.marker.active(quote)
        ));
        down.push(format!("DROP COLUMN {quoted}"));
        for replaced in &work.replaced {
            let old = quote.name(&replaced.index.name);
            let new = quote.name(&replaced.name);
            let parts = work.parts(replaced.index)?.join(", ");
            let options = &work.definition(replaced.index)?.options;
            up.push(format!(
                "ADD UNIQUE INDEX {new} ({parts}, {quoted}){options}"
            ));
            up.push(format!("DROP INDEX {old}"));
            down.push(format!("DROP INDEX {new}"));
            down.push(format!("ADD UNIQUE INDEX {old} ({parts}){options}"));
        }
        notes.push(format!(
            "{} gets a generated column, `{column}`: `diesel print-schema` writes it into the schema, \
             and nothing has to read it",
            work.table.name
        ));
    }
    let mut step = Step {
        narrows: !work.replaced.is_empty(),
        ..Step::default()
    };
    alter(&mut step.up, &work.table(), &up);
    for missing in &work.missing {
        let name = quote.name(&missing.name);
        let table = quote.table(&missing.table.name);
        let columns = quote.list(missing.columns);
        step.up
            .push(format!("CREATE INDEX {name} ON {table} ({columns});"));
        step.down.push(format!("DROP INDEX {name} ON {table};"));
    }
    // What stands in an index goes with it, or before it.
    down.reverse();
    down.sort_by_key(|clause| clause.starts_with("DROP COLUMN"));
    alter(&mut step.down, &work.table(), &down);
    Ok(Plan {
        steps: vec![step],
        notes,
    })
}

fn alter(statements: &mut Vec<String>, table: &str, clauses: &[String]) {
    if !clauses.is_empty() {
        statements.push(format!(
            "ALTER TABLE {table}\n    {};",
            clauses.join(",\n    ")
        ));
    }
}

fn free_column(table: &Table) -> String {
    let mut name = "is_active".to_owned();
    while table
        .columns
        .iter()
        .any(|column| column.name.eq_ignore_ascii_case(&name))
    {
        name.push_str("_row");
    }
    name
}
