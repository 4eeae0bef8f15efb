//! Cascaded soft deletes over every kind of edge, in every shape of graph.

use diesel_scopes::CascadeError;

use super::prelude::*;
use crate::graph::*;

cases![
    several_edges_to_one_child,
    null_keys_match_nothing,
    nullify_onto_the_table_itself,
    nullify_onto_a_table_above,
    a_diamond_is_stamped_and_counted_once,
    composite_keys,
    flags_below_a_stamp,
    children_with_several_markers,
    the_other_marker,
    restrict_and_nullify_onto_undeclared_tables,
    restrict_far_below,
    restrict_onto_the_table_itself,
    restrict_names_every_table,
    two_trees_in_one_table,
    a_table_called_roots,
    a_long_name,
    a_stamp_that_exists_already,
    the_clock_of_the_database,
    nullified_rows_do_not_become_roots,
    nullified_rows_above_do_not_become_roots,
];

const PEOPLE: &str = "
    INSERT INTO people (id, friend_id, deleted_at) VALUES
        (1, NULL, NULL), (2, 1, NULL), (3, 2, NULL), (4, 1, '2026-01-01 00:00:00'), (5, 1, NULL);
    INSERT INTO letters (id, sender_id, recipient_id, carrier_id, deleted_at) VALUES
        (1, 1, 2, 1, NULL),
        (2, 2, 1, 3, NULL),
        (3, 2, 3, 1, NULL),
        (4, 1, 1, NULL, NULL),
        (5, NULL, NULL, 1, NULL),
        (6, 1, NULL, 1, '2026-01-01 00:00:00'),
        (7, NULL, NULL, NULL, NULL),
        (8, 2, NULL, 1, '2026-01-01 00:00:00');";

async fn several_edges_to_one_child(conn: &mut Connection) -> TestResult {
    conn.batch_execute(PEOPLE).await?;
    let delete = || soft_delete(people::table.find(1)).at(day(5)).cascade();
    let preview = delete().preview(conn).await?;
    let report = delete().execute(conn).await?;
    assert_eq!(report, [("people", 1), ("letters", 3)]);
    assert_eq!(preview, report);
    assert_eq!(stamped!(conn, letters.deleted_at = day(5)), [1, 2, 4]);
    assert_eq!(stamped!(conn, letters.deleted_at = back_then()), [6, 8]);

    // Of the letters that 1 carried, those that went with it keep their carrier,
    // as do those that were deleted before.
    assert_eq!(report.nullified("letters"), 2);
    let carriers: Vec<Option<i32>> = values_of!(conn, letters.carrier_id);
    let expected = [Some(1), Some(3), None, None, None, Some(1), None, Some(1)];
    assert_eq!(carriers, expected);
    assert_eq!(
        report.to_string(),
        "people: 1 and 2 nullified, letters: 3 and 2 nullified"
    );
    assert_eq!(report.total(), 4);
    Ok(())
}

async fn null_keys_match_nothing(conn: &mut Connection) -> TestResult {
    conn.batch_execute(PEOPLE).await?;
    let report = soft_delete(people::table.filter(people::friend_id.is_null()))
        .at(day(5))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report, [("people", 1), ("letters", 3)]);
    assert_eq!(stamped!(conn, letters.deleted_at = NULL), [3, 5, 7]);
    Ok(())
}

async fn nullify_onto_the_table_itself(conn: &mut Connection) -> TestResult {
    conn.batch_execute(PEOPLE).await?;
    let delete = || soft_delete(people::table.filter(people::id.eq_any([1, 2]))).cascade();
    let preview = delete().preview(conn).await?;
    let report = delete().execute(conn).await?;
    assert_eq!(preview, report);
    // 2 goes itself, 4 was deleted before.
    assert_eq!(report.nullified("people"), 2);
    let friends: Vec<Option<i32>> = values_of!(conn, people.friend_id);
    assert_eq!(friends, [None, Some(1), None, Some(1), None]);
    Ok(())
}

/// Team 1 with the members 1, 2 and 5, of which 2 leads team 2; member 4 leads
/// nobody, 5 was deleted before.
const TEAMS: &str = "
    INSERT INTO teams (id) VALUES (1), (2), (3), (4);
    INSERT INTO members (id, team_id, deleted_at) VALUES
        (1, 1, NULL), (2, 1, NULL), (3, 2, NULL), (4, 3, NULL), (5, 1, '2026-01-01 00:00:00');
    UPDATE teams SET lead_id = 1 WHERE id = 1;
    UPDATE teams SET lead_id = 2 WHERE id = 2;
    UPDATE teams SET lead_id = 5 WHERE id = 3;";

