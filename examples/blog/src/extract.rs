//! axum's extractors, with a [`Problem`] in place of plain text.

use axum::extract::{FromRequest, FromRequestParts};
use axum::http::StatusCode;
use axum::http::request::Parts;

use crate::problem::Problem;

#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Problem))]
pub struct Path<T>(pub T);

#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Problem))]
pub struct Query<T>(pub T);

#[derive(FromRequest)]
#[from_request(via(axum::Json), rejection(Problem))]
pub struct Json<T>(pub T);

/// Who asks. It stands in for a session: a real blog has people log in.
pub struct Actor(pub i32);

impl Actor {
    pub fn unknown() -> Problem {
        Problem::new(
            StatusCode::UNAUTHORIZED,
            "say who you are: the header `X-User-Id` with the id of an active user, such as 1",
        )
    }
}

impl<S: Sync> FromRequestParts<S> for Actor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let id = parts.headers.get("X-User-Id");
        let id = id.and_then(|id| id.to_str().ok()?.parse().ok());
        id.map(Actor).ok_or_else(Actor::unknown)
    }
}
