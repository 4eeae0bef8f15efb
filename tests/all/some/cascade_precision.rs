//! Columns of time that keep less than a stamp has.

use super::backend::{Connection, Database};
use super::cases::prelude::*;

cases![; database: of_parents_that_are_coarser, of_everybody];

diesel::table! {
    shelves (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    volumes (id) { id -> Integer, shelf_id -> Integer, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! {
    shelves (deleted_at) { cascade volumes (shelf_id) }
    volumes (deleted_at)
}

async fn library(conn: &mut Connection, shelf: u32, volume: u32) -> TestResult {
    let time = if is_mysql_or_mariadb() {
        "DATETIME"
    } else {
        "TIMESTAMP"
    };
    conn.batch_execute(&format!(
        "CREATE TABLE shelves (id INTEGER PRIMARY KEY, deleted_at {time}({shelf}) NULL);
        CREATE TABLE volumes (id INTEGER PRIMARY KEY, shelf_id INTEGER NOT NULL REFERENCES shelves (id),
            deleted_at {time}({volume}) NULL);
        INSERT INTO shelves (id) VALUES (1);
        INSERT INTO volumes (id, shelf_id) VALUES (1, 1), (2, 1)"
    ))
    .await?;
    Ok(())
}

fn fine() -> NaiveDateTime {
    day(3) + chrono::TimeDelta::microseconds(250_000)
}

/// No volume has the stamp of its shelf.
async fn of_parents_that_are_coarser(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    library(conn, 0, 6).await?;
    let cascade = soft_delete(shelves::table.find(1)).at(fine()).cascade();
    assert_eq!(
        cascade.execute(conn).await?,
        [("shelves", 1), ("volumes", 2)]
    );
    let report = restore(shelves::table.find(1))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report, [("shelves", 1), ("volumes", 0)]);
    Ok(())
}

/// What was deleted on its own in the same second comes back too.
async fn of_everybody(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    library(conn, 0, 0).await?;
    soft_delete(volumes::table.find(1))
        .at(day(3))
        .shallow()
        .execute(conn)
        .await?;
    let cascade = soft_delete(shelves::table.find(1)).at(fine()).cascade();
    assert_eq!(
        cascade.execute(conn).await?,
        [("shelves", 1), ("volumes", 1)]
    );
    let report = restore(shelves::table.find(1))
        .cascade()
        .execute(conn)
        .await?;
    assert_eq!(report, [("shelves", 1), ("volumes", 2)]);
    Ok(())
}
