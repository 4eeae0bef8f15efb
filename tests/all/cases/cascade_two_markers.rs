//! Cascades by one of two markers, below which there may be one or two.

use super::prelude::*;
use crate::graph::*;

cases![
    the_marker_of_the_same_name,
    the_flag_of_the_same_name,
    a_purge_by_the_other_marker,
    rows_that_the_other_marker_has,
    a_root_that_stays_deleted,
    a_root_that_stays_removed,
    a_root_that_was_removed_before,
    a_row_below_that_stays_removed,
    both_markers_all_the_way_down,
    both_markers_in_either_order,
];

const CLUBS: &str = "
    INSERT INTO clubs (id) VALUES (1), (2);
    INSERT INTO notices (id, club_id, answers) VALUES (1, 1, NULL), (2, 1, 1), (3, 2, NULL);
    INSERT INTO pins (id, notice_id) VALUES (1, 1), (2, 2), (3, 3);";

const FORUMS: &str = "
    INSERT INTO forums (id) VALUES (1);
    INSERT INTO threads (id, forum_id) VALUES (1, 1), (2, 1);
    INSERT INTO replies (id, thread_id) VALUES (1, 1), (2, 1), (3, 2);";

async fn the_marker_of_the_same_name(conn: &mut Connection) -> TestResult {
    conn.batch_execute(CLUBS).await?;
    let target = || clubs::table.find(1);
    let delete = || soft_delete(target()).marking(clubs::removed_at).at(day(5)).cascade();
    let preview = delete().preview(conn).await?;
    let report = delete().execute(conn).await?;
    assert_eq!(report, [("clubs", 1), ("notices", 2), ("pins", 2)]);
    assert_eq!(preview, report);
    assert_eq!(stamped!(conn, clubs.removed_at = day(5)), [1]);
    assert_eq!(stamped!(conn, notices.removed_at = day(5)), [1, 2]);
    assert_eq!(stamped!(conn, notices.deleted_at = NULL), [1, 2, 3]);
    // The first one, where there is none of that name.
    assert_eq!(stamped!(conn, pins.deleted_at = day(5)), [1, 2]);

    let report = restore(target()).marking(clubs::removed_at).cascade().execute(conn).await?;
    assert_eq!(report, [("clubs", 1), ("notices", 2), ("pins", 2)]);
    assert_eq!(stamped!(conn, notices.removed_at = NULL), [1, 2, 3]);
    assert_eq!(stamped!(conn, pins.deleted_at = NULL), [1, 2, 3]);

    let report = soft_delete(target()).at(day(6)).cascade().execute(conn).await?;
    assert_eq!(report, [("clubs", 1), ("notices", 2), ("pins", 2)]);
    assert_eq!(stamped!(conn, notices.deleted_at = day(6)), [1, 2]);
    assert_eq!(stamped!(conn, notices.removed_at = NULL), [1, 2, 3]);
    Ok(())
}

async fn the_flag_of_the_same_name(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "INSERT INTO rooms (id) VALUES (1), (2);
        INSERT INTO seats (id, room_id, deleted, removed) VALUES
            (1, 1, FALSE, FALSE), (2, 1, TRUE, FALSE), (3, 1, FALSE, TRUE), (4, 2, FALSE, FALSE)",
    )
    .await?;
    let remove = || soft_delete(rooms::table.find(1)).marking(rooms::removed).cascade();
    let preview = remove().preview(conn).await?;
    let report = remove().execute(conn).await?;
    // Seats 2 and 3 were deleted before, by either marker.
    assert_eq!(report, [("rooms", 1), ("seats", 1)]);
    assert_eq!(preview, report);
    assert_eq!(stamped!(conn, seats.removed = true), [1, 3]);
    assert_eq!(stamped!(conn, seats.deleted = true), [2]);

    let report = soft_delete(rooms::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("rooms", 1), ("seats", 0)]);
    assert_eq!(stamped!(conn, seats.deleted = true), [2]);
    Ok(())
}

