//! As other libraries do it: the children of each row are loaded and marked, and
//! then theirs, with a statement or two for each parent.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use super::super::{Conn, tree};
use crate::Result;
use crate::blog::{attachments, comments, invoices, posts};
use crate::single::now;
use crate::sql::Sql;
use crate::steps::Rows;
use crate::work::same;

pub(super) async fn delete(conn: &mut Conn, user: i32) -> Result<Rows> {
    let stamp = now();
    conn.batch_execute(tree::BEGIN).await?;
    let open = invoices::table
        .filter(invoices::customer_id.eq(user))
        .filter(invoices::voided.eq(false));
    let in_the_way: i64 = open.count().get_result(conn).await?;
    same("invoices", in_the_way, 0)?;
    let mut changed = Rows::default();
    changed[0] += mark(conn, "users", "id", user, stamp).await?;

    let own: Vec<i32> = posts::table
        .filter(posts::deleted_at.is_null())
        .filter(posts::author_id.eq(user))
        .select(posts::id)
        .load(conn)
        .await?;
    changed[1] += mark(conn, "posts", "author_id", user, stamp).await?;

    let active = comments::table.filter(comments::deleted_at.is_null());
    let mut level: Vec<i32> = active
        .filter(comments::author_id.eq(user))
        .select(comments::id)
        .load(conn)
        .await?;
    changed[2] += mark(conn, "comments", "author_id", user, stamp).await?;
    for post in own {
        let below: Vec<i32> = active
            .filter(comments::post_id.eq(post))
            .select(comments::id)
            .load(conn)
            .await?;
        if !below.is_empty() {
            changed[2] += mark(conn, "comments", "post_id", post, stamp).await?;
            level.extend(below);
        }
    }
    while let Some(comment) = level.pop() {
        let below: Vec<i32> = active
            .filter(comments::parent_id.eq(comment))
            .select(comments::id)
            .load(conn)
            .await?;
        if !below.is_empty() {
            changed[2] += mark(conn, "comments", "parent_id", comment, stamp).await?;
            level.extend(below);
        }
    }
    let attachments = attachments::table
        .filter(attachments::deleted_at.is_null())
        .filter(attachments::owner_id.eq(user));
    let owned = diesel::update(attachments).set(attachments::owner_id.eq(None::<i32>));
    changed[3] += i64::try_from(owned.execute(conn).await?)?;
    conn.batch_execute("COMMIT").await?;
    Ok(changed)
}

/// Marks the active rows of a table that have this key. As text, whose prepared
/// statement is kept, unlike that of `diesel::update`.
async fn mark(
    conn: &mut Conn,
    table: &str,
    column: &str,
    key: i32,
    stamp: NaiveDateTime,
) -> Result<i64> {
    let text = format!(
        "UPDATE {table} SET deleted_at = :stamp WHERE {column} = :id AND deleted_at IS NULL"
    );
    let rows = <Sql<'_>>::new(&text, key, stamp).execute(conn).await?;
    Ok(i64::try_from(rows)?)
}
