use std::fs;
use std::thread;

use crate::Result;
use crate::table::Table;

const UNKNOWN: &str = "unknown";

/// The machine that the report is written on, which is to be that of the bench.
pub fn describe() -> Result<String> {
    let mut table = Table::new(["Machine", ""]);
    table.row(["CPU", &value("/proc/cpuinfo", "model name", ':')]);
    let cores = thread::available_parallelism()?.to_string();
    table.row(["Cores", &cores]);
    table.row(["Memory", &memory()]);
    table.row(["System", &value("/etc/os-release", "PRETTY_NAME", '=')]);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease");
    table.row(["Kernel", kernel.as_deref().unwrap_or(UNKNOWN).trim()]);
    Ok(format!("\n## Setup\n\n{table}"))
}

/// The value of the first line with the key.
fn value(file: &str, key: &str, separator: char) -> String {
    let text = fs::read_to_string(file).unwrap_or_default();
    text.lines()
        .filter_map(|line| line.split_once(separator))
        .find(|(name, _)| name.trim() == key)
        .map_or(UNKNOWN, |(_, value)| value.trim().trim_matches('"'))
        .to_owned()
}

fn memory() -> String {
    let kibibytes = value("/proc/meminfo", "MemTotal", ':');
    match kibibytes.trim_end_matches(" kB").parse::<f64>() {
        Ok(it) => format!("{:.1} GiB", it / f64::from(1 << 20)),
        Err(_) => UNKNOWN.to_owned(),
    }
}
