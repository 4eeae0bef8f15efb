//! How much memory this process has had at most.

use std::fs;

use crate::Result;

/// From here on counts what `peak` says.
pub(crate) fn forget_peak() -> Result<()> {
    Ok(fs::write("/proc/self/clear_refs", "5")?)
}

/// In bytes, resident.
pub(crate) fn peak() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|it| it.trim().strip_suffix(" kB"));
    let kilobytes: f64 = kilobytes.ok_or("the system does not say")?.trim().parse()?;
    Ok(kilobytes * 1024.0)
}
