//! A walk through `diesel-scopes` on a small blog.
//!
//! ```text
//! cargo run --example tour                                # embedded SQLite, in memory
//! DATABASE_URL=postgres://… cargo run --example tour      # an empty database there
//! DATABASE_URL=mysql://…    cargo run --example tour
//! ```
//!
//! Every step prints its line of Rust, the SQL that was sent for it and the rows
//! that there are then, and checks the result. The tour ends with status 1 if a
//! check does not hold. Start reading in `chapters/mod.rs`.

#[macro_use]
mod screen;
mod blog;
mod migrate;
mod models;
mod mysql;
mod postgres;
mod recorder;
mod schema;
mod sqlite;

use std::process::ExitCode;

type Error = Box<dyn std::error::Error + Send + Sync>;
type Result<T, E = Error> = std::result::Result<T, E>;

#[tokio::main]
async fn main() -> ExitCode {
    match tour().await {
        Ok(()) => {
            screen::say("Every step did what it says.");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("tour: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn tour() -> Result<()> {
    let url = std::env::var("DATABASE_URL").unwrap_or_default();
    match url.split_once("://").map(|(scheme, _)| scheme) {
        Some("postgres" | "postgresql") => postgres::tour(&url).await,
        Some("mysql") => mysql::tour(&url).await,
        None if url.is_empty() => sqlite::tour().await,
        // Only the scheme, as the rest may hold a password.
        scheme => Err(format!(
            "DATABASE_URL begins with {}, the tour knows `postgres://`, `postgresql://` and \
             `mysql://`; without DATABASE_URL it runs on SQLite in memory",
            scheme.map_or("no scheme".to_owned(), |scheme| format!("`{scheme}://`")),
        )
        .into()),
    }
}
