//! What is unique.

use diesel_scopes::check::catalogue::Product;
use diesel_scopes::check::declared::Marker;

use super::{GENERATED, PARTIAL, Scenario};
use crate::declare::{Words, declare, plain, state, timed, unix_seconds};

pub(super) fn all() -> Vec<Scenario> {
    vec![
        Scenario::new(
            "a unique index that holds deleted rows",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, name VARCHAR(50) NOT NULL, \
                 email VARCHAR(50) NOT NULL, account INTEGER NOT NULL, deleted_at TIME NULL, \
                 UNIQUE (id, tenant), UNIQUE (account));
             CREATE UNIQUE INDEX users_name ON users (tenant, name);
             CREATE UNIQUE INDEX users_email ON users (email);
             CREATE TABLE orders (id INTEGER PRIMARY KEY, account INTEGER NULL, deleted_at TIME NULL);
             CREATE INDEX orders_account ON orders (account)",
            declare([
                timed("users").unique(&["email"]).cascade("orders", "account").refers(&["account"]),
                timed("orders"),
            ]),
        )
        .accepts(&[
            "INSERT INTO users (id, tenant, name, email, account, deleted_at) VALUES \
                 (1, 1, 'ada', 'a@a', 1, '2020-01-01 00:00:00'), (2, 1, 'ada', 'a@a', 2, '2020-01-01 00:00:00'), \
                 (3, 1, 'ada', 'a@a', 3, NULL), (4, 2, 'ada', 'b@b', 4, NULL)",
        ])
        .refuses(&[
            "INSERT INTO users (id, tenant, name, email, account) VALUES (5, 1, 'ada', 'c@c', 5)",
            "INSERT INTO users (id, tenant, name, email, account) VALUES (5, 3, 'ada', 'a@a', 5)",
            "INSERT INTO users (id, tenant, name, email, account) VALUES (5, 3, 'ada', 'c@c', 4)",
        ]),
        Scenario::new(
            "a unique constraint that holds deleted rows",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, removed BOOLEAN NOT NULL, \
                 deleted_at TIME NULL, CONSTRAINT users_name UNIQUE (name))",
            declare([timed("users").marker(Marker::bool("removed"))]),
        )
        .accepts(&[
            "INSERT INTO users (id, name, removed, deleted_at) VALUES (1, 'ada', TRUE, NULL), \
                 (2, 'ada', FALSE, '2020-01-01 00:00:00'), (3, 'ada', FALSE, NULL)",
        ])
        .refuses(&["INSERT INTO users (id, name, removed) VALUES (4, 'ada', FALSE)"]),
        Scenario::new(
            "a unique index with a marker in it",
            "CREATE TABLE a (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, deleted_at TIME NULL);
             CREATE UNIQUE INDEX a_name ON a (name, deleted_at);
             CREATE TABLE b (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, voided BOOLEAN NOT NULL);
             CREATE UNIQUE INDEX b_name ON b (name, voided);
             CREATE TABLE c (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, ended_at BIGINT NOT NULL);
             CREATE UNIQUE INDEX c_name ON c (name, ended_at)",
            declare([
                timed("a").unique(&["name"]),
                plain("b").marker(Marker::bool("voided")).unique(&["name"]),
                plain("c").marker(unix_seconds("ended_at")).unique(&["name"]),
            ]),
        )
        .accepts(&[
            "INSERT INTO a (id, name, deleted_at) VALUES (1, 'ada', '2020-01-01 00:00:00'), \
                 (2, 'ada', '2020-01-01 00:00:00'), (3, 'ada', NULL)",
            "INSERT INTO b (id, name, voided) VALUES (1, 'ada', TRUE), (2, 'ada', TRUE), (3, 'ada', FALSE)",
            "INSERT INTO c (id, name, ended_at) VALUES (1, 'ada', 5), (2, 'ada', 6), (3, 'ada', 0)",
        ])
        .refuses(&[
            "INSERT INTO a (id, name, deleted_at) VALUES (4, 'ada', NULL)",
            "INSERT INTO b (id, name, voided) VALUES (4, 'ada', FALSE)",
            "INSERT INTO c (id, name, ended_at) VALUES (4, 'ada', 0)",
        ]),
        Scenario::new(
            "unique indexes of expressions",
            "CREATE TABLE a (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, deleted_at TIME NULL);
             CREATE UNIQUE INDEX a_lower ON a (lower(name));
             CREATE UNIQUE INDEX a_upper ON a (upper(name))",
            declare([timed("a").unique(&["name"])]),
        )
        .only(PARTIAL),
        Scenario::new(
            "markers of one's own",
            "CREATE TABLE a (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, state VARCHAR(5) NULL DEFAULT 'D');
             CREATE UNIQUE INDEX a_name ON a (name);
             CREATE TABLE b (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, ended_at BIGINT NOT NULL);
             CREATE UNIQUE INDEX b_name ON b (name)",
            declare([
                plain("a").marker(state("state")).unique(&["name"]),
                plain("b").marker(unix_seconds("ended_at")),
                plain("c").marker(state("state")),
            ]),
        )
        .accepts(&[
            "INSERT INTO a (id, name, state) VALUES (1, 'ada', 'D'), (2, 'ada', 'D'), (3, 'ada', 'X'), (4, 'bob', 'A')",
            "INSERT INTO b (id, name, ended_at) VALUES (1, 'ada', 5), (2, 'ada', 6), (3, 'ada', 0)",
        ])
        .refuses(&[
            "INSERT INTO a (id, name, state) VALUES (5, 'bob', 'X')",
            "INSERT INTO a (id, name, state) VALUES (5, 'eve', NULL)",
            "INSERT INTO b (id, name, ended_at) VALUES (5, 'ada', 0)",
        ]),
        Scenario::new(
            "a unique index that says more",
            "CREATE TABLE a (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, email TEXT, deleted_at TIMESTAMP);
             CREATE UNIQUE INDEX a_name ON a (name COLLATE \"C\" DESC NULLS LAST, lower(email) text_pattern_ops) \
                 INCLUDE (id) WITH (fillfactor = 70) WHERE id > 0;
             CREATE UNIQUE INDEX a_nulls ON a (email) NULLS NOT DISTINCT;
             CREATE INDEX a_gin ON a USING gin (string_to_array(name, ' ')) WHERE (deleted_at IS NULL) IS TRUE",
            declare([timed("a")]),
        )
        .only(&[Product::Postgresql]),
        Scenario::new(
            "a unique index that says more",
            "CREATE TABLE a (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, \"the email\" TEXT, deleted_at TIMESTAMP);
             CREATE UNIQUE INDEX a_name ON a (name COLLATE NOCASE DESC, lower(\"the email\")) WHERE id > 0",
            declare([timed("a")]),
        )
        .accepts(&["INSERT INTO a VALUES (1, 'ada', 'a', '2020-01-01'), (2, 'ADA', 'A', NULL)"])
        .refuses(&["INSERT INTO a VALUES (3, 'Ada', 'a', NULL)"])
        .only(&[Product::Sqlite]),
        Scenario::new(
            "a unique index that says more",
            "CREATE TABLE a (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, deleted_at DATETIME(6) NULL);
             CREATE UNIQUE INDEX a_name ON a (name(3))",
            declare([timed("a").unique(&["name"])]),
        )
        .accepts(&["INSERT INTO a (id, name, deleted_at) VALUES (1, 'adam', '2020-01-01'), (2, 'ada', NULL)"])
        .refuses(&["INSERT INTO a (id, name) VALUES (3, 'adak')"])
        .only(GENERATED),
        Scenario::new(
            "declared to be unique",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, name VARCHAR(50) NOT NULL, \
                 deleted_at TIME NULL);
             CREATE INDEX users_name ON users (tenant, name)",
            declare([timed("users").unique(&["id", "name"]).unique(&["tenant", "name"])]),
        ),
        Scenario::new(
            "unique among active rows",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, name VARCHAR(50) NOT NULL, \
                 hidden BOOLEAN NOT NULL, deleted_at TIME NULL);
             CREATE UNIQUE INDEX users_name ON users (tenant, name) WHERE deleted_at IS NULL AND hidden = FALSE;
             CREATE UNIQUE INDEX users_lower ON users (lower(name)) WHERE (hidden = FALSE) AND deleted_at IS NULL;
             CREATE UNIQUE INDEX users_half ON users (tenant) WHERE deleted_at IS NULL",
            declare([
                timed("users")
                    .marker(Marker::bool("hidden"))
                    .unique(&["tenant", "name"])
                    .unique(&["name"]),
            ]),
        )
        .only(PARTIAL),
        Scenario::new(
            "unique among active rows by a generated column",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, deleted_at TIME NULL, \
                 alive TINYINT AS (IF(deleted_at IS NULL, 1, NULL)) STORED, \
                 active_name VARCHAR(50) AS (CASE WHEN deleted_at IS NOT NULL THEN NULL ELSE name END) VIRTUAL, \
                 email VARCHAR(50) NOT NULL, phone VARCHAR(50) NOT NULL);
             CREATE UNIQUE INDEX users_name ON users (active_name);
             CREATE UNIQUE INDEX users_phone ON users (phone, alive);
             CREATE UNIQUE INDEX users_email ON users (email)",
            declare([timed("users").unique(&["name"]).unique(&["phone"])]),
        )
        .only(GENERATED),
        Scenario::new(
            "several unique indexes, one column for all",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, email VARCHAR(50) NOT NULL, \
                 is_active BOOLEAN NOT NULL, deleted_at TIME NULL);
             CREATE UNIQUE INDEX users_name ON users (name);
             CREATE UNIQUE INDEX users_email ON users (email)",
            declare([timed("users").unique(&["name", "email"]).unique(&["is_active"])]),
        ),
    ]
}
