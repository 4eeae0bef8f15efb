//! The tour on PostgreSQL, over a pool of connections.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::pooled_connection::bb8::{Pool, PooledConnection};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};

use crate::recorder::Recorder;
use crate::{Result, migrate, screen};

// Diesel's types name the backend, so each backend compiles the chapters anew.
#[allow(clippy::duplicate_mod)]
#[path = "chapters/mod.rs"]
mod chapters;
#[allow(clippy::duplicate_mod)]
#[path = "returning.rs"]
mod returning;

type Connection = PooledConnection<'static, AsyncPgConnection>;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgresql");

#[derive(QueryableByName)]
struct Table {
    #[diesel(sql_type = Text)]
    name: String,
}

pub async fn tour(url: &str) -> Result<()> {
    screen::say("This tour runs on PostgreSQL, over a pool of connections.");
    // Outside of the pool, which would try again and hide why it failed.
    let mut first = AsyncPgConnection::establish(url).await?;
    let tables: Vec<Table> = diesel::sql_query(
        "SELECT table_name::text AS name FROM information_schema.tables \
         WHERE table_schema = current_schema() ORDER BY name",
    )
    .load(&mut first)
    .await?;
    let names: Vec<String> = tables.into_iter().map(|table| table.name).collect();
    migrate::refuse_foreign(&names)?;

    let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new(url);
    let pool = Pool::builder().max_size(2).build(manager).await?;
    let conn = pool.get_owned().await?;
    let mut conn = migrate::start_over(conn, MIGRATIONS)?;

    conn.set_instrumentation(Recorder);
    chapters::run(&mut conn).await?;
    returning::run(&mut conn).await?;
    #[cfg(feature = "guard")]
    crate::recorder::look_through::<diesel::pg::Pg>()?;
    Ok(())
}
