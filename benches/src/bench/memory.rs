//! How much memory a purge takes: in a process of its own, as what others have been through in this
//! one stays in it.

use std::fs;
use std::process::Command;

use crate::Result;
use crate::database::{Backend, Database};
use crate::{mariadb, mysql, postgresql, sqlite};

/// The first argument of the bench in that process.
pub(crate) const APART: &str = "--purge-apart";

/// Purges what is due of so many tables, and returns the most memory that it took: in bytes, resident.
pub(crate) fn of_purge(database: &Database, tables: usize, batch: u32) -> Result<f64> {
    let output = Command::new(std::env::current_exe()?)
        .args([APART, database.backend.name(), &database.url])
        .args([tables.to_string(), batch.to_string()])
        .output()?;
    let bytes = String::from_utf8_lossy(&output.stdout).trim().parse();
    match bytes {
        Ok(bytes) if output.status.success() => Ok(bytes),
        _ => Err(String::from_utf8_lossy(&output.stderr).into()),
    }
}

/// What that process does.
pub(crate) fn purge(arguments: &[String]) -> Result<()> {
    let [backend, url, tables, batch] = arguments else {
        return Err(format!("{APART} takes four arguments").into());
    };
    let (tables, batch) = (tables.parse()?, batch.parse()?);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    match Backend::named(backend)? {
        Backend::Postgresql => {
            runtime.block_on(postgresql::retention::purge_due(url, tables, batch))?;
        }
        Backend::Mariadb => runtime.block_on(mariadb::retention::purge_due(url, tables, batch))?,
        Backend::Mysql => runtime.block_on(mysql::retention::purge_due(url, tables, batch))?,
        Backend::Sqlite => runtime.block_on(sqlite::retention::purge_due(url, tables, batch))?,
    }
    println!("{}", peak()?);
    Ok(())
}

/// The most memory that this process has had.
fn peak() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|it| it.trim().strip_suffix(" kB"));
    let kilobytes: f64 = kilobytes.ok_or("the system does not say")?.trim().parse()?;
    Ok(kilobytes * 1024.0)
}
