//! Prepared statements: each text once on a connection.

use diesel::query_builder::QueryId;
use diesel::sql_types::Text;
use diesel_scopes::Scope;

use super::backend::{Connection, Database};
use super::cases::prelude::*;

cases![
    statements_by_key_are_prepared_once,
    scoped_queries_are_prepared_once,
    changesets_are_prepared_once_for_each_text,
    run_time_scopes_are_prepared_once_for_each_text,
    outcomes_and_ids_are_prepared_once,
    static_ids,
    no_two_statements_share_a_static_id,
    alternating_statements_keep_apart,
];

/// The texts of this connection's prepared statements that begin so.
async fn prepared(conn: &mut Connection, beginning: &str) -> TestResult<Vec<String>> {
    #[derive(QueryableByName)]
    struct Prepared {
        #[diesel(sql_type = Text)]
        statement: String,
    }
    let rows: Vec<Prepared> = diesel::sql_query("SELECT statement FROM pg_prepared_statements")
        .load(conn)
        .await?;
    let texts = rows.into_iter().map(|row| row.statement);
    Ok(texts.filter(|text| text.starts_with(beginning)).collect())
}

async fn statements_by_key_are_prepared_once(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    for _ in 0..50 {
        let statement = soft_delete(posts::table.find(1)).shallow();
        assert_eq!(statement.execute(conn).await?, 1);
        let statement = restore(posts::table.find(1)).shallow();
        assert_eq!(statement.execute(conn).await?, 1);
        purge(attachments::table.find(1)).execute(conn).await?;
        soft_delete(communities::table.find(1))
            .marking(communities::removed)
            .execute(conn)
            .await?;
        soft_delete(invoices::table.filter(invoices::amount.gt(10_000)))
            .returning(invoices::id)
            .load::<i32>(conn)
            .await?;
    }
    for beginning in [
        r#"UPDATE "posts" SET "deleted_at" = $1"#,
        r#"UPDATE "posts" SET "deleted_at" = NULL"#,
        r#"DELETE FROM "attachments""#,
        r#"UPDATE "communities""#,
        r#"UPDATE "invoices""#,
    ] {
        let texts = prepared(conn, beginning).await?;
        assert_eq!(texts.len(), 1, "{texts:?}");
    }
    Ok(())
}

