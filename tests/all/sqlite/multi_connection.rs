//! Everything but cascades on a connection of `#[derive(diesel::MultiConnection)]`, whose
//! SQL cannot be looked at before it is sent; cascades on what is inside.

use chrono::TimeDelta;
use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::dsl::{exists, now, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_migrations::MigrationHarness;
use diesel_scopes::prelude::*;
use diesel_scopes::{
    CascadeReport, Outcome, Scope, StatementError, SupportsReturning, mark, mark_as, marked, purge,
    restore, soft_delete, unmark,
};

use super::backend::MIGRATIONS;
use super::cases::prelude::{day, kept_updates, statement_error};
use crate::harness::TestResult;
use crate::models::Post;
use crate::schema::*;

tests![
    scopes,
    predicates,
    statements,
    statements_stay_prepared,
    markers,
    outcomes,
    returned_rows,
    changesets,
    by_ids,
    by_ids_have_one_stamp,
    lists_and_subqueries,
    raw_sql_is_refused,
    an_operator_of_ones_own,
    boxed_statements,
    assignments_are_looked_at,
    cascades_of_what_is_inside,
];

#[derive(diesel::MultiConnection)]
pub(crate) enum AnyConnection {
    Sqlite(SqliteConnection),
}

impl SupportsReturning for MultiBackend {}

fn connect() -> TestResult<AnyConnection> {
    let mut conn = SqliteConnection::establish(":memory:")?;
    conn.batch_execute("PRAGMA foreign_keys = ON")?;
    conn.run_pending_migrations(MIGRATIONS)?;
    conn.batch_execute(include_str!("../cases/blog.sql"))?;
    Ok(AnyConnection::Sqlite(conn))
}

fn active(conn: &mut AnyConnection) -> QueryResult<Vec<i32>> {
    let query = posts::table.active().order(posts::id);
    query.select(posts::id).load(conn)
}

fn scopes() -> TestResult {
    let conn = &mut connect()?;
    assert_eq!(active(conn)?, [1, 3, 4]);
    let post: Post = posts::table.deleted().first(conn)?;
    assert_eq!(post.id, 2);
    assert_eq!(posts::table.all_rows().count().first::<i64>(conn)?, 4);
    let rows: Vec<(i32, Option<i32>)> = users::table
        .active()
        .left_join(posts::table.active())
        .order(users::id)
        .select((users::id, posts::id.nullable()))
        .load(conn)?;
    assert_eq!(rows, [(1, Some(1)), (2, Some(3))]);
    for (scope, count) in [(Scope::Active, 3), (Scope::Deleted, 1), (Scope::All, 4)] {
        let query = posts::table.in_scope(scope).count();
        assert_eq!(query.first::<i64>(conn)?, count);
        let query = posts::table.filter(posts::table.is_in(scope)).count();
        assert_eq!(query.first::<i64>(conn)?, count);
    }
    Ok(())
}

fn predicates() -> TestResult {
    let conn = &mut connect()?;
    let query = communities::table.filter(marked(communities::removed));
    let query = query.select(communities::id).order(communities::id);
    assert_eq!(query.load::<i32>(conn)?, [3, 4]);
    let query = users::table
        .inner_join(posts::table)
        .filter((users::table, posts::table).is_active())
        .order(posts::id)
        .select(posts::id);
    assert_eq!(query.load::<i32>(conn)?, [1, 3]);
    let query = users::table
        .left_join(posts::table)
        .filter(posts::table.is_not_deleted())
        .order(posts::id)
        .select(posts::id.nullable());
    assert_eq!(
        query.load::<Option<i32>>(conn)?,
        [Some(1), Some(3), Some(4)]
    );
    Ok(())
}

fn statements() -> TestResult {
    let conn = &mut connect()?;
    let statement = soft_delete(posts::table.find(1))
        .shallow()
        .at(day(2))
        .set((posts::delete_reason.eq("x"), posts::deleted_by.eq(2)));
    assert_eq!(statement.execute(conn)?, 1);
    let post: Post = posts::table.find(1).first(conn)?;
    assert_eq!(post.deleted_at, Some(day(2)));
    assert_eq!(
        (post.delete_reason.as_deref(), post.deleted_by),
        (Some("x"), Some(2))
    );

    // The first stamp stays, and who and why.
    let again = soft_delete(posts::table.find(1))
        .shallow()
        .set(posts::delete_reason.eq("y"));
    assert_eq!(again.execute(conn)?, 0);
    assert_eq!(posts::table.find(1).first::<Post>(conn)?, post);

    assert_eq!(restore(&post).shallow().execute(conn)?, 1);
    let post: Post = posts::table.find(1).first(conn)?;
    assert_eq!(
        (post.deleted_at, post.delete_reason, post.deleted_by),
        (None, None, None)
    );
    assert_eq!(restore(posts::table.find(1)).shallow().execute(conn)?, 0);

    assert_eq!(purge(attachments::table.find(1)).execute(conn)?, 0);
    let old = purge(attachments::table).older_than(TimeDelta::days(1));
    assert_eq!(old.execute(conn)?, 1);
    let age = TimeDelta::days(-1);
    let refused = purge(attachments::table).older_than(age).execute(conn);
    assert_eq!(
        statement_error(refused)?,
        StatementError::NegativeAge { age }
    );
    Ok(())
}

fn statements_stay_prepared() -> TestResult {
    let conn = &mut connect()?;
    let (instrumentation, kept) = kept_updates();
    Connection::set_instrumentation(conn, instrumentation);
    for id in 1..=4 {
        soft_delete(posts::table.find(id)).shallow().execute(conn)?;
    }
    assert_eq!(kept.try_iter().count(), 1);
    Ok(())
}

fn markers() -> TestResult {
    let conn = &mut connect()?;
    let rows = |conn: &mut AnyConnection| -> QueryResult<Vec<(bool, bool)>> {
        let query = communities::table.order(communities::id);
        query
            .select((communities::deleted, communities::removed))
            .load(conn)
    };
    assert_eq!(
        mark(communities::removed, communities::table).execute(conn)?,
        2
    );
    assert_eq!(
        rows(conn)?,
        [(false, true), (true, true), (false, true), (true, true)]
    );
    let target = communities::table.filter(marked(communities::deleted));
    assert_eq!(
        unmark(communities::removed, target)
            .shallow()
            .execute(conn)?,
        2
    );
    let statement = restore(communities::table.find(2)).shallow();
    assert_eq!(statement.marking(communities::deleted).execute(conn)?, 1);
    assert_eq!(
        rows(conn)?,
        [(false, true), (false, false), (false, true), (true, false)]
    );
    assert_eq!(purge(communities::table).execute(conn)?, 3);
    Ok(())
}

fn outcomes() -> TestResult {
    let conn = &mut connect()?;
    for (id, expected) in [
        (1, Outcome::Changed(1)),
        (1, Outcome::Unchanged),
        (9, Outcome::NotFound),
    ] {
        let statement = soft_delete(posts::table.find(id)).shallow();
        assert_eq!(statement.outcome(conn)?, expected);
    }
    let purged = purge(posts::table.find(3)).shallow().outcome(conn)?;
    assert_eq!(purged, Outcome::Unchanged);
    Ok(())
}

fn returned_rows() -> TestResult {
    let conn = &mut connect()?;
    let title = |id| {
        soft_delete(posts::table.find(id))
            .shallow()
            .returning(posts::title)
    };
    assert_eq!(title(1).get_result::<String>(conn)?, "ants");
    let outcome = title(3).outcome::<String>(conn)?;
    assert_eq!(outcome, Outcome::Changed(vec!["cats".to_owned()]));
    assert_eq!(title(3).outcome::<String>(conn)?, Outcome::Unchanged);
    assert_eq!(title(9).outcome::<String>(conn)?, Outcome::NotFound);
    Ok(())
}

fn changesets() -> TestResult {
    let conn = &mut connect()?;
    for (flag, expected) in [(true, vec![1, 3]), (false, vec![1, 3, 4])] {
        let statement = diesel::update(posts::table.find(4))
            .set((mark_as(posts::deleted_at, flag), posts::published.eq(!flag)));
        assert_eq!(statement.execute(conn)?, 1);
        assert_eq!(active(conn)?, expected);
    }
    let statement = diesel::update(communities::table)
        .set((communities::table.restored(), communities::name.eq("open")));
    assert_eq!(statement.execute(conn)?, 4);
    let query = communities::table
        .active()
        .filter(communities::name.eq("open"));
    assert_eq!(query.count().first::<i64>(conn)?, 4);
    Ok(())
}

fn by_ids() -> TestResult {
    let conn = &mut connect()?;
    let statement = soft_delete(posts::table).shallow();
    assert_eq!(statement.by_ids([1, 2, 9]).execute(conn)?, 1);
    assert_eq!(active(conn)?, [3, 4]);
    let statement = restore(posts::table)
        .shallow()
        .filter(posts::title.ne("bees"));
    assert_eq!(statement.by_ids([1, 2]).execute(conn)?, 1);
    assert_eq!(active(conn)?, [1, 3, 4]);
    let none: [i32; 0] = [];
    assert_eq!(
        soft_delete(posts::table)
            .shallow()
            .by_ids(none)
            .execute(conn)?,
        0
    );
    Ok(())
}

fn by_ids_have_one_stamp() -> TestResult {
    let conn = &mut connect()?;
    conn.batch_execute(
        "WITH RECURSIVE n (i) AS (VALUES (10) UNION ALL SELECT i + 1 FROM n WHERE i < 4509)
         INSERT INTO posts (id, author_id, title, published) SELECT i, 1, 'x', TRUE FROM n",
    )?;
    let new = || posts::table.filter(posts::title.eq("x").and(posts::author_id.eq_any([1, 2])));
    let ids = 10..4510;

    // A clock, and a subquery, would be evaluated three times.
    let refused = soft_delete(new()).shallow().at(now).by_ids(ids.clone());
    let part = "the stamp";
    assert_eq!(
        statement_error(refused.execute(conn))?,
        StatementError::Unread { part }
    );
    let authors = users::table.active().select(users::id);
    let target = posts::table.filter(posts::author_id.eq_any(authors));
    let refused = soft_delete(target).shallow().by_ids(ids.clone());
    let part = "the target";
    assert_eq!(
        statement_error(refused.execute(conn))?,
        StatementError::Unread { part }
    );
    assert_eq!(posts::table.active().count().first::<i64>(conn)?, 4503);

    let statement = soft_delete(new()).shallow().by_ids(ids);
    assert_eq!(statement.execute(conn)?, 4500);
    let stamps = new().select(posts::deleted_at).distinct();
    assert_eq!(stamps.load::<Option<chrono::NaiveDateTime>>(conn)?.len(), 1);
    let some = new().limit(2000).select(posts::id).load::<i32>(conn)?;
    let statement = restore(posts::table).shallow().by_ids(some);
    assert_eq!(statement.execute(conn)?, 2000);
    Ok(())
}

fn lists_and_subqueries() -> TestResult {
    let conn = &mut connect()?;
    let target = posts::table.filter(posts::id.eq_any(vec![1, 2]).or(posts::title.like("c%")));
    let statement = soft_delete(target)
        .shallow()
        .filter(posts::id.ne_all([7, 8]));
    assert_eq!(statement.execute(conn)?, 2);
    assert_eq!(active(conn)?, [4]);
    let deleted_authors = users::table.deleted().select(users::id);
    let target = posts::table.filter(posts::author_id.eq_any(deleted_authors));
    assert_eq!(soft_delete(target).shallow().execute(conn)?, 1);
    let target = posts::table.filter(exists(users::table.active().select(users::id)));
    assert_eq!(restore(target).shallow().execute(conn)?, 4);
    Ok(())
}

/// Whatever is in it: there is no telling.
fn raw_sql_is_refused() -> TestResult {
    let conn = &mut connect()?;
    let condition = StatementError::Unread {
        part: "a condition",
    };
    for text in [
        "title = 'ants' OR TRUE",
        "id = 9) OR (TRUE",
        "TRUE -- ",
        "title = 'ants'",
    ] {
        let raw = || sql::<Bool>(text);
        let target = || posts::table.filter(raw());
        let refused = soft_delete(target()).shallow().execute(conn);
        assert_eq!(statement_error(refused)?, condition);
        let refused = soft_delete(target()).shallow().outcome(conn);
        assert_eq!(statement_error(refused)?, condition);
        let refused = soft_delete(target()).shallow().by_ids([1]).execute(conn);
        assert_eq!(statement_error(refused)?, condition);
        let refused = restore(posts::table.find(1).filter(raw()))
            .shallow()
            .execute(conn);
        assert_eq!(statement_error(refused)?, condition);
        let refused = purge(posts::table).shallow().filter(raw()).execute(conn);
        assert_eq!(statement_error(refused)?, condition);
        let either = posts::id.eq(1).or(raw());
        let refused = purge(posts::table.filter(either)).shallow().execute(conn);
        assert_eq!(statement_error(refused)?, condition);
        let list = posts::id.eq_any([1, 2]).and(raw());
        let refused = purge(posts::table.filter(list)).shallow().execute(conn);
        assert_eq!(statement_error(refused)?, condition);
    }
    assert_eq!(active(conn)?, [1, 3, 4]);
    assert_eq!(posts::table.count().first::<i64>(conn)?, 4);
    let words = condition.to_string();
    assert!(
        words.contains("a connection of several backends"),
        "{words}"
    );
    Ok(())
}

diesel::infix_operator!(Either, " OR ");

fn an_operator_of_ones_own() -> TestResult {
    let conn = &mut connect()?;
    let either = || Either::new(posts::id.eq(1), posts::id.eq(2));
    let refused = purge(posts::table.filter(either())).shallow();
    let part = "a condition";
    assert_eq!(
        statement_error(refused.execute(conn))?,
        StatementError::Unread { part }
    );
    // In parentheses.
    let statement = soft_delete(posts::table).shallow().filter(either());
    assert_eq!(statement.execute(conn)?, 1);
    assert_eq!(active(conn)?, [3, 4]);
    Ok(())
}

fn boxed_statements() -> TestResult {
    let conn = &mut connect()?;
    let boxed = || {
        soft_delete(posts::table)
            .shallow()
            .into_boxed::<MultiBackend>()
    };
    let statement = boxed()
        .filter(posts::id.eq_any([1, 3]))
        .filter(posts::published.eq(true));
    assert_eq!(statement.execute(conn)?, 1);
    let statement = boxed().filter(Either::new(posts::id.eq(2), posts::id.eq(3)));
    assert_eq!(statement.execute(conn)?, 1);
    let refused = boxed().filter(sql::<Bool>("TRUE OR TRUE")).execute(conn);
    let part = "a condition";
    assert_eq!(statement_error(refused)?, StatementError::Unread { part });
    assert_eq!(active(conn)?, [4]);
    Ok(())
}

#[derive(AsChangeset)]
#[diesel(table_name = posts)]
struct Why<'a> {
    delete_reason: &'a str,
    deleted_by: Option<i32>,
}

