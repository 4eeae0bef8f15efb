use diesel_async::AsyncMigrationHarness;
use diesel_migrations::MigrationHarness;
use diesel_scopes::journal;

use super::super::backend::MIGRATIONS;
use super::prelude::*;

cases![the_tables_are_empty; database: can_be_reverted_and_repeated];

async fn the_tables_are_empty(conn: &mut Connection) -> TestResult {
    let users: i64 = users::table.count().get_result(conn).await?;
    let communities: i64 = communities::table.count().get_result(conn).await?;
    assert_eq!((users, communities), (0, 0));
    Ok(())
}

async fn can_be_reverted_and_repeated(db: &Database) -> TestResult {
    let mut harness = AsyncMigrationHarness::new(db.connect().await?);
    // To revert some, the harness has to know all that have run.
    harness.revert_all_migrations(journal::migrations().and(MIGRATIONS))?;
    assert!(harness.applied_migrations()?.is_empty());
    harness.run_pending_migrations(MIGRATIONS)?;
    harness.run_pending_migrations(journal::migrations())?;

    let mut conn = harness.into_inner();
    blog(&mut conn).await?;
    let users: i64 = users::table.count().get_result(&mut conn).await?;
    assert_eq!(users, 3);
    Ok(())
}
