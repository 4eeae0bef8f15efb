//! What the compiler takes for a crate of many tables: `cargo check`, with
//! nothing to compile but that crate.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::Result;
use crate::measure::{Bench, case};
use crate::work::{Subject, subject};

/// Writes a source with so many tables.
type Source = fn(usize) -> String;

/// The crates that are checked, and what is in them.
const CRATES: [(&str, Source); 4] = [
    ("plain", tables),
    ("declared", |count| tables(count) + &declarations(count)),
    ("by-hand", |count| {
        tables(count) + &declarations(count) + &queries(count, by_hand)
    }),
    ("scoped", |count| {
        tables(count) + &declarations(count) + &queries(count, scoped)
    }),
];

/// As many tables in a group depend on each other.
const GROUP: usize = 10;

/// As many edges has a table.
const EDGES: usize = 5;

pub(crate) fn measure(bench: &mut Bench<'_>) -> Result<()> {
    let count = bench.options.or_quick(100, GROUP);
    let turns = bench.options.or_quick(5, 1);
    let workspace = Workspace::create(count)?;
    for (name, subjects) in [
        (
            "tables",
            [("table! and declarations", "declared"), ("table!", "plain")],
        ),
        ("queries", [("scoped", "scoped"), ("by hand", "by-hand")]),
    ] {
        let workspace = &workspace;
        let subjects: Vec<Subject<'_, [Option<Duration>; 1]>> = subjects
            .map(|(name, package)| {
                subject(name, async move |_| Ok([Some(workspace.check(package)?)]))
            })
            .into();
        bench.turns(turns, [case(&format!("{count} {name}"))], subjects)?;
    }
    Ok(())
}

struct Workspace(PathBuf);

impl Workspace {
    /// Writes the crates, and has everything compiled that they depend on.
    fn create(count: usize) -> Result<Self> {
        // One folder for all runs, since what the crates depend on stays compiled there.
        let folder = benches::results_folder(false).join("compile");
        let repository = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .canonicalize()?;
        fs::create_dir_all(&folder)?;
        // The same versions as everywhere in the repository, and no network.
        fs::copy(repository.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        let names = CRATES.map(|(name, _)| name);
        fs::write(
            folder.join("Cargo.toml"),
            format!(
                "[workspace]\nresolver = \"3\"\nmembers = {names:?}\n\n[profile.dev]\ndebug = false\n"
            ),
        )?;
        for (name, source) in CRATES {
            let package = folder.join(name);
            fs::create_dir_all(package.join("src"))?;
            fs::write(
                package.join("Cargo.toml"),
                format!(
                    "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
                     [dependencies]\n\
                     diesel = {{ version = \"2.3.4\", default-features = false, features = \
                     [\"32-column-tables\", \"chrono\", \"postgres_backend\"] }}\n\
                     diesel-scopes = {{ path = {:?}, features = [\"postgres\"] }}\n",
                    repository.display().to_string(),
                ),
            )?;
            fs::write(package.join("src/lib.rs"), source(count))?;
        }
        let workspace = Workspace(folder);
        for (name, _) in CRATES {
            workspace.check(name)?;
        }
        Ok(workspace)
    }

    /// Checks one of the crates anew.
    fn check(&self, package: &str) -> Result<Duration> {
        let source = self.0.join(package).join("src/lib.rs");
        fs::File::options()
            .append(true)
            .open(source)?
            .set_modified(std::time::SystemTime::now())?;
        let mut cargo = Command::new("cargo");
        cargo
            .args(["check", "--offline", "--package", package])
            .current_dir(&self.0)
            .env("CARGO_TARGET_DIR", self.0.join("target"))
            // What the compiler remembers of the last time would make it do nothing.
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("RUSTFLAGS");
        let start = Instant::now();
        let output = cargo.output()?;
        let time = start.elapsed();
        let log = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() || !log.contains(&format!("Checking {package} ")) {
            return Err(format!("cargo check of {package}:\n{log}").into());
        }
        Ok(time)
    }
}

fn tables(count: usize) -> String {
    let mut text = String::new();
    for table in 0..count {
        let _ = write!(
            text,
            "diesel::table! {{
    table_{table} (id) {{
        id -> Integer,
        parent_id -> Nullable<Integer>,
        name -> Text,
        body -> Text,
        published -> Bool,
        score -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        deleted_at -> Nullable<Timestamp>,
        deleted_by -> Nullable<Integer>,
        is_deleted -> Bool,
        legal_hold -> Bool,
    }}
}}
"
        );
    }
    text
}

/// Five options and five edges each. In groups, a table's rows go with those of the two
/// before it; the other edges lead further, where a circle does not matter.
fn declarations(count: usize) -> String {
    let mut text = String::from("diesel_scopes::soft_deletable! {\n");
    for table in 0..count {
        let _ = writeln!(
            text,
            "    table_{table} (
        deleted_at, clear (deleted_by), flag (is_deleted), touch (updated_at), hold (legal_hold),
        keep 30 days,
    ) {{"
        );
        for step in 1..=EDGES {
            let kind = match step {
                1 | 2 if table % GROUP + step < GROUP => "cascade",
                1..=3 => "restrict",
                _ => "nullify",
            };
            let child = (table + step) % count;
            let _ = writeln!(text, "        {kind} table_{child} (parent_id),");
        }
        text.push_str("    }\n");
    }
    text + "}\n"
}

fn queries(count: usize, active: fn(usize) -> String) -> String {
    let mut text = String::from(
        "use diesel::prelude::*;\n#[allow(unused_imports)]\nuse diesel_scopes::prelude::*;\n",
    );
    for table in 0..count {
        let _ = write!(
            text,
            "pub fn query_{table}() -> String {{
    let query = {}
        .filter(table_{table}::published.eq(true))
        .order(table_{table}::id)
        .limit(50);
    diesel::debug_query::<diesel::pg::Pg, _>(&query).to_string()
}}
",
            active(table)
        );
    }
    text
}

fn scoped(table: usize) -> String {
    format!("table_{table}::table.active()")
}

fn by_hand(table: usize) -> String {
    format!("table_{table}::table.filter(table_{table}::deleted_at.is_null())")
}
