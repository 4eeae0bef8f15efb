//! A cascade by hand, in the SQL of MariaDB that MySQL takes as well, which names a
//! temporary table but once in a statement and would merge what is not to be merged.

use crate::steps::{Of, Step};

pub(super) const BEGIN: &str = "BEGIN";

/// A join: `IN (SELECT …)` would be evaluated for each row of the table.
pub(super) const DELETE: &[Step] = &[
    Step::Clear("SELECT COUNT(*) FROM invoices WHERE customer_id = :id AND voided = FALSE"),
    Step::Write(
        Of::Comments,
        "UPDATE /*+ NO_MERGE(below) */ comments INNER JOIN (
             WITH RECURSIVE tree (id) AS (
                 SELECT id FROM comments WHERE author_id = :id AND deleted_at IS NULL
                 UNION
                 SELECT comments.id FROM posts
                 INNER JOIN comments ON comments.post_id = posts.id
                 WHERE posts.author_id = :id AND posts.deleted_at IS NULL
                   AND comments.deleted_at IS NULL
                 UNION
                 SELECT child.id FROM tree
                 INNER JOIN comments AS child ON child.parent_id = tree.id
                 WHERE child.deleted_at IS NULL)
             SELECT id FROM tree) AS below ON comments.id = below.id
         SET comments.deleted_at = :stamp WHERE comments.deleted_at IS NULL",
    ),
    Step::Write(
        Of::Posts,
        "UPDATE posts SET deleted_at = :stamp WHERE author_id = :id AND deleted_at IS NULL",
    ),
    Step::Write(
        Of::Attachments,
        "UPDATE attachments SET owner_id = NULL WHERE owner_id = :id AND deleted_at IS NULL",
    ),
    Step::Write(
        Of::Users,
        "UPDATE users SET deleted_at = :stamp WHERE id = :id AND deleted_at IS NULL",
    ),
];

/// `stamp` is that of a parent that stays deleted, and was not before the user:
/// what hangs below is handed over to it. `below` are those whose parent is found
/// too.
pub(super) const RESTORE: &[Step] = &[
    Step::Aside(
        "CREATE TEMPORARY TABLE IF NOT EXISTS tree (id INTEGER PRIMARY KEY,
             author_id INTEGER NOT NULL, post_id INTEGER NOT NULL, parent_id INTEGER NULL,
             below BOOLEAN NOT NULL, stamp DATETIME(6) NULL) ENGINE = MEMORY",
    ),
    Step::Aside("DELETE FROM tree"),
    Step::Aside(
        "INSERT INTO tree (id, author_id, post_id, parent_id, below)
         WITH RECURSIVE found (id, author_id, post_id, parent_id, below) AS (
             SELECT id, author_id, post_id, parent_id, FALSE FROM comments
             WHERE author_id = :id
               AND deleted_at = (SELECT deleted_at FROM users WHERE id = :id)
             UNION
             SELECT comments.id, comments.author_id, post_id, parent_id, FALSE FROM posts
             INNER JOIN comments ON comments.post_id = posts.id
             WHERE posts.author_id = :id
               AND posts.deleted_at = (SELECT deleted_at FROM users WHERE id = :id)
               AND comments.deleted_at = (SELECT deleted_at FROM users WHERE id = :id)
             UNION
             SELECT child.id, child.author_id, child.post_id, child.parent_id, TRUE FROM found
             INNER JOIN comments AS child ON child.parent_id = found.id
             WHERE child.deleted_at = (SELECT deleted_at FROM users WHERE id = :id))
         SELECT id, author_id, post_id, parent_id, below FROM found
         ON DUPLICATE KEY UPDATE below = TRUE",
    ),
    Step::Seek(
        "UPDATE tree INNER JOIN users ON users.id = tree.author_id
         INNER JOIN (SELECT id, deleted_at FROM users WHERE id = :id) AS root
         SET tree.stamp = users.deleted_at
         WHERE users.deleted_at >= root.deleted_at AND users.id <> root.id",
    ),
    Step::Seek(
        "UPDATE tree INNER JOIN posts ON posts.id = tree.post_id
         INNER JOIN (SELECT id, deleted_at FROM users WHERE id = :id) AS root
         SET tree.stamp = GREATEST(COALESCE(tree.stamp, posts.deleted_at), posts.deleted_at)
         WHERE posts.deleted_at >= root.deleted_at
           AND NOT (posts.author_id = root.id AND posts.deleted_at = root.deleted_at)",
    ),
    Step::Seek(
        "UPDATE tree INNER JOIN comments AS parent ON parent.id = tree.parent_id
         INNER JOIN (SELECT id, deleted_at FROM users WHERE id = :id) AS root
         SET tree.stamp = GREATEST(COALESCE(tree.stamp, parent.deleted_at), parent.deleted_at)
         WHERE parent.deleted_at >= root.deleted_at AND NOT tree.below",
    ),
    Step::Then(
        None,
        "CREATE TEMPORARY TABLE IF NOT EXISTS handed_over (
             id INTEGER PRIMARY KEY, stamp DATETIME(6) NOT NULL) ENGINE = MEMORY",
    ),
    Step::Then(None, "DELETE FROM handed_over"),
    Step::Then(
        None,
        "INSERT INTO handed_over (id, stamp)
         WITH RECURSIVE found (id, stamp) AS (
             SELECT id, stamp FROM tree WHERE stamp IS NOT NULL
             UNION
             SELECT child.id, found.stamp FROM found
             INNER JOIN comments AS child ON child.parent_id = found.id
             WHERE child.deleted_at = (SELECT deleted_at FROM users WHERE id = :id))
         SELECT id, MAX(stamp) FROM found GROUP BY id",
    ),
    Step::Then(
        None,
        "DELETE tree FROM tree INNER JOIN handed_over ON handed_over.id = tree.id",
    ),
    Step::Then(
        Some(Of::HandedOver),
        "UPDATE comments INNER JOIN handed_over ON handed_over.id = comments.id
         SET comments.deleted_at = handed_over.stamp",
    ),
    Step::Write(
        Of::Comments,
        "UPDATE tree STRAIGHT_JOIN comments ON comments.id = tree.id
         SET comments.deleted_at = NULL",
    ),
    Step::Write(
        Of::Posts,
        "UPDATE posts INNER JOIN (SELECT id, deleted_at FROM users WHERE id = :id) AS root
         ON posts.author_id = root.id AND posts.deleted_at = root.deleted_at
         SET posts.deleted_at = NULL, posts.delete_reason = NULL, posts.deleted_by = NULL",
    ),
    Step::Write(
        Of::Users,
        "UPDATE users SET deleted_at = NULL WHERE id = :id AND deleted_at IS NOT NULL",
    ),
];

