//! Databases and declarations that do not fit each other, and some that do.

use diesel_scopes::check::catalogue::Product;
use diesel_scopes::check::declared::{Declaration, EdgeKind, Literal, Marker};

use crate::declare::{Words, declare, plain, state, timed, unix_seconds};

pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    /// `TIME` and `SECONDS` are types, which each server has under another name.
    pub(crate) tables: &'static str,
    pub(crate) declaration: Declaration,
    pub(crate) only: &'static [Product],
    /// Once all is mended: how many rows there are,
    pub(crate) counted: &'static [(&'static str, i64)],
    /// what can be done,
    pub(crate) accepted: &'static [&'static str],
    /// how many rows there are then,
    pub(crate) counted_then: &'static [(&'static str, i64)],
    /// and what cannot be done.
    pub(crate) refused: &'static [&'static str],
}

impl Scenario {
    fn new(name: &'static str, tables: &'static str, declaration: Declaration) -> Self {
        Scenario {
            name,
            tables,
            declaration,
            only: &[
                Product::Postgresql,
                Product::Mariadb,
                Product::Mysql,
                Product::Sqlite,
            ],
            counted: &[],
            accepted: &[],
            counted_then: &[],
            refused: &[],
        }
    }

    fn counts(self, counted: &'static [(&'static str, i64)]) -> Self {
        Scenario { counted, ..self }
    }

    fn accepts(self, accepted: &'static [&'static str]) -> Self {
        Scenario { accepted, ..self }
    }

    fn then_counts(self, counted_then: &'static [(&'static str, i64)]) -> Self {
        Scenario {
            counted_then,
            ..self
        }
    }

    fn refuses(self, refused: &'static [&'static str]) -> Self {
        Scenario { refused, ..self }
    }

    fn only(self, only: &'static [Product]) -> Self {
        Scenario { only, ..self }
    }
}

const PARTIAL: &[Product] = &[Product::Postgresql, Product::Sqlite];
const GENERATED: &[Product] = &[Product::Mariadb, Product::Mysql];

pub(crate) fn all() -> Vec<Scenario> {
    let mut all = columns();
    all.extend(uniques());
    all.extend(keys());
    all.extend(partial());
    all
}

