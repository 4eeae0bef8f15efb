//! What a cascade can start from, and what it says.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::InstrumentationEvent;
use diesel::dsl::{exists, sql};
use diesel::sql_types::{Bool, Integer};
use diesel_scopes::{CascadeError, StatementError};

use super::prelude::*;
use crate::graph::*;

cases![
    a_filter,
    the_whole_table,
    a_boxed_target,
    a_model,
    a_scope,
    a_further_condition,
    raw_sql,
    a_condition_on_what_the_cascade_changes,
    a_condition_on_the_table_itself,
    a_condition_with_the_time,
    nothing,
    twice,
    the_report,
    the_number_of_statements,
    loose_conditions_are_refused,
    set_is_checked,
];

async fn without_invoices(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    diesel::delete(invoices::table.all_rows()).execute(conn).await?;
    Ok(())
}

/// Deletes, restores, deletes again and purges the target, each with a preview.
macro_rules! all_verbs {
    ($conn:expr, $target:expr, $expected:expr $(,)?) => {{
        let preview = soft_delete($target).cascade().preview($conn).await?;
        let report = soft_delete($target).at(day(5)).cascade().execute($conn).await?;
        assert_eq!(report, $expected);
        assert_eq!(preview, report);
        let again = soft_delete($target).cascade().locking().execute($conn).await?;
        assert!(again.is_empty(), "{again}");

        let preview = restore($target).cascade().preview($conn).await?;
        let report = restore($target).cascade().locking().execute($conn).await?;
        assert_eq!(report, $expected);
        assert_eq!(preview, report);
        let again = restore($target).cascade().execute($conn).await?;
        assert!(again.is_empty(), "{again}");

        let report = soft_delete($target).cascade().locking().execute($conn).await?;
        assert_eq!(report, $expected);
        let preview = purge($target).cascade().preview($conn).await?;
        let report = purge($target).cascade().locking().execute($conn).await?;
        assert_eq!(preview, report);
        let again = purge($target).cascade().execute($conn).await?;
        assert!(again.is_empty(), "{again}");
        report
    }};
}

async fn a_filter(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    let purged = all_verbs!(
        conn,
        posts::table.filter(posts::title.like("%ts")).filter(posts::author_id.lt(3)),
        [("posts", 2), ("comments", 2)],
    );
    assert_eq!(purged, [("posts", 2), ("comments", 3)]);
    Ok(())
}

async fn the_whole_table(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    diesel::delete(comments::table.all_rows().find(3)).execute(conn).await?;
    diesel::delete(posts::table.all_rows().filter(posts::id.eq_any([2, 4]))).execute(conn).await?;
    diesel::delete(users::table.all_rows().find(3)).execute(conn).await?;
    let purged = all_verbs!(conn, users::table, [("users", 2), ("posts", 2), ("comments", 2)]);
    assert_eq!(purged, [("users", 2), ("posts", 2), ("comments", 3)]);
    assert_eq!(ids!(users::table.select(users::id), conn), [0; 0]);
    Ok(())
}

async fn a_boxed_target(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    for narrow in [true, false] {
        let mut delete = soft_delete(posts::table).shallow().into_boxed().filter(posts::id.lt(4));
        if narrow {
            delete = delete.filter(posts::author_id.eq(1));
        }
        let report = delete.cascade().execute(conn).await?;
        if narrow {
            assert_eq!(report, [("posts", 1), ("comments", 2)]);
        } else {
            assert_eq!(report, [("posts", 1), ("comments", 0)]);
        }
    }
    let restored = restore(posts::table)
        .shallow()
        .into_boxed()
        .filter(posts::id.eq(1).or(posts::id.eq(3)))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(restored, [("posts", 2), ("comments", 2)]);
    Ok(())
}

async fn a_model(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    let post: Post = posts::table.find(1).first(conn).await?;
    let purged = all_verbs!(conn, &post, [("posts", 1), ("comments", 2)]);
    assert_eq!(purged, [("posts", 1), ("comments", 3)]);
    Ok(())
}

