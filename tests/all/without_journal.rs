//! What the compiler says where the feature `journal` is not enabled.
//!
//! The tests of this package are compiled with it, as all that trybuild compiles is. So
//! these programs are those of a package of their own, which cargo checks. After a change
//! of the messages, `TRYBUILD=overwrite` writes the new ones here too.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

use crate::harness::TestResult;

tests![the_feature_is_asked_for];

const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// Like this package where it is compiled for others, so that cargo finds its dependencies
/// compiled if somebody has looked at it without features.
const MANIFEST: &str = r#"
[package]
name = "without-journal"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
diesel = { version = "2.3.4", default-features = false, features = ["chrono"] }
diesel-scopes = { path = "HERE" }

[profile.dev]
debug = false
"#;

fn the_feature_is_asked_for() -> TestResult {
    let programs = Path::new(HERE).join("tests/without_journal");
    let package = package(&programs)?;
    let said = said(&package)?;

    let mut wrong = String::new();
    for (program, messages) in &said {
        let file = programs.join(format!("{program}.stderr"));
        if env::var("TRYBUILD").is_ok_and(|it| it == "overwrite") {
            fs::write(&file, messages)?;
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if *messages != expected {
            writeln!(wrong, "{program}:\n{messages}\nexpected:\n{expected}")?;
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let expected = fs::read_dir(&programs)?.count() / 2;
    assert_eq!((said.len(), expected), (4, 4));
    Ok(())
}

/// Writes the package, next to what cargo compiles.
fn package(programs: &Path) -> TestResult<PathBuf> {
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("without_journal");
    let bin = package.join("src/bin");
    if bin.exists() {
        fs::remove_dir_all(&bin)?;
    }
    fs::create_dir_all(&bin)?;
    let here = HERE.replace('\\', "/");
    fs::write(package.join("Cargo.toml"), MANIFEST.replace("HERE", &here))?;
    // The same versions, which have been downloaded.
    fs::copy(
        Path::new(HERE).join("Cargo.lock"),
        package.join("Cargo.lock"),
    )?;
    for program in fs::read_dir(programs)? {
        let program = program?.path();
        if let (Some("rs"), Some(name)) = (
            program.extension().and_then(|it| it.to_str()),
            program.file_name(),
        ) {
            fs::copy(&program, bin.join(name))?;
        }
    }
    Ok(package)
}

/// What the compiler says of each program.
fn said(package: &Path) -> TestResult<BTreeMap<String, String>> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent();
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args([
            "check",
            "--offline",
            "--keep-going",
            "--message-format=json",
        ])
        .current_dir(package)
        .env(
            "CARGO_TARGET_DIR",
            target.ok_or("no folder for what is compiled")?,
        )
        .output()?;
    let mut said = BTreeMap::<_, String>::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let line: Value = serde_json::from_str(line)?;
        let (program, message) = (&line["target"]["name"], &line["message"]);
        let is_error = line["reason"] == "compiler-message" && message["level"] == "error";
        // The last one only says how many there were.
        if let (true, Some(program)) = (is_error, program.as_str()) {
            let messages = said.entry(program.to_owned()).or_default();
            let has_place = message["spans"].as_array().is_some_and(|it| !it.is_empty());
            if has_place {
                print(message, messages)?;
            }
        }
    }
    if said.is_empty() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(said)
}

/// An error, with the line where it is and what is noted of it.
fn print(message: &Value, to: &mut String) -> std::fmt::Result {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut spans = message["spans"].as_array().into_iter().flatten();
    let primary = spans.find(|span| span["is_primary"] == true);
    let primary = primary.unwrap_or(&Value::Null);
    let mut place = primary;
    // Out of the macros.
    while place["expansion"]["span"].is_object() {
        place = &place["expansion"]["span"];
    }
    writeln!(to, "error: {}", text(&message["message"]))?;
    writeln!(to, "  | {}", text(&place["text"][0]["text"]).trim())?;
    if let Some(label) = primary["label"].as_str() {
        writeln!(to, "  | {label}")?;
    }
    for note in message["children"].as_array().into_iter().flatten() {
        writeln!(
            to,
            "  = {}: {}",
            text(&note["level"]),
            text(&note["message"])
        )?;
    }
    writeln!(to)
}
