//! Purges over the graph, with foreign keys that are enforced.

use chrono::TimeDelta;

use super::prelude::*;
use crate::graph::*;

cases![
    older_than_looks_at_the_roots,
    trees,
    roots_inside_of_each_other,
    a_diamond,
    active_rows_stand_in_the_way,
    active_answers_stand_in_the_way,
    rows_behind_restrict_stand_in_the_way,
    rows_behind_restrict_that_go_another_way,
    a_table_that_restricts_itself,
    keys_of_deleted_rows_are_nullified,
    rows_that_go_need_not_lose_their_keys,
    a_circle_over_nullify,
    two_trees,
    purges_what_cascades_deleted,
];

async fn without_invoices(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    diesel::delete(invoices::table.all_rows()).execute(conn).await?;
    diesel::delete(comments::table.all_rows().find(3)).execute(conn).await?;
    Ok(())
}

async fn older_than_looks_at_the_roots(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    let age = TimeDelta::days(30);
    let now = chrono::Utc::now().naive_utc();
    let before = now - TimeDelta::days(31);
    // The rows below were deleted at another time than the roots.
    soft_delete(comments::table.filter(comments::id.eq_any([1, 4])))
        .shallow()
        .execute(conn)
        .await?;
    soft_delete(users::table.find(1)).at(before).cascade().execute(conn).await?;
    soft_delete(users::table.find(2)).cascade().execute(conn).await?;
    diesel::delete(posts::table.all_rows().find(4)).execute(conn).await?;

    let purge = || purge(users::table).older_than(age).cascade();
    let preview = purge().preview(conn).await?;
    let report = purge().execute(conn).await?;
    assert_eq!(report, [("users", 2), ("posts", 2), ("comments", 3)]);
    assert_eq!(preview, report);
    assert_eq!(ids!(users::table.select(users::id), conn), [2]);
    Ok(())
}

/// 1 to 3 to 5 to … 41, and 2 to 4 to … 40: a thread with two arms below 1.
async fn thread(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let rows: Vec<_> = (11..=50)
        .map(|id| {
            let parent = match id {
                11 => "NULL".to_owned(),
                12 => "11".to_owned(),
                id => (id - 2).to_string(),
            };
            format!("({id}, 3, 2, {parent}, 'x')")
        })
        .collect();
    conn.batch_execute(&format!(
        "INSERT INTO comments (id, post_id, author_id, parent_id, body) VALUES {}",
        rows.join(", ")
    ))
    .await?;
    soft_delete(comments::table.filter(comments::id.gt(10))).shallow().execute(conn).await?;
    Ok(())
}

async fn trees(conn: &mut Connection) -> TestResult {
    thread(conn).await?;
    let preview = purge(comments::table.find(12)).cascade().preview(conn).await?;
    let report = purge(comments::table.find(12)).cascade().execute(conn).await?;
    assert_eq!(report, [("comments", 20)]);
    assert_eq!(preview, report);
    let report = purge(comments::table.find(11)).cascade().locking().execute(conn).await?;
    assert_eq!(report, [("comments", 20)]);
    Ok(())
}

async fn roots_inside_of_each_other(conn: &mut Connection) -> TestResult {
    thread(conn).await?;
    let target = || comments::table.filter(comments::id.eq_any([11, 12, 20, 30, 31, 50, 2]));
    let preview = purge(target()).cascade().preview(conn).await?;
    let report = purge(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("comments", 41)]);
    assert_eq!(preview, report);

    // With a condition that is true no more once the first row is gone.
    conn.batch_execute(
        "INSERT INTO comments (id, post_id, author_id, parent_id, body, deleted_at) VALUES
            (60, 3, 2, NULL, 'x', '2026-01-01 00:00:00'),
            (61, 3, 2, 60, 'x', '2026-01-01 00:00:00'),
            (62, 3, 2, 61, 'x', '2026-01-01 00:00:00'),
            (63, 3, 2, NULL, 'x', '2026-01-01 00:00:00')",
    )
    .await?;
    let answered = || {
        let answers = diesel::alias!(comments as answers);
        let answered = answers.select(answers.field(comments::parent_id));
        comments::table.filter(comments::id.nullable().eq_any(answered))
    };
    let report = purge(answered()).cascade().execute(conn).await?;
    assert_eq!(report, [("comments", 3)]);
    Ok(())
}

