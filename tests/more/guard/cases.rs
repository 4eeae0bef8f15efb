//! A guard on real connections.

use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::pooled_connection::bb8::Pool;
use diesel_scopes::guard::{self, Finding, Guard, Reason};
use diesel_scopes::{Scope, mark_as, marked};

use super::cases::prelude::*;

cases![
    what_this_crate_sends_is_clean,
    cascades_are_clean,
    what_looks_past_is_found,
    writes_by_hand_are_found,
    raw_sql_is_read,
    all_rows_are_meant_where_they_are_named,
    what_is_meant_is_allowed;
    database:
    every_connection_is_heard,
    pooled_connections_are_heard,
    what_is_said_of_all_rows_changes_no_plan,
    the_locks_of_cascades_are_clean,
];

/// A guard that hears this connection alone.
async fn guarded(conn: &mut Connection) -> TestResult<Guard> {
    blog(conn).await?;
    let guard = guard::of(users::table);
    conn.set_instrumentation(guard.instrumentation().on::<Db>());
    Ok(guard)
}

/// What was found, in short, and forgets it.
fn taken(guard: &Guard) -> Vec<(Reason, &'static str, u64)> {
    let findings = guard.findings();
    guard.clear();
    let short = |it: &Finding| (it.reason(), it.table().unwrap_or_default(), it.count());
    findings.iter().map(short).collect()
}

async fn what_this_crate_sends_is_clean(conn: &mut Connection) -> TestResult {
    let guard = guarded(conn).await?;
    let parents = diesel::alias!(comments as parents);
    let parent = parents.field(comments::id).nullable();
    for scope in Scope::ALL {
        ids!(posts::table.in_scope(scope).select(posts::id), conn);
        ids!(
            posts::table
                .filter(posts::table.is_in(scope))
                .select(posts::id),
            conn
        );
        let both = (users::table, communities::table).is_in(scope);
        let on = communities::id.eq(users::id);
        ids!(
            users::table
                .inner_join(communities::table.on(on))
                .filter(both)
                .select(users::id),
            conn
        );
    }
    ids!(posts::table.active().select(posts::id), conn);
    ids!(communities::table.deleted().select(communities::id), conn);
    ids!(
        communities::table
            .filter(marked(communities::removed))
            .select(communities::id),
        conn
    );
    ids!(
        users::table
            .active()
            .left_join(posts::table.active())
            .select(users::id),
        conn
    );
    let not_there = communities::table.is_not_deleted();
    let on = communities::id.eq(users::id);
    let outer = users::table.active().left_join(communities::table.on(on));
    ids!(outer.filter(not_there).select(users::id), conn);
    let replies = comments::table
        .active()
        .left_join(parents.active().on(comments::parent_id.eq(parent)));
    ids!(replies.select(comments::id), conn);
    let authors = posts::table.active().select(posts::author_id);
    ids!(
        users::table
            .active()
            .filter(users::id.eq_any(authors))
            .select(users::id),
        conn
    );

    let one = || attachments::table.find(1);
    soft_delete(one()).execute(conn).await?;
    soft_delete(one()).outcome(conn).await?;
    restore(one()).shallow().outcome(conn).await?;
    restore(one()).shallow().outcome(conn).await?;
    purge(one()).outcome(conn).await?;
    soft_delete(attachments::table)
        .by_ids([1, 2, 3])
        .execute(conn)
        .await?;
    soft_delete(posts::table.find(1))
        .shallow()
        .set(posts::delete_reason.eq("spam"))
        .execute(conn)
        .await?;
    soft_delete(communities::table.find(1))
        .marking(communities::removed)
        .execute(conn)
        .await?;
    restore(communities::table.find(1))
        .shallow()
        .marking(communities::removed)
        .execute(conn)
        .await?;
    purge(communities::table.find(2)).execute(conn).await?;
    for flag in [true, false] {
        diesel::update(posts::table.find(1))
            .set(mark_as(posts::deleted_at, flag))
            .execute(conn)
            .await?;
        let set = (
            mark_as(communities::removed, flag),
            communities::name.eq("a"),
        );
        diesel::update(communities::table.find(1))
            .set(set)
            .execute(conn)
            .await?;
    }
    diesel::update(posts::table.active())
        .set(posts::title.eq("new"))
        .execute(conn)
        .await?;
    let community = Community {
        id: 1,
        name: "again".to_owned(),
        deleted: false,
        removed: false,
    };
    let again = (communities::table.restored(), communities::name.eq("again"));
    insert_or_set!(conn, communities, communities::id, &community, again);

    guard.assert_clean();
    assert!(guard.statements() > 35, "{}", guard.statements());
    Ok(())
}

