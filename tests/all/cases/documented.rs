//! What the guide says that works, and that no other file is about.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Nullable, Text};
use diesel_scopes::Marker;

use super::prelude::*;

cases![; database: words_that_may_be_null, a_flag_that_the_database_derives];

/// A state that may be unknown.
pub struct Gone;

impl Marker for Gone {
    type SqlType = Nullable<Text>;
    type Stamp = &'static str;
    const ACTIVE: &'static str = match Database::NAME.as_bytes() {
        b"postgresql" => "IS DISTINCT FROM 'gone'",
        b"sqlite" => "IS NOT 'gone'",
        _ => "<=> 'gone' IS NOT TRUE",
    };
    const DELETED: &'static str = "= 'gone'";
    const RESTORED: &'static str = "'back'";
    fn stamp(_: DateTime<Utc>) -> &'static str {
        "gone"
    }
}

diesel::table! {
    parcels (id) { id -> Integer, state -> Nullable<Text> }
}

diesel_scopes::soft_deletable! { parcels (state as Gone) }

async fn words_that_may_be_null(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(
        "CREATE TABLE parcels (id INTEGER PRIMARY KEY, state VARCHAR(20) NULL);
        INSERT INTO parcels VALUES (1, NULL), (2, 'sent'), (3, 'gone')",
    )
    .await?;
    let active = || parcels::table.active().select(parcels::id).order(parcels::id);
    assert_eq!(ids!(active(), conn), [1, 2]);
    assert_eq!(soft_delete(parcels::table.find(1)).execute(conn).await?, 1);
    assert_eq!(soft_delete(parcels::table.filter(parcels::id.gt(2))).execute(conn).await?, 0);
    assert_eq!(ids!(active(), conn), [2]);
    assert_eq!(restore(parcels::table).execute(conn).await?, 2);
    assert_eq!(ids!(active(), conn), [1, 2, 3]);
    Ok(())
}

diesel::table! {
    leaflets (id) { id -> Integer, deleted_at -> Nullable<Timestamp>, is_deleted -> Bool }
}

diesel_scopes::soft_deletable! { leaflets (deleted_at) }

async fn a_flag_that_the_database_derives(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    let time = if is_mysql_or_mariadb() { "DATETIME(6)" } else { "TIMESTAMP" };
    let kept = if Database::NAME == "sqlite" { "VIRTUAL" } else { "STORED" };
    conn.batch_execute(&format!(
        "CREATE TABLE leaflets (id INTEGER PRIMARY KEY, deleted_at {time} NULL);
        ALTER TABLE leaflets ADD COLUMN is_deleted BOOLEAN
            GENERATED ALWAYS AS (deleted_at IS NOT NULL) {kept};
        INSERT INTO leaflets (id) VALUES (1), (2)"
    ))
    .await?;
    soft_delete(leaflets::table.find(1)).execute(conn).await?;
    let flagged = leaflets::table.filter(leaflets::is_deleted.eq(true)).select(leaflets::id);
    assert_eq!(ids!(flagged, conn), [1]);
    restore(leaflets::table).execute(conn).await?;
    let flagged = leaflets::table.filter(leaflets::is_deleted.eq(true)).select(leaflets::id);
    assert_eq!(ids!(flagged, conn), [] as [i32; 0]);
    Ok(())
}