async fn a_diamond(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    conn.batch_execute(
        "INSERT INTO comments (id, post_id, author_id, parent_id, body) VALUES
            (5, 1, 1, 1, 'mine'), (6, 1, 2, 5, 'yours'), (7, 3, 1, NULL, 'there')",
    )
    .await?;
    soft_delete(users::table.filter(users::id.le(2))).cascade().execute(conn).await?;
    let report = purge(users::table.filter(users::id.le(2))).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 2), ("posts", 3), ("comments", 6)]);
    assert_eq!(ids!(comments::table.select(comments::id), conn), [0; 0]);
    Ok(())
}

async fn active_rows_stand_in_the_way(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    soft_delete(users::table.find(1)).cascade().execute(conn).await?;
    conn.batch_execute(
        "INSERT INTO posts (id, author_id, title) VALUES (8, 1, 'late'), (9, 1, 'later');
        INSERT INTO comments (id, post_id, author_id, parent_id, body) VALUES
            (8, 1, 2, NULL, 'late'), (9, 8, 1, NULL, 'late');
        INSERT INTO attachments (id, owner_id, file_name) VALUES (9, 1, 'late')",
    )
    .await?;
    let expected = "cannot purge: rows that stay refer to the rows: \
                    posts (2), comments (2), attachments (1)";
    let target = || users::table.find(1);
    assert_eq!(refused!(purge(target()).cascade().preview(conn).await), expected);
    assert_eq!(refused!(purge(target()).cascade().execute(conn).await), expected);
    assert_eq!(refused!(purge(target()).cascade().locking().execute(conn).await), expected);
    assert_eq!(ids!(comments::table.select(comments::id), conn).len(), 5);
    Ok(())
}

async fn active_answers_stand_in_the_way(conn: &mut Connection) -> TestResult {
    thread(conn).await?;
    restore(comments::table.find(31)).shallow().execute(conn).await?;
    let refused = refused!(purge(comments::table.find(11)).cascade().execute(conn).await);
    assert_eq!(refused, "cannot purge: rows that stay refer to the rows: comments (1)");
    let report = purge(comments::table.find(12)).cascade().execute(conn).await?;
    assert_eq!(report, [("comments", 20)]);
    Ok(())
}

async fn rows_behind_restrict_stand_in_the_way(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    diesel::delete(comments::table.all_rows().find(3)).execute(conn).await?;
    soft_delete(invoices::table).execute(conn).await?;
    soft_delete(users::table.find(1)).cascade().execute(conn).await?;
    // Voided ones as well: nothing would take them along.
    let refused = refused!(purge(users::table.find(1)).cascade().execute(conn).await);
    assert_eq!(refused, "cannot purge: rows that stay refer to the rows: invoices (2)");
    purge(invoices::table).execute(conn).await?;
    let report = purge(users::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report.rows("users"), 1);
    Ok(())
}

async fn a_table_that_restricts_itself(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "INSERT INTO stages (id, previous_id, deleted_at) VALUES
            (1, NULL, '2026-01-01 00:00:00'),
            (2, 1, '2026-01-01 00:00:00'),
            (3, 2, '2026-01-01 00:00:00'),
            (4, NULL, '2026-01-01 00:00:00')",
    )
    .await?;
    let two = || stages::table.filter(stages::id.le(2));
    let refused = refused!(purge(two()).cascade().execute(conn).await);
    assert_eq!(refused, "cannot purge: rows that stay refer to the rows: stages (1)");
    Ok(())
}

async fn rows_behind_restrict_that_go_another_way(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "INSERT INTO stages (id, previous_id, deleted_at) VALUES
            (1, NULL, '2026-01-01 00:00:00'),
            (2, 1, '2026-01-01 00:00:00'),
            (3, 2, '2026-01-01 00:00:00')",
    )
    .await?;
    let preview = purge(stages::table).cascade().preview(conn).await?;
    let report = purge(stages::table).cascade().execute(conn).await?;
    assert_eq!(report, [("stages", 3)]);
    assert_eq!(preview, report);
    Ok(())
}

