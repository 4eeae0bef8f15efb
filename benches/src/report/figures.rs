//! Numbers as text.

use benches::{Ratio, Unit};

/// `1.23 ms`, `12,345` instructions, or `12.3 MB`.
pub fn amount(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Nanoseconds => time(value),
        Unit::Instructions => grouped(&format!("{value:.0}")),
        Unit::Bytes => format!("{:.1} MB", value / 1e6),
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

/// What stands in the parentheses behind a ratio.
pub const SPREAD: &str = "\
In parentheses is the spread of the rounds' ratios: the first and the ninth decile, or the least
and the greatest where there are fewer than ten rounds. A single round has none, and none is shown
of instructions.
";

/// `0.98 (0.96–1.01)`.
pub fn ratio(ratio: Ratio, unit: Unit) -> String {
    with_spread(ratio, decimals(ratio.typical, unit), unit)
}

/// Like [`ratio`], with as many decimals as it takes to see on which side of the limit it is.
pub fn ratio_beside(ratio: Ratio, limit: f64, unit: Unit) -> String {
    let fewest = decimals(ratio.typical, unit);
    with_spread(ratio, decimals_beside(ratio.typical, limit, fewest), unit)
}

/// A ratio with the interval of its median, of which one can see on which side of the limit it
/// starts.
pub fn interval_beside(ratio: Ratio, limit: f64) -> String {
    let (typical, (low, high)) = (ratio.typical, ratio.interval);
    let decimals = decimals_beside(low, limit, 2);
    format!("{typical:.decimals$} ({low:.decimals$}–{high:.decimals$})")
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

fn with_spread(ratio: Ratio, decimals: usize, unit: Unit) -> String {
    let Ratio {
        typical, low, high, ..
    } = ratio;
    // Instructions do not depend on what else the machine does.
    if unit == Unit::Instructions || ratio.rounds < 2 {
        return format!("{typical:.decimals$}");
    }
    format!("{typical:.decimals$} ({low:.decimals$}–{high:.decimals$})")
}

fn decimals(ratio: f64, unit: Unit) -> usize {
    match (unit, ratio) {
        // Counts differ by less than times, and the goal is near to 1.
        (Unit::Instructions, it) if (it - 1.0).abs() < 0.1 => 3,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_digits() {
        assert_eq!(time(1.0), "1.00 ns");
        assert_eq!(time(20.13), "20.1 ns");
        assert_eq!(time(999.4), "999 ns");
        assert_eq!(time(999.6), "1.00 µs");
        assert_eq!(time(78_300.0), "78.3 µs");
        assert_eq!(time(2_290_000.0), "2.29 ms");
        assert_eq!(time(7.52e9), "7.52 s");
        assert_eq!(amount(3_817.6, Unit::Instructions), "3,818");
    }

    fn of(typical: f64, rounds: usize) -> Ratio {
        Ratio {
            typical,
            low: typical - 0.0125,
            high: typical + 0.25,
            interval: (typical - 0.0075, typical + 0.0125),
            rounds,
        }
    }

    #[test]
    fn ratios_have_their_spread() {
        let shown = |typical, rounds| ratio(of(typical, rounds), Unit::Nanoseconds);
        assert_eq!(shown(0.98, 9), "0.98 (0.97–1.23)");
        assert_eq!(shown(0.98, 2), "0.98 (0.97–1.23)");
        assert_eq!(shown(0.98, 1), "0.98");
        assert_eq!(shown(31.24, 1), "31.2");
        assert_eq!(shown(120.4, 1), "120");
        assert_eq!(shown(0.0342, 1), "0.034");
        // Of rounds that happen to be the same, the spread is shown too.
        let same = Ratio {
            low: 1.0,
            high: 1.0,
            ..of(1.0, 5)
        };
        assert_eq!(ratio(same, Unit::Nanoseconds), "1.00 (1.00–1.00)");
    }

    #[test]
    fn ratios_of_instructions_have_no_spread() {
        let shown = |typical| ratio(of(typical, 5), Unit::Instructions);
        assert_eq!(shown(0.98891), "0.989");
        assert_eq!(shown(1.0043), "1.004");
        assert_eq!(shown(8.19), "8.19");
    }

    #[test]
    fn the_side_of_a_limit_is_seen() {
        assert_eq!(beside(0.503, 0.5), "0.503");
        assert_eq!(beside(0.5, 0.5), "0.50");
        assert_eq!(beside(0.4996, 0.5), "0.50");
        assert_eq!(beside(1.5004, 1.5), "1.5004");
        let shown = |typical| ratio_beside(of(typical, 1), 1.005, Unit::Instructions);
        assert_eq!(shown(1.0049), "1.005");
        assert_eq!(shown(1.0052), "1.0052");
        // From 1.0204 on.
        let shown = interval_beside(of(1.0279, 21), 1.02);
        assert_eq!(shown, "1.0279 (1.0204–1.0404)");
        let shown = interval_beside(of(1.0274, 21), 1.02);
        assert_eq!(shown, "1.03 (1.02–1.04)");
    }

    #[test]
    fn numbers_in_groups() {
        assert_eq!(grouped("1000000"), "1,000,000");
        assert_eq!(grouped("999"), "999");
        assert_eq!(grouped("50 %"), "50 %");
        assert_eq!(grouped(""), "");
        assert_eq!(short(9_997), "9,997");
        assert_eq!(short(100_003), "100k");
        assert_eq!(short(1_000_000), "1M");
        assert_eq!(short(1_500_000), "1.5M");
    }
}
