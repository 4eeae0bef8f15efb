//! The journal: who did what, when and why; and how it is undone.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use diesel_scopes::journal::{self, operations};
use diesel_scopes::prelude::*;
use diesel_scopes::undo;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::users::{acting, named};
use super::{App, Connection};
use crate::extract::{Actor, Path, Query};
use crate::problem::{Problem, Result};
use crate::query::{Journal, Trial};
use crate::report::Undone;
use crate::schema::users;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_operations))
        .routes(routes!(undo_operation))
}

/// Something that was done.
#[derive(Debug, Serialize, ToSchema)]
pub struct Operation {
    pub id: i64,
    /// `delete`, `restore`, `purge` or `undo`.
    pub verb: String,
    /// The table where it began.
    pub table: String,
    /// How many rows it changed, in all tables.
    pub rows: i64,
    /// Who, as it was recorded.
    pub actor: Option<String>,
    /// The name of that user.
    pub by: Option<String>,
    /// Why.
    pub reason: Option<String>,
    pub done_at: DateTime<Utc>,
    /// The operation that this one has undone.
    pub undoes: Option<i64>,
    /// The operation that has undone this one.
    pub undone_by: Option<i64>,
}

impl Operation {
    /// Rows that are gone do not come back.
    pub fn can_be_undone(&self) -> bool {
        self.undone_by.is_none() && self.verb != "purge"
    }
}

/// Lists what was done, the latest first
#[utoipa::path(get, path = "/operations", tag = "operations", params(Journal), responses(
    (status = 200, body = Vec<Operation>),
    (status = 400, body = Problem),
))]
async fn list_operations(
    State(app): State<App>,
    Query(which): Query<Journal>,
) -> Result<Json<Vec<Operation>>> {
    let conn = &mut app.connection().await?;
    Ok(Json(last(which.limit, which.before, conn).await?))
}

/// The last operations, or those before another one.
pub async fn last(
    limit: i64,
    before: Option<i64>,
    conn: &mut Connection,
) -> QueryResult<Vec<Operation>> {
    // The journal is two ordinary tables of Diesel's.
    let rows: Vec<journal::Operation> = operations::table
        .filter(operations::id.lt(before.unwrap_or(i64::MAX)))
        .order(operations::id.desc())
        .limit(limit)
        .select(journal::Operation::as_select())
        .load(conn)
        .await?;

    let users = rows.iter().filter_map(|row| user(row.actor.as_deref()?));
    let names: HashMap<i32, String> = users::table
        .all_rows()
        .filter(users::id.eq_any(users.collect::<Vec<_>>()))
        .select((users::id, users::name))
        .load(conn)
        .await?
        .into_iter()
        .collect();

    let operations = rows.into_iter().map(|row| Operation {
        id: row.id,
        verb: row.verb,
        table: row.table_name,
        rows: row.row_count,
        by: row
            .actor
            .as_deref()
            .and_then(user)
            .and_then(|id| names.get(&id).cloned()),
        actor: row.actor,
        reason: row.reason,
        done_at: row.done_at.and_utc(),
        undoes: row.undoes,
        undone_by: row.undone_by,
    });
    Ok(operations.collect())
}

/// The id in `user:7`.
fn user(actor: &str) -> Option<i32> {
    actor.strip_prefix("user:")?.parse().ok()
}

/// Undoes an operation, or tells what would be undone
///
/// What it did and no more, to each row: keys that were taken away come back too. Rows that a
/// later operation has changed stay as they are. An undo can be undone, a purge cannot.
#[utoipa::path(post, path = "/operations/{id}/undo", tag = "operations",
    params(("id" = i64, Path), ("X-User-Id" = i32, Header, description = "Who undoes it"), Trial),
    responses(
        (status = 200, body = Undone),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "It has been undone, or has removed rows for good"),
    ),
)]
async fn undo_operation(
    State(app): State<App>,
    Path(id): Path<i64>,
    Query(trial): Query<Trial>,
    actor: Actor,
) -> Result<Json<Undone>> {
    let conn = &mut app.connection().await?;
    let by = acting(actor, conn).await?;
    let undo = undo(journal::operation(users::table, id)).by(named(by));
    let report = if trial.preview {
        undo.preview(conn).await?
    } else {
        undo.execute(conn).await?
    };
    if report.total() == 0 {
        return Err(Problem::conflict(
            "nothing is left to undo: it has been undone, or its rows have been changed since",
        ));
    }
    Ok(Json(report.into()))
}
