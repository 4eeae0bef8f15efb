//! What a guard takes for a statement, where tests are: in a crate that is compiled without
//! optimisation, with all that it depends on. It measures itself.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, str};

use benches::Subject;

use crate::Result;
use crate::measure::{Bench, case};

/// The crate that is measured.
const PROGRAM: &str = include_str!("program.rs");

const ROUNDS: u32 = 11;

pub(crate) fn measure(bench: &mut Bench<'_>) -> Result<()> {
    let program = build()?;
    let rounds = bench.options.or_quick(ROUNDS, 1);
    let output = Command::new(program).arg(rounds.to_string()).output()?;
    if !output.status.success() {
        let log = String::from_utf8_lossy(&output.stderr);
        return Err(format!("the guard was not measured:\n{log}").into());
    }
    let mut cases = Vec::new();
    for line in str::from_utf8(&output.stdout)?.lines() {
        read(line, &mut cases)?;
    }
    for case in cases {
        println!("{}", crate::measure::label(&case));
        for subject in &case.subjects {
            println!(
                "    {:<28} {:>9.2} µs",
                subject.name,
                subject.typical() / 1e3
            );
        }
        bench.add(case);
    }
    Ok(())
}

/// A sample: statement, dialect, length, whether it is known, subject, round, nanoseconds.
fn read(line: &str, cases: &mut Vec<benches::Case>) -> Result<()> {
    let fields: Vec<_> = line.split('\t').collect();
    let [
        statement,
        dialect,
        length,
        text,
        subject,
        round,
        nanoseconds,
    ] = fields[..]
    else {
        return Err(format!("cannot read `{line}`").into());
    };
    let new = case(statement)
        .with("dialect", dialect)
        .with("length", length)
        .with("text", text);
    let same = |it: &benches::Case| it.operation == new.operation && it.settings == new.settings;
    let at = match cases.iter().position(same) {
        Some(at) => at,
        None => {
            cases.push(new);
            cases.len() - 1
        }
    };
    let subjects = &mut cases[at].subjects;
    let at = match subjects.iter().position(|it| it.name == subject) {
        Some(at) => at,
        None => {
            subjects.push(Subject {
                name: subject.to_owned(),
                rounds: Vec::new(),
            });
            subjects.len() - 1
        }
    };
    let rounds = &mut subjects[at].rounds;
    let round: usize = round.parse()?;
    rounds.resize(rounds.len().max(round + 1), Vec::new());
    rounds[round].push(nanoseconds.parse()?);
    Ok(())
}

/// Writes the crate and compiles it, in the versions of the repository and without the network.
fn build() -> Result<PathBuf> {
    let folder = benches::results_folder(false).join("guard");
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()?;
    fs::create_dir_all(folder.join("src"))?;
    fs::copy(repository.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    fs::write(
        folder.join("Cargo.toml"),
        format!(
            "[workspace]\n\n[package]\nname = \"guarded\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [profile.dev]\ndebug = false\n\n[dependencies]\n\
             diesel = {{ version = \"2.3.4\", default-features = false, features = \
             [\"32-column-tables\", \"chrono\"] }}\n\
             diesel-scopes = {{ path = {:?}, features = [\"guard\", \"mysql\", \"postgres\"] }}\n\
             sqlparser = {{ version = \"0.64\", default-features = false, features = [\"std\", \"visitor\"] }}\n",
            repository.display().to_string(),
        ),
    )?;
    let schema = repository.join("tests/all/schema.rs");
    let schema = format!("#[path = {:?}]\nmod blog;\n", schema.display().to_string());
    fs::write(
        folder.join("src/main.rs"),
        PROGRAM.replace("mod blog;\n", &schema),
    )?;
    let target = folder.join("target");
    let output = Command::new("cargo")
        .args(["build", "--offline"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", &target)
        .env_remove("RUSTFLAGS")
        .output()?;
    if !output.status.success() {
        let log = String::from_utf8_lossy(&output.stderr);
        return Err(format!("the crate for the guard was not compiled:\n{log}").into());
    }
    Ok(target.join("debug/guarded"))
}
