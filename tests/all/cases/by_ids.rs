//! Statements on many rows, by their ids.

use super::prelude::*;

cases![
    no_ids,
    one_id,
    duplicate_and_unknown_ids,
    more_ids_than_a_statement_has_binds,
    every_statement,
    beside_other_conditions,
    after_conditions_at_run_time,
    in_the_callers_transaction,
    a_failure_undoes_all_parts,
];

/// As many communities as there may be, without a generator of rows that all
/// backends have.
async fn many(conn: &mut Connection, count: i32) -> TestResult {
    let digits = (1..10).fold("SELECT 0 AS d".to_owned(), |sql, digit| {
        format!("{sql} UNION ALL SELECT {digit}")
    });
    let sql = format!(
        "INSERT INTO communities (id, name) SELECT n, 'many' FROM (
            SELECT a.d + 10 * b.d + 100 * c.d + 1000 * d.d + 10000 * e.d AS n
            FROM ({digits}) a, ({digits}) b, ({digits}) c, ({digits}) d, ({digits}) e
         ) numbers WHERE n BETWEEN 1 AND {count}"
    );
    Ok(conn.batch_execute(&sql).await?)
}

async fn active(conn: &mut Connection) -> TestResult<i64> {
    let query = communities::table.active().count();
    Ok(query.get_result(conn).await?)
}

async fn no_ids(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let none: [i32; 0] = [];
    let statement = soft_delete(communities::table).by_ids(none);
    assert_eq!(statement.execute(conn).await?, 0);
    assert_eq!(active(conn).await?, 1);
    Ok(())
}

async fn one_id(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let statement = soft_delete(posts::table).shallow().by_ids([3]);
    assert_eq!(statement.execute(conn).await?, 1);
    let query = posts::table.active().order(posts::id);
    assert_eq!(ids!(query.select(posts::id), conn), [1, 4]);
    Ok(())
}

async fn duplicate_and_unknown_ids(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    // 2 is deleted already.
    let ids = vec![4, 1, 1, 99, 2, 4];
    let statement = soft_delete(posts::table).shallow().by_ids(&ids);
    assert_eq!(statement.execute(conn).await?, 2);
    let query = posts::table.active().select(posts::id);
    assert_eq!(ids!(query, conn), [3]);
    Ok(())
}

async fn more_ids_than_a_statement_has_binds(conn: &mut Connection) -> TestResult {
    many(conn, 25_010).await?;
    let ids = (1..=25_000).chain([7, 30_000]);
    let statement = soft_delete(communities::table).by_ids(ids.clone());
    assert_eq!(statement.execute(conn).await?, 25_000);
    assert_eq!(active(conn).await?, 10);
    let again = soft_delete(communities::table).by_ids(ids);
    assert_eq!(again.execute(conn).await?, 0);
    Ok(())
}

async fn every_statement(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let statement = soft_delete(posts::table)
        .shallow()
        .set((posts::delete_reason.eq("bulk"), posts::deleted_by.eq(2)))
        .by_ids([1, 2, 3]);
    assert_eq!(statement.execute(conn).await?, 2);
    let bulk = posts::table.filter(posts::delete_reason.eq("bulk"));
    let stamps: Vec<Option<NaiveDateTime>> =
        bulk.select(posts::deleted_at).distinct().load(conn).await?;
    assert_eq!(stamps.len(), 1);

    let statement = restore(posts::table).shallow().by_ids([1, 4]);
    assert_eq!(statement.execute(conn).await?, 1);
    let statement = purge(communities::table)
        .marking(communities::removed)
        .by_ids([1, 2, 3]);
    assert_eq!(statement.execute(conn).await?, 1);
    let statement = purge(attachments::table)
        .older_than(chrono::TimeDelta::days(1))
        .by_ids(1..4_002);
    assert_eq!(statement.execute(conn).await?, 1);
    Ok(())
}

async fn beside_other_conditions(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let statement = soft_delete(posts::table.filter(posts::published.eq(true)))
        .shallow()
        .filter(posts::author_id.eq(3))
        .by_ids([1, 3, 4]);
    assert_eq!(statement.execute(conn).await?, 1);
    let query = posts::table.deleted().order(posts::id);
    assert_eq!(ids!(query.select(posts::id), conn), [2, 4]);
    Ok(())
}

async fn after_conditions_at_run_time(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let statement = soft_delete(posts::table).shallow().into_boxed();
    let statement = statement.filter(posts::author_id.eq(3));
    assert_eq!(statement.by_ids(1..=4_001).execute(conn).await?, 1);
    let query = posts::table.active().order(posts::id);
    assert_eq!(ids!(query.select(posts::id), conn), [1, 3]);
    Ok(())
}

async fn in_the_callers_transaction(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let rolled_back: QueryResult<()> = conn
        .transaction(async |conn| {
            let statement = soft_delete(posts::table).shallow().by_ids([1, 3]);
            assert_eq!(statement.execute(conn).await?, 2);
            Err(Error::RollbackTransaction)
        })
        .await;
    assert_eq!(rolled_back, Err(Error::RollbackTransaction));
    let query = posts::table.deleted().select(posts::id);
    assert_eq!(ids!(query, conn), [2]);
    Ok(())
}

async fn a_failure_undoes_all_parts(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    // The deleted user of the second part wants the name of a live one.
    let taken = ids_at_once() + 3;
    let user = User {
        id: taken,
        name: "ann".to_owned(),
        deleted_at: Some(back_then()),
    };
    diesel::insert_into(users::table)
        .values(&user)
        .execute(conn)
        .await?;

    let outcome: QueryResult<()> = conn
        .transaction(async |conn| {
            soft_delete(posts::table.find(1))
                .shallow()
                .execute(conn)
                .await?;
            let statement = restore(users::table).shallow().by_ids(3..=taken);
            let failed = statement.execute(conn).await;
            assert!(
                matches!(
                    failed,
                    Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _))
                ),
                "{failed:?}"
            );
            // What the caller did before still stands, and the connection works.
            let query = posts::table.deleted().order(posts::id);
            assert_eq!(query.select(posts::id).load::<i32>(conn).await?, [1, 2]);
            Ok(())
        })
        .await;
    outcome?;
    let query = users::table.deleted().order(users::id);
    assert_eq!(ids!(query.select(users::id), conn), [3, taken]);
    Ok(())
}