async fn nullify_onto_a_table_above(conn: &mut Connection) -> TestResult {
    conn.batch_execute(TEAMS).await?;
    let delete = || soft_delete(teams::table.find(1)).at(day(5)).cascade();
    let preview = delete().preview(conn).await?;
    let report = delete().execute(conn).await?;
    assert_eq!(report, [("teams", 1), ("members", 2)]);
    assert_eq!(report.nullified("teams"), 1);
    assert_eq!(preview, report);
    let leads: Vec<Option<i32>> = values_of!(conn, teams.lead_id);
    assert_eq!(leads, [Some(1), None, Some(5), None]);

    // A team keeps its own lead, so that both can come back.
    let restore = || restore(teams::table.find(1)).cascade();
    let preview = restore().preview(conn).await?;
    let report = restore().execute(conn).await?;
    assert_eq!(report, [("teams", 1), ("members", 2)]);
    assert_eq!(preview, report);
    Ok(())
}

async fn a_diamond_is_stamped_and_counted_once(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    diesel::delete(invoices::table.all_rows()).execute(conn).await?;
    // By an author of its own post; by the author of another one.
    conn.batch_execute(
        "INSERT INTO comments (id, post_id, author_id, parent_id, body) VALUES
            (5, 1, 1, NULL, 'mine'), (6, 3, 1, NULL, 'ours'), (7, 3, 2, 6, 'yours')",
    )
    .await?;
    let report = soft_delete(users::table.filter(users::id.eq_any([1, 2])))
        .at(day(5))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report, [("users", 2), ("posts", 2), ("comments", 6)]);
    assert_eq!(stamped!(conn, comments.deleted_at = day(5)), [1, 3, 4, 5, 6, 7]);
    Ok(())
}

async fn composite_keys(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "INSERT INTO orders (tenant, number) VALUES (1, 1), (1, 2), (2, 1);
        INSERT INTO order_lines (tenant, position, order_number, parent_position) VALUES
            (1, 1, 1, NULL),
            (1, 2, NULL, 1),
            (1, 3, NULL, 2),
            (1, 4, 2, NULL),
            (1, 5, NULL, NULL),
            (2, 1, 1, NULL),
            (2, 2, NULL, 1);
        INSERT INTO order_notes (id, order_tenant, order_number) VALUES
            (1, 1, 1), (2, 2, 1), (3, 1, NULL), (4, NULL, 1);",
    )
    .await?;
    let target = || orders::table.find((1, 1));
    let preview = soft_delete(target()).cascade().preview(conn).await?;
    let report = soft_delete(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("orders", 1), ("order_lines", 3)]);
    assert_eq!(report.nullified("order_notes"), 1);
    assert_eq!(preview, report);
    let lines = order_lines::table
        .active()
        .order((order_lines::tenant, order_lines::position))
        .select((order_lines::tenant, order_lines::position));
    let lines: Vec<(i32, i32)> = lines.load(conn).await?;
    assert_eq!(lines, [(1, 4), (1, 5), (2, 1), (2, 2)]);
    let notes: Vec<(Option<i32>, Option<i32>)> = order_notes::table
        .order(order_notes::id)
        .select((order_notes::order_tenant, order_notes::order_number))
        .load(conn)
        .await?;
    let expected = [(None, None), (Some(2), Some(1)), (Some(1), None), (None, Some(1))];
    assert_eq!(notes, expected);

    let preview = restore(target()).cascade().preview(conn).await?;
    let report = restore(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("orders", 1), ("order_lines", 3)]);
    assert_eq!(preview, report);

    soft_delete(target()).cascade().locking().execute(conn).await?;
    let preview = purge(target()).cascade().preview(conn).await?;
    let report = purge(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("orders", 1), ("order_lines", 3)]);
    assert_eq!(preview, report);
    Ok(())
}

const ACCOUNTS: &str = "
    INSERT INTO accounts (id) VALUES (1), (2);
    INSERT INTO devices (id, account_id, serial) VALUES (1, 1, 1), (2, 1, 2), (3, 2, 1);
    INSERT INTO tokens (id, device_id, revoked) VALUES
        (1, 1, FALSE), (2, 1, TRUE), (3, 2, FALSE), (4, 3, FALSE);";

