//! Tables without a marker in the middle and at the end of a cascade.

use diesel_scopes::CascadeError;

use super::prelude::*;
use crate::archive::*;
use crate::depot::{halls, lenders, tallies, tools};

cases![
    nothing_is_written_there,
    a_row_with_two_parents,
    a_restore_from_below,
    a_restore_with_parents_from_below,
    a_purge_takes_its_rows,
    a_purge_is_refused_by_active_rows_below,
    rows_at_the_end,
    one_below_the_other,
    one_below_the_other_with_parents,
    one_that_is_reached_with_another_stamp,
];

/// Document 1 lies in two places, one of them in stack 1; document 2 in stack 1, too.
const DOCUMENTS: &str = "
    INSERT INTO tenants (id, number) VALUES (1, 10), (2, 20);
    INSERT INTO stacks (id) VALUES (1), (2);
    INSERT INTO documents (id, tenant_number) VALUES (1, 10), (2, 20);
    INSERT INTO placements (id, document_id, stack_id) VALUES (1, 1, 1), (2, 1, NULL), (3, 2, 1);
    INSERT INTO remarks (id, placement_id, reply_to) VALUES
        (1, 1, NULL), (2, 2, NULL), (3, 3, NULL), (4, NULL, 2), (5, NULL, NULL);";

async fn nothing_is_written_there(conn: &mut Connection) -> TestResult {
    conn.batch_execute(DOCUMENTS).await?;
    let target = || documents::table.find(1);
    let delete = || soft_delete(target()).at(day(5)).cascade();
    let preview = delete().preview(conn).await?;
    let report = delete().execute(conn).await?;
    assert_eq!((report.rows("documents"), report.rows("remarks")), (1, 3));
    assert_eq!(preview, report);
    assert_eq!(report.rows("placements"), 0);
    assert_eq!(stamped!(conn, remarks.deleted_at = day(5)), [1, 2, 4]);
    assert_eq!(
        ids!(
            placements::table
                .order(placements::id)
                .select(placements::id),
            conn
        ),
        [1, 2, 3]
    );

    let again = delete().execute(conn).await?;
    assert!(again.is_empty(), "{again}");
    let preview = restore(target()).cascade().preview(conn).await?;
    let report = restore(target()).cascade().execute(conn).await?;
    assert_eq!((report.rows("documents"), report.rows("remarks")), (1, 3));
    assert_eq!(preview, report);
    assert_eq!(stamped!(conn, remarks.deleted_at = NULL), [1, 2, 3, 4, 5]);

    let report = soft_delete(target())
        .cascade()
        .locking()
        .execute(conn)
        .await?;
    assert_eq!(report.rows("remarks"), 3);
    let report = restore(target()).cascade().locking().execute(conn).await?;
    assert_eq!(report.rows("remarks"), 3);
    Ok(())
}

/// The remarks in such a place wait for the other parent of the place.
async fn a_row_with_two_parents(conn: &mut Connection) -> TestResult {
    conn.batch_execute(DOCUMENTS).await?;
    soft_delete(documents::table.find(1))
        .at(day(5))
        .cascade()
        .execute(conn)
        .await?;
    let report = soft_delete(stacks::table.find(1))
        .at(day(6))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report, [("stacks", 1), ("remarks", 1)]);

    let report = restore(documents::table.find(1))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!((report.rows("documents"), report.rows("remarks")), (1, 2));
    assert_eq!(report.handed_over("remarks"), 1);
    assert_eq!(stamped!(conn, remarks.deleted_at = day(6)), [1, 3]);
    let report = restore(stacks::table.find(1))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report, [("stacks", 1), ("remarks", 2)]);
    assert_eq!(stamped!(conn, remarks.deleted_at = NULL), [1, 2, 3, 4, 5]);
    Ok(())
}

/// A remark hangs below the document, with the place between them.
async fn a_restore_from_below(conn: &mut Connection) -> TestResult {
    conn.batch_execute(DOCUMENTS).await?;
    soft_delete(documents::table.find(1))
        .at(day(5))
        .cascade()
        .execute(conn)
        .await?;
    for refused in [
        restore(remarks::table.find(1))
            .cascade()
            .preview(conn)
            .await,
        restore(remarks::table.find(1))
            .cascade()
            .execute(conn)
            .await,
    ] {
        assert!(
            matches!(refused, Err(CascadeError::ParentDeleted(_))),
            "{refused:?}"
        );
    }
    assert_eq!(stamped!(conn, remarks.deleted_at = day(5)), [1, 2, 4]);
    let report = restore(remarks::table.find(4))
        .shallow()
        .execute(conn)
        .await?;
    assert_eq!(report, 1);
    Ok(())
}