/// A foreign key is looked at row by row here: answers lose theirs before what they
/// answer goes.
pub(super) const PURGE: &[Step] = &[
    Step::Aside(
        "CREATE TEMPORARY TABLE IF NOT EXISTS gone (
             id INTEGER PRIMARY KEY, active BOOLEAN NOT NULL) ENGINE = MEMORY",
    ),
    Step::Aside("DELETE FROM gone"),
    Step::Aside(
        "INSERT INTO gone (id, active)
         WITH RECURSIVE found (id, active) AS (
             SELECT id, deleted_at IS NULL FROM comments WHERE author_id = :id
             UNION
             SELECT comments.id, comments.deleted_at IS NULL FROM posts
             INNER JOIN comments ON comments.post_id = posts.id WHERE posts.author_id = :id
             UNION
             SELECT child.id, child.deleted_at IS NULL FROM found
             INNER JOIN comments AS child ON child.parent_id = found.id WHERE NOT found.active)
         SELECT id, active FROM found",
    ),
    Step::Clear(
        "SELECT (SELECT COUNT(*) FROM gone WHERE active)
             + (SELECT COUNT(*) FROM posts WHERE author_id = :id AND deleted_at IS NULL)
             + (SELECT COUNT(*) FROM users WHERE id = :id AND deleted_at IS NULL)
             + (SELECT COUNT(*) FROM invoices WHERE customer_id = :id)
             + (SELECT COUNT(*) FROM attachments WHERE owner_id = :id AND deleted_at IS NULL)",
    ),
    Step::Aside(
        "UPDATE gone STRAIGHT_JOIN comments ON comments.id = gone.id
         SET comments.parent_id = NULL WHERE comments.parent_id IS NOT NULL",
    ),
    Step::Write(
        Of::Comments,
        "DELETE comments FROM gone STRAIGHT_JOIN comments ON comments.id = gone.id",
    ),
    Step::Write(Of::Posts, "DELETE FROM posts WHERE author_id = :id"),
    Step::Write(
        Of::Attachments,
        "UPDATE attachments SET owner_id = NULL WHERE owner_id = :id",
    ),
    Step::Write(Of::Users, "DELETE FROM users WHERE id = :id"),
];
