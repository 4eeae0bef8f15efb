//! Posts: listed, written, deleted, restored, and removed for good.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use diesel_scopes::prelude::*;
use diesel_scopes::{Scope, purge, restore, soft_delete};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{App, Connection, insert_post, users};
use crate::extract::{self, Actor, Path, Query};
use crate::models::{NewPost, Post, PostChanges};
use crate::problem::{Problem, Result};
use crate::query::{Deletion, Listing, Trial, Within, check_line, check_reason};
use crate::report::{Page, Report};
use crate::schema::posts;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_posts, create_post))
        .routes(routes!(show_post, edit_post, delete_post))
        .routes(routes!(restore_post))
        .routes(routes!(purge_post))
        .routes(routes!(delete_posts))
        .routes(routes!(restore_posts))
}

/// Lists posts
#[utoipa::path(get, path = "/posts", tag = "posts", params(Listing), responses(
    (status = 200, body = Page<Post>),
    (status = 400, body = Problem),
))]
async fn list_posts(
    State(app): State<App>,
    Query(listing): Query<Listing>,
) -> Result<Json<Page<Post>>> {
    let conn = &mut app.connection().await?;
    let total = posts::table.in_scope(listing.scope).count();
    let rows = posts::table
        .in_scope(listing.scope)
        .order(posts::id)
        .limit(listing.limit())
        .offset(listing.offset())
        .select(Post::as_select());
    Ok(Json(Page {
        items: rows.load(conn).await?,
        page: listing.page(),
        total: total.get_result(conn).await?,
    }))
}

/// Shows a post
#[utoipa::path(get, path = "/posts/{id}", tag = "posts", params(("id" = i32, Path), Within), responses(
    (status = 200, body = Post),
    (status = 404, body = Problem, description = "There is no such post in the scope"),
))]
async fn show_post(
    State(app): State<App>,
    Path(id): Path<i32>,
    Query(within): Query<Within>,
) -> Result<Json<Post>> {
    let conn = &mut app.connection().await?;
    Ok(Json(find(id, within.scope, conn).await?))
}

async fn find(id: i32, scope: Scope, conn: &mut Connection) -> Result<Post> {
    let post = posts::table
        .in_scope(scope)
        .find(id)
        .select(Post::as_select());
    let found = post.get_result(conn).await.optional()?;
    found.ok_or_else(|| Problem::not_found("post", id))
}

/// Writes a post
#[utoipa::path(post, path = "/posts", tag = "posts", request_body = NewPost, responses(
    (status = 201, body = Post),
    (status = 422, body = Problem, description = "No such author, or no title"),
))]
async fn create_post(
    State(app): State<App>,
    extract::Json(post): extract::Json<NewPost>,
) -> Result<Response> {
    check_line("title", &post.title)?;
    let author = post.author_id;
    let conn = &mut app.connection().await?;
    let Some(id) = insert_post(post, conn).await? else {
        return Err(Problem::invalid(format!(
            "there is no active user {author} to be its author"
        )));
    };
    let location = [(header::LOCATION, format!("/posts/{id}"))];
    let post = find(id, Scope::Active, conn).await?;
    Ok((StatusCode::CREATED, location, Json(post)).into_response())
}

/// Edits a post that is not deleted
#[utoipa::path(patch, path = "/posts/{id}", tag = "posts", params(("id" = i32, Path)), request_body = PostChanges, responses(
    (status = 200, body = Post),
    (status = 404, body = Problem, description = "There is no such post, or it is deleted"),
    (status = 422, body = Problem),
))]
async fn edit_post(
    State(app): State<App>,
    Path(id): Path<i32>,
    extract::Json(changes): extract::Json<PostChanges>,
) -> Result<Json<Post>> {
    match &changes {
        PostChanges {
            title: None,
            published: None,
        } => {
            return Err(Problem::invalid(
                "say what to change: `title`, `published`, or both",
            ));
        }
        PostChanges {
            title: Some(title), ..
        } => check_line("title", title)?,
        _ => {}
    }
    let conn = &mut app.connection().await?;
    // A scope is a target of Diesel's own statements too.
    let edited = diesel::update(posts::table.active().find(id))
        .set(changes)
        .execute(conn)
        .await?;
    if edited == 0 {
        return Err(Problem::not_found("post", id));
    }
    Ok(Json(find(id, Scope::Active, conn).await?))
}

/// Deletes a post with its comments, or tells what would go
///
/// Deleting it again changes nothing: the time, the reason and the user stay.
#[utoipa::path(delete, path = "/posts/{id}", tag = "posts",
    params(("id" = i32, Path), ("X-User-Id" = i32, Header, description = "Who deletes it"), Deletion),
    responses(
        (status = 204),
        (status = 200, body = Report, description = "With `preview=true`"),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
    ),
)]
async fn delete_post(
    State(app): State<App>,
    Path(id): Path<i32>,
    Query(how): Query<Deletion>,
    actor: Actor,
) -> Result<Response> {
    check_reason(how.reason.as_deref())?;
    let conn = &mut app.connection().await?;
    let by = users::acting(actor, conn).await?;
    let mut deletion = soft_delete(posts::table.find(id))
        .set((
            posts::delete_reason.eq(how.reason.clone()),
            posts::deleted_by.eq(by),
        ))
        .by(users::named(by))
        .cascade();
    if let Some(reason) = how.reason {
        deletion = deletion.because(reason);
    }
    let report = if how.preview {
        deletion.preview(conn).await?
    } else {
        deletion.locking().execute(conn).await?
    };
    if report.rows("posts") == 0 {
        is_deleted(id, conn).await?;
    }
    Ok(if how.preview {
        Json(Report::from(report)).into_response()
    } else {
        StatusCode::NO_CONTENT.into_response()
    })
}

