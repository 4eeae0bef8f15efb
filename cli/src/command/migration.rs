//! `migration`

use std::process::ExitCode;

use chrono::Utc;

use crate::args::{DatabaseArgs, Migration};
use crate::connect;
use crate::definitions::{beside, definitions};
use crate::failure::Result;
use crate::migration::{plan, print, split, table, write};
use crate::output;

pub(crate) fn run(database: &DatabaseArgs, wanted: &Migration) -> Result<ExitCode> {
    let schemas: Vec<_> = split(&wanted.table)
        .0
        .map(str::to_owned)
        .into_iter()
        .collect();
    let catalogue = connect::catalogue(database, &schemas)?;
    let table = table(&catalogue, &beside(database)?, &wanted.table)?;
    let definitions = definitions(database, &catalogue, table)?;
    let plan = plan(&catalogue, table, wanted, &definitions)?;
    for note in &plan.notes {
        output::note(note);
    }
    let name = match &wanted.name {
        Some(name) => name.clone(),
        None => format!("soft_delete_{}", wanted.table),
    };
    if wanted.stdout {
        output::print(&print(&plan, &name))?;
    } else {
        for file in write(&plan, &wanted.migrations, &name, Utc::now())? {
            output::print(&format!("{file}\n"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
