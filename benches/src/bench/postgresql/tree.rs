//! A cascade by hand, in the SQL of PostgreSQL.

pub(super) const BEGIN: &str = "BEGIN";

pub(super) fn placeholder(at: usize) -> String {
    format!("${at}")
}

/// Deletes the comments of the user, those on the user's posts, and all answers.
/// Of an array the planner expects few rows, and so goes through the index.
pub(super) const DELETE_COMMENTS: &str = "WITH RECURSIVE tree (id) AS (
         SELECT unnest(ARRAY(
             SELECT id FROM comments WHERE author_id = :user AND deleted_at IS NULL
             UNION
             SELECT id FROM comments WHERE deleted_at IS NULL AND post_id = ANY(ARRAY(
                 SELECT id FROM posts WHERE author_id = :user AND deleted_at IS NULL))))
         UNION
         SELECT child.id FROM tree INNER JOIN comments AS child ON child.parent_id = tree.id
         WHERE child.deleted_at IS NULL)
     UPDATE comments SET deleted_at = :stamp
     WHERE id = ANY(ARRAY(SELECT id FROM tree)) AND deleted_at IS NULL";

/// Restores all comments that went with the user.
/// The stamp goes along from row to row: compared with a value, planners take it
/// for a good place to start.
pub(super) const RESTORE_COMMENTS: &str = "WITH RECURSIVE tree (id, stamp) AS (
         SELECT id, deleted_at FROM comments WHERE author_id = :user AND deleted_at = :since
         UNION
         SELECT id, deleted_at FROM comments WHERE deleted_at = :since AND post_id = ANY(ARRAY(
             SELECT id FROM posts WHERE author_id = :user AND deleted_at = :since))
         UNION
         SELECT child.id, stamp FROM tree INNER JOIN comments AS child
         ON child.parent_id = tree.id AND child.deleted_at = stamp)
     UPDATE comments SET deleted_at = NULL WHERE id = ANY(ARRAY(SELECT id FROM tree))";

/// All of a soft delete in one statement, which only PostgreSQL has. With an
/// invoice in the way there is no root, and nothing is written.
pub(super) const DELETE_AT_ONCE: Option<&str> = Some(
    "WITH RECURSIVE root (id) AS MATERIALIZED (
         SELECT id FROM users WHERE id = :user AND deleted_at IS NULL AND NOT EXISTS (
             SELECT FROM invoices WHERE customer_id = :user AND voided = FALSE)),
     own (id) AS MATERIALIZED (
         SELECT id FROM posts
         WHERE author_id = ANY(ARRAY(SELECT id FROM root)) AND deleted_at IS NULL),
     tree (id) AS (
         SELECT unnest(ARRAY(
             SELECT id FROM comments
             WHERE author_id = ANY(ARRAY(SELECT id FROM root)) AND deleted_at IS NULL
             UNION
             SELECT id FROM comments
             WHERE post_id = ANY(ARRAY(SELECT id FROM own)) AND deleted_at IS NULL))
         UNION
         SELECT child.id FROM tree INNER JOIN comments AS child ON child.parent_id = tree.id
         WHERE child.deleted_at IS NULL),
     gone_comments AS (
         UPDATE comments SET deleted_at = :stamp
         WHERE id = ANY(ARRAY(SELECT id FROM tree)) AND deleted_at IS NULL RETURNING 1),
     gone_posts AS (
         UPDATE posts SET deleted_at = :stamp
         WHERE id = ANY(ARRAY(SELECT id FROM own)) AND deleted_at IS NULL RETURNING 1),
     gone_attachments AS (
         UPDATE attachments SET owner_id = NULL
         WHERE owner_id = ANY(ARRAY(SELECT id FROM root)) AND deleted_at IS NULL RETURNING 1),
     gone_users AS (
         UPDATE users SET deleted_at = :stamp
         WHERE id = ANY(ARRAY(SELECT id FROM root)) AND deleted_at IS NULL RETURNING 1)
     SELECT (SELECT COUNT(*) FROM gone_users) AS users,
         (SELECT COUNT(*) FROM gone_posts) AS posts,
         (SELECT COUNT(*) FROM gone_comments) AS comments,
         (SELECT COUNT(*) FROM gone_attachments) AS attachments",
);
