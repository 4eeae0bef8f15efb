//! Cascades over tables of several schemas, two of them with the same name.

use chrono::{DateTime, TimeZone, Utc};

use super::backend::{Connection, Database};
use super::cases::prelude::*;

cases![over_schemas, restrict_and_nullify_over_schemas];

pub(crate) mod public {
    diesel::table! {
        folders (id) { id -> Integer, deleted_at -> Nullable<Timestamptz> }
    }
}

mod audit {
    diesel::table! {
        audit.folders (id) {
            id -> Integer,
            folder_id -> Integer,
            parent_id -> Nullable<Integer>,
            deleted_at -> Nullable<Timestamptz>,
        }
    }

    diesel::table! {
        audit.files (id) {
            id -> Integer,
            folder_id -> Integer,
            deleted_at -> Nullable<Timestamptz>,
        }
    }

    diesel::table! {
        audit.links (id) { id -> Integer, folder_id -> Nullable<Integer> }
    }
}

diesel_scopes::soft_deletable! {
    public::folders (deleted_at) {
        cascade audit::folders (folder_id),
        nullify audit::links (folder_id),
    }
    audit::folders (deleted_at) {
        cascade audit::folders (parent_id),
        cascade audit::files (folder_id),
    }
    audit::files (deleted_at)
}

const ROWS: &str = "
    INSERT INTO folders (id) VALUES (1), (2);
    INSERT INTO audit.folders (id, folder_id, parent_id) VALUES
        (1, 1, NULL), (2, 2, 1), (3, 2, NULL);
    INSERT INTO audit.files (id, folder_id) VALUES (1, 1), (2, 2), (3, 3);
    INSERT INTO audit.links (id, folder_id) VALUES (1, 1), (2, 2);";

fn at() -> DateTime<Utc> {
    Utc.from_utc_datetime(&day(5))
}

async fn over_schemas(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROWS).await?;
    let target = || public::folders::table.find(1);
    let preview = soft_delete(target())
        .at(at())
        .cascade()
        .preview(conn)
        .await?;
    let report = soft_delete(target())
        .at(at())
        .cascade()
        .locking()
        .execute(conn)
        .await?;
    assert_eq!(report, [("folders", 1), ("folders", 2), ("files", 2)]);
    assert_eq!(report.rows("folders"), 3);
    assert_eq!(report.nullified("links"), 1);
    assert_eq!(preview, report);
    let files = audit::files::table.filter(audit::files::deleted_at.eq(at()));
    let files = files.order(audit::files::id).select(audit::files::id);
    assert_eq!(ids!(files, conn), [1, 2]);

    let preview = restore(target()).cascade().preview(conn).await?;
    let report = restore(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("folders", 1), ("folders", 2), ("files", 2)]);
    assert_eq!(preview, report);

    let now = soft_delete(target())
        .at(diesel::dsl::now)
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(now.total(), 5);
    let report = purge(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("folders", 1), ("folders", 2), ("files", 2)]);
    Ok(())
}

async fn restrict_and_nullify_over_schemas(conn: &mut Connection) -> TestResult {
    conn.batch_execute(ROWS).await?;
    soft_delete(public::folders::table.find(2))
        .shallow()
        .execute(conn)
        .await?;
    let refused = purge(public::folders::table.find(2))
        .cascade()
        .execute(conn)
        .await;
    assert_eq!(
        refused!(refused),
        "cannot purge: rows that stay refer to the rows: folders (2), links (1)"
    );
    soft_delete(audit::folders::table.find(1))
        .cascade()
        .execute(conn)
        .await?;
    let refused = restore(audit::folders::table.find(2))
        .cascade()
        .execute(conn)
        .await;
    assert_eq!(
        refused!(refused),
        "cannot restore: rows have a deleted parent in: folders (1), folders (1)"
    );
    Ok(())
}
