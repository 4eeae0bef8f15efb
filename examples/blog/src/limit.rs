//! The limit of a request's body, for every call.

use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use futures_util::StreamExt;

use crate::problem::{Problem, Result};

const LIMIT: usize = 1024 * 1024;

/// How much of a body that is too large is read and thrown away: a client that is
/// still sending when the connection closes never sees the answer.
const PATIENCE: usize = 16 * LIMIT;

pub async fn limit_body(request: Request, next: Next) -> Result<Response> {
    let (parts, body) = request.into_parts();
    let mut chunks = body.into_data_stream();
    let mut read = Vec::new();
    let mut length = 0;
    while let Some(chunk) = chunks.next().await {
        let broken = |_| Problem::new(StatusCode::BAD_REQUEST, "the body broke off");
        let chunk = chunk.map_err(broken)?;
        length += chunk.len();
        if length <= LIMIT {
            read.extend_from_slice(&chunk);
        } else if length > PATIENCE {
            break;
        }
    }
    if length > LIMIT {
        let detail = "the body has to be 1 MiB at most";
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail));
    }
    let request = Request::from_parts(parts, Body::from(read));
    Ok(next.run(request).await)
}