async fn a_restore_with_parents_from_below(conn: &mut Connection) -> TestResult {
    conn.batch_execute(DOCUMENTS).await?;
    soft_delete(documents::table.find(1))
        .at(day(5))
        .cascade()
        .execute(conn)
        .await?;
    soft_delete(stacks::table.find(1))
        .at(day(6))
        .cascade()
        .execute(conn)
        .await?;
    let back = || restore(remarks::table.find(4)).cascade().with_parents();
    let preview = back().preview(conn).await?;
    let report = back().execute(conn).await?;
    assert_eq!(preview, report);
    // 4 answers 2, which lies with document 1 outside of the stack.
    assert_eq!(
        (
            report.rows("remarks"),
            report.rows("documents"),
            report.rows("stacks")
        ),
        (2, 1, 0)
    );
    assert_eq!(stamped!(conn, remarks.deleted_at = day(5)), [1]);
    assert_eq!(stamped!(conn, documents.deleted_at = NULL), [1, 2]);
    Ok(())
}

async fn a_purge_takes_its_rows(conn: &mut Connection) -> TestResult {
    conn.batch_execute(DOCUMENTS).await?;
    let target = || documents::table.find(1);
    soft_delete(target()).cascade().execute(conn).await?;
    let preview = purge(target()).cascade().preview(conn).await?;
    let report = purge(target()).cascade().execute(conn).await?;
    assert_eq!(preview, report);
    assert_eq!(
        (report.rows("documents"), report.rows("placements")),
        (1, 2)
    );
    assert_eq!(report.rows("remarks"), 3);
    assert_eq!(ids!(placements::table.select(placements::id), conn), [3]);
    assert_eq!(
        ids!(remarks::table.order(remarks::id).select(remarks::id), conn),
        [3, 5]
    );
    Ok(())
}

async fn a_purge_is_refused_by_active_rows_below(conn: &mut Connection) -> TestResult {
    conn.batch_execute(DOCUMENTS).await?;
    soft_delete(documents::table.find(1))
        .cascade()
        .execute(conn)
        .await?;
    restore(remarks::table.find(2))
        .shallow()
        .execute(conn)
        .await?;
    let refused = refused!(
        purge(documents::table.find(1))
            .cascade()
            .execute(conn)
            .await
    );
    assert_eq!(
        refused,
        "cannot purge: rows that stay refer to the rows: remarks (1)"
    );
    assert_eq!(
        ids!(placements::table.select(placements::id), conn).len(),
        3
    );
    Ok(())
}

async fn rows_at_the_end(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "INSERT INTO tenants (id) VALUES (1);
        INSERT INTO passes (id, tenant_id) VALUES (1, 1), (2, 1);
        INSERT INTO scans (id, pass_id) VALUES (1, 1), (2, 1), (3, 2)",
    )
    .await?;
    let target = || passes::table.find(1);
    let report = soft_delete(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("passes", 1)]);
    assert_eq!(ids!(scans::table.select(scans::id), conn).len(), 3);
    let report = restore(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("passes", 1)]);
    soft_delete(target()).cascade().execute(conn).await?;
    let report = purge(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("passes", 1), ("scans", 2)]);
    assert_eq!(ids!(scans::table.select(scans::id), conn), [3]);
    Ok(())
}

/// Tool 1 lies in a tray in a bay inside of a bay of hall 1, tool 2 in the tray of another
/// lender there; tool 3 is a part of 1. Bays 3 and 4 stand in a circle.
const TOOLS: &str = "
    INSERT INTO lenders (id) VALUES (1), (2);
    INSERT INTO halls (id, code) VALUES (1, 10);
    INSERT INTO bays (id, hall_code, inside_id) VALUES (1, 10, NULL), (2, NULL, 1), (3, NULL, NULL);
    INSERT INTO bays (id, hall_code, inside_id) VALUES (4, 10, 3);
    UPDATE bays SET inside_id = 4 WHERE id = 3;
    INSERT INTO trays (id, lender_id, place, place_id) VALUES
        (1, NULL, 'Bay', 2), (2, 2, 'Hall', 1), (3, 1, NULL, NULL);
    INSERT INTO tools (id, lender_id, tray_id, part_of) VALUES
        (1, 1, 1, NULL), (2, 1, 2, NULL), (3, NULL, NULL, 1), (4, 1, 3, NULL);
    INSERT INTO tallies (id, tool_id, bay_id) VALUES (1, 4, 3), (2, 4, NULL);";

