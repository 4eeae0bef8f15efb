//! A cascade by hand, in the SQL of PostgreSQL: a statement for all of it.
//!
//! Of an array the planner expects few rows, and so goes through the index, also
//! from level to level of the tree.

use crate::steps::Step;

pub(super) const BEGIN: &str = "BEGIN";

/// With an invoice in the way there is no root, and nothing is written.
pub(super) const DELETE: &[Step] = &[Step::All(
    "WITH RECURSIVE root (id) AS MATERIALIZED (
         SELECT id FROM users WHERE id = :id AND deleted_at IS NULL AND NOT EXISTS (
             SELECT FROM invoices WHERE customer_id = :id AND voided = FALSE)),
     gone_posts AS (
         UPDATE posts SET deleted_at = :stamp
         WHERE author_id = (SELECT id FROM root) AND deleted_at IS NULL RETURNING id),
     tree (id) AS (
         SELECT unnest(ARRAY(
             SELECT id FROM comments
             WHERE author_id = (SELECT id FROM root) AND deleted_at IS NULL
             UNION ALL
             SELECT id FROM comments
             WHERE post_id = ANY(ARRAY(SELECT id FROM gone_posts)) AND deleted_at IS NULL))
         UNION
         SELECT child.id FROM tree INNER JOIN comments AS child ON child.parent_id = tree.id
         WHERE child.deleted_at IS NULL),
     gone_comments AS (
         UPDATE comments SET deleted_at = :stamp
         WHERE id = ANY(ARRAY(SELECT id FROM tree)) AND deleted_at IS NULL RETURNING 1),
     gone_attachments AS (
         UPDATE attachments SET owner_id = NULL
         WHERE owner_id = (SELECT id FROM root) AND deleted_at IS NULL RETURNING 1),
     gone_users AS (
         UPDATE users SET deleted_at = :stamp
         WHERE id = (SELECT id FROM root) AND deleted_at IS NULL RETURNING 1)
     SELECT (SELECT COUNT(*) FROM gone_users), (SELECT COUNT(*) FROM gone_posts),
         (SELECT COUNT(*) FROM gone_comments), (SELECT COUNT(*) FROM gone_attachments),
         CAST(0 AS BIGINT)",
)];

/// `later` are parents that stay deleted, and were not before the user; comments
/// below these are handed over to them, by an update that no row shares with the
/// other. The stamp goes along from row to row: compared with a value, planners
/// take it for a good place to start.
pub(super) const RESTORE: &[Step] = &[Step::All(
    "WITH RECURSIVE root (id, stamp) AS MATERIALIZED (
         SELECT id, deleted_at FROM users WHERE id = :id AND deleted_at IS NOT NULL),
     own (id) AS MATERIALIZED (
         SELECT id FROM posts
         WHERE author_id = (SELECT id FROM root) AND deleted_at = (SELECT stamp FROM root)),
     tree (id, author_id, post_id, parent_id, stamp) AS (
         SELECT unnest(ids), unnest(authors), unnest(posts), unnest(parents),
             (SELECT stamp FROM root)
         FROM (
             SELECT array_agg(id) AS ids, array_agg(author_id) AS authors,
                 array_agg(post_id) AS posts, array_agg(parent_id) AS parents
             FROM (
                 SELECT id, author_id, post_id, parent_id FROM comments
                 WHERE author_id = (SELECT id FROM root)
                   AND deleted_at = (SELECT stamp FROM root)
                 UNION ALL
                 SELECT id, author_id, post_id, parent_id FROM comments
                 WHERE post_id = ANY(ARRAY(SELECT id FROM own))
                   AND deleted_at = (SELECT stamp FROM root)) AS direct) AS arrays
         UNION
         SELECT child.id, child.author_id, child.post_id, child.parent_id, tree.stamp
         FROM tree INNER JOIN comments AS child
         ON child.parent_id = tree.id AND child.deleted_at = tree.stamp),
     later_authors (id, stamp) AS MATERIALIZED (
         SELECT id, deleted_at FROM users
         WHERE id = ANY(ARRAY(
             SELECT DISTINCT author_id FROM tree WHERE author_id <> (SELECT id FROM root)))
           AND deleted_at >= (SELECT stamp FROM root)),
     later_posts (id, stamp) AS MATERIALIZED (
         SELECT id, deleted_at FROM posts
         WHERE id = ANY(ARRAY(
             SELECT DISTINCT post_id FROM tree WHERE post_id NOT IN (SELECT id FROM own)))
           AND deleted_at >= (SELECT stamp FROM root)),
     later_parents (id, stamp) AS MATERIALIZED (
         SELECT id, deleted_at FROM comments
         WHERE id = ANY(ARRAY(
             SELECT DISTINCT parent_id FROM tree WHERE parent_id NOT IN (SELECT id FROM tree)))
           AND deleted_at >= (SELECT stamp FROM root)),
     handed_over (id, stamp) AS (
         (SELECT tree.id, later.stamp FROM later_authors AS later
         INNER JOIN tree ON tree.author_id = later.id
         UNION
         SELECT tree.id, later.stamp FROM later_posts AS later
         INNER JOIN tree ON tree.post_id = later.id
         UNION
         SELECT tree.id, later.stamp FROM later_parents AS later
         INNER JOIN tree ON tree.parent_id = later.id)
         UNION
         SELECT tree.id, handed_over.stamp FROM handed_over
         INNER JOIN tree ON tree.parent_id = handed_over.id),
     other_comments AS (
         UPDATE comments SET deleted_at = latest.stamp
         FROM (SELECT id, MAX(stamp) AS stamp FROM handed_over GROUP BY id) AS latest
         WHERE comments.id = latest.id AND deleted_at IS NOT NULL RETURNING 1),
     back_comments AS (
         UPDATE comments SET deleted_at = NULL
         WHERE id = ANY(ARRAY(
             SELECT id FROM tree WHERE id NOT IN (SELECT id FROM handed_over)))
           AND deleted_at IS NOT NULL RETURNING 1),
     back_posts AS (
         UPDATE posts SET deleted_at = NULL, delete_reason = NULL, deleted_by = NULL
         WHERE id = ANY(ARRAY(SELECT id FROM own)) AND deleted_at IS NOT NULL RETURNING 1),
     back_users AS (
         UPDATE users SET deleted_at = NULL
         WHERE id = (SELECT id FROM root) AND deleted_at IS NOT NULL RETURNING 1)
     SELECT (SELECT COUNT(*) FROM back_users), (SELECT COUNT(*) FROM back_posts),
         (SELECT COUNT(*) FROM back_comments), CAST(0 AS BIGINT),
         (SELECT COUNT(*) FROM other_comments)",
)];

