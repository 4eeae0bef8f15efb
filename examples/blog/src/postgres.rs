//! PostgreSQL: connections, migrations, and the id of a new row.

use axum::Router;
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};

use crate::Result;
use crate::config::Config;
use crate::models::NewPost;
use crate::new_post;
use crate::schema::posts;

// Diesel's types name the backend, so each backend compiles the application anew.
#[path = "app/mod.rs"]
mod app;

type Connection = AsyncPgConnection;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/postgresql");

pub async fn app(url: &str, config: &Config) -> Result<Router> {
    app::start(url, config).await
}

async fn connect(url: &str) -> ConnectionResult<Connection> {
    Connection::establish(url).await
}

/// Inserts a post and returns its id, if there is such an author.
async fn insert_post(post: NewPost, conn: &mut Connection) -> QueryResult<Option<i32>> {
    new_post::row(post)
        .insert_into(posts::table)
        .into_columns(new_post::COLUMNS)
        .returning(posts::id)
        .get_result(conn)
        .await
        .optional()
}
