//! What the crate costs, next to everything else that a user could do. What each
//! section does is in `benches/README.md`.

// What needs a database is compiled once for each backend.
#![allow(clippy::duplicate_mod)]

mod actions;
#[path = "../../../tests/all/schema.rs"]
mod blog;
mod build;
mod compile;
mod database;
mod delay;
mod graphs;
mod guard;
mod items;
mod journaled;
mod mariadb;
mod measure;
mod memory;
mod mysql;
mod options;
mod overseer;
mod postgresql;
mod sample;
mod schema;
mod single;
mod sql;
mod sqlite;
mod steps;
mod work;

/// For what is taken from the tests of the crate.
mod harness {
    pub(crate) type TestResult<T = ()> = crate::Result<T>;
}

use std::process::ExitCode;

use benches::Setup;
use tokio::runtime::Runtime;

use crate::database::{Backend, Database};
use crate::measure::Bench;
use crate::options::{Options, SECTIONS};

pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let result = match arguments.next() {
        Some(first) if first == build::instructions::COUNTED => {
            build::instructions::repeat(&arguments.collect::<Vec<_>>())
        }
        Some(first) if first == memory::APART => memory::purge(&arguments.collect::<Vec<_>>()),
        first => Options::parse(first.into_iter().chain(arguments))
            .and_then(|options| options.map_or(Ok(()), |it| run(&it))),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<()> {
    if !options.is_bench {
        println!("`cargo bench -p benches` runs the benches; there is nothing to test");
        return Ok(());
    }
    let backends = Backend::here()?;
    let setup = Setup::here()?;
    measure::start_over(options)?;
    for section in SECTIONS
        .into_iter()
        .filter(|section| options.wants(section))
    {
        // In a thread of its own, which can stay on one core.
        let thread = || measure_section(options, &setup, &backends, section);
        let measured = std::thread::scope(|scope| scope.spawn(thread).join());
        measured.map_err(|_| format!("{section} panicked"))??;
    }
    let report = options.or_quick("cargo run -p benches", "cargo run -p benches -- --quick");
    println!("\nall sections ran; `{report}` writes the report");
    Ok(())
}

fn measure_section(
    options: &Options,
    setup: &Setup,
    backends: &[Backend],
    section: &str,
) -> Result<()> {
    // One thread, so that nothing but the system decides when a server's answer
    // is looked at.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let alone = || Bench::new(options, &runtime, setup, section, None);
    match section {
        "build" => {
            stay_on_one_core();
            let mut bench = alone();
            build::measure(&mut bench)?;
            bench.finish()
        }
        "instructions" => {
            let mut bench = alone();
            if build::instructions::measure(&mut bench)? {
                bench.finish()?;
            }
            Ok(())
        }
        "guard" => {
            stay_on_one_core();
            let mut bench = alone();
            guard::measure(&mut bench)?;
            bench.finish()
        }
        "compile" => {
            let mut bench = alone();
            compile::measure(&mut bench)?;
            bench.finish()
        }
        _ => {
            stay_on_one_core();
            for backend in backends {
                on_database(options, &runtime, setup, section, *backend)?;
            }
            Ok(())
        }
    }
}

/// This thread, and those that it starts: an answer from a server on the same
/// core comes in half the time, and the system would move them now and then.
fn stay_on_one_core() {
    match core_affinity::get_core_ids().as_deref() {
        Some([first, _, ..]) if core_affinity::set_for_current(*first) => {}
        _ => println!("the bench cannot be kept on one core of several"),
    }
}

fn on_database(
    options: &Options,
    runtime: &Runtime,
    setup: &Setup,
    section: &str,
    backend: Backend,
) -> Result<()> {
    let mut bench = Bench::new(options, runtime, setup, section, Some(backend.name()));
    let database = runtime.block_on(Database::create(backend))?;
    let measured = runtime.block_on(database.server()).and_then(|server| {
        bench.server(server);
        measure(&mut bench, &database, section)
    });
    // Why it failed says more than why there is nothing to remove.
    let discarded = runtime.block_on(database.discard());
    measured?;
    discarded?;
    bench.finish()
}

fn measure(bench: &mut Bench<'_>, database: &Database, section: &str) -> Result<()> {
    let backend = database.backend;
    match (section, backend) {
        ("reads", Backend::Postgresql) => postgresql::reads::measure(bench, database),
        ("reads", Backend::Mariadb) => mariadb::reads::measure(bench, database),
        ("reads", Backend::Mysql) => mysql::reads::measure(bench, database),
        ("reads", Backend::Sqlite) => sqlite::reads::measure(bench, database),
        ("single", Backend::Postgresql) => postgresql::single::measure(bench, database),
        ("single", Backend::Mariadb) => mariadb::single::measure(bench, database),
        ("single", Backend::Mysql) => mysql::single::measure(bench, database),
        ("single", Backend::Sqlite) => sqlite::single(bench, database),
        ("bulk", Backend::Postgresql) => postgresql::bulk::measure(bench, database),
        ("bulk", Backend::Mariadb) => mariadb::bulk::measure(bench, database),
        ("bulk", Backend::Mysql) => mysql::bulk::measure(bench, database),
        ("bulk", Backend::Sqlite) => sqlite::bulk::measure(bench, database),
        ("cascade", Backend::Postgresql) => postgresql::cascade::measure(bench, database),
        ("cascade", Backend::Mariadb) => mariadb::cascade::measure(bench, database),
        ("cascade", Backend::Mysql) => mysql::cascade::measure(bench, database),
        ("cascade", Backend::Sqlite) => sqlite::cascade::measure(bench, database),
        ("journal", Backend::Postgresql) => postgresql::cascade::journal::measure(bench, database),
        ("journal", Backend::Mariadb) => mariadb::cascade::journal::measure(bench, database),
        ("journal", Backend::Mysql) => mysql::cascade::journal::measure(bench, database),
        ("journal", Backend::Sqlite) => sqlite::cascade::journal::measure(bench, database),
        ("retention", Backend::Postgresql) => postgresql::retention::measure(bench, database),
        ("retention", Backend::Mariadb) => mariadb::retention::measure(bench, database),
        ("retention", Backend::Mysql) => mysql::retention::measure(bench, database),
        ("retention", Backend::Sqlite) => sqlite::retention::measure(bench, database),
        ("shapes", Backend::Postgresql) => postgresql::shapes::measure(bench, database),
        ("shapes", Backend::Mariadb) => mariadb::shapes::measure(bench, database),
        ("shapes", Backend::Mysql) => mysql::shapes::measure(bench, database),
        ("shapes", Backend::Sqlite) => sqlite::shapes::measure(bench, database),
        ("replies", Backend::Postgresql) => postgresql::replies::measure(bench, database),
        ("replies", Backend::Mariadb) => mariadb::replies::measure(bench, database),
        ("replies", Backend::Mysql) => mysql::replies::measure(bench, database),
        ("replies", Backend::Sqlite) => sqlite::replies::measure(bench, database),
        _ => Err(format!("there is no section `{section}`").into()),
    }
}
