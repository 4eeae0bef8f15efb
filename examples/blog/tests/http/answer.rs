//! What the program answers, and what a test expects of it.

use reqwest::{RequestBuilder, StatusCode};
use serde_json::Value;

pub struct Answer {
    pub status: StatusCode,
    content_type: String,
    pub body: Value,
}

pub async fn answer(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let status = response.status();
    let content_type = response.headers().get("content-type");
    let content_type = content_type
        .map_or("", |it| it.to_str().unwrap())
        .to_owned();
    let text = response.text().await.unwrap();
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Answer {
        status,
        content_type,
        body,
    }
}

impl Answer {
    /// The body of an answer with this status.
    #[track_caller]
    pub fn with(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// The detail of a problem with this status.
    #[track_caller]
    pub fn problem(self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(self.content_type, "application/problem+json");
        assert_eq!(self.body["status"], status);
        assert_eq!(self.body["type"], "about:blank");
        assert!(self.body["title"].is_string());
        self.body["detail"].as_str().unwrap().to_owned()
    }
}

/// The ids of a page of rows.
pub fn ids(body: &Value) -> Vec<i64> {
    let items = body["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["id"].as_i64().unwrap())
        .collect()
}

/// The rows of a report, of the tables that have any.
pub fn rows(report: &Value) -> Vec<(&str, u64)> {
    let tables = report["tables"].as_array().unwrap().iter();
    tables
        .map(|table| {
            (
                table["table"].as_str().unwrap(),
                table["rows"].as_u64().unwrap(),
            )
        })
        .filter(|(_, rows)| *rows > 0)
        .collect()
}

pub fn nullified(report: &Value, name: &str) -> u64 {
    let tables = report["tables"].as_array().unwrap().iter();
    tables
        .filter(|table| table["table"] == name)
        .map(|table| table["nullified"].as_u64().unwrap())
        .sum()
}
