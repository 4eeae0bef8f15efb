//! Results for the tests.

use benches::{Case, Run, Section, Setup, Subject, Unit};

pub fn section(
    name: &str,
    backend: Option<&str>,
    cases: impl IntoIterator<Item = Case>,
) -> Section {
    Section {
        name: name.to_owned(),
        backend: backend.map(str::to_owned),
        run: Run {
            date: "2026-01-02T03:04:05+00:00".to_owned(),
            arguments: Vec::new(),
            quick: false,
            optimized: true,
            setup: Setup::default(),
            server: Vec::new(),
        },
        cases: cases.into_iter().collect(),
    }
}

/// The times of the rounds by subject, this crate first.
pub fn case<const N: usize>(operation: &str, subjects: [(&str, &[f64]); N]) -> Case {
    counted(operation, Unit::Nanoseconds, subjects)
}

pub fn counted<const N: usize>(operation: &str, unit: Unit, subjects: [(&str, &[f64]); N]) -> Case {
    let mut case = Case::new(operation, unit);
    case.subjects = subjects
        .map(|(name, rounds)| Subject {
            name: name.to_owned(),
            rounds: rounds.iter().map(|round| vec![*round]).collect(),
        })
        .into();
    case
}
