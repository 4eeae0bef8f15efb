//! The two ways to measure: rounds, by Criterion, of what takes microseconds;
//! and turns of what takes so long that Criterion's ten samples of it would
//! take all day.

use std::fs;
use std::time::Duration;

use benches::{Case, Run, Section, Setup, Unit};
use criterion::{BenchmarkId, Criterion, SamplingMode};
use tokio::runtime::Runtime;

use crate::Result;
use crate::options::Options;
use crate::sample::{Rounds, SAMPLES, Sample};
use crate::work::Subject;

/// The folder of what Criterion itself remembers.
const CRITERION: &str = "criterion";

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
        setup: &Setup,
        section: &str,
        backend: Option<&str>,
    ) -> Self {
        println!(
            "\n# {section}{}",
            backend.map(|it| format!(", {it}")).unwrap_or_default()
        );
        let criterion = Criterion::default()
            .without_plots()
            .output_directory(&benches::results_folder(options.quick).join(CRITERION))
            .sample_size(SAMPLES)
            .nresamples(1_001)
            // One sample: the subject has begun before.
            .warm_up_time(Duration::from_millis(1));
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
                    setup: setup.clone(),
                    server: Vec::new(),
                },
                cases: Vec::new(),
            },
        }
    }

    pub(crate) fn server(&mut self, server: Vec<(String, String)>) {
        self.section.run.server = server;
    }

    /// Adds what was measured elsewhere.
    pub(crate) fn add(&mut self, case: Case) {
        self.section.cases.push(case);
    }

    /// Measures by Criterion: every round makes all subjects anew, and measures them
    /// one after the other, in another order than the one before.
    pub(crate) fn rounds<'w>(
        &mut self,
        mut case: Case,
        rounds: Rounds,
        mut make: impl AsyncFnMut() -> Result<Vec<Subject<'w, Duration>>>,
    ) -> Result<()> {
        let label = label(&case);
        let failed = |name: &str, error| format!("{label}: {name}: {error}");
        let mut subjects = self.runtime.block_on(make())?;
        start(&mut case, &subjects);
        let Subject { name, work } = &mut subjects[0];
        let sample = self.runtime.block_on(Sample::of(rounds, work.as_mut()));
        let sample = sample.map_err(|error| failed(name, error))?;

        let mut group = self.criterion.benchmark_group(match &self.section.backend {
            Some(backend) => format!("{} {backend}", self.section.name),
            None => self.section.name.clone(),
        });
        group
            .sampling_mode(SamplingMode::Flat)
            .measurement_time(sample.measuring);
        for round in 0..sample.rounds {
            // Where the memory of a connection happens to be should not decide. Those
            // before are gone before these come.
            subjects.clear();
            subjects = self.runtime.block_on(make())?;
            for at in order(subjects.len(), round) {
                let Subject { name, work } = &mut subjects[at];
                let id = BenchmarkId::new(*name, format!("{label}, round {}", round + 1));
                let samples = sample.measure(&mut group, id, self.runtime, work.as_mut());
                let samples = samples.map_err(|error| failed(name, error))?;
                case.subjects[at].rounds.push(samples);
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
                    .block_on(work.run(1))
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
    // Criterion would tell what has changed since.
    let criterion = folder.join(CRITERION);
    if criterion.exists() {
        fs::remove_dir_all(criterion)?;
    }
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

/// All of them, another one first each time, and in both directions: none always
/// comes behind the same other one.
fn order(subjects: usize, round: usize) -> impl Iterator<Item = usize> {
    let backwards = (round / subjects) % 2 == 1;
    (0..subjects).map(move |at| {
        let at = if backwards { subjects - 1 - at } else { at };
        (at + round) % subjects
    })
}

pub(crate) fn label(case: &Case) -> String {
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