async fn cascades_are_clean(conn: &mut Connection) -> TestResult {
    let guard = guarded(conn).await?;
    let one = || users::table.find(1);
    soft_delete(posts::table.find(1))
        .cascade()
        .preview(conn)
        .await?;
    diesel::delete(invoices::table.filter(invoices::voided.eq(true)))
        .execute(conn)
        .await?;
    diesel::update(invoices::table.active())
        .set(invoices::customer_id.eq(3))
        .execute(conn)
        .await?;
    soft_delete(one()).cascade().execute(conn).await?;
    soft_delete(one()).cascade().execute(conn).await?;
    restore(one()).cascade().preview(conn).await?;
    restore(one()).cascade().execute(conn).await?;
    restore(comments::table.find(2))
        .cascade()
        .with_parents()
        .execute(conn)
        .await?;
    soft_delete(one()).cascade().execute(conn).await?;
    purge(one()).cascade().preview(conn).await.ok();
    purge(one()).cascade().execute(conn).await.ok();
    soft_delete(users::table.find(99))
        .cascade()
        .execute(conn)
        .await?;
    guard.assert_clean();
    assert!(guard.statements() > 9, "{}", guard.statements());
    Ok(())
}

async fn the_locks_of_cascades_are_clean(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    let guard = guarded(conn).await?;
    let one = || users::table.find(2);
    diesel::delete(invoices::table.all_rows())
        .execute(conn)
        .await?;
    soft_delete(one()).cascade().locking().execute(conn).await?;
    restore(one()).cascade().locking().execute(conn).await?;
    soft_delete(one()).cascade().locking().execute(conn).await?;
    purge(one()).cascade().locking().execute(conn).await.ok();
    guard.assert_clean();
    assert!(guard.statements() > 4, "{}", guard.statements());
    Ok(())
}

async fn what_looks_past_is_found(conn: &mut Connection) -> TestResult {
    let guard = guarded(conn).await?;
    for _ in 0..3 {
        ids!(
            posts::table
                .filter(posts::author_id.eq(1))
                .select(posts::id),
            conn
        );
    }
    assert_eq!(taken(&guard), [(Reason::Reads, "posts", 3)]);

    // `active().filter(a).or_filter(b)` reads `(active AND a) OR b`.
    let query = posts::table.active().filter(posts::id.eq(1));
    ids!(query.or_filter(posts::id.eq(2)).select(posts::id), conn);
    assert_eq!(taken(&guard), [(Reason::Reads, "posts", 1)]);

    ids!(
        users::table
            .inner_join(posts::table.active())
            .select(users::id),
        conn
    );
    assert_eq!(taken(&guard), [(Reason::Reads, "users", 1)]);

    let p2 = diesel::alias!(posts as p2);
    let on = p2.field(posts::author_id).eq(posts::author_id);
    ids!(
        posts::table
            .active()
            .inner_join(p2.on(on))
            .select(posts::id),
        conn
    );
    assert_eq!(guard.findings()[0].alias(), Some("p2"));
    assert_eq!(taken(&guard), [(Reason::Reads, "posts", 1)]);

    let authors = posts::table.select(posts::author_id);
    ids!(
        users::table
            .active()
            .filter(users::id.eq_any(authors))
            .select(users::id),
        conn
    );
    assert_eq!(taken(&guard), [(Reason::Reads, "posts", 1)]);

    // A bind chooses one of the flags, and says nothing of the other.
    ids!(
        communities::table
            .filter(communities::deleted.eq(false))
            .select(communities::id),
        conn
    );
    assert_eq!(guard.findings()[0].missing(), ["removed"]);
    assert_eq!(taken(&guard), [(Reason::Partly, "communities", 1)]);
    Ok(())
}

