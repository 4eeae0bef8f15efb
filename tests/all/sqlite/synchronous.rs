//! The same statements on Diesel's own connection, without diesel-async.

use chrono::TimeDelta;
use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::DatabaseErrorKind;
use diesel_migrations::MigrationHarness;
use diesel_scopes::prelude::*;
use diesel_scopes::{Outcome, StatementError, purge, restore, soft_delete};

use super::backend::{Db, MIGRATIONS};
use super::cases::prelude::{assert_violation, day, kept_updates, statement_error};
use crate::harness::TestResult;
use crate::models::{Attachment, Post};
use crate::schema::*;

tests![
    scopes,
    statements,
    returned_rows,
    outcomes,
    by_ids,
    full_lists_of_ids_stay_prepared,
    by_ids_in_the_callers_transaction,
    refused_statements,
    errors_of_the_database,
];

fn connect() -> TestResult<SqliteConnection> {
    let mut conn = SqliteConnection::establish(":memory:")?;
    conn.batch_execute("PRAGMA foreign_keys = ON")?;
    conn.run_pending_migrations(MIGRATIONS)?;
    conn.batch_execute(include_str!("../cases/blog.sql"))?;
    Ok(conn)
}

fn deleted(conn: &mut SqliteConnection) -> QueryResult<Vec<i32>> {
    let query = posts::table.deleted().order(posts::id);
    query.select(posts::id).load(conn)
}

fn scopes() -> TestResult {
    let conn = &mut connect()?;
    let posts: Vec<Post> = posts::table.active().load(conn)?;
    assert_eq!(posts.len(), 3);
    let post: Post = posts::table.deleted().first(conn)?;
    assert_eq!(post.id, 2);
    let rows: Vec<(i32, Option<i32>)> = users::table
        .active()
        .left_join(posts::table.active())
        .order(users::id)
        .select((users::id, posts::id.nullable()))
        .load(conn)?;
    assert_eq!(rows, [(1, Some(1)), (2, Some(3))]);
    Ok(())
}

fn statements() -> TestResult {
    let conn = &mut connect()?;
    let statement = soft_delete(posts::table.find(1))
        .shallow()
        .at(day(2))
        .set(posts::delete_reason.eq("x"));
    assert_eq!(statement.execute(conn)?, 1);
    assert_eq!(deleted(conn)?, [1, 2]);
    let statement = soft_delete(posts::table).shallow().into_boxed::<Db>();
    assert_eq!(statement.filter(posts::id.eq(4)).execute(conn)?, 1);
    assert_eq!(restore(posts::table.find(2)).shallow().execute(conn)?, 1);
    assert_eq!(deleted(conn)?, [1, 4]);
    let statement = purge(attachments::table).older_than(TimeDelta::days(1));
    assert_eq!(statement.execute(conn)?, 1);
    Ok(())
}

fn returned_rows() -> TestResult {
    let conn = &mut connect()?;
    let post = soft_delete(posts::table.find(1))
        .shallow()
        .returning(Post::as_returning())
        .get_result(conn)?;
    assert!(post.id == 1 && post.deleted_at.is_some());
    let post: Post = restore(&post).shallow().get_result(conn)?;
    assert_eq!(post.deleted_at, None);
    let gone: Vec<Attachment> = purge(attachments::table).load(conn)?;
    assert_eq!(gone.iter().map(|a| a.id).collect::<Vec<_>>(), [2]);
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
    Ok(())
}

fn by_ids() -> TestResult {
    let conn = &mut connect()?;
    let statement = soft_delete(posts::table).shallow();
    assert_eq!(statement.by_ids(1..=25_000).execute(conn)?, 3);
    assert_eq!(deleted(conn)?, [1, 2, 3, 4]);
    let none: [i32; 0] = [];
    let statement = restore(posts::table).shallow();
    assert_eq!(statement.by_ids(none).execute(conn)?, 0);
    Ok(())
}

fn full_lists_of_ids_stay_prepared() -> TestResult {
    let conn = &mut connect()?;
    let (instrumentation, kept) = kept_updates();
    conn.set_instrumentation(instrumentation);
    for (ids, expected) in [(1_999, 0), (6_001, 1), (2_000, 0)] {
        let statement = soft_delete(communities::table).by_ids(1..=ids);
        statement.execute(conn)?;
        assert_eq!(kept.try_iter().count(), expected, "{ids} ids");
    }
    Ok(())
}

fn by_ids_in_the_callers_transaction() -> TestResult {
    let conn = &mut connect()?;
    let rolled_back: QueryResult<()> = conn.transaction(|conn| {
        let statement = soft_delete(posts::table).shallow();
        assert_eq!(statement.by_ids([1, 3]).execute(conn)?, 2);
        Err(diesel::result::Error::RollbackTransaction)
    });
    assert!(rolled_back.is_err());
    assert_eq!(deleted(conn)?, [2]);
    Ok(())
}

fn refused_statements() -> TestResult {
    let conn = &mut connect()?;
    let age = TimeDelta::days(-1);
    let refused = purge(attachments::table).older_than(age).execute(conn);
    assert_eq!(
        statement_error(refused)?,
        StatementError::NegativeAge { age }
    );
    let statement = soft_delete(communities::table).set(communities::removed.eq(true));
    let column = "removed";
    let refused = statement_error(statement.execute(conn))?;
    assert_eq!(refused, StatementError::MarkerInSet { column });
    Ok(())
}

fn errors_of_the_database() -> TestResult {
    let conn = &mut connect()?;
    let statement = soft_delete(posts::table)
        .shallow()
        .set(posts::deleted_by.eq(99));
    let failed = statement.execute(conn);
    assert_violation(failed, DatabaseErrorKind::ForeignKeyViolation)?;
    assert_eq!(deleted(conn)?, [2]);
    Ok(())
}
