//! Every refusal, as JSON that says what to mend (RFC 9457).

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use diesel::result::{DatabaseErrorKind, Error};
use diesel_async::pooled_connection::bb8::RunError;
use diesel_scopes::journal::UndoError;
use diesel_scopes::{CascadeError, Dependents};
use serde::Serialize;
use utoipa::ToSchema;

use crate::models::Invoice;
use crate::report::Blocking;

#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the status says it all.
    r#type: &'static str,
    title: &'static str,
    status: u16,
    /// What is wrong, and what to do about it.
    detail: String,
    /// The rows that stand against it, table by table.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    blocking: Vec<Blocking>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    invoices: Vec<Invoice>,
}

pub type Result<T, E = Problem> = std::result::Result<T, E>;

impl Problem {
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Problem {
            r#type: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: detail.into(),
            blocking: Vec::new(),
            invoices: Vec::new(),
        }
    }

    pub fn not_found(what: &str, id: i32) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            format!("there is no {what} {id} here"),
        )
    }

    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, detail)
    }

    /// The request can be read, and makes no sense.
    pub fn invalid(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
    }

    pub fn with_invoices(mut self, invoices: Vec<Invoice>) -> Self {
        self.invoices = invoices;
        self
    }

    fn blocked(detail: String, rows: Vec<Dependents>) -> Self {
        Problem {
            blocking: rows.iter().map(Blocking::from).collect(),
            ..Self::conflict(detail)
        }
    }

    fn busy() -> Self {
        let detail = "the database is busy; try again in a moment";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail)
    }

    /// What went wrong is for the log; it may hold what is nobody's business.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        tracing::error!("{error}");
        let detail = "something went wrong in the server, and is in its log";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let json = [(header::CONTENT_TYPE, "application/problem+json")];
        let mut response = (status, json, Json(&self)).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            let seconds = header::HeaderValue::from_static("1");
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}

/// Why a cascade was refused.
impl From<CascadeError> for Problem {
    fn from(error: CascadeError) -> Self {
        let detail = error.to_string();
        match error {
            error if error.is_retryable() => Self::busy(),
            CascadeError::Restricted(rows)
            | CascadeError::ParentDeleted(rows)
            | CascadeError::StillReferenced(rows) => Self::blocked(detail, rows),
            CascadeError::Database(error) => error.into(),
            error => Self::internal(error),
        }
    }
}

/// Why an operation was not undone.
impl From<UndoError> for Problem {
    fn from(error: UndoError) -> Self {
        match error {
            UndoError::NotFound => Self::new(StatusCode::NOT_FOUND, error.to_string()),
            UndoError::Gone { .. } => Self::conflict(error.to_string()),
            error if error.is_retryable() => Self::busy(),
            UndoError::Database(error) => error.into(),
            error => Self::internal(error),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match &error {
            Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
                Self::conflict("another active row has the same name by now")
            }
            Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _) => {
                Self::conflict("other rows still refer to this one")
            }
            // A deadlock, or two transactions that cannot both have been first.
            Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => Self::busy(),
            Error::DatabaseError(_, info) if info.message() == "database is locked" => Self::busy(),
            _ => Self::internal(error),
        }
    }
}

/// No connection came free in time, or the database cannot be reached.
impl From<RunError> for Problem {
    fn from(error: RunError) -> Self {
        tracing::warn!("no connection to the database: {error}");
        Self::busy()
    }
}

impl From<PathRejection> for Problem {
    fn from(rejection: PathRejection) -> Self {
        let detail = "the id in the path has to be a whole number, such as 7";
        Self::new(rejection.status(), detail)
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::new(rejection.status(), rejection.body_text())
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        Self::new(rejection.status(), rejection.body_text())
    }
}
