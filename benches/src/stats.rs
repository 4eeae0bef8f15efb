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
    /// The first and the ninth decile over the rounds.
    pub low: f64,
    pub high: f64,
}

/// Compares round by round, so that what disturbs a whole round disturbs both.
pub fn ratio(subject: &Subject, other: &Subject) -> Ratio {
    let ratios: Vec<f64> = subject
        .rounds
        .iter()
        .zip(&other.rounds)
        .map(|(one, other)| median(one) / median(other))
        .collect();
    Ratio {
        typical: median(&ratios),
        low: quantile(&ratios, 0.1),
        high: quantile(&ratios, 0.9),
    }
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
        assert_eq!(ratio.low, 1.0);
        assert!((ratio.high - 1.08).abs() < 1e-9);
    }
}
