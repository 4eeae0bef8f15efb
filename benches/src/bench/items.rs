//! The table of the reads, the single writes and the bulk writes, and its rows.

use crate::Result;
use crate::database::{Backend, Database};

/// How many of the rows are deleted, in percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Share {
    None,
    One,
    Fifty,
    NinetyNine,
}

impl Share {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Share::None => "0 %",
            Share::One => "1 %",
            Share::Fifty => "50 %",
            Share::NinetyNine => "99 %",
        }
    }

    /// Evenly spread. Row 1, 101, 201, … is active in all of them.
    fn condition(self) -> &'static str {
        match self {
            Share::None => "1 = 0",
            Share::One => "n % 100 = 0",
            Share::Fifty => "n % 2 = 0",
            Share::NinetyNine => "n % 100 <> 1",
        }
    }
}

const COLUMNS: &str = "batch INTEGER NOT NULL, title VARCHAR(80) NOT NULL, \
     deleted BOOLEAN NOT NULL, deleted_at";

/// Makes the table, empty, in place of one that is there.
pub(crate) async fn create(database: &Database) -> Result<()> {
    let (before, after) = match database.backend {
        Backend::Postgresql => ("id INTEGER PRIMARY KEY", "TIMESTAMP"),
        Backend::Mariadb | Backend::Mysql => ("id INTEGER PRIMARY KEY", "DATETIME(6) NULL"),
        Backend::Sqlite => ("id INTEGER NOT NULL PRIMARY KEY", "TIMESTAMP"),
    };
    database
        .send(&format!(
            "DROP TABLE IF EXISTS items;
             CREATE TABLE items ({before}, {COLUMNS} {after});
             CREATE INDEX items_batch ON items (batch)"
        ))
        .await
}

/// Inserts batch 1, of the rows from 1 to `first`, and batch 2, of those after it.
pub(crate) async fn fill(database: &Database, first: u32, rows: u32, share: Share) -> Result<()> {
    let deleted = share.condition();
    database
        .send(&format!(
            "INSERT INTO items (id, batch, title, deleted, deleted_at) \
             SELECT n, CASE WHEN n <= {first} THEN 1 ELSE 2 END, CONCAT('What row ', n, ' is about'), \
             CASE WHEN {deleted} THEN TRUE ELSE FALSE END, \
             {} FROM {} WHERE n <= {rows} ORDER BY n",
            stamp(database.backend, deleted),
            numbers(),
        ))
        .await
}

/// Inserts so many rows, of which those that meet the condition are deleted.
pub(crate) async fn fill_where(database: &Database, rows: u32, deleted: &str) -> Result<()> {
    for from in (0..rows).step_by(NUMBERS) {
        database
            .send(&format!(
                "INSERT INTO items (id, batch, title, deleted, deleted_at) \
                 SELECT n, 1, CONCAT('What row ', n, ' is about'), FALSE, {} \
                 FROM (SELECT {from} + n AS n FROM {}) AS numbers WHERE n <= {rows} ORDER BY n",
                stamp(database.backend, deleted),
                numbers(),
            ))
            .await?;
    }
    Ok(())
}

fn stamp(backend: Backend, condition: &str) -> String {
    let stamp = match backend {
        Backend::Postgresql => "TIMESTAMP '2026-01-01 00:00:00'",
        _ => "'2026-01-01 00:00:00.000000'",
    };
    format!("CASE WHEN {condition} THEN {stamp} ELSE NULL END")
}

/// How many `numbers` are there.
const NUMBERS: usize = 2_000_000;

/// The numbers from 1 to 2,000,000, in the SQL of all of them.
pub(crate) fn numbers() -> String {
    let digits = "(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 \
         UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 \
         UNION ALL SELECT 8 UNION ALL SELECT 9)";
    format!(
        "(SELECT 1 + a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d + 100000 * g.d \
         + 1000000 * h.d AS n FROM {digits} a, {digits} b, {digits} c, {digits} e, {digits} f, \
         {digits} g, (SELECT 0 AS d UNION ALL SELECT 1) h) AS numbers"
    )
}