async fn flags_below_a_stamp(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ACCOUNTS).await?;
    let report = soft_delete(accounts::table.find(1))
        .at(day(5))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report, [("accounts", 1), ("devices", 2), ("tokens", 2)]);
    assert_eq!(stamped!(conn, tokens.revoked = true), [1, 2, 3]);
    assert_eq!(stamped!(conn, devices.deleted_at = day(5)), [1, 2]);
    let report = purge(accounts::table).cascade().execute(conn).await?;
    assert_eq!(report, [("accounts", 1), ("devices", 2), ("tokens", 3)]);
    Ok(())
}

const FORUMS: &str = "
    INSERT INTO forums (id) VALUES (1), (2);
    INSERT INTO threads (id, forum_id, deleted_at, removed_at) VALUES
        (1, 1, NULL, NULL),
        (2, 1, NULL, '2026-01-01 00:00:00'),
        (3, 1, '2026-01-01 00:00:00', NULL),
        (4, 2, NULL, NULL);
    INSERT INTO replies (id, thread_id) VALUES (1, 1), (2, 2), (3, 3), (4, 4);";

async fn children_with_several_markers(conn: &mut Connection) -> TestResult {
    conn.batch_execute(FORUMS).await?;
    let target = || forums::table.find(1);
    let report = soft_delete(target()).at(day(5)).cascade().execute(conn).await?;
    // One that was deleted before stops it, by whichever marker.
    assert_eq!(report, [("forums", 1), ("threads", 1), ("replies", 1)]);
    assert_eq!(stamped!(conn, threads.deleted_at = day(5)), [1]);
    assert_eq!(stamped!(conn, threads.removed_at = back_then()), [2]);
    assert_eq!(stamped!(conn, replies.deleted_at = day(5)), [1]);

    let report = restore(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("forums", 1), ("threads", 1), ("replies", 1)]);
    assert_eq!(stamped!(conn, threads.removed_at = back_then()), [2]);
    Ok(())
}

async fn the_other_marker(conn: &mut Connection) -> TestResult {
    conn.batch_execute(FORUMS).await?;
    let delete = || soft_delete(threads::table).marking(threads::removed_at).at(day(5)).cascade();
    let preview = delete().preview(conn).await?;
    let report = delete().execute(conn).await?;
    // 3 was deleted another way, which is no reason not to remove it.
    assert_eq!(report, [("threads", 3), ("replies", 3)]);
    assert_eq!(preview, report);
    assert_eq!(stamped!(conn, threads.removed_at = day(5)), [1, 3, 4]);
    assert_eq!(stamped!(conn, replies.deleted_at = day(5)), [1, 3, 4]);

    let restore = || restore(threads::table.find(1)).marking(threads::removed_at).cascade();
    let preview = restore().preview(conn).await?;
    let report = restore().execute(conn).await?;
    assert_eq!(report, [("threads", 1), ("replies", 1)]);
    assert_eq!(preview, report);
    Ok(())
}

async fn restrict_and_nullify_onto_undeclared_tables(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ACCOUNTS).await?;
    conn.batch_execute(
        "INSERT INTO licences (id, account_id) VALUES (1, 2), (2, 2);
        INSERT INTO visits (id, account_id) VALUES (1, 1), (2, 2), (3, NULL), (4, 1)",
    )
    .await?;
    let refused = soft_delete(accounts::table).cascade().execute(conn).await;
    assert_eq!(
        refused!(refused),
        "cannot delete: active rows depend on the rows: licences (2)"
    );
    assert_eq!(ids!(accounts::table.active().select(accounts::id), conn).len(), 2);

    let delete = || soft_delete(accounts::table.find(1)).cascade();
    let preview = delete().preview(conn).await?;
    let report = delete().execute(conn).await?;
    assert_eq!(preview, report);
    assert_eq!(report.nullified("visits"), 2);
    assert_eq!(report.rows("visits"), 0);
    assert_eq!(
        report.to_string(),
        "accounts: 1, devices: 2, tokens: 2, visits: 2 nullified"
    );
    let visits: Vec<Option<i32>> = values_of!(conn, visits.account_id);
    assert_eq!(visits, [None, Some(2), None, None]);

    // A purge takes rows that cannot be deleted for active ones.
    soft_delete(accounts::table.find(2)).shallow().execute(conn).await?;
    let refused = refused!(purge(accounts::table.find(2)).cascade().execute(conn).await);
    let expected = "cannot purge: rows that stay refer to the rows: \
                    devices (1), licences (2), visits (1)";
    assert_eq!(refused, expected);
    Ok(())
}

