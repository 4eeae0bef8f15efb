//! MySQL and MariaDB: connections, migrations, and the id of a new row.

use axum::Router;
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncMysqlConnection, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};

use crate::Result;
use crate::config::Config;
use crate::models::NewPost;
use crate::new_post;
use crate::schema::posts;

// Diesel's types name the backend, so each backend compiles the application anew.
#[path = "app/mod.rs"]
mod app;

type Connection = AsyncMysqlConnection;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/mysql");

pub async fn app(url: &str, config: &Config) -> Result<Router> {
    app::start(url, config).await
}

async fn connect(url: &str) -> ConnectionResult<Connection> {
    Connection::establish(url).await
}

/// Inserts a post and returns its id, if there is such an author.
async fn insert_post(post: NewPost, conn: &mut Connection) -> QueryResult<Option<i32>> {
    let inserted = new_post::row(post)
        .insert_into(posts::table)
        .into_columns(new_post::COLUMNS)
        .execute(conn)
        .await?;
    if inserted == 0 {
        return Ok(None);
    }
    // MySQL has no RETURNING; this is about the connection, not about the table.
    let id: i64 = diesel::select(last_insert_id()).get_result(conn).await?;
    Ok(i32::try_from(id).ok())
}

#[diesel::declare_sql_function]
extern "SQL" {
    fn last_insert_id() -> diesel::sql_types::BigInt;
}
