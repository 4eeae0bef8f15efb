//! Columns.

use diesel_scopes::check::declared::Marker;

use super::{PARTIAL, Scenario};
use crate::declare::{Words, declare, plain, timed, unix_seconds};

pub(super) fn all() -> Vec<Scenario> {
    vec![
        Scenario::new(
            "nothing is wrong",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, updated_at TIME NULL, \
                 is_deleted BOOLEAN NOT NULL DEFAULT FALSE, legal_hold BOOLEAN NULL, deleted_at TIME NULL);
             CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL REFERENCES users (id), \
                 reason VARCHAR(50) NULL, deleted_at TIME NULL);
             CREATE INDEX posts_author ON posts (author_id, id)",
            declare([
                timed("users").flag("is_deleted").touch("updated_at").hold("legal_hold").cascade("posts", "author_id"),
                timed("posts").clear(&["reason"]),
            ]),
        ),
        Scenario::new(
            "a table is missing",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, deleted_at TIME NULL)",
            declare([timed("users").cascade("posts", "author_id"), timed("posts")]),
        ),
        Scenario::new(
            "columns are missing",
            "CREATE TABLE users (id INTEGER PRIMARY KEY);
             CREATE TABLE rooms (id INTEGER PRIMARY KEY);
             CREATE TABLE sessions (id INTEGER PRIMARY KEY)",
            declare([
                timed("users")
                    .also(Marker::bool("removed"))
                    .clear(&["reason"])
                    .flag("is_deleted")
                    .touch("updated_at")
                    .hold("legal_hold")
                    .unique(&["name"])
                    .cascade("rooms", "owner_id"),
                plain("rooms").marker(Marker::bool("voided")),
                plain("sessions").marker(unix_seconds("ended_at")),
            ]),
        ),
        Scenario::new(
            "columns of other types",
            "CREATE TABLE a (id INTEGER PRIMARY KEY, deleted_at BOOLEAN NOT NULL DEFAULT FALSE, day_at DATE NULL);
             CREATE TABLE b (id INTEGER PRIMARY KEY, voided TIME NULL, updated_at DATE NULL);
             CREATE INDEX b_voided ON b (voided);
             CREATE TABLE c (id INTEGER PRIMARY KEY, deleted_at VARCHAR(50) NULL, is_deleted TIME NULL);
             INSERT INTO a VALUES (1, TRUE, '2020-01-01'), (2, FALSE, NULL);
             INSERT INTO b VALUES (1, '2020-01-01 00:00:00', NULL), (2, NULL, '2020-01-01')",
            declare([
                timed("a").also(Marker::time("day_at", false)),
                plain("b").marker(Marker::bool("voided")).touch("updated_at"),
                plain("c")
                    .marker(Marker::bool("is_deleted"))
                    .also(Marker::bool("deleted_at")),
            ]),
        )
        .counts(&[
            ("FROM a WHERE id = 1 AND deleted_at IS NOT NULL AND day_at IS NOT NULL", 1),
            ("FROM a WHERE id = 2 AND deleted_at IS NULL AND day_at IS NULL", 1),
            ("FROM b WHERE id = 1 AND voided = TRUE AND updated_at IS NULL", 1),
            ("FROM b WHERE id = 2 AND voided = FALSE AND updated_at > '2019-12-31'", 1),
        ]),
        Scenario::new(
            "times with a zone and without",
            "CREATE TABLE a (id INTEGER PRIMARY KEY, deleted_at TIMESTAMPTZ NULL);
             CREATE TABLE b (id INTEGER PRIMARY KEY, deleted_at TIMESTAMP NULL)",
            declare([timed("a"), plain("b").marker(Marker::time("deleted_at", true))]),
        )
        .only(PARTIAL),
        Scenario::new(
            "an integer for a Bool",
            "CREATE TABLE a (id INTEGER PRIMARY KEY, voided INTEGER NOT NULL DEFAULT 0);
             INSERT INTO a VALUES (1, 0), (2, 1)",
            declare([plain("a").marker(Marker::bool("voided"))]),
        )
        .counts(&[("FROM a WHERE voided = TRUE", 1), ("FROM a WHERE voided = FALSE", 1)]),
        Scenario::new(
            "NULL where it must not be, and not where it must",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, voided BOOLEAN NULL, removed_at TIME NOT NULL, \
                 reason VARCHAR(50) NOT NULL DEFAULT 'none', ended_at BIGINT NULL);
             CREATE TABLE posts (id INTEGER PRIMARY KEY, deleted_at TIME NULL, author_id INTEGER NOT NULL);
             CREATE INDEX posts_author_id ON posts (author_id);
             INSERT INTO users VALUES (1, NULL, '2020-01-01 00:00:00', 'spam', NULL)",
            declare([
                plain("users")
                    .marker(Marker::bool("voided"))
                    .also(Marker::time("removed_at", false))
                    .also(unix_seconds("ended_at"))
                    .clear(&["reason", "id"])
                    .nullify("posts", "author_id"),
                timed("posts"),
            ]),
        )
        .counts(&[
            ("FROM users WHERE voided = FALSE AND ended_at = 0 AND reason = 'spam' AND removed_at > '2000-01-01'", 1),
        ])
        .accepts(&[
            "UPDATE users SET removed_at = NULL, reason = NULL",
            "INSERT INTO posts (id) VALUES (1)",
            "INSERT INTO users (id) VALUES (2)",
        ])
        .refuses(&["UPDATE users SET voided = NULL", "UPDATE users SET ended_at = NULL"]),
        Scenario::new(
            "rows that are deleted from the start",
            "CREATE TABLE a (id INTEGER PRIMARY KEY, voided BOOLEAN NOT NULL DEFAULT TRUE);
             CREATE TABLE b (id INTEGER PRIMARY KEY, deleted_at TIME NULL DEFAULT '2020-01-01 00:00:00');
             CREATE TABLE c (id INTEGER PRIMARY KEY, ended_at BIGINT NOT NULL DEFAULT 5);
             CREATE TABLE d (id INTEGER PRIMARY KEY, ended_at BIGINT NOT NULL DEFAULT 0, \
                 voided BOOLEAN NOT NULL DEFAULT FALSE, deleted_at TIME NULL DEFAULT NULL)",
            declare([
                plain("a").marker(Marker::bool("voided")),
                timed("b"),
                plain("c").marker(unix_seconds("ended_at")),
                timed("d").also(Marker::bool("voided")).also(unix_seconds("ended_at")),
            ]),
        )
        .accepts(&[
            "INSERT INTO a (id) VALUES (1)",
            "INSERT INTO b (id) VALUES (1)",
            "INSERT INTO c (id) VALUES (1)",
        ])
        .then_counts(&[
            ("FROM a WHERE voided = FALSE", 1),
            ("FROM b WHERE deleted_at IS NULL", 1),
            ("FROM c WHERE ended_at = 0", 1),
        ]),
        Scenario::new(
            "stamps that are too coarse",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, deleted_at TIME NULL, hidden_at SECONDS NULL);
             CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER NULL, deleted_at SECONDS NULL);
             CREATE INDEX posts_author_id ON posts (author_id)",
            declare([
                timed("users").also(Marker::time("hidden_at", false)).cascade("posts", "author_id"),
                timed("posts"),
            ]),
        ),
    ]
}