async fn restrict_far_below(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ACCOUNTS).await?;
    conn.batch_execute("INSERT INTO loans (id, device_id) VALUES (1, 1), (2, 1), (3, 3)").await?;
    let before: Vec<bool> = values_of!(conn, tokens.revoked);
    let delete = || soft_delete(accounts::table.find(1)).cascade();
    for locking in [false, true] {
        let delete = if locking { delete().locking() } else { delete() };
        let refused = refused!(delete.execute(conn).await);
        assert_eq!(refused, "cannot delete: active rows depend on the rows: loans (2)");
    }
    let preview = refused!(delete().preview(conn).await);
    assert_eq!(preview, "cannot delete: active rows depend on the rows: loans (2)");
    let after: Vec<bool> = values_of!(conn, tokens.revoked);
    assert_eq!(before, after);
    assert_eq!(ids!(accounts::table.active().select(accounts::id), conn).len(), 2);

    // A device that is deleted already is not part of it, nor is what it lends.
    soft_delete(devices::table.find(1)).shallow().execute(conn).await?;
    let report = delete().execute(conn).await?;
    assert_eq!(report, [("accounts", 1), ("devices", 1), ("tokens", 1)]);
    // Returned loans keep nobody.
    soft_delete(loans::table).execute(conn).await?;
    let report = soft_delete(accounts::table).cascade().execute(conn).await?;
    assert_eq!(report, [("accounts", 1), ("devices", 1), ("tokens", 1)]);
    Ok(())
}

async fn restrict_onto_the_table_itself(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "INSERT INTO stages (id, previous_id) VALUES (1, NULL), (2, 1), (3, 2), (4, NULL)",
    )
    .await?;
    let refused = refused!(soft_delete(stages::table.find(1)).cascade().execute(conn).await);
    assert_eq!(refused, "cannot delete: active rows depend on the rows: stages (1)");
    let last = soft_delete(stages::table.find(3)).cascade().execute(conn).await?;
    assert_eq!(last, [("stages", 1)]);
    let next = soft_delete(stages::table.find(2)).cascade().execute(conn).await?;
    assert_eq!(next, [("stages", 1)]);
    let refused = refused!(restore(stages::table.find(3)).cascade().execute(conn).await);
    assert_eq!(refused, "cannot restore: rows have a deleted parent in: stages (1)");
    let both = restore(stages::table).cascade().execute(conn).await?;
    assert_eq!(both, [("stages", 2)]);
    Ok(())
}

async fn restrict_names_every_table(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ACCOUNTS).await?;
    conn.batch_execute(
        "INSERT INTO licences (id, account_id) VALUES (1, 1);
        INSERT INTO loans (id, device_id, returned_at) VALUES
            (1, 2, NULL), (2, 2, '2026-01-01 00:00:00'), (3, 3, NULL)",
    )
    .await?;
    let refused = soft_delete(accounts::table.find(1)).cascade().execute(conn).await;
    let Err(CascadeError::Restricted(dependents)) = refused else {
        return Err(format!("{refused:?}").into());
    };
    let dependents: Vec<_> = dependents.iter().map(|d| (d.table, d.rows)).collect();
    assert_eq!(dependents, [("licences", 1), ("loans", 1)]);
    Ok(())
}

/// Tables that are named like the aliases in the SQL of the cascades.
const FAMILY: &str = "
    INSERT INTO parent (id, parent_id, step_parent_id) VALUES
        (1, NULL, NULL), (2, 1, NULL), (3, NULL, 2), (4, 3, 1), (5, NULL, NULL), (6, 5, 4);
    INSERT INTO child (id, parent_id) VALUES (1, 1), (2, 3), (3, 5), (4, NULL);
    INSERT INTO gone (id, child_id) VALUES (1, 1), (2, 3), (3, NULL);";

async fn two_trees_in_one_table(conn: &mut Connection) -> TestResult {
    conn.batch_execute(FAMILY).await?;
    let target = || parent::table.find(1);
    let preview = soft_delete(target()).cascade().preview(conn).await?;
    let report = soft_delete(target()).cascade().locking().execute(conn).await?;
    assert_eq!(report, [("parent", 5), ("child", 2)]);
    assert_eq!(report.nullified("gone"), 1);
    assert_eq!(preview, report);
    assert_eq!(stamped!(conn, parent.deleted_at = NULL), [5]);

    let refused = refused!(restore(parent::table.find(2)).cascade().execute(conn).await);
    assert_eq!(refused, "cannot restore: rows have a deleted parent in: parent (1)");
    let refused = refused!(restore(child::table.find(1)).cascade().execute(conn).await);
    assert_eq!(refused, "cannot restore: rows have a deleted parent in: parent (1)");
    let report = restore(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("parent", 5), ("child", 2)]);

    let selecting = || {
        let all = parent::table.select(parent::id);
        child::table.filter(child::parent_id.eq_any(all.nullable()))
    };
    let report = soft_delete(selecting()).set(child::stamp.eq(7)).cascade().execute(conn).await?;
    assert_eq!(report, [("child", 3)]);
    let stamps: Vec<Option<i32>> = values_of!(conn, child.stamp);
    assert_eq!(stamps, [Some(7), Some(7), Some(7), None]);
    let report = restore(selecting()).set(child::stamp.eq(8)).cascade().execute(conn).await?;
    assert_eq!(report, [("child", 3)]);

    soft_delete(target()).cascade().execute(conn).await?;
    let preview = purge(target()).cascade().preview(conn).await?;
    let report = purge(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("parent", 5), ("child", 2)]);
    assert_eq!(preview, report);
    Ok(())
}

