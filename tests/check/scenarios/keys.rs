//! Keys.

use diesel_scopes::check::declared::{EdgeKind, Literal};

use super::{PARTIAL, Scenario};
use crate::declare::{Words, declare, plain, timed};

pub(super) fn all() -> Vec<Scenario> {
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
