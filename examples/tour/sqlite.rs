//! The tour on embedded SQLite, in memory.

use diesel::SqliteConnection;
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{AsyncConnection, SimpleAsyncConnection};
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

type Connection = SyncConnectionWrapper<SqliteConnection>;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

pub async fn tour() -> Result<()> {
    screen::say("This tour runs on SQLite, in memory.");
    let mut conn = Connection::establish(":memory:").await?;
    conn.batch_execute("PRAGMA foreign_keys = ON").await?;
    let mut conn = migrate::start_over(conn, MIGRATIONS)?;
    conn.set_instrumentation(Recorder);
    chapters::run(&mut conn).await?;
    returning::run(&mut conn).await?;
    #[cfg(feature = "guard")]
    crate::recorder::look_through::<diesel::sqlite::Sqlite>()?;
    Ok(())
}