fn columns() -> Vec<Scenario> {
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

fn uniques() -> Vec<Scenario> {
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
            declare([timed("a")]),
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

fn keys() -> Vec<Scenario> {
    vec![
        Scenario::new(
            "a foreign key without an edge",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, deleted_at TIME NULL);
             CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL, editor_id INTEGER NULL, \
                 deleted_at TIME NULL, FOREIGN KEY (author_id) REFERENCES users (id), \
                 FOREIGN KEY (editor_id) REFERENCES users (id) ON DELETE SET NULL);
             CREATE INDEX posts_author_id ON posts (author_id);
             CREATE INDEX posts_editor_id ON posts (editor_id);
             CREATE TABLE likes (id INTEGER PRIMARY KEY, post_id INTEGER NOT NULL, \
                 FOREIGN KEY (post_id) REFERENCES posts (id));
             CREATE INDEX likes_post_id ON likes (post_id);
             CREATE TABLE logs (id INTEGER PRIMARY KEY, post_id INTEGER NOT NULL, \
                 FOREIGN KEY (post_id) REFERENCES posts (id))",
            declare([timed("users"), timed("posts"), plain("likes")]),
        ),
        Scenario::new(
            "a key without an index",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, deleted_at TIME NULL);
             CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL, deleted_at TIME NULL);
             CREATE INDEX posts_author_id ON posts (deleted_at, author_id);
             CREATE TABLE comments (id INTEGER PRIMARY KEY, target_type VARCHAR(20) NOT NULL, \
                 target_id INTEGER NOT NULL, parent_id INTEGER NULL, deleted_at TIME NULL);
             CREATE TABLE marks (user_id INTEGER NOT NULL, post_id INTEGER NOT NULL, PRIMARY KEY (user_id, post_id))",
            declare([
                timed("users")
                    .cascade("posts", "author_id")
                    .cascade("comments", "target_id")
                    .whose("target_type", Literal::Text("User".to_owned()))
                    .remove("marks", "user_id"),
                timed("posts")
                    .cascade("comments", "target_id")
                    .whose("target_type", Literal::Text("Post".to_owned()))
                    .remove("marks", "post_id"),
                timed("comments").cascade("comments", "parent_id"),
            ]
            .into_iter()
            .chain([plain("marks")])),
        ),
        Scenario::new(
            "keys with a partial index",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, deleted_at TIME NULL);
             CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER NULL, editor_id INTEGER NULL, \
                 kind VARCHAR(20) NOT NULL, deleted_at TIME NULL);
             CREATE INDEX posts_author_id ON posts (author_id) WHERE deleted_at IS NULL;
             CREATE INDEX posts_editor_id ON posts (editor_id) WHERE editor_id IS NOT NULL AND kind = 'News'",
            declare([
                timed("users")
                    .cascade("posts", "author_id")
                    .nullify("posts", "editor_id")
                    .whose("kind", Literal::Text("News".to_owned())),
                timed("posts"),
            ]),
        )
        .only(PARTIAL),
        Scenario::new(
            "what a purge sets off",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, deleted_at TIME NULL);
             CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, deleted_at TIME NULL, \
                 CONSTRAINT of_posts FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE);
             CREATE TABLE invoices (id INTEGER PRIMARY KEY, user_id INTEGER NULL, \
                 CONSTRAINT of_invoices FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL);
             CREATE TABLE files (id INTEGER PRIMARY KEY, user_id INTEGER NULL, \
                 CONSTRAINT of_files FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL);
             CREATE TABLE tokens (id INTEGER PRIMARY KEY, user_id INTEGER NULL, deleted_at TIME NULL, \
                 CONSTRAINT of_tokens FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE);
             CREATE TABLE tags (id INTEGER PRIMARY KEY, user_id INTEGER NULL, \
                 CONSTRAINT of_tags FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE);
             CREATE TABLE likes (id INTEGER PRIMARY KEY, user_id INTEGER NULL, \
                 CONSTRAINT of_likes FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE);
             CREATE TABLE notes (id INTEGER PRIMARY KEY, like_id INTEGER NULL, deleted_at TIME NULL, \
                 CONSTRAINT of_notes FOREIGN KEY (like_id) REFERENCES likes (id) ON DELETE CASCADE);
             CREATE INDEX posts_i ON posts (user_id);
             CREATE INDEX invoices_i ON invoices (user_id);
             CREATE INDEX files_i ON files (user_id);
             CREATE INDEX tokens_i ON tokens (user_id);
             CREATE INDEX tags_i ON tags (user_id);
             CREATE INDEX notes_i ON notes (like_id)",
            declare([
                timed("users")
                    .cascade("posts", "user_id")
                    .restrict("invoices", "user_id")
                    .nullify("files", "user_id")
                    .remove("tokens", "user_id")
                    .cascade("tags", "user_id"),
                timed("posts"),
                plain("files"),
                timed("tokens"),
                plain("tags"),
                timed("notes"),
                // Behind an edge only.
                diesel_scopes::check::declared::Table {
                    declared: false,
                    ..plain("invoices")
                },
            ]),
        )
        .accepts(&[
            "INSERT INTO users VALUES (1, '2020-01-01 00:00:00'), (2, '2020-01-01 00:00:00'), (3, '2020-01-01 00:00:00')",
            "INSERT INTO posts VALUES (1, 1, NULL)",
            "INSERT INTO likes VALUES (1, 2)",
            "INSERT INTO notes VALUES (1, 1, NULL)",
            "INSERT INTO invoices VALUES (1, 3)",
        ])
        .refuses(&[
            "DELETE FROM users WHERE id = 1",
            "DELETE FROM users WHERE id = 2",
            "DELETE FROM users WHERE id = 3",
        ]),
        Scenario::new(
            "keys of several columns",
            "CREATE TABLE users (tenant INTEGER NOT NULL, id INTEGER NOT NULL, deleted_at TIME NULL, \
                 PRIMARY KEY (tenant, id));
             CREATE TABLE drafts (id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, owner INTEGER NULL, \
                 deleted_at TIME NULL, FOREIGN KEY (tenant, owner) REFERENCES users (tenant, id));
             CREATE INDEX drafts_owner ON drafts (owner, tenant)",
            declare([
                timed("users")
                    .edge(EdgeKind::Nullify, "drafts", &["tenant", "owner"])
                    .refers(&["tenant", "id"])
                    .only(&["owner"]),
                timed("drafts"),
            ]),
        ),
    ]
}

fn partial() -> Vec<Scenario> {
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
