//! Fills a table with deleted rows and purges those that are old, in batches, with a
//! progress bar:
//!
//! ```sh
//! cargo run --release --example retention -- --rows 1000000 --batch 1000
//! ```
//!
//! It runs on SQLite, in a temporary file. On other databases nothing would be different
//! but the connection.

use std::error::Error;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_scopes::prelude::*;
use diesel_scopes::purge;
use indicatif::{HumanCount, ProgressBar, ProgressStyle};

diesel::table! {
    notes (id) {
        id -> Integer,
        body -> Text,
        deleted_at -> Nullable<Timestamp>,
    }
}

diesel_scopes::soft_deletable! {
    notes (deleted_at)
}

/// How long a deleted note is kept.
const AGE: TimeDelta = TimeDelta::days(30);

fn main() -> ExitCode {
    match Arguments::parse().and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("retention: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let folder = Folder::new()?;
    let file = folder.0.join("notes.sqlite");
    let conn = &mut SqliteConnection::establish(&file.display().to_string())?;
    fill(conn, arguments.rows)?;

    let old = purge(notes::table).older_than(AGE);
    // The same batches from the same plan, with a count in place of every DELETE.
    let due = old.clone().in_batches(arguments.batch).preview(conn)?;
    println!("would purge: {due}");

    let bar = progress_bar(due.rows("notes"))?;
    let run = old
        .in_batches(arguments.batch)
        // A run that is stopped has done what it has done, and the next one goes on.
        .within(Duration::from_secs(600))
        .on_batch(|batch| {
            bar.set_position(batch.rows);
            ControlFlow::Continue(())
        })
        .execute(conn)?;
    bar.finish();
    println!("purged: {run}");

    let deleted: i64 = notes::table.deleted().count().get_result(conn)?;
    let active: i64 = notes::table.active().count().get_result(conn)?;
    println!(
        "kept: {} deleted rows, {} active ones",
        HumanCount(deleted as u64),
        HumanCount(active as u64)
    );
    Ok(())
}

/// Nine notes of ten are deleted, within the last ninety days.
fn fill(conn: &mut SqliteConnection, rows: u32) -> QueryResult<()> {
    conn.batch_execute(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = NORMAL;
         CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT NOT NULL, deleted_at TIMESTAMP)",
    )?;
    let start = Instant::now();
    let inserted = diesel::sql_query(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT ?)
         INSERT INTO notes (id, body, deleted_at)
         SELECT n, 'note ' || n, CASE WHEN n % 10 > 0 THEN
             datetime('now', '-' || (n % 90) || ' days', '-1 hour') END FROM numbers",
    )
    .bind::<BigInt, _>(i64::from(rows))
    .execute(conn)?;
    println!(
        "filled: {} rows in {:.1} s",
        HumanCount(inserted as u64),
        start.elapsed().as_secs_f64()
    );
    Ok(())
}

/// Shown on a terminal only.
fn progress_bar(rows: u64) -> Result<ProgressBar, Box<dyn Error>> {
    let style = "{bar:40} {human_pos} of {human_len} rows, {eta} left";
    Ok(ProgressBar::new(rows).with_style(ProgressStyle::with_template(style)?))
}

struct Arguments {
    rows: u32,
    batch: u64,
}

impl Arguments {
    fn parse() -> Result<Self, Box<dyn Error>> {
        let mut arguments = Arguments {
            rows: 1_000_000,
            batch: 1_000,
        };
        let mut words = std::env::args().skip(1);
        while let Some(name) = words.next() {
            let value = words.next().unwrap_or_default();
            let wrong = |error| format!("`{name} {value}`: {error}");
            match name.as_str() {
                "--rows" => arguments.rows = value.parse().map_err(wrong)?,
                "--batch" => arguments.batch = value.parse().map_err(wrong)?,
                _ => return Err(format!("there are `--rows` and `--batch`, not `{name}`").into()),
            }
        }
        if arguments.rows == 0 {
            return Err("`--rows 0`: there is nothing to purge then".into());
        }
        Ok(arguments)
    }
}

/// A temporary folder, removed in the end with all that is in it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> std::io::Result<Self> {
        let name = format!("diesel-scopes-retention-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path)?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("retention: {} is left: {error}", self.0.display());
        }
    }
}