async fn writes_by_hand_are_found(conn: &mut Connection) -> TestResult {
    let guard = guarded(conn).await?;
    diesel::update(posts::table.find(1))
        .set(posts::title.eq("new"))
        .execute(conn)
        .await?;
    assert_eq!(taken(&guard), [(Reason::Updates, "posts", 1)]);

    diesel::update(posts::table.find(2))
        .set(posts::deleted_at.eq(back_then()))
        .execute(conn)
        .await?;
    assert_eq!(guard.findings()[0].missing(), ["deleted_at"]);
    assert_eq!(taken(&guard), [(Reason::Stamps, "posts", 1)]);

    diesel::delete(attachments::table.find(1))
        .execute(conn)
        .await?;
    diesel::delete(attachments::table.active())
        .execute(conn)
        .await?;
    let twice = [(Reason::Deletes, "attachments", 1); 2];
    assert_eq!(taken(&guard), twice);

    let community = Community {
        id: 2,
        name: "new".to_owned(),
        deleted: false,
        removed: false,
    };
    insert_or_set!(
        conn,
        communities,
        communities::id,
        &community,
        communities::name.eq("new")
    );
    assert_eq!(taken(&guard), [(Reason::Upserts, "communities", 1)]);
    Ok(())
}

async fn raw_sql_is_read(conn: &mut Connection) -> TestResult {
    let guard = guarded(conn).await?;
    diesel::sql_query("SELECT id FROM posts WHERE title = 'secret'")
        .execute(conn)
        .await?;
    let found = guard.findings();
    assert_eq!(found[0].sql(), "SELECT id FROM posts WHERE title = ?");
    assert_eq!(taken(&guard), [(Reason::Reads, "posts", 1)]);

    let sql = "SELECT id FROM posts WHERE deleted_at IS NULL AND id = ";
    let bind = if ids_are_an_array() { "$1" } else { "?" };
    let query = diesel::sql_query(format!("{sql}{bind}"));
    query
        .bind::<diesel::sql_types::Integer, _>(1)
        .execute(conn)
        .await?;
    assert_eq!(taken(&guard), []);

    conn.batch_execute("UPDATE posts SET title = 'x' WHERE id = 1; SELECT id FROM users")
        .await
        .ok();
    assert_eq!(
        taken(&guard),
        [(Reason::Updates, "posts", 1), (Reason::Reads, "users", 1)]
    );
    Ok(())
}

async fn all_rows_are_meant_where_they_are_named(conn: &mut Connection) -> TestResult {
    let guard = guarded(conn).await?;
    let p2 = diesel::alias!(posts as p2);
    let all = posts::table.all_rows();
    assert_eq!(
        ids!(all.order(posts::id).select(posts::id), conn),
        [1, 2, 3, 4]
    );
    ids!(all.filter(posts::id.gt(2)).select(posts::id), conn);
    ids!(all.find(2).select(posts::id), conn);
    let joined = users::table
        .all_rows()
        .left_join(posts::table.all_rows())
        .order(posts::id.assume_not_null());
    let found = ids!(joined.select(posts::id.assume_not_null()), conn);
    assert_eq!(found, [1, 2, 3, 4]);
    let on = p2.field(posts::id).eq(posts::id);
    ids!(all.inner_join(p2.all_rows().on(on)).select(posts::id), conn);
    ids!(p2.all_rows().select(p2.field(posts::id)), conn);
    let authors = all.select(posts::author_id);
    ids!(
        users::table
            .active()
            .filter(users::id.eq_any(authors))
            .select(users::id),
        conn
    );
    let boxed = all.select(posts::id).into_boxed::<Db>();
    ids!(
        boxed.filter(posts::id.eq(1)).or_filter(posts::id.eq(2)),
        conn
    );
    diesel::update(all)
        .set(posts::title.eq("x"))
        .execute(conn)
        .await?;
    let total: i64 = communities::table
        .all_rows()
        .count()
        .get_result(conn)
        .await?;
    assert_eq!(total, 4);
    diesel::delete(attachments::table.all_rows().find(1))
        .execute(conn)
        .await?;
    guard.assert_clean();

    // Of the one and not of the other.
    ids!(all.inner_join(p2.on(on)).select(posts::id), conn);
    assert_eq!(taken(&guard), [(Reason::Reads, "posts", 1)]);
    Ok(())
}

