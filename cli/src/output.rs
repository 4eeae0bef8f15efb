//! What is printed, in colours where there are any.

use std::io::{self, Write};

use anstream::eprintln;
use anstyle::{AnsiColor, Style};
use diesel_scopes::check::{Finding, Report};

use crate::failure::{Failure, Result};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const FRAME: Style = AnsiColor::Blue.on_default().bold();
const HELP: Style = AnsiColor::Cyan.on_default().bold();
const BOLD: Style = Style::new().bold();

pub(crate) fn failure(failure: &Failure) {
    eprintln!("{ERROR}error{ERROR:#}{BOLD}: {}{BOLD:#}", failure.message);
    if let Some(help) = &failure.help {
        eprintln!("{HELP}help{HELP:#}: {help}");
    }
}

pub(crate) fn note(text: &str) {
    eprintln!("{HELP}note{HELP:#}: {text}");
}

/// Prints to where results go. Who stops reading has read enough.
pub(crate) fn print(text: &str) -> Result<()> {
    match anstream::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("cannot print: {error}")))
        }
        _ => Ok(()),
    }
}

pub(crate) fn text(report: &Report) -> String {
    let mut out = String::new();
    for found in report.findings() {
        finding(&mut out, found);
    }
    let count = |number: usize, one: &str| match number {
        1 => format!("1 {one}"),
        number => format!("{number} {one}s"),
    };
    let tables = count(report.tables(), "table");
    let ignored = match report.ignored() {
        0 => String::new(),
        ignored => format!(", {ignored} ignored"),
    };
    if report.is_clean() {
        out += &format!("nothing is wrong with {tables}{ignored}\n");
    } else {
        let found = count(report.findings().len(), "finding");
        out += &format!("{BOLD}{found}{BOLD:#} in {tables}{ignored}\n");
    }
    out
}

fn finding(out: &mut String, finding: &Finding) {
    let message = finding.message();
    *out += &format!("{ERROR}error{ERROR:#}{BOLD}: {message}{BOLD:#}\n");
    let mut place = finding.place();
    if let Some(index) = finding.index() {
        place = place + ", index " + index;
    }
    if let Some(key) = finding.foreign_key() {
        place = place + ", foreign key " + key;
    }
    *out += &format!("  {FRAME}-->{FRAME:#} {place}\n   {FRAME}|{FRAME:#}\n");
    for line in finding.sql().iter().flat_map(|sql| sql.lines()) {
        *out += &format!("   {FRAME}|{FRAME:#} {line}\n");
    }
    if !finding.sql().is_empty() {
        *out += &format!("   {FRAME}|{FRAME:#}\n");
    }
    let help = finding.help();
    *out += &format!("   {FRAME}={FRAME:#} {HELP}help{HELP:#}: {help}\n\n");
}

pub(crate) fn json(report: &Report) -> Result<String> {
    let text = serde_json::to_string_pretty(report);
    let text = text.map_err(|error| Failure::new(format!("cannot print: {error}")))?;
    Ok(text + "\n")
}