fn assignments_are_looked_at() -> TestResult {
    let conn = &mut connect()?;
    let marker = communities::removed.eq(true);
    let refused = soft_delete(communities::table).set(marker).execute(conn);
    let column = "removed";
    assert_eq!(
        statement_error(refused)?,
        StatementError::MarkerInSet { column }
    );
    let reason = (posts::title.eq("x"), posts::delete_reason.eq("y"));
    let refused = restore(posts::table).shallow().set(reason).execute(conn);
    let column = "delete_reason";
    assert_eq!(
        statement_error(refused)?,
        StatementError::ColumnSetTwice { column }
    );

    let part = "`set`";
    let raw = posts::published.eq(sql::<Bool>("TRUE, deleted_at = NULL"));
    let refused = soft_delete(posts::table).shallow().set(raw).execute(conn);
    assert_eq!(statement_error(refused)?, StatementError::Unread { part });
    let restored = posts::table.restored();
    let refused = soft_delete(posts::table)
        .shallow()
        .set(restored)
        .execute(conn);
    assert_eq!(statement_error(refused)?, StatementError::Unread { part });
    assert_eq!(active(conn)?, [1, 3, 4]);

    let why = Why {
        delete_reason: "spam",
        deleted_by: Some(1),
    };
    let statement = soft_delete(posts::table.find(1)).shallow().set(&why);
    assert_eq!(statement.execute(conn)?, 1);
    let post: Post = posts::table.find(1).first(conn)?;
    assert_eq!(
        (post.delete_reason.as_deref(), post.deleted_by),
        (Some("spam"), Some(1))
    );
    Ok(())
}

fn delete_post(
    conn: &mut AnyConnection,
    id: i32,
) -> Result<CascadeReport, diesel_scopes::CascadeError> {
    let statement = soft_delete(posts::table.find(id)).cascade();
    match conn {
        AnyConnection::Sqlite(conn) => statement.execute(conn),
    }
}

fn cascades_of_what_is_inside() -> TestResult {
    let conn = &mut connect()?;
    // In the transaction of the connection around it.
    let rolled_back: QueryResult<()> = conn.transaction(|conn| {
        let report = delete_post(conn, 1).map_err(|_| diesel::result::Error::NotFound)?;
        assert_eq!(report, [("posts", 1), ("comments", 2)]);
        Err(diesel::result::Error::RollbackTransaction)
    });
    assert_eq!(rolled_back, Err(diesel::result::Error::RollbackTransaction));
    assert_eq!(active(conn)?, [1, 3, 4]);
    assert_eq!(delete_post(conn, 1)?, [("posts", 1), ("comments", 2)]);
    assert_eq!(active(conn)?, [3, 4]);
    Ok(())
}
