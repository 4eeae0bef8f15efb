//! What is recorded, undone and purged in batches, as a guard hears it.

use diesel_scopes::journal::{self, entries};
use diesel_scopes::{expire, guard, mark, undo};

use super::cases::prelude::*;
use crate::journaled::*;

cases![the_journal_is_clean, batches_are_clean];

async fn the_journal_is_clean(conn: &mut Connection) -> TestResult {
    conn.batch_execute(super::cases::JOURNAL_ROWS).await?;
    let guard = guard::of(makers::table);
    conn.set_instrumentation(guard.instrumentation().on::<Db>());

    let deleted = soft_delete(makers::table.find(1))
        .cascade()
        .locking()
        .by("user:7")
        .execute(conn)
        .await?;
    let operation = deleted.operation().unwrap();
    undo(operation).preview(conn).await?;
    let undone = undo(operation).execute(conn).await?;
    assert_eq!(undone.total(), 7);
    let redone = undo(undone.operation().unwrap()).execute(conn).await?;
    assert_eq!(redone.total(), 7);
    // In vain.
    assert_eq!(
        undo(undone.operation().unwrap())
            .execute(conn)
            .await?
            .total(),
        0
    );
    restore(makers::table.find(1))
        .cascade()
        .execute(conn)
        .await?;
    mark(spots::barred, spots::table.find(1))
        .execute(conn)
        .await?;
    soft_delete(spots::table).by_ids([2]).execute(conn).await?;
    soft_delete(works::table.find(3))
        .cascade()
        .execute(conn)
        .await?;
    purge(works::table.find(3)).cascade().execute(conn).await?;
    let history = journal::history(works::table, 3).select(entries::what);
    assert_eq!(history.load::<String>(conn).await?.len(), 2);
    let soon = chrono::Utc::now() + chrono::TimeDelta::days(1);
    journal::forget_before(soon).execute(conn).await?;

    assert!(guard.statements() > 10);
    guard.assert_clean();
    Ok(())
}

async fn batches_are_clean(conn: &mut Connection) -> TestResult {
    conn.batch_execute(super::cases::JOURNAL_ROWS).await?;
    let guard = guard::of(makers::table);
    conn.set_instrumentation(guard.instrumentation().on::<Db>());
    soft_delete(makers::table).cascade().execute(conn).await?;
    let some = || {
        purge(makers::table)
            .older_than(chrono::TimeDelta::zero())
            .cascade()
    };
    some().in_batches(1).preview(conn).await?;
    let run = some().locking().in_batches(1).execute(conn).await?;
    assert_eq!(run.rows("makers"), 3, "{run}");
    let nothing = expire(makers::table).in_batches(1).execute(conn).await;
    assert!(nothing.is_err(), "there is nothing under `keep`");
    guard.assert_clean();
    Ok(())
}
