//! How many statements are sent, and which.

use diesel::dsl::sql;
use diesel::sql_types::{Bool, Text};

use super::prelude::*;

cases![
    one_statement_for_rows,
    nothing_for_a_refused_statement,
    a_second_statement_only_if_nothing_changed,
    a_statement_for_each_part_of_the_ids,
    full_lists_of_ids_stay_prepared,
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
    restore(attachments::table).shallow().execute(conn).await?;
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
    let count = r#"SELECT COUNT(*) FROM (SELECT  FROM "posts" WHERE ("posts"."id" = ?) AND TRUE LIMIT ) AS "diesel_scopes.found""#;
    let sent = record(conn);
    let statement = || soft_delete(posts::table.find(1)).shallow();
    statement().outcome(conn).await?;
    assert_eq!(statements(&sent), [update]);
    statement().outcome(conn).await?;
    assert_eq!(statements(&sent), [update, count]);
    Ok(())
}

async fn a_statement_for_each_part_of_the_ids(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let part = ids_at_once();
    for (ids, lengths) in [
        (1, vec![1]),
        (part, vec![part]),
        (part + 1, vec![part, 1]),
        (2 * part + 7, vec![part, part, 7]),
    ] {
        let sent = record(conn);
        soft_delete(communities::table)
            .by_ids(1..=ids)
            .execute(conn)
            .await?;
        let expected = lengths.into_iter().map(|length| {
            let ids = if ids_are_an_array() {
                "= ANY(?)".to_owned()
            } else {
                format!("IN ({})", vec!["?"; length as usize].join(", "))
            };
            format!(
                r#"UPDATE "communities" SET "deleted" = TRUE WHERE ("communities"."id" {ids}) AND "communities"."deleted" = FALSE"#
            )
        });
        // Not `assert_eq!`, which would print thousands of placeholders.
        assert!(statements(&sent).into_iter().eq(expected), "{ids} ids");
    }
    Ok(())
}

async fn full_lists_of_ids_stay_prepared(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let (instrumentation, kept) = kept_updates();
    conn.set_instrumentation(instrumentation);
    // Those of one length share a statement that is kept.
    let lengths = if ids_are_an_array() {
        [(1_001, 0), (1, 1), (1_000, 0), (2_000_001, 0)]
    } else {
        [(1, 0), (1_999, 0), (6_001, 1), (2_000, 0)]
    };
    for (ids, expected) in lengths {
        let statement = soft_delete(communities::table).by_ids(1..=ids);
        statement.execute(conn).await?;
        assert_eq!(kept.try_iter().count(), expected, "{ids} ids");
    }
    // What Diesel does not keep for another reason is not kept for that of the ids.
    let ids = if ids_are_an_array() { 3 } else { 2_000 };
    let raw = || communities::table.filter(sql::<Bool>("(1 = 1)"));
    let statement = soft_delete(raw()).by_ids(1..=ids);
    statement.execute(conn).await?;
    let changes = communities::name.eq(sql::<Text>("'raw'"));
    let statement = soft_delete(communities::table).set(changes).by_ids(1..=ids);
    statement.execute(conn).await?;
    assert_eq!(kept.try_iter().count(), 0);
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
