//! The trash: everything deleted, by whom, when and why.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use diesel_scopes::Scope;
use diesel_scopes::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{App, Connection};
use crate::extract::Query;
use crate::models::in_utc;
use crate::problem::{Problem, Result};
use crate::query::Limit;
use crate::schema::{attachments, comments, communities, invoices, posts, users};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_trash))
}

/// A deleted row of any table.
#[derive(Debug, Serialize, ToSchema)]
pub struct Item {
    pub table: &'static str,
    pub id: i32,
    pub title: String,
    /// When; a table with a Bool marker does not know.
    #[serde(serialize_with = "in_utc")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    pub deleted_at: Option<NaiveDateTime>,
    /// By whom: the user's name.
    pub deleted_by: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// The row whose cascade took this one along, and whose restore brings it back.
    pub together_with: Option<Parent>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Parent {
    pub table: &'static str,
    pub id: i32,
}

impl Item {
    fn new(table: &'static str, id: i32, title: String) -> Self {
        Item {
            table,
            id,
            title,
            deleted_at: None,
            deleted_by: None,
            reason: None,
            together_with: None,
        }
    }
}

/// Lists everything deleted: by whom, when and why
#[utoipa::path(get, path = "/trash", tag = "trash", params(Limit), responses(
    (status = 200, body = Vec<Item>),
    (status = 400, body = Problem),
))]
async fn list_trash(State(app): State<App>, Query(limit): Query<Limit>) -> Result<Json<Vec<Item>>> {
    let conn = &mut app.connection().await?;
    Ok(Json(items(limit.limit, conn).await?))
}

/// The deleted rows, the latest first, with up to `limit` of each table.
pub async fn items(limit: i64, conn: &mut Connection) -> QueryResult<Vec<Item>> {
    let mut items = deleted_users(limit, conn).await?;
    items.extend(deleted_posts(limit, conn).await?);
    items.extend(deleted_comments(limit, conn).await?);
    items.extend(deleted_others(limit, conn).await?);
    items.sort_by_key(|item| std::cmp::Reverse(item.deleted_at));
    Ok(items)
}

async fn deleted_users(limit: i64, conn: &mut Connection) -> QueryResult<Vec<Item>> {
    let rows: Vec<(i32, String, Option<NaiveDateTime>)> = users::table
        .deleted()
        .order((users::deleted_at.desc(), users::id))
        .limit(limit)
        .select((users::id, users::name, users::deleted_at))
        .load(conn)
        .await?;
    let items = rows.into_iter().map(|(id, name, deleted_at)| Item {
        deleted_at,
        ..Item::new("users", id, name)
    });
    Ok(items.collect())
}

/// A cascade has one stamp for all of its rows: an author who was deleted in the
/// same moment took the post along.
async fn deleted_posts(limit: i64, conn: &mut Connection) -> QueryResult<Vec<Item>> {
    let deleters = diesel::alias!(users as deleters);
    let author = posts::author_id
        .eq(users::id)
        .and(posts::deleted_at.eq(users::deleted_at));
    let deleter = posts::deleted_by.eq(deleters.field(users::id).nullable());
    #[derive(Queryable)]
    struct Row {
        id: i32,
        title: String,
        deleted_at: Option<NaiveDateTime>,
        reason: Option<String>,
        deleted_by: Option<String>,
        author: Option<i32>,
    }
    let rows: Vec<Row> = posts::table
        .deleted()
        .left_join(users::table.deleted().on(author))
        .left_join(deleters.in_scope(Scope::All).on(deleter))
        .order((posts::deleted_at.desc(), posts::id))
        .limit(limit)
        .select((
            posts::id,
            posts::title,
            posts::deleted_at,
            posts::delete_reason,
            deleters.field(users::name).nullable(),
            users::id.nullable(),
        ))
        .load(conn)
        .await?;
    let items = rows.into_iter().map(|row| Item {
        deleted_at: row.deleted_at,
        deleted_by: row.deleted_by,
        reason: row.reason,
        together_with: row.author.map(|id| Parent { table: "users", id }),
        ..Item::new("posts", row.id, row.title)
    });
    Ok(items.collect())
}

/// A comment has no reason of its own, but that of the post that took it along.
async fn deleted_comments(limit: i64, conn: &mut Connection) -> QueryResult<Vec<Item>> {
    let (parents, deleters) = diesel::alias!(comments as parents, users as deleters);
    let post = comments::post_id
        .eq(posts::id)
        .and(comments::deleted_at.eq(posts::deleted_at));
    let parent = comments::parent_id
        .eq(parents.field(comments::id).nullable())
        .and(comments::deleted_at.eq(parents.field(comments::deleted_at)));
    let author = comments::author_id
        .eq(users::id)
        .and(comments::deleted_at.eq(users::deleted_at));
    let deleter = posts::deleted_by.eq(deleters.field(users::id).nullable());
    #[derive(Queryable)]
    struct Row {
        id: i32,
        body: String,
        deleted_at: Option<NaiveDateTime>,
        reason: Option<String>,
        deleted_by: Option<String>,
        post: Option<i32>,
        parent: Option<i32>,
        author: Option<i32>,
    }
    let rows: Vec<Row> = comments::table
        .deleted()
        .left_join(posts::table.deleted().on(post))
        .left_join(parents.deleted().on(parent))
        .left_join(users::table.deleted().on(author))
        .left_join(deleters.in_scope(Scope::All).on(deleter))
        .order((comments::deleted_at.desc(), comments::id))
        .limit(limit)
        .select((
            comments::id,
            comments::body,
            comments::deleted_at,
            posts::delete_reason.nullable(),
            deleters.field(users::name).nullable(),
            posts::id.nullable(),
            parents.field(comments::id).nullable(),
            users::id.nullable(),
        ))
        .load(conn)
        .await?;
    let items = rows.into_iter().map(|row| {
        let parents = [
            ("posts", row.post),
            ("comments", row.parent),
            ("users", row.author),
        ];
        Item {
            deleted_at: row.deleted_at,
            deleted_by: row.deleted_by,
            reason: row.reason,
            together_with: parents
                .into_iter()
                .find_map(|(table, id)| Some(Parent { table, id: id? })),
            ..Item::new("comments", row.id, row.body)
        }
    });
    Ok(items.collect())
}

async fn deleted_others(limit: i64, conn: &mut Connection) -> QueryResult<Vec<Item>> {
    let attachments: Vec<(i32, String, Option<NaiveDateTime>)> = attachments::table
        .deleted()
        .order((attachments::deleted_at.desc(), attachments::id))
        .limit(limit)
        .select((
            attachments::id,
            attachments::file_name,
            attachments::deleted_at,
        ))
        .load(conn)
        .await?;
    let invoices: Vec<(i32, i32)> = invoices::table
        .deleted()
        .order(invoices::id)
        .limit(limit)
        .select((invoices::id, invoices::amount))
        .load(conn)
        .await?;
    let communities: Vec<(i32, String)> = communities::table
        .deleted()
        .order(communities::id)
        .limit(limit)
        .select((communities::id, communities::name))
        .load(conn)
        .await?;

    let attachments = attachments.into_iter().map(|(id, name, deleted_at)| Item {
        deleted_at,
        ..Item::new("attachments", id, name)
    });
    let invoices = invoices
        .into_iter()
        .map(|(id, amount)| Item::new("invoices", id, format!("{amount} cents")));
    let communities = communities
        .into_iter()
        .map(|(id, name)| Item::new("communities", id, name));
    Ok(attachments.chain(invoices).chain(communities).collect())
}
