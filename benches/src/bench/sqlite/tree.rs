//! A cascade by hand, in the SQL of SQLite.

pub(super) const BEGIN: &str = "BEGIN IMMEDIATE";

pub(super) fn placeholder(_at: usize) -> String {
    "?".to_owned()
}

/// Deletes the comments of the user, those on the user's posts, and all answers.
pub(super) const DELETE_COMMENTS: &str = "WITH RECURSIVE tree (id) AS (
         SELECT id FROM comments WHERE author_id = :user AND deleted_at IS NULL
         UNION
         SELECT id FROM comments WHERE deleted_at IS NULL AND post_id IN (
             SELECT id FROM posts WHERE author_id = :user AND deleted_at IS NULL)
         UNION
         SELECT child.id FROM tree INNER JOIN comments AS child ON child.parent_id = tree.id
         WHERE child.deleted_at IS NULL)
     UPDATE comments SET deleted_at = :stamp
     WHERE id IN (SELECT id FROM tree) AND deleted_at IS NULL";

/// Restores all comments that went with the user.
/// The stamp goes along from row to row: compared with a value, planners take it
/// for a good place to start.
pub(super) const RESTORE_COMMENTS: &str = "WITH RECURSIVE tree (id, stamp) AS (
         SELECT id, deleted_at FROM comments WHERE author_id = :user AND deleted_at = :since
         UNION
         SELECT id, deleted_at FROM comments WHERE deleted_at = :since AND post_id IN (
             SELECT id FROM posts WHERE author_id = :user AND deleted_at = :since)
         UNION
         SELECT child.id, stamp FROM tree INNER JOIN comments AS child
         ON child.parent_id = tree.id AND child.deleted_at = stamp)
     UPDATE comments SET deleted_at = NULL WHERE id IN (SELECT id FROM tree)";

/// Not in one statement.
pub(super) const DELETE_AT_ONCE: Option<&str> = None;
