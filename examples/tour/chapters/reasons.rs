//! Who deleted a row, and why.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use diesel_scopes::prelude::*;
use diesel_scopes::{restore, soft_delete};

use super::Connection;
use crate::models::Post;
use crate::schema::posts;
use crate::{Result, blog::ADMIN, screen};

pub async fn run(conn: &mut Connection) -> Result<()> {
    screen::chapter("Who and why");

    screen::say("Further columns are written by the same statement.");
    let changed = run!(
        soft_delete(posts::table.find(2))
            .shallow()
            .set((
                posts::delete_reason.eq("off topic"),
                posts::deleted_by.eq(ADMIN),
            ))
            .execute(conn)
            .await
    )?;
    screen::result(changed);
    let post = post(conn).await?;
    screen::check("rows deleted", changed, 1)?;
    screen::check("why", post.delete_reason.as_deref(), Some("off topic"))?;
    screen::check("who", post.deleted_by, Some(ADMIN))?;

    screen::say("A restore clears the columns that the declaration lists under `clear (…)`.");
    let changed = run!(restore(posts::table.find(2)).shallow().execute(conn).await)?;
    screen::result(changed);
    let post = self::post(conn).await?;
    screen::check("rows restored", changed, 1)?;
    screen::check("why, after the restore", post.delete_reason, None)?;
    screen::check("who, after the restore", post.deleted_by, None)
}

async fn post(conn: &mut Connection) -> Result<Post> {
    let post = posts::table
        .all_rows()
        .find(2)
        .select(Post::as_select())
        .first(conn)
        .await?;
    screen::rows(std::slice::from_ref(&post));
    Ok(post)
}
