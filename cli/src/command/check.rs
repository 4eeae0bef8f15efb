//! `check`

use std::process::ExitCode;

use diesel_scopes::check::compare;

use crate::args::{Check, DatabaseArgs, Format};
use crate::connect;
use crate::failure::{Failure, Result};
use crate::output;
use crate::propose::{Patterns, Proposal};
use crate::source::Source;

pub(crate) fn run(database: &DatabaseArgs, check: &Check) -> Result<ExitCode> {
    let source = Source::read(&check.declarations)?;
    let catalogue = connect::catalogue(database, &source.schemas())?;
    connect::refuse_empty(&catalogue)?;
    let declaration = if check.declarations.is_empty() {
        let proposal = Proposal::new(&catalogue, &Patterns::new(&check.markers.patterns));
        if proposal.is_empty() {
            return Err(
                Failure::new("no table has a marker, so that there is nothing to check")
                    .help("name the column with --marker, or a declaration with --declaration"),
            );
        }
        proposal.declaration()
    } else {
        source.declaration(&catalogue)?
    };
    let report = check
        .ignored
        .iter()
        .fold(compare(&declaration, &catalogue), |report, name| {
            report.ignoring(|finding| {
                let named = [
                    Some(finding.table()),
                    finding.index(),
                    finding.foreign_key(),
                ];
                finding.place() == *name || named.contains(&Some(name))
            })
        });
    output::print(&match check.format {
        Format::Text => output::text(&report),
        Format::Json => output::json(&report)?,
    })?;
    Ok(if report.is_clean() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}
