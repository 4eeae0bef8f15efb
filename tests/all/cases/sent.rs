//! How many statements are sent, and which.

use super::prelude::*;

cases![
    one_statement_for_rows,
    nothing_for_a_refused_statement,
    a_second_statement_only_if_nothing_changed,
    a_statement_for_every_ten_thousand_ids,
    nothing_for_no_ids,
];

/// Without transactions, and with PostgreSQL's quotes and no numbers of binds.
fn statements(sent: &std::sync::mpsc::Receiver<String>) -> Vec<String> {
    let plain = |text: String| -> String {
        text.replace('`', "\"")
            .replace(|c: char| c.is_ascii_digit(), "")
            .replace('$', "?")
    };
    let transactions = ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"];
    sent.try_iter()
        .filter(|text| !transactions.iter().any(|word| text.starts_with(word)))
        .map(plain)
        .collect()
}

async fn one_statement_for_rows(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let sent = record(conn);
    soft_delete(attachments::table).execute(conn).await?;
    restore(attachments::table).execute(conn).await?;
    purge(attachments::table).execute(conn).await?;
    assert_eq!(
        statements(&sent),
        [
            r#"UPDATE "attachments" SET "deleted_at" = ? WHERE "attachments"."deleted_at" IS NULL"#,
            r#"UPDATE "attachments" SET "deleted_at" = NULL WHERE "attachments"."deleted_at" IS NOT NULL"#,
            r#"DELETE FROM "attachments" WHERE "attachments"."deleted_at" IS NOT NULL"#,
        ]
    );
    Ok(())
}

async fn nothing_for_a_refused_statement(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let sent = record(conn);
    let age = chrono::TimeDelta::days(-1);
    let refused = purge(attachments::table).older_than(age).execute(conn).await;
    statement_error(refused)?;
    let statement = soft_delete(attachments::table).set(attachments::deleted_at.eq(day(1)));
    statement_error(statement.execute(conn).await)?;
    let target = attachments::table.filter(diesel::dsl::sql::<diesel::sql_types::Bool>("a OR b"));
    statement_error(soft_delete(target).execute(conn).await)?;

    // A connection may note a statement before it builds its text.
    let sent = statements(&sent);
    assert!(sent.iter().all(|text| text == REFUSED), "{sent:?}");
    let count: i64 = attachments::table.count().get_result(conn).await?;
    assert_eq!(count, 3);
    Ok(())
}

async fn a_second_statement_only_if_nothing_changed(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let update = r#"UPDATE "posts" SET "deleted_at" = ? WHERE ("posts"."id" = ?) AND "posts"."deleted_at" IS NULL"#;
    let count = r#"SELECT COUNT(*) FROM (SELECT  FROM "posts" WHERE ("posts"."id" = ?) AND TRUE LIMIT ) AS "found""#;
    let sent = record(conn);
    let statement = || soft_delete(posts::table.find(1)).shallow();
    statement().outcome(conn).await?;
    assert_eq!(statements(&sent), [update]);
    statement().outcome(conn).await?;
    assert_eq!(statements(&sent), [update, count]);
    Ok(())
}

async fn a_statement_for_every_ten_thousand_ids(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    for (ids, expected) in [(1, 1), (10_000, 1), (10_001, 2), (25_000, 3)] {
        let sent = record(conn);
        soft_delete(communities::table)
            .by_ids(1..=ids)
            .execute(conn)
            .await?;
        assert_eq!(statements(&sent).len(), expected, "{ids} ids");
    }
    Ok(())
}

async fn nothing_for_no_ids(conn: &mut Connection) -> TestResult {
    let sent = record(conn);
    let none: [i32; 0] = [];
    let statement = soft_delete(communities::table).by_ids(none);
    assert_eq!(statement.execute(conn).await?, 0);
    assert_eq!(statements(&sent), [""; 0]);
    Ok(())
}
