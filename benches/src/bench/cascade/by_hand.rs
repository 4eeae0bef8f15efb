//! The statements that one would write by hand, from the bottom up. The
//! backend's `tree.rs` has those that are not the same on all of them.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Timestamp};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use super::super::{Conn, Db, tree};
use super::Rows;
use crate::Result;
use crate::single::now;
use crate::work::same;

/// The table whose rows a statement writes, of those that are counted, and the
/// statement with `:user` and `:stamp` in it, or `:since` for the user's stamp.
type Statement = (usize, &'static str);

const DELETE: [Statement; 4] = [
    (2, tree::DELETE_COMMENTS),
    (
        1,
        "UPDATE posts SET deleted_at = :stamp WHERE author_id = :user AND deleted_at IS NULL",
    ),
    (
        3,
        "UPDATE attachments SET owner_id = NULL WHERE owner_id = :user AND deleted_at IS NULL",
    ),
    (
        0,
        "UPDATE users SET deleted_at = :stamp WHERE id = :user AND deleted_at IS NULL",
    ),
];

/// The stamp is that of no other cascade.
const RESTORE: [Statement; 3] = [
    (2, tree::RESTORE_COMMENTS),
    (
        1,
        "UPDATE posts SET deleted_at = NULL, delete_reason = NULL, deleted_by = NULL \
         WHERE author_id = :user AND deleted_at = :since",
    ),
    (
        0,
        "UPDATE users SET deleted_at = NULL WHERE id = :user AND deleted_at IS NOT NULL",
    ),
];

const SINCE: &str = "(SELECT deleted_at FROM users WHERE id = :user)";

pub(super) const INVOICES: &str =
    "SELECT COUNT(*) AS count FROM invoices WHERE customer_id = :user AND voided = FALSE";

pub(super) async fn delete(conn: &mut Conn, user: i32) -> Result<Rows> {
    conn.batch_execute(tree::BEGIN).await?;
    let Count { count } = bound(INVOICES, user, now()).get_result(conn).await?;
    same("invoices", count, 0)?;
    let changed = run(conn, &DELETE, user).await?;
    conn.batch_execute("COMMIT").await?;
    Ok(changed)
}

/// In the one statement that does it all.
pub(super) async fn delete_at_once(conn: &mut Conn, sql: &str, user: i32) -> Result<Rows> {
    let counts: Counts = bound(sql, user, now()).get_result(conn).await?;
    Ok([
        counts.users,
        counts.posts,
        counts.comments,
        counts.attachments,
    ])
}

pub(super) async fn restore(conn: &mut Conn, user: i32) -> Result<Rows> {
    conn.batch_execute(tree::BEGIN).await?;
    let changed = run(conn, &RESTORE, user).await?;
    conn.batch_execute("COMMIT").await?;
    Ok(changed)
}

async fn run(conn: &mut Conn, statements: &[Statement], user: i32) -> Result<Rows> {
    let mut changed = [0; 4];
    let stamp = now();
    for (table, sql) in statements {
        let rows = bound(sql, user, stamp).execute(conn).await?;
        changed[*table] += i64::try_from(rows)?;
    }
    Ok(changed)
}

/// Writes the backend's placeholders, and binds what stands for them.
pub(super) fn bound(
    sql: &str,
    user: i32,
    stamp: NaiveDateTime,
) -> diesel::query_builder::BoxedSqlQuery<'static, Db, diesel::query_builder::SqlQuery> {
    let sql = sql.replace(":since", SINCE);
    let mut text = String::new();
    let mut binds = Vec::new();
    let mut rest = sql.as_str();
    while let Some((before, after)) = rest.split_once(':') {
        let is_user = after.starts_with("user");
        binds.push(is_user);
        text += before;
        text += &tree::placeholder(binds.len());
        rest = &after[if is_user { "user".len() } else { "stamp".len() }..];
    }
    text += rest;
    let mut query = diesel::sql_query(text).into_boxed::<Db>();
    for is_user in binds {
        query = if is_user {
            query.bind::<Integer, _>(user)
        } else {
            query.bind::<Timestamp, _>(stamp)
        };
    }
    query
}

#[derive(QueryableByName)]
pub(super) struct Count {
    #[diesel(sql_type = BigInt)]
    pub(super) count: i64,
}

#[derive(QueryableByName)]
struct Counts {
    #[diesel(sql_type = BigInt)]
    users: i64,
    #[diesel(sql_type = BigInt)]
    posts: i64,
    #[diesel(sql_type = BigInt)]
    comments: i64,
    #[diesel(sql_type = BigInt)]
    attachments: i64,
}