async fn a_scope(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    let report = soft_delete(users::table.active().filter(users::name.ne("bob")))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 2)]);
    let report = restore(users::table.deleted().filter(users::name.eq("ann")))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 2)]);
    let report = soft_delete(posts::table.all_rows().find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("posts", 1), ("comments", 2)]);
    let report = purge(posts::table.deleted().find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("posts", 1), ("comments", 3)]);
    Ok(())
}

async fn a_further_condition(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    let report = soft_delete(posts::table)
        .filter(posts::published.eq(true))
        .filter(posts::author_id.eq(1).or(posts::author_id.eq(2)))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report, [("posts", 1), ("comments", 2)]);
    Ok(())
}

async fn raw_sql(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    let one = || posts::table.filter(sql::<Bool>("(title = ").bind::<diesel::sql_types::Text, _>("ants").sql(" OR title = 'none')"));
    let purged = all_verbs!(conn, one(), [("posts", 1), ("comments", 2)]);
    assert_eq!(purged, [("posts", 1), ("comments", 3)]);
    let selected = || {
        sql::<Bool>("id IN (select author_id from posts where title = 'cats' and deleted_at is null)")
    };
    let report = soft_delete(users::table.filter(selected())).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 1)]);
    Ok(())
}

/// The conditions hold no more once the rows below the target are written.
async fn a_condition_on_what_the_cascade_changes(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    let active = || {
        let busy = posts::table.active().filter(posts::author_id.eq(users::id));
        users::table.filter(exists(busy.filter(posts::title.eq("ants"))))
    };
    let deleted = || {
        let ants = posts::table.deleted().filter(posts::title.eq("ants"));
        users::table.filter(users::id.eq_any(ants.select(posts::author_id)))
    };
    for locking in [false, true] {
        let delete = soft_delete(active()).at(day(5)).cascade();
        let delete = if locking { delete.locking() } else { delete };
        let report = delete.execute(conn).await?;
        assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 2)]);
        assert_eq!(report.nullified("attachments"), u64::from(!locking));
        let restore = restore(deleted()).cascade();
        let restore = if locking { restore.locking() } else { restore };
        let report = restore.execute(conn).await?;
        assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 2)]);
    }
    // With changes to the roots, which are then written by another statement.
    let report = soft_delete(active())
        .set(users::name.eq("nobody"))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 2)]);
    let names: Vec<String> = values_of!(conn, users.name);
    assert_eq!(names, ["nobody", "bob", "cyd"]);
    let restored = restore(deleted())
        .set(users::name.eq("ann"))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(restored, [("users", 1), ("posts", 1), ("comments", 2)]);
    soft_delete(active()).cascade().execute(conn).await?;

    diesel::delete(comments::table.all_rows().find(3)).execute(conn).await?;
    let preview = purge(deleted()).cascade().preview(conn).await?;
    let report = purge(deleted()).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 2), ("comments", 3)]);
    assert_eq!(preview, report);
    Ok(())
}

async fn a_condition_on_the_table_itself(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    // Comments that are answered by an active one: true no more as soon as the
    // answer is deleted.
    let (comment, answer) = diesel::alias!(comments as comment, comments as answer);
    let _ = comment;
    let answered = || {
        let answers = answer
            .filter(answer.field(comments::deleted_at).is_null())
            .select(answer.field(comments::parent_id));
        comments::table.filter(comments::id.nullable().eq_any(answers))
    };
    let report = soft_delete(answered())
        .set(comments::body.eq("[gone]"))
        .at(day(5))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report, [("comments", 2)]);
    assert_eq!(stamped!(conn, comments.deleted_at = day(5)), [1, 4]);
    let bodies: Vec<String> = values_of!(conn, comments.body);
    assert_eq!(bodies, ["[gone]", "oops", "buzz", "thanks"]);
    Ok(())
}

/// The database's clock goes on between the statements of a cascade.
async fn a_condition_with_the_time(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    let past = || users::table.filter(users::deleted_at.lt(diesel::dsl::now.nullable()));
    let report = restore(past()).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 0), ("comments", 0)]);
    Ok(())
}