/// Restores a post, with the comments that were deleted together with it
#[utoipa::path(post, path = "/posts/{id}/restore", tag = "posts",
    params(("id" = i32, Path), ("X-User-Id" = i32, Header, description = "Who restores it")),
    responses(
        (status = 200, body = Post),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "Not deleted, or its author is deleted"),
    ),
)]
async fn restore_post(
    State(app): State<App>,
    Path(id): Path<i32>,
    actor: Actor,
) -> Result<Json<Post>> {
    let conn = &mut app.connection().await?;
    let by = users::acting(actor, conn).await?;
    let report = restore(posts::table.find(id))
        .by(users::named(by))
        .cascade()
        .locking()
        .execute(conn)
        .await?;
    if report.rows("posts") == 0 && !is_deleted(id, conn).await? {
        return Err(Problem::conflict("the post is not deleted"));
    }
    Ok(Json(find(id, Scope::Active, conn).await?))
}

/// Removes a post from the trash for good, with its comments
#[utoipa::path(delete, path = "/posts/{id}/permanent", tag = "posts",
    params(("id" = i32, Path), ("X-User-Id" = i32, Header, description = "Who removes it"), Trial),
    responses(
        (status = 200, body = Report, description = "What went, or would go"),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "It is not in the trash"),
    ),
)]
async fn purge_post(
    State(app): State<App>,
    Path(id): Path<i32>,
    Query(trial): Query<Trial>,
    actor: Actor,
) -> Result<Json<Report>> {
    let conn = &mut app.connection().await?;
    let by = users::acting(actor, conn).await?;
    let purge = purge(posts::table.find(id)).by(users::named(by)).cascade();
    let report = if trial.preview {
        purge.preview(conn).await?
    } else {
        purge.locking().execute(conn).await?
    };
    if report.rows("posts") == 0 && !is_deleted(id, conn).await? {
        return Err(Problem::conflict(
            "the post is not in the trash; delete it first",
        ));
    }
    Ok(Json(report.into()))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BulkDeletion {
    #[schema(max_items = 1000)]
    ids: Vec<i32>,
    /// Why, for the trash and the journal.
    #[schema(max_length = 200)]
    reason: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BulkRestore {
    #[schema(max_items = 1000)]
    ids: Vec<i32>,
}

fn check_ids(ids: &[i32]) -> Result<()> {
    if ids.len() > 1000 {
        return Err(Problem::invalid(
            "`ids` has to be a list of 1,000 ids at most",
        ));
    }
    Ok(())
}

/// Deletes many posts with their comments
///
/// Those that are deleted already, or not there, are passed over.
#[utoipa::path(post, path = "/posts/bulk-delete", tag = "posts", request_body = BulkDeletion,
    params(("X-User-Id" = i32, Header, description = "Who deletes them")),
    responses((status = 200, body = Report), (status = 401, body = Problem), (status = 422, body = Problem)),
)]
async fn delete_posts(
    State(app): State<App>,
    actor: Actor,
    extract::Json(which): extract::Json<BulkDeletion>,
) -> Result<Json<Report>> {
    check_ids(&which.ids)?;
    check_reason(which.reason.as_deref())?;
    let conn = &mut app.connection().await?;
    let by = users::acting(actor, conn).await?;
    let mut deletion = soft_delete(posts::table.filter(posts::id.eq_any(which.ids)))
        .set((
            posts::delete_reason.eq(which.reason.clone()),
            posts::deleted_by.eq(by),
        ))
        .by(users::named(by))
        .cascade();
    if let Some(reason) = which.reason {
        deletion = deletion.because(reason);
    }
    let report = deletion.locking().execute(conn).await?;
    Ok(Json(report.into()))
}

/// Restores many posts, with the comments that were deleted together with each
///
/// Those that are not deleted, or not there, are passed over. If the author of
/// one is deleted, none is restored.
#[utoipa::path(post, path = "/posts/bulk-restore", tag = "posts", request_body = BulkRestore,
    params(("X-User-Id" = i32, Header, description = "Who restores them")),
    responses(
        (status = 200, body = Report),
        (status = 401, body = Problem),
        (status = 409, body = Problem),
        (status = 422, body = Problem),
    ),
)]
async fn restore_posts(
    State(app): State<App>,
    actor: Actor,
    extract::Json(which): extract::Json<BulkRestore>,
) -> Result<Json<Report>> {
    check_ids(&which.ids)?;
    let conn = &mut app.connection().await?;
    let by = users::acting(actor, conn).await?;
    let report = restore(posts::table.filter(posts::id.eq_any(which.ids)))
        .by(users::named(by))
        .cascade()
        .locking()
        .execute(conn)
        .await?;
    Ok(Json(report.into()))
}

/// Whether the post is deleted, or 404 if there is none.
async fn is_deleted(id: i32, conn: &mut Connection) -> Result<bool> {
    let post = posts::table.all_rows().find(id);
    let is_deleted = post
        .select(posts::table.is_deleted())
        .get_result(conn)
        .await;
    is_deleted
        .optional()?
        .ok_or_else(|| Problem::not_found("post", id))
}