async fn a_purge_by_the_other_marker(conn: &mut Connection) -> TestResult {
    conn.batch_execute(CLUBS).await?;
    soft_delete(clubs::table).marking(clubs::removed_at).cascade().execute(conn).await?;
    soft_delete(clubs::table.find(2)).cascade().execute(conn).await?;
    let purge_deleted = purge(clubs::table).marking(clubs::deleted_at).cascade();
    let report = purge_deleted.execute(conn).await?;
    assert_eq!(report, [("clubs", 1), ("notices", 1), ("pins", 1)]);
    let purge_removed = || purge(clubs::table).marking(clubs::removed_at).cascade();
    let preview = purge_removed().preview(conn).await?;
    let report = purge_removed().execute(conn).await?;
    assert_eq!(report, [("clubs", 1), ("notices", 2), ("pins", 2)]);
    assert_eq!(preview, report);
    Ok(())
}

/// A notice that was removed before keeps its own mark, and the cascade stops there.
async fn rows_that_the_other_marker_has(conn: &mut Connection) -> TestResult {
    conn.batch_execute(CLUBS).await?;
    soft_delete(notices::table.find(1))
        .marking(notices::removed_at)
        .shallow()
        .at(day(3))
        .execute(conn)
        .await?;
    let report = soft_delete(clubs::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    assert_eq!(report, [("clubs", 1), ("notices", 1), ("pins", 1)]);
    assert_eq!(stamped!(conn, notices.deleted_at = day(5)), [2]);
    assert_eq!(stamped!(conn, notices.removed_at = day(3)), [1]);
    // The pin was shown on a removed notice, and is.
    assert_eq!(stamped!(conn, pins.deleted_at = NULL), [1, 3]);
    // Its own restore finds the club that is deleted by now.
    let back = || restore(notices::table.find(1)).marking(notices::removed_at).cascade();
    assert_eq!(
        refused!(back().execute(conn).await),
        "cannot restore: rows have a deleted parent in: clubs (1)"
    );
    let report = restore(clubs::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("clubs", 1), ("notices", 1), ("pins", 1)]);
    assert_eq!(stamped!(conn, notices.removed_at = day(3)), [1]);
    assert_eq!(stamped!(conn, pins.deleted_at = NULL), [1, 2, 3]);
    Ok(())
}

/// Removed, then deleted: what brings it back from its removal leaves it deleted,
/// and so what hangs below it.
async fn a_root_that_stays_deleted(conn: &mut Connection) -> TestResult {
    conn.batch_execute(FORUMS).await?;
    let target = || threads::table.find(1);
    let remove = soft_delete(target()).marking(threads::removed_at).at(day(5)).cascade();
    assert_eq!(remove.execute(conn).await?, [("threads", 1), ("replies", 2)]);
    let delete = soft_delete(target()).at(day(6)).cascade();
    assert_eq!(delete.execute(conn).await?, [("threads", 1), ("replies", 0)]);

    let back = || restore(target()).marking(threads::removed_at).cascade();
    let preview = back().preview(conn).await?;
    let report = back().execute(conn).await?;
    assert_eq!(report, [("threads", 1), ("replies", 0)]);
    assert_eq!(report.handed_over("replies"), 2);
    assert_eq!(preview, report);
    assert_eq!(stamped!(conn, threads.removed_at = NULL), [1, 2]);
    assert_eq!(stamped!(conn, replies.deleted_at = day(6)), [1, 2]);

    let report = restore(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("threads", 1), ("replies", 2)]);
    assert_eq!(stamped!(conn, replies.deleted_at = NULL), [1, 2, 3]);
    Ok(())
}

async fn a_root_that_stays_removed(conn: &mut Connection) -> TestResult {
    conn.batch_execute(FORUMS).await?;
    let target = || threads::table.find(1);
    soft_delete(target()).at(day(5)).cascade().execute(conn).await?;
    let remove = soft_delete(target()).marking(threads::removed_at).at(day(6)).cascade();
    assert_eq!(remove.execute(conn).await?, [("threads", 1), ("replies", 0)]);

    let report = restore(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("threads", 1), ("replies", 0)]);
    assert_eq!(report.handed_over("replies"), 2);
    assert_eq!(stamped!(conn, replies.deleted_at = day(6)), [1, 2]);
    let back = restore(target()).marking(threads::removed_at).cascade();
    assert_eq!(back.execute(conn).await?, [("threads", 1), ("replies", 2)]);
    Ok(())
}

