//! The two ways to measure: rounds, by Criterion, of what takes microseconds;
//! and turns of what takes so long that Criterion's ten samples of it would
//! take all day.

use std::cell::RefCell;
use std::fs;
use std::time::Duration;

use benches::{Case, Run, Section, Unit};
use criterion::{BenchmarkId, Criterion, SamplingMode};
use tokio::runtime::Runtime;
use tokio::sync::Mutex;

use crate::Result;
use crate::options::Options;
use crate::work::Subject;

/// The samples that Criterion takes in a round.
const SAMPLES: usize = 10;

/// So few turns are of what takes too long to do once more than that.
const FEW_TURNS: usize = 3;

pub(crate) struct Bench<'a> {
    pub(crate) options: &'a Options,
    pub(crate) runtime: &'a Runtime,
    criterion: Criterion,
    section: Section,
}

impl<'a> Bench<'a> {
    pub(crate) fn new(
        options: &'a Options,
        runtime: &'a Runtime,
        section: &str,
        backend: Option<&str>,
    ) -> Self {
        println!(
            "\n# {section}{}",
            backend.map(|it| format!(", {it}")).unwrap_or_default()
        );
        let criterion = Criterion::default()
            .without_plots()
            .output_directory(&benches::results_folder(options.quick).join("criterion"))
            .sample_size(SAMPLES)
            .nresamples(1_001)
            .warm_up_time(options.warm_up())
            .measurement_time(options.measurement());
        Bench {
            options,
            runtime,
            criterion,
            section: Section {
                name: section.to_owned(),
                backend: backend.map(str::to_owned),
                run: Run {
                    date: String::new(),
                    arguments: options.arguments.clone(),
                    quick: options.quick,
                    optimized: !cfg!(debug_assertions),
                    server: None,
                },
                cases: Vec::new(),
            },
        }
    }

    pub(crate) fn server(&mut self, version: String) {
        self.section.run.server = Some(version);
    }

    /// Adds what was measured elsewhere.
    pub(crate) fn add(&mut self, case: Case) {
        self.section.cases.push(case);
    }

    /// Measures by Criterion: every round measures all subjects one after the
    /// other, and another one comes first in each.
    pub(crate) fn rounds(
        &mut self,
        mut case: Case,
        rounds: usize,
        mut subjects: Vec<Subject<'_, Duration>>,
    ) -> Result<()> {
        let label = label(&case);
        let mut group = self.criterion.benchmark_group(&self.section.name);
        group.sampling_mode(SamplingMode::Flat);
        start(&mut case, &subjects);
        for round in 0..rounds {
            for at in order(subjects.len(), round) {
                let Subject { name, work } = &mut subjects[at];
                // Criterion makes the futures before it polls them.
                let work = Mutex::new(work);
                let samples = RefCell::new(Vec::new());
                let failure = RefCell::new(None);
                group.bench_function(
                    BenchmarkId::new(*name, format!("{label}, round {}", round + 1)),
                    |bencher| {
                        bencher.to_async(self.runtime).iter_custom(async |times| {
                            if failure.borrow().is_some() {
                                return Duration::from_secs(1);
                            }
                            match work.lock().await.run(times).await {
                                Ok(time) => {
                                    let sample = time.as_nanos() as f64 / times as f64;
                                    samples.borrow_mut().push(sample);
                                    time
                                }
                                Err(error) => {
                                    failure.replace(Some(error));
                                    Duration::from_secs(1)
                                }
                            }
                        });
                    },
                );
                if let Some(error) = failure.into_inner() {
                    return Err(format!("{label}: {name}: {error}").into());
                }
                // Those before them warmed up.
                let mut samples = samples.into_inner();
                case.subjects[at]
                    .rounds
                    .push(samples.split_off(samples.len().saturating_sub(SAMPLES)));
            }
        }
        group.finish();
        self.add(case);
        Ok(())
    }

    /// Measures in turns: in each, all subjects do a sequence of things, one
    /// after the other, and say how long each of the things took. Unless there are
    /// few, a turn before them warms up.
    pub(crate) fn turns<const N: usize>(
        &mut self,
        turns: usize,
        mut cases: [Case; N],
        mut subjects: Vec<Subject<'_, [Option<Duration>; N]>>,
    ) -> Result<()> {
        for case in &mut cases {
            start(case, &subjects);
        }
        let warm_up = usize::from(turns > FEW_TURNS);
        for turn in 0..turns + warm_up {
            for at in order(subjects.len(), turn) {
                let Subject { name, work } = &mut subjects[at];
                let times = self
                    .runtime
                    .block_on(work.run(turn as u64))
                    .map_err(|error| format!("{}: {name}: {error}", label(&cases[0])))?;
                if turn < warm_up {
                    continue;
                }
                for (case, time) in cases.iter_mut().zip(times) {
                    if let Some(time) = time {
                        let sample = time.as_nanos() as f64;
                        case.subjects[at].rounds.push(vec![sample]);
                    }
                }
            }
        }
        for mut case in cases {
            case.subjects.retain(|subject| !subject.rounds.is_empty());
            println!("{}", label(&case));
            for subject in &case.subjects {
                println!(
                    "    {:<28} {:>12.3} ms",
                    subject.name,
                    subject.typical() / 1e6
                );
            }
            self.add(case);
        }
        Ok(())
    }

    /// Writes the results for the report.
    pub(crate) fn finish(mut self) -> Result<()> {
        self.section.run.date = chrono::Utc::now().to_rfc3339();
        Ok(self
            .section
            .write(&benches::results_folder(self.options.quick))?)
    }
}

/// Removes what an earlier run has left, of which the report would say that it
/// belongs to this one.
pub(crate) fn start_over(options: &Options) -> Result<()> {
    let folder = benches::results_folder(options.quick);
    if !options.sections.is_empty() || !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it == "json") {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn start<T>(case: &mut Case, subjects: &[Subject<'_, T>]) {
    case.subjects = subjects
        .iter()
        .map(|subject| benches::Subject {
            name: subject.name.to_owned(),
            rounds: Vec::new(),
        })
        .collect();
}

/// All of them, another one first each time.
fn order(subjects: usize, round: usize) -> impl Iterator<Item = usize> {
    (0..subjects).map(move |at| (at + round) % subjects)
}

fn label(case: &Case) -> String {
    let settings = case
        .settings
        .iter()
        .map(|(name, value)| format!(", {name} {value}"));
    format!("{}{}", case.operation, settings.collect::<String>())
}

/// A case that is timed.
pub(crate) fn case(operation: &str) -> Case {
    Case::new(operation, Unit::Nanoseconds)
}
