//! Users, whose deletion takes their posts and comments along.

use axum::Json;
use axum::extract::State;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use diesel_scopes::prelude::*;
use diesel_scopes::{CascadeError, restore, soft_delete};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{App, Connection};
use crate::extract::{Actor, Path, Query};
use crate::models::{Invoice, User};
use crate::problem::{Problem, Result};
use crate::query::{Deletion, Listing, check_reason};
use crate::report::{Page, Report};
use crate::schema::{invoices, users};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_users))
        .routes(routes!(delete_user))
        .routes(routes!(restore_user))
}

/// Lists users
#[utoipa::path(get, path = "/users", tag = "users", params(Listing), responses(
    (status = 200, body = Page<User>),
    (status = 400, body = Problem),
))]
async fn list_users(
    State(app): State<App>,
    Query(listing): Query<Listing>,
) -> Result<Json<Page<User>>> {
    let conn = &mut app.connection().await?;
    let total = users::table.in_scope(listing.scope).count();
    let rows = users::table
        .in_scope(listing.scope)
        .order(users::id)
        .limit(listing.limit())
        .offset(listing.offset())
        .select(User::as_select());
    Ok(Json(Page {
        items: rows.load(conn).await?,
        page: listing.page(),
        total: total.get_result(conn).await?,
    }))
}

/// Deletes a user with posts and comments, or tells what would go
///
/// Active invoices stand against it.
#[utoipa::path(delete, path = "/users/{id}", tag = "users",
    params(("id" = i32, Path), ("X-User-Id" = i32, Header, description = "Who deletes the user"), Deletion),
    responses(
        (status = 200, body = Report, description = "What went, or would go; nothing if it had gone before"),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "The user has active invoices"),
    ),
)]
async fn delete_user(
    State(app): State<App>,
    Path(id): Path<i32>,
    Query(how): Query<Deletion>,
    actor: Actor,
) -> Result<Json<Report>> {
    check_reason(how.reason.as_deref())?;
    let conn = &mut app.connection().await?;
    let by = acting(actor, conn).await?;
    // A user has no columns for who and why: the journal has them.
    let mut deletion = soft_delete(users::table.find(id)).by(named(by)).cascade();
    if let Some(reason) = how.reason {
        deletion = deletion.because(reason);
    }
    let report = if how.preview {
        deletion.preview(conn).await
    } else {
        deletion.locking().execute(conn).await
    };
    match report {
        Ok(report) => {
            if report.rows("users") == 0 {
                is_deleted(id, conn).await?;
            }
            Ok(Json(report.into()))
        }
        Err(CascadeError::Restricted(rows)) => {
            let invoices = invoices::table
                .active()
                .filter(invoices::customer_id.eq(id))
                .order(invoices::id)
                .limit(100)
                .select(Invoice::as_select())
                .load(conn)
                .await?;
            Err(Problem::from(CascadeError::Restricted(rows)).with_invoices(invoices))
        }
        Err(error) => Err(error.into()),
    }
}

/// Restores a user, with what was deleted together with the user
#[utoipa::path(post, path = "/users/{id}/restore", tag = "users",
    params(("id" = i32, Path), ("X-User-Id" = i32, Header, description = "Who restores the user")),
    responses(
        (status = 200, body = Report),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "Not deleted, or the name is taken by now"),
    ),
)]
async fn restore_user(
    State(app): State<App>,
    Path(id): Path<i32>,
    actor: Actor,
) -> Result<Json<Report>> {
    let conn = &mut app.connection().await?;
    let by = acting(actor, conn).await?;
    let report = restore(users::table.find(id))
        .by(named(by))
        .cascade()
        .locking()
        .execute(conn)
        .await?;
    if report.rows("users") == 0 && !is_deleted(id, conn).await? {
        return Err(Problem::conflict("the user is not deleted"));
    }
    Ok(Json(report.into()))
}

/// Whether the user is deleted, or 404 if there is none.
async fn is_deleted(id: i32, conn: &mut Connection) -> Result<bool> {
    let user = users::table.all_rows().find(id);
    let is_deleted = user
        .select(users::table.is_deleted())
        .get_result(conn)
        .await;
    is_deleted
        .optional()?
        .ok_or_else(|| Problem::not_found("user", id))
}

/// The id of the acting user, or 401 if that is no active user.
pub async fn acting(Actor(id): Actor, conn: &mut Connection) -> Result<i32> {
    let user = users::table.active().find(id).select(users::id);
    user.get_result(conn)
        .await
        .optional()?
        .ok_or_else(Actor::unknown)
}

/// A user's name in the journal.
pub fn named(user: i32) -> String {
    format!("user:{user}")
}
