//! Numbers as text.

use benches::{Ratio, Unit};

/// `1.23 ms`, or `12,345` instructions.
pub fn amount(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Nanoseconds => time(value),
        Unit::Instructions => grouped(&format!("{value:.0}")),
    }
}

/// Nanoseconds in a unit that fits them, with three digits.
pub fn time(nanoseconds: f64) -> String {
    // Rounded first, as 999.6 µs are 1.00 ms.
    let rounded = format!("{nanoseconds:.2e}").parse().unwrap_or(nanoseconds);
    let (value, unit) = match rounded {
        it if it >= 1e9 => (it / 1e9, "s"),
        it if it >= 1e6 => (it / 1e6, "ms"),
        it if it >= 1e3 => (it / 1e3, "µs"),
        it => (it, "ns"),
    };
    let decimals = match value {
        it if it >= 100.0 => 0,
        it if it >= 10.0 => 1,
        _ => 2,
    };
    format!("{value:.decimals$} {unit}")
}

/// `0.98 (0.96–1.01)`.
pub fn ratio(ratio: Ratio, unit: Unit) -> String {
    spread(ratio, decimals(ratio.typical, unit))
}

/// Like [`ratio`], with as many decimals as it takes to see on which side of the limit it is.
pub fn ratio_beside(ratio: Ratio, limit: f64, unit: Unit) -> String {
    let fewest = decimals(ratio.typical, unit);
    spread(ratio, decimals_beside(ratio.typical, limit, fewest))
}

/// A ratio that has no spread, with its decimals chosen like those of [`ratio_beside`].
pub fn beside(ratio: f64, limit: f64) -> String {
    let decimals = decimals_beside(ratio, limit, 2);
    format!("{ratio:.decimals$}")
}

fn decimals_beside(value: f64, limit: f64, fewest: usize) -> usize {
    let same_side = |decimals: &usize| {
        let shown = format!("{value:.decimals$}").parse::<f64>();
        shown.is_ok_and(|it| (it <= limit) == (value <= limit))
    };
    (fewest..fewest + 4).find(same_side).unwrap_or(fewest)
}

fn spread(ratio: Ratio, decimals: usize) -> String {
    let Ratio { typical, low, high } = ratio;
    // Instructions are the same in each round.
    if low == high {
        return format!("{typical:.decimals$}");
    }
    format!("{typical:.decimals$} ({low:.decimals$}–{high:.decimals$})")
}

fn decimals(ratio: f64, unit: Unit) -> usize {
    match (unit, ratio) {
        // They are exact, and the goal is near to 1.
        (Unit::Instructions, it) if (it - 1.0).abs() < 0.1 => 4,
        (_, it) if it >= 100.0 => 0,
        (_, it) if it >= 10.0 => 1,
        (_, it) if it >= 0.1 => 2,
        (_, it) if it >= 0.01 => 3,
        (_, it) if it >= 0.001 => 4,
        _ => 5,
    }
}

/// `1000000` as `1,000,000`; anything but a whole number as it is.
pub fn grouped(number: &str) -> String {
    if number.is_empty() || !number.bytes().all(|it| it.is_ascii_digit()) {
        return number.to_owned();
    }
    let groups = number.as_bytes().rchunks(3).rev();
    let groups: Vec<_> = groups.map(String::from_utf8_lossy).collect();
    groups.join(",")
}

/// `1M` for a million, and `21k` for 21,001.
pub fn short(number: u64) -> String {
    match number {
        0..10_000 => grouped(&number.to_string()),
        10_000..1_000_000 => format!("{}k", number / 1_000),
        // Tenths, if there are any.
        _ => format!("{}M", (number / 100_000) as f64 / 10.0),
    }
}
