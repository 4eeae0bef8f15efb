//! `declare`

use std::process::ExitCode;

use crate::args::{DatabaseArgs, Declare};
use crate::connect;
use crate::failure::{Failure, Result};
use crate::output;
use crate::propose::{Patterns, Proposal};

pub(crate) fn run(database: &DatabaseArgs, declare: &Declare) -> Result<ExitCode> {
    let catalogue = connect::catalogue(database, &[])?;
    connect::refuse_empty(&catalogue)?;
    let patterns = Patterns::new(&declare.markers.patterns);
    let proposal = Proposal::new(&catalogue, &patterns);
    for note in proposal.notes() {
        output::note(note);
    }
    if proposal.is_empty() {
        return Err(Failure::new("no table has a marker").help(
            "name the column with --marker; `diesel-scopes migration TABLE` writes what adds one",
        ));
    }
    output::print(&proposal.text(declare.path.as_deref()))?;
    Ok(ExitCode::SUCCESS)
}