async fn nothing(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    let none = || users::table.filter(users::id.eq_any(Vec::<i32>::new()));
    assert!(soft_delete(none()).cascade().execute(conn).await?.is_empty());
    assert!(restore(none()).cascade().execute(conn).await?.is_empty());
    assert!(purge(none()).cascade().execute(conn).await?.is_empty());
    let report = soft_delete(users::table.find(99)).cascade().locking().execute(conn).await?;
    assert!(report.is_empty());
    assert_eq!(report.to_string(), "users: 0, posts: 0, comments: 0");
    assert!(restore(comments::table.find(99)).cascade().execute(conn).await?.is_empty());
    assert!(purge(comments::table.find(99)).cascade().execute(conn).await?.is_empty());
    // Active rows are no matter of a restore or a purge.
    assert!(restore(users::table.find(1)).cascade().execute(conn).await?.is_empty());
    assert!(purge(users::table.find(1)).cascade().execute(conn).await?.is_empty());
    // A table without dependents.
    let report = soft_delete(attachments::table).cascade().execute(conn).await?;
    assert_eq!(report, [("attachments", 2)]);
    Ok(())
}

async fn twice(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    soft_delete(users::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    let again = soft_delete(users::table.find(1)).at(day(6)).cascade().execute(conn).await?;
    assert!(again.is_empty());
    // Children of a deleted row are no matter of deleting it again.
    conn.batch_execute("INSERT INTO posts (id, author_id, title) VALUES (9, 1, 'late')").await?;
    let again = soft_delete(users::table.find(1)).at(day(6)).cascade().execute(conn).await?;
    assert!(again.is_empty());
    assert_eq!(stamped!(conn, posts.deleted_at = day(5)), [1]);
    assert_eq!(stamped!(conn, posts.deleted_at = day(6)), [0; 0]);
    Ok(())
}

async fn the_report(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    let report = soft_delete(users::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report.to_string(), "users: 1, posts: 1, comments: 2, attachments: 1 nullified");
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 2)]);
    assert_ne!(report, [("users", 1), ("posts", 1)]);
    assert_ne!(report, [("users", 1), ("comments", 2), ("posts", 1)]);
    assert_ne!(report, [("users", 1), ("posts", 1), ("comments", 3)]);
    assert_eq!(report.total(), 4);
    assert_eq!(report.rows("posts"), 1);
    assert_eq!(report.nullified("posts"), 0);
    assert_eq!(report.rows("attachments"), 0);
    assert_eq!(report.nullified("attachments"), 1);
    assert_eq!(report.rows("unknown"), 0);
    let tables: Vec<_> =
        report.tables().iter().map(|t| (t.table, t.rows, t.nullified)).collect();
    let expected = [
        ("users", Some(1), 0),
        ("posts", Some(1), 0),
        ("comments", Some(2), 0),
        ("attachments", None, 1),
    ];
    assert_eq!(tables, expected);
    assert_eq!(report, report.clone());
    Ok(())
}

