//! The chapters of the tour, in order. Each goes on where the last one ended.

mod bulk;
mod cascades;
mod joins;
mod markers;
mod names;
mod purge;
mod reasons;
mod scopes;
mod writes;

use diesel_async::RunQueryDsl;

use super::Connection;
use crate::schema::{comments, communities, posts, users};
use crate::{Result, blog, screen};

pub async fn run(conn: &mut Connection) -> Result<()> {
    screen::chapter("A small blog");
    fill_in(conn).await?;
    scopes::run(conn).await?;
    writes::run(conn).await?;
    joins::run(conn).await?;
    reasons::run(conn).await?;
    bulk::run(conn).await?;
    markers::run(conn).await?;
    names::run(conn).await?;
    cascades::run(conn).await?;
    purge::run(conn).await
}

/// Row by row, since diesel-async has no batches for SQLite.
async fn fill_in(conn: &mut Connection) -> Result<()> {
    for user in blog::users() {
        let insert = diesel::insert_into(users::table).values(user);
        insert.execute(conn).await?;
    }
    for post in blog::posts() {
        let insert = diesel::insert_into(posts::table).values(post);
        insert.execute(conn).await?;
    }
    for comment in blog::comments() {
        let insert = diesel::insert_into(comments::table).values(comment);
        insert.execute(conn).await?;
    }
    for community in blog::communities() {
        let insert = diesel::insert_into(communities::table).values(community);
        insert.execute(conn).await?;
    }
    screen::say("Five users,");
    screen::rows(&blog::users());
    screen::say("three communities, which two kinds of people can close,");
    screen::rows(&blog::communities());
    screen::say("posts, which come next, and comments.");
    screen::rows(&blog::comments());
    Ok(())
}