async fn what_is_meant_is_allowed(conn: &mut Connection) -> TestResult {
    let guard = guarded(conn).await?;
    ids!(posts::table.select(posts::id), conn);
    ids!(users::table.select(users::id), conn);
    diesel::delete(attachments::table.find(1))
        .execute(conn)
        .await?;
    diesel::sql_query("SELECT 1 FROM comments")
        .execute(conn)
        .await?;
    let found = guard.findings();
    assert_eq!(found.len(), 4);
    let number = found[1].fingerprint();
    guard.allow(guard::on(posts::table));
    assert_eq!(guard.findings().len(), 3);
    guard.allow(guard::fingerprint(number));
    assert_eq!(guard.findings().len(), 2);
    guard.allow(guard::sql("SELECT ? FROM"));
    assert_eq!(guard.findings().len(), 1);
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| guard.assert_clean()));
    let message = panic.unwrap_err().downcast::<String>().unwrap();
    assert!(
        message.contains("error: rows of `attachments` are removed for good"),
        "{message}"
    );
    guard.allow(|it| it.reason() == Reason::Deletes && it.table() == Some("attachments"));
    guard.assert_clean();
    Ok(())
}

/// The tests of other backends are heard, too.
fn called(guard: &Guard, alias: &str) -> Vec<(Reason, u64)> {
    let findings = guard.findings().into_iter();
    let findings = findings.filter(|it| it.alias() == Some(alias));
    findings.map(|it| (it.reason(), it.count())).collect()
}