/// What a row without a marker hangs below counts in its place, outside of the cascade
/// too.
async fn one_below_the_other(conn: &mut Connection) -> TestResult {
    conn.batch_execute(TOOLS).await?;
    let lender = || lenders::table.find(1);
    soft_delete(lender())
        .at(day(5))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(stamped!(conn, tools.deleted_at = day(5)), [1, 2, 3, 4]);
    let report = soft_delete(halls::table.find(1))
        .at(day(6))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report, [("halls", 1), ("tools", 0), ("tallies", 0)]);

    for locking in [false, true] {
        let preview = restore(lender()).cascade().preview(conn).await?;
        let back = restore(lender()).cascade();
        let report = if locking {
            back.locking().execute(conn).await?
        } else {
            back.execute(conn).await?
        };
        assert_eq!(preview, report);
        assert_eq!((report.rows("tools"), report.handed_over("tools")), (1, 3));
        assert_eq!(
            (report.rows("tallies"), report.handed_over("tallies")),
            (1, 1)
        );
        assert_eq!(stamped!(conn, tools.deleted_at = day(6)), [1, 2, 3]);
        assert_eq!(stamped!(conn, tallies.deleted_at = day(6)), [1]);

        let report = restore(halls::table.find(1))
            .cascade()
            .execute(conn)
            .await?;
        assert_eq!(report, [("halls", 1), ("tools", 3), ("tallies", 1)]);
        assert_eq!(stamped!(conn, tools.deleted_at = NULL), [1, 2, 3, 4]);

        // Deleted first, it was deleted with none of them.
        soft_delete(halls::table.find(1))
            .at(day(5))
            .shallow()
            .execute(conn)
            .await?;
        soft_delete(lender())
            .at(day(6))
            .cascade()
            .execute(conn)
            .await?;
        let report = restore(lender()).cascade().execute(conn).await?;
        assert_eq!((report.rows("tools"), report.handed_over("tools")), (4, 0));
        restore(halls::table.find(1))
            .shallow()
            .execute(conn)
            .await?;
        soft_delete(lender())
            .at(day(5))
            .cascade()
            .execute(conn)
            .await?;
        soft_delete(halls::table.find(1))
            .at(day(6))
            .cascade()
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Of the hall the code counts below, which is not its key.
async fn one_below_the_other_with_parents(conn: &mut Connection) -> TestResult {
    conn.batch_execute(TOOLS).await?;
    conn.batch_execute("UPDATE tools SET tray_id = 2, lender_id = NULL WHERE id = 4")
        .await?;
    soft_delete(lenders::table.find(2))
        .at(day(5))
        .cascade()
        .execute(conn)
        .await?;
    soft_delete(halls::table.find(1))
        .at(day(6))
        .cascade()
        .execute(conn)
        .await?;
    let tool = || tools::table.find(4);
    for refused in [
        restore(tool()).cascade().preview(conn).await,
        restore(tool()).cascade().execute(conn).await,
    ] {
        assert!(
            matches!(refused, Err(CascadeError::ParentDeleted(_))),
            "{refused:?}"
        );
    }
    let back = || restore(tool()).cascade().with_parents();
    let preview = back().preview(conn).await?;
    let report = back().execute(conn).await?;
    assert_eq!(preview, report);
    assert_eq!((report.rows("tools"), report.rows("tallies")), (1, 2));
    assert_eq!((report.rows("lenders"), report.rows("halls")), (1, 1));
    assert_eq!(report.handed_over("tallies"), 0);
    assert_eq!(stamped!(conn, tallies.deleted_at = NULL), [1, 2]);
    Ok(())
}

/// A tray that two lenders have, deleted one after the other, in a bay of one hall inside of
/// a bay of another: what lies in it waits for that hall which was deleted after it.
async fn one_that_is_reached_with_another_stamp(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "INSERT INTO lenders (id, deleted_at) VALUES
            (1, '2026-01-02 00:00:00'), (2, '2026-01-05 00:00:00');
        INSERT INTO halls (id, code, deleted_at) VALUES
            (1, 10, '2026-01-04 00:00:00'), (2, 20, '2026-01-06 00:00:00');
        INSERT INTO bays (id, hall_code, inside_id) VALUES (1, 20, NULL), (2, 10, 1);
        INSERT INTO trays (id, lender_id, keeper_id, place, place_id) VALUES (1, 1, 2, 'Bay', 2);
        INSERT INTO tools (id, tray_id, deleted_at) VALUES
            (1, 1, '2026-01-02 00:00:00'), (2, 1, '2026-01-05 00:00:00')",
    )
    .await?;
    let report = restore(lenders::table).cascade().execute(conn).await?;
    assert_eq!((report.rows("lenders"), report.rows("tools")), (2, 0));
    assert_eq!(report.handed_over("tools"), 2);
    assert_eq!(stamped!(conn, tools.deleted_at = day(4)), [1]);
    assert_eq!(stamped!(conn, tools.deleted_at = day(6)), [2]);
    Ok(())
}
