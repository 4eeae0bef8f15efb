//! A cascade by hand, in the SQL of PostgreSQL.

pub(super) const BEGIN: &str = "BEGIN";

pub(super) fn placeholder(at: usize) -> String {
    format!("${at}")
}

/// Deletes the comments on the posts that were deleted with this stamp.
pub(super) const DELETE_BELOW_POSTS: &str =
    "UPDATE comments SET deleted_at = :stamp WHERE deleted_at IS NULL AND post_id = ANY(ARRAY(
         SELECT id FROM posts WHERE author_id = :user AND deleted_at = :stamp))";

/// Deletes the answers to the comments that were deleted with this stamp.
/// Of an array the planner expects few rows, and so goes through the index.
pub(super) const DELETE_ANSWERS: &str = "WITH RECURSIVE tree (id) AS (
         SELECT unnest(ARRAY(
             SELECT id FROM comments WHERE author_id = :user AND deleted_at = :stamp
             UNION ALL
             SELECT id FROM comments WHERE deleted_at = :stamp AND post_id = ANY(ARRAY(
                 SELECT id FROM posts WHERE author_id = :user AND deleted_at = :stamp))))
         UNION
         SELECT child.id FROM tree INNER JOIN comments AS child ON child.parent_id = tree.id
         WHERE child.deleted_at IS NULL)
     UPDATE comments SET deleted_at = :stamp
     WHERE id = ANY(ARRAY(SELECT id FROM tree)) AND deleted_at IS NULL";

/// Restores all comments that went with the user.
/// The stamp goes along from row to row: compared with a value, planners take it
/// for a good place to start.
pub(super) const RESTORE_COMMENTS: &str = "WITH RECURSIVE tree (id, stamp) AS (
         SELECT id, deleted_at FROM comments WHERE author_id = :user AND deleted_at = :stamp
         UNION
         SELECT id, deleted_at FROM comments WHERE deleted_at = :stamp AND post_id = ANY(ARRAY(
             SELECT id FROM posts WHERE author_id = :user AND deleted_at = :stamp))
         UNION
         SELECT child.id, stamp FROM tree INNER JOIN comments AS child
         ON child.parent_id = tree.id AND child.deleted_at = stamp)
     UPDATE comments SET deleted_at = NULL WHERE id = ANY(ARRAY(SELECT id FROM tree))";