async fn scoped_queries_are_prepared_once(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    for _ in 0..50 {
        posts::table.active().find(1).first::<Post>(conn).await?;
        users::table
            .active()
            .left_join(posts::table.active())
            .load::<(User, Option<Post>)>(conn)
            .await?;
    }
    let texts = prepared(conn, r#"SELECT "posts""#).await?;
    assert_eq!(texts.len(), 1, "{texts:?}");
    let texts = prepared(conn, r#"SELECT "users""#).await?;
    assert_eq!(texts.len(), 1, "{texts:?}");
    Ok(())
}

async fn changesets_are_prepared_once_for_each_text(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    for round in 0..50 {
        let by = (round % 2 == 0).then_some(posts::deleted_by.eq(2));
        let statement = soft_delete(posts::table.find(1))
            .shallow()
            .set((posts::delete_reason.eq(format!("{round}")), by));
        assert_eq!(statement.execute(conn).await?, 1);
        let statement = restore(posts::table.find(1))
            .shallow()
            .set(posts::title.eq("ants"));
        assert_eq!(statement.execute(conn).await?, 1);
    }
    let texts = prepared(conn, r#"UPDATE "posts" SET "delete_reason" = $1"#).await?;
    assert_eq!(texts.len(), 2, "{texts:?}");
    let texts = prepared(conn, r#"UPDATE "posts" SET "title" = $1"#).await?;
    assert_eq!(texts.len(), 1, "{texts:?}");
    Ok(())
}

async fn run_time_scopes_are_prepared_once_for_each_text(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    for _ in 0..50 {
        for scope in Scope::ALL {
            let query = posts::table.in_scope(scope).select(posts::id);
            let expected = match scope {
                Scope::Active => 3,
                Scope::Deleted => 1,
                Scope::All => 4,
            };
            assert_eq!(ids!(query, conn).len(), expected, "{scope}");
        }
    }
    let texts = prepared(conn, r#"SELECT "posts""#).await?;
    assert_eq!(texts.len(), 3, "{texts:?}");
    Ok(())
}

async fn outcomes_and_ids_are_prepared_once(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    for round in 0..50 {
        soft_delete(posts::table.find(1))
            .shallow()
            .outcome(conn)
            .await?;
        // However many ids there are: they are one bind. From 1,001 on the statement is
        // not kept.
        for ids in [1..round, 1..1_500] {
            let statement = soft_delete(attachments::table).by_ids(ids);
            statement.execute(conn).await?;
        }
    }
    for (beginning, expected) in [
        (r#"UPDATE "posts""#, 1),
        ("SELECT COUNT(*) FROM (SELECT 1", 1),
        (r#"UPDATE "attachments""#, 1),
    ] {
        let texts = prepared(conn, beginning).await?;
        assert_eq!(texts.len(), expected, "{texts:?}");
    }
    Ok(())
}

fn has_static_id<T: QueryId>(_: &T) -> bool {
    T::HAS_STATIC_QUERY_ID
}

async fn static_ids(_: &mut Connection) -> TestResult {
    let row = || soft_delete(posts::table.find(1)).shallow();
    assert!(has_static_id(&row()));
    assert!(has_static_id(&row().at(day(1))));
    assert!(has_static_id(&row().at(diesel::dsl::now)));
    assert!(has_static_id(&row().returning((posts::id, posts::title))));
    assert!(has_static_id(&row().filter(posts::published.eq(true))));
    assert!(has_static_id(&restore(posts::table.find(1)).shallow()));
    let month = chrono::TimeDelta::days(30);
    assert!(has_static_id(
        &purge(posts::table).shallow().older_than(month)
    ));
    let query = users::table.active().left_join(posts::table.active());
    assert!(has_static_id(&query.select(users::id)));
    assert!(has_static_id(&posts::table.is_active()));

    assert!(!has_static_id(&row().set(posts::deleted_by.eq(1))));
    assert!(!has_static_id(&row().into_boxed::<Db>()));
    let query = posts::table.in_scope(Scope::All).select(posts::id);
    assert!(!has_static_id(&query));
    let query = users::table.left_join(posts::table.in_scope(Scope::All));
    assert!(!has_static_id(&query.select(users::id)));
    Ok(())
}

fn id<T: QueryId>(_: &T) -> std::any::TypeId {
    T::query_id().unwrap_or(std::any::TypeId::of::<()>())
}

async fn no_two_statements_share_a_static_id(_: &mut Connection) -> TestResult {
    let row = || soft_delete(posts::table.find(1)).shallow();
    let purged = || purge(communities::table);
    let month = chrono::TimeDelta::days(30);
    let ids = [
        id(&row()),
        id(&row().at(diesel::dsl::now)),
        id(&row().filter(posts::id.eq(1))),
        id(&row().filter(posts::author_id.eq(1))),
        id(&row().returning(posts::id)),
        id(&row().returning(posts::title)),
        id(&soft_delete(posts::table.filter(posts::id.gt(1))).shallow()),
        id(&restore(posts::table.find(1)).shallow()),
        id(&purge(posts::table.find(1)).shallow()),
        id(&purge(posts::table).shallow()),
        id(&purge(posts::table).shallow().older_than(month)),
        id(&purge(comments::table).shallow()),
        id(&purged()),
        id(&purged().marking(communities::removed)),
        id(&purged().marking(communities::deleted)),
        id(&soft_delete(communities::table)),
        id(&soft_delete(communities::table).marking(communities::removed)),
        id(&restore(communities::table).shallow()),
        id(&restore(communities::table)
            .shallow()
            .marking(communities::removed)),
        id(&posts::table.active().select(posts::id)),
        id(&posts::table.deleted().select(posts::id)),
        id(&posts::table.all_rows().select(posts::id)),
    ];
    let different: std::collections::HashSet<_> = ids.iter().collect();
    assert_eq!(different.len(), ids.len());
    Ok(())
}

async fn alternating_statements_keep_apart(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    for _ in 0..3 {
        let statement = soft_delete(communities::table.find(1));
        assert_eq!(statement.execute(conn).await?, 1);
        let statement = soft_delete(communities::table.find(1)).marking(communities::removed);
        assert_eq!(statement.execute(conn).await?, 1);
        let query = communities::table.active().select(communities::id);
        assert!(ids!(query, conn).is_empty());
        let statement = restore(communities::table.find(1)).shallow();
        assert_eq!(statement.execute(conn).await?, 1);
        let statement = restore(communities::table.find(1))
            .shallow()
            .marking(communities::removed);
        assert_eq!(statement.execute(conn).await?, 1);
        assert_eq!(ids!(query, conn), [1]);
    }
    Ok(())
}
