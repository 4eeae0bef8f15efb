//! Partial indexes, and tables of another schema.

use diesel_scopes::check::catalogue::Product;
use diesel_scopes::check::declared::Marker;

use super::{PARTIAL, Scenario};
use crate::declare::{Words, declare, plain, timed};

pub(super) fn all() -> Vec<Scenario> {
    vec![
        Scenario::new(
            "partial indexes that no scope can use",
            "CREATE TABLE a (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, open BOOLEAN NOT NULL, \
                 voided BOOLEAN NOT NULL);
             CREATE INDEX a_scope ON a (name) WHERE voided = FALSE;
             CREATE INDEX a_lower ON a (name) WHERE voided = false AND open = true;
             CREATE INDEX a_not ON a (name) WHERE NOT voided;
             CREATE INDEX a_is ON a (name) WHERE voided IS NOT TRUE;
             CREATE INDEX a_deleted ON a (name) WHERE voided = TRUE;
             CREATE INDEX a_open ON a (name) WHERE open = TRUE;
             CREATE INDEX a_both ON a (name) WHERE voided = FALSE OR open = TRUE;
             CREATE TABLE b (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, deleted_at TIME NULL);
             CREATE INDEX b_scope ON b (name) WHERE deleted_at IS NULL AND name <> 'x';
             CREATE INDEX b_coalesce ON b (name, id) WHERE COALESCE(deleted_at, '9999-01-01') = '9999-01-01' \
                 AND id > 5;
             CREATE INDEX b_long_ago ON b (name) WHERE deleted_at < '2020-01-01';
             CREATE TABLE c (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, removed BOOLEAN NOT NULL, \
                 deleted_at TIME NULL);
             CREATE INDEX c_scope ON c (name) WHERE deleted_at IS NULL AND removed = FALSE;
             CREATE INDEX c_deleted ON c (name) WHERE deleted_at IS NOT NULL OR removed = TRUE;
             CREATE INDEX c_removed ON c (name) WHERE removed = TRUE",
            declare([
                plain("a").marker(Marker::bool("voided")),
                timed("b"),
                timed("c").marker(Marker::bool("removed")),
            ]),
        )
        .only(PARTIAL),
        Scenario::new(
            "tables of another schema",
            "CREATE SCHEMA audit;
             CREATE TABLE audit.entries (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, deleted_at TIMESTAMP(0));
             CREATE TABLE audit.lines (id INTEGER PRIMARY KEY, deleted_at TIMESTAMP, \
                 entry_id INTEGER REFERENCES audit.entries ON DELETE CASCADE);
             CREATE INDEX lines_odd ON audit.lines (id) WHERE deleted_at IS NULL IS TRUE",
            declare([
                timed("audit.entries").cascade("audit.lines", "entry_id"),
                timed("audit.lines"),
            ]),
        )
        .only(&[Product::Postgresql]),
    ]
}
