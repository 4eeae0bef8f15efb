//! Brings a database to where the tour begins, however often it ran there.

use diesel::migration::{Migration, MigrationSource};
use diesel_async::{AsyncConnection, AsyncMigrationHarness};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness};

use crate::{Error, Result};

const TABLES: [&str; 6] = [
    "attachments",
    "comments",
    "communities",
    "invoices",
    "posts",
    "users",
];
const APPLIED: &str = "__diesel_schema_migrations";

/// Refuses a database that holds anything but what an earlier tour left there.
pub fn refuse_foreign(found: &[String]) -> Result<()> {
    let known = |table: &&String| TABLES.contains(&table.as_str()) || *table == APPLIED;
    // Without a record of migrations the tables are someone else's.
    let ours = found.iter().any(|table| table == APPLIED);
    let foreign: Vec<&str> = found
        .iter()
        .filter(|table| !ours || !known(table))
        .map(String::as_str)
        .take(5)
        .collect();
    if foreign.is_empty() {
        return Ok(());
    }
    Err(format!(
        "the database of DATABASE_URL is in use (it has {}); the tour drops its own tables and needs \
         an empty database",
        foreign.join(", ")
    )
    .into())
}

/// Reverts the migrations of an earlier tour and runs them again.
pub fn start_over<C>(conn: C, migrations: EmbeddedMigrations) -> Result<C>
where
    C: AsyncConnection,
    AsyncMigrationHarness<C>: MigrationHarness<C::Backend>,
    EmbeddedMigrations: MigrationSource<C::Backend>,
{
    let mut harness = AsyncMigrationHarness::new(conn);
    let migrations: Vec<Box<dyn Migration<C::Backend>>> = migrations.migrations()?;
    // The newest comes first.
    for version in harness.applied_migrations()? {
        let Some(own) = migrations
            .iter()
            .find(|migration| migration.name().version() == version)
        else {
            return Err(Error::from(format!(
                "the database of DATABASE_URL is in use (it has the migration {version}); the \
                 tour drops its own tables and needs an empty database"
            )));
        };
        harness.revert_migration(own)?;
    }
    for migration in &migrations {
        harness.run_migration(migration)?;
    }
    Ok(harness.into_inner())
}
