//! What a cascade says that MySQL ended in favour of another transaction.

use std::time::Duration;

use diesel_scopes::CascadeError;
use tokio::time::sleep;

use super::backend::Database;
use super::cases::prelude::*;

cases![; database: inside_of_a_transaction];

/// MySQL undoes the whole transaction then, with the savepoint of the cascade.
/// The error is still the deadlock, not the savepoint that is missing.
async fn inside_of_a_transaction(db: &Database) -> TestResult {
    let (one, other) = (&mut db.connect().await?, &mut db.connect().await?);
    blog(one).await?;
    diesel::delete(invoices::table.all_rows())
        .execute(one)
        .await?;
    // The one that changed more goes on.
    other
        .batch_execute(
            "BEGIN; UPDATE comments SET body = 'x'; UPDATE users SET name = 'b' WHERE id = 2",
        )
        .await?;
    let cascading = one.transaction(async |conn| {
        diesel::update(users::table.find(1))
            .set(users::name.eq("a"))
            .execute(conn)
            .await?;
        soft_delete(users::table.find(2))
            .cascade()
            .execute(conn)
            .await
    });
    let closing = async {
        sleep(Duration::from_millis(300)).await;
        let update = "UPDATE users SET name = 'c' WHERE id = 1; COMMIT";
        other.batch_execute(update).await
    };
    let (result, closed) = tokio::join!(cascading, closing);
    closed?;
    let Err(CascadeError::Database(error)) = result else {
        return Err(format!("{result:?}").into());
    };
    assert!(error.to_string().starts_with("Deadlock found"), "{error:?}");
    // The connection can be used on.
    let report = soft_delete(users::table.find(2))
        .cascade()
        .execute(one)
        .await?;
    assert_eq!(report.rows("users"), 1);
    Ok(())
}
