//! The rows, as they are read, written, and shown as JSON.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::{Deserialize, Serialize, Serializer};
use utoipa::ToSchema;

use crate::schema::{invoices, posts, users};

#[derive(Debug, Queryable, Selectable, Serialize, ToSchema)]
pub struct User {
    pub id: i32,
    pub name: String,
    #[serde(serialize_with = "in_utc")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    pub deleted_at: Option<NaiveDateTime>,
}

#[derive(Debug, Queryable, Selectable, Serialize, ToSchema)]
pub struct Post {
    pub id: i32,
    pub author_id: i32,
    pub title: String,
    pub published: bool,
    #[serde(serialize_with = "in_utc")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    pub deleted_at: Option<NaiveDateTime>,
    pub delete_reason: Option<String>,
    /// The user who deleted it.
    pub deleted_by: Option<i32>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPost {
    pub author_id: i32,
    #[schema(max_length = 200)]
    pub title: String,
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub published: bool,
}

/// What is left out stays as it is.
#[derive(Debug, Deserialize, AsChangeset, ToSchema)]
#[diesel(table_name = posts)]
#[serde(deny_unknown_fields)]
pub struct PostChanges {
    #[schema(max_length = 200)]
    pub title: Option<String>,
    pub published: Option<bool>,
}

#[derive(Debug, Queryable, Selectable, Serialize, ToSchema)]
pub struct Invoice {
    pub id: i32,
    pub amount: i32,
}

fn yes() -> bool {
    true
}

/// The columns hold UTC without saying so; JSON says it: `2026-01-01T00:00:00Z`.
pub fn in_utc<S: Serializer>(at: &Option<NaiveDateTime>, to: S) -> Result<S::Ok, S::Error> {
    at.map(|at| at.and_utc()).serialize(to)
}