async fn every_connection_is_heard(db: &Database) -> TestResult {
    let alias = format!("heard_{:?}", std::any::TypeId::of::<Database>()).to_lowercase();
    let alias: String = alias
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    let sql = format!("SELECT {alias}.id FROM posts AS {alias}");
    // A connection that was there before has an instrumentation of its own, or none.
    let before = &mut db.connect().await?;
    before.set_instrumentation(|_: diesel::connection::InstrumentationEvent<'_>| {});
    let guard = guard::install(users::table);
    let other = guard::install(posts::table);
    diesel::sql_query(&sql).execute(before).await?;
    assert_eq!(called(&guard, &alias), []);
    for _ in 0..2 {
        let conn = &mut db.connect().await?;
        diesel::sql_query(&sql).execute(conn).await?;
    }
    assert_eq!(called(&guard, &alias), [(Reason::Reads, 2)]);
    before.set_instrumentation(guard.instrumentation());
    diesel::sql_query(&sql).execute(before).await?;
    assert_eq!(called(&guard, &alias), [(Reason::Reads, 3)]);
    assert_eq!(called(&other, &alias), [(Reason::Reads, 2)]);
    drop(guard);
    let conn = &mut db.connect().await?;
    diesel::sql_query(&sql).execute(conn).await?;
    assert_eq!(called(&other, &alias), [(Reason::Reads, 3)]);
    Ok(())
}

async fn pooled_connections_are_heard(db: &Database) -> TestResult {
    let guard = guard::install(users::table);
    let manager = AsyncDieselConnectionManager::<Connection>::new(db.url());
    let pool = Pool::builder().max_size(2).build(manager).await?;
    let mut tasks = Vec::new();
    for _ in 0..4 {
        let pool = pool.clone();
        tasks.push(tokio::spawn(async move {
            let conn = &mut pool.get().await.unwrap();
            let sql = "SELECT pooled.id FROM posts AS pooled";
            diesel::sql_query(sql).execute(conn).await.unwrap();
            let scoped = posts::table.active().select(posts::id);
            scoped.load::<i32>(conn).await.unwrap();
        }));
    }
    for task in tasks {
        task.await?;
    }
    let found = called(&guard, "pooled");
    assert_eq!(found.len(), 1);
    assert!(found[0].1 >= 4, "{found:?}");
    Ok(())
}

/// The plan of a query, as its database shows it.
async fn plan(
    conn: &mut Connection,
    query: &impl diesel::query_builder::QueryFragment<Db>,
) -> TestResult<String> {
    #[derive(QueryableByName)]
    struct Postgresql {
        #[diesel(sql_type = diesel::sql_types::Text, column_name = "QUERY PLAN")]
        line: String,
    }
    #[derive(QueryableByName)]
    struct Mysql {
        #[diesel(sql_type = diesel::sql_types::Text, column_name = "EXPLAIN")]
        line: String,
    }
    #[derive(QueryableByName)]
    struct Sqlite {
        #[diesel(sql_type = diesel::sql_types::Text, column_name = "detail")]
        line: String,
    }
    macro_rules! lines {
        ($row:ident, $explain:literal) => {{
            let text = diesel::debug_query::<Db, _>(query).to_string();
            let text = text.split(" -- binds").next().unwrap_or_default();
            let sql = format!("{} {text}", $explain);
            let lines: Vec<$row> = diesel::sql_query(sql).load(conn).await?;
            let text: Vec<_> = lines.into_iter().map(|row| row.line).collect();
            text.join("\n")
        }};
    }
    Ok(match Database::NAME {
        "postgresql" => lines!(Postgresql, "EXPLAIN (VERBOSE)"),
        "sqlite" => lines!(Sqlite, "EXPLAIN QUERY PLAN"),
        // MySQL shows the query, with other parentheses; MariaDB says behind an outer join
        // that the condition is true.
        _ => lines!(Mysql, "EXPLAIN FORMAT=JSON")
            .lines()
            .filter(|line| {
                !line.contains("\"query\":") && !line.contains("\"attached_condition\":")
            })
            .map(|line| line.trim_end_matches(','))
            .collect(),
    })
}

async fn what_is_said_of_all_rows_changes_no_plan(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    blog(conn).await?;
    let (p, u, c) = (posts::table, users::table, communities::table);
    let p2 = diesel::alias!(posts as p2);
    let on = p2.field(posts::id).eq(posts::author_id);
    macro_rules! same {
        ($($plain:expr, $said:expr;)+) => {$(
            let plain = plan(conn, &$plain).await?;
            assert!(!plain.is_empty());
            assert_eq!(plain, plan(conn, &$said).await?, "{}", stringify!($said));
        )+};
    }
    same! {
        p.select(posts::id), p.all_rows().select(posts::id);
        c.select(communities::id), c.all_rows().select(communities::id);
        p.order(posts::id).select(posts::title), p.all_rows().order(posts::id).select(posts::title);
        p.filter(posts::title.is_null()).select(posts::id),
            p.all_rows().filter(posts::title.is_null()).select(posts::id);
        u.left_join(p).select(users::id), u.all_rows().left_join(p.all_rows()).select(users::id);
        u.inner_join(p).select(users::id), u.all_rows().inner_join(p.all_rows()).select(users::id);
        p.left_join(p2.on(on)).select(posts::id), p.left_join(p2.all_rows().on(on)).select(posts::id);
        u.filter(users::id.eq_any(p.select(posts::author_id))).select(users::id),
            u.filter(users::id.eq_any(p.all_rows().select(posts::author_id))).select(users::id);
    }
    Ok(())
}
