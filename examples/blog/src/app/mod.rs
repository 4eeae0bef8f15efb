//! The application on one backend: its routes, and the pool behind them.

mod check;
mod operations;
mod page;
mod posts;
mod purge;
mod trash;
mod users;

use axum::Router;
use axum::http::{StatusCode, Uri};
use axum::middleware;
use diesel_async::pooled_connection::bb8::{Pool, PooledConnection};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig};
use diesel_async::{AsyncMigrationHarness, SimpleAsyncConnection};
use diesel_migrations::MigrationHarness;
use diesel_scopes::journal;
use tower_http::trace::TraceLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::SwaggerUi;

use super::{Connection, MIGRATIONS, connect, insert_post};
use crate::config::Config;
use crate::limit::limit_body;
use crate::problem::{Problem, Result};

/// What the handlers share.
#[derive(Clone)]
struct App {
    pool: Pool<Connection>,
}

impl App {
    /// A connection from the pool, or 503 if none comes free in time.
    async fn connection(&self) -> Result<PooledConnection<'_, Connection>> {
        Ok(self.pool.get().await?)
    }
}

#[derive(OpenApi)]
#[openapi(info(
    title = "A blog with a trash",
    description = "The example application of diesel-scopes."
))]
struct Documentation;

/// Migrates the database, fills a new one, and makes the routes.
pub async fn start(url: &str, config: &Config) -> crate::Result<Router> {
    // Outside of the pool, which would try again and hide why it failed.
    let mut harness = AsyncMigrationHarness::new(connect(url).await?);
    harness.run_pending_migrations(journal::migrations())?;
    let is_new = !harness.run_pending_migrations(MIGRATIONS)?.is_empty();
    let mut conn = harness.into_inner();
    if is_new {
        conn.batch_execute(include_str!("../seed.sql")).await?;
    }
    check::log_findings(&mut conn).await;

    let mut manager = ManagerConfig::default();
    manager.custom_setup = Box::new(|url| Box::pin(connect(url)));
    let manager = AsyncDieselConnectionManager::new_with_config(url, manager);
    let pool = Pool::builder()
        .max_size(config.pool_size)
        .connection_timeout(config.pool_timeout)
        .build(manager)
        .await?;
    let app = App { pool };
    tokio::spawn(purge::every_night(app.clone(), config.purge_every));

    let (routes, documentation) = OpenApiRouter::with_openapi(Documentation::openapi())
        .merge(posts::routes())
        .merge(users::routes())
        .merge(trash::routes())
        .merge(purge::routes())
        .merge(operations::routes())
        .with_state(app.clone())
        .split_for_parts();
    Ok(routes
        .merge(page::routes().with_state(app))
        .merge(SwaggerUi::new("/docs").url("/openapi.json", documentation))
        .fallback(no_such_page)
        .method_not_allowed_fallback(no_such_method)
        .layer(middleware::from_fn(limit_body))
        .layer(TraceLayer::new_for_http()))
}

async fn no_such_page(uri: Uri) -> Problem {
    let detail = format!(
        "there is nothing at `{}`; `/docs` lists what there is",
        uri.path()
    );
    Problem::new(StatusCode::NOT_FOUND, detail)
}

async fn no_such_method() -> Problem {
    let detail = "this page does not take this method; `/docs` lists what there is";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail)
}