async fn the_number_of_statements(conn: &mut Connection) -> TestResult {
    let count = Arc::new(AtomicU32::new(0));
    let counter = count.clone();
    conn.set_instrumentation(beside::<Db>(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { .. } = event {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }));
    let mut counts = Vec::new();
    for (user, rows) in [(1, 1), (2, 1000)] {
        conn.batch_execute(&format!("INSERT INTO users (id, name) VALUES ({user}, 'u{user}')"))
            .await?;
        let values = |text: &dyn Fn(i32) -> String| {
            (0..rows).map(|n| text(user * 10_000 + n)).collect::<Vec<_>>().join(", ")
        };
        let posts = values(&|id| format!("({id}, {user}, 'p')"));
        // One long thread below each user's first post.
        let comments = values(&|id| {
            let parent = match id % 10_000 {
                0 => "NULL".to_owned(),
                _ => (id - 1).to_string(),
            };
            format!("({id}, {id}, {user}, {parent}, 'c')")
        });
        let attachments = values(&|id| format!("({id}, {user}, 'a')"));
        conn.batch_execute(&format!(
            "INSERT INTO posts (id, author_id, title) VALUES {posts};
            INSERT INTO comments (id, post_id, author_id, parent_id, body) VALUES {comments};
            INSERT INTO attachments (id, owner_id, file_name) VALUES {attachments}",
        ))
        .await?;
        let mut sent = Vec::new();
        let mut note = |rows_changed: u64| {
            assert_eq!(rows_changed, 1 + 2 * u64::try_from(rows).unwrap());
            sent.push(count.swap(0, Ordering::Relaxed));
        };
        let target = || users::table.find(user);
        let selecting = || {
            let own = posts::table.filter(posts::author_id.eq(user)).select(posts::author_id);
            users::table.filter(users::id.eq_any(own))
        };
        count.store(0, Ordering::Relaxed);
        note(soft_delete(target()).cascade().preview(conn).await?.total());
        note(soft_delete(target()).cascade().execute(conn).await?.total());
        note(restore(target()).cascade().preview(conn).await?.total());
        note(restore(target()).cascade().execute(conn).await?.total());
        note(soft_delete(selecting()).cascade().locking().execute(conn).await?.total());
        note(restore(selecting()).cascade().locking().execute(conn).await?.total());
        note(soft_delete(target()).cascade().locking().execute(conn).await?.total());
        note(purge(target()).cascade().preview(conn).await?.total());
        note(purge(target()).cascade().execute(conn).await?.total());
        counts.push(sent);
    }
    assert_eq!(counts[0], counts[1]);
    if Database::NAME == "postgresql" {
        // The target, then locks twice, since it looks whether there is more; in a
        // savepoint.
        assert_eq!(counts[0], [1, 1, 1, 1, 6, 6, 6, 1, 1]);
    } else {
        assert!(counts[0].iter().all(|count| (3..=40).contains(count)), "{counts:?}");
    }
    Ok(())
}

async fn loose_conditions_are_refused(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    let target = || users::table.filter(sql::<Bool>("id = 1 OR id = ").bind::<Integer, _>(2));
    let refused = |result| {
        let Err(CascadeError::Database(diesel::result::Error::QueryBuilderError(error))) = result
        else {
            panic!("{result:?}");
        };
        assert!(matches!(error.downcast_ref(), Some(StatementError::LooseCondition { .. })));
    };
    refused(soft_delete(target()).cascade().execute(conn).await);
    refused(soft_delete(target()).cascade().preview(conn).await);
    refused(restore(target()).cascade().execute(conn).await);
    refused(purge(target()).cascade().execute(conn).await);
    assert_eq!(ids!(users::table.active().select(users::id), conn).len(), 2);
    Ok(())
}

/// Also where the roots are written by a statement of the cascade's own.
async fn set_is_checked(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    let refused = |result: Result<_, CascadeError>| {
        let Err(CascadeError::Database(diesel::result::Error::QueryBuilderError(error))) = result
        else {
            panic!("{result:?}");
        };
        error.downcast_ref().cloned()
    };
    let one = posts::table.find(1);
    let selecting = || {
        let all = users::table.select(users::id);
        posts::table.filter(posts::author_id.ne(3)).filter(posts::author_id.eq_any(all))
    };
    let marker = Some(StatementError::MarkerInSet { column: "deleted_at" });
    let cleared = Some(StatementError::ColumnSetTwice { column: "deleted_by" });
    let set = posts::deleted_at.eq(day(3));
    assert_eq!(refused(soft_delete(one).set(set).cascade().execute(conn).await), marker);
    assert_eq!(refused(soft_delete(selecting()).set(set).cascade().execute(conn).await), marker);
    soft_delete(posts::table).cascade().execute(conn).await?;
    let set = posts::deleted_by.eq(1);
    assert_eq!(refused(restore(one).set(set).cascade().execute(conn).await), cleared);
    assert_eq!(refused(restore(selecting()).set(set).cascade().execute(conn).await), cleared);
    assert_eq!(ids!(posts::table.active().select(posts::id), conn), [0; 0]);
    let set = people::friend_id.eq(None::<i32>);
    soft_delete(people::table).set(set).cascade().execute(conn).await?;
    Ok(())
}
