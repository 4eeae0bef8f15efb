//! The statements that one would write by hand, from the top down: children are
//! found through their parents' new stamp. The backend's `tree.rs` has the SQL.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Timestamp};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use super::super::{Conn, Db, tree};
use super::Rows;
use crate::Result;
use crate::single::now;
use crate::work::same;

/// The table whose rows a statement writes: users, posts or comments, if any of
/// these, and the statement with `:user` and `:stamp` in it.
type Statement = (Option<usize>, &'static str);

const DELETE: [Statement; 6] = [
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
    (Some(2), tree::DELETE_BELOW_POSTS),
    (Some(2), tree::DELETE_ANSWERS),
    (
        None,
        "UPDATE attachments SET owner_id = NULL WHERE owner_id = :user AND deleted_at IS NULL",
    ),
];

/// The stamp is that of no other cascade.
const RESTORE: [Statement; 3] = [
    (Some(2), tree::RESTORE_COMMENTS),
    (
        Some(1),
        "UPDATE posts SET deleted_at = NULL, delete_reason = NULL, deleted_by = NULL \
         WHERE author_id = :user AND deleted_at = :stamp",
    ),
    (
        Some(0),
        "UPDATE users SET deleted_at = NULL WHERE id = :user AND deleted_at = :stamp",
    ),
];

pub(super) async fn delete(conn: &mut Conn, user: i32) -> Result<Rows> {
    conn.batch_execute(tree::BEGIN).await?;
    let invoices = bound(
        "SELECT COUNT(*) AS count FROM invoices WHERE customer_id = :user AND voided = FALSE",
        user,
        now(),
    );
    let Count { count } = invoices.get_result(conn).await?;
    same("invoices", count, 0)?;
    let changed = run(conn, &DELETE, user, now()).await?;
    conn.batch_execute("COMMIT").await?;
    Ok(changed)
}

pub(super) async fn restore(conn: &mut Conn, user: i32) -> Result<Rows> {
    conn.batch_execute(tree::BEGIN).await?;
    let stamp = bound(
        "SELECT deleted_at AS stamp FROM users WHERE id = :user",
        user,
        now(),
    );
    let Stamp { stamp } = stamp.get_result(conn).await?;
    let stamp = stamp.ok_or("the user is not deleted")?;
    let changed = run(conn, &RESTORE, user, stamp).await?;
    conn.batch_execute("COMMIT").await?;
    Ok(changed)
}

async fn run(
    conn: &mut Conn,
    statements: &[Statement],
    user: i32,
    stamp: NaiveDateTime,
) -> Result<Rows> {
    let mut changed = [0; 3];
    for (table, sql) in statements {
        let rows = bound(sql, user, stamp).execute(conn).await?;
        if let Some(table) = table {
            changed[*table] += i64::try_from(rows)?;
        }
    }
    Ok(changed)
}

/// Writes the backend's placeholders, and binds what stands for them.
fn bound(
    sql: &str,
    user: i32,
    stamp: NaiveDateTime,
) -> diesel::query_builder::BoxedSqlQuery<'static, Db, diesel::query_builder::SqlQuery> {
    let mut text = String::new();
    let mut binds = Vec::new();
    let mut rest = sql;
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
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct Stamp {
    #[diesel(sql_type = Nullable<Timestamp>)]
    stamp: Option<NaiveDateTime>,
}