async fn a_table_called_roots(conn: &mut Connection) -> TestResult {
    conn.batch_execute("INSERT INTO roots (id, root_id) VALUES (1, NULL), (2, 1), (3, 2), (4, NULL)")
        .await?;
    let target = || roots::table.filter(roots::id.eq_any([1, 2]));
    let report = soft_delete(target()).cascade().locking().execute(conn).await?;
    assert_eq!(report, [("roots", 3)]);
    let report = restore(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("roots", 3)]);
    Ok(())
}

async fn a_long_name(conn: &mut Connection) -> TestResult {
    use crate::graph::a_table_with_the_longest_name_that_postgresql_and_mysql_do_take as long;
    for (id, parent) in [(1, None), (2, Some(1))] {
        diesel::insert_into(long::table)
            .values((long::id.eq(id), long::parent_id.eq(parent)))
            .execute(conn)
            .await?;
    }
    let report = soft_delete(long::table.find(1)).cascade().locking().execute(conn).await?;
    assert_eq!(report.total(), 2);
    let report = restore(long::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report.total(), 2);
    Ok(())
}

async fn a_stamp_that_exists_already(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    diesel::delete(invoices::table.all_rows()).execute(conn).await?;
    let report = soft_delete(users::table.find(1))
        .at(back_then())
        .cascade()
        .execute(conn)
        .await?;
    // Comment 3 is a live one on a post that was deleted at that very time.
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 2)]);
    assert_eq!(stamped!(conn, users.deleted_at = back_then()), [1, 3]);
    assert_eq!(stamped!(conn, posts.deleted_at = back_then()), [1, 2]);
    assert_eq!(stamped!(conn, comments.deleted_at = back_then()), [1, 2, 4]);
    let post: Post = posts::table.find(2).first(conn).await?;
    assert_eq!(post.delete_reason.as_deref(), Some("spam"));
    Ok(())
}

async fn the_clock_of_the_database(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    diesel::delete(invoices::table.all_rows()).execute(conn).await?;
    // Whatever the database's clock says while it goes on, all rows get one stamp.
    let delete = || soft_delete(users::table.find(1)).at(diesel::dsl::now).cascade();
    let preview = delete().preview(conn).await?;
    let report = delete().execute(conn).await?;
    assert_eq!(preview, report);
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 2)]);
    let report = restore(users::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 2)]);
    Ok(())
}

async fn nullified_rows_do_not_become_roots(conn: &mut Connection) -> TestResult {
    conn.batch_execute(PEOPLE).await?;
    let friendless = || people::table.filter(people::friend_id.is_null());
    let preview = soft_delete(friendless()).cascade().preview(conn).await?;
    let report = soft_delete(friendless()).at(day(5)).cascade().execute(conn).await?;
    assert_eq!(preview, report);
    assert_eq!(report, [("people", 1), ("letters", 3)]);
    assert_eq!(stamped!(conn, people.deleted_at = day(5)), [1]);
    Ok(())
}

async fn nullified_rows_above_do_not_become_roots(conn: &mut Connection) -> TestResult {
    conn.batch_execute(TEAMS).await?;
    let target = || teams::table.filter(teams::lead_id.eq(1).or(teams::lead_id.is_null()));
    let preview = soft_delete(target()).cascade().preview(conn).await?;
    let report = soft_delete(target()).at(day(5)).cascade().execute(conn).await?;
    assert_eq!(preview, report);
    // Team 2 loses its lead, and stays.
    assert_eq!(report, [("teams", 2), ("members", 2)]);
    assert_eq!(stamped!(conn, teams.deleted_at = day(5)), [1, 4]);
    Ok(())
}
