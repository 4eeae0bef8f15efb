//! Cascades inside of a transaction that has read before.

use diesel_scopes::CascadeError;

use super::backend::Database;
use super::cases::prelude::*;

cases![;
    database:
    restrict_sees_what_was_committed_since,
    a_purge_sees_what_was_committed_since,
    a_restore_sees_what_was_committed_since,
];

async fn restrict_sees_what_was_committed_since(db: &Database) -> TestResult {
    let (one, other) = (&mut db.connect().await?, &mut db.connect().await?);
    blog(one).await?;
    diesel::delete(invoices::table.all_rows())
        .execute(one)
        .await?;
    let result = one
        .transaction(async |conn| {
            let before: i64 = invoices::table.active().count().get_result(conn).await?;
            assert_eq!(before, 0);
            let inserted = diesel::insert_into(invoices::table)
                .values(Invoice {
                    id: 9,
                    customer_id: 1,
                    amount: 5,
                    voided: false,
                })
                .execute(other)
                .await?;
            assert_eq!(inserted, 1);
            soft_delete(users::table.find(1))
                .cascade()
                .execute(conn)
                .await
        })
        .await;
    assert_eq!(
        refused!(result),
        "cannot delete: active rows depend on the rows: invoices (1)"
    );
    let active = users::table.active().order(users::id).select(users::id);
    assert_eq!(ids!(active, one), [1, 2]);
    Ok(())
}

async fn a_purge_sees_what_was_committed_since(db: &Database) -> TestResult {
    let (one, other) = (&mut db.connect().await?, &mut db.connect().await?);
    blog(one).await?;
    diesel::delete(comments::table.all_rows().find(3))
        .execute(one)
        .await?;
    let result = one
        .transaction(async |conn| {
            let before: i64 = comments::table.active().count().get_result(conn).await?;
            assert_eq!(before, 2);
            other
                .batch_execute(
                    "INSERT INTO comments (id, post_id, author_id, body) VALUES (9, 2, 2, 'late')",
                )
                .await?;
            purge(posts::table.find(2)).cascade().execute(conn).await
        })
        .await;
    assert_eq!(
        refused!(result),
        "cannot purge: rows that stay refer to the rows: comments (1)"
    );
    Ok(())
}

async fn a_restore_sees_what_was_committed_since(db: &Database) -> TestResult {
    let (one, other) = (&mut db.connect().await?, &mut db.connect().await?);
    blog(one).await?;
    diesel::delete(invoices::table.all_rows())
        .execute(one)
        .await?;
    let result = one
        .transaction(async |conn| {
            let before: i64 = users::table.active().count().get_result(conn).await?;
            assert_eq!(before, 2);
            soft_delete(users::table.find(1))
                .cascade()
                .execute(other)
                .await?;
            restore(posts::table.find(2)).cascade().execute(conn).await
        })
        .await;
    let Err(CascadeError::ParentDeleted(parents)) = result else {
        return Err(format!("{result:?}").into());
    };
    assert_eq!((parents[0].table, parents[0].rows), ("users", 1));
    Ok(())
}