/// Its replies were still there when it was deleted.
async fn a_root_that_was_removed_before(conn: &mut Connection) -> TestResult {
    conn.batch_execute(FORUMS).await?;
    let target = || threads::table.find(1);
    let remove = soft_delete(target()).marking(threads::removed_at).shallow().at(day(4));
    remove.execute(conn).await?;
    let delete = soft_delete(target()).at(day(5)).cascade();
    assert_eq!(delete.execute(conn).await?, [("threads", 1), ("replies", 2)]);
    let preview = restore(target()).cascade().preview(conn).await?;
    let report = restore(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("threads", 1), ("replies", 0)]);
    // They have that stamp already.
    assert_eq!(report.handed_over("replies"), 0);
    assert_eq!(preview, report);
    assert_eq!(stamped!(conn, threads.removed_at = day(4)), [1]);
    assert_eq!(stamped!(conn, replies.deleted_at = day(5)), [1, 2]);
    Ok(())
}

/// Not the root, but a row on the way.
async fn a_row_below_that_stays_removed(conn: &mut Connection) -> TestResult {
    conn.batch_execute(FORUMS).await?;
    soft_delete(forums::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    let remove = soft_delete(threads::table.find(1)).marking(threads::removed_at).at(day(6));
    assert_eq!(remove.cascade().execute(conn).await?, [("threads", 1), ("replies", 0)]);

    let report = restore(forums::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("forums", 1), ("threads", 2), ("replies", 1)]);
    assert_eq!(report.handed_over("replies"), 2);
    assert_eq!(stamped!(conn, threads.deleted_at = NULL), [1, 2]);
    assert_eq!(stamped!(conn, replies.deleted_at = day(6)), [1, 2]);

    let back = restore(threads::table.find(1)).marking(threads::removed_at).cascade();
    assert_eq!(back.execute(conn).await?, [("threads", 1), ("replies", 2)]);
    Ok(())
}

/// No pin is to be seen on a notice that is not, nor a notice in such a club.
async fn nothing_active_below(conn: &mut Connection) -> TestResult {
    let notices = notices::table
        .active()
        .filter(notices::club_id.eq_any(clubs::table.deleted().select(clubs::id)));
    assert_eq!(ids!(notices.select(notices::id), conn), [0; 0]);
    let pins = pins::table
        .active()
        .filter(pins::notice_id.eq_any(notices::table.deleted().select(notices::id)));
    assert_eq!(ids!(pins.select(pins::id), conn), [0; 0]);
    Ok(())
}

async fn both_markers_all_the_way_down(conn: &mut Connection) -> TestResult {
    conn.batch_execute(CLUBS).await?;
    let target = || clubs::table.find(1);
    soft_delete(target()).marking(clubs::removed_at).at(day(5)).cascade().execute(conn).await?;
    soft_delete(target()).at(day(6)).cascade().execute(conn).await?;
    restore(target()).marking(clubs::removed_at).cascade().execute(conn).await?;
    nothing_active_below(conn).await?;
    assert_eq!(ids!(clubs::table.active().select(clubs::id), conn), [2]);
    restore(target()).cascade().execute(conn).await?;
    let active = notices::table.active().order(notices::id).select(notices::id);
    assert_eq!(ids!(active, conn), [1, 2, 3]);
    let active = pins::table.active().order(pins::id).select(pins::id);
    assert_eq!(ids!(active, conn), [1, 2, 3]);
    Ok(())
}

async fn both_markers_in_either_order(conn: &mut Connection) -> TestResult {
    conn.batch_execute(CLUBS).await?;
    let target = || clubs::table.find(1);
    soft_delete(target()).at(day(5)).cascade().execute(conn).await?;
    soft_delete(target()).marking(clubs::removed_at).at(day(6)).cascade().execute(conn).await?;
    // The one that came first goes first.
    restore(target()).cascade().execute(conn).await?;
    nothing_active_below(conn).await?;
    restore(target()).marking(clubs::removed_at).cascade().execute(conn).await?;
    let active = notices::table.active().order(notices::id).select(notices::id);
    assert_eq!(ids!(active, conn), [1, 2, 3]);
    let active = pins::table.active().order(pins::id).select(pins::id);
    assert_eq!(ids!(active, conn), [1, 2, 3]);

    // And once more, with the last one first.
    soft_delete(target()).at(day(7)).cascade().execute(conn).await?;
    soft_delete(target()).marking(clubs::removed_at).at(day(8)).cascade().execute(conn).await?;
    restore(target()).marking(clubs::removed_at).cascade().execute(conn).await?;
    nothing_active_below(conn).await?;
    restore(target()).cascade().execute(conn).await?;
    let active = pins::table.active().order(pins::id).select(pins::id);
    assert_eq!(ids!(active, conn), [1, 2, 3]);
    Ok(())
}
