//! The page at `/`. Its buttons call what `/docs` lists.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::get;
use diesel::dsl::count;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use diesel_scopes::prelude::*;

use super::operations::{self, Operation};
use super::trash::{self, Item};
use super::{App, Connection};
use crate::models::User;
use crate::problem::{Problem, Result};
use crate::schema::{comments, posts, users};

pub fn routes() -> Router<App> {
    Router::new().route("/", get(show))
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page {
    posts: Vec<PostLine>,
    users: Vec<User>,
    trash: Vec<Item>,
    activity: Vec<Operation>,
}

#[derive(Queryable)]
struct PostLine {
    id: i32,
    title: String,
    published: bool,
    author: String,
    comments: i64,
}

async fn show(State(app): State<App>) -> Result<Html<String>> {
    let conn = &mut app.connection().await?;
    let page = Page {
        posts: active_posts(conn).await?,
        users: users::table
            .active()
            .order(users::id)
            .limit(100)
            .select(User::as_select())
            .load(conn)
            .await?,
        trash: trash::items(100, conn).await?,
        activity: operations::last(20, None, conn).await?,
    };
    let html = page.render().map_err(Problem::internal)?;
    Ok(Html(html))
}

/// The predicate of the comments goes to the `ON` of the outer join, so that a
/// post without any is listed too.
async fn active_posts(conn: &mut Connection) -> QueryResult<Vec<PostLine>> {
    let comments = comments::table.active().on(comments::post_id.eq(posts::id));
    posts::table
        .active()
        .inner_join(users::table.active())
        .left_join(comments)
        .group_by((posts::id, posts::title, posts::published, users::name))
        .order(posts::id)
        .limit(100)
        .select((
            posts::id,
            posts::title,
            posts::published,
            users::name,
            count(comments::id.nullable()),
        ))
        .load(conn)
        .await
}
