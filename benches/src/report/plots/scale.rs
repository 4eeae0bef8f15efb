//! Axes and their ticks.

use std::ops::Range;

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};

use crate::figures;

/// Positions with their labels.
pub type Ticks = Vec<(f64, String)>;

/// An axis whose ticks are given.
#[derive(Clone)]
pub struct Axis {
    range: Range<f64>,
    ticks: Ticks,
}

impl Axis {
    /// From the first to the last tick, with a margin; none if there are no ticks.
    pub fn around(ticks: &Ticks) -> Option<Self> {
        let (first, last) = (ticks.first()?.0, ticks.last()?.0);
        let margin = ((last - first) * 0.15).max(0.1);
        Some(Axis {
            range: first - margin..last + margin,
            ticks: ticks.clone(),
        })
    }

    /// A logarithmic axis that all of the times fit on, as decimal exponents of nanoseconds.
    pub fn of_times(times: impl Iterator<Item = f64>) -> Option<Self> {
        let exponents = times
            .filter(|it| it.is_finite() && *it > 0.0)
            .map(f64::log10);
        let nothing = (f64::INFINITY, f64::NEG_INFINITY);
        let (low, high) = exponents.fold(nothing, |(low, high), it| (low.min(it), high.max(it)));
        if low > high {
            return None;
        }
        let margin = ((high - low) * 0.08).max(0.1);
        let range = low - margin..high + margin;
        let steps: &[f64] = if range.end - range.start > 2.2 {
            &[1.0]
        } else {
            &[1.0, 2.0, 5.0]
        };
        let decades = range.start.floor() as i32..=range.end.ceil() as i32;
        let ticks = decades
            .flat_map(|decade| steps.iter().map(move |step| step * 10f64.powi(decade)))
            .map(|time| (time.log10(), label(time)))
            .filter(|(at, _)| range.contains(at))
            .collect();
        Some(Axis { range, ticks })
    }
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (from, to): (i32, i32)) -> i32 {
        let share = (value - self.range.start) / (self.range.end - self.range.start);
        from + (share * f64::from(to - from)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        self.ticks.iter().map(|(at, _)| *at).collect()
    }

    fn range(&self) -> Range<f64> {
        self.range.clone()
    }
}

impl ValueFormatter<f64> for Axis {
    fn format_ext(&self, value: &f64) -> String {
        let tick = self.ticks.iter().find(|(at, _)| at == value);
        tick.map(|(_, label)| label.clone()).unwrap_or_default()
    }
}

/// `5 ms` for `5.00 ms`.
pub fn label(time: f64) -> String {
    let text = figures::time(time);
    match text.split_once(' ') {
        Some((value, unit)) if value.contains('.') => {
            let value = value.trim_end_matches('0').trim_end_matches('.');
            format!("{value} {unit}")
        }
        _ => text,
    }
}

/// A round number, of which up to four make up the whole.
pub fn step(whole: f64) -> f64 {
    let decade = 10f64.powf((whole / 4.0).log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|it| it * decade);
    let few = |step: &f64| whole / step <= 4.0;
    steps.into_iter().find(few).unwrap_or(whole)
}
