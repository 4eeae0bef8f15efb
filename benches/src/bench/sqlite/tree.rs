//! A cascade by hand, in the SQL of SQLite.

use super::cascade::by_hand::Statement;

pub(super) const BEGIN: &str = "BEGIN IMMEDIATE";

pub(super) fn placeholder(_at: usize) -> String {
    "?".to_owned()
}

pub(super) const DELETE: &[Statement] = &[
    (
        Some(0),
        "UPDATE users SET deleted_at = :stamp WHERE id = :user AND deleted_at IS NULL",
    ),
    (
        Some(1),
        "UPDATE posts SET deleted_at = :stamp WHERE author_id = :user AND deleted_at IS NULL",
    ),
    (
        Some(2),
        "UPDATE comments SET deleted_at = :stamp WHERE author_id = :user AND deleted_at IS NULL",
    ),
    (
        Some(2),
        "UPDATE comments SET deleted_at = :stamp WHERE deleted_at IS NULL AND post_id IN (
             SELECT id FROM posts WHERE author_id = :user AND deleted_at = :stamp)",
    ),
    (
        Some(2),
        "WITH RECURSIVE tree (id) AS (
             SELECT id FROM comments WHERE author_id = :user AND deleted_at = :stamp
             UNION
             SELECT id FROM comments WHERE deleted_at = :stamp AND post_id IN (
                 SELECT id FROM posts WHERE author_id = :user AND deleted_at = :stamp)
             UNION
             SELECT child.id FROM tree INNER JOIN comments AS child ON child.parent_id = tree.id
             WHERE child.deleted_at IS NULL)
         UPDATE comments SET deleted_at = :stamp
         WHERE id IN (SELECT id FROM tree) AND deleted_at IS NULL",
    ),
    (
        None,
        "UPDATE attachments SET owner_id = NULL WHERE owner_id = :user AND deleted_at IS NULL",
    ),
];

/// With a stamp of its own, all rows of the cascade that are reached have it.
pub(super) const RESTORE: &[Statement] = &[
    (
        Some(2),
        "WITH RECURSIVE tree (id) AS (
             SELECT id FROM comments WHERE author_id = :user AND deleted_at = :stamp
             UNION
             SELECT id FROM comments WHERE deleted_at = :stamp AND post_id IN (
                 SELECT id FROM posts WHERE author_id = :user AND deleted_at = :stamp)
             UNION
             SELECT child.id FROM tree INNER JOIN comments AS child ON child.parent_id = tree.id
             WHERE child.deleted_at = :stamp)
         UPDATE comments SET deleted_at = NULL WHERE id IN (SELECT id FROM tree)",
    ),
    (
        Some(1),
        "UPDATE posts SET deleted_at = NULL, delete_reason = NULL, deleted_by = NULL
         WHERE author_id = :user AND deleted_at = :stamp",
    ),
    (
        Some(0),
        "UPDATE users SET deleted_at = NULL WHERE id = :user AND deleted_at = :stamp",
    ),
];
