//! A cascade by hand, in the SQL of SQLite.

use crate::steps::{Of, Step};

pub(super) const BEGIN: &str = "BEGIN IMMEDIATE";

pub(super) const DELETE: &[Step] = &[
    Step::Clear("SELECT COUNT(*) FROM invoices WHERE customer_id = :id AND voided = FALSE"),
    Step::Write(
        Of::Comments,
        "WITH RECURSIVE tree (id) AS (
             SELECT id FROM comments WHERE author_id = :id AND deleted_at IS NULL
             UNION
             SELECT id FROM comments WHERE deleted_at IS NULL AND post_id IN (
                 SELECT id FROM posts WHERE author_id = :id AND deleted_at IS NULL)
             UNION
             SELECT child.id FROM tree INNER JOIN comments AS child ON child.parent_id = tree.id
             WHERE child.deleted_at IS NULL)
         UPDATE comments SET deleted_at = :stamp
         WHERE id IN (SELECT id FROM tree) AND deleted_at IS NULL",
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
/// what hangs below is handed over to it. The user's own stamp goes along from row
/// to row: compared with a value, the planner takes it for a good place to start.
pub(super) const RESTORE: &[Step] = &[
    Step::Aside(
        "CREATE TEMPORARY TABLE IF NOT EXISTS tree (id INTEGER NOT NULL PRIMARY KEY,
             author_id INTEGER NOT NULL, post_id INTEGER NOT NULL, parent_id INTEGER,
             stamp TIMESTAMP)",
    ),
    Step::Aside("DELETE FROM tree"),
    Step::Aside(
        "WITH RECURSIVE root (id, stamp) AS (SELECT id, deleted_at FROM users WHERE id = :id),
         found (id, author_id, post_id, parent_id, stamp) AS (
             SELECT comments.id, author_id, post_id, parent_id, stamp
             FROM root CROSS JOIN comments ON author_id = root.id AND deleted_at = stamp
             UNION
             SELECT comments.id, comments.author_id, post_id, parent_id, stamp
             FROM root CROSS JOIN posts ON posts.author_id = root.id AND posts.deleted_at = stamp
             CROSS JOIN comments ON post_id = posts.id AND comments.deleted_at = stamp
             UNION
             SELECT child.id, child.author_id, child.post_id, child.parent_id, stamp FROM found
             CROSS JOIN comments AS child
             ON child.parent_id = found.id AND child.deleted_at = stamp)
         INSERT INTO tree (id, author_id, post_id, parent_id)
         SELECT id, author_id, post_id, parent_id FROM found",
    ),
    Step::Look(
        "SELECT (SELECT COUNT(*) FROM users
             WHERE id IN (SELECT author_id FROM tree WHERE author_id <> :id)
               AND deleted_at >= (SELECT deleted_at FROM users WHERE id = :id))
         + (SELECT COUNT(*) FROM posts
             WHERE id IN (SELECT post_id FROM tree)
               AND deleted_at >= (SELECT deleted_at FROM users WHERE id = :id)
               AND NOT (author_id = :id
                   AND deleted_at = (SELECT deleted_at FROM users WHERE id = :id)))
         + (SELECT COUNT(*) FROM comments
             WHERE id IN (
                 SELECT parent_id FROM tree WHERE parent_id NOT IN (SELECT id FROM tree))
               AND deleted_at >= (SELECT deleted_at FROM users WHERE id = :id))",
    ),
    Step::Then(
        None,
        "UPDATE tree SET stamp = (
             SELECT MAX(later.deleted_at) FROM (
                 SELECT deleted_at FROM users WHERE id = tree.author_id AND id <> :id
                 UNION ALL
                 SELECT deleted_at FROM posts WHERE id = tree.post_id AND NOT (author_id = :id
                     AND deleted_at = (SELECT deleted_at FROM users WHERE id = :id))
                 UNION ALL
                 SELECT deleted_at FROM comments
                 WHERE id = tree.parent_id AND id NOT IN (SELECT id FROM tree)) AS later
             WHERE later.deleted_at >= (SELECT deleted_at FROM users WHERE id = :id))",
    ),
    Step::Then(
        None,
        "CREATE TEMPORARY TABLE IF NOT EXISTS handed_over (
             id INTEGER NOT NULL PRIMARY KEY, stamp TIMESTAMP NOT NULL)",
    ),
    Step::Then(None, "DELETE FROM handed_over"),
    Step::Then(
        None,
        "WITH RECURSIVE found (id, stamp) AS (
             SELECT id, stamp FROM tree WHERE stamp IS NOT NULL
             UNION
             SELECT child.id, found.stamp FROM found
             INNER JOIN comments AS child ON child.parent_id = found.id
             WHERE child.id IN (SELECT id FROM tree))
         INSERT INTO handed_over (id, stamp) SELECT id, MAX(stamp) FROM found GROUP BY id",
    ),
    Step::Then(
        None,
        "DELETE FROM tree WHERE id IN (SELECT id FROM handed_over)",
    ),
    Step::Then(
        Some(Of::HandedOver),
        "UPDATE comments SET deleted_at = handed_over.stamp
         FROM handed_over WHERE handed_over.id = comments.id",
    ),
    Step::Write(
        Of::Comments,
        "UPDATE comments SET deleted_at = NULL WHERE id IN (SELECT id FROM tree)",
    ),
    Step::Write(
        Of::Posts,
        "UPDATE posts SET deleted_at = NULL, delete_reason = NULL, deleted_by = NULL
         WHERE author_id = :id AND deleted_at = (SELECT deleted_at FROM users WHERE id = :id)",
    ),
    Step::Write(
        Of::Users,
        "UPDATE users SET deleted_at = NULL WHERE id = :id AND deleted_at IS NOT NULL",
    ),
];

pub(super) const PURGE: &[Step] = &[
    Step::Aside(
        "CREATE TEMPORARY TABLE IF NOT EXISTS gone (
             id INTEGER NOT NULL PRIMARY KEY, active BOOLEAN NOT NULL)",
    ),
    Step::Aside("DELETE FROM gone"),
    Step::Aside(
        "WITH RECURSIVE found (id, active) AS (
             SELECT id, deleted_at IS NULL FROM comments WHERE author_id = :id
             UNION
             SELECT id, deleted_at IS NULL FROM comments
             WHERE post_id IN (SELECT id FROM posts WHERE author_id = :id)
             UNION
             SELECT child.id, child.deleted_at IS NULL FROM found
             CROSS JOIN comments AS child ON child.parent_id = found.id WHERE NOT found.active)
         INSERT INTO gone (id, active) SELECT id, active FROM found",
    ),
    Step::Clear(
        "SELECT (SELECT COUNT(*) FROM gone WHERE active)
             + (SELECT COUNT(*) FROM posts WHERE author_id = :id AND deleted_at IS NULL)
             + (SELECT COUNT(*) FROM users WHERE id = :id AND deleted_at IS NULL)
             + (SELECT COUNT(*) FROM invoices WHERE customer_id = :id)
             + (SELECT COUNT(*) FROM attachments WHERE owner_id = :id AND deleted_at IS NULL)",
    ),
    Step::Write(
        Of::Comments,
        "DELETE FROM comments WHERE id IN (SELECT id FROM gone)",
    ),
    Step::Write(Of::Posts, "DELETE FROM posts WHERE author_id = :id"),
    Step::Write(
        Of::Attachments,
        "UPDATE attachments SET owner_id = NULL WHERE owner_id = :id",
    ),
    Step::Write(Of::Users, "DELETE FROM users WHERE id = :id"),
];
