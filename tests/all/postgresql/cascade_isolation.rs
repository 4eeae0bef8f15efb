//! Locks at the isolation levels of PostgreSQL.

use std::time::Duration;

use diesel_scopes::CascadeError;
use tokio::time::sleep;

use super::backend::{Connection, Database};
use super::cases::prelude::*;

cases![;
    database:
    locking_is_refused_above_read_committed,
    locking_is_refused_by_the_default_of_the_session,
    an_insert_under_way_leaves_nothing_active,
    without_locks_every_level_will_do,
];

async fn without_invoices(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    diesel::delete(invoices::table.all_rows())
        .execute(conn)
        .await?;
    Ok(())
}

async fn locking_is_refused_above_read_committed(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    without_invoices(conn).await?;
    let delete = || soft_delete(users::table.find(1)).cascade().locking();
    let back = || restore(users::table.find(3)).cascade().locking();
    let gone = || purge(users::table.find(3)).cascade().locking();
    for _ in 0..2 {
        let mut strict = conn.build_transaction().repeatable_read();
        let result = strict.run(async |conn| delete().execute(conn).await).await;
        assert_eq!(result, Err(CascadeError::IsolationLevel));
        let mut strict = conn.build_transaction().repeatable_read();
        let result = strict.run(async |conn| back().execute(conn).await).await;
        assert_eq!(result, Err(CascadeError::IsolationLevel));
        let mut strict = conn.build_transaction().serializable();
        let result = strict.run(async |conn| gone().execute(conn).await).await;
        assert_eq!(result, Err(CascadeError::IsolationLevel));
    }
    // Nothing was done, and nothing stays of it.
    let active = users::table.active().order(users::id).select(users::id);
    assert_eq!(ids!(active, conn), [1, 2]);
    let mut strict = conn.build_transaction().repeatable_read();
    let active: i64 = strict
        .run(async |conn| {
            let refused = delete().execute(conn).await;
            assert_eq!(refused, Err(CascadeError::IsolationLevel));
            // The transaction can be gone on with.
            users::table.active().count().get_result(conn).await
        })
        .await?;
    assert_eq!(active, 2);
    let report = delete().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 2)]);
    Ok(())
}

async fn locking_is_refused_by_the_default_of_the_session(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    without_invoices(conn).await?;
    for level in ["repeatable read", "serializable"] {
        conn.batch_execute(&format!("SET default_transaction_isolation = '{level}'"))
            .await?;
        let delete = || soft_delete(users::table.find(1)).cascade();
        assert_eq!(
            delete().locking().execute(conn).await,
            Err(CascadeError::IsolationLevel)
        );
        assert_eq!(delete().preview(conn).await?.rows("users"), 1);
    }
    let active = users::table.active().order(users::id).select(users::id);
    assert_eq!(ids!(active, conn), [1, 2]);
    Ok(())
}

/// A post that is committed while the cascade is under way.
async fn an_insert_under_way_leaves_nothing_active(db: &Database) -> TestResult {
    let (inserting, deleting) = (&mut db.connect().await?, &mut db.connect().await?);
    without_invoices(inserting).await?;
    inserting
        .batch_execute("BEGIN; INSERT INTO posts (id, author_id, title) VALUES (9, 1, 'late')")
        .await?;
    let commit = async {
        sleep(Duration::from_millis(200)).await;
        inserting.batch_execute("COMMIT").await
    };
    let mut strict = deleting.build_transaction().repeatable_read();
    let cascade = strict.run(async |conn: &mut Connection| {
        soft_delete(users::table.find(1))
            .cascade()
            .locking()
            .execute(conn)
            .await
    });
    let (result, committed) = tokio::join!(cascade, commit);
    committed?;
    assert_eq!(result, Err(CascadeError::IsolationLevel));
    let active = users::table.active().order(users::id).select(users::id);
    assert_eq!(ids!(active, deleting), [1, 2]);
    Ok(())
}

async fn without_locks_every_level_will_do(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    without_invoices(conn).await?;
    for serializable in [false, true] {
        let strict = conn.build_transaction();
        let mut strict = if serializable {
            strict.serializable()
        } else {
            strict.repeatable_read()
        };
        let report = strict
            .run(async |conn: &mut Connection| {
                soft_delete(users::table.find(1))
                    .cascade()
                    .execute(conn)
                    .await?;
                restore(users::table.find(1)).cascade().execute(conn).await
            })
            .await?;
        assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 2)]);
    }
    Ok(())
}
