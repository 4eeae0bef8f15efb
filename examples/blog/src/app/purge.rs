//! What has been in the trash for long is removed for good: when somebody says so, and
//! every night.

use std::ops::ControlFlow;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Json;
use axum::extract::State;
use chrono::{TimeDelta, Utc};
use diesel::result::Error;
use diesel_async::AsyncConnection;
use diesel_scopes::{CascadeError, PurgeRun, expire, journal, purge};
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::users::{acting, named};
use super::{App, Connection};
use crate::extract::{Actor, Query};
use crate::problem::{Problem, Result};
use crate::query::Purge;
use crate::report::Purged;
use crate::schema::{attachments, comments, posts, users};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(purge_trash))
}

/// Rows of a table whose turn it is. Each batch is a short transaction.
const BATCH: u64 = 1_000;

/// How long a call may take, of each table.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long a night is.
const NIGHT: Duration = Duration::from_secs(10 * 60);

/// How long the journal remembers.
const YEAR: TimeDelta = TimeDelta::days(365);

/// Removes for good what has been in the trash for long, or tells what would go
///
/// What depends on a row goes with it. A row that something refers to which stays is passed
/// over. Tables without a time of deletion are left alone.
#[utoipa::path(post, path = "/trash/purge", tag = "trash",
    params(("X-User-Id" = i32, Header, description = "Who purges it"), Purge),
    responses(
        (status = 200, body = Purged),
        (status = 400, body = Problem),
        (status = 401, body = Problem),
    ),
)]
async fn purge_trash(
    State(app): State<App>,
    Query(order): Query<Purge>,
    actor: Actor,
) -> Result<Json<Purged>> {
    let conn = &mut app.connection().await?;
    let by = named(acting(actor, conn).await?);
    let age = TimeDelta::days(order.older_than_days);
    if !order.preview {
        return Ok(Json(purge_all(age, &by, conn).await?));
    }
    // One after the other, a table's purge meets what another one left: only done
    // and rolled back do they tell what they would do together.
    let mut purged = None;
    let rolled_back: Result<(), CascadeError> = conn
        .transaction(async |conn| {
            purged = Some(purge_all(age, &by, conn).await?);
            Err(Error::RollbackTransaction.into())
        })
        .await;
    match (rolled_back, purged) {
        (Err(CascadeError::Database(Error::RollbackTransaction)), Some(purged)) => Ok(Json(purged)),
        (Err(error), _) => Err(error.into()),
        (Ok(()), _) => Err(Problem::internal("a preview was not rolled back")),
    }
}

/// An invoice keeps its customer, voided or not: an old user with one stays.
async fn purge_all(
    age: TimeDelta,
    by: &str,
    conn: &mut Connection,
) -> Result<Purged, CascadeError> {
    let mut purged = Purged::new();
    macro_rules! purge_each {
        ($($table:ident),*) => {$(
            let run = purge($table::table)
                .older_than(age)
                .by(by)
                .cascade()
                .locking()
                .in_batches(BATCH)
                .within(PATIENCE)
                .execute(conn)
                .await?;
            purged.add(&run);
        )*};
    }
    purge_each![users, posts, comments, attachments];
    Ok(purged)
}

/// Removes what the declarations no longer `keep`, at each multiple of this time since
/// midnight: every night, if it is a day.
pub async fn every_night(app: App, every: Duration) {
    if every.is_zero() {
        return;
    }
    let mut clock = interval_at(Instant::now() + until_next(every), every);
    // A night that was slept through is not made up for.
    clock.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        clock.tick().await;
        match purge_old(&app).await {
            Ok(run) => tracing::info!(
                rows = run.report().total(),
                batches = run.batches(),
                blocked = run.blocked().roots,
                stopped = %run.stopped(),
                oldest_due = run.oldest_due(),
                "purged: {run}"
            ),
            // What is left to do is done the next time.
            Err(error) => tracing::error!("could not purge: {error}"),
        }
    }
}

fn until_next(every: Duration) -> Duration {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let since_last = now.unwrap_or_default().as_nanos() % every.as_nanos();
    every.saturating_sub(Duration::from_nanos(since_last.try_into().unwrap_or(0)))
}

async fn purge_old(app: &App) -> crate::Result<PurgeRun> {
    let conn = &mut app.pool.get().await?;
    let run = expire(users::table)
        .by("the nightly purge")
        .in_batches(BATCH)
        // So that those who are awake get their turn.
        .pause(Duration::from_millis(20))
        .within(NIGHT)
        .on_batch(|batch| {
            tracing::debug!(rows = batch.rows, took = ?batch.took, "{}", batch.report);
            ControlFlow::Continue(())
        })
        .execute(conn)
        .await?;
    let forgotten = journal::forget_before(Utc::now() - YEAR)
        .execute(conn)
        .await?;
    if forgotten.operations > 0 {
        tracing::info!(
            operations = forgotten.operations,
            entries = forgotten.entries,
            "forgot what was done more than a year ago"
        );
    }
    Ok(run)
}
