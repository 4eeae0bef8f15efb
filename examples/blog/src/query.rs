//! What stands behind the `?` of a call, and the limits of what is accepted.

use diesel_scopes::Scope;
use serde::de::{Deserialize, Deserializer, Error};
use utoipa::IntoParams;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

use crate::problem::{Problem, Result};

/// Which rows of a table, and which page of them.
#[derive(Debug, serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Listing {
    #[serde(default)]
    #[param(schema_with = scopes)]
    pub scope: Scope,
    #[serde(default = "first", deserialize_with = "within::<_, 1, 1_000_000>")]
    #[param(default = 1, minimum = 1, maximum = 1_000_000)]
    page: i64,
    #[serde(default = "twenty", deserialize_with = "within::<_, 1, 100>")]
    #[param(default = 20, minimum = 1, maximum = 100)]
    per_page: i64,
}

impl Listing {
    pub fn page(&self) -> i64 {
        self.page
    }

    pub fn limit(&self) -> i64 {
        self.per_page
    }

    pub fn offset(&self) -> i64 {
        (self.page - 1) * self.per_page
    }
}

/// One row, if it is in the scope.
#[derive(Debug, serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Within {
    #[serde(default)]
    #[param(schema_with = scopes)]
    pub scope: Scope,
}

/// Whether to do it, or only to tell what would happen.
#[derive(Debug, serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Trial {
    #[serde(default)]
    #[param(default = false)]
    pub preview: bool,
}

/// How a row is deleted.
#[derive(Debug, serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Deletion {
    #[serde(default)]
    #[param(default = false)]
    pub preview: bool,
    /// Why, for the trash and the journal.
    #[param(max_length = 200, example = "spam")]
    pub reason: Option<String>,
}

/// How much of the journal.
#[derive(Debug, serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Journal {
    /// Operations, the latest first.
    #[serde(default = "hundred", deserialize_with = "within::<_, 1, 1_000>")]
    #[param(default = 100, minimum = 1, maximum = 1_000)]
    pub limit: i64,
    /// Only what was done before this operation: the last id of a page leads to the next.
    pub before: Option<i64>,
}

/// What is old enough to go for good.
#[derive(Debug, serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Purge {
    #[serde(default = "thirty", deserialize_with = "within::<_, 0, 36_500>")]
    #[param(default = 30, minimum = 0, maximum = 36_500)]
    pub older_than_days: i64,
    #[serde(default)]
    #[param(default = false)]
    pub preview: bool,
}

/// How much of the trash.
#[derive(Debug, serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Limit {
    /// Rows of each table, the latest first.
    #[serde(default = "hundred", deserialize_with = "within::<_, 1, 1_000>")]
    #[param(default = 100, minimum = 1, maximum = 1_000)]
    pub limit: i64,
}

fn first() -> i64 {
    1
}
fn twenty() -> i64 {
    20
}
fn thirty() -> i64 {
    30
}
fn hundred() -> i64 {
    100
}

/// A number between two others, or words that say so.
fn within<'de, D: Deserializer<'de>, const LOW: i64, const HIGH: i64>(
    from: D,
) -> Result<i64, D::Error> {
    let word = String::deserialize(from)?;
    match word.parse() {
        Ok(number) if (LOW..=HIGH).contains(&number) => Ok(number),
        _ => Err(D::Error::custom(format!(
            "expected a whole number from {LOW} to {HIGH}, got `{word}`"
        ))),
    }
}

/// A line of text that a database can hold.
pub fn check_line(name: &str, line: &str) -> Result<()> {
    if line.trim().is_empty() || line.chars().count() > 200 || line.contains(char::is_control) {
        return Err(Problem::invalid(format!(
            "`{name}` has to be one line of 1 to 200 characters"
        )));
    }
    Ok(())
}

pub fn check_reason(reason: Option<&str>) -> Result<()> {
    reason.map_or(Ok(()), |reason| check_line("reason", reason))
}

/// The words of a [`Scope`], for the documentation.
fn scopes() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(Scope::ALL.map(Scope::as_str)))
        .default(Some(Scope::default().as_str().into()))
        .build()
}
