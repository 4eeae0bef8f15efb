//! A blog with a trash, over HTTP: `cargo run -p blog`.
//!
//! Start reading in `schema.rs`, which says what deleting a row means, and go on
//! with `app/posts.rs`. `app` is compiled once for each backend, as Diesel's
//! types name it; a program with one database has no need for that, nor for
//! `sqlite.rs`, `postgres.rs` and `mysql.rs`.

// See above.
#![allow(clippy::duplicate_mod)]

mod config;
mod extract;
mod limit;
mod models;
mod mysql;
mod new_post;
mod postgres;
mod problem;
mod query;
mod report;
mod schema;
mod sql_log;
mod sqlite;

use std::io::IsTerminal;
use std::process::ExitCode;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::config::Config;

type Error = Box<dyn std::error::Error + Send + Sync>;
type Result<T, E = Error> = std::result::Result<T, E>;

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("blog: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    let config = Config::from_env()?;
    diesel::connection::set_default_instrumentation(sql_log::instrumentation)?;

    // Removed in the end, with the database in it.
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("blog.sqlite").display().to_string();
    let url = config.database_url.as_deref().unwrap_or(&file);
    let app = match url.split_once("://").map(|(scheme, _)| scheme) {
        Some("postgres" | "postgresql") => postgres::app(url, &config).await?,
        Some("mysql") => mysql::app(url, &config).await?,
        None => sqlite::app(url, &config).await?,
        // Only the scheme, as the rest may hold a password.
        Some(scheme) => {
            return Err(format!(
                "DATABASE_URL begins with `{scheme}://`; it can be `postgres://…`, `mysql://…` or \
                 the path of an SQLite file"
            )
            .into());
        }
    };

    let listener = TcpListener::bind(config.address).await?;
    let mut terminate = signal(SignalKind::terminate())?;
    println!("listening on http://{}", listener.local_addr()?);
    let stopped = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        tracing::info!("stopping, once the requests in flight are answered");
    };
    axum::serve(listener, app)
        .with_graceful_shutdown(stopped)
        .await?;
    Ok(())
}