/// With a row in the way nothing is gone.
pub(super) const PURGE: &[Step] = &[Step::All(
    "WITH RECURSIVE root (id) AS MATERIALIZED (
         SELECT id FROM users WHERE id = :id AND deleted_at IS NOT NULL),
     own (id, active) AS MATERIALIZED (
         SELECT id, deleted_at IS NULL FROM posts WHERE author_id = (SELECT id FROM root)),
     tree (id, active) AS (
         SELECT unnest(ids), unnest(actives) FROM (
             SELECT array_agg(id) AS ids, array_agg(deleted_at IS NULL) AS actives FROM (
                 SELECT id, deleted_at FROM comments WHERE author_id = (SELECT id FROM root)
                 UNION ALL
                 SELECT id, deleted_at FROM comments
                 WHERE post_id = ANY(ARRAY(SELECT id FROM own))) AS direct) AS arrays
         UNION
         SELECT child.id, child.deleted_at IS NULL FROM tree
         INNER JOIN comments AS child ON child.parent_id = tree.id
         WHERE NOT tree.active),
     gone (id) AS MATERIALIZED (
         SELECT id FROM root
         WHERE NOT EXISTS (SELECT FROM own WHERE active)
           AND NOT EXISTS (SELECT FROM tree WHERE active)
           AND NOT EXISTS (SELECT FROM invoices WHERE customer_id = root.id)
           AND NOT EXISTS (
               SELECT FROM attachments WHERE owner_id = root.id AND deleted_at IS NULL)),
     gone_comments AS (
         DELETE FROM comments
         WHERE id = ANY(ARRAY(SELECT tree.id FROM gone, tree)) AND deleted_at IS NOT NULL
         RETURNING 1),
     gone_posts AS (
         DELETE FROM posts
         WHERE id = ANY(ARRAY(SELECT own.id FROM gone, own)) AND deleted_at IS NOT NULL
         RETURNING 1),
     gone_attachments AS (
         UPDATE attachments SET owner_id = NULL
         WHERE owner_id = (SELECT id FROM gone) AND deleted_at IS NOT NULL RETURNING 1),
     gone_users AS (
         DELETE FROM users
         WHERE id = (SELECT id FROM gone) AND deleted_at IS NOT NULL RETURNING 1)
     SELECT (SELECT COUNT(*) FROM gone_users), (SELECT COUNT(*) FROM gone_posts),
         (SELECT COUNT(*) FROM gone_comments), (SELECT COUNT(*) FROM gone_attachments),
         CAST(0 AS BIGINT)",
)];
