//! A cascade by hand, in the SQL of MariaDB.

use super::cascade::by_hand::Statement;

pub(super) const BEGIN: &str = "BEGIN";

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
    // `IN (SELECT …)` would be evaluated for each row of the table.
    (
        Some(2),
        "UPDATE comments INNER JOIN posts ON posts.id = comments.post_id
         SET comments.deleted_at = :stamp
         WHERE posts.author_id = :user AND posts.deleted_at = :stamp
           AND comments.deleted_at IS NULL",
    ),
    (
        Some(2),
        "UPDATE comments INNER JOIN (
             WITH RECURSIVE tree (id) AS (
                 SELECT id FROM comments WHERE author_id = :user AND deleted_at = :stamp
                 UNION
                 SELECT comments.id FROM posts INNER JOIN comments ON comments.post_id = posts.id
                 WHERE posts.author_id = :user AND posts.deleted_at = :stamp
                   AND comments.deleted_at = :stamp
                 UNION
                 SELECT child.id FROM tree INNER JOIN comments AS child ON child.parent_id = tree.id
                 WHERE child.deleted_at IS NULL)
             SELECT id FROM tree) AS below ON comments.id = below.id
         SET comments.deleted_at = :stamp WHERE comments.deleted_at IS NULL",
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
        "UPDATE comments INNER JOIN (
             WITH RECURSIVE tree (id) AS (
                 SELECT id FROM comments WHERE author_id = :user AND deleted_at = :stamp
                 UNION
                 SELECT comments.id FROM posts INNER JOIN comments ON comments.post_id = posts.id
                 WHERE posts.author_id = :user AND posts.deleted_at = :stamp
                   AND comments.deleted_at = :stamp
                 UNION
                 SELECT child.id FROM tree INNER JOIN comments AS child ON child.parent_id = tree.id
                 WHERE child.deleted_at = :stamp)
             SELECT id FROM tree) AS below ON comments.id = below.id
         SET comments.deleted_at = NULL",
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
