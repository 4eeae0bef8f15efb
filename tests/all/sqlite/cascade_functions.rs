//! Targets that call a function of the program.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

use diesel::sql_types::Integer;

use super::backend::{Connection, Database};
use super::cases::prelude::*;
use crate::graph::*;

cases![a_counter_counts_every_row_once, a_counter_that_stops];

#[diesel::declare_sql_function]
extern "SQL" {
    fn turn(id: Integer) -> Integer;
}

/// A counter that goes up with every row that it is asked for.
async fn counter(conn: &mut Connection) -> TestResult<Arc<AtomicI32>> {
    conn.batch_execute(
        "INSERT INTO leases (id, ends) VALUES (1, 0), (2, 0), (3, 0), (4, 0), (5, 0);
        INSERT INTO lockers (id, lease_id) VALUES (1, 1), (2, 2), (3, 3), (4, 4), (5, 5)",
    )
    .await?;
    let counter = Arc::new(AtomicI32::new(0));
    let counts = counter.clone();
    conn.spawn_blocking(move |conn| {
        turn_utils::register_nondeterministic_impl(conn, move |_: i32| {
            counts.fetch_add(1, Ordering::Relaxed) + 1
        })
    })
    .await?;
    Ok(counter)
}

async fn a_counter_counts_every_row_once(conn: &mut Connection) -> TestResult {
    let counter = counter(conn).await?;
    let target = || leases::table.filter(turn(leases::id).gt(0));
    let rows = [("leases", 5), ("lockers", 5)];
    assert_eq!(soft_delete(target()).cascade().preview(conn).await?, rows);
    assert_eq!(AtomicI32::load(&counter, Ordering::Relaxed), 5);
    assert_eq!(soft_delete(target()).cascade().execute(conn).await?, rows);
    assert_eq!(AtomicI32::load(&counter, Ordering::Relaxed), 10);
    assert_eq!(restore(target()).cascade().execute(conn).await?, rows);
    assert_eq!(AtomicI32::load(&counter, Ordering::Relaxed), 15);
    soft_delete(leases::table).cascade().execute(conn).await?;
    assert_eq!(purge(target()).cascade().execute(conn).await?, rows);
    assert_eq!(AtomicI32::load(&counter, Ordering::Relaxed), 20);
    Ok(())
}

async fn a_counter_that_stops(conn: &mut Connection) -> TestResult {
    counter(conn).await?;
    let target = leases::table.filter(turn(leases::id).le(2));
    let report = soft_delete(target).cascade().execute(conn).await?;
    assert_eq!(report, [("leases", 2), ("lockers", 2)]);
    let leases = ids!(
        leases::table.deleted().order(leases::id).select(leases::id),
        conn
    );
    let below = lockers::table
        .deleted()
        .order(lockers::id)
        .select(lockers::lease_id);
    assert_eq!(ids!(below, conn), leases);
    Ok(())
}
