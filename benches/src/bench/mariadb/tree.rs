//! A cascade by hand, in the SQL of MariaDB.

pub(super) const BEGIN: &str = "BEGIN";

pub(super) fn placeholder(_at: usize) -> String {
    "?".to_owned()
}

/// Deletes the comments of the user, those on the user's posts, and all answers.
/// A join: `IN (SELECT …)` would be evaluated for each row of the table.
pub(super) const DELETE_COMMENTS: &str = "UPDATE comments INNER JOIN (
         WITH RECURSIVE tree (id) AS (
             SELECT id FROM comments WHERE author_id = :user AND deleted_at IS NULL
             UNION
             SELECT comments.id FROM posts INNER JOIN comments ON comments.post_id = posts.id
             WHERE posts.author_id = :user AND posts.deleted_at IS NULL
               AND comments.deleted_at IS NULL
             UNION
             SELECT child.id FROM tree INNER JOIN comments AS child ON child.parent_id = tree.id
             WHERE child.deleted_at IS NULL)
         SELECT id FROM tree) AS below ON comments.id = below.id
     SET comments.deleted_at = :stamp WHERE comments.deleted_at IS NULL";

/// Restores all comments that went with the user.
pub(super) const RESTORE_COMMENTS: &str = "UPDATE comments INNER JOIN (
         WITH RECURSIVE tree (id) AS (
             SELECT id FROM comments WHERE author_id = :user AND deleted_at = :since
             UNION
             SELECT comments.id FROM posts INNER JOIN comments ON comments.post_id = posts.id
             WHERE posts.author_id = :user AND posts.deleted_at = :since
               AND comments.deleted_at = :since
             UNION
             SELECT child.id FROM tree INNER JOIN comments AS child ON child.parent_id = tree.id
             WHERE child.deleted_at = :since)
         SELECT id FROM tree) AS below ON comments.id = below.id
     SET comments.deleted_at = NULL";

/// Not in one statement.
pub(super) const DELETE_AT_ONCE: Option<&str> = None;
