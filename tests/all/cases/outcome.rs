//! Changed, unchanged or not found.

use chrono::TimeDelta;
use diesel_scopes::Outcome;

use super::prelude::*;

cases![
    of_a_soft_delete,
    of_a_restore,
    of_a_purge,
    of_a_young_row,
    of_a_named_marker,
    of_many_rows,
    of_a_boxed_statement,
    of_a_refused_statement,
    of_an_error,
];

async fn of_a_soft_delete(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    for (id, expected) in [
        (1, Outcome::Changed(1)),
        (1, Outcome::Unchanged),
        (2, Outcome::Unchanged),
        (9, Outcome::NotFound),
    ] {
        let statement = soft_delete(posts::table.find(id)).shallow();
        assert_eq!(statement.outcome(conn).await?, expected, "post {id}");
    }
    let post: Post = posts::table.find(3).first(conn).await?;
    let statement = soft_delete(&post)
        .shallow()
        .set(posts::delete_reason.eq("x"));
    assert_eq!(statement.outcome(conn).await?, Outcome::Changed(1));
    let statement = soft_delete(&post)
        .shallow()
        .set(posts::delete_reason.eq("y"));
    assert_eq!(statement.outcome(conn).await?, Outcome::Unchanged);
    Ok(())
}

async fn of_a_restore(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    for (id, expected) in [
        (2, Outcome::Changed(1)),
        (2, Outcome::Unchanged),
        (9, Outcome::NotFound),
    ] {
        let statement = restore(posts::table.find(id)).shallow();
        assert_eq!(statement.outcome(conn).await?, expected, "post {id}");
    }
    Ok(())
}

async fn of_a_purge(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    for (id, expected) in [
        (2, Outcome::Changed(1)),
        (2, Outcome::NotFound),
        // Active rows are not purged.
        (1, Outcome::Unchanged),
    ] {
        let statement = purge(attachments::table.find(id));
        assert_eq!(statement.outcome(conn).await?, expected, "{id}");
    }
    Ok(())
}

async fn of_a_young_row(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    soft_delete(attachments::table.find(1))
        .execute(conn)
        .await?;
    let week = TimeDelta::weeks(1);
    let statement = purge(attachments::table.find(1)).older_than(week);
    assert_eq!(statement.outcome(conn).await?, Outcome::Unchanged);
    Ok(())
}

async fn of_a_named_marker(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let removed = communities::removed;
    for (id, expected) in [
        (2, Outcome::Changed(1)),
        (3, Outcome::Unchanged),
        (9, Outcome::NotFound),
    ] {
        let statement = soft_delete(communities::table.find(id)).marking(removed);
        assert_eq!(statement.outcome(conn).await?, expected, "{id}");
    }
    Ok(())
}

async fn of_many_rows(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let none = posts::table.filter(posts::title.eq("none"));
    let outcome = soft_delete(none).shallow().outcome(conn).await?;
    assert_eq!(outcome, Outcome::NotFound);
    // Of a scope: what is out of the scope is not found.
    let outcome = soft_delete(posts::table.active().find(2))
        .shallow()
        .outcome(conn)
        .await?;
    assert_eq!(outcome, Outcome::NotFound);
    let outcome = soft_delete(posts::table).shallow().outcome(conn).await?;
    assert_eq!(outcome, Outcome::Changed(3));
    let outcome = soft_delete(posts::table).shallow().outcome(conn).await?;
    assert_eq!(outcome, Outcome::Unchanged);
    Ok(())
}

async fn of_a_boxed_statement(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    for (title, expected) in [
        ("ants", Outcome::Changed(1)),
        ("bees", Outcome::Unchanged),
        ("none", Outcome::NotFound),
    ] {
        let statement = soft_delete(posts::table).shallow().into_boxed::<Db>();
        let statement = statement.filter(posts::title.eq(title));
        let statement = statement.filter(posts::published.eq(true));
        assert_eq!(statement.outcome(conn).await?, expected, "{title}");
    }
    Ok(())
}

async fn of_a_refused_statement(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let age = TimeDelta::seconds(-1);
    let statement = purge(attachments::table).older_than(age);
    let refused = statement_error(statement.outcome(conn).await)?;
    assert_eq!(refused, StatementError::NegativeAge { age });
    Ok(())
}

async fn of_an_error(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let failed = conn
        .transaction(async |conn| {
            let statement = soft_delete(posts::table.find(1)).shallow();
            let statement = statement.set(posts::deleted_by.eq(99));
            statement.outcome(conn).await
        })
        .await;
    assert_violation(failed, DatabaseErrorKind::ForeignKeyViolation)?;
    Ok(())
}
