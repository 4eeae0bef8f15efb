//! SQLite: connections, migrations, and the id of a new row.

use axum::Router;
use diesel::prelude::*;
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{AsyncConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};

use crate::Result;
use crate::config::Config;
use crate::models::NewPost;
use crate::new_post;
use crate::schema::posts;

// Diesel's types name the backend, so each backend compiles the application anew.
#[path = "app/mod.rs"]
mod app;

type Connection = SyncConnectionWrapper<SqliteConnection>;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");

pub async fn app(path: &str, config: &Config) -> Result<Router> {
    app::start(path, config).await
}

async fn connect(path: &str) -> ConnectionResult<Connection> {
    let mut conn = Connection::establish(path).await?;
    // There is one writer at a time: let the others wait, and the readers read.
    conn.batch_execute(
        "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL",
    )
    .await
    .map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(conn)
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