async fn keys_of_deleted_rows_are_nullified(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "INSERT INTO people (id, friend_id, deleted_at) VALUES
            (1, NULL, '2026-01-02 00:00:00'),
            (2, 1, '2026-01-02 00:00:00'),
            (3, NULL, '2026-01-01 00:00:00'),
            (4, NULL, NULL);
        INSERT INTO letters (id, sender_id, recipient_id, carrier_id, deleted_at) VALUES
            (1, 1, NULL, 1, '2026-01-02 00:00:00'),
            (2, 3, 4, 1, '2026-01-02 00:00:00'),
            (3, 4, NULL, 1, '2026-01-02 00:00:00');",
    )
    .await?;
    let preview = purge(people::table.find(1)).cascade().preview(conn).await?;
    let report = purge(people::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("people", 1), ("letters", 1)]);
    assert_eq!((report.nullified("people"), report.nullified("letters")), (1, 2));
    assert_eq!(preview, report);
    let carriers: Vec<Option<i32>> = values_of!(conn, letters.carrier_id);
    assert_eq!(carriers, [None, None]);

    conn.batch_execute("UPDATE people SET friend_id = 3 WHERE id = 4").await?;
    let refused = refused!(purge(people::table.find(3)).cascade().execute(conn).await);
    assert_eq!(refused, "cannot purge: rows that stay refer to the rows: people (1)");
    Ok(())
}

/// Rows of one table that refer to each other, through a `nullify` edge.
async fn rows_that_go_need_not_lose_their_keys(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "INSERT INTO people (id, friend_id, deleted_at) VALUES
            (1, NULL, '2026-01-02 00:00:00'),
            (2, 1, '2026-01-02 00:00:00'),
            (3, 2, '2026-01-02 00:00:00');
        UPDATE people SET friend_id = 3 WHERE id = 1;",
    )
    .await?;
    let preview = purge(people::table).cascade().preview(conn).await?;
    let report = purge(people::table).cascade().execute(conn).await?;
    assert_eq!(report, [("people", 3), ("letters", 0)]);
    assert_eq!(report.nullified("people"), 0);
    assert_eq!(preview, report);
    Ok(())
}

/// A team goes together with its lead, who is one of its members.
async fn a_circle_over_nullify(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "INSERT INTO teams (id) VALUES (1), (2), (3);
        INSERT INTO members (id, team_id) VALUES (1, 1), (2, 1), (3, 2);
        UPDATE teams SET lead_id = 1 WHERE id = 1;
        UPDATE teams SET lead_id = 2 WHERE id = 2;",
    )
    .await?;
    let target = || teams::table.filter(teams::lead_id.eq(1));
    soft_delete(teams::table.filter(teams::id.le(2))).cascade().execute(conn).await?;
    let preview = purge(target()).cascade().preview(conn).await?;
    let report = purge(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("teams", 1), ("members", 2)]);
    // Team 2 is deleted, but stays.
    assert_eq!(report.nullified("teams"), 1);
    assert_eq!(preview, report);
    let leads: Vec<Option<i32>> = values_of!(conn, teams.lead_id);
    assert_eq!(leads, [None, None]);
    Ok(())
}

async fn two_trees(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "INSERT INTO parent (id, parent_id, step_parent_id, deleted_at) VALUES
            (1, NULL, NULL, '2026-01-02 00:00:00'),
            (2, 1, NULL, '2026-01-02 00:00:00'),
            (3, NULL, 2, '2026-01-02 00:00:00'),
            (4, 3, 1, '2026-01-02 00:00:00');
        UPDATE parent SET step_parent_id = 4 WHERE id = 1;",
    )
    .await?;
    // A circle of rows, too.
    let report = purge(parent::table.find(3)).cascade().execute(conn).await?;
    assert_eq!(report, [("parent", 4), ("child", 0)]);
    Ok(())
}

async fn purges_what_cascades_deleted(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    soft_delete(comments::table.find(4)).cascade().execute(conn).await?;
    soft_delete(posts::table.find(1)).cascade().execute(conn).await?;
    soft_delete(users::table.find(1)).cascade().execute(conn).await?;
    let report = purge(users::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 2), ("comments", 3)]);
    Ok(())
}
