//! Many rows at once.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use diesel_scopes::prelude::*;
use diesel_scopes::{restore, soft_delete};

use super::Connection;
use crate::models::Comment;
use crate::schema::comments;
use crate::{Result, screen};

pub async fn run(conn: &mut Connection) -> Result<()> {
    screen::chapter("Many rows");

    screen::say("Any number of ids, in one transaction; unknown ones do no harm.");
    let changed = run!(
        soft_delete(comments::table)
            .shallow()
            .by_ids([3, 4, 404])
            .execute(conn)
            .await
    )?;
    screen::result(changed);
    screen::check("comments deleted by their ids", changed, 2)?;

    screen::say("Or whatever a filter finds.");
    let changed = run!(
        soft_delete(comments::table.filter(comments::body.like("best watches%")))
            .shallow()
            .execute(conn)
            .await
    )?;
    screen::result(changed);
    screen::check("further comments deleted", changed, 1)?;
    let found: Vec<Comment> = comments::table
        .all_rows()
        .order(comments::id)
        .select(Comment::as_select())
        .load(conn)
        .await?;
    screen::rows(&found);
    let active = found.iter().filter(|row| row.deleted_at.is_none()).count();
    screen::check("active comments", active, 2)?;

    screen::say("Statements can be put together at run time.");
    let posts = Some([2, 3]);
    let mut statement = restore(comments::table).shallow().into_boxed();
    if let Some(posts) = posts {
        statement = statement.filter(comments::post_id.eq_any(posts));
    }
    let changed = run!(statement.execute(conn).await)?;
    screen::result(changed);
    screen::check("comments restored", changed, 2)
}
