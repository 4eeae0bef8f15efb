//! Medians, and ratios with their spread.

use crate::record::Subject;

/// The median; NaN of nothing.
pub fn median(samples: &[f64]) -> f64 {
    quantile(samples, 0.5)
}

/// The quantile, by linear interpolation.
fn quantile(samples: &[f64], at: f64) -> f64 {
    let mut samples = samples.to_vec();
    samples.sort_by(f64::total_cmp);
    let Some(last) = samples.len().checked_sub(1) else {
        return f64::NAN;
    };
    let place = at * last as f64;
    let (below, above) = (
        samples[place.floor() as usize],
        samples[place.ceil() as usize],
    );
    below + (above - below) * place.fract()
}

impl Subject {
    /// The median of the rounds' medians.
    pub fn typical(&self) -> f64 {
        median(
            &self
                .rounds
                .iter()
                .map(|round| median(round))
                .collect::<Vec<_>>(),
        )
    }
}

/// What one subject takes in proportion to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// The median over the rounds.
    pub typical: f64,
    /// The first and the ninth decile over the rounds; the least and the greatest
    /// of so few that deciles would say nothing.
    pub low: f64,
    pub high: f64,
    /// What the median lies in, for as many rounds as one likes, at least with
    /// [`CONFIDENCE`]; the least and the greatest if there are too few for that.
    pub interval: (f64, f64),
    pub rounds: usize,
}

/// Of deciles.
const FEWEST: usize = 10;

/// Of an interval.
pub const CONFIDENCE: f64 = 0.99;

/// Compares round by round, so that what disturbs a whole round disturbs both.
pub fn ratio(subject: &Subject, other: &Subject) -> Ratio {
    let rounds = subject.rounds.iter().zip(&other.rounds);
    let ratios: Vec<f64> = rounds
        .map(|(one, other)| median(one) / median(other))
        .collect();
    let outside = if ratios.len() < FEWEST { 0.0 } else { 0.1 };
    Ratio {
        typical: median(&ratios),
        low: quantile(&ratios, outside),
        high: quantile(&ratios, 1.0 - outside),
        interval: interval(ratios.clone()),
        rounds: ratios.len(),
    }
}

/// The interval of the median, whatever the distribution: from one of the samples
/// to another, of which as many are less as are greater than that.
fn interval(mut samples: Vec<f64>) -> (f64, f64) {
    samples.sort_by(f64::total_cmp);
    let outside = outside(samples.len());
    match samples.as_slice() {
        [] => (f64::NAN, f64::NAN),
        samples => (samples[outside], samples[samples.len() - 1 - outside]),
    }
}

/// How many samples there may be on each side of the interval. The median is beyond
/// that side if no more samples than these are beyond the median, and each is or is
/// not like a coin that is tossed.
fn outside(samples: usize) -> usize {
    let doubt = (1.0 - CONFIDENCE) / 2.0;
    // That none is there, that exactly one is, …
    let mut chance = 0.5f64.powi(i32::try_from(samples).unwrap_or(i32::MAX));
    let mut sum = 0.0;
    let allowed = (0..samples / 2).take_while(|there| {
        sum += chance;
        chance *= (samples - there) as f64 / (there + 1) as f64;
        sum <= doubt
    });
    allowed.count().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(rounds: &[&[f64]]) -> Subject {
        Subject {
            name: String::new(),
            rounds: rounds.iter().map(|round| round.to_vec()).collect(),
        }
    }

    #[test]
    fn medians() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(&[]).is_nan());
        assert_eq!(subject(&[&[1.0, 9.0, 2.0], &[4.0], &[6.0]]).typical(), 4.0);
    }

    #[test]
    fn ratios_are_taken_within_a_round() {
        // The second round was disturbed as a whole.
        let one = subject(&[&[10.0], &[100.0], &[11.0]]);
        let other = subject(&[&[10.0], &[100.0], &[10.0]]);
        let ratio = ratio(&one, &other);
        assert_eq!(ratio.typical, 1.0);
        assert_eq!((ratio.low, ratio.high), (1.0, 1.1));
        assert_eq!(ratio.rounds, 3);
    }

    /// From 1.0 on, by 0.1.
    fn ratio_of(rounds: u32) -> Ratio {
        let rounds = |first: u32, step: u32| Subject {
            name: String::new(),
            rounds: (0..rounds)
                .map(|at| vec![f64::from(first + at * step)])
                .collect(),
        };
        ratio(&rounds(10, 1), &rounds(10, 0))
    }

    #[test]
    fn deciles_from_ten_rounds_on() {
        assert_eq!((ratio_of(1).low, ratio_of(1).high), (1.0, 1.0));
        assert_eq!((ratio_of(9).low, ratio_of(9).high), (1.0, 1.8));
        assert_eq!((ratio_of(11).low, ratio_of(11).high), (1.1, 1.9));
    }

    #[test]
    fn intervals_lie_between_two_of_the_rounds() {
        // The fifth and the seventeenth.
        assert_eq!(ratio_of(21).interval, (1.4, 2.6));
        // The least and the greatest: just sure enough, and not even then.
        assert_eq!(ratio_of(8).interval, (1.0, 1.7));
        assert_eq!(ratio_of(7).interval, (1.0, 1.6));
        assert_eq!(ratio_of(1).interval, (1.0, 1.0));
        assert!(ratio_of(0).interval.0.is_nan());
    }

    /// How surely the median is between the samples that leave so many outside: of
    /// all that can happen, what has more than these on both sides.
    fn confidence(samples: usize, outside: usize) -> f64 {
        let mut ways = vec![1u64];
        for _ in 0..samples {
            let shifted = [&[0], ways.as_slice()].concat();
            ways.push(0);
            ways.iter_mut()
                .zip(shifted)
                .for_each(|(one, other)| *one += other);
        }
        let within: u64 = ways[outside + 1..samples - outside].iter().sum();
        within as f64 / ways.iter().sum::<u64>() as f64
    }

    #[test]
    fn intervals_are_as_narrow_as_the_confidence_allows() {
        assert!(confidence(7, 0) < CONFIDENCE);
        for samples in 8..60 {
            let outside = outside(samples);
            assert!(confidence(samples, outside) >= CONFIDENCE, "{samples}");
            assert!(confidence(samples, outside + 1) < CONFIDENCE, "{samples}");
        }
    }
}
