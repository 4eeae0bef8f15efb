//! The tool of `diesel-scopes`: writes a declaration from a database, compares the two, and
//! writes migrations.

mod args;
mod command;
mod connect;
mod definitions;
mod failure;
mod migration;
mod names;
mod output;
mod propose;
mod quote;
mod source;

use std::process::ExitCode;

use clap::Parser;

use self::args::{Args, Command};
use self::command::{check, declare, migration as write_migration};

fn main() -> ExitCode {
    let args = Args::parse();
    let done = match &args.command {
        Command::Declare(declare) => declare::run(&args.database, declare),
        Command::Check(check) => check::run(&args.database, check),
        Command::Migration(migration) => write_migration::run(&args.database, migration),
    };
    match done {
        Ok(code) => code,
        Err(failure) => {
            output::failure(&failure);
            ExitCode::from(2)
        }
    }
}
