//! Columns of time that keep less than a stamp has.

use super::backend::{Connection, Database};
use super::cases::prelude::*;

cases![; database: of_parents_that_are_coarser, of_everybody];

diesel::table! {
    racks (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    folios (id) { id -> Integer, rack_id -> Integer, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! {
    racks (deleted_at) { cascade folios (rack_id) }
    folios (deleted_at)
}

async fn library(conn: &mut Connection, rack: u32, folio: u32) -> TestResult {
    let time = if is_mysql_or_mariadb() {
        "DATETIME"
    } else {
        "TIMESTAMP"
    };
    conn.batch_execute(&format!(
        "CREATE TABLE racks (id INTEGER PRIMARY KEY, deleted_at {time}({rack}) NULL);
        CREATE TABLE folios (id INTEGER PRIMARY KEY, rack_id INTEGER NOT NULL REFERENCES racks (id),
            deleted_at {time}({folio}) NULL);
        INSERT INTO racks (id) VALUES (1);
        INSERT INTO folios (id, rack_id) VALUES (1, 1), (2, 1)"
    ))
    .await?;
    Ok(())
}

fn fine() -> NaiveDateTime {
    day(3) + chrono::TimeDelta::microseconds(250_000)
}

/// No folio has the stamp of its rack.
async fn of_parents_that_are_coarser(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    library(conn, 0, 6).await?;
    // The process's clock has microseconds.
    let cascade = soft_delete(racks::table.find(1)).cascade();
    assert_eq!(cascade.execute(conn).await?, [("racks", 1), ("folios", 2)]);
    let report = restore(racks::table.find(1))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report, [("racks", 1), ("folios", 0)]);
    Ok(())
}

/// What was deleted on its own in the same second comes back too.
async fn of_everybody(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    library(conn, 0, 0).await?;
    soft_delete(folios::table.find(1))
        .at(day(3))
        .shallow()
        .execute(conn)
        .await?;
    let cascade = soft_delete(racks::table.find(1)).at(fine()).cascade();
    assert_eq!(cascade.execute(conn).await?, [("racks", 1), ("folios", 1)]);
    let report = restore(racks::table.find(1))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report, [("racks", 1), ("folios", 2)]);
    Ok(())
}
