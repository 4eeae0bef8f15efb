//! The two tables, and their rows.

use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    /// What was done: a row for each statement, cascade or undo that changed anything.
    #[sql_name = "diesel_scopes_operations"]
    operations (id) {
        /// Later operations have larger ones.
        id -> BigInt,
        /// `delete`, `restore`, `purge` or `undo`.
        verb -> Text,
        /// The table of the target, as it is called in the database, with its schema if
        /// its declaration has one.
        table_name -> Text,
        /// Who, from `.by(…)`.
        actor -> Nullable<Text>,
        /// Why, from `.because(…)`.
        reason -> Nullable<Text>,
        /// When, in UTC.
        done_at -> Timestamp,
        /// How many rows it changed, in all tables.
        row_count -> BigInt,
        /// The operation that this one has undone.
        undoes -> Nullable<BigInt>,
        /// The operation that has undone this one.
        undone_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// What happened to a row: one for each row that an operation changed. Entries are
    /// written once and never changed; that one is undone is an entry of its own.
    #[sql_name = "diesel_scopes_entries"]
    entries (id) {
        /// Later entries of a row have larger ones.
        id -> BigInt,
        /// The operation.
        operation_id -> BigInt,
        /// The table of the row, as it is called in the database, with its schema if its
        /// declaration has one.
        table_name -> Text,
        /// The primary key of the row: `{"id": 7}`. Bytes are written in hexadecimal, times
        /// with a zone (`timestamptz`) in UTC.
        row_key -> Text,
        /// `deleted`, `restored`, `handed_over`, `nullified`, `purged`, `removed`, and
        /// for the rows of an undo `undone` and `redone`.
        what -> Text,
        /// What the columns were that were written: `{"deleted_at": null}`. Of a row that
        /// was removed for good, all of them.
        was -> Nullable<Text>,
        /// Of an undo: the entry with which it began.
        origin -> Nullable<BigInt>,
    }
}

diesel::joinable!(entries -> operations (operation_id));
diesel::allow_tables_to_appear_in_same_query!(entries, operations);

/// A row of [`operations`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Identifiable)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[diesel(table_name = operations)]
#[non_exhaustive]
pub struct Operation {
    /// Later operations have larger ones.
    pub id: i64,
    /// `delete`, `restore`, `purge` or `undo`.
    pub verb: String,
    /// The table of the target.
    pub table_name: String,
    /// Who.
    pub actor: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// When, in UTC.
    #[cfg_attr(feature = "serde", serde(serialize_with = "time"))]
    pub done_at: NaiveDateTime,
    /// How many rows it changed.
    pub row_count: i64,
    /// The operation that this one has undone.
    pub undoes: Option<i64>,
    /// The operation that has undone this one.
    pub undone_by: Option<i64>,
}

#[cfg(feature = "serde")]
fn time<S: serde::Serializer>(at: &NaiveDateTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&at.and_utc().format("%Y-%m-%dT%H:%M:%S%.6fZ"))
}

/// A row of [`entries`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Identifiable, Associations)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[diesel(table_name = entries, belongs_to(Operation))]
#[non_exhaustive]
pub struct Entry {
    /// Later entries of a row have larger ones.
    pub id: i64,
    /// The operation.
    pub operation_id: i64,
    /// The table of the row.
    pub table_name: String,
    /// The primary key of the row, as JSON.
    pub row_key: String,
    /// What happened to it.
    pub what: String,
    /// What was there, as JSON.
    pub was: Option<String>,
    /// Of an undo: the entry with which it began.
    pub origin: Option<i64>,
}
