//! A target is evaluated once, whatever is in it.

use std::collections::BTreeSet;

use diesel::dsl::sql;
use diesel::sql_types::Bool;

use super::prelude::*;
use crate::graph::*;

cases![
    leases_drawn_by_lot,
    leases_drawn_by_lot_with_locks,
    restores_drawn_by_lot,
    purges_drawn_by_lot;
    database:
    a_lease_that_ends_under_way,
    a_time_that_is_chosen_by_the_database,
];

/// Forty leases with two lockers each.
async fn forty_leases(conn: &mut Connection) -> TestResult {
    let leases: Vec<_> = (1..=40).map(|id| format!("({id}, 0)")).collect();
    let lockers: Vec<_> = (1..=80).map(|id| format!("({id}, {})", (id + 1) / 2)).collect();
    conn.batch_execute(&format!(
        "INSERT INTO leases (id, ends) VALUES {};
        INSERT INTO lockers (id, lease_id) VALUES {}",
        leases.join(", "),
        lockers.join(", ")
    ))
    .await?;
    Ok(())
}

/// About half of the rows, and others each time it is asked.
fn lot() -> diesel::expression::SqlLiteral<Bool> {
    sql(match Database::NAME {
        "postgresql" => "(random() < 0.5)",
        "sqlite" => "(random() % 2 = 0)",
        _ => "(RAND() < 0.5)",
    })
}

/// The lockers have to be as their leases are.
async fn assert_together(conn: &mut Connection, leases: u64, lockers: u64) -> TestResult {
    assert_eq!(lockers, 2 * leases);
    let deleted: Vec<i32> = leases::table.deleted().select(leases::id).load(conn).await?;
    let deleted: BTreeSet<i32> = deleted.into_iter().collect();
    let below: Vec<i32> = lockers::table.deleted().select(lockers::lease_id).load(conn).await?;
    assert_eq!(below.len(), 2 * deleted.len());
    assert_eq!(below.into_iter().collect::<BTreeSet<_>>(), deleted);
    Ok(())
}

async fn drawn(conn: &mut Connection, locking: bool) -> TestResult {
    forty_leases(conn).await?;
    for _ in 0..3 {
        let cascade = soft_delete(leases::table.filter(lot())).cascade();
        let cascade = if locking { cascade.locking() } else { cascade };
        let report = cascade.execute(conn).await?;
        assert_together(conn, report.rows("leases"), report.rows("lockers")).await?;
    }
    Ok(())
}

async fn leases_drawn_by_lot(conn: &mut Connection) -> TestResult {
    drawn(conn, false).await
}

async fn leases_drawn_by_lot_with_locks(conn: &mut Connection) -> TestResult {
    drawn(conn, true).await
}

async fn restores_drawn_by_lot(conn: &mut Connection) -> TestResult {
    forty_leases(conn).await?;
    soft_delete(leases::table).cascade().execute(conn).await?;
    for locking in [false, true, false] {
        let cascade = restore(leases::table.filter(lot())).cascade();
        let cascade = if locking { cascade.locking() } else { cascade };
        let report = cascade.execute(conn).await?;
        assert_together(conn, report.rows("leases"), report.rows("lockers")).await?;
    }
    Ok(())
}

async fn purges_drawn_by_lot(conn: &mut Connection) -> TestResult {
    forty_leases(conn).await?;
    soft_delete(leases::table).cascade().execute(conn).await?;
    for locking in [false, true] {
        let cascade = purge(leases::table.filter(lot())).cascade();
        let cascade = if locking { cascade.locking() } else { cascade };
        let report = cascade.execute(conn).await?;
        assert_together(conn, report.rows("leases"), report.rows("lockers")).await?;
    }
    Ok(())
}

/// Makes the deletion of a locker take a while.
async fn slow_lockers(conn: &mut Connection) -> TestResult {
    conn.batch_execute(match Database::NAME {
        "postgresql" => {
            "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN PERFORM pg_sleep(0.3); RETURN NEW; END';
            CREATE TRIGGER slow BEFORE UPDATE ON lockers FOR EACH ROW
                WHEN (NEW.deleted_at IS NOT NULL) EXECUTE FUNCTION wait()"
        }
        "sqlite" => {
            "CREATE TABLE digits (d INTEGER);
            INSERT INTO digits VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9);
            CREATE TRIGGER slow BEFORE UPDATE ON lockers WHEN NEW.deleted_at IS NOT NULL BEGIN
                SELECT SUM(a.d + b.d + c.d + e.d + f.d + g.d)
                    FROM digits a, digits b, digits c, digits e, digits f, digits g;
            END"
        }
        _ => {
            "CREATE TRIGGER slow BEFORE UPDATE ON lockers FOR EACH ROW
                DO SLEEP(IF(NEW.deleted_at IS NULL, 0, 0.3))"
        }
    })
    .await?;
    Ok(())
}

/// The seconds since 1970, by a clock that goes on within a transaction.
fn clock() -> &'static str {
    match Database::NAME {
        "postgresql" => "extract(epoch from clock_timestamp())",
        "sqlite" => "unixepoch('subsec')",
        _ => "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) / 1000000)",
    }
}

/// Lease 1 is over; 2 ends while the lockers of 1 are being written.
async fn a_lease_that_ends_under_way(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(
        "INSERT INTO leases (id, ends) VALUES (1, 0), (2, 0);
        INSERT INTO lockers (id, lease_id) VALUES (1, 1), (2, 2)",
    )
    .await?;
    slow_lockers(conn).await?;
    let ends = format!("UPDATE leases SET ends = {} + 0.1 WHERE id = 2", clock());
    conn.batch_execute(&ends).await?;
    let over = sql::<Bool>(&format!("(ends < {})", clock()));
    let report = soft_delete(leases::table.filter(over)).cascade().execute(conn).await?;
    // On a slow machine it may have been over from the beginning.
    assert_eq!(report.rows("leases"), report.rows("lockers"), "{report}");
    let deleted = ids!(leases::table.deleted().order(leases::id).select(leases::id), conn);
    let below = lockers::table.deleted().order(lockers::id).select(lockers::lease_id);
    assert_eq!(ids!(below, conn), deleted);
    assert_eq!(deleted[0], 1);
    Ok(())
}

/// One for all rows, however long it takes.
async fn a_time_that_is_chosen_by_the_database(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    forty_leases(conn).await?;
    slow_lockers(conn).await?;
    let one = || leases::table.find(1);
    let report = soft_delete(one()).at(diesel::dsl::now).cascade().execute(conn).await?;
    assert_eq!(report, [("leases", 1), ("lockers", 2)]);
    let of_lease: Option<NaiveDateTime> =
        one().select(leases::deleted_at).first(conn).await?;
    let of_lockers: Vec<Option<NaiveDateTime>> =
        lockers::table.deleted().select(lockers::deleted_at).load(conn).await?;
    assert!(of_lease.is_some());
    assert_eq!(of_lockers, [of_lease, of_lease]);
    let report = restore(one()).cascade().execute(conn).await?;
    assert_eq!(report, [("leases", 1), ("lockers", 2)]);
    Ok(())
}
