//! What the declaration keeps for a time, what the journal is told, and what is refused.

use chrono::TimeDelta;
use diesel_scopes::{CascadeError, PurgeRun, expire};

use super::prelude::*;
use super::retention::*;

cases![;
    database:
    what_is_kept_for_a_time_expires,
    each_batch_is_an_operation,
    what_is_wrong_does_nothing,
];

async fn what_is_kept_for_a_time_expires(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    let now = chrono::Utc::now().naive_utc();
    let days = |days: i64| {
        format!(
            "'{}'",
            (now - TimeDelta::days(days)).format("%Y-%m-%d %H:%M:%S")
        )
    };
    let (ten, forty, two) = (days(10), days(40), days(2));
    conn.batch_execute(&format!(
        "INSERT INTO owners (id, deleted_at) VALUES (1, {ten}), (2, {forty}), (3, NULL), (4, {forty});
         INSERT INTO items (id, owner_id, deleted_at, on_hold) VALUES (1, 1, {ten}, NULL), \
             (2, 1, {two}, NULL), (3, 2, {two}, FALSE), (4, 3, {ten}, TRUE), (5, 4, {forty}, TRUE);
         INSERT INTO parts (id, item_id, deleted_at) VALUES (1, 1, {ten}), (2, 3, {ten}), (3, 4, {ten});
         INSERT INTO stickers (id, item_id) VALUES (1, 1), (2, 2)"
    ))
    .await?;
    let looked = expire(owners::table).in_batches(10).preview(conn).await?;
    let run = expire(owners::table).in_batches(10).execute(conn).await?;
    assert_eq!(
        ids!(owners::table.order(owners::id).select(owners::id), conn),
        [1, 3, 4]
    );
    assert_eq!(
        ids!(items::table.order(items::id).select(items::id), conn),
        [2, 4, 5]
    );
    assert_eq!(
        (
            run.rows("owners"),
            run.rows("items"),
            run.rows("parts"),
            run.rows("stickers")
        ),
        (1, 2, 2, 1)
    );
    // Items 4 and 5 are held, and owner 4 by the second.
    assert_eq!(run.held().roots, 3);
    assert!(run.oldest_due().is_some());
    assert_eq!(looked.report().total(), run.report().total());
    // Any table of the declaration stands for it.
    let run = expire(parts::table).in_batches(10).execute(conn).await?;
    assert_eq!((run.report().total(), run.held().roots), (0, 3));
    Ok(())
}

async fn each_batch_is_an_operation(db: &Database) -> TestResult {
    use crate::journaled::{makers, works};
    use diesel_scopes::journal::{entries, operations};

    let mut conn = db.connect().await?;
    let conn = &mut conn;
    insert(conn, "makers (id, deleted_at)", 1..=7, |n| {
        format!("{n}, {LONG_AGO}")
    })
    .await?;
    insert(conn, "works (id, maker_id, deleted_at)", 1..=14, |n| {
        format!("{n}, {}, {LONG_AGO}", (n + 1) / 2)
    })
    .await?;
    let run = purge(makers::table)
        .older_than(TimeDelta::days(30))
        .cascade()
        .by("cron")
        .because("old")
        .in_batches(3)
        .execute(conn)
        .await?;
    assert_eq!(
        (run.rows("makers"), run.rows("works"), run.batches()),
        (7, 14, 3)
    );
    let told: Vec<(String, Option<String>, Option<String>, i64)> = operations::table
        .order(operations::id)
        .select((
            operations::verb,
            operations::actor,
            operations::reason,
            operations::row_count,
        ))
        .load(conn)
        .await?;
    let of = |rows| {
        (
            "purge".to_owned(),
            Some("cron".to_owned()),
            Some("old".to_owned()),
            rows,
        )
    };
    assert_eq!(told, [of(9), of(9), of(3)]);
    assert_eq!(entries::table.count().get_result::<i64>(conn).await?, 21);
    assert_eq!(works::table.count().get_result::<i64>(conn).await?, 0);
    Ok(())
}

async fn what_is_wrong_does_nothing(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    tables(conn).await?;
    owners(conn, 5).await?;
    let error = |result: Result<PurgeRun, CascadeError>| match result {
        Err(CascadeError::Database(error)) => statement_error::<()>(Err(error)),
        other => Err(format!("not refused: {other:?}").into()),
    };
    let none = due!().in_batches(0).execute(conn).await;
    assert_eq!(error(none)?, StatementError::EmptyBatch);
    let none = expire(owners::table).in_batches(0).execute(conn).await;
    assert_eq!(error(none)?, StatementError::EmptyBatch);
    let none = due!().in_batches(0).preview(conn).await;
    assert_eq!(error(none)?, StatementError::EmptyBatch);
    let age = TimeDelta::days(-1);
    let negative = purge(owners::table)
        .older_than(age)
        .cascade()
        .in_batches(5)
        .execute(conn)
        .await;
    assert_eq!(error(negative)?, StatementError::NegativeAge { age });
    let age = TimeDelta::MAX;
    let absurd = purge(owners::table)
        .older_than(age)
        .shallow()
        .in_batches(5)
        .execute(conn)
        .await;
    assert_eq!(error(absurd)?, StatementError::AgeOutOfRange { age });
    let nothing = expire(communities::table).in_batches(5).execute(conn).await;
    assert_eq!(error(nothing)?, StatementError::NothingExpires);
    assert_eq!(counts(conn).await?, [5, 10, 20, 10]);
    Ok(())
}
